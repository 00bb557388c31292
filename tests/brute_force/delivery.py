"""The rules of delivery and evidence of docs/gaps.md, read naively."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.brute_force.country import PRINCIPLES, Terms, day
from tests.brute_force.found import Found, body_of, lapsed

if TYPE_CHECKING:
    from collections.abc import Iterator


def strategy_records(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        row = t.strategy[s]
        owner = row["owner"]
        reach = t.pop(owner)
        stated = {c["principle"] for c in t.country.rows("commitments") if c["strategy"] == s}
        if stated and len(stated) < len(PRINCIPLES):
            severity = "critical" if t.level(owner) == "national" else "high"
            yield Found("principle-missing", s, None, severity, row.get("commitments_complete") == "yes", reach)
        due, reviewed = day(row.get("review_due_on")), day(row.get("reviewed_on"))
        if due and due < t.d and (reviewed is None or reviewed < due or reviewed > t.d):
            yield Found("review-overdue", s, None, "medium", True, reach)
        for rule, column, severity in (
            ("funding-absent", "funded", "high"),
            ("evidence-absent", "evidence_base", "medium"),
            ("monitoring-absent", "monitoring", "medium"),
        ):
            if row.get(column) != "yes":
                yield Found(rule, s, None, severity, row.get(column) == "no", reach)


def commitment_undelivered(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner, begins = t.strategy[s]["owner"], day(t.strategy[s].get("starts_on"))
        if begins is None or (t.d - begins).days < 365:
            continue
        done = {cell for b in t.owners(s) for cell in t.delivered(b)}
        if cells := t.cells(s) - done:
            yield Found("commitment-undelivered", s, None, "medium", t.declared(owner), t.pop(owner), cells)


def strategy_lapsed(t: Terms) -> Iterator[Found]:
    for owner, code in lapsed(t).items():
        long_ago = t.days_before(day(t.strategy[code]["ends_on"]), 365)
        yield Found("strategy-lapsed", code, None, "high" if long_ago else "medium", True, t.pop(owner))


def report_stale(t: Terms) -> Iterator[Found]:
    ongoing = [
        code for code, row in t.action.items() if t.delivering(code) and (row.get("status") or "ongoing") == "ongoing"
    ]
    for code in [*t.strategies_in_force(), *ongoing]:
        told = [day(row["reported_on"]) for row in t.country.rows("reports") if row["subject"] == code]
        past = [on for on in told if on is not None and on <= t.d]
        row = t.strategy[code] if code in t.strategy else t.action[code]
        last = max(past) if past else day(row.get("starts_on"))
        if t.days_before(last, t.limit("stale_days")):
            yield Found("report-stale", code, None, "low", True, t.pop(body_of(t, code)))


def action_overdue(t: Terms) -> Iterator[Found]:
    for code, row in t.action.items():
        ends = day(row.get("ends_on"))
        open_still = (row.get("status") or "ongoing") in {"planned", "ongoing"}
        if open_still and ends is not None and ends < t.d and row["body"] in t.live_bodies:
            yield Found("action-overdue", code, None, "low", True, t.pop(row["body"]))


def claim_contradicted(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        if not t.is_authority(owner):
            continue
        cells = {cell for cell in t.cells(s) if (most := _kindest(t, owner, *cell)) is not None and most < 0}
        if cells:
            severity = "high" if 2 * len(cells) > len(t.cells(s)) else "medium"
            yield Found("claim-contradicted", s, None, severity, True, t.pop(owner), frozenset(cells))


def _kindest(t: Terms, body: str, principle: str, area: str) -> Fraction | None:
    """How far the latest measurement lies above the threshold, of those of one day the one that reads best."""
    told = [
        (on, Fraction(row["score_to"]) - t.limit("contradicted_below"))
        for row in t.country.rows("measurements")
        if (row["body"], row["principle"], row["area"]) == (body, principle, area)
        and (on := day(row["measured_on"])) is not None
        and on <= t.d
    ]
    return max(told)[1] if told else None
