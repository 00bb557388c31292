"""The rule competence-overlap: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TODAY, YESTERDAY, Small


def two_leads() -> Small:
    small = Small().body("N", "national").body("R", "regional", "N").body("L", "local", "R", population=5)
    return small.competence("N", "media", "lead").competence("L", "media", "lead")


def test_two_leads_by_rows_one_above_the_other_are_found() -> None:
    (told,) = two_leads().found("competence-overlap")
    assert (told.subject, told.object, told.severity, told.certainty) == ("N", "L", "high", "confirmed")
    assert (told.areas, told.reach) == (["media"], 5)


def test_the_matrix_alone_does_not_make_a_lead() -> None:
    small = Small().body("N", "national").body("L", "local", "N").roles("national", media="lead")
    assert small.competence("L", "media", "lead").found("competence-overlap") == []


def test_the_row_that_decides_is_the_latest_live_one_and_at_one_date_the_strongest() -> None:
    later = two_leads().competence("L", "media", "none", valid_from=TODAY)
    assert later.found("competence-overlap") == []
    ended = two_leads().competence("L", "media", "none", valid_from=YESTERDAY, valid_to=YESTERDAY)
    assert len(ended.found("competence-overlap")) == 1
    same_day = two_leads().competence("L", "media", "shared")
    assert len(same_day.found("competence-overlap")) == 1


def test_being_in_touch_settles_it() -> None:
    assert two_leads().relation("L", "coordinates_with", "N").found("competence-overlap") == []
