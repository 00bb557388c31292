"""What every service begins with: may the asker know of what they name, may they do this, is it as they know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.errors import Stale, Unknown
from interlace.identity.permissions import Operation, require
from interlace.register.drafts import visible
from interlace.register.references import check_references
from interlace.register.values import Given, of_change, of_new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def load(unit: Unit, table: str, record_id: UUID) -> StoredRecord:
    """A record that the asker may know of. Raises Unknown, in the same words whether there is one or not."""
    if belongs(unit):
        record = unit.record(table, record_id)
        if visible(unit.session, unit.principal, unit.today, record):
            return record
    raise Unknown(f"There is no record {record_id} in {table}.")


def new(unit: Unit, table: str, given: Mapping[str, object], **fixed: object) -> Given:
    """The values of a new record, which name what the asker may know of. Raises Unknown, Invalid."""
    if not belongs(unit):
        raise Unknown("There is no such tenant.")
    read = of_new(table, given, **fixed)
    check_references(unit, table, read.values)
    return read


def changes(unit: Unit, before: StoredRecord, given: Mapping[str, object], *fixed: str) -> Given:
    """Other values of a record, which name what the asker may know of. Raises Invalid."""
    read = of_change(before, given, *fixed)
    check_references(unit, before.table, read.values)
    return read


def must(unit: Unit, operation: Operation, *bodies: str | None) -> None:
    """Raise Forbidden unless the asker may do this for one of the bodies; without bodies, in the tenant as a whole."""
    require(unit.session, unit.principal, operation, unit.today, *(body for body in bodies if body is not None))


def current(record: StoredRecord, revision: int) -> StoredRecord:
    """The record, which is as the asker knows it. Raises Stale."""
    if record.revision != revision:
        raise Stale(revision, record.revision)
    return record


def belongs(unit: Unit) -> bool:
    """Whoever has any role in a tenant may know what it shares; nobody else may know that anything is there."""
    who = unit.principal
    return who.kind == "system" or (who.tenant_id == unit.tenant_id and bool(who.grants))
