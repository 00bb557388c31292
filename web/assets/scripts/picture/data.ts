// What a page tells of the picture: where everything stands, and what is said of it.
export interface Band {
    name: string;
    top: number;
    height: number;
}

export interface Mark {
    key: string;
    parent: string | null;
    x: number;
    y: number;
    label: string;
    look: string;
    branch: "open" | "closed" | "leaf" | "more";
    is_ringed: boolean;
    told: string;
}

export interface Line {
    from: string;
    to: string;
    points: number[];
    is_path: boolean;
}

export type Tie = [one: string, other: string, bend: number, isCited: boolean];

export interface PictureData {
    width: number;
    height: number;
    ties_drawn: "all" | "one" | "none";
    current: string;
    bands: Band[];
    nodes: Mark[];
    lines: Line[];
    ties: Tie[];
}

export function readData(): PictureData {
    const held = document.getElementById("graph-data") as HTMLTemplateElement;
    return JSON.parse(held.content.textContent ?? "") as PictureData;
}
