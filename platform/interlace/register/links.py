"""Links: “this strategy or action supports that strategy”, said by one side, confirmed or disputed by the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.errors import Conflict
from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import current, load, must, new
from interlace.register.values import Given, text
from interlace.register.works import behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def link(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Say that a work supports a strategy. Raises Forbidden, Invalid; Conflict where that was said already."""
    given = new(unit, "links", values, status="declared")
    must(unit, Operation.RECORDS_WRITE, *behind(unit.session, given.values["from"]))
    return keeping.add(unit, "link.make", "links", given)


def unlink(unit: Unit, link_id: UUID, revision: int) -> StoredRecord:
    """Take back that a work supports a strategy. Raises Unknown, Forbidden, Stale."""
    found = load(unit, "links", link_id)
    must(unit, Operation.RECORDS_WRITE, *behind(unit.session, found["from"]))
    return keeping.remove(unit, "link.remove", current(found, revision), **_ends(found))


def confirm(unit: Unit, link_id: UUID, revision: int) -> StoredRecord:
    """Say, for the strategy that is supported, that this is so. Raises Unknown, Forbidden, Stale."""
    found = current(_addressed(unit, link_id), revision)
    return keeping.change(unit, "link.confirm", found, Given({"status": "confirmed"}), **_ends(found))


def dispute(unit: Unit, link_id: UUID, revision: int, reason: object) -> StoredRecord:
    """Say, for the strategy that is said to be supported, that this is not so, and why.

    Raises Unknown, Forbidden, Stale, Invalid; Conflict where it is disputed already.
    """
    found = current(_addressed(unit, link_id), revision)
    why = text("reason", reason, required=True)
    if found["status"] == "disputed":
        raise Conflict("The link is disputed already.")
    keeping.note(unit, why)
    return keeping.change(unit, "link.dispute", found, Given({"status": "disputed"}), reason=why, **_ends(found))


def _addressed(unit: Unit, link_id: UUID) -> StoredRecord:
    found = load(unit, "links", link_id)
    must(unit, Operation.CONSENT_GIVE, *behind(unit.session, found["to"]))
    return found


def _ends(found: StoredRecord) -> dict[str, str]:
    return {"from": found["from"], "to": found["to"]}
