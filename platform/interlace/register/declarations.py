"""Declarations: a body's word that what is recorded of it is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.records import find
from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import current, load, must, new
from interlace.register.days import not_in_future

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def declare(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Declare that what is recorded of a body was complete on a day, which is today unless it is told.

    Raises Forbidden, Invalid; Conflict where that was declared of the day already.
    """
    given = new(unit, "declarations", {"declared_on": unit.today, **values})
    must(unit, Operation.RECORDS_WRITE, given.values["body"])
    not_in_future(unit, "declared_on", given.values["declared_on"])
    return keeping.add(unit, "declaration.give", "declarations", given)


def nothing_changed(unit: Unit, body_id: UUID) -> StoredRecord:
    """Declare a body's register complete today. Whoever says so twice on one day has said it once.

    Raises Unknown, Forbidden.
    """
    body = load(unit, "bodies", body_id)
    must(unit, Operation.RECORDS_WRITE, body["code"])
    for declared in find(unit.session, "declarations", body=body["code"], declared_on=unit.today):
        return declared
    given = new(unit, "declarations", {"body": body["code"], "declared_on": unit.today})
    return keeping.add(unit, "declaration.renew", "declarations", given)


def withdraw(unit: Unit, declaration_id: UUID, revision: int) -> StoredRecord:
    """Take back a declaration. Raises Unknown, Forbidden, Stale."""
    declared = load(unit, "declarations", declaration_id)
    must(unit, Operation.RECORDS_WRITE, declared["body"])
    day = declared["declared_on"].isoformat()
    deed = "declaration.withdraw"
    return keeping.remove(unit, deed, current(declared, revision), body=declared["body"], declared_on=day)
