"""Drafts: strategies that only their bodies' contributors, the stewards of those and administrators may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import Work
from interlace.db.records import find
from interlace.identity.permissions import Operation, may

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from interlace.db.entries import Entry
    from interlace.db.records import StoredRecord
    from interlace.principals import Principal

#: Columns by which records hang on strategies: who may not know of the strategy may not know of them.
HANGING = {
    "commitments": ("strategy",),
    "participations": ("strategy",),
    "links": ("from", "to"),
    "reports": ("subject",),
    "oppositions": ("strategy", "other"),
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


def hanging(session: Session, code: str) -> Iterator[StoredRecord]:
    """What hangs on a strategy."""
    for table, columns in HANGING.items():
        for column in columns:
            yield from find(session, table, **{column: code})


def told_to(session: Session, principal: Principal, today: date, entries: Sequence[Entry]) -> list[Entry]:
    """What the feed tells someone: no draft that they may not know of, nor what hangs on one.

    Of a draft that was removed nothing is told but an id; one that was adopted is told whole by its adoption. So
    whoever follows the feed has all that they may see; whose roles or reach have changed since begins anew.
    """
    if may(session, principal, Operation.DRAFTS_READ, today):
        return list(entries)
    codes = {code for entry in entries for code in _works_named(entry)}
    known = set(session.scalars(select(Work.code).where(Work.code.in_(codes))))
    known -= hidden_drafts(session, principal, today, known)
    return [
        entry
        for entry in entries
        if known.issuperset(_works_named(entry)) and not _is_hidden_draft(session, principal, today, entry)
    ]


def _works_named(entry: Entry) -> list[str]:
    return [] if entry.values is None else [entry.values[column] for column in HANGING.get(entry.table, ())]


def _is_hidden_draft(session: Session, principal: Principal, today: date, entry: Entry) -> bool:
    """Whether an entry tells of a strategy as a draft, which it may no longer be, of bodies not the asker's."""
    if entry.table != "strategies" or entry.values is None or entry.values.get("status") != "draft":
        return False
    bodies = (entry.values["owner"], *entry.values.get("co_owners", ()))
    return not may(session, principal, Operation.DRAFTS_READ, today, *bodies)


def hidden_drafts(
    session: Session, principal: Principal, today: date, among: Collection[str] | None = None
) -> frozenset[str]:
    """The codes of the drafts that someone may not know of; for lists, which leave out what hangs on them too.

    Of each draft it is asked who stands above its owners: `among` names the codes that matter, where others do not.
    """
    drafts = find(session, "strategies", status="draft")
    wanted = drafts if among is None else (draft for draft in drafts if draft["code"] in among)
    return _hidden(session, principal, today, wanted)


def _hidden(session: Session, principal: Principal, today: date, strategies: Iterable[StoredRecord]) -> frozenset[str]:
    return frozenset(
        strategy["code"]
        for strategy in strategies
        if strategy["status"] == "draft"
        and not may(session, principal, Operation.DRAFTS_READ, today, *owners(strategy))
    )
