"""What accepting an approach takes: a place, where there are only so many, and membership of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from interlace.db.identifiers import new_id
from interlace.db.models import CommonsApproach, CommonsMember, Gathering
from interlace.errors import Conflict

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit

#: The kinds of approaches that take a place.
_TAKING = ("mentoring", "application")
#: A network has at most so many members.
MOST_MEMBERS = 500


def make_room(unit: Unit, row: CommonsApproach) -> None:
    """Take a place for an approach that is being accepted. Raises Conflict where there is none left.

    Writes of a tenant wait for each other, so the last place is taken once.
    """
    if row.kind in _TAKING and row.gathering is not None and row.to_tenant == unit.tenant_id:
        places = unit.session.scalar(select(Gathering.places).where(Gathering.id == row.gathering))
        if places is not None and places_taken(unit.session, unit.tenant_id, row.gathering) >= places:
            raise Conflict(f"All {places} places are taken. Decline, or make more room first.")
    elif row.kind in {"membership", "invitation"} and row.gathering is not None:
        _join(unit, row)


def places_taken(session: Session, tenant_id: UUID, gathering_id: UUID) -> int:
    """How many were accepted."""
    accepted = select(func.count()).where(
        CommonsApproach.to_tenant == tenant_id,
        CommonsApproach.gathering == gathering_id,
        CommonsApproach.kind.in_(_TAKING),
        CommonsApproach.state == "accepted",
    )
    return session.scalar(accepted) or 0


def _join(unit: Unit, row: CommonsApproach) -> None:
    """The body of the approach becomes a member of the network that it is about."""
    invited = row.kind == "invitation"
    network = row.from_tenant if invited else row.to_tenant
    count = select(func.count()).where(CommonsMember.tenant_id == network, CommonsMember.network == row.gathering)
    if (unit.session.scalar(count) or 0) >= MOST_MEMBERS:
        raise Conflict(f"A network has at most {MOST_MEMBERS} members.")
    joined = insert(CommonsMember).values(
        tenant_id=network,
        id=new_id(),
        network=row.gathering,
        member_tenant=row.to_tenant if invited else row.from_tenant,
        body=row.to_body if invited else row.from_body,
        body_name=row.to_name if invited else row.from_name,
        tenant_name=row.to_tenant_name if invited else row.from_tenant_name,
        since=unit.today,
    )
    unit.session.execute(joined.on_conflict_do_nothing())
