"""The rule body-isolated: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, TODAY, YESTERDAY, Small


def test_an_active_authority_and_any_civil_society_body_without_coordination_are_found() -> None:
    small = Small().body("N", "national").action("A", "N", EDUCATION).body("C", "civil_society", "N").declared("C")
    found = small.found("body-isolated")
    assert [(told.subject, told.severity, told.certainty) for told in found] == [
        ("C", "low", "confirmed"),
        ("N", "medium", "unreported"),
    ]


def test_an_authority_that_covers_nothing_and_a_network_are_silent() -> None:
    assert Small().body("N", "national").body("V", "network").found("body-isolated") == []


def test_one_edge_is_enough_while_funding_is_not_coordination() -> None:
    small = Small().body("N", "national").body("C", "civil_society", "N").relation("N", "funds", "C")
    assert small.subjects("body-isolated") == ["C"]
    assert small.relation("C", "member_of", "V").body("V", "network").subjects("body-isolated") == []


def test_an_edge_to_a_body_that_is_gone_or_an_ended_edge_does_not_count() -> None:
    small = Small().body("C", "civil_society").body("V", "network", valid_to=YESTERDAY).relation("C", "member_of", "V")
    small.body("W", "network").relation("C", "member_of", "W", valid_to=YESTERDAY)
    assert small.subjects("body-isolated") == ["C"]
    assert small.relation("C", "consults", "W", valid_from=TODAY).subjects("body-isolated") == []
