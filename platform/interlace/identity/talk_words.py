"""What people said about being asked, and the talks that they asked for: taken along, and gone when they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from interlace.db.models import Membership, Notice, Talk, TalkConsent

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """For which bodies somebody may be asked, what they asked for themselves, and which requests they answered."""
    consents = session.scalars(select(TalkConsent).where(TalkConsent.user_id == user_id).order_by(TalkConsent.body))
    asked = session.scalars(select(Talk).where(Talk.asker == user_id).order_by(Talk.asked_at, Talk.id))
    answered = session.scalars(select(Talk).where(Talk.answered_by == user_id).order_by(Talk.asked_at, Talk.id))
    return {
        "open_to_talk": [{"body": one.body, "since": one.since.isoformat()} for one in consents],
        "talks_asked_for": [
            {
                "finding": one.finding,
                "body": one.body,
                "message": one.message,
                "state": one.state,
                "asked_at": one.asked_at.isoformat(),
            }
            for one in asked
        ],
        "talks_answered": [{"finding": one.finding, "body": one.body, "state": one.state} for one in answered],
    }


def forget(session: Session, user_id: UUID) -> None:
    """Let go of all this: the person has left the tenant. What they answered stays, without their name."""
    session.execute(delete(TalkConsent).where(TalkConsent.user_id == user_id))
    # Notices of what they asked bear their words.
    asked = session.scalars(select(Talk.id).where(Talk.asker == user_id))
    session.execute(delete(Notice).where(Notice.about.in_([f"talk:{one}" for one in asked])))
    session.execute(delete(Talk).where(Talk.asker == user_id))
    session.execute(update(Talk).where(Talk.answered_by == user_id).values(answered_by=None))


def forget_bodies(session: Session, user_id: UUID) -> None:
    """Take back the consents for bodies for which the person no longer acts."""
    still = select(Membership.body).where(Membership.user_id == user_id, Membership.body.is_not(None))
    gone = delete(TalkConsent).where(TalkConsent.user_id == user_id, TalkConsent.body.not_in(still))
    for body in session.scalars(gone.returning(TalkConsent.body)).all():
        ask_no_longer(session, user_id, body)


def ask_no_longer(session: Session, user_id: UUID, body: str) -> None:
    """Withdraw what somebody was asked on behalf of a body and not yet written about: they are open for it no more."""
    asked = session.scalars(select(Talk.id).where(Talk.body == body, Talk.state == "asked"))
    unsettled = Notice.user_id == user_id, Notice.kind == "talk-asked", Notice.settled_at.is_(None)
    session.execute(delete(Notice).where(*unsettled, Notice.about.in_([f"talk:{one}" for one in asked])))
