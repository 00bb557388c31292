"""Strategies: drafted, adopted, withdrawn, and what they commit to in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.records import fetch_by_code, find
from interlace.errors import Conflict
from interlace.identity.permissions import Operation
from interlace.register import keeping
from interlace.register.access import changes, current, load, must, new
from interlace.register.drafts import hanging, owners
from interlace.register.references import must_be_unmentioned
from interlace.register.values import Given, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def draft(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Begin a strategy that only its owners, the stewards above them and administrators see.

    Raises Forbidden, Invalid.
    """
    return _new(unit, "strategy.draft", new(unit, "strategies", values, status="draft"))


def record(unit: Unit, values: Mapping[str, object]) -> StoredRecord:
    """Record a strategy that is adopted already. Raises Forbidden, Invalid."""
    return _new(unit, "strategy.record", new(unit, "strategies", values, status="adopted"))


def _new(unit: Unit, deed: str, given: Given) -> StoredRecord:
    must(unit, Operation.RECORDS_WRITE, given.values["owner"])
    return keeping.add(unit, deed, "strategies", given)


def change(unit: Unit, strategy_id: UUID, revision: int, values: Mapping[str, object]) -> StoredRecord:
    """Change what is said of a strategy. Only the lead owner hands it over, to a body it writes for too.

    Raises Unknown, Forbidden, Stale, Invalid.
    """
    strategy = _owned(unit, strategy_id)
    given = changes(unit, current(strategy, revision), values, "code", "status", "co_owners")
    if given.values.get("owner", strategy["owner"]) != strategy["owner"]:
        must(unit, Operation.RECORDS_WRITE, strategy["owner"])
        must(unit, Operation.RECORDS_WRITE, given.values["owner"])
    return _shown(unit, strategy, keeping.change(unit, "strategy.change", strategy, given))


def share(unit: Unit, strategy_id: UUID, revision: int, co_owners: object) -> StoredRecord:
    """Name the bodies that own a strategy with its lead owner; a co-owner may only take itself out.

    Raises Unknown, Forbidden, Stale, Invalid.
    """
    strategy = _owned(unit, strategy_id)
    given = changes(unit, current(strategy, revision), {"co_owners": co_owners})
    before, after = strategy["co_owners"] or [], given.values["co_owners"] or []
    left = [code for code in before if code not in after]
    if len(left) == 1 and after == [code for code in before if code not in left]:
        must(unit, Operation.RECORDS_WRITE, strategy["owner"], left[0])
    else:
        must(unit, Operation.RECORDS_WRITE, strategy["owner"])
    return _shown(unit, strategy, keeping.change(unit, "strategy.share", strategy, given))


def adopt(unit: Unit, strategy_id: UUID, revision: int) -> StoredRecord:
    """Let a draft be adopted; from now on all who read in the tenant see it.

    Raises Unknown, Forbidden, Stale; Conflict where it is no draft.
    """
    strategy = current(_led(unit, strategy_id), revision)
    if strategy["status"] != "draft":
        raise Conflict(f"{strategy['code']} is no draft.")
    return _shown(unit, strategy, keeping.change(unit, "strategy.adopt", strategy, Given({"status": "adopted"})))


def withdraw(unit: Unit, strategy_id: UUID, revision: int, reason: object = None) -> StoredRecord:
    """Withdraw an adopted strategy. Raises Unknown, Forbidden, Stale, Invalid; Conflict where it is not adopted."""
    strategy = current(_led(unit, strategy_id), revision)
    why = text("reason", reason)
    if strategy["status"] not in {None, "adopted"}:
        raise Conflict(f"{strategy['code']} is not adopted.")
    keeping.note(unit, why)
    return keeping.change(unit, "strategy.withdraw", strategy, Given({"status": "withdrawn"}), reason=why)


def remove(unit: Unit, strategy_id: UUID, revision: int) -> StoredRecord:
    """Take out a draft with its commitments.

    Raises Unknown, Forbidden, Stale; Conflict where it is no draft or something else names it.
    """
    strategy = current(_led(unit, strategy_id), revision)
    if strategy["status"] != "draft":
        raise Conflict(f"{strategy['code']} was adopted and stays on record. It can be withdrawn.")
    must_be_unmentioned(unit.session, strategy, "commitments")
    for commitment in find(unit.session, "commitments", strategy=strategy["code"]):
        unit.remove(commitment)
    return keeping.remove(unit, "strategy.remove", strategy)


def commit(unit: Unit, strategy_id: UUID, values: Mapping[str, object]) -> StoredRecord:
    """Say what a strategy commits to in one cell, and how deeply.

    Raises Unknown, Forbidden, Invalid; Conflict where it says something of the cell already.
    """
    strategy = _owned(unit, strategy_id)
    given = new(unit, "commitments", values, strategy=strategy["code"])
    return keeping.add(unit, "commitment.make", "commitments", given)


def change_depth(unit: Unit, commitment_id: UUID, revision: int, depth: object) -> StoredRecord:
    """Say how deeply a strategy commits in a cell after all. Raises Unknown, Forbidden, Stale, Invalid."""
    commitment = current(_commitment(unit, commitment_id), revision)
    return keeping.change(unit, "commitment.change", commitment, changes(unit, commitment, {"depth": depth}))


def uncommit(unit: Unit, commitment_id: UUID, revision: int) -> StoredRecord:
    """Take a cell out of a strategy. Raises Unknown, Forbidden, Stale."""
    commitment = current(_commitment(unit, commitment_id), revision)
    return keeping.remove(unit, "commitment.remove", commitment, cell=f"{commitment['principle']}:{commitment['area']}")


def _shown(unit: Unit, before: StoredRecord, strategy: StoredRecord) -> StoredRecord:
    """Tell what hangs on a draft to those who see it from now on."""
    if before["status"] == "draft" and (strategy["status"] != "draft" or owners(strategy) != owners(before)):
        for record in hanging(unit.session, strategy["code"]):
            unit.tell_again(record)
    return strategy


def _owned(unit: Unit, strategy_id: UUID) -> StoredRecord:
    """A strategy that the asker may write for, as one of its owners."""
    strategy = load(unit, "strategies", strategy_id)
    must(unit, Operation.RECORDS_WRITE, *owners(strategy))
    return strategy


def _led(unit: Unit, strategy_id: UUID) -> StoredRecord:
    """A strategy that the asker may decide on, as its lead owner."""
    strategy = load(unit, "strategies", strategy_id)
    must(unit, Operation.RECORDS_WRITE, strategy["owner"])
    return strategy


def _commitment(unit: Unit, commitment_id: UUID) -> StoredRecord:
    commitment = load(unit, "commitments", commitment_id)
    must(unit, Operation.RECORDS_WRITE, *owners(fetch_by_code(unit.session, "strategies", commitment["strategy"])))
    return commitment
