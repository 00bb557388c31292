"""Single-use links: an invitation or a reset. Only the hash of a secret is kept, and using it uses it up."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from interlace.db.models import SingleUseLink
from interlace.errors import Unknown

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

LIFETIME = {"invitation": timedelta(days=7), "reset": timedelta(hours=1)}
_NO_LONGER = "This link is not good any more: it was used, or it is too old. Ask for a new one."


def issue(session: Session, user_id: UUID, purpose: str) -> str:
    """A new secret for a person; one of the same purpose that they had before is good no longer."""
    secret = secrets.token_urlsafe(32)
    session.execute(delete(SingleUseLink).where(SingleUseLink.user_id == user_id, SingleUseLink.purpose == purpose))
    expires_at = datetime.now(UTC) + LIFETIME[purpose]
    session.add(SingleUseLink(secret_hash=_hash(secret), user_id=user_id, purpose=purpose, expires_at=expires_at))
    return secret


def holder(session: Session, secret: str, purpose: str) -> UUID:
    """Whose link it is; it stays good. Raises Unknown."""
    good = select(SingleUseLink.user_id).where(
        SingleUseLink.secret_hash == _hash(secret),
        SingleUseLink.purpose == purpose,
        SingleUseLink.expires_at > datetime.now(UTC),
    )
    user_id = session.scalar(good)
    if user_id is None:
        raise Unknown(_NO_LONGER)
    return user_id


def use(session: Session, secret: str, purpose: str) -> UUID:
    """Whose link it is; this one and every other of theirs is used up. Raises Unknown."""
    user_id = holder(session, secret, purpose)
    used = delete(SingleUseLink).where(SingleUseLink.secret_hash == _hash(secret)).returning(SingleUseLink.user_id)
    if session.scalar(used) is None:
        raise Unknown(_NO_LONGER)
    session.execute(delete(SingleUseLink).where(SingleUseLink.user_id == user_id))
    return user_id


def recently_issued(session: Session, user_id: UUID, purpose: str) -> bool:
    """Whether the person was sent one within the last minute: nobody's letter-box is filled by others."""
    since = datetime.now(UTC) - timedelta(minutes=1)
    recent = select(SingleUseLink.user_id).where(
        SingleUseLink.user_id == user_id, SingleUseLink.purpose == purpose, SingleUseLink.created_at > since
    )
    return session.scalar(recent) is not None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
