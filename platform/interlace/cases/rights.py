"""Who may do what about a case; what a role permits is decided in `interlace.identity.permissions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import CaseComment
from interlace.errors import Forbidden
from interlace.identity.permissions import Operation, may, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from interlace.cases.seeing import SeenFinding
    from interlace.principals import Principal


def involved(seen: SeenFinding, owners: Sequence[str]) -> tuple[str, ...]:
    """The bodies for which a finding can be answered: those that it concerns, then the other owners of its case."""
    return tuple(dict.fromkeys([*seen.concerned, *owners]))


def answering_for(session: Session, principal: Principal, today: date, bodies: Sequence[str]) -> tuple[str, ...]:
    """Those among these bodies for which somebody may answer."""
    return tuple(body for body in bodies if may(session, principal, Operation.FINDING_ANSWER, today, body))


def may_take_part(session: Session, principal: Principal, today: date, key: str, bodies: Sequence[str]) -> bool:
    """Whether somebody may comment and attach: who may answer for a body involved, and who was asked by name."""
    if may(session, principal, Operation.FINDING_ANSWER, today, *bodies):
        return True
    if principal.kind != "user" or not may(session, principal, Operation.REGISTER_READ, today):
        return False
    asked = select(CaseComment.id).where(CaseComment.finding == key, CaseComment.mentions.contains([principal.id]))
    return session.scalar(asked.limit(1)) is not None


def require_part(session: Session, principal: Principal, today: date, key: str, bodies: Sequence[str]) -> None:
    """Raise Forbidden unless `may_take_part`."""
    if not may_take_part(session, principal, today, key, bodies):
        require(session, principal, Operation.FINDING_ANSWER, today, *bodies)
        raise Forbidden("You may not do this.")


def require_any(session: Session, principal: Principal, today: date) -> None:
    """Raise Forbidden unless somebody may take away what others have said or attached."""
    if not may(session, principal, Operation.FINDING_SETTLE, today):
        raise Forbidden("This is taken away by whoever put it there, or by an administrator.")


def may_settle(session: Session, principal: Principal, today: date, body: str | None, disputed_by: str) -> bool:
    """Whether somebody may settle what a body has disputed: from above it, and not whoever disputed it themself."""
    bodies = () if body is None else (body,)
    return principal.label != disputed_by and may(session, principal, Operation.FINDING_SETTLE, today, *bodies)
