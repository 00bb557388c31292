"""Which bodies a picture of a large country shows: never more than one can read, never a body without its parent."""

from __future__ import annotations

from datetime import date

import pytest

from graph.encoding import NOBODY
from graph.governance import GovernanceGraph
from graph.register import Register
from interlace.synthetic import synthetic_country
from policies import LEVELS
from web.picture.land import Land
from web.picture.visible import MOST, READABLE, Chosen, Visible, Wanted, visible

CIVIL_SOCIETY = LEVELS.index("civil_society")


@pytest.fixture(scope="module")
def land() -> Land:
    """A country of some thousand bodies."""
    return Land.of(GovernanceGraph.at(Register.of(*synthetic_country(4000, seed=2)), date(2026, 1, 1)))


def is_whole(land: Land, shown: Visible) -> bool:
    """Whether each body is shown, counted below a closed branch, or among those that a family does not show."""
    hidden = set(range(len(land))) - set(shown.numbers)
    families = {(rest.parent, rest.level): rest.count for rest in shown.rests}
    found: dict[tuple[int, int], int] = {}
    for number in hidden:
        parent = int(land.parent[number])
        if parent == NOBODY or parent in shown.opened:
            key = parent, int(land.level[number])
            found[key] = found.get(key, 0) + 1
    return found == families


def test_a_country_is_shown_as_far_as_one_can_read_it(land: Land) -> None:
    shown = visible(land, Chosen())
    assert READABLE / 2 < len(shown.numbers) <= READABLE
    assert {int(land.parent[number]) for number in shown.numbers} - {NOBODY} <= set(shown.numbers)
    assert shown.opened == shown.usually
    assert is_whole(land, shown)


def test_numbers_lead_from_each_body_to_all_below_it(land: Land) -> None:
    for number in (0, len(land) // 2):
        assert land.below(number) == sum(number in land.line(other) for other in range(len(land)))
        assert all(land.parent[child] == number for child in land.children(number))


def test_a_branch_is_opened_and_closed_and_more_of_a_family_comes_when_asked(land: Land) -> None:
    usual = visible(land, Chosen())
    closed = next(one for one in usual.numbers if land.has_children(one) and one not in usual.opened)
    opened = visible(land, Chosen(opened=frozenset({closed})))
    assert set(opened.numbers) > set(usual.numbers)
    assert {int(land.parent[one]) for one in set(opened.numbers) - set(usual.numbers)} == {closed}
    again = visible(land, Chosen(opened=frozenset({closed}), closed=frozenset({closed})))
    assert again.numbers == usual.numbers
    rest = usual.rests[0]
    more = visible(land, Chosen(more={(rest.parent, rest.level): 1}))
    assert len(more.numbers) == len(usual.numbers) + min(rest.count, 120)
    assert is_whole(land, more)


def test_a_body_that_is_wanted_is_shown_with_its_line_and_nothing_else(land: Land) -> None:
    deep = max(range(len(land)), key=lambda one: len(land.line(one)))
    shown = visible(land, Chosen(), Wanted((deep,)))
    assert set(shown.numbers) == {deep, *land.line(deep)}
    assert not shown.rests


def test_a_picture_holds_no_more_than_can_be_drawn(land: Land) -> None:
    everything = frozenset(range(len(land)))
    shown = visible(land, Chosen(opened=everything, more={(0, CIVIL_SOCIETY): 99}))
    assert shown.is_full
    assert MOST <= len(shown.numbers) < 2 * MOST


def test_a_small_country_is_shown_whole() -> None:
    small = Land.of(GovernanceGraph.at(Register.of(*synthetic_country(150, seed=1)), date(2026, 1, 1)))
    assert len(visible(small, Chosen()).numbers) == len(small)
