"""Oppositions: two strategies that a body concerned has marked as working against each other, until it is resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.records import find
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.identity.lineage import ancestors
from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import current, load, must, new
from interlace.register.days import not_in_future
from interlace.register.values import Given, day, text
from interlace.register.works import behind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def mark(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Mark two strategies as working against each other, for one of their owners or a body above one, and say why.

    The day is today unless it is told. Raises Forbidden, Invalid; Conflict where the same body has marked the two and
    it is not resolved.
    """
    given = new(unit, "oppositions", values, resolved_on=None)
    told = {**given.values, "marked_on": given.values["marked_on"] or unit.today}
    must(unit, Operation.CONSENT_GIVE, *_owners(unit, told))
    must(unit, Operation.CONSENT_GIVE, told["marked_by"])
    _check(unit, told)
    return keeping.add(unit, "opposition.mark", "oppositions", Given(told, given.further))


def resolve(unit: Unit, opposition_id: UUID, revision: int, resolved_on: object, how: object) -> StoredRecord:
    """Say on which day two strategies ceased to work against each other, and how; readers of the feed are told.

    Raises Unknown, Forbidden, Stale, Invalid; Conflict where it is resolved already.
    """
    found = load(unit, "oppositions", opposition_id)
    must(unit, Operation.CONSENT_GIVE, *_owners(unit, found.values), found["marked_by"])
    current(found, revision)
    on, why = day("resolved_on", resolved_on), text("how", how, required=True)
    not_in_future(unit, "resolved_on", on)
    if found["resolved_on"] is not None:
        raise Conflict(f"This was resolved on {found['resolved_on']} already.")
    keeping.note(unit, why)
    return keeping.change(unit, "opposition.resolve", found, Given({"resolved_on": on}), how=why, **_pair(found))


def withdraw(unit: Unit, opposition_id: UUID, revision: int) -> StoredRecord:
    """Take back, for the body that marked them, that two strategies work against each other.

    Raises Unknown, Forbidden, Stale.
    """
    found = load(unit, "oppositions", opposition_id)
    must(unit, Operation.CONSENT_GIVE, found["marked_by"])
    return keeping.remove(unit, "opposition.withdraw", current(found, revision), **_pair(found))


def entitled(unit: Unit, strategy: str, other: str) -> frozenset[str]:
    """The bodies that may mark two strategies: their owners, and who stands above one of these today."""
    owners = _owners(unit, {"strategy": strategy, "other": other})
    above = (body for owner in owners for body in ancestors(unit.session, owner, unit.today))
    return frozenset((*owners, *above))


def _owners(unit: Unit, values: Mapping[str, str]) -> tuple[str, ...]:
    return (*behind(unit.session, values["strategy"]), *behind(unit.session, values["other"]))


def _check(unit: Unit, told: Mapping[str, object]) -> None:
    strategy, other, marked_by = (str(told[name]) for name in ("strategy", "other", "marked_by"))
    problems = []
    if strategy == other:
        problems.append(FieldProblem("/other", "self"))
    if told["reason"] is None:
        problems.append(FieldProblem("/reason", "required"))
    if marked_by not in entitled(unit, strategy, other):
        problems.append(FieldProblem("/marked_by", "not-concerned"))
    if problems:
        raise Invalid(problems)
    not_in_future(unit, "marked_on", told["marked_on"])  # type: ignore[arg-type] # a day, as its column is
    for one, two in ((strategy, other), (other, strategy)):
        if any(find(unit.session, "oppositions", strategy=one, other=two, marked_by=marked_by, resolved_on=None)):
            raise Conflict(f"{marked_by} has marked these two strategies already, and it is not resolved.")


def _pair(found: StoredRecord) -> dict[str, str]:
    return {"strategy": found["strategy"], "other": found["other"]}
