// What every page has: htmx for parts of pages that come later, and small help with forms. All works without it too.
import htmx from "htmx.org";
import { guardUnsaved } from "./forms/unsaved";
import { warnBeforeEnd } from "./session/ending";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
// Answers that tell what is wrong with a form are shown in its place.
htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
];

document.addEventListener("DOMContentLoaded", () => {
    // The summary of what is wrong with a form is the first thing that is read.
    document.querySelector<HTMLElement>("[data-focus-first]")?.focus();
    // Choosing is asking: the button beside is for those without scripts.
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-asks-at-once]")) {
        form.addEventListener("change", () => form.requestSubmit());
    }
    guardUnsaved();
    warnBeforeEnd();
});
