// Some minutes before a session ends the page says so, and lets it go on.
const warnedBefore = 5 * 60_000;

export function warnBeforeEnd(): void {
    const notice = document.querySelector<HTMLElement>("[data-session-seconds]");
    if (!notice) return;
    let timer = 0;
    const wait = (seconds: number): void => {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => (notice.hidden = false), Math.max(0, seconds * 1000 - warnedBefore));
    };
    wait(Number(notice.dataset["sessionSeconds"]));
    notice.querySelector("button")?.addEventListener("click", async () => {
        const answer = await fetch(notice.dataset["address"] ?? "", { headers: { Accept: "application/json" } });
        // The session is over already: this page, loaded again, leads to signing in and back.
        if (!answer.ok || answer.redirected) return window.location.reload();
        notice.hidden = true;
        wait(((await answer.json()) as { seconds: number }).seconds);
    });
}
