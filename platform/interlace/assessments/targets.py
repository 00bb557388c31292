"""Targets: what a body wants to reach in an area of an instrument, and by when. It sets them itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from interlace.assessments.asked import newest_version
from interlace.assessments.snapshots import latest_snapshot
from interlace.db import tenancy
from interlace.db.models import AssessmentTarget
from interlace.errors import FieldProblem, Invalid, Stale, Unknown
from interlace.identity.permissions import Operation, may
from interlace.instruments import instrument_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from policies.instruments import Instrument

FIELDS = ("body", "instrument", "area", "target", "by_day", "revision")
_DECIMAL = re.compile(r"(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 64


@dataclass(frozen=True)
class TargetTold:
    """A score from 0 to 100 that a body wants to have in an area on a day."""

    target: Decimal
    by_day: date
    revision: int


@dataclass(frozen=True)
class _Wanted:
    body: str
    instrument: str
    area: str
    target: Decimal | None
    by_day: date | None
    revision: int


def set_target(
    database: Database, principal: Principal, tenant_id: UUID, values: Mapping[str, object]
) -> TargetTold | None:
    """Set, change or (without `target` and `by_day`) take back a target of a `body` in an `area` of an `instrument`.

    `revision` is the one that was read, 0 for a new one. Raises Unknown, Invalid; Stale.
    """
    wanted = _read(values)
    with tenancy.writing(database, tenant_id, principal) as unit:
        if not may(unit.session, principal, Operation.RECORDS_WRITE, unit.today, wanted.body):
            raise Unknown(f"There are no results of “{wanted.body}”.")
        if wanted.area not in {area.id for area in _instrument(unit.session, wanted).areas}:
            raise Invalid([FieldProblem("/area", "bad-value")])
        key = {"body": wanted.body, "instrument": wanted.instrument, "area": wanted.area}
        found = unit.session.scalar(select(AssessmentTarget).filter_by(**key).with_for_update())
        current = 0 if found is None else found.revision
        if current != wanted.revision:
            raise Stale(wanted.revision, current)
        about = f"body:{wanted.body}"
        if wanted.target is None or wanted.by_day is None:
            unit.session.execute(delete(AssessmentTarget).filter_by(**key))
            unit.did("target.remove", about, instrument=wanted.instrument, area=wanted.area)
            return None
        if found is None:
            found = AssessmentTarget(**key, target=wanted.target, by_day=wanted.by_day, set_at=unit.at, revision=1)
            unit.session.add(found)
        else:
            found.target, found.by_day, found.set_at = wanted.target, wanted.by_day, unit.at
            found.revision += 1
        unit.session.flush()
        told = {"target": str(wanted.target), "by_day": wanted.by_day.isoformat()}
        unit.did("target.set", about, instrument=wanted.instrument, area=wanted.area, **told)
        return TargetTold(wanted.target, wanted.by_day, found.revision)


def targets_of(session: Session, body: str, instrument: str) -> dict[str, TargetTold]:
    """The targets of a body in an instrument, by area. It asks nobody's leave."""
    rows = select(AssessmentTarget).where(AssessmentTarget.body == body, AssessmentTarget.instrument == instrument)
    return {one.area: TargetTold(one.target, one.by_day, one.revision) for one in session.scalars(rows)}


def _instrument(session: Session, wanted: _Wanted) -> Instrument:
    """The version that the body sent last, else the newest. Raises Invalid."""
    sent = latest_snapshot(session, wanted.body, instrument=wanted.instrument)
    try:
        version = newest_version(session, wanted.instrument) if sent is None else sent.version
        return instrument_of(session, wanted.instrument, version)
    except Unknown as error:
        raise Invalid([FieldProblem("/instrument", "bad-value")]) from error


def _read(values: Mapping[str, object]) -> _Wanted:
    """What was sent. Raises Invalid, naming all that is wrong."""
    known = {"choices": ", ".join(FIELDS)}
    problems = [FieldProblem(f"/{name[:64]}", "unknown-field", known) for name in values if name not in FIELDS]
    names = {}
    for name in ("body", "instrument", "area"):
        value = values.get(name)
        if value is None or value == "":
            problems.append(FieldProblem(f"/{name}", "required"))
        elif not isinstance(value, str) or "\0" in value or len(value) > _LONGEST:
            problems.append(FieldProblem(f"/{name}", "bad-value"))
        names[name] = str(value)
    given, until = values.get("target"), values.get("by_day")
    target, by_day = None, None
    if given is not None or until is not None:
        if isinstance(given, str) and _DECIMAL.fullmatch(given):
            target = Decimal(given)
        else:
            problems.append(_missing_or("/target", given, "bad-decimal", least="0", most="100"))
        by_day = _day(until)
        if by_day is None:
            problems.append(_missing_or("/by_day", until, "bad-date"))
    revision = values.get("revision", 0)
    if isinstance(revision, bool) or not isinstance(revision, int) or not 0 <= revision < 2**53:
        problems.append(FieldProblem("/revision", "bad-whole", {"least": "0", "most": str(2**53 - 1)}))
        revision = 0
    if problems:
        raise Invalid(problems)
    return _Wanted(**names, target=target, by_day=by_day, revision=revision)


def _missing_or(pointer: str, value: object, code: str, **details: str) -> FieldProblem:
    missing = value is None or value == ""
    return FieldProblem(pointer, "required") if missing else FieldProblem(pointer, code, details)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None
