"""Telling the people of another tenant: each in a transaction of their own, once, whoever is interrupted."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import CommonsApproach
from interlace.errors import Busy, Suspended, Unknown
from interlace.gatherings.between import ANSWERED, RECEIVED
from interlace.notices.people import administrators, is_member, people_of
from interlace.notices.telling import take_back, tell

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database

_log = logging.getLogger(__name__)
#: So many are told of in one transaction; the next round tells the others.
MOST_AT_ONCE = 200


def relay_now(database: Database, tenant_id: UUID) -> None:
    """Tell a tenant's people what waits for them; what fails here, a worker's round tells later."""
    try:
        with tenancy.beside(database, tenant_id) as session:
            relay(session, tenant_id, datetime.now(UTC))
    except (Busy, Suspended, Unknown) as error:
        _log.info("tenant %s: approaches are told of later: %s", tenant_id, error)


def relay(session: Session, tenant_id: UUID, now: datetime) -> None:
    """Tell the people of this tenant of approaches and answers that nobody has told them of, in this transaction.

    That they are told is written with the notice itself, so it is so once, or not yet.
    """
    untold = select(CommonsApproach).order_by(CommonsApproach.id).limit(MOST_AT_ONCE)
    untold = untold.with_for_update(skip_locked=True)
    received = untold.where(CommonsApproach.to_tenant == tenant_id, CommonsApproach.told_at.is_(None))
    for row in session.scalars(received).all():
        _tell_received(session, row, now)
    taken = (CommonsApproach.state == "withdrawn", CommonsApproach.answer_told_at.is_(None))
    for row in session.scalars(untold.where(CommonsApproach.to_tenant == tenant_id, *taken)).all():
        take_back(session, RECEIVED, f"approach:{row.id}")
        row.answer_told_at = now
    answered = (CommonsApproach.answered_at.is_not(None), CommonsApproach.answer_told_at.is_(None))
    for row in session.scalars(untold.where(CommonsApproach.from_tenant == tenant_id, *answered)).all():
        _tell_answered(session, row, now)
    session.flush()


def _tell_received(session: Session, row: CommonsApproach, now: datetime) -> None:
    if row.state == "sent":
        people = people_of(session, row.to_body) or administrators(session)
        said = {"who": f"{row.from_name} ({row.from_tenant_name})", "what": row.text}
        tell(session, people, RECEIVED, f"approach:{row.id}", said, now)
    row.told_at = now


def _tell_answered(session: Session, row: CommonsApproach, now: datetime) -> None:
    asker = row.from_user
    people = [asker] if asker is not None and is_member(session, asker) else people_of(session, row.from_body)
    said = {"who": f"{row.to_name} ({row.to_tenant_name})", "what": row.title}
    tell(session, people, ANSWERED, f"approach:{row.id}", said, now)
    row.answer_told_at = now
