"""What somebody called together and wrote to other bodies: taken along, and without their name once they have left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from interlace.db.models import CalendarFeed, CommonsApproach, Gathering

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person made, wrote and answered in the tenant of the session."""
    tenant_id = session.info["tenant_id"]
    made = session.scalars(select(Gathering).where(Gathering.made_by == user_id).order_by(Gathering.id))
    sent = (CommonsApproach.from_tenant == tenant_id, CommonsApproach.from_user == user_id)
    answered = (CommonsApproach.to_tenant == tenant_id, CommonsApproach.answered_by == user_id)
    feed = session.scalar(select(CalendarFeed.made_at).where(CalendarFeed.user_id == user_id))
    return {
        "gatherings": [{"kind": one.kind, "body": one.body, "title": one.title, "text": one.text} for one in made],
        "approaches_sent": [
            {
                "to": one.to_name,
                "in_the_name_of": one.from_name,
                "about": one.title,
                "text": one.text,
                "state": one.state,
                "sent_at": one.sent_at.isoformat(),
            }
            for one in session.scalars(select(CommonsApproach).where(*sent).order_by(CommonsApproach.id))
        ],
        "approaches_answered": [
            {"from": one.from_name, "about": one.title, "answer": one.answer, "state": one.state}
            for one in session.scalars(select(CommonsApproach).where(*answered).order_by(CommonsApproach.id))
        ],
        "calendar_address_since": None if feed is None else feed.isoformat(),
    }


def forget(session: Session, user_id: UUID) -> None:
    """Let go of it: the person has left the tenant.

    What was written stays the word of the body in whose name it was; what nobody has answered is withdrawn, since the
    answer would reach nobody.
    """
    tenant_id = session.info["tenant_id"]
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
    session.execute(update(Gathering).where(Gathering.made_by == user_id).values(made_by=None))
    sent = (CommonsApproach.from_tenant == tenant_id, CommonsApproach.from_user == user_id)
    waiting = update(CommonsApproach).where(*sent, CommonsApproach.state == "sent")
    session.execute(waiting.values(state="withdrawn"))
    session.execute(update(CommonsApproach).where(*sent).values(from_user=None))
    answered = (CommonsApproach.to_tenant == tenant_id, CommonsApproach.answered_by == user_id)
    session.execute(update(CommonsApproach).where(*answered).values(answered_by=None))
