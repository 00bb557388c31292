"""Drafts: strategies that only their bodies' contributors, the stewards of those and administrators may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.records import find
from interlace.identity.permissions import Operation, may

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from interlace.db.records import StoredRecord
    from interlace.principals import Principal

#: Columns by which records hang on strategies: who may not know of the strategy may not know of them.
HANGING = {
    "commitments": ("strategy",),
    "participations": ("strategy",),
    "links": ("from", "to"),
    "reports": ("subject",),
}


def owners(strategy: StoredRecord) -> tuple[str, ...]:
    """The lead owner of a strategy and after it the co-owners."""
    return strategy["owner"], *(strategy["co_owners"] or ())


def visible(session: Session, principal: Principal, today: date, record: StoredRecord) -> bool:
    """Whether someone who reads in the tenant may know of a record: of drafts and what hangs on them not everybody."""
    if record.table == "strategies":
        return not _hidden(session, principal, today, [record])
    codes = {record[column] for column in HANGING.get(record.table, ())}
    return all(not _hidden(session, principal, today, find(session, "strategies", code=code)) for code in codes)


def hidden_drafts(session: Session, principal: Principal, today: date) -> frozenset[str]:
    """The codes of the drafts that someone may not know of; for lists, which leave out what hangs on them too."""
    return _hidden(session, principal, today, find(session, "strategies", status="draft"))


def _hidden(session: Session, principal: Principal, today: date, strategies: Iterable[StoredRecord]) -> frozenset[str]:
    return frozenset(
        strategy["code"]
        for strategy in strategies
        if strategy["status"] == "draft"
        and not may(session, principal, Operation.DRAFTS_READ, today, *owners(strategy))
    )
