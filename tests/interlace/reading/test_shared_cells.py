"""Who works in the same cells: what stands above, who does the same, and that nearness decides who of many is named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.findings import cell_names
from graph.settings import Settings
from interlace.reading.shared_cells import peers, strategies_above, words_of
from policies import AREAS, PRINCIPLES
from tests.examples import examples
from tests.graph.small import tables_of
from tests.interlace.reading.seen import random_view, view_over

if TYPE_CHECKING:
    from interlace.reading.view import View

DAY = date(2026, 11, 22)
HOUSING, MEDIA, WELCOMING = "real_equality:housing", "real_equality:media", "active_citizenship:welcoming"
ALL = words_of(f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids)
some = settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def country() -> View:
    """Two regions; A and B in the north, C in the south, all local; the nation and the north have strategies."""
    action = {"status": "ongoing", "cells": HOUSING}
    commitments = [
        {"strategy": code, "principle": cell.partition(":")[0], "area": cell.partition(":")[2], "depth": depth}
        for code, cell, depth in (
            ("nation", HOUSING, "2"),
            ("nation", MEDIA, "1"),
            ("north", HOUSING, "3"),
            ("own", MEDIA, "2"),
        )
    ]
    tables = tables_of(
        {
            "bodies": [
                {"code": "PT", "name": "Portugal", "level": "national"},
                {"code": "N", "name": "North", "level": "regional", "parent": "PT"},
                {"code": "S", "name": "South", "level": "regional", "parent": "PT"},
                {"code": "A", "name": "Alpha", "level": "local", "parent": "N"},
                {"code": "B", "name": "Zeta", "level": "local", "parent": "N"},
                {"code": "C", "name": "Gamma", "level": "local", "parent": "S"},
                {"code": "CS", "name": "Club", "level": "civil_society", "parent": "A"},
                {"code": "NET", "name": "Network", "level": "network", "serves": "N"},
            ],
            "strategies": [
                {"code": "nation", "title": "Nation", "owner": "PT", "status": "adopted"},
                {"code": "north", "title": "North", "owner": "N", "status": "adopted"},
                {"code": "own", "title": "Own", "owner": "A", "status": "adopted"},
                {"code": "old", "title": "Old", "owner": "PT", "status": "adopted", "ends_on": "2020-01-01"},
                {"code": "draft", "title": "Draft", "owner": "PT", "status": "draft"},
            ],
            "commitments": commitments,
            "actions": [
                {"code": "b", "title": "B", "body": "B", **action},
                {"code": "c", "title": "C", "body": "C", **action},
                {"code": "planned", "title": "P", "body": "C", "status": "planned", "cells": HOUSING},
                {"code": "n", "title": "N", "body": "N", **action},
            ],
        }
    )
    return view_over(tables, Settings(), DAY)


def above(view: View, code: str, *cells: str) -> list[tuple[str, int, int]]:
    body = view.sight.row_of_code("bodies", code)
    assert body is not None
    codes = view.sight.column("strategies", "code")
    found = strategies_above(view, body, words_of(cells), 10)
    return [(codes[one.strategy], one.distance, len(one.shared)) for one in found]


def test_what_shares_most_cells_is_suggested_first_and_of_equal_ones_the_nearest() -> None:
    view = country()
    assert above(view, "A", HOUSING, MEDIA) == [("nation", 2, 2), ("own", 0, 1), ("north", 1, 1)]
    assert above(view, "A") == [("own", 0, 0), ("north", 1, 0), ("nation", 2, 0)]


def test_civil_society_and_networks_look_up_too() -> None:
    view = country()
    assert above(view, "CS", HOUSING) == [("north", 2, 1), ("nation", 3, 1), ("own", 1, 0)]
    assert above(view, "NET", HOUSING) == [("north", 1, 1), ("nation", 2, 1)]


def test_peers_are_of_the_same_level_and_the_nearest_are_named_in_the_order_of_names() -> None:
    view = country()
    body = view.sight.row_of_code("bodies", "A")
    assert body is not None
    codes = view.sight.column("bodies", "code")
    assert [codes[peer.body] for peer in peers(view, body, words_of([HOUSING]), 10)] == ["C", "B"]
    (nearest,) = peers(view, body, words_of([HOUSING]), 1)
    assert (codes[nearest.body], nearest.shared) == ("B", [HOUSING])
    assert [view.sight.column("actions", "code")[row] for row in nearest.actions] == ["b"]
    assert peers(view, body, words_of([WELCOMING]), 10) == []


@some
@given(st.integers(0, 10**6))
def test_who_is_told_covers_what_is_told_of_them(seed: int) -> None:
    view = random_view(seed, hide=True)
    for body in range(len(view.sight.column("bodies", "code"))):
        level = view.sight.column("bodies", "level")[body]
        for peer in peers(view, body, ALL, 5):
            assert peer.body != body
            assert view.sight.column("bodies", "level")[peer.body] == level
            assert peer.shared == cell_names(view.graph.works.cover[view.place_of(peer.body)])
            assert peer.strategies or peer.actions
        for one in strategies_above(view, body, ALL, 100):
            assert view.sight.column("strategies", "status")[one.strategy] != "draft"
            assert one.owner in {body, *view.ancestors(body)} or level == "network"


def test_what_is_no_cell_is_passed_over() -> None:
    assert cell_names(words_of([HOUSING, "real_equality", "x:y", ""])) == [HOUSING]
