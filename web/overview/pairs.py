"""Pairs of a strategy and an authority below its owner, one by one, by level and state of alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request

from interlace.reading.alignment import AskedPairs, pairs_page
from policies import ALIGNMENT_STATES, LEVELS
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import told
from web.names import named

if TYPE_CHECKING:
    from flask import Response

    from interlace.reading.alignment import Pair
    from web.names import Named


class Told(NamedTuple):
    """A pair by its names, and what becomes of it."""

    authority: Named
    strategy: Named
    pair: Pair


@pages.get("/t/<tenant>/pairs")
def pairs(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The list of pairs, in the order of the codes of strategies and authorities."""
    view, states, levels = shown(), _given("state"), _given("level")
    found = pairs_page(view, AskedPairs(states=states, levels=levels, after=request.args.get("after")))
    return page(
        "overview/pairs.html",
        found=found,
        items=[Told(named("bodies", one.body), named("strategies", one.strategy), one) for one in found.items],
        chosen={"state": states, "level": levels},
        states=[(term.id, told(term.name)) for term in ALIGNMENT_STATES],
        levels=[(term.id, told(term.name)) for term in LEVELS if term.authority],
    )


def _given(name: str) -> list[str]:
    return [value for value in request.args.getlist(name) if value]
