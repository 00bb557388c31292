"""Approaches as the two bodies between which they are see them; for everybody else they are not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select

from interlace.commons.entries import shown
from interlace.db import tenancy
from interlace.db.models import CommonsApproach, CommonsEntry
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation, may, may_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

#: The kinds of notices of the two sides.
RECEIVED, ANSWERED = "approach-received", "approach-answered"
#: How an approach stands; it has *ended* where the entry was withdrawn before anybody answered.
STATES = ("sent", "accepted", "declined", "withdrawn", "ended")
KINDS = ("question", "mentoring", "application", "membership", "invitation")
MOST_A_PAGE = 200


@dataclass(frozen=True)
class Side:
    """A body and its tenant, by their names."""

    body: str
    name: str
    tenant: str


@dataclass(frozen=True)
class ApproachTold:
    """An approach. `received` tells the two sides apart; people are named on neither."""

    id: UUID
    kind: str
    entry: UUID
    entry_there: bool
    title: str
    sender: Side
    addressee: Side
    text: str
    state: str
    answer: str | None
    received: bool
    may_answer: bool
    may_withdraw: bool
    sent_at: datetime
    answered_at: datetime | None


class ApproachPage(NamedTuple):
    """One page of approaches, the latest first."""

    items: Sequence[ApproachTold]
    next_after: UUID | None


def approaches(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    received: bool | None = None,
    entry: UUID | None = None,
    first: int = MOST_A_PAGE,
    after: UUID | None = None,
) -> ApproachPage:
    """What the bodies for which the asker acts have sent and received. Raises Invalid."""
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        rows = select(CommonsApproach).where(_seen_by(session, principal, tenant_id, today))
        if received is not None:
            own = CommonsApproach.to_tenant if received else CommonsApproach.from_tenant
            rows = rows.where(own == tenant_id)
        if entry is not None:
            rows = rows.where(CommonsApproach.entry == entry)
        if after is not None:
            rows = rows.where(CommonsApproach.id < after)
        found = session.scalars(rows.order_by(CommonsApproach.id.desc()).limit(first + 1)).all()
        items = _told(session, principal, today, found[:first])
        return ApproachPage(items, items[-1].id if len(found) > first else None)


def approach_of(database: Database, principal: Principal, tenant_id: UUID, approach_id: UUID) -> ApproachTold:
    """One of them. Raises Unknown."""
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        return told(session, principal, today, seen(session, principal, today, approach_id))


def seen(
    session: Session, principal: Principal, today: date, approach_id: UUID, *, lock: bool = False
) -> CommonsApproach:
    """An approach from or to a body for which the principal writes. Raises Unknown."""
    row = select(CommonsApproach).where(CommonsApproach.id == approach_id)
    found = session.scalar(row.with_for_update() if lock else row)
    if found is None or not any(
        may(session, principal, Operation.RECORDS_WRITE, today, body) for body in _own_bodies(session, found)
    ):
        raise Unknown(f"There is no approach {approach_id}.")
    return found


def _own_bodies(session: Session, row: CommonsApproach) -> list[str]:
    """The bodies of this tenant that the approach is from or to; codes of other tenants mean nothing here."""
    tenant_id = session.info["tenant_id"]
    sides = ((row.from_tenant, row.from_body), (row.to_tenant, row.to_body))
    return [body for tenant, body in sides if tenant == tenant_id]


def _seen_by(session: Session, principal: Principal, tenant_id: UUID, today: date) -> ColumnElement[bool]:
    sides = (
        (CommonsApproach.from_tenant, CommonsApproach.from_body),
        (CommonsApproach.to_tenant, CommonsApproach.to_body),
    )
    # They tell names of the register, which programs that may write alone do not read.
    reads = may(session, principal, Operation.REGISTER_READ, today)
    conditions = []
    for tenant, body in sides:
        there = session.scalars(select(body).where(tenant == tenant_id).distinct()).all() if reads else ()
        own = may_for(session, principal, Operation.RECORDS_WRITE, today, there)
        conditions.append(and_(tenant == tenant_id, body.in_(own)))
    return or_(*conditions)


def entry_of(session: Session, entry_id: UUID) -> CommonsEntry:
    """An entry of the commons. Raises Unknown."""
    rows = select(CommonsEntry).where(CommonsEntry.id == entry_id, shown())
    # No key keeps two tenants from an id: the earlier entry is the one that was meant.
    found = session.scalar(rows.order_by(CommonsEntry.published_at, CommonsEntry.tenant_id).limit(1))
    if found is None:
        raise Unknown(f"There is no entry {entry_id} in the commons.")
    return found


def is_there(session: Session, entry_id: UUID) -> bool:
    """Whether an entry is published still."""
    return session.scalar(select(CommonsEntry.id).where(CommonsEntry.id == entry_id)) is not None


def state_of(session: Session, row: CommonsApproach) -> str:
    """How an approach stands: one that nobody has answered ends with the entry."""
    return _state(row, there=is_there(session, row.entry))


def _state(row: CommonsApproach, *, there: bool) -> str:
    return "ended" if row.state == "sent" and not there else row.state


def told(session: Session, principal: Principal, today: date, row: CommonsApproach) -> ApproachTold:
    """An approach as one of the two sides sees it; within one tenant whoever may answer it has received it."""
    return _told(session, principal, today, [row])[0]


def _told(session: Session, principal: Principal, today: date, rows: Sequence[CommonsApproach]) -> list[ApproachTold]:
    """The same of many, with as many questions to the database as for one."""
    there = set(session.scalars(select(CommonsEntry.id).where(CommonsEntry.id.in_({row.entry for row in rows}))))
    own = {body for row in rows for body in _own_bodies(session, row)}
    writable = may_for(session, principal, Operation.RECORDS_WRITE, today, own)
    tenant_id = session.info["tenant_id"]
    return [_one(row, tenant_id, there=row.entry in there, writable=writable) for row in rows]


def _one(row: CommonsApproach, tenant_id: UUID, *, there: bool, writable: Collection[str]) -> ApproachTold:
    state = _state(row, there=there)
    answers = row.to_tenant == tenant_id and row.to_body in writable
    writes = row.from_tenant == tenant_id and row.from_body in writable
    return ApproachTold(
        id=row.id,
        kind=row.kind,
        entry=row.entry,
        entry_there=there,
        title=row.title,
        sender=Side(row.from_body, row.from_name, row.from_tenant_name),
        addressee=Side(row.to_body, row.to_name, row.to_tenant_name),
        text=row.text,
        state=state,
        answer=row.answer,
        received=answers,
        may_answer=answers and state == "sent",
        may_withdraw=writes and state == "sent",
        sent_at=row.sent_at,
        answered_at=row.answered_at,
    )
