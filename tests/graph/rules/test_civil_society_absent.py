"""The rule civil-society-absent: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TOMORROW, YESTERDAY, Small


def strategy(**more: object) -> Small:
    small = Small().body("N", "national", population=9).body("C", "civil_society")
    return small.strategy("S", "N", **more)


def test_a_strategy_without_civil_society_is_found() -> None:
    (told,) = strategy().found("civil-society-absent")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "high", "unreported", 9)
    assert strategy().declared("N").found("civil-society-absent")[0].certainty == "confirmed"


def test_any_part_or_co_ownership_is_enough() -> None:
    assert strategy().part("S", "C", "evaluation", "information").found("civil-society-absent") == []
    assert strategy(co_owners="C").found("civil-society-absent") == []


def test_a_part_counts_also_when_the_body_is_gone_while_co_ownership_does_not() -> None:
    small = strategy().body("D", "civil_society", valid_to=YESTERDAY)
    assert small.part("S", "D", "design").found("civil-society-absent") == []
    gone = strategy(co_owners="D").body("D", "civil_society", valid_to=YESTERDAY)
    assert gone.subjects("civil-society-absent") == ["S"]


def test_a_body_that_is_yet_to_come_took_no_part() -> None:
    small = strategy().body("D", "civil_society", valid_from=TOMORROW).part("S", "D", "design")
    assert small.subjects("civil-society-absent") == ["S"]
    assert small.subjects("civil-society-absent", on=TOMORROW) == []


def test_the_part_of_an_authority_is_not_that_of_civil_society() -> None:
    assert strategy().part("S", "N", "delivery").subjects("civil-society-absent") == ["S"]
