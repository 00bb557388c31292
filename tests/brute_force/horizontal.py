"""The horizontal rules of docs/gaps.md, read naively."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.brute_force.country import AREAS, Terms, day, items
from tests.brute_force.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.brute_force.country import Cell


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


def delivers_twice(t: Terms, u: str, w: str) -> set[Cell]:
    cells: set[Cell] = set()
    for x, above in t.action.items():
        for y, below in t.action.items():
            if (above["body"], below["body"]) != (u, w) or not (t.delivering(x) and t.delivering(y)):
                continue
            starts = [day(row.get("starts_on")) or date.min for row in (above, below)]
            ends = [day(row.get("ends_on")) or date.max for row in (above, below)]
            named = w in items(above.get("partners")) or u in items(below.get("partners"))
            if max(starts) <= min(ends) and not named:
                cells |= t.action_cells(x) & t.action_cells(y)
    return cells


def linked(t: Terms, one: str, other: str) -> bool:
    def behind(work: str) -> set[str]:
        if work in t.action:
            return {t.action[work]["body"]}
        return {t.strategy[work]["owner"], *items(t.strategy[work].get("co_owners"))}

    def draft(work: str) -> bool:
        return work in t.strategy and t.strategy[work].get("status") == "draft"

    return any(
        (one in behind(row["from"]) and other in behind(row["to"]))
        or (other in behind(row["from"]) and one in behind(row["to"]))
        for row in t.country.rows("links")
        if row.get("status") != "disputed" and not any(draft(row[end]) for end in ("from", "to"))
    )


def double_delivery(t: Terms) -> Iterator[Found]:
    for w in t.authorities():
        for u in t.above(w):
            cells = frozenset(delivers_twice(t, u, w))
            if cells and not t.in_touch(u, w) and not linked(t, u, w):
                severity = "medium" if 2 * len(cells) > len(t.delivered(w)) else "low"
                yield Found("double-delivery", u, w, severity, t.declared(w), t.pop(w), cells=cells)


def opposed_commitments(t: Terms) -> Iterator[Found]:
    pairs = set()
    for row in t.country.rows("oppositions"):
        marked, resolved = day(row.get("marked_on")), day(row.get("resolved_on"))
        if (marked is None or marked <= t.d) and (resolved is None or resolved > t.d):
            pairs.add(tuple(sorted((row["strategy"], row["other"]))))
    for s, o in sorted(pairs):
        if t.in_force(s) and t.in_force(o):
            a, b = t.strategy[s]["owner"], t.strategy[o]["owner"]
            severity = "high" if a in t.lineage(b) or b in t.lineage(a) else "medium"
            yield Found("opposed-commitments", s, o, severity, True, max(t.pop(a), t.pop(b)))
