"""Bodies merge into one, or one is split: on a day, with a succession, and with a stated fate for all that they had."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.identity.lineage import ancestors
from interlace.identity.permissions import Operation
from interlace.register import bodies, values
from interlace.register.access import current, load, must
from interlace.register.belongings import FATES, MOVE, UNASKED, Belonging, belongings
from interlace.register.fates import Fate, Outcome, Reorganising
from interlace.register.keeping import subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

__all__ = ["Fate", "Outcome", "Reorganised", "merge", "split"]


@dataclass(frozen=True)
class Reorganised:
    """The bodies that ended, their heirs and successions, and what became of each single thing that they had."""

    ended: tuple[StoredRecord, ...]
    heirs: tuple[StoredRecord, ...]
    successions: tuple[StoredRecord, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Kind of thing → what became of it → how many."""
        counted = Counter((outcome.belonging.kind, outcome.became) for outcome in self.outcomes)
        told: dict[str, dict[str, int]] = {}
        for (kind, became), count in sorted(counted.items()):
            told.setdefault(kind, {})[became] = count
        return told


def merge(
    unit: Unit,
    ended: Mapping[UUID, int],
    heir: UUID | Mapping[str, object],
    on: object,
    fates: Mapping[str | UUID, Fate],
    framework: object = None,
) -> Reorganised:
    """Merge bodies (id → revision) into one heir, which has their place from the day on.

    An heir is the id of a body that is there, or the values of one that begins on the day. `fates` says what becomes of
    each kind of thing that they had, or of single things by their ids; what moves goes to the heir.

    Raises Unknown, Forbidden, Stale; Conflict where a body is not there on the day; Invalid, with a count for each kind
    of thing that has no fate.
    """
    kind = "merger" if len(ended) > 1 else "continuation"
    return _reorganise(unit, "body.merge", kind, ended, [heir], on, fates, framework)


def split(
    unit: Unit,
    body_id: UUID,
    revision: int,
    heirs: Sequence[UUID | Mapping[str, object]],
    on: object,
    fates: Mapping[str | UUID, Fate],
    framework: object = None,
) -> Reorganised:
    """Split a body into several heirs, which have its place from the day on. `fates` names the heir of what moves.

    Raises what `merge` raises.
    """
    return _reorganise(unit, "body.split", "split", {body_id: revision}, heirs, on, fates, framework)


def _reorganise(
    unit: Unit,
    deed: str,
    kind: str,
    ended: Mapping[UUID, int],
    heirs: Sequence[UUID | Mapping[str, object]],
    on: object,
    fates: Mapping[str | UUID, Fate],
    framework: object,
) -> Reorganised:
    before = len(unit.deeds)
    ending = [_ending(unit, body_id, revision) for body_id, revision in ended.items()]
    day, law = values.day("on", on), values.text("framework", framework)
    _check_ends(ending, day)
    inheriting = [_heir(unit, heir, place, day) for place, heir in enumerate(heirs)]
    _check_heirs(unit, ending, inheriting, day)
    things = _things(unit, ending, day)
    stated = _checked(fates, things, [heir["code"] for heir in inheriting])
    now = Reorganising(unit, day, frozenset(body["code"] for body in ending), stated)
    outcomes = tuple(now.settle(thing) for thing in things)
    gone = tuple(unit.change(unit.record("bodies", body.id), valid_to=now.last_day) for body in ending)
    successions = tuple(_succeed(unit, body, heir, day, kind, law) for body in ending for heir in inheriting)
    done = Reorganised(gone, tuple(inheriting), successions, outcomes)
    # What it is called comes first, then what it is made of: new heirs, roles of people.
    parts = unit.deeds[before:]
    del unit.deeds[before:]
    heirs_told = [subject(heir) for heir in inheriting]
    for body in gone:
        unit.did(deed, subject(body), heirs=heirs_told, on=day.isoformat(), became=done.counts)
    unit.deeds.extend(parts)
    return done


def _ending(unit: Unit, body_id: UUID, revision: int) -> StoredRecord:
    body = load(unit, "bodies", body_id)
    must(unit, Operation.BODY_MERGE, body["code"])
    return current(body, revision)


