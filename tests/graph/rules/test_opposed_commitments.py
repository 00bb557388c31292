"""The rule opposed-commitments: each clause, each boundary."""

from __future__ import annotations

import pytest

from graph.explain import explain
from tests.graph.small import TODAY, TOMORROW, YESTERDAY, Small

RULE = "opposed-commitments"


def pair(a: str = "R", b: str = "L") -> Small:
    small = Small().body("N", "national").body("R", "regional", "N", population=9).body("L", "local", "R", population=5)
    small.body("Q", "regional", "N", population=7).body("C", "civil_society", "L", population=1)
    return small.strategy("S", a).strategy("T", b)


def test_two_strategies_marked_against_each_other_are_found_once() -> None:
    small = pair().opposed("T", "S", "L", marked_on=TODAY, reason="One undoes\nthe other.").opposed("S", "T", "N")
    (told,) = small.found(RULE)
    assert (told.subject, told.object, told.severity, told.certainty, told.reach) == ("S", "T", "high", "confirmed", 9)
    assert [record.key for record in told.evidence.records] == ["S", "T", "S:T:N:", f"T:S:L:{TODAY}"]
    assert told.evidence.facts == {
        "owner": "R",
        "other_owner": "L",
        "marked_by": ["L", "N"],
        "because": ["One undoes the other."],
    }
    assert told.evidence.path == ("R", "N")


@pytest.mark.parametrize(
    ("marked_on", "resolved_on", "count"),
    [
        ("", "", 1),
        (TODAY, "", 1),
        (TOMORROW, "", 0),
        ("", TOMORROW, 1),
        ("", TODAY, 0),
        (YESTERDAY, TODAY, 0),
    ],
)
def test_an_opposition_lives_from_its_mark_until_the_day_of_its_resolution(
    marked_on: str, resolved_on: str, count: int
) -> None:
    small = pair().opposed("S", "T", "L", marked_on=marked_on, resolved_on=resolved_on)
    assert len(small.found(RULE)) == count


def test_both_strategies_must_be_in_force() -> None:
    small = pair().strategy("U", "L", status="withdrawn").strategy("V", "L", ends_on=YESTERDAY)
    for other in ("U", "V"):
        small.opposed("S", other, "L")
    assert small.found(RULE) == []


@pytest.mark.parametrize(
    ("a", "b", "severity"),
    [
        ("N", "L", "high"),
        ("L", "N", "high"),
        ("L", "L", "high"),
        ("R", "Q", "medium"),
        ("Q", "L", "medium"),
        ("R", "C", "high"),
        ("C", "C", "high"),
        ("Q", "C", "medium"),
    ],
)
def test_one_line_weighs_more_than_two(a: str, b: str, severity: str) -> None:
    (told,) = pair(a, b).opposed("S", "T", "N").found(RULE)
    assert told.severity == severity


def test_without_a_reason_that_is_said_and_with_one_it_is_quoted() -> None:
    analysis = pair().opposed("S", "T", "L").analysis()
    assert "no reason is told" in explain(analysis, RULE, 0, "en").text
    analysis = pair().opposed("S", "T", "L", reason="{owner} closes it.").analysis()
    assert "“{owner} closes it”" in explain(analysis, RULE, 0, "en").text
