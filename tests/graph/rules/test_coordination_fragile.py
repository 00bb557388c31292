"""The rule coordination-fragile: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def star(left: int, right: int, hub: str = "network") -> Small:
    """A hub between two chains of so many bodies."""
    small = Small().body("H", hub, population=2)
    for side, length in (("A", left), ("B", right)):
        for number in range(length):
            small.body(f"{side}{number}", "local")
            small.relation(f"{side}{number}", "coordinates_with", "H" if not number else f"{side}{number - 1}")
    return small


def test_a_hub_with_exactly_fragment_bodies_on_each_side_is_fragile() -> None:
    (told,) = [told for told in star(3, 3).found("coordination-fragile") if told.subject == "H"]
    assert (told.severity, told.certainty, told.reach) == ("medium", "confirmed", 2)
    assert told.evidence.facts == {"parts": 2, "sizes": [3, 3]}


def test_one_body_less_on_a_side_is_not_enough() -> None:
    assert "H" not in star(3, 2).subjects("coordination-fragile")


def test_the_threshold_is_the_tenants() -> None:
    assert star(1, 1).limit(fragment=1).subjects("coordination-fragile") == ["H"]


def test_an_authority_at_the_joint_weighs_less() -> None:
    assert star(3, 3, "national").found("coordination-fragile")[0].severity == "low"


def test_a_second_way_round_mends_it() -> None:
    assert "H" not in star(3, 3).relation("A2", "consults", "B2").subjects("coordination-fragile")
