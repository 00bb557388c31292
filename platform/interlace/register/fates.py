"""What becomes of each kind of thing when the body that had it ends: it moves to an heir, ends, or is kept as it is.

What has a period is cut on the day: the ended body's part stays on record as it was, the heir's part begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace.db.models import Membership
from interlace.db.records import find
from interlace.identity import memberships
from interlace.register.belongings import END, KEEP, MOVE, UNASKED, Belonging, part_of
from interlace.register.periods import Period, day_after, day_before, free
from policies import PARTICIPATION_DEPTHS, RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


@dataclass(frozen=True)
class Fate:
    """What is to become of a kind of thing, or of one thing; `heir` is the code of the body that it moves to."""

    do: str
    heir: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one thing: `moved`, `joined` to what the heir had already, `ended` or `kept`."""

    belonging: Belonging
    became: str
    heir: str | None = None


@dataclass(frozen=True)
class Reorganising:
    """Bodies that end, and what is to become of what they have from the day on."""

    unit: Unit
    on: date
    ended: frozenset[str]
    fates: Mapping[str | UUID, Fate]

    @property
    def last_day(self) -> date:
        """The last day on which the ended bodies exist."""
        return day_before(self.on)

    def fate(self, belonging: Belonging) -> Fate:
        """The fate that was stated for a thing itself, or else for its kind."""
        if belonging.kind in UNASKED:
            return Fate(UNASKED[belonging.kind])
        return self.fates.get(belonging.id) or self.fates[belonging.kind]

    def settle(self, belonging: Belonging) -> Outcome:
        """Let a thing meet its fate."""
        fate = self.fate(belonging)
        if fate.do == KEEP:
            return Outcome(belonging, "kept")
        return Outcome(belonging, _SETTLING[belonging.kind, fate.do](self, belonging, fate.heir or ""), fate.heir)


def _record(now: Reorganising, thing: Belonging) -> StoredRecord:
    return now.unit.record(thing.table, thing.id)


def _move_strategy(now: Reorganising, thing: Belonging, heir: str) -> str:
    strategy = _record(now, thing)
    others = [code for code in strategy["co_owners"] or () if code != heir]
    now.unit.change(strategy, owner=heir, co_owners=others or None)
    return "moved"


def _end_strategy(now: Reorganising, thing: Belonging, _: str) -> str:
    """One that has begun ends with its body; one that has not is withdrawn. A draft stays one, which few know of."""
    strategy = _record(now, thing)
    if strategy["status"] in {"draft", "withdrawn"} or _is_before(strategy["ends_on"], now.on):
        return "kept"
    if not _has_begun(strategy["starts_on"], now.on):
        now.unit.change(strategy, status="withdrawn")
    else:
        now.unit.change(strategy, ends_on=now.last_day)
    return "ended"


def _move_action(now: Reorganising, thing: Belonging, heir: str) -> str:
    action = _record(now, thing)
    others = [code for code in action["partners"] or () if code != heir]
    now.unit.change(action, body=heir, partners=others or None)
    return "moved"


def _end_action(now: Reorganising, thing: Belonging, _: str) -> str:
    """What is not completed by then is cancelled."""
    action = _record(now, thing)
    if action["status"] in {"completed", "cancelled"} or _is_before(action["ends_on"], now.on):
        return "kept"
    ends_on = now.last_day if _has_begun(action["starts_on"], now.on) else action["ends_on"]
    now.unit.change(action, status="cancelled", ends_on=ends_on)
    return "ended"


def _move_mention(now: Reorganising, thing: Belonging, heir: str) -> str:
    """The heir takes the body's place in the list, unless it stands behind the work already."""
    work = _record(now, thing)
    column, lead = ("co_owners", "owner") if thing.table == "strategies" else ("partners", "body")
    listed = work[column] or []
    known = heir == work[lead] or heir in listed
    after = [heir if code == thing.of else code for code in listed if not (known and code == thing.of)]
    now.unit.change(work, **{column: after or None})
    return "joined" if known else "moved"


def _end_mention(now: Reorganising, thing: Belonging, _: str) -> str:
    work = _record(now, thing)
    column = "co_owners" if thing.table == "strategies" else "partners"
    now.unit.change(work, **{column: [code for code in work[column] if code != thing.of] or None})
    return "ended"


def _move_relation(now: Reorganising, thing: Belonging, heir: str) -> str:
    """The heir stands in it from the day on, as far as it does not already; the other side is asked anew."""
    relation = _record(now, thing)
    sides = {name: heir if relation[name] in now.ended else relation[name] for name in ("source", "target")}
    _cut(now, relation)
    if sides["source"] == sides["target"]:
        return "ended"
    status = "disputed" if relation["status"] == "disputed" else "declared"
    said = {**sides, "status": status, "declared_on": now.unit.today}
    return _continue(now, relation, said, _twins(now, relation["kind"], sides))


def _twins(now: Reorganising, kind: str, sides: Mapping[str, str]) -> list[Period]:
    source, target = sides["source"], sides["target"]
    twins = list(find(now.unit.session, "relations", source=source, target=target, kind=kind))
    if RELATION_KINDS[kind].symmetric:
        twins += find(now.unit.session, "relations", source=target, target=source, kind=kind)
    return _periods(twins)


def _move_competence(now: Reorganising, thing: Belonging, heir: str) -> str:
    competence = _record(now, thing)
    _cut(now, competence)
    same = {name: competence[name] for name in ("area", "role")}
    had = find(now.unit.session, "competences", body=heir, **same)
    return _continue(now, competence, {"body": heir}, _periods(had))


