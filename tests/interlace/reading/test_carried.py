"""How strategies are carried, counted column by column: the same as counting body by body."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlace.errors import Invalid
from interlace.reading.alignment import Pair, cells, pairs
from interlace.reading.carried import (
    AskedBelow,
    asked_cells,
    below_page,
    bodies_of,
    branches,
    carried,
    carried_by_level,
    higher_strategies,
    rows_of,
)
from policies import ALIGNMENT_STATES, LEVELS
from tests.examples import examples
from tests.interlace.reading.seen import portugal, random_view

if TYPE_CHECKING:
    from interlace.reading.view import View

DAY = date(2026, 11, 22)
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def people(view: View, bodies: set[int]) -> int:
    """Who lives in these territories: of a body that stands below another one here nobody is counted again."""
    outermost = [body for body in bodies if not bodies.intersection(view.ancestors(body))]
    return sum(int(view.graph.population[view.place_of(body)]) for body in outermost)


def declared(view: View, body: int) -> bool:
    return bool(view.graph.declared[view.place_of(body)])


def in_order(view: View, some_pairs: list[Pair]) -> list[Pair]:
    return sorted(some_pairs, key=lambda pair: view.place_of(pair.body))


@some
@given(seeds)
def test_states_and_people_are_those_of_the_pairs(seed: int) -> None:
    view = random_view(seed)
    levels = view.sight.column("bodies", "level")
    assert {pair.strategy for pair in pairs(view)} <= set(higher_strategies(view))
    for strategy in higher_strategies(view):
        rows, own = rows_of(view, strategy), list(pairs(view, strategy=strategy))
        told = carried(view, rows)
        assert told.states == tuple(sum(pair.state == state for pair in own) for state in ALIGNMENT_STATES.ids)
        assert (told.asked, told.declared) == (len(own), sum(declared(view, pair.body) for pair in own))
        assert told.people == people(view, {pair.body for pair in own})
        enough = {pair.body for pair in own if pair.state in {"aligned", "convergent"}}
        assert (told.carrying, told.reached) == (len(enough), people(view, enough))
        by_level = carried_by_level(view, rows)
        assert {level: one.asked for level, one in by_level.items()} == {
            level: count for level in LEVELS.ids if (count := sum(levels[pair.body] == level for pair in own))
        }


@some
@given(seeds)
def test_a_cell_that_is_not_covered_is_lacking_only_where_the_register_is_declared(seed: int) -> None:
    view = random_view(seed)
    for strategy in higher_strategies(view):
        own = [(pair.body, cells(view, pair)) for pair in pairs(view, strategy=strategy)]
        for told in asked_cells(view, strategy, rows_of(view, strategy)):
            assert told.competent == sum(told.cell in one.demanded for _, one in own)
            assert told.covered == sum(told.cell in one.covered for _, one in own)
            without = [declared(view, body) for body, one in own if told.cell in one.missing]
            assert (told.lacking, told.unreported) == (sum(without), len(without) - sum(without))


@some
@given(seeds)
def test_each_body_stands_in_one_branch_below_its_own_ancestor(seed: int) -> None:
    view = random_view(seed)
    for strategy in higher_strategies(view):
        own = view.sight.row_of_code("bodies", view.sight.column("strategies", "owner")[strategy])
        assert own is not None
        found = branches(view, rows_of(view, strategy), own)
        placed = [(branch, body) for branch in found for body in bodies_of(view, branch.rows).tolist()]
        assert sorted(body for _, body in placed) == sorted(pair.body for pair in pairs(view, strategy=strategy))
        for branch, body in placed:
            line = [body, *view.ancestors(body)]
            assert branch.head in line[:2] if branch.alone else branch.head in line
            assert branch.head != own or branch.alone


@some
@given(seeds, st.sampled_from(["", "absent", "aligned"]), st.sampled_from([None, True, False]))
def test_pages_hold_the_pairs_that_are_asked_for(seed: int, state: str, word: bool | None) -> None:
    view = random_view(seed)
    for strategy, lacking in product(higher_strategies(view), (True, False)):
        own = in_order(view, list(pairs(view, strategy=strategy)))
        cell = asked_cells(view, strategy, rows_of(view, strategy))[0].cell if lacking and own else None
        wanted = [
            pair
            for pair in own
            if state in {"", pair.state}
            and (cell is None or cell in cells(view, pair).missing)
            and (word is None or declared(view, pair.body) == word)
        ]
        found: list[Pair] = []
        after = None
        while True:
            states = [state] if state else []
            page = below_page(view, strategy, AskedBelow(states, cell=cell, declared=word, first=2, after=after))
            assert page.total == len(wanted)
            found += page.items
            if (after := page.next_after) is None:
                break
        assert found == wanted


def test_a_branch_and_a_level_narrow_what_is_listed() -> None:
    view = portugal(DAY)
    row_of_code = view.sight.row_of_code
    strategy, north = row_of_code("strategies", "PT-N-2024"), row_of_code("bodies", "PT-NUTS2-PT11")
    assert strategy is not None
    page = below_page(view, strategy, AskedBelow(levels=["local"], branch=north, first=200))
    assert page.items
    assert all(north in view.ancestors(pair.body) for pair in page.items)
    forum = row_of_code("bodies", "PT-NET-CMIC-LISBOA")
    assert below_page(view, strategy, AskedBelow(branch=forum)).total == 0
    assert higher_strategies(view, ["national"]) == [
        row_of_code("strategies", one) for one in ("PT-N-2019", "PT-N-2024")
    ]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (AskedBelow(states=["good"]), "/state"),
        (AskedBelow(levels=["high"]), "/level"),
        (AskedBelow(cell="love:education"), "/cell"),
        (AskedBelow(first=201), "/first"),
        (AskedBelow(after="bm90"), "/after"),
    ],
)
def test_what_cannot_be_listed_is_told_by_name(asked: AskedBelow, pointer: str) -> None:
    view = portugal(DAY)
    with pytest.raises(Invalid) as refused:
        below_page(view, higher_strategies(view)[0], asked)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]
