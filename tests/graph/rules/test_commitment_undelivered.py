"""The rule commitment-undelivered: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import DAY_LESS_THAN_YEAR_AGO, EDUCATION, HOUSING, TOMORROW, YEAR_AGO, Small


def strategy(**more: object) -> Small:
    return (
        Small()
        .body("N", "national", population=9)
        .body("L", "local", "N")
        .strategy("S", "N", EDUCATION, HOUSING, **more)
    )


def test_a_year_after_its_beginning_cells_without_action_are_found() -> None:
    assert strategy(starts_on=DAY_LESS_THAN_YEAR_AGO).found("commitment-undelivered") == []
    (told,) = strategy(starts_on=YEAR_AGO).action("A", "N", HOUSING).found("commitment-undelivered")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "medium", "unreported", 9)
    assert told.cells == [EDUCATION]
    assert strategy(starts_on=YEAR_AGO).declared("N").found("commitment-undelivered")[0].certainty == "confirmed"


def test_an_action_of_any_owner_delivers_and_of_a_partner_does_not() -> None:
    owned = strategy(starts_on=YEAR_AGO, co_owners="L").action("A", "L", EDUCATION, HOUSING)
    assert owned.found("commitment-undelivered") == []
    other = strategy(starts_on=YEAR_AGO).action("A", "L", EDUCATION, HOUSING, partners="N")
    assert other.subjects("commitment-undelivered") == ["S"]


def test_a_completed_action_delivers_for_delivery_days() -> None:
    for ended, subjects in (("2022-07-01", []), ("2022-06-30", ["S"]), (TOMORROW, ["S"]), (None, ["S"])):
        small = strategy(starts_on=YEAR_AGO).action("A", "N", EDUCATION, HOUSING, status="completed", ends_on=ended)
        assert small.subjects("commitment-undelivered") == subjects, ended


def test_an_unknown_beginning_is_not_a_year_ago() -> None:
    assert strategy().found("commitment-undelivered") == []
