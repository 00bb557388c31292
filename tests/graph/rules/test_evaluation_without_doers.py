"""The rule evaluation-without-doers: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def strategy(*parts: tuple[str, str]) -> Small:
    small = Small().body("N", "national").body("L", "local", "N").body("C", "civil_society").strategy("S", "N")
    for body, phase in parts:
        small.part("S", body, phase)
    return small


def test_an_evaluation_without_those_who_deliver_is_found() -> None:
    (told,) = strategy(("L", "delivery"), ("C", "evaluation")).found("evaluation-without-doers")
    assert (told.subject, told.severity, told.certainty) == ("S", "medium", "confirmed")
    assert told.evidence.facts == {"doers": ["L"], "evaluators": ["C"]}


def test_one_of_the_doers_is_enough() -> None:
    small = strategy(("L", "delivery"), ("C", "delivery"), ("C", "evaluation"))
    assert small.found("evaluation-without-doers") == []


def test_without_evaluation_or_with_owners_alone_delivering_it_is_silent() -> None:
    assert strategy(("L", "delivery")).found("evaluation-without-doers") == []
    assert strategy(("N", "delivery"), ("C", "evaluation")).found("evaluation-without-doers") == []


def test_a_co_owner_is_an_owner() -> None:
    small = Small().body("N", "national").body("L", "local", "N").strategy("S", "N", co_owners="L")
    small.part("S", "L", "delivery").part("S", "N", "evaluation")
    assert small.found("evaluation-without-doers") == []
