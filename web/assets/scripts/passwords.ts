// A box below each password: ticked, it shows what is typed, until that is sent.
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-reveal]")) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "option";
    box.type = "checkbox";
    box.setAttribute("aria-controls", field.id);
    label.append(box, field.dataset["reveal"] ?? "");
    const show = (): void => {
        field.type = box.checked ? "text" : "password";
    };
    box.addEventListener("change", show);
    field.form?.addEventListener("submit", () => {
        box.checked = false;
        show();
    });
    field.after(label);
}
