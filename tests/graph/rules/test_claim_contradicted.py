"""The rule claim-contradicted: each clause, each boundary."""

from __future__ import annotations

import pytest

from graph.explain import explain
from tests.graph.small import EDUCATION, HOUSING, TODAY, TOMORROW, YESTERDAY, Small

RULE = "claim-contradicted"
MEDIA = "real_equality:media"


def strategy(owner: str = "R", *cells: str, **more: object) -> Small:
    small = Small().body("N", "national", population=9).body("R", "regional", "N", population=5)
    small.body("C", "civil_society", "R").strategy("S", owner, *(cells or (EDUCATION, HOUSING)), **more)
    return small


def test_a_commitment_that_a_measurement_lies_below_is_asked_about_with_both_as_evidence() -> None:
    small = strategy().measured("R", EDUCATION, TODAY, "39.999999").measured("R", HOUSING, TODAY, "40")
    (told,) = small.found(RULE)
    assert (told.subject, told.object, told.severity, told.certainty) == ("S", None, "medium", "confirmed")
    assert (told.reach, told.cells) == (5, [EDUCATION])
    assert [(record.table, record.key) for record in told.evidence.records] == [
        ("strategies", "S"),
        ("commitments", f"S:{EDUCATION}"),
        ("measurements", f"R:index:{TODAY}:{EDUCATION}"),
    ]
    assert told.evidence.facts == {"owner": "R", "contradicted": 1, "committed": 2, "threshold": 40}
    assert told.evidence.path == ("R", "N")


def test_more_than_half_of_the_cells_weigh_more() -> None:
    small = strategy().measured("R", EDUCATION, TODAY, "0").measured("R", HOUSING, TODAY, "12")
    assert [told.severity for told in small.found(RULE)] == ["high"]


@pytest.mark.parametrize(
    ("on", "instrument", "most", "cells"),
    [
        # The latest so far counts, and not one that is still to come.
        (TODAY, "index", "80", []),
        (TOMORROW, "index", "80", [EDUCATION]),
        # Of one day, the kindest reading, whatever the instrument.
        (YESTERDAY, "check", "80", []),
        (YESTERDAY, "check", "3", [EDUCATION]),
        ("2024-06-28", "check", "80", [EDUCATION]),
    ],
)
def test_the_latest_and_kindest_measurement_counts(on: str, instrument: str, most: str, cells: list[str]) -> None:
    small = strategy("R", EDUCATION).measured("R", EDUCATION, YESTERDAY, "10")
    small.measured("R", EDUCATION, on, most, instrument=instrument)
    assert [told.cells for told in small.found(RULE)] == ([cells] if cells else [])


def test_only_the_upper_end_is_compared() -> None:
    """A body that answered nothing measured from 0 to 100: nothing is asked."""
    assert strategy().measured("R", EDUCATION, TODAY, "100", score_from="0").found(RULE) == []


def test_what_is_merely_stated_or_not_in_force_or_not_measured_of_the_owner_is_passed_over() -> None:
    assert strategy(depth=1).measured("R", EDUCATION, TODAY, "0").found(RULE) == []
    assert strategy(status="draft").measured("R", EDUCATION, TODAY, "0").found(RULE) == []
    assert strategy().measured("N", EDUCATION, TODAY, "0").found(RULE) == []
    assert strategy().measured("R", MEDIA, TODAY, "0").found(RULE) == []
    assert strategy(co_owners="N").measured("N", EDUCATION, TODAY, "0").found(RULE) == []


def test_a_lead_owner_that_is_no_authority_is_not_asked() -> None:
    assert strategy("C").measured("C", EDUCATION, TODAY, "0").found(RULE) == []


def test_the_threshold_is_the_tenants() -> None:
    small = strategy().measured("R", EDUCATION, TODAY, "100")
    assert small.limit(contradicted_below=100).found(RULE) == []
    assert strategy().measured("R", EDUCATION, TODAY, "0").limit(contradicted_below=0).found(RULE) == []


def test_it_is_told_as_a_question() -> None:
    analysis = strategy().measured("R", EDUCATION, TODAY, "0").analysis()
    for language in ("en", "fr", "pt", "es"):
        assert "?" in explain(analysis, RULE, 0, language).text
