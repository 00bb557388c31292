"""Since when records stand as they stand, and why those that are disputed are: the one thing asked of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.context import caller, database, today
from api.writing import tenant_id
from interlace.db import tenancy
from interlace.db.models import Change
from interlace.history import changes_since
from interlace.register.drafts import told_to

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

_DISPUTES = ("relation.dispute", "link.dispute")


@dataclass(frozen=True)
class Past:
    """The days on which revisions were made, and the reasons of those that dispute something."""

    days: Mapping[int, date] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


def past_of(revisions: Collection[int]) -> Past:
    """What is known of these revisions; few of them, as a page shows."""
    if not revisions:
        return Past()
    heads = select(Change.revision, Change.at, Change.operation, Change.note).where(
        Change.revision.in_(sorted(set(revisions))), Change.part == 0
    )
    with tenancy.reading(database(), tenant_id()) as session:
        found = session.execute(heads).all()
        disputing = {head.revision: head.note for head in found if head.operation in _DISPUTES and head.note}
        reasons = {revision: note for revision, note in disputing.items() if _told_whole(session, revision)}
    return Past({head.revision: head.at.date() for head in found}, reasons)


def _told_whole(session: Session, revision: int) -> bool:
    """Whether the caller may know of all that a revision changed: only then are they told why, as by the feed."""
    (change,) = changes_since(session, revision - 1, 1)
    return len(told_to(session, caller().principal, today(), change.entries)) == len(change.entries)
