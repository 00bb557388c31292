// Forms that are kept while somebody types: loaded by the pages that have one.
import { keepForm } from "./keeping/form";

document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keeps]")) keepForm(form);
});
