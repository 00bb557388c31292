"""The part of the report that tells of pages in a browser; `python -m benchmarks pages` alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.measuring import BODIES, figure, goal, goal_at_least
from benchmarks.pages.graph import ROUNDS, SECONDS, graph

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.pages.graph import Graph

TITLE = "## The pages"
SMALL = 150
_MOST = {SMALL: 700, BODIES: 3000}
_LEAST_FRAMES = 20


def pages_lines() -> list[str]:
    """The lines of the report."""
    measured = []
    for bodies in (SMALL, BODIES):
        print(f"the pages: the graph of {bodies:,} bodies …", file=sys.stderr)
        measured.append(graph(bodies))
    found = [one for one in measured if one is not None]
    if not found:
        return [f"{TITLE}, in a browser", "", "Not measured: there is no Chromium here, and none could be brought."]
    return [
        f"{TITLE}, in a browser",
        "",
        "A Chromium without a window and without a graphics card, on the machine that serves, too; its cache is empty"
        f" at each first picture. Times are medians of {ROUNDS} visits; frames are counted while the picture is dragged"
        f" about for {SECONDS} seconds.",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        *(row for one in found for row in _goals(one)),
        "",
        "| the governance graph | " + " | ".join(f"{one.bodies:,} bodies" for one in found) + " |",
        "|---|" + "---:|" * len(found),
        *(f"| {name} | {' | '.join(figure(value(one)) for one in found)} |" for name, value in _FIGURES.items()),
    ]


_FIGURES: Mapping[str, Callable[[Graph], float]] = {
    "bodies in the first picture": lambda one: one.shown,
    "the page answered, ms": lambda one: one.answered,
    "first picture, ms": lambda one: one.first,
    "the slowest of them, ms": lambda one: one.slowest,
    "an arrow key, ms": lambda one: one.step,
    "a branch expanded, ms": lambda one: one.expanded,
    "frames a second": lambda one: one.frames,
    "the longest time between two, ms": lambda one: one.longest,
    "KiB of the page": lambda one: one.page / 1024,
    "KiB of its script": lambda one: one.script / 1024,
}


def _goals(one: Graph) -> list[str]:
    most = _MOST[one.bodies]
    return [
        goal(f"the graph of {one.bodies:,} bodies, first picture within {most:,} ms", one.first, most),
        goal_at_least(f"the graph of {one.bodies:,} bodies, frames a second while it moves", one.frames, _LEAST_FRAMES),
    ]
