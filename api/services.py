"""Which services of the register write records of each table, and how they are called with what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.input import only
from api.writing import perform
from interlace.db.records import find
from interlace.errors import FieldProblem, Invalid, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def _create_strategy(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """A draft is begun; anything else is on record as adopted."""
    service = "strategy.draft" if values.get("status") == "draft" else "strategy.record"
    made: StoredRecord = perform(unit, service, values)
    return made


def _create_commitment(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """The service knows the strategy by its id, a record by its code."""
    code = values.get("strategy")
    unknown = Invalid([FieldProblem("/strategy", "required" if code is None else "unknown-code", _STRATEGIES)])
    found = next(find(unit.session, "strategies", code=code), None) if isinstance(code, str) else None
    if found is None:
        raise unknown
    try:
        made: StoredRecord = perform(unit, "commitment.make", found.id, values)
    except Unknown as error:
        # There is a draft of this code that the caller may not know of.
        raise unknown from error
    return made


_STRATEGIES = {"tables": "strategies"}


def _change_commitment(unit: Unit, record_id: UUID, known: int, values: Mapping[str, object]) -> StoredRecord:
    only(values, ("depth",), ("depth",))
    changed: StoredRecord = perform(unit, "commitment.change", record_id, known, values["depth"])
    return changed


def _service(name: str) -> Callable[..., StoredRecord]:
    return lambda unit, *arguments: perform(unit, name, *arguments)


@dataclass(frozen=True)
class Writes:
    """How records of a table are written: the services, and what calls them."""

    creates: tuple[str, ...]
    removes: str
    changes: str | None = None
    create: Callable[[Unit, Mapping[str, object]], StoredRecord] | None = None
    change: Callable[[Unit, UUID, int, Mapping[str, object]], StoredRecord] | None = None

    @property
    def creating(self) -> Callable[[Unit, Mapping[str, object]], StoredRecord]:
        """What makes a record of values."""
        return self.create or _service(self.creates[0])

    @property
    def changing(self) -> Callable[[Unit, UUID, int, Mapping[str, object]], StoredRecord] | None:
        """What changes one; None where records of the table are not changed."""
        return self.change or (None if self.changes is None else _service(self.changes))


WRITES: Mapping[str, Writes] = {
    "bodies": Writes(("body.register",), "body.remove", "body.change"),
    "competences": Writes(("competence.state",), "competence.remove", "competence.change"),
    "relations": Writes(("relation.declare",), "relation.withdraw", "relation.change"),
    "strategies": Writes(
        ("strategy.record", "strategy.draft"), "strategy.remove", "strategy.change", create=_create_strategy
    ),
    "commitments": Writes(
        ("commitment.make",),
        "commitment.remove",
        "commitment.change",
        create=_create_commitment,
        change=_change_commitment,
    ),
    "actions": Writes(("action.record",), "action.remove", "action.change"),
    "links": Writes(("link.make",), "link.remove"),
    "participations": Writes(("participation.record",), "participation.remove", "participation.change"),
    "declarations": Writes(("declaration.give",), "declaration.withdraw"),
    "reports": Writes(("report.give",), "report.remove", "report.correct"),
    "measurements": Writes(("measurement.record",), "measurement.withdraw"),
    "oppositions": Writes(("opposition.mark",), "opposition.withdraw"),
}
