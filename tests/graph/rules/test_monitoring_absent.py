"""The rule monitoring-absent: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def strategy(**answers: str) -> Small:
    return Small().body("N", "national", population=9).strategy("S", "N", **answers)


def test_a_no_is_a_gap_and_an_empty_answer_a_question() -> None:
    (told,) = strategy(monitoring="no").found("monitoring-absent")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "medium", "confirmed", 9)
    (told,) = strategy().found("monitoring-absent")
    assert (told.severity, told.certainty) == ("medium", "unreported")


def test_a_yes_settles_it() -> None:
    assert strategy(monitoring="yes").found("monitoring-absent") == []


def test_only_strategies_in_force_are_asked() -> None:
    assert strategy(monitoring="no", status="draft").found("monitoring-absent") == []
