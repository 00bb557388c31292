"""The horizontal rules of docs/gaps.md, read naively."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.brute_force.country import AREAS, Terms, day
from tests.brute_force.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator


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
