"""The ends of the calendar, of populations and of thresholds: nothing overflows, and both readings agree."""

from __future__ import annotations

import pytest

from policies.rules import RULES
from tests.graph.small import EDUCATION, HOUSING, TODAY, Small

FIRST, LAST = "0001-01-01", "9999-12-31"
HUGE, NOTHING = 10**9, 0
DAYS = ("fresh_days", "stale_days", "confirm_days", "delivery_days", "small_population")


def country() -> Small:
    small = Small().body("N", "national", population=10**12).body("R", "regional", "N", valid_from=FIRST, valid_to=LAST)
    small.body("L", "local", "R").body("C", "civil_society")
    small.body("V", "network", scope="multilevel", meets_every_months=1200, last_met_on=LAST)
    small.strategy("S", "N", EDUCATION, starts_on=FIRST, ends_on=LAST, review_due_on=FIRST)
    small.strategy("T", "L", HOUSING, ends_on="9999-12-30").link("T", "S")
    small.action("A", "L", EDUCATION, ends_on=LAST, status="completed").part("S", "C", "design")
    small.relation("L", "consults", "N", "declared", declared_on=FIRST)
    return small.declared("L", FIRST).report("S", FIRST)


@pytest.mark.parametrize("on", [FIRST, TODAY, LAST])
@pytest.mark.parametrize(
    "limits",
    [
        {},
        {**dict.fromkeys(DAYS, HUGE), "fragment": HUGE},
        {**dict.fromkeys(DAYS, NOTHING), "fragment": 1, "aligned_from": 0, "declared_share": 0},
        {"aligned_from": 1, "declared_share": 1},
        {"aligned_from": "0.123456789012345678901234567890", "declared_share": "0.999999999999999999999999"},
    ],
)
def test_both_readings_agree_at_the_ends_of_what_can_be_said(limits: dict[str, object], on: str) -> None:
    small = country().limit(**limits)
    for rule in RULES:
        small.found(rule, on)
