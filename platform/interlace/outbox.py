"""Messages to other systems, written with what they tell of, and gone once they were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from interlace.db.identifiers import new_id
from interlace.db.models import OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit


def post(unit: Unit, event: str, payload: Mapping[str, Any], revision: int | None) -> None:
    """A message that is there when the unit is committed; ids are in the order of posting."""
    unit.session.execute(
        insert(OutboxMessage).values(id=new_id(), event=event, revision=revision, at=unit.at, payload=dict(payload))
    )


def pending(session: Session, limit: int = 100) -> list[OutboxMessage]:
    """The tenant's messages that wait, the oldest first. Held until the transaction ends, so that nobody else sends
    them meanwhile: a second deliverer waits, and then finds what is left.
    """
    waiting = select(OutboxMessage).order_by(OutboxMessage.id).limit(limit).with_for_update()
    return list(session.scalars(waiting.execution_options(populate_existing=True)))


def delivered(session: Session, ids: Collection[UUID]) -> None:
    """Let go of messages that have arrived; a crash before the commit means that they are sent once more."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))
