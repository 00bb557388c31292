"""The rule competence-orphan: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def country(**roles: str) -> Small:
    small = Small().body("N", "national").body("L", "local", "N", population=5).body("M", "local", "N", population=7)
    return small.roles("national", **roles).roles("local", **roles)


def test_an_area_nobody_in_the_lineage_is_competent_for_is_found_with_all_its_people() -> None:
    (told,) = country(media="advisory").found("competence-orphan")
    assert (told.subject, told.object, told.severity, told.certainty) == ("N", "media", "critical", "confirmed")
    assert told.reach == 12
    assert told.evidence.facts == {"area": "media", "bodies": 2}


def test_only_the_local_authorities_left_alone_are_counted() -> None:
    (told,) = country(media="none").competence("M", "media", "shared").found("competence-orphan")
    assert told.reach == 5


def test_somebody_above_is_enough() -> None:
    assert country(media="none").competence("N", "media", "lead").found("competence-orphan") == []


def test_a_root_that_is_itself_local_is_looked_at() -> None:
    small = Small().body("L", "local").roles("local", media="none", housing="none")
    assert [told.object for told in small.found("competence-orphan")] == ["housing", "media"]
