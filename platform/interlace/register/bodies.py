"""Bodies: registered, changed, removed. Mergers and splits are in `mergers`."""

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

#: What places a body among others and in time. Who writes for a body may not change by it who stands above them.
_PLACE = ("level", "parent", "serves", "valid_from", "valid_to")


def register(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Put a new body into the register. Raises Forbidden, Invalid."""
    given = new(unit, "bodies", values)
    must(unit, Operation.BODY_REGISTER, _above(given.values))
    return keeping.add(unit, "body.register", "bodies", given)


def change(unit: Unit, body_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Change what is said of a body; its code stays. To place it elsewhere one needs a say above it, before and after.

    Raises Unknown, Forbidden, Stale, Invalid.
    """
    body = load(unit, "bodies", body_id)
    must(unit, Operation.BODY_CHANGE, body["code"])
    given = changes(unit, current(body, revision), values, "code")
    if any(given.values[name] != body[name] for name in _PLACE if name in given.values):
        must(unit, Operation.BODY_REGISTER, _above(body.values))
        must(unit, Operation.BODY_REGISTER, _above({**body.values, **given.values}))
    return keeping.change(unit, "body.change", body, given)


def remove(unit: Unit, body_id: UUID, revision: int) -> StoredRecord:
    """Take out a body that was registered by mistake. Raises Unknown, Forbidden, Stale; Conflict while it is named."""
    body = load(unit, "bodies", body_id)
    must(unit, Operation.BODY_REMOVE, body["code"])
    current(body, revision)
    must_be_unmentioned(unit.session, body)
    return keeping.remove(unit, "body.remove", body)


def _above(values: Mapping[str, object]) -> str | None:
    """The body that has a say about a body of these values: its parent; of a network, the authority that it serves."""
    above = values["parent"] or values["serves"]
    return None if above is None else str(above)
