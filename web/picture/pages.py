"""The pages of the picture: the page itself, what its search offers, and the drawing that somebody keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, jsonify, render_template, request

from graph.encoding import NOBODY
from web.blueprint import pages
from web.choosing import bodies_like
from web.days import shown
from web.frame import go, page, words
from web.names import named
from web.picture import shapes
from web.picture import words as in_words
from web.picture.asked import COLOURS, TIES, Addresses, asked
from web.picture.colours import DARK, LIGHT, palette
from web.picture.drawn import drawn
from web.picture.told import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.names import Named
    from web.picture.drawn import Picture
    from web.picture.nodes import Node, Others

#: So many bodies are offered to whoever searches.
_MOST_OFFERED = 12


@pages.get("/t/<tenant>/graph")
def picture(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The governance graph, and a table that says the same."""
    wanted = asked()
    offered = _offered(wanted.search)
    if len(offered) == 1:
        return go(Addresses().of(wanted.about(focus=offered[0].code)))
    found = drawn(shown(), wanted)
    return page(
        "picture/picture.html",
        picture=found,
        links=_Links(found, Addresses(), Addresses("picture_file")),
        in_words=in_words,
        as_json=as_json,
        depths=_depths(found),
        offered=offered,
        colours=COLOURS,
        ways_to_draw_ties=TIES,
        shapes=shapes,
    )


@pages.get("/t/<tenant>/graph/bodies")
def picture_search(tenant: str) -> Response:  # noqa: ARG001
    """The bodies that somebody may mean by what they have typed so far, each with the picture around it."""
    wanted, addresses = asked(), Addresses()
    return jsonify(
        [
            {
                "name": one.name,
                "code": one.code,
                "translation": one.translation,
                "address": addresses.of(wanted.about(focus=one.code)),
            }
            for one in _offered(wanted.search)
        ]
    )


@pages.get("/t/<tenant>/graph.svg")
def picture_file(tenant: str) -> Response:
    """The same picture as a drawing by itself, with its legend, day and revision."""
    found = drawn(shown(), asked())
    scheme = DARK if request.args.get("scheme") == DARK else LIGHT
    drawing = render_template(
        "picture/picture.svg",
        **{**words(), "picture": found, "in_words": in_words, "shapes": shapes, "colours": palette(scheme)},
    )
    response = Response(drawing, content_type="image/svg+xml; charset=utf-8")
    if "download" in request.args:
        name = f"{tenant}-graph-{found.view.as_of.isoformat()}.svg"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _offered(typed: str) -> Sequence[Named]:
    return [named("bodies", row) for row in bodies_like(shown(), typed)[:_MOST_OFFERED]] if typed else []


def _depths(found: Picture) -> list[int]:
    """How deep each node stands below the first above it."""
    depths: list[int] = []
    for node in found.nodes:
        depths.append(0 if node.parent == NOBODY else depths[node.parent] + 1)
    return depths


@dataclass(frozen=True)
class _Links:
    """Where the table and the picture lead."""

    picture: Picture
    addresses: Addresses
    files: Addresses

    def toggled(self, node: Node) -> str:
        """The same picture with a branch open that is closed, or the other way round."""
        usually = node.number in self.picture.shown.usually
        return self.addresses.of(self.picture.asked.toggled(node.key, is_open=node.is_open, usually=usually))

    def more(self, others: Others) -> str:
        """The same with more of a family."""
        return self.addresses.of(self.picture.asked.with_more(others.code, others.level))

    def around(self, node: Node) -> str:
        """The picture of a body and its surroundings."""
        return self.addresses.of(self.picture.asked.about(focus=node.key))

    @property
    def whole(self) -> str:
        """The picture of the whole country."""
        return self.addresses.of(self.picture.asked.about())

    def file(self, **further: str) -> str:
        """The drawing."""
        return self.files.of(self.picture.asked, **further)
