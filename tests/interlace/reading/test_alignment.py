"""Alignment as views tell it: the same pairs as the frame of the analysis, by body, by strategy and in pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.alignment import profiles_of
from graph.frames import alignment_frame, profile_frame
from interlace.errors import Invalid
from interlace.reading.alignment import AskedPairs, Pair, alignment_map, cells, pairs, pairs_page, profile
from policies import PRINCIPLES
from tests.examples import examples
from tests.interlace.reading.seen import portugal, random_view

if TYPE_CHECKING:
    from interlace.reading.view import View

DAY = date(2026, 11, 22)
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def spoken(view: View, pair: Pair) -> tuple[object, ...]:
    codes = view.sight.column("strategies", "code"), view.sight.column("bodies", "code")
    return (codes[0][pair.strategy], codes[1][pair.body], *pair[2:])


def paged(view: View, **asked: object) -> list[Pair]:
    found: list[Pair] = []
    after = None
    while True:
        page = pairs_page(view, AskedPairs(**asked, first=3, after=after))  # type: ignore[arg-type]
        assert page.has_previous == bool(found)
        found += page.items
        if (after := page.next_after) is None:
            assert len(found) == page.total
            return found


@some
@given(seeds, st.booleans())
def test_pairs_are_those_of_the_analysis(seed: int, hide: bool) -> None:
    view = random_view(seed, hide=hide)
    expected = alignment_frame(view.graph, view.graph.alignment).rows()
    assert [spoken(view, pair) for pair in pairs(view)] == expected
    assert paged(view) == pairs(view)
    for body in range(len(view.sight.column("bodies", "code"))):
        own = [row for row in expected if row[1] == view.sight.column("bodies", "code")[body]]
        assert [spoken(view, pair) for pair in pairs(view, body=body)] == own
        assert paged(view, bodies=[body]) == pairs(view, body=body)
    for strategy in {pair.strategy for pair in pairs(view)}:
        assert pairs(view, strategy=strategy) == [pair for pair in pairs(view) if pair.strategy == strategy]
        assert paged(view, strategies=[strategy]) == pairs(view, strategy=strategy)


@some
@given(seeds)
def test_the_cells_of_a_pair_are_as_many_as_it_counts(seed: int) -> None:
    view = random_view(seed)
    for pair in pairs(view):
        told = cells(view, pair)
        assert (len(told.demanded), len(told.covered)) == (pair.demand, pair.covered)
        assert sorted(told.covered + told.missing) == told.demanded


@some
@given(seeds)
def test_profiles_are_those_of_the_analysis(seed: int) -> None:
    view = random_view(seed)
    expected = {row["body"]: row for row in profile_frame(view.graph, profiles_of(view.graph)).iter_rows(named=True)}
    for body, code in enumerate(view.sight.column("bodies", "code")):
        scores = profile(view, body)
        assert (scores is None) == (code not in expected)
        for score in scores or ():
            assert (score.covered, score.competent) == (expected[code][score.principle], expected[code]["competent"])
        assert scores is None or [score.principle for score in scores] == list(PRINCIPLES.ids)


def test_pages_of_a_country_keep_to_states_and_levels() -> None:
    view = portugal(DAY)
    page = pairs_page(view, AskedPairs(states=["absent", "partial"], levels=["local"], first=200))
    assert page.items
    assert {pair.state for pair in page.items} <= {"absent", "partial"}
    assert {view.sight.column("bodies", "level")[pair.body] for pair in page.items} == {"local"}
    assert sum(sum(row.states) for row in alignment_map(view).rows) == pairs_page(view, AskedPairs()).total


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (AskedPairs(states=["good"]), "/state"),
        (AskedPairs(levels=["high"]), "/level"),
        (AskedPairs(first=201), "/first"),
        (AskedPairs(after="bm90"), "/after"),
    ],
)
def test_what_cannot_be_listed_is_told_by_name(asked: AskedPairs, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        pairs_page(portugal(DAY), asked)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]
