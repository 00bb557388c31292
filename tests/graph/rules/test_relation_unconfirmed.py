"""The rule relation-unconfirmed: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import YESTERDAY, Small


def related(status: str, **more: object) -> Small:
    small = Small().body("N", "national", population=9).body("L", "local", "N", population=4)
    return small.relation("L", "consults", "N", status, **more)


def test_a_declared_relation_waits_thirty_days() -> None:
    assert related("declared", declared_on="2024-05-31").found("relation-unconfirmed") == []
    (told,) = related("declared", declared_on="2024-05-30").found("relation-unconfirmed")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("L>N:consults", "low", "confirmed", 9)


def test_an_empty_status_counts_as_declared_and_an_unknown_day_never_waits() -> None:
    assert related("", declared_on="2024-01-01").subjects("relation-unconfirmed") == ["L>N:consults"]
    assert related("declared").found("relation-unconfirmed") == []


def test_a_disputed_relation_is_found_at_once() -> None:
    assert related("disputed").found("relation-unconfirmed")[0].severity == "medium"


def test_confirmed_ended_and_part_of_relations_are_silent() -> None:
    assert related("confirmed", declared_on="2020-01-01").found("relation-unconfirmed") == []
    assert related("disputed", valid_to=YESTERDAY).found("relation-unconfirmed") == []
    small = Small().body("N", "national").body("L", "local").relation("L", "part_of", "N", "disputed")
    assert small.found("relation-unconfirmed") == []
