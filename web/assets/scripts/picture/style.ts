// How marks and lines look, in the colours of the page, which follow the theme.
import type { StylesheetJson } from "cytoscape";

const fifths = 5;

function colour(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function styleOfTheme(): StylesheetJson {
    const ink = colour("ink");
    const paper = colour("paper");
    const strong = colour("line-strong");
    const font = getComputedStyle(document.body).fontFamily;
    const steps = Array.from({ length: fifths + 1 }, (_, step) => ({
        selector: `.cover-${step}`,
        style: {
            width: 13,
            height: 13,
            "background-color": colour(`cover-${step}`),
            "border-width": 1,
            "border-color": strong,
            // A part of the circle says the same as the colour.
            "pie-size": "100%",
            "pie-1-background-color": colour("cover-5"),
            "pie-1-background-size": `${(step * 100) / fifths}%`,
        },
    }));
    return [
        { selector: "*", style: { "z-index-compare": "manual", "overlay-opacity": 0 } },
        {
            selector: "node",
            style: { "font-family": font, "font-size": 13, color: ink, "text-events": "yes" },
        },
        {
            selector: ".mark",
            style: {
                width: 11,
                height: 11,
                label: "data(label)",
                "text-wrap": "wrap",
                "text-max-width": "400px",
                "line-height": 1.15,
                "text-justification": "left",
                "text-halign": "right",
                "text-valign": "center",
                "text-margin-x": 5,
                "text-outline-color": paper,
                "text-outline-opacity": 0.85,
                "text-outline-width": 1.5,
                "min-zoomed-font-size": 6,
                "z-index": 4,
            },
        },
        { selector: ".gap", style: { shape: "rectangle", "background-color": colour("gap") } },
        {
            selector: ".question",
            style: {
                shape: "ellipse",
                "background-color": colour("question-soft"),
                "border-width": 2,
                "border-style": "dashed",
                "border-color": colour("question"),
            },
        },
        { selector: ".neither", style: { shape: "ellipse", width: 7, height: 7, "background-color": colour("holds") } },
        {
            selector: ".cover-none",
            style: { width: 6, height: 6, "background-color": paper, "border-width": 1, "border-color": strong },
        },
        ...steps,
        {
            selector: ".others",
            style: {
                shape: "polygon",
                "shape-polygon-points": [-1, -0.15, -0.15, -0.15, -0.15, -1, 0.15, -1, 0.15, -0.15, 1, -0.15, 1, 0.15, 0.15, 0.15, 0.15, 1, -0.15, 1, -0.15, 0.15, -1, 0.15],
                "background-color": colour("ink-soft"),
                "font-style": "italic",
            },
        },
        {
            selector: ".ringed",
            style: { "underlay-color": colour("focus"), "underlay-opacity": 0.35, "underlay-padding": 6, "underlay-shape": "ellipse", "font-weight": 600 },
        },
        {
            selector: ".current",
            style: {
                "outline-width": 3,
                "outline-color": colour("focus"),
                "outline-offset": 3,
                "font-weight": 600,
                "text-outline-opacity": 1,
                "z-index": 5,
            },
        },
        {
            selector: ".tie",
            style: {
                width: 1.3,
                "line-color": colour("accent"),
                "line-style": "dashed",
                "line-dash-pattern": [5, 3],
                "line-opacity": 0.6,
                "curve-style": "unbundled-bezier",
                "edge-distances": "node-position",
                "control-point-weights": [0.5],
                "control-point-distances": "data(bend)",
                events: "no",
                "z-index": 2,
            },
        },
        { selector: ".tie.cited", style: { width: 4, "line-color": colour("focus"), "line-opacity": 1, "z-index": 3 } },
        { selector: ".tie.lit", style: { width: 2.5, "line-opacity": 1, "z-index": 3 } },
    ] as StylesheetJson;
}
