"""Participations: a body's part in a strategy, recorded by the strategy's owners or by the body itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import changes, current, load, must, new
from interlace.register.works import behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def record(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Record that a body took part in a strategy, in which phase and how deeply.

    Raises Forbidden, Invalid; Conflict where its part in that phase is on record.
    """
    given = new(unit, "participations", values)
    _must_write(unit, given.values)
    return keeping.add(unit, "participation.record", "participations", given)


def change(unit: Unit, participation_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Change phase or depth of a body's part. Raises Unknown, Forbidden, Stale, Invalid, Conflict."""
    part = current(_own(unit, participation_id), revision)
    return keeping.change(unit, "participation.change", part, changes(unit, part, values, "strategy", "body"))


def remove(unit: Unit, participation_id: UUID, revision: int) -> StoredRecord:
    """Take out a part that was not taken. Raises Unknown, Forbidden, Stale."""
    part = current(_own(unit, participation_id), revision)
    told = {name: part[name] for name in ("strategy", "body", "phase")}
    return keeping.remove(unit, "participation.remove", part, **told)


def _own(unit: Unit, participation_id: UUID) -> StoredRecord:
    part = load(unit, "participations", participation_id)
    _must_write(unit, part.values)
    return part


def _must_write(unit: Unit, values: Mapping[str, str]) -> None:
    must(unit, Operation.RECORDS_WRITE, *behind(unit.session, values["strategy"]), values["body"])
