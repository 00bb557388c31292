"""What the naive reading finds, and what several of its rules ask alike."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.brute_force.country import Cell, Terms, day

if TYPE_CHECKING:
    from collections.abc import Iterator


class Found(NamedTuple):
    rule: str
    subject: str
    object: str | None
    severity: str
    confirmed: bool
    reach: int
    cells: frozenset[Cell] = frozenset()
    areas: frozenset[str] = frozenset()


def pairs(t: Terms) -> Iterator[tuple[str, str, frozenset[Cell], frozenset[Cell], bool, str]]:
    """(strategy, body, demand, covered, linked, state)"""
    for code in t.strategies_in_force():
        owner = t.strategy[code]["owner"]
        if not t.is_authority(owner):
            continue
        for body in t.below(owner):
            demand = frozenset(cell for cell in t.cells(code) if t.competent(body, cell[1]))
            if not demand:
                continue
            covered = demand & t.cover(body)
            linked = body in t.owners(code)
            linked = linked or any(code in t.reached(own) for own in t.owned(body))
            linked = linked or any(
                code in t.reached(action)
                for action, row in t.action.items()
                if row["body"] == body and t.delivering(action)
            )
            enough = Fraction(len(covered), len(demand)) >= t.limit("aligned_from")
            if linked:
                state = "aligned" if enough else "nominal"
            elif enough:
                state = "convergent"
            else:
                state = "partial" if covered else "absent"
            yield code, body, demand, covered, linked, state


def lapsed(t: Terms) -> dict[str, str]:
    """owner → the strategy for which strategy-lapsed fires"""
    last: dict[str, str] = {}
    for code in sorted(t.strategy):
        row = t.strategy[code]
        ends = day(row.get("ends_on"))
        owner = row["owner"]
        if (row.get("status") or "adopted") != "adopted" or ends is None or ends >= t.d:
            continue
        if owner not in t.live_bodies or t.owned(owner):
            continue
        if owner not in last or ends > date.fromisoformat(t.strategy[last[owner]]["ends_on"]):
            last[owner] = code
    return last


def body_of(t: Terms, work: str) -> str:
    return t.strategy[work]["owner"] if work in t.strategy else t.action[work]["body"]
