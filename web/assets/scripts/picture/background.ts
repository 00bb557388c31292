// What lies behind the marks: bands of levels and lines of the hierarchy. Nothing of it is pressed or changes by itself,
// so it is drawn once and moved with the picture; names of bands stay at the left edge.
import type { Band, Line, PictureData } from "./data";

const indent = 20;
const svg = "http://www.w3.org/2000/svg";

export class Background {
    private readonly ground = document.createElement("div");
    private readonly names = document.createElement("div");
    private bands: Band[] = [];

    constructor(container: HTMLElement) {
        this.ground.className = "graph-ground";
        this.names.className = "graph-names";
        // The table says each body's level.
        this.ground.ariaHidden = this.names.ariaHidden = "true";
        container.append(this.ground, this.names);
    }

    show(data: PictureData): void {
        this.bands = data.bands;
        this.ground.replaceChildren(drawing(data));
        this.names.replaceChildren(
            ...data.bands.map((band) => {
                const made = document.createElement("span");
                made.textContent = band.name;
                return made;
            }),
        );
    }

    follow(pan: { x: number; y: number }, zoom: number): void {
        this.ground.style.transform = `translate(${pan.x}px, ${pan.y}px) scale(${zoom})`;
        const x = Math.max(pan.x, 0) + indent * zoom;
        this.bands.forEach((band, place) => {
            const name = this.names.children[place] as HTMLElement;
            name.style.transform = `translate(${x}px, ${pan.y + (band.top + 4) * zoom}px)`;
        });
    }
}

function drawing(data: PictureData): SVGElement {
    const paths = (chosen: boolean): string =>
        data.lines.filter((line) => line.is_path === chosen).map(through).join("");
    return shape(
        "svg",
        { width: data.width, height: data.height },
        ...data.bands.map((band) => shape("rect", { y: band.top, width: data.width, height: band.height })),
        shape("path", { class: "graph-line", d: paths(false) }),
        shape("path", { class: "graph-path", d: paths(true) }),
    );
}

function through(line: Line): string {
    const [x, y, ...others] = line.points;
    return `M${x} ${y}L${others.join(" ")}`;
}

function shape(name: string, attributes: Record<string, string | number>, ...within: SVGElement[]): SVGElement {
    const made = document.createElementNS(svg, name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
    made.append(...within);
    return made;
}
