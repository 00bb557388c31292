"""What is kept of a person beside the register: taken along by them, and gone when they leave the tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from interlace.db.models import Notice, NoticePreference, ReminderLetter
from interlace.identity import (
    assessment_words,
    case_words,
    gathering_words,
    practice_words,
    request_words,
    scenario_words,
    talk_words,
    visit_words,
    workspace_words,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def told(session: Session, user_id: UUID) -> dict[str, Any]:
    """What a person takes along of the tenant of the session, by what it is."""
    notices = session.scalars(select(Notice).where(Notice.user_id == user_id).order_by(Notice.id)).all()
    return {
        "mails": session.scalar(select(NoticePreference.mails).where(NoticePreference.user_id == user_id)),
        "notices": [
            {
                "kind": notice.kind,
                "about": notice.about,
                "details": notice.details,
                "at": notice.at.isoformat(),
                "read_at": _moment(notice.read_at),
                "mail_settled_at": _moment(notice.settled_at),
            }
            for notice in notices
        ],
        "assessments": assessment_words.told(session, user_id),
        "cases": case_words.told(session, user_id),
        "scenarios": scenario_words.told(session, user_id),
        "visits": visit_words.told(session, user_id),
        **request_words.told(session, user_id),
        **talk_words.told(session, user_id),
        **practice_words.told(session, user_id),
        **gathering_words.told(session, user_id),
        **workspace_words.told(session, user_id),
    }


def forget(session: Session, user_id: UUID) -> None:
    """Let go of what is a person's own in the tenant of the session: they have left it."""
    for table in (Notice, ReminderLetter, NoticePreference):
        session.execute(delete(table).where(table.user_id == user_id))
    assessment_words.forget(session, user_id)
    case_words.forget(session, user_id)
    gathering_words.forget(session, user_id)
    scenario_words.forget(session, user_id)
    talk_words.forget(session, user_id)
    practice_words.forget(session, user_id)
    visit_words.forget(session, user_id)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
