// The page around the picture: rows of the table hold what can be done with a body, and the next page is brought here.
export class Row {
    private constructor(private readonly row: HTMLElement) {}

    static of(key: string): Row | undefined {
        const row = document.querySelector<HTMLElement>(`#graph-part tr[data-key="${CSS.escape(key)}"]`);
        return row ? new Row(row) : undefined;
    }

    get page(): HTMLAnchorElement | null {
        return this.row.querySelector("th a:not(.graph-around)");
    }

    get around(): HTMLAnchorElement | null {
        return this.row.querySelector("a.graph-around");
    }

    // Expands or collapses its branch, or shows more of a family.
    get toggle(): HTMLAnchorElement | null {
        return this.row.querySelector("a.graph-toggle, a.graph-more");
    }
}

let asking: AbortController | undefined;

// Brings another picture into this page and its address; false where only the browser itself can go there.
export async function bring(address: string): Promise<boolean> {
    asking?.abort();
    asking = new AbortController();
    try {
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
        if (!answer.ok || answer.redirected) return false;
        return exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
        return (error as Error).name === "AbortError";
    }
}

function exchange(next: Document): boolean {
    const [old, part] = [document.getElementById("graph-part"), next.getElementById("graph-part")];
    if (!old || !part) return false;
    old.replaceWith(document.adoptNode(part));
    // Other languages, days, choices and files are those of the new picture.
    for (const selector of [".masthead a[hreflang]", "#graph-files a"]) {
        each<HTMLAnchorElement>(next, selector, (mine, other) => (mine.href = other.getAttribute("href") ?? mine.href));
    }
    each<HTMLFormElement>(next, "form[method=get]", (mine, other) => {
        for (const field of mine.querySelectorAll("input[type=hidden]")) field.remove();
        mine.prepend(...other.querySelectorAll("input[type=hidden]"));
    });
    return true;
}

function each<Kind extends HTMLElement>(next: Document, selector: string, then: (mine: Kind, other: Kind) => void): void {
    const others = next.querySelectorAll<Kind>(selector);
    document.querySelectorAll<Kind>(selector).forEach((mine, place) => {
        const other = others[place];
        if (other) then(mine, other);
    });
}
