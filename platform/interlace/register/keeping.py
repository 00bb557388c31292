"""Puts checked values into the register, and tells the audit of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit
    from interlace.register.values import Given


def add(unit: Unit, deed: str, table: str, given: Given) -> StoredRecord:
    """A new record. Raises Invalid or Conflict where the register does not admit it."""
    further = {name: value for name, value in given.further.items() if value is not None}
    record = unit.add(table, given.values, further)
    _make_columns(unit, table, further)
    unit.did(deed, subject(record))
    return record


def change(unit: Unit, deed: str, before: StoredRecord, given: Given, **details: object) -> StoredRecord:
    """A record with other values; one that has them all already stays as it is, and nothing was done.

    Raises Invalid or Conflict where the register does not admit it.
    """
    merged = {**before.further, **given.further}
    further = {name: value for name, value in merged.items() if value is not None}
    record = unit.change(before, further, **given.values)
    if record is before:
        return before
    _make_columns(unit, record.table, further)
    unit.did(deed, subject(record), changed=_changed(before, record), **details)
    return record


def remove(unit: Unit, deed: str, record: StoredRecord, **details: object) -> StoredRecord:
    """Take a record out of the register; it is returned as it stood."""
    unit.remove(record)
    unit.did(deed, subject(record), **details)
    return record


def subject(record: StoredRecord) -> str:
    """How the audit names a record: by its code where it has one, else by its id."""
    return f"{record.table}:{record.values.get('code', record.id)}"


def note(unit: Unit, text: str | None) -> None:
    """Tell readers of the feed why; a unit of several deeds may have several reasons."""
    if text is not None:
        unit.note = text if unit.note is None else f"{unit.note}\n{text}"


def _changed(before: StoredRecord, record: StoredRecord) -> list[str]:
    old, new = before.told, record.told
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _make_columns(unit: Unit, table: str, further: Mapping[str, str] | Iterable[str]) -> None:
    """A translation into a new language is a new column of the tenant's bundle."""
    known = list(unit.head.further_columns.get(table, []))
    new = [name for name in further if name not in known]
    if new:
        unit.set_head(further_columns={**unit.head.further_columns, table: [*known, *new]})
