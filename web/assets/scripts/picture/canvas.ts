// The picture on a canvas: drawn, moved, made larger; with one mark that is the current one.
import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from "cytoscape";
import { Background } from "./background";
import type { Mark, PictureData, Tie } from "./data";
import { styleOfTheme } from "./style";

const leastReadable = { wide: 0.78, narrow: 0.95 };
const narrow = 700;
const usual = 1.15;
const largest = 2.5;
const margin = 12;
// A current mark does not come nearer to the edge of the window than this, its name included.
const clear = { left: 40, top: 50, right: 160, bottom: 40 };

export class Canvas {
    private readonly cy: Core;
    private data: PictureData | undefined;
    private currentKey = "";
    private readonly background: Background;

    constructor(private readonly container: HTMLElement, data: PictureData) {
        standInForItsStyle();
        // A small picture takes no more room than it needs; the style sheet says how much a large one takes.
        container.style.maxHeight = `${Math.max(data.height * this.level(data) + 2 * margin, 240)}px`;
        this.background = new Background(container);
        this.cy = cytoscape({
            container,
            style: styleOfTheme(),
            layout: { name: "preset" },
            minZoom: 0.1,
            maxZoom: largest,
            autoungrabify: true,
            autounselectify: true,
            boxSelectionEnabled: false,
        });
        this.cy.on("viewport resize", () => this.background.follow(this.cy.pan(), this.cy.zoom()));
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.restyle());
        // Text that is drawn before its font came is drawn again in it.
        const font = `13px ${getComputedStyle(document.body).fontFamily}`;
        if (!document.fonts.check(font)) void document.fonts.load(font).then(() => this.restyle());
    }

    onDrawn(then: () => void): void {
        this.cy.one("render", then);
    }

    onChosen(then: (key: string) => void): void {
        this.cy.on("tap", ".mark", (event) => then((event.target as NodeSingular).id()));
    }

    onChosenTwice(then: (key: string) => void): void {
        this.cy.on("dbltap", ".mark", (event) => then((event.target as NodeSingular).id()));
    }

    // Draws a picture. The mark `stays` stays where it is on the screen; else the picture begins where it is read.
    show(data: PictureData, stays?: string): void {
        if (stays !== undefined) this.container.style.maxHeight = "";
        const before = stays === undefined ? undefined : this.place(stays);
        this.data = data;
        this.background.show(data);
        this.cy.batch(() => {
            this.cy.elements().remove();
            // Lines that are drawn for one body at a time are made when somebody comes to it.
            const ties = data.ties.filter(([, , , isCited]) => isCited || data.ties_drawn === "all");
            this.cy.add([...data.nodes.map(mark), ...ties.map(tie)]);
        });
        const after = stays === undefined ? undefined : this.place(stays);
        if (before && after) this.cy.panBy({ x: before.x - after.x, y: before.y - after.y });
        else this.begin(data);
    }

    // Makes a mark the current one, with its lines of coordination, and brings it into sight.
    current(key: string): void {
        this.cy.batch(() => {
            this.cy.$(".current").removeClass("current");
            this.cy.$(".tie.lit").removeClass("lit");
            this.cy.$(".tie.passing").remove();
            const node = this.cy.getElementById(key);
            node.addClass("current");
            if (this.data?.ties_drawn === "one") {
                const own = this.data.ties.filter(([one, other, , isCited]) => !isCited && (one === key || other === key));
                this.cy.add(own.map(tie)).addClass("passing");
            }
            node.connectedEdges(".tie").addClass("lit");
        });
        this.currentKey = key;
        this.bringIntoSight(key);
    }

    zoomBy(factor: number): void {
        const place = this.place(this.currentKey) ?? { x: this.cy.width() / 2, y: this.cy.height() / 2 };
        this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: place });
    }

    whole(): void {
        const [width, height] = [this.data?.width ?? 1, this.data?.height ?? 1];
        const room = { x: this.cy.width() - 2 * margin, y: this.cy.height() - 2 * margin };
        const level = Math.min(room.x / width, room.y / height);
        this.cy.viewport({ zoom: level, pan: { x: margin + (room.x - width * level) / 2, y: margin } });
    }

    resized(): void {
        this.cy.resize();
    }

    private place(key: string): { x: number; y: number } | undefined {
        const node = this.cy.getElementById(key);
        return node.nonempty() ? node.renderedPosition() : undefined;
    }

    // As wide as the window if its names can be read then; from its top, or from what it is about.
    private begin(data: PictureData): void {
        const room = this.container.clientWidth - 2 * margin;
        const level = this.level(data);
        const aside = Math.max((room - data.width * level) / 2, 0) + margin;
        this.cy.viewport({ zoom: level, pan: { x: aside, y: margin } });
        this.bringIntoSight(data.current);
    }

    private level(data: PictureData): number {
        const room = this.container.clientWidth - 2 * margin;
        const least = room < narrow ? leastReadable.narrow : leastReadable.wide;
        return Math.min(Math.max(room / data.width, least), usual);
    }

    private bringIntoSight(key: string): void {
        const place = this.place(key);
        if (!place) return;
        const over = (value: number, low: number, high: number): number =>
            value < low ? low - value : value > high ? Math.max(high, low) - value : 0;
        const x = over(place.x, clear.left, this.cy.width() - clear.right);
        const y = over(place.y, clear.top, this.cy.height() - clear.bottom);
        if (x || y) this.cy.panBy({ x, y });
    }

    private restyle(): void {
        this.cy.style(styleOfTheme());
    }
}

// The library puts a rule for its container into the page, which the page's policy forbids and our style sheet has.
function standInForItsStyle(): void {
    const placeholder = document.createElement("template");
    placeholder.id = "__________cytoscape_stylesheet";
    document.head.append(placeholder);
}

function mark(node: Mark): ElementDefinition {
    return {
        data: { id: node.key, label: node.label },
        position: { x: node.x, y: node.y },
        // Dragging a mark moves the picture, not the mark.
        pannable: true,
        classes: `mark ${node.look}${node.is_ringed ? " ringed" : ""}`,
    };
}

function tie([source, target, bend, isCited]: Tie): ElementDefinition {
    return { data: { source, target, bend }, classes: isCited ? "tie cited" : "tie" };
}
