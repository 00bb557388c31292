"""A naive reading of the rules in docs/gaps.md, one function a rule, to hold the engine against."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.brute_force.country import AREAS, PRINCIPLES, Cell, Country, Terms, day

if TYPE_CHECKING:
    from collections.abc import Iterator

WEIGHTS = {"critical": 1.0, "high": 0.7, "medium": 0.4, "low": 0.15}


class Found(NamedTuple):
    rule: str
    subject: str
    object: str | None
    severity: str
    confirmed: bool
    reach: int
    cells: frozenset[Cell] = frozenset()
    areas: frozenset[str] = frozenset()


# Alignment


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


# Vertical


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


def body_of(t: Terms, work: str) -> str:
    return t.strategy[work]["owner"] if work in t.strategy else t.action[work]["body"]


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


# Horizontal


def groups_of(t: Terms, bodies: list[str]) -> list[set[str]]:
    groups: list[set[str]] = []
    for body in bodies:
        touching = [group for group in groups if any(t.in_touch(body, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append({body}.union(*touching))
    return groups


def peers_uncoordinated(t: Terms) -> Iterator[Found]:
    for a in t.authorities():
        for level in {t.level(c) for c in t.children(a)}:
            for area in AREAS:
                bodies = [c for c in t.children(a) if t.level(c) == level and t.covers_area(c, area)]
                groups = groups_of(t, bodies)
                if len(groups) > 1:
                    severity = "medium" if all(len(group) == 1 for group in groups) else "low"
                    confirmed = t.enough_declared(bodies)
                    yield Found("peers-uncoordinated", a, f"{level}/{area}", severity, confirmed, t.pop(a))


def mechanism_missing(t: Terms) -> Iterator[Found]:
    for b in t.authorities():
        a = t.parent(b)
        if a is None or t.in_touch(a, b):
            continue
        areas = frozenset(
            area for area in AREAS if all(t.competent(x, area) and t.covers_area(x, area) for x in (a, b))
        )
        if areas:
            severity = "high" if t.level(b) == "regional" else "medium"
            yield Found("mechanism-missing", b, a, severity, t.declared(b), t.pop(b), areas=areas)


def competence_orphan(t: Terms) -> Iterator[Found]:
    for root in t.roots():
        for area in AREAS:
            left = [
                b
                for b in (root, *t.below(root))
                if t.level(b) == "local" and not any(t.competent(x, area) for x in t.lineage(b))
            ]
            if left:
                yield Found("competence-orphan", root, area, "critical", True, sum(map(t.pop, left)))


def competence_overlap(t: Terms) -> Iterator[Found]:
    def leads(body: str) -> set[str]:
        rows = {area: t.deciding_row(body, area) for area in AREAS}
        return {area for area, row in rows.items() if row is not None and row["role"] == "lead"}

    for w in t.authorities():
        for u in t.above(w):
            areas = frozenset(leads(w) & leads(u))
            if areas and not t.in_touch(u, w):
                yield Found("competence-overlap", u, w, "high", True, t.pop(w), areas=areas)


def body_isolated(t: Terms) -> Iterator[Found]:
    for b in [*[a for a in t.authorities() if t.cover(a)], *t.civil_society()]:
        if not any(b in edge for edge in t.coordination):
            severity = "medium" if t.level(b) in {"national", "regional"} else "low"
            yield Found("body-isolated", b, None, severity, t.declared(b), t.pop(b))


def months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    for last in range(start.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, start.day)


def mechanism_dormant(t: Terms) -> Iterator[Found]:
    for v in sorted(t.live_bodies):
        rhythm, met = t.body[v].get("meets_every_months"), day(t.body[v].get("last_met_on"))
        if t.level(v) == "network" and rhythm and met and t.d > months_later(met, 2 * int(rhythm)):
            yield Found("mechanism-dormant", v, None, "medium", True, t.pop(v))


def mechanism_incomplete(t: Terms) -> Iterator[Found]:
    for v in sorted(t.live_bodies):
        if t.level(v) != "network" or t.body[v].get("scope") != "multilevel":
            continue
        serves = t.body[v].get("serves")
        territory = [serves, *t.below(serves)] if serves in t.live_bodies and serves else t.authorities()
        expected = {t.level(b) for b in territory} & {"national", "regional", "local"}
        if t.civil_society():
            expected.add("civil_society")
        members = {member for member, network in t.memberships if network == v}
        members |= {member for member, network in t.memberships if (network, v) in t.memberships}
        missing = expected - {t.level(b) for b in members}
        if missing:
            reach = t.pop(serves) if serves in t.live_bodies and serves else t.whole()
            severity = "high" if "civil_society" in missing else "medium"
            yield Found("mechanism-incomplete", v, None, severity, True, reach)


def component(t: Terms, start: str, without: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        for edge in t.coordination:
            for other in edge - {at}:
                if at in edge and other != without and other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return seen


def coordination_fragile(t: Terms) -> Iterator[Found]:
    for v in sorted(t.live_bodies):
        neighbours = {other for edge in t.coordination if v in edge for other in edge - {v}}
        parts: set[frozenset[str]] = {frozenset(component(t, other, v)) for other in neighbours}
        if sum(1 for part in parts if len(part) >= t.limit("fragment")) >= 2:
            severity = "medium" if t.level(v) in {"civil_society", "network"} else "low"
            yield Found("coordination-fragile", v, None, severity, True, t.pop(v))


def relation_unconfirmed(t: Terms) -> Iterator[Found]:
    told: dict[str, Found] = {}
    for row in t.counted_relations():
        status = row.get("status") or "declared"
        waited = status == "declared" and t.days_before(day(row.get("declared_on")), t.limit("confirm_days"))
        if row["kind"] == "part_of" or not (status == "disputed" or waited):
            continue
        subject = f"{row['source']}>{row['target']}:{row['kind']}"
        reach = max(t.pop(row["source"]), t.pop(row["target"]))
        severity = "medium" if status == "disputed" else "low"
        if subject not in told or severity == "medium":
            told[subject] = Found("relation-unconfirmed", subject, None, severity, True, reach)
    yield from told.values()


# Participation


def participations(t: Terms, s: str) -> list[dict[str, str]]:
    """Those by bodies that are live or no longer live; a body that is yet to come took no part."""

    def begun(body: str) -> bool:
        begins = day(t.body[body].get("valid_from"))
        return begins is None or begins <= t.d

    return [row for row in t.country.rows("participations") if row["strategy"] == s and begun(row["body"])]


def civil_society_parts(t: Terms, s: str) -> list[dict[str, str]]:
    return [row for row in participations(t, s) if t.level(row["body"]) == "civil_society"]


def participation_rules(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        parts = civil_society_parts(t, s)
        if not parts and not any(t.level(b) == "civil_society" for b in t.owners(s)):
            yield Found("civil-society-absent", s, None, "high", t.declared(owner), t.pop(owner))
        if parts and not any(row["depth"] in {"dialogue", "active_involvement"} for row in parts):
            yield Found("participation-token", s, None, "medium", True, t.pop(owner))


def levels_not_consulted(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        owner = t.strategy[s]["owner"]
        if not t.is_authority(owner) or all(t.level(c) == "submunicipal" for c in t.children(owner)):
            continue
        design = {row["body"] for row in participations(t, s) if row["phase"] == "design"}
        if not any(t.is_authority(b) and owner in t.above(b) for b in design):
            yield Found("levels-not-consulted", s, None, "high", t.declared(owner), t.pop(owner))


def evaluation_without_doers(t: Terms) -> Iterator[Found]:
    for s in t.strategies_in_force():
        rows = participations(t, s)
        evaluating = {row["body"] for row in rows if row["phase"] == "evaluation"}
        doing = {row["body"] for row in rows if row["phase"] == "delivery"} - t.owners(s)
        if evaluating and doing and not evaluating & doing:
            yield Found("evaluation-without-doers", s, None, "medium", True, t.pop(t.strategy[s]["owner"]))


# Delivery and evidence


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


RULES = (
    strategy_missing,
    strategy_unanchored,
    commitment_uncascaded,
    level_skipped,
    initiative_unsupported,
    alignment_states,
    anchor_lapsed,
    horizon_mismatch,
    peers_uncoordinated,
    mechanism_missing,
    competence_orphan,
    competence_overlap,
    body_isolated,
    mechanism_dormant,
    mechanism_incomplete,
    coordination_fragile,
    relation_unconfirmed,
    participation_rules,
    levels_not_consulted,
    evaluation_without_doers,
    strategy_records,
    commitment_undelivered,
    strategy_lapsed,
    report_stale,
    action_overdue,
)


def analyse(country: Country, as_of: date) -> dict[str, Any]:
    """The object that `interlace analyse --format json` gives, without evidence."""
    t = Terms(country, as_of)
    whole = t.whole()
    found = [finding for rule in RULES for finding in rule(t)]
    return {
        "as_of": as_of.isoformat(),
        "alignment": [
            {
                "strategy": code,
                "body": body,
                "demand": len(demand),
                "covered": len(covered),
                "ratio": len(covered) / len(demand),
                "linked": linked,
                "state": state,
            }
            for code, body, demand, covered, linked, state in pairs(t)
        ],
        "profiles": [{"body": b, "principles": _profile(t, b)} for b in t.authorities()],
        "findings": sorted(
            (_told(finding, whole) for finding in found),
            key=lambda told: (told["rule"], told["subject"], told["object"] or ""),
        ),
    }


def _profile(t: Terms, body: str) -> dict[str, dict[str, int]]:
    able = [area for area in AREAS if t.competent(body, area)]
    return {
        principle: {
            "covered": sum(1 for area in able if (principle, area) in t.cover(body)),
            "competent": len(able),
        }
        for principle in PRINCIPLES
    }


def _told(finding: Found, whole: int) -> dict[str, Any]:
    share = 0.5 * finding.reach / whole if whole else 0.0
    return {
        "rule": finding.rule,
        "subject": finding.subject,
        "object": finding.object,
        "cells": sorted(f"{principle}:{area}" for principle, area in finding.cells),
        "areas": sorted(finding.areas),
        "certainty": "confirmed" if finding.confirmed else "unreported",
        "severity": finding.severity,
        "reach": finding.reach,
        "priority": WEIGHTS[finding.severity] * (0.5 + share),
    }
