"""Requests to talk as those who asked and those who are asked see them. Names are told once both sides agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from interlace.db import tenancy
from interlace.db.models import Membership, Talk, TalkConsent, User
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.talks.consenting import acting_for, person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

#: Nobody is asked for longer than this.
LASTS = timedelta(days=60)
STATES = ("asked", "accepted", "declined", "withdrawn", "expired")
MOST_A_PAGE = 200


class Person(NamedTuple):
    """Somebody who agreed to talk."""

    name: str
    email: str


@dataclass(frozen=True)
class TalkTold:
    """A request to talk. `asked_by_me` tells the two sides apart; `with_whom` is the other person once both agreed.

    `for_bodies` are those for which the asker acts: who is asked learns these, and no name.
    """

    id: UUID
    finding: str
    body: str
    message: str
    state: str
    asked_by_me: bool
    for_bodies: Sequence[str]
    asked_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    with_whom: Person | None


class TalkPage(NamedTuple):
    """One page of the requests that concern somebody, the latest first."""

    items: Sequence[TalkTold]
    next_after: UUID | None


def talks(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    states: Sequence[str] = (),
    first: int = MOST_A_PAGE,
    after: UUID | None = None,
) -> TalkPage:
    """What the asker asked for, is asked, or has answered. Raises Forbidden, Invalid."""
    user_id = person(principal, tenant_id)
    if not set(states) <= set(STATES):
        raise Invalid([FieldProblem("/state", "bad-choice", {"choices": ", ".join(STATES)})])
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    now = datetime.now(UTC)
    with tenancy.reading(database, tenant_id) as session:
        rows = select(Talk).where(_seen_by(user_id, now))
        if states:
            rows = rows.where(or_(*(_stands(state, now) for state in states)))
        if after is not None:
            place = session.execute(select(Talk.asked_at, Talk.id).where(Talk.id == after, _seen_by(user_id, now)))
            known = place.one_or_none()
            if known is None:
                raise Invalid([FieldProblem("/after", "bad-cursor")])
            rows = rows.where(tuple_(Talk.asked_at, Talk.id) < tuple_(*known))
        found = session.scalars(rows.order_by(Talk.asked_at.desc(), Talk.id.desc()).limit(first + 1)).all()
        items = [told_talk(session, one, user_id, now) for one in found[:first]]
        return TalkPage(items, items[-1].id if len(found) > first else None)


def talk(database: Database, principal: Principal, tenant_id: UUID, talk_id: UUID) -> TalkTold:
    """One request that concerns the asker. Raises Forbidden, Unknown."""
    user_id = person(principal, tenant_id)
    now = datetime.now(UTC)
    with tenancy.reading(database, tenant_id) as session:
        return told_talk(session, seen_talk(session, talk_id, user_id, now), user_id, now)


def seen_talk(session: Session, talk_id: UUID, user_id: UUID, now: datetime, *, lock: bool = False) -> Talk:
    """A request that the person may know of. Raises Unknown."""
    row = select(Talk).where(Talk.id == talk_id, _seen_by(user_id, now))
    found = session.scalar(row.with_for_update() if lock else row)
    if found is None:
        raise Unknown(f"There is no request to talk {talk_id}.")
    return found


def _seen_by(user_id: UUID, now: datetime) -> ColumnElement[bool]:
    """Own ones, those answered oneself, and those that wait for an answer from people of a body one is open for."""
    acts = select(Membership.body).where(Membership.user_id == user_id, Membership.body.is_not(None))
    open_for = select(TalkConsent.body).where(TalkConsent.user_id == user_id, TalkConsent.body.in_(acts))
    waiting = and_(Talk.state == "asked", Talk.expires_at > now, Talk.body.in_(open_for), Talk.asker != user_id)
    return or_(Talk.asker == user_id, Talk.answered_by == user_id, waiting)


def _stands(state: str, now: datetime) -> ColumnElement[bool]:
    if state == "expired":
        return and_(Talk.state == "asked", Talk.expires_at <= now)
    return and_(Talk.state == state, Talk.expires_at > now) if state == "asked" else Talk.state == state


def state_of(found: Talk, now: datetime) -> str:
    """How a request stands: one that nobody answered in time has expired."""
    return "expired" if found.state == "asked" and found.expires_at <= now else found.state


def told_talk(session: Session, found: Talk, user_id: UUID, now: datetime) -> TalkTold:
    """A request as the person sees it."""
    mine = found.asker == user_id
    other = found.answered_by if mine else found.asker
    named = select(User.name, User.email).where(User.id == other)
    whom = session.execute(named).one_or_none() if found.state == "accepted" and other is not None else None
    return TalkTold(
        id=found.id,
        finding=found.finding,
        body=found.body,
        message=found.message,
        state=state_of(found, now),
        asked_by_me=mine,
        for_bodies=acting_for(session, found.asker),
        asked_at=found.asked_at,
        expires_at=found.expires_at,
        ended_at=found.ended_at,
        with_whom=None if whom is None else Person(*whom),
    )