def _end_dated(now: Reorganising, thing: Belonging, _: str) -> str:
    _cut(now, _record(now, thing))
    return "ended"


def _cut(now: Reorganising, record: StoredRecord) -> None:
    """Let a record with a period hold for the last time on the day before; what had not begun by then is taken out."""
    if _has_begun(record["valid_from"], now.on):
        now.unit.change(record, valid_to=now.last_day)
    else:
        now.unit.remove(record)


def _continue(now: Reorganising, record: StoredRecord, said: Mapping[str, Any], taken: Iterable[Period]) -> str:
    """Add what a record said from the day on, where nothing says it already."""
    start = now.on if _has_begun(record["valid_from"], now.on) else record["valid_from"]
    parts = list(free((start, record["valid_to"]), taken))
    for begins, ends in parts:
        period = {"valid_from": begins, "valid_to": ends}
        now.unit.add(record.table, {**record.values, **said, **period}, record.further)
    return "moved" if parts else "joined"


def _move_person(now: Reorganising, thing: Belonging, heir: str) -> str:
    """Whoever acts for the body acts for the heir; until the day has come, for both."""
    session = now.unit.session
    held = session.get_one(Membership, (now.unit.tenant_id, thing.id))
    known = session.scalar(select(Membership).filter_by(user_id=held.user_id, role=held.role, body=heir))
    memberships.give(now.unit, held.user_id, held.role, heir)
    if now.on <= now.unit.today:
        memberships.take(now.unit, [held])
    return "moved" if known is None else "joined"


def _end_person(now: Reorganising, thing: Belonging, _: str) -> str:
    held = now.unit.session.get_one(Membership, (now.unit.tenant_id, thing.id))
    memberships.take(now.unit, [held])
    return "ended"


def _move_participation(now: Reorganising, thing: Belonging, heir: str) -> str:
    """Where the heir took part in the phase too, the deeper of the two counts."""
    part = _record(now, thing)
    had = list(find(now.unit.session, "participations", strategy=part["strategy"], body=heir, phase=part["phase"]))
    if not had:
        now.unit.change(part, body=heir)
        return "moved"
    now.unit.remove(part)
    now.unit.change(had[0], depth=max(had[0]["depth"], part["depth"], key=PARTICIPATION_DEPTHS.index))
    return "joined"


def _move_child(now: Reorganising, thing: Belonging, heir: str) -> str:
    """The child is part of the heir from the day on, told by a dated row, so that the past stays as it was."""
    child = _record(now, thing)
    if child["code"] in now.ended:
        return "ended"
    if child["code"] == heir:
        return "kept"
    rows = part_of(now.unit.session, now.on, source=child["code"])
    left = [row for row in rows if row["target"] == thing.of]
    for row in left:
        _cut(now, row)
    needed = _without_parent(now, rows, left) if child["parent"] == thing.of else _periods(left)
    return _place(now, child["code"], heir, needed)


def _without_parent(now: Reorganising, rows: list[StoredRecord], left: list[StoredRecord]) -> list[Period]:
    """From when on the child's own column, which names the ended body, would decide: after what decides on the day."""
    deciding = [row for row in rows if row not in left and _has_begun(row["valid_from"], day_after(now.on))]
    ends = [row["valid_to"] for row in deciding]
    if None in ends or date.max in ends:
        return []
    return [(day_after(max([now.last_day, *ends])), None)]


def _place(now: Reorganising, child: str, heir: str, needed: Iterable[Period]) -> str:
    moved = False
    for begins, ends in needed:
        start = now.on if _has_begun(begins, now.on) else begins
        had = _periods(find(now.unit.session, "relations", source=child, target=heir, kind="part_of"))
        for period in free((start, ends), had):
            _add_parent(now, child, heir, period)
            moved = True
    return "moved" if moved else "joined"


def _add_parent(now: Reorganising, child: str, heir: str, period: Period) -> None:
    row: dict[str, Any] = dict.fromkeys(("mechanism", "evidence_url"))
    row |= {"source": child, "target": heir, "kind": "part_of", "status": "confirmed", "declared_on": now.unit.today}
    now.unit.add("relations", {**row, "valid_from": period[0], "valid_to": period[1]})


def _move_network(now: Reorganising, thing: Belonging, heir: str) -> str:
    now.unit.change(_record(now, thing), serves=heir)
    return "moved"


def _periods(records: Iterable[StoredRecord]) -> list[Period]:
    return [(record["valid_from"], record["valid_to"]) for record in records]


def _has_begun(start: date | None, on: date) -> bool:
    """Whether something began before the day."""
    return start is None or start < on


def _is_before(end: date | None, on: date) -> bool:
    return end is not None and end < on


_SETTLING: Mapping[tuple[str, str], Callable[[Reorganising, Belonging, str], str]] = {
    ("strategies", MOVE): _move_strategy,
    ("strategies", END): _end_strategy,
    ("co_ownerships", MOVE): _move_mention,
    ("co_ownerships", END): _end_mention,
    ("actions", MOVE): _move_action,
    ("actions", END): _end_action,
    ("partnerships", MOVE): _move_mention,
    ("partnerships", END): _end_mention,
    ("relations", MOVE): _move_relation,
    ("relations", END): _end_dated,
    ("competences", MOVE): _move_competence,
    ("competences", END): _end_dated,
    ("people", MOVE): _move_person,
    ("people", END): _end_person,
    ("participations", MOVE): _move_participation,
    ("children", MOVE): _move_child,
    ("civil_society", MOVE): _move_child,
    ("networks", MOVE): _move_network,
    ("place", END): _end_dated,
}
