"""How a case stands follows from two things alone: whether its finding is there, and what was said last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interlace.cases.states import AT_REST, STATES, is_overdue, state_of, waits_for_settlement
from interlace.db.models.cases import SAID

TODAY = date(2026, 11, 30)


@dataclass(frozen=True)
class Said:
    said: str
    until: date | None = None


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ANSWERS = st.builds(
    lambda said, until: Said(said, until if said == "accepted_risk" else None), st.sampled_from(SAID), DAYS
)


@given(st.booleans(), st.none() | ANSWERS)
def test_a_case_is_closed_exactly_where_its_finding_is_gone(present: bool, last: Said | None) -> None:
    state = state_of(present=present, last=last, today=TODAY)
    assert state in STATES
    assert (state == "closed") == (not present)


@given(ANSWERS, DAYS, DAYS)
def test_only_an_accepted_risk_changes_as_days_go_by(last: Said, one: date, other: date) -> None:
    if last.said != "accepted_risk":
        assert state_of(present=True, last=last, today=one) == state_of(present=True, last=last, today=other)


@given(DAYS)
def test_an_accepted_risk_holds_until_its_day_and_is_open_the_day_after(until: date) -> None:
    last = Said("accepted_risk", until)
    assert state_of(present=True, last=last, today=until) == "accepted_risk"
    assert state_of(present=True, last=last, today=until + timedelta(days=1)) == "open"


@given(st.booleans(), st.none() | ANSWERS, st.none() | DAYS)
def test_nobody_is_late_with_what_rests(present: bool, last: Said | None, deadline: date | None) -> None:
    state = state_of(present=present, last=last, today=TODAY)
    if is_overdue(state, deadline, TODAY):
        assert state not in AT_REST
    assert not waits_for_settlement(state, last) or state == "disputed"
