"""A picture as JSON, for the script that draws it on a canvas. Addresses stand in the table beside, once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

import policies
from graph.encoding import NOBODY
from web.languages import told
from web.picture.nodes import Node
from web.picture.words import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.picture.drawn import Picture
    from web.picture.layout import Point

#: JSON is put into a page as text. Quotes may stand there as they are, and there are very many.
_AS_TEXT = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def as_json(picture: Picture) -> Markup:
    """The picture, to be put into an element of a page."""
    told_whole = json.dumps(_told(picture), ensure_ascii=False, separators=(",", ":"))
    return Markup(told_whole.translate(_AS_TEXT))  # noqa: S704 - nothing of it can be markup any more


def _told(picture: Picture) -> dict[str, object]:
    layout, nodes = picture.layout, picture.nodes
    return {
        "width": layout.width,
        "height": layout.height,
        "ties_drawn": picture.ties_drawn,
        "current": nodes[picture.current].key if nodes else None,
        "bands": [
            {
                "name": told(policies.LEVELS[policies.LEVELS.ids[band.level]].name),
                "top": band.top,
                "height": band.height,
            }
            for band in layout.bands
        ],
        "nodes": [
            {
                "key": node.key,
                "parent": nodes[node.parent].key if node.parent != NOBODY else None,
                "x": x,
                "y": y,
                "label": "\n".join(lines),
                "look": picture.look(node),
                "branch": _branch(node) if isinstance(node, Node) else "more",
                "is_ringed": picture.ringed(node),
                "told": sentence(node),
            }
            for node, (x, y), lines in zip(nodes, layout.spots, picture.labels, strict=True)
        ],
        "lines": [
            {"from": nodes[line.start].key, "to": nodes[line.end].key, "points": _flat(line.points), "is_path": False}
            for line in layout.lines
        ]
        + [
            {
                "from": nodes[node.parent].key,
                "to": node.key,
                "points": _flat(layout.from_parent[index]),
                "is_path": True,
            }
            for index, node in enumerate(nodes)
            if picture.on_path(node)
        ],
        "ties": [[nodes[tie.one].key, nodes[tie.other].key, round(tie.bend, 1), tie.is_cited] for tie in picture.ties],
    }


def _flat(points: Sequence[Point]) -> list[float]:
    return [coordinate for point in points for coordinate in point]


def _branch(node: Node) -> str:
    return ("open" if node.is_open else "closed") if node.below else "leaf"
