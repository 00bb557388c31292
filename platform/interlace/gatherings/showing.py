"""Gatherings of a tenant as its members see them: drafts are the affair of those who write for the body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, or_, select

from interlace.db import tenancy
from interlace.db.models import Gathering
from interlace.db.models.gatherings import KINDS, STATES
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.gatherings.values import Values, values_of
from interlace.identity.permissions import Operation, may, may_for, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

MOST_A_PAGE = 200


@dataclass(frozen=True)
class GatheringTold:
    """A gathering, with what its kind has in `values`."""

    id: UUID
    kind: str
    body: str
    values: Values
    made_at: datetime
    changed_at: datetime
    revision: int


class GatheringPage(NamedTuple):
    """One page of gatherings, the latest first."""

    items: Sequence[GatheringTold]
    next_after: UUID | None


def gatherings(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    kinds: Sequence[str] = (),
    states: Sequence[str] = (),
    bodies: Sequence[str] = (),
    first: int = MOST_A_PAGE,
    after: UUID | None = None,
) -> GatheringPage:
    """Those of the tenant that the asker may know of. Raises Forbidden, Invalid."""
    _among("/kind", kinds, KINDS)
    _among("/state", states, STATES)
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require(session, principal, Operation.REGISTER_READ, today)
        rows = select(Gathering).where(visible(session, principal, today))
        if kinds:
            rows = rows.where(Gathering.kind.in_(kinds))
        if states:
            rows = rows.where(Gathering.state.in_(states))
        if bodies:
            rows = rows.where(Gathering.body.in_(bodies))
        if after is not None:
            rows = rows.where(Gathering.id < after)
        found = session.scalars(rows.order_by(Gathering.id.desc()).limit(first + 1)).all()
        items = [told(row) for row in found[:first]]
        return GatheringPage(items, items[-1].id if len(found) > first else None)


def gathering(database: Database, principal: Principal, tenant_id: UUID, gathering_id: UUID) -> GatheringTold:
    """One of the tenant. Raises Forbidden, Unknown."""
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require(session, principal, Operation.REGISTER_READ, today)
        return told(seen(session, principal, today, gathering_id))


def seen(session: Session, principal: Principal, today: date, gathering_id: UUID, *, lock: bool = False) -> Gathering:
    """A gathering that the principal may know of. Raises Unknown."""
    row = select(Gathering).where(Gathering.id == gathering_id)
    found = session.scalar(row.with_for_update() if lock else row)
    hidden = found is not None and found.state == "draft"
    if found is None or (hidden and not may(session, principal, Operation.DRAFTS_READ, today, found.body)):
        raise Unknown(f"There is no gathering {gathering_id}.")
    return found


def visible(session: Session, principal: Principal, today: date) -> ColumnElement[bool]:
    """All but the drafts of bodies whose drafts are not the principal's to read."""
    drafting = session.scalars(select(Gathering.body).where(Gathering.state == "draft").distinct()).all()
    own = may_for(session, principal, Operation.DRAFTS_READ, today, drafting)
    return or_(Gathering.state != "draft", Gathering.body.in_(own))


def told(row: Gathering) -> GatheringTold:
    """A row as it is shown."""
    return GatheringTold(row.id, row.kind, row.body, values_of(row), row.made_at, row.changed_at, row.revision)


def _among(where: str, given: Sequence[str], known: Sequence[str]) -> None:
    if not set(given) <= set(known):
        raise Invalid([FieldProblem(where, "bad-choice", {"choices": ", ".join(known)})])
