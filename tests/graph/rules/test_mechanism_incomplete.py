"""The rule mechanism-incomplete: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import YESTERDAY, Small


def forum(**more: object) -> Small:
    small = Small().body("N", "national", population=90).body("R", "regional", "N", population=40)
    return small.body("L", "local", "R").body("V", "network", scope="multilevel", **more)


def test_each_level_of_the_territory_is_expected() -> None:
    (told,) = forum().relation("N", "member_of", "V").found("mechanism-incomplete")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("V", "medium", "confirmed", 90)
    assert told.evidence.facts == {
        "expected": ["national", "regional", "local"],
        "represented": ["national"],
        "missing": ["regional", "local"],
    }


def test_civil_society_is_expected_once_the_country_has_one_and_weighs_more() -> None:
    small = forum().body("C", "civil_society")
    for code in ("N", "R", "L"):
        small.relation(code, "member_of", "V")
    assert small.found("mechanism-incomplete")[0].severity == "high"
    assert small.relation("C", "member_of", "V").found("mechanism-incomplete") == []


def test_members_of_a_member_network_represent_their_level_one_step_away() -> None:
    small = forum().body("W", "network").relation("W", "member_of", "V").relation("L", "member_of", "W")
    small.relation("N", "member_of", "V").relation("R", "member_of", "V")
    assert small.found("mechanism-incomplete") == []
    two_steps = forum().body("W", "network").body("X", "network").relation("W", "member_of", "V")
    two_steps.relation("X", "member_of", "W").relation("L", "member_of", "X")
    assert two_steps.found("mechanism-incomplete")[0].evidence.facts["missing"] == ["national", "regional", "local"]


def test_a_network_that_serves_a_region_expects_that_regions_levels() -> None:
    small = forum(serves="R").relation("L", "member_of", "V")
    (told,) = small.found("mechanism-incomplete")
    assert (told.reach, told.evidence.facts["missing"]) == (40, ["regional"])


def test_serving_a_body_that_is_gone_means_the_whole_country() -> None:
    small = Small().body("N", "national", population=90).body("R", "regional", "N", valid_to=YESTERDAY)
    small.body("V", "network", scope="multilevel", serves="R")
    assert small.found("mechanism-incomplete")[0].reach == 90


def test_peer_networks_and_those_of_unknown_scope_are_silent() -> None:
    small = Small().body("N", "national").body("V", "network", scope="peer").body("W", "network")
    assert small.found("mechanism-incomplete") == []
