"""A person's own notices: listed, counted, marked as read. Nobody reads those of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, update

from interlace.db import tenancy
from interlace.db.models import Notice, User
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.notices.preferring import person_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

MOST_A_PAGE = 200


@dataclass(frozen=True)
class NoticeTold:
    """A notice as its reader sees it; in `details` whoever it is by has a name, unless they are gone."""

    id: UUID
    kind: str
    about: str
    details: Mapping[str, str]
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class NoticePage:
    """Some of a person's notices, the last one first."""

    notices: Sequence[NoticeTold]
    has_more: bool


def notices(
    database: Database, principal: Principal, *, first: int = 50, after: UUID | None = None, unread_only: bool = False
) -> NoticePage:
    """The asker's notices, the last one first; `after` is an id. Raises Forbidden, Invalid."""
    tenant_id, user_id = person_of(principal)
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    rows = select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc()).limit(first + 1)
    rows = rows if after is None else rows.where(Notice.id < after)
    rows = rows.where(Notice.read_at.is_(None)) if unread_only else rows
    with tenancy.reading(database, tenant_id) as session:
        told = told_notices(session, session.scalars(rows).all())
    return NoticePage(told[:first], len(told) > first)


def told_notices(session: Session, found: Sequence[Notice]) -> list[NoticeTold]:
    """Notices with the names of the people they are by."""
    names = _names(session, {notice.details["by"] for notice in found if "by" in notice.details})
    return [
        NoticeTold(notice.id, notice.kind, notice.about, _details(notice, names), notice.at, notice.read_at)
        for notice in found
    ]


def _details(notice: Notice, names: Mapping[str, str]) -> dict[str, str]:
    details = {name: text for name, text in notice.details.items() if name != "by"}
    by = names.get(notice.details.get("by", ""))
    return details if by is None else {**details, "who": by}


def _names(session: Session, people: Collection[str]) -> dict[str, str]:
    ids = []
    for person in people:
        try:
            ids.append(UUID(person))
        except ValueError:
            continue
    if not ids:
        return {}
    return {str(row.id): row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def unread(session: Session, user_id: UUID) -> int:
    """How many notices a person has not read, up to a hundred: more are not counted."""
    some = select(Notice.id).where(Notice.user_id == user_id, Notice.read_at.is_(None)).limit(100)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def mark_read(database: Database, principal: Principal, notice_id: UUID) -> None:
    """One of the asker's notices has been read. What was read is not mailed any more. Raises Forbidden, Unknown."""
    tenant_id, user_id = person_of(principal)
    with tenancy.beside(database, tenant_id) as session:
        own = Notice.id == notice_id, Notice.user_id == user_id
        if session.scalar(select(Notice.id).where(*own)) is None:
            raise Unknown(f"There is no notice {notice_id}.")
        session.execute(update(Notice).where(*own, Notice.read_at.is_(None)).values(read_at=datetime.now(UTC)))


def mark_all_read(database: Database, principal: Principal) -> int:
    """All of the asker's notices have been read; how many had not been. Raises Forbidden."""
    tenant_id, user_id = person_of(principal)
    with tenancy.beside(database, tenant_id) as session:
        own = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
        return len(session.scalars(own.values(read_at=datetime.now(UTC)).returning(Notice.id)).all())
