// A form sends what was typed after each pause, and once more when its page is left or put aside.
const pause = 1_000;
const tooLarge = new Set([413, 422]);

export function keepForm(form: HTMLFormElement): void {
    const line = form.querySelector<HTMLElement>("[data-kept]");
    let timer = 0;
    let changed = false;
    let lost = false;
    let sending: Promise<void> = Promise.resolve();

    const say = (name: string, time = ""): void => {
        if (line) line.textContent = (line.dataset[name] ?? "").replace("{time}", time);
    };

    const keep = (leaving: boolean): void => {
        window.clearTimeout(timer);
        if (!changed) return;
        changed = false;
        sending = send(form, leaving).then((answer) => {
            lost = !answer?.ok;
            if (answer?.ok) {
                say("saved", now());
            } else {
                changed = true;
                say(answer && tooLarge.has(answer.status) ? "large" : "lost");
            }
        });
    };

    const noticed = (): void => {
        changed = true;
        window.clearTimeout(timer);
        timer = window.setTimeout(() => keep(false), pause);
    };
    form.addEventListener("input", noticed);
    form.addEventListener("change", noticed);
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") keep(true);
    });
    window.addEventListener("pagehide", () => keep(true));
    // Only what could not be kept is worth a question.
    window.addEventListener("beforeunload", (event) => {
        if (lost && changed) event.preventDefault();
    });
    sendAfterKeeping(form, () => {
        window.clearTimeout(timer);
        changed = false;
        return sending;
    });
}

// Sending ends what was kept, so nothing may be kept after it: what is under way is waited for.
function sendAfterKeeping(form: HTMLFormElement, settle: () => Promise<void>): void {
    let settled = false;
    form.addEventListener("submit", (event) => {
        if (settled) return;
        event.preventDefault();
        const button = event.submitter;
        void settle().finally(() => {
            settled = true;
            // Not before this event has ended: until then a form does not send itself again.
            window.setTimeout(() => form.requestSubmit(button), 0);
        });
    });
    // A page that is shown again by going back may be sent again.
    window.addEventListener("pageshow", () => (settled = false));
}

async function send(form: HTMLFormElement, leaving: boolean): Promise<Response | null> {
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && name !== "csrf_token") typed.append(name, value);
    }
    const token = form.elements.namedItem("csrf_token");
    try {
        return await fetch(form.dataset["keeps"] ?? "", {
            method: "POST",
            body: typed,
            keepalive: leaving,
            redirect: "manual",
            headers: {
                Accept: "application/json",
                "HX-Request": "true",
                "X-CSRF-TOKEN": token instanceof HTMLInputElement ? token.value : "",
            },
        });
    } catch {
        return null;
    }
}

function now(): string {
    return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}
