"""Actions: what bodies do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import changes, current, load, must, new
from interlace.register.references import must_be_unmentioned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def record(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Record what a body does. Raises Forbidden, Invalid."""
    given = new(unit, "actions", values)
    must(unit, Operation.RECORDS_WRITE, given.values["body"])
    return keeping.add(unit, "action.record", "actions", given)


def change(unit: Unit, action_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Change what is said of an action; to hand it over one writes for both bodies.

    Raises Unknown, Forbidden, Stale, Invalid.
    """
    action = load(unit, "actions", action_id)
    must(unit, Operation.RECORDS_WRITE, action["body"])
    given = changes(unit, current(action, revision), values, "code")
    must(unit, Operation.RECORDS_WRITE, given.values.get("body", action["body"]))
    return keeping.change(unit, "action.change", action, given)


def remove(unit: Unit, action_id: UUID, revision: int) -> StoredRecord:
    """Take out an action that was recorded by mistake.

    Raises Unknown, Forbidden, Stale; Conflict while links or reports name it.
    """
    action = load(unit, "actions", action_id)
    must(unit, Operation.RECORDS_WRITE, action["body"])
    current(action, revision)
    must_be_unmentioned(unit.session, action)
    return keeping.remove(unit, "action.remove", action)
