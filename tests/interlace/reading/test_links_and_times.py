"""Links between strategies and their time line as views tell them: what a look at each record gives too."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlace.errors import Invalid
from interlace.reading.about import found_about
from interlace.reading.alignment import pairs
from interlace.reading.findings import AskedFindings, findings_page
from interlace.reading.pairing import pair_told
from interlace.reading.standing import standing
from interlace.reading.supports import AskedSupports, Support, level_pairs, matrix, supports_page
from interlace.reading.times import AskedTimes, OnTime, times_page
from policies import LEVELS
from policies.rules import RULES
from tests.examples import examples
from tests.interlace.reading.seen import portugal, random_view

if TYPE_CHECKING:
    from interlace.reading.view import View

some = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def all_supports(view: View, **asked: object) -> list[Support]:
    found: list[Support] = []
    after = None
    while True:
        page = supports_page(view, AskedSupports(**asked, first=3, after=after))  # type: ignore[arg-type]
        found += page.items
        if (after := page.next_after) is None:
            assert len(found) == page.total
            return found


def all_times(view: View, **asked: object) -> list[OnTime]:
    found: list[OnTime] = []
    after = None
    while True:
        page = times_page(view, AskedTimes(**asked, first=3, after=after))  # type: ignore[arg-type]
        found += page.items
        if (after := page.next_after) is None:
            assert (len(found), sum(one.still_led_to > 0 for one in found)) == (page.total, page.lapsed)
            return found


def naive_standing(view: View, row: int) -> str:
    sight = view.sight
    status, begins, ends, owner = (
        sight.column("strategies", name)[row] for name in ("status", "starts_on", "ends_on", "owner")
    )
    if status in {"draft", "withdrawn"}:
        return str(status)
    if begins is not None and begins > view.as_of:
        return "upcoming"
    if ends is not None and ends < view.as_of:
        return "ended"
    body = sight.row_of_code("bodies", owner)
    return "in_force" if body is not None and view.live(body) else "ownerless"


def in_branch(view: View, row: int, head: int) -> bool:
    owner = view.sight.row_of_code("bodies", view.sight.column("strategies", "owner")[row])
    assert owner is not None
    return head in {owner, *view.ancestors(owner)}


@some
@given(seeds, st.booleans())
def test_links_are_those_between_strategies_that_are_shown(seed: int, hide: bool) -> None:
    view = random_view(seed, hide=hide)
    sight = view.sight
    rows = {code: row for row, code in enumerate(sight.column("strategies", "code"))}
    columns = (sight.column("links", name) for name in ("from", "to", "status"))
    expected = []
    for source, target, status in zip(*columns, strict=True):
        if source in rows:
            stands = [naive_standing(view, rows[end]) for end in (source, target)]
            holds = status != "disputed" and stands == ["in_force", "in_force"]
            expected.append((rows[source], rows[target], status or "declared", holds, stands[1]))
    assert sorted(all_supports(view)) == sorted(expected)
    assert all(one.holds for one in all_supports(view, holds=True))
    assert len(all_supports(view, holds=True)) + len(all_supports(view, holds=False)) == len(expected)
    assert sum(pair.total for pair in level_pairs(view, AskedSupports())) == len(expected)
    for pair in level_pairs(view, AskedSupports()):
        own = all_supports(view, from_level=pair.source, to_level=pair.target)
        assert len(own) == pair.total
        disputed = all_supports(view, from_level=pair.source, to_level=pair.target, statuses=["disputed"])
        assert len(disputed) == pair.disputed
    told = matrix(view, AskedSupports(), 1000)
    assert told is not None
    assert sorted(told.links.values()) == sorted(expected)
    assert set(told.links) <= {(source, target) for source in told.sources for target in told.targets}
    for head in range(0, len(view.sight.column("bodies", "code")), 5):
        if view.place_of(head) >= 0 and view.place_of(head) < view.graph.authorities:
            assert {one[:2] for one in all_supports(view, branch=head)} == {
                one[:2] for one in expected if in_branch(view, one[0], head)
            }


@some
@given(seeds, st.booleans())
def test_the_time_line_holds_each_strategy_once_with_how_it_stands(seed: int, hide: bool) -> None:
    view = random_view(seed, hide=hide)
    found = all_times(view)
    assert sorted(one.strategy for one in found) == list(range(len(view.sight.column("strategies", "code"))))
    levels = dict(zip(*(view.sight.column("bodies", name) for name in ("code", "level")), strict=True))
    for one in found:
        assert one.standing == naive_standing(view, one.strategy) == standing(view, one.strategy)
        assert one.level == levels[view.sight.column("strategies", "owner")[one.strategy]]
    order = [(one.still_led_to == 0, LEVELS.index(one.level)) for one in found]
    assert order == sorted(order)
    for kind in ("draft", "ended", "in_force"):
        assert all_times(view, standings=[kind]) == [one for one in found if one.standing == kind]


@some
@given(seeds)
def test_what_is_told_of_a_pair_agrees_with_its_state(seed: int) -> None:
    view = random_view(seed)
    for pair in pairs(view)[:60]:
        told = pair_told(view, pair)
        assert pair.linked == (told.co_owned or bool(told.chain))
        assert all(told.covering.values()), "what is covered is covered by something"
        assert set(told.covering) == set(told.cells.covered)
        assert set(told.begun) <= set(told.cells.missing)
        enough = pair.state in {"aligned", "convergent"}
        assert (told.needed == 0) == enough
        for source, target in zip(told.chain, told.chain[1:], strict=False):
            rows = view.sight.rows_where("links", "from", source)
            assert target in {view.sight.column("links", "to")[row] for row in rows}


def test_a_strategy_that_ended_while_others_lead_to_it_comes_first() -> None:
    view = portugal(date(2021, 1, 1))
    page = times_page(view, AskedTimes())
    assert page.lapsed == sum(one.still_led_to > 0 for one in page.items)
    assert all_times(view, lapsed=True) == [one for one in all_times(view) if one.still_led_to]


@some
@given(seeds)
def test_findings_about_a_work_are_those_that_name_it(seed: int) -> None:
    view = random_view(seed)
    every = findings_page(view, AskedFindings(first=200)).items
    codes = view.graph.register.work_codes.to_list()
    for number, code in enumerate(codes):
        own = [one for one in every if _names(one.rule, one.subject, one.object, code)]
        told = found_about(view, number, 200)
        if len(every) < 200:
            assert sorted(one.key for one in told.first) == sorted(one.key for one in own)
            assert told.total == len(own)
        assert len(found_about(view, number, 1).first) == min(1, told.total)


def _names(rule: str, subject: str, other: str | None, code: str) -> bool:
    works = {"strategy", "action", "work"}
    of_subject = RULES[rule].subject in works and subject == code
    return of_subject or (RULES[rule].object in works and other == code)


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (AskedSupports(from_level="high"), "/from_level"),
        (AskedSupports(statuses=["loved"]), "/status"),
        (AskedSupports(first=0), "/first"),
        (AskedSupports(after="bm90"), "/after"),
    ],
)
def test_links_that_cannot_be_listed_are_told_by_name(asked: AskedSupports, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        supports_page(portugal(date(2026, 11, 22)), asked)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_a_time_line_that_cannot_be_drawn_is_told_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        times_page(portugal(date(2026, 11, 22)), AskedTimes(levels=["high"], standings=["old"]))
    assert [problem.pointer for problem in refused.value.problems] == ["/level", "/standing"]
