"""The rule mechanism-dormant: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import Small


def network(months: object, last: object) -> Small:
    return Small().body("V", "network", population=3, meets_every_months=months, last_met_on=last)


def test_a_network_is_dormant_from_the_day_after_twice_its_rhythm() -> None:
    assert network(6, "2023-06-30").found("mechanism-dormant") == []
    (told,) = network(6, "2023-06-29").found("mechanism-dormant")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("V", "medium", "confirmed", 3)
    assert told.evidence.facts == {"last_met_on": "2023-06-29", "months": 6}


def test_a_day_that_the_month_lacks_becomes_its_last() -> None:
    small = network(1, "2023-12-31")
    assert small.found("mechanism-dormant", on="2024-02-29") == []
    assert len(small.found("mechanism-dormant", on="2024-03-01")) == 1


def test_without_rhythm_or_last_meeting_nothing_is_known() -> None:
    assert network(None, "2001-01-01").found("mechanism-dormant") == []
    assert network(1, None).found("mechanism-dormant") == []
