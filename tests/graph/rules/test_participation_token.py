"""The rule participation-token: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def strategy(*depths: str) -> Small:
    small = Small().body("N", "national").body("C", "civil_society").strategy("S", "N")
    for phase, depth in zip(("design", "delivery", "evaluation"), depths, strict=False):
        small.part("S", "C", phase, depth)
    return small


def test_information_and_consultation_alone_are_a_token() -> None:
    (told,) = strategy("information", "consultation").found("participation-token")
    assert (told.subject, told.severity, told.certainty) == ("S", "medium", "confirmed")
    assert told.evidence.facts == {"bodies": 1, "depth": "consultation"}


def test_dialogue_or_active_involvement_once_is_enough() -> None:
    assert strategy("information", "dialogue").found("participation-token") == []
    assert strategy("active_involvement").found("participation-token") == []


def test_without_any_part_and_with_the_depth_of_an_authority_only_it_is_not_this_rule() -> None:
    assert strategy().found("participation-token") == []
    assert strategy("information").part("S", "N", "design", "dialogue").subjects("participation-token") == ["S"]
