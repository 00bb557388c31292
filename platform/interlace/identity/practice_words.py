"""Practices that somebody wrote last and publications that they decided on: told to them, nameless once they leave.

What was written stays: it is the word of a body. It bears the id of a person, whose name is looked up when it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from interlace.db.models import Practice, Publication

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

_ROLES = (Publication.proposed_by, Publication.decided_by, Publication.withdrawn_by)


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session."""
    written = session.scalars(select(Practice).where(Practice.written_by == user_id).order_by(Practice.id))
    moved = select(Publication).where(or_(*(role == user_id for role in _ROLES))).order_by(Publication.id)
    return {
        "practices_written": [
            {"body": one.body, "title": one.title, "state": one.state, "written_at": one.written_at.isoformat()}
            for one in written
        ],
        "publications": [
            {
                "body": one.body,
                "title": one.title,
                "state": one.state,
                "proposed": one.proposed_by == user_id,
                "decided": one.decided_by == user_id,
                "withdrawn": one.withdrawn_by == user_id,
            }
            for one in session.scalars(moved)
        ],
    }


def forget(session: Session, user_id: UUID) -> None:
    """Let go of the person: they have left the tenant of the session."""
    session.execute(update(Practice).where(Practice.written_by == user_id).values(written_by=None))
    for role in _ROLES:
        session.execute(update(Publication).where(role == user_id).values({role.key: None}))
