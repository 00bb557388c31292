"""The vertical rules of docs/gaps.md, read naively."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.brute_force.country import AREAS, PRINCIPLES, Terms, day
from tests.brute_force.found import Found, body_of, lapsed, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator


def strategy_missing(t: Terms) -> Iterator[Found]:
    for b in t.authorities():
        begins, own = day(t.body[b].get("valid_from")), t.body[b].get("population")
        new = begins is not None and (t.d - begins).days < 365
        small = t.level(b) == "local" and bool(own) and int(own or 0) < t.limit("small_population")
        if t.level(b) == "submunicipal" or new or small or t.owned(b) or b in lapsed(t):
            continue
        if any(t.competent(b, area) for area in AREAS):
            severity = "critical" if t.level(b) == "national" else "high"
            yield Found("strategy-missing", b, None, severity, t.declared(b), t.pop(b))


def strategy_unanchored(t: Terms) -> Iterator[Found]:
    leads = {t.strategy[code]["owner"] for code in t.strategies_in_force()}
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        if not t.is_authority(owner) or not leads & set(t.above(owner)):
            continue
        if not any(t.strategy[goal]["owner"] in t.above(owner) for goal in t.reached(s)):
            yield Found("strategy-unanchored", s, None, "medium", t.declared(owner), t.pop(owner))


def commitment_uncascaded(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        if not t.is_authority(owner):
            continue
        for c in t.children(owner):
            branch = [c, *t.below(c)]
            missing = set()
            for cell in t.cells(s):
                able = [b for b in branch if t.competent(b, cell[1])]
                if able and not any(cell in t.cover(b) for b in able):
                    missing.add(cell)
            if not missing:
                continue
            whole = any(
                own and own <= missing
                for principle in PRINCIPLES
                for own in [{cell for cell in t.cells(s) if cell[0] == principle}]
            )
            asked = [b for b in branch if any(t.competent(b, area) for _, area in missing)]
            severity = "high" if whole else "medium"
            confirmed = t.enough_declared(asked)
            yield Found("commitment-uncascaded", s, c, severity, confirmed, t.pop(c), frozenset(missing))


def level_skipped(t: Terms) -> Iterator[Found]:
    for b in t.authorities():
        if t.level(b) not in {"regional", "intermediate"}:
            continue
        above = {cell for a in t.above(b) for cell in t.cover(a)}
        below = {cell for c in t.below(b) for cell in t.cover(c)}
        cells = frozenset(cell for cell in (above & below) - t.cover(b) if t.competent(b, cell[1]))
        if cells:
            yield Found("level-skipped", b, None, "medium", t.declared(b), t.pop(b), cells)


def initiative_unsupported(t: Terms) -> Iterator[Found]:
    for b in t.authorities():
        cells = frozenset(
            cell
            for cell in t.cover(b)
            if not any(cell in t.cover(a) for a in t.above(b)) and any(t.competent(a, cell[1]) for a in t.above(b))
        )
        if cells:
            severity = "medium" if len(cells) * 2 > len(t.cover(b)) else "low"
            yield Found("initiative-unsupported", b, None, severity, True, t.pop(b), cells)


def alignment_states(t: Terms) -> Iterator[Found]:
    for code, body, demand, covered, _, state in pairs(t):
        if state == "convergent":
            yield Found("alignment-convergent", code, body, "low", True, t.pop(body))
        if state == "nominal":
            yield Found("alignment-nominal", code, body, "medium", t.declared(body), t.pop(body), demand - covered)


def anchor_lapsed(t: Terms) -> Iterator[Found]:
    for row in t.country.rows("links"):
        x, goal = row["from"], row["to"]
        begins = day(t.strategy[goal].get("starts_on"))
        if row.get("status") == "disputed" or not t.is_active(x) or t.in_force(goal):
            continue
        if t.strategy[goal].get("status") != "draft" and (begins is None or begins <= t.d):
            yield Found("anchor-lapsed", x, goal, "medium", True, t.pop(body_of(t, x)))


def horizon_mismatch(t: Terms) -> Iterator[Found]:
    for s, goal in t.holding:
        if s not in t.strategy:
            continue
        ends, goal_ends = day(t.strategy[s].get("ends_on")), day(t.strategy[goal].get("ends_on"))
        if goal_ends is not None and (ends is None or (ends - goal_ends).days > 365):
            yield Found("horizon-mismatch", s, goal, "low", True, t.pop(body_of(t, s)))
