"""The rule double-delivery: each clause, each boundary."""

from __future__ import annotations

import pytest

from tests.graph.small import EDUCATION, HOUSING, TODAY, TOMORROW, YESTERDAY, Small

RULE = "double-delivery"


def line(**lower: object) -> Small:
    """N over R over L; N and L have an action in housing."""
    small = Small().body("N", "national").body("R", "regional", "N").body("L", "local", "R", population=5)
    return small.action("X", "N", HOUSING).action("Y", "L", HOUSING, **lower)


def test_the_same_done_by_two_of_one_line_is_found_at_any_distance() -> None:
    (told,) = line().found(RULE)
    assert (told.subject, told.object, told.cells, told.reach) == ("N", "L", [HOUSING], 5)
    assert told.certainty == "unreported"
    assert [record.key for record in told.evidence.records] == ["N", "L", "X", "Y"]
    assert told.evidence.path == ("L", "R", "N")
    assert (told.evidence.facts["doubled"], told.evidence.facts["delivered"]) == (1, 1)


def test_the_word_of_the_lower_one_makes_it_a_gap() -> None:
    assert line().declared("N").found(RULE)[0].certainty == "unreported"
    assert line().declared("L").found(RULE)[0].certainty == "confirmed"


def test_more_than_half_of_what_the_lower_one_delivers_weighs_more() -> None:
    assert line().found(RULE)[0].severity == "medium"
    assert line().action("Z", "L", EDUCATION).found(RULE)[0].severity == "low"


def test_siblings_and_civil_society_are_not_of_one_line() -> None:
    small = (
        Small().body("N", "national").body("A", "local", "N").body("B", "local", "N").body("C", "civil_society", "N")
    )
    for code, body in (("X", "A"), ("Y", "B"), ("Z", "C")):
        small.action(code, body, HOUSING)
    assert small.found(RULE) == []


def test_only_cells_that_both_carry_count() -> None:
    small = line().action("Z", "N", EDUCATION)
    assert small.found(RULE)[0].cells == [HOUSING]
    other = Small().body("N", "national").body("L", "local", "N")
    assert other.action("X", "N", "real_equality:media").action("Y", "L", HOUSING).found(RULE) == []


@pytest.mark.parametrize(("starts_on", "count"), [(TODAY, 0), (YESTERDAY, 1), ("", 1)])
def test_periods_overlap_if_they_share_a_day(starts_on: str, count: int) -> None:
    small = Small().body("N", "national").body("L", "local", "N").action("Y", "L", HOUSING, starts_on=starts_on)
    small.action("X", "N", HOUSING, status="completed", ends_on=YESTERDAY)
    assert len(small.found(RULE)) == count


def test_two_that_are_completed_are_weighed_by_their_own_periods() -> None:
    small = Small().body("N", "national").body("L", "local", "N")
    small.action("X", "N", HOUSING, status="completed", starts_on="2023-01-01", ends_on="2023-12-31")
    later = {"status": "completed", "starts_on": "2024-01-01", "ends_on": YESTERDAY}
    assert small.action("Y", "L", HOUSING, **later).found(RULE) == []
    assert len(small.action("Z", "L", HOUSING, **later | {"starts_on": "2023-12-31"}).found(RULE)) == 1


def test_what_does_not_deliver_is_not_done_twice() -> None:
    for lower in ({"status": "planned"}, {"status": "cancelled"}, {"starts_on": TOMORROW}):
        assert line(**lower).found(RULE) == []


def test_a_partner_named_by_either_action_settles_that_pair_of_actions() -> None:
    assert line(partners="N").found(RULE) == []
    assert len(line(partners="R").found(RULE)) == 1
    upper = line().action("Z", "N", EDUCATION, partners="L").action("W", "L", EDUCATION)
    assert upper.found(RULE)[0].cells == [HOUSING]


def test_being_in_touch_settles_it() -> None:
    assert line().relation("L", "coordinates_with", "N").found(RULE) == []
    assert len(line().relation("L", "coordinates_with", "N", "disputed").found(RULE)) == 1
    assert len(line().relation("L", "reports_to", "N").found(RULE)) == 1


def test_a_link_of_any_work_of_one_to_a_strategy_of_the_other_settles_it() -> None:
    assert line().strategy("S", "N").link("Y", "S", "declared").found(RULE) == []
    assert len(line().strategy("S", "N").link("Y", "S", "disputed").found(RULE)) == 1
    down = line().strategy("S", "L", ends_on="2020-01-01").link("X", "S")
    assert down.found(RULE) == []
    co_owned = line().strategy("S", "R", co_owners="N").strategy("T", "R", co_owners="L").link("T", "S")
    assert co_owned.found(RULE) == []
    assert len(line().strategy("S", "R").link("Y", "S").found(RULE)) == 1


def test_a_link_of_a_draft_settles_nothing_for_whoever_may_not_see_it() -> None:
    assert len(line().strategy("S", "L", status="draft").link("X", "S").found(RULE)) == 1
