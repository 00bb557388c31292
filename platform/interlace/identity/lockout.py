"""Signing in with a password: wrong attempts cost waiting time, account by account, and answers tell nobody whether
an account exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from interlace.db import tenancy
from interlace.db.models import User
from interlace.errors import Unauthenticated
from interlace.identity import passwords

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from interlace.db.connections import Database

FREE_ATTEMPTS = 5
LONGEST_WAIT = timedelta(minutes=15)
WRONG = (
    "E-mail address and password do not open this tenant, or there were too many attempts. "
    "Check both; after several attempts, wait a quarter of an hour."
)


@dataclass(frozen=True)
class _Attempt:
    user_id: UUID
    password_hash: str | None


def user_by_password(database: Database, email: str, password: str) -> UUID:
    """The user with this address and password. Raises Unauthenticated, in the same words for any reason."""
    return _checked(database, func.lower(User.email) == func.lower(email.strip()), password)


def confirm_password(database: Database, user_id: UUID, password: str) -> None:
    """Make sure that it is really this user. Raises Unauthenticated."""
    _checked(database, User.id == user_id, password)


def wait_after(failed_attempts: int) -> timedelta:
    """How long an account is closed after so many wrong attempts: not at all, then twice as long each time."""
    if failed_attempts < FREE_ATTEMPTS:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failed_attempts - FREE_ATTEMPTS, 20)), LONGEST_WAIT)


def _checked(database: Database, who: ColumnElement[bool], password: str) -> UUID:
    attempt = _count(database, who)
    kept = attempt.password_hash if attempt else None
    if not passwords.is_right(database.configuration, kept, password) or attempt is None or kept is None:
        raise Unauthenticated(WRONG)
    _succeed(database, attempt.user_id, kept, password)
    return attempt.user_id


def _count(database: Database, who: ColumnElement[bool]) -> _Attempt | None:
    """Count the attempt before it is made: many at once gain nothing. None where it may not be made."""
    now = datetime.now(UTC)
    with tenancy.platform(database) as session:
        user = session.scalar(select(User).where(who).with_for_update())
        if user is None or (user.locked_until is not None and user.locked_until > now):
            return None
        user.failed_attempts += 1
        user.locked_until = now + wait_after(user.failed_attempts)
        return _Attempt(user.id, user.password_hash)


def _succeed(database: Database, user_id: UUID, kept: str, password: str) -> None:
    """Forget the attempts, and keep the password with the parameters of today."""
    configuration = database.configuration
    renewed = passwords.hashed(configuration, password) if passwords.is_outdated(configuration, kept) else kept
    with tenancy.platform(database) as session:
        unchanged = session.scalar(
            update(User)
            .where(User.id == user_id, User.password_hash == kept)
            .values(failed_attempts=0, locked_until=None, password_hash=renewed)
            .returning(User.id)
        )
    if unchanged is None:
        raise Unauthenticated(WRONG)
