"""What waits for whoever looks at a page, told at its head: questions to their bodies, notices they have not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g
from sqlalchemy import func, select

from api.context import caller, database
from api.writing import tenant_id
from interlace.db import tenancy
from interlace.db.models import Question
from interlace.notices import unread
from web.rights import own_bodies

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Waiting:
    """How much waits; `notices` are counted up to a hundred."""

    questions: int = 0
    notices: int = 0


def waiting_for_caller() -> Waiting:
    """What waits for the caller, looked up once a page and in one way to the database."""
    if "waiting" not in g:
        who = caller().principal
        with tenancy.reading(database(), tenant_id()) as session:
            g.waiting = Waiting(_questions(session), 0 if who.id is None else unread(session, who.id))
    found: Waiting = g.waiting
    return found


def _questions(session: Session) -> int:
    bodies = own_bodies()
    if not bodies:
        return 0
    waiting = select(func.count()).select_from(Question).where(Question.state == "waiting", Question.body.in_(bodies))
    return session.scalar(waiting) or 0
