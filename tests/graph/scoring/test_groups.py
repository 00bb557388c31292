"""Bands of groups tell nothing of a single body, however groups are combined."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.scoring.groups import (
    BANDS,
    LEAST_MEMBERS,
    SIZES,
    Band,
    Features,
    GroupName,
    band_of,
    band_of_population,
    groups_of,
    told_groups,
)
from tests.examples import examples

ALL = GroupName("level")
features = st.builds(
    Features, st.sampled_from((None, 0, 800, 7_000, 30_000, 2_000_000)), st.sampled_from((None, "north", "south"))
)


def some(count: int, population: int | None = 800, part: str | None = "north", mark: str = "b") -> dict[str, Features]:
    return {f"{mark}{number}": Features(population, part) for number in range(count)}


def test_of_too_few_nothing_is_told() -> None:
    assert told_groups(some(LEAST_MEMBERS - 1)) == {}
    assert ALL in told_groups(some(LEAST_MEMBERS))
    with pytest.raises(ValueError, match="so few"):
        band_of([Decimal(50)] * (LEAST_MEMBERS - 1), but=False)


def test_two_groups_that_differ_by_one_body_are_not_both_told() -> None:
    bodies = some(12) | some(1, part="south", mark="alone")
    assert set(told_groups(bodies)) == {ALL, GroupName("population", "0-5000")}
    # The same by population, and where one body lacks what would put it into a group.
    for odd in (Features(7_000, "north"), Features(None, "north"), Features(800, None)):
        told = told_groups(some(12) | {"odd": odd})
        assert all(len(apart := told[ALL] ^ group) == 0 or len(apart) >= LEAST_MEMBERS for group in told.values())


def test_bands_that_leave_one_body_over_together_are_not_all_told() -> None:
    bodies = some(6) | some(6, 7_000, mark="c") | some(1, 30_000, mark="alone")
    told = told_groups(bodies)
    over = set(bodies) - {body for name, group in told.items() if name.choice == "population" for body in group}
    assert len(over) >= LEAST_MEMBERS


@settings(max_examples=examples(150), deadline=None, derandomize=True)
@given(st.lists(features, max_size=60))
def test_no_combination_of_told_groups_leaves_few_bodies(given_now: list[Features]) -> None:
    bodies = {f"b{number}": one for number, one in enumerate(given_now)}
    told = list(told_groups(bodies).values())
    for inside in product((True, False), repeat=len(told)) if told else ():
        left = {
            body for body in bodies if all((body in group) == into for group, into in zip(told, inside, strict=True))
        }
        assert not left or len(left) >= LEAST_MEMBERS


@settings(max_examples=examples(100), deadline=None, derandomize=True)
@given(st.lists(features, min_size=7, max_size=40))
def test_who_asks_changes_no_group(given_now: list[Features]) -> None:
    bodies = {f"b{number}": one for number, one in enumerate(given_now)}
    told = told_groups(bodies)
    assert told == told_groups(dict(reversed(bodies.items())))
    # Groups are a body's own only by what they are called.
    assert {name for body in bodies for name in groups_of(bodies[body]).values()} >= set(told)


@settings(max_examples=examples(150), deadline=None, derandomize=True)
@given(st.lists(st.decimals(0, 100, places=1), min_size=LEAST_MEMBERS, max_size=40), st.booleans())
def test_a_band_hides_the_ends_and_each_value(middles: list[Decimal], but: bool) -> None:
    band = band_of(middles, but=but)
    assert 0 <= band.lower < band.upper <= 100
    assert band.upper - band.lower >= 10
    assert band.lower % 5 == band.upper % 5 == 0
    assert band.others in SIZES
    assert band.others <= len(middles) - int(but)
    # Whatever the lowest and the highest are, the band is the same.
    ends = sorted(middles)
    assert band_of([Decimal(0), *ends[1:-1], Decimal(100)], but=but) == band


def test_a_band_is_where_the_middle_half_stands() -> None:
    band = band_of([Decimal(value) for value in (5, 22, 30, 41, 48, 90)], but=True)
    assert band == Band(Decimal(20), Decimal(50), 5)
    assert band_of([Decimal(50)] * 60, but=False).others == 50
    assert band_of([Decimal(100)] * 6, but=False).lower == Decimal(90)
    assert band_of([Decimal(0)] * 6, but=False).upper == Decimal(10)


def test_bands_of_population_are_fixed() -> None:
    assert [band_of_population(one) for one in (None, 0, 1, 4_999, 5_000, 2_000_000)] == [
        None, None, "0-5000", "0-5000", "5000-20000", "1000000-",
    ]  # fmt: skip
    assert list(BANDS) == sorted(BANDS)
