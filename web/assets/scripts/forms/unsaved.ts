// Leaving a form with something typed in it asks first, unless it is kept as one types.
export function guardUnsaved(): void {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-guarded]")) {
        let typed = false;
        form.addEventListener("input", () => (typed = true));
        form.addEventListener("submit", () => (typed = false));
        form.addEventListener("interlace:kept", () => (typed = false));
        window.addEventListener("beforeunload", (event) => {
            if (typed) event.preventDefault();
        });
    }
}
