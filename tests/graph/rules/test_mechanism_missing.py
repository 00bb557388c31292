"""The rule mechanism-missing: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, Small


def both() -> Small:
    small = Small().body("N", "national").body("R", "regional", "N", population=5)
    return small.action("AN", "N", EDUCATION).action("AR", "R", "active_citizenship:education")


def test_parent_and_child_active_in_one_area_without_contact_are_found() -> None:
    (told,) = both().found("mechanism-missing")
    assert (told.subject, told.object, told.severity, told.certainty) == ("R", "N", "high", "unreported")
    assert (told.areas, told.reach) == (["education"], 5)
    assert both().declared("R").found("mechanism-missing")[0].certainty == "confirmed"


def test_it_is_medium_below_the_regions() -> None:
    small = (
        Small().body("N", "national").body("L", "local", "N").action("A", "N", EDUCATION).action("B", "L", EDUCATION)
    )
    assert small.found("mechanism-missing")[0].severity == "medium"


def test_contact_or_a_missing_competence_silences_it() -> None:
    assert both().relation("R", "consults", "N").found("mechanism-missing") == []
    shared = both().body("V", "network").relation("R", "member_of", "V").relation("N", "member_of", "V")
    assert shared.found("mechanism-missing") == []
    assert both().competence("N", "education", "advisory").found("mechanism-missing") == []


def test_reporting_to_the_parent_is_not_contact() -> None:
    assert len(both().relation("R", "reports_to", "N").found("mechanism-missing")) == 1
