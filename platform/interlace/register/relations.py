"""Relations between bodies: declared, changed and ended by one side, confirmed or disputed by the other.

`part_of` places a body below another, and with it who has a say over it: only who has a say above both sides writes it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from interlace.errors import Conflict
from interlace.identity.lineage import ancestors
from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import changes, current, load, must, new
from interlace.register.days import not_in_future
from interlace.register.values import Given, day, text
from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

#: What the other side has confirmed; other columns tell more about the same relation.
_SUBSTANCE = ("source", "target", "kind", "valid_from", "valid_to")


def declare(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Say that a body stands in a relation to another; it waits for the other's word.

    Raises Forbidden, Invalid.
    """
    given = new(unit, "relations", values, status="declared")
    _must_write(unit, given.values)
    declared_on = given.values["declared_on"] or unit.today
    not_in_future(unit, "declared_on", declared_on)
    dated = replace(given, values={**given.values, "declared_on": declared_on})
    return keeping.add(unit, "relation.declare", "relations", dated)


def change(unit: Unit, relation_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Change a relation. What was confirmed of other bodies, another kind or period waits for confirmation again.

    Raises Unknown, Forbidden, Stale, Invalid.
    """
    relation = _own(unit, relation_id)
    given = changes(unit, current(relation, revision), values, "status")
    _must_write(unit, {**relation.values, **given.values})
    not_in_future(unit, "declared_on", given.values.get("declared_on"))
    if any(given.values[name] != relation[name] for name in _SUBSTANCE if name in given.values):
        given = replace(given, values={**given.values, **_declared_again(unit, relation, given)})
    return keeping.change(unit, "relation.change", relation, given)


def _declared_again(unit: Unit, relation: StoredRecord, given: Given) -> dict[str, Any]:
    """A dispute stands until the other side itself takes it back; anything else is the source's word of today."""
    status = "disputed" if relation["status"] == "disputed" else "declared"
    return {"status": status, "declared_on": given.values.get("declared_on") or unit.today}


def end(unit: Unit, relation_id: UUID, revision: int, on: object) -> StoredRecord:
    """Let a relation hold for the last time on a day. What was confirmed of it stays confirmed.

    Either side of a kind that reads alike in both directions may do this. Raises Unknown, Forbidden, Stale, Invalid;
    Conflict where it ended by then.
    """
    relation = load(unit, "relations", relation_id)
    if RELATION_KINDS[relation["kind"]].symmetric:
        must(unit, Operation.RECORDS_WRITE, relation["source"], relation["target"])
    else:
        _must_write(unit, relation.values)
    current(relation, revision)
    last = day("on", on)
    if relation["valid_to"] is not None and relation["valid_to"] <= last:
        raise Conflict(f"The relation ends on {relation['valid_to']} already.")
    return keeping.change(unit, "relation.end", relation, Given({"valid_to": last}), **_sides(relation))


def withdraw(unit: Unit, relation_id: UUID, revision: int) -> StoredRecord:
    """Take a relation back as if it had never been said. Raises Unknown, Forbidden, Stale."""
    relation = current(_own(unit, relation_id), revision)
    return keeping.remove(unit, "relation.withdraw", relation, **_sides(relation))


def confirm(unit: Unit, relation_id: UUID, revision: int) -> StoredRecord:
    """Say, for the other side, that a relation is as declared. Raises Unknown, Forbidden, Stale."""
    relation = current(_addressed(unit, relation_id), revision)
    return keeping.change(unit, "relation.confirm", relation, Given({"status": "confirmed"}), **_sides(relation))


def dispute(unit: Unit, relation_id: UUID, revision: int, reason: object) -> StoredRecord:
    """Say, for the other side, that a relation is not as declared, and why.

    Raises Unknown, Forbidden, Stale, Invalid; Conflict where it is disputed already.
    """
    relation = current(_addressed(unit, relation_id), revision)
    why = text("reason", reason, required=True)
    if relation["status"] == "disputed":
        raise Conflict("The relation is disputed already.")
    keeping.note(unit, why)
    disputed = Given({"status": "disputed"})
    return keeping.change(unit, "relation.dispute", relation, disputed, reason=why, **_sides(relation))


def _own(unit: Unit, relation_id: UUID) -> StoredRecord:
    relation = load(unit, "relations", relation_id)
    _must_write(unit, relation.values)
    return relation


def _must_write(unit: Unit, values: Mapping[str, Any]) -> None:
    if values["kind"] != "part_of":
        must(unit, Operation.RECORDS_WRITE, values["source"])
        return
    must(unit, Operation.BODY_REGISTER, values["target"])
    must(unit, Operation.BODY_REGISTER, *ancestors(unit.session, values["source"], unit.today)[:1])


def _addressed(unit: Unit, relation_id: UUID) -> StoredRecord:
    relation = load(unit, "relations", relation_id)
    must(unit, Operation.CONSENT_GIVE, relation["target"])
    return relation


def _sides(relation: StoredRecord) -> dict[str, str]:
    return {name: relation[name] for name in ("source", "target", "kind")}
