// The governance graph on a canvas. What can be done with a body stands as links in the table below the picture, which
// works without this; here the same links are followed by keys and clicks, and the picture is drawn anew in its place.
import { Canvas } from "./picture/canvas";
import { readData } from "./picture/data";
import { bring, Row } from "./picture/pages";
import { savePng } from "./picture/png";
import { offerBodies } from "./picture/search";
import { type Step, Walk } from "./picture/walk";

const steps: Record<string, Step> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "before", ArrowRight: "after" };
const larger = 1.25;

class Picture {
    private readonly told = element("graph-told");
    private readonly deeds = element("graph-deeds");
    private readonly container = element("graph-canvas");
    private readonly canvas: Canvas;
    private walk: Walk;
    private key: string;

    constructor() {
        const data = readData();
        for (const hidden of document.querySelectorAll<HTMLElement>("#graph [data-with-script]")) hidden.hidden = false;
        this.canvas = new Canvas(this.container, data);
        this.canvas.onDrawn(() => {
            this.container.dataset["drawn"] = "true";
            performance.mark("interlace:picture");
        });
        this.walk = new Walk(data.nodes);
        this.canvas.show(data);
        this.key = data.current;
        this.come(data.current);
        this.canvas.onChosen((key) => this.come(key));
        this.canvas.onChosenTwice((key) => this.follow(Row.of(key)?.toggle));
        this.container.addEventListener("keydown", (event) => this.pressed(event));
        // Turning the wheel scrolls the page; with Ctrl, or two fingers on a pad, it changes the size.
        this.container.parentElement?.addEventListener("wheel", (event) => event.ctrlKey || event.stopImmediatePropagation(), { capture: true });
        document.addEventListener("click", (event) => this.clicked(event));
        window.addEventListener("popstate", () => void this.go(location.href, false));
        new ResizeObserver(() => this.canvas.resized()).observe(this.container);
    }

    // Makes a mark the current one, and tells what it is.
    private come(key: string): void {
        const mark = this.walk.mark(key);
        if (!mark) return;
        this.key = key;
        this.canvas.current(key);
        this.told.textContent = mark.told;
        const words = this.deeds.dataset;
        const row = Row.of(key);
        const toggled = { open: words["collapse"], closed: words["expand"], leaf: "", more: words["more"] }[mark.branch];
        this.deeds.replaceChildren(
            ...[link(row?.page, words["open"]), link(row?.around, words["around"]), link(row?.toggle, toggled)].filter((one) => one !== null),
        );
    }

    private pressed(event: KeyboardEvent): void {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const row = Row.of(this.key);
        const branch = this.walk.mark(this.key)?.branch;
        const step = steps[event.key];
        if (step) this.come(this.walk.next(this.key, step)?.key ?? this.key);
        else if (event.key === "Enter") branch === "more" ? this.follow(row?.toggle) : row?.page?.click();
        else if (event.key === "+" || event.key === "=") branch === "open" || this.follow(row?.toggle);
        else if (event.key === "-") branch === "open" && this.follow(row?.toggle);
        else if (event.key === "f" || event.key === "F") row?.around?.click();
        else if (event.key === "/") document.querySelector<HTMLElement>("#search")?.focus();
        else if (event.key === "0") this.canvas.whole();
        else return;
        event.preventDefault();
    }

    private clicked(event: MouseEvent): void {
        if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const target = event.target as Element;
        const does = target.closest<HTMLElement>("[data-does]")?.dataset["does"];
        if (does === "nearer") this.canvas.zoomBy(larger);
        else if (does === "further") this.canvas.zoomBy(1 / larger);
        else if (does === "whole") this.canvas.whole();
        const toggle = target.closest<HTMLAnchorElement>("a.graph-toggle, a.graph-more");
        if (!toggle) return;
        event.preventDefault();
        const key = toggle.closest<HTMLElement>("tr")?.dataset["key"] ?? this.key;
        const inTable = toggle.closest("#graph-part") !== null;
        void this.go(toggle.href, true, key).then(() => {
            if (inTable) (Row.of(key)?.toggle ?? Row.of(this.key)?.page)?.focus();
        });
    }

    private follow(link: HTMLAnchorElement | null | undefined): void {
        if (link) void this.go(link.href, true, this.key);
    }

    // Goes on to another picture; `key` stays where it is.
    private async go(address: string, isNew: boolean, key = this.key): Promise<void> {
        const withFocus = this.deeds.contains(document.activeElement);
        if (!(await bring(address))) return location.assign(address);
        if (isNew) history.pushState(null, "", address);
        const data = readData();
        const before = this.walk.mark(key);
        this.walk = new Walk(data.nodes);
        // What stood for others is gone once all of them are shown.
        const stays = this.walk.mark(key) ? key : (before?.parent ?? data.current);
        this.canvas.show(data, stays);
        this.come(stays);
        if (withFocus) this.container.focus({ preventScroll: true });
    }
}

function element(id: string): HTMLElement {
    return document.getElementById(id) as HTMLElement;
}

function link(like: HTMLAnchorElement | null | undefined, text: string | undefined): HTMLAnchorElement | null {
    if (!like || !text) return null;
    const made = document.createElement("a");
    made.href = like.href;
    made.textContent = text;
    if (!like.matches(".graph-around")) made.className = like.className;
    return made;
}

const search = document.getElementById("graph-search");
if (search instanceof HTMLFormElement) offerBodies(search);
if (document.getElementById("graph-data") && document.getElementById("graph-canvas")) {
    new Picture();
    const png = element("graph-png");
    png.addEventListener("click", () => {
        const drawing = document.querySelector<HTMLAnchorElement>("#graph-files a");
        if (drawing) void savePng(drawing.href, png.dataset["name"] ?? "graph.png");
    });
}
