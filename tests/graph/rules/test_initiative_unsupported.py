"""The rule initiative-unsupported: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, HOUSING, Small


def initiative(*cells: str) -> Small:
    return Small().body("N", "national").body("L", "local", "N", population=4).strategy("S", "L", *cells)


def test_what_no_ancestor_covers_though_one_is_competent_is_found() -> None:
    (told,) = initiative(EDUCATION).found("initiative-unsupported")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("L", "medium", "confirmed", 4)
    assert told.evidence.facts == {"unsupported": 1, "covered": 1}


def test_it_is_medium_only_from_more_than_half_of_the_cover_on() -> None:
    half = initiative(EDUCATION, HOUSING).strategy("T", "N", HOUSING)
    assert [(told.severity, told.cells) for told in half.found("initiative-unsupported")] == [("low", [EDUCATION])]


def test_nobody_competent_above_or_support_from_above_silences_it() -> None:
    assert initiative(EDUCATION).competence("N", "education", "advisory").subjects("initiative-unsupported") == []
    assert initiative(EDUCATION).action("A", "N", EDUCATION).subjects("initiative-unsupported") == []


def test_a_root_is_not_asked() -> None:
    assert Small().body("N", "national").strategy("S", "N", EDUCATION).subjects("initiative-unsupported") == []
