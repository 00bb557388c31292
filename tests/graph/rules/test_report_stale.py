"""The rule report-stale: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import TOMORROW, YEAR_AGO, YEAR_AND_DAY_AGO, Small


def strategy(starts_on: str | None = None) -> Small:
    return Small().body("N", "national", population=9).strategy("S", "N", starts_on=starts_on)


def test_a_report_is_fresh_for_stale_days() -> None:
    assert strategy().report("S", YEAR_AGO).found("report-stale") == []
    (told,) = strategy().report("S", YEAR_AND_DAY_AGO).found("report-stale")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("S", "low", "confirmed", 9)
    assert told.evidence.facts == {"last_on": YEAR_AND_DAY_AGO}


def test_without_a_report_its_beginning_counts_and_without_both_nothing_is_known() -> None:
    assert strategy(YEAR_AND_DAY_AGO).subjects("report-stale") == ["S"]
    assert strategy().found("report-stale") == []


def test_a_report_from_the_future_does_not_count_yet() -> None:
    assert strategy(YEAR_AND_DAY_AGO).report("S", TOMORROW).subjects("report-stale") == ["S"]


def test_ongoing_actions_are_followed_and_completed_ones_are_not() -> None:
    small = Small().body("N", "national").action("A", "N", starts_on="2020-01-01")
    assert small.subjects("report-stale") == ["A"]
    done = Small().body("N", "national").action("A", "N", starts_on="2020-01-01", ends_on=YEAR_AGO, status="completed")
    assert done.found("report-stale") == []