def _check_ends(ending: Sequence[StoredRecord], day: date) -> None:
    if not ending:
        raise Invalid([FieldProblem("/ended", "required")])
    for body in ending:
        if body["valid_to"] is not None and body["valid_to"] < day:
            raise Conflict(f"{body['code']} ended on {body['valid_to']} already.")
        if day == date.min or (body["valid_from"] is not None and body["valid_from"] >= day):
            raise Conflict(f"{body['code']} has not begun before {day}.")


def _heir(unit: Unit, heir: UUID | Mapping[str, object], place: int, day: date) -> StoredRecord:
    """The body that inherits: one that is there on the day, or one that begins on it."""
    if not isinstance(heir, UUID):
        return _new_heir(unit, heir, place, day)
    body = load(unit, "bodies", heir)
    must(unit, Operation.BODY_MERGE, body["code"])
    begun = body["valid_from"] is None or body["valid_from"] <= day
    if not begun or (body["valid_to"] is not None and body["valid_to"] < day):
        raise Conflict(f"The heir {body['code']} ({place + 1}) is not there on {day}.")
    return body


def _new_heir(unit: Unit, heir: Mapping[str, object], place: int, day: date) -> StoredRecord:
    where = f"/heirs/{place}"
    if heir.get("valid_from") not in {None, day, day.isoformat()}:
        raise Invalid([FieldProblem(f"{where}/valid_from", "fixed")])
    try:
        return bodies.register(unit, {**heir, "valid_from": day})
    except Invalid as refused:
        raise Invalid(replace(one, pointer=where + one.pointer) for one in refused.problems) from refused


def _check_heirs(unit: Unit, ending: Sequence[StoredRecord], heirs: Sequence[StoredRecord], day: date) -> None:
    if not heirs:
        raise Invalid([FieldProblem("/heirs", "required")])
    codes, gone = [heir["code"] for heir in heirs], {body["code"] for body in ending}
    if len(set(codes)) < len(codes) or gone & set(codes):
        raise Invalid([FieldProblem("/heirs", "self")])
    for code in codes:
        for above in gone.intersection(ancestors(unit.session, code, day)):
            raise Conflict(f"The heir {code} stands below {above}, which ends. Place it elsewhere first.")


def _things(unit: Unit, ending: Sequence[StoredRecord], day: date) -> list[Belonging]:
    """What the bodies have; a relation between two of them is one thing."""
    found = [thing for body in ending for thing in belongings(unit.session, body["code"], day)]
    seen: dict[object, Belonging] = {}
    for thing in found:
        seen.setdefault((thing.kind, thing.id) if thing.table == "relations" else thing, thing)
    return list(seen.values())


def _checked(
    fates: Mapping[str | UUID, Fate], things: Iterable[Belonging], heirs: Sequence[str]
) -> dict[str | UUID, Fate]:
    """The fates with their heirs. Raises Invalid with all that is missing, and how many things wait for it."""
    things = list(things)
    kinds = {thing.id: thing.kind for thing in things if thing.kind not in UNASKED}
    problems = []
    for name, fate in fates.items():
        permitted = FATES.get(name if isinstance(name, str) else kinds.get(name, ""))
        if permitted is None:
            problems.append(FieldProblem(f"/fates/{name}", "unknown-field", {"choices": ", ".join(FATES)}))
        elif fate.do not in permitted:
            problems.append(FieldProblem(f"/fates/{name}/do", "bad-choice", {"choices": ", ".join(permitted)}))
        elif fate.do == MOVE and fate.heir not in ({*heirs, None} if len(heirs) == 1 else set(heirs)):
            problems.append(FieldProblem(f"/fates/{name}/heir", "bad-choice", {"choices": ", ".join(heirs)}))
    missing = Counter(
        thing.kind
        for thing in things
        if thing.kind not in UNASKED and thing.kind not in fates and thing.id not in fates
    )
    problems += [FieldProblem(f"/fates/{kind}", "no-fate", {"count": str(count)}) for kind, count in missing.items()]
    if problems:
        raise Invalid(problems)
    return {
        name: Fate(fate.do, fate.heir or heirs[0]) if fate.do == MOVE else Fate(fate.do) for name, fate in fates.items()
    }


def _succeed(unit: Unit, body: StoredRecord, heir: StoredRecord, day: date, kind: str, law: str | None) -> StoredRecord:
    told = {"predecessor": body["code"], "successor": heir["code"], "on": day, "kind": kind, "framework": law}
    return unit.add("successions", told)
