"""Networks across tenants: who belongs to them, inviting, leaving, and who coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - a field of a data class

from sqlalchemy import and_, or_, select

from interlace.commons.entries import shown
from interlace.db import tenancy
from interlace.db.models import CommonsApproach, CommonsEntry, CommonsMember, Gathering
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.gatherings.approaching import Addressee, few_enough, gathering_of, person, sent, words
from interlace.gatherings.between import entry_of, told
from interlace.gatherings.relaying import relay_now
from interlace.gatherings.showing import seen
from interlace.identity.permissions import Operation, may, may_for, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.gatherings.between import ApproachTold
    from interlace.principals import Principal


@dataclass(frozen=True)
class MemberTold:
    """A body of a network, by name and tenant. `may_end` says that the asker can let it leave."""

    id: UUID
    body: str
    name: str
    tenant: str
    coordinator: bool
    since: date
    ours: bool
    """It is a body of the asker’s own tenant."""
    may_end: bool


@dataclass(frozen=True)
class _Network:
    """A network: of which tenant and body, and the entry that tells of it, where it is published."""

    tenant_id: UUID
    gathering: UUID
    body: str
    entry: CommonsEntry | None


def members(database: Database, principal: Principal, tenant_id: UUID, network_id: UUID) -> Sequence[MemberTold]:
    """The members of a network, by the id of its entry in the commons or, of one of one’s own, of its gathering.

    They stand in the order of tenants and names, and in no other. Raises Forbidden, Unknown.
    """
    with tenancy.reading(database, tenant_id) as session:
        today = datetime.now(UTC).date()
        require(session, principal, Operation.REGISTER_READ, today)
        network = _network(session, principal, network_id, today)
        found = select(CommonsMember).where(
            CommonsMember.tenant_id == network.tenant_id, CommonsMember.network == network.gathering
        )
        ordered = found.order_by(CommonsMember.tenant_name, CommonsMember.body_name, CommonsMember.id)
        theirs = _may_write(session, principal, tenant_id, network.tenant_id, network.body, today)
        rows = session.scalars(ordered).all()
        bodies = {row.body for row in rows if row.member_tenant == tenant_id}
        own = may_for(session, principal, Operation.RECORDS_WRITE, today, bodies)
        return [
            _told(tenant_id, row, ends=theirs or (row.member_tenant == tenant_id and row.body in own)) for row in rows
        ]


def invite(
    database: Database, principal: Principal, tenant_id: UUID, network_id: UUID, invited: UUID, text: object
) -> ApproachTold:
    """Invite the body behind an entry (`invited`) to a network for which one writes, with a `text`.

    Raises Forbidden; Unknown, also for networks of others; Invalid; Conflict where the network is not published, the
    body is a member or invited already, or too many of the asker’s approaches wait.
    """
    user_id, said = person(principal, tenant_id), words("text", text)
    with tenancy.writing(database, tenant_id, principal) as unit:
        own = _network(unit.session, principal, network_id, unit.today)
        if not _may_write(unit.session, principal, tenant_id, own.tenant_id, own.body, unit.today):
            raise Unknown(f"There is no network {network_id} of yours.")
        if own.entry is None:
            raise Conflict("A network is published before others are invited to it: they would not know what it is.")
        other = entry_of(unit.session, invited)
        if (other.tenant_id, other.body) == (tenant_id, own.body):
            raise Invalid([FieldProblem("/invited", "bad-value")])
        _not_yet(unit, own.entry, other)
        few_enough(unit, user_id)
        made = sent(unit, user_id, "invitation", own.body, said, Addressee.of(other), own.entry)
        unit.did("approach.invite", f"approach:{made.id}", entry=str(own.entry.id))
        answer = told(unit.session, principal, unit.today, made)
    relay_now(database, made.to_tenant)
    return answer


def _not_yet(unit: Unit, own: CommonsEntry, other: CommonsEntry) -> None:
    body = (other.tenant_id, other.body)
    member = select(CommonsMember.id).where(
        CommonsMember.tenant_id == unit.tenant_id,
        CommonsMember.network == gathering_of(own),
        CommonsMember.member_tenant == body[0],
        CommonsMember.body == body[1],
    )
    if unit.session.scalar(member) is not None:
        raise Conflict("This body is a member already.")
    waiting = select(CommonsApproach.id).where(
        CommonsApproach.from_tenant == unit.tenant_id,
        CommonsApproach.entry == own.id,
        CommonsApproach.kind == "invitation",
        CommonsApproach.state == "sent",
        CommonsApproach.to_tenant == body[0],
        CommonsApproach.to_body == body[1],
    )
    if unit.session.scalar(waiting.limit(1)) is not None:
        raise Conflict("This body is invited already, and has not answered.")


def leave(database: Database, principal: Principal, tenant_id: UUID, member_id: UUID) -> None:
    """End a membership: by the body itself, or by the people of the network. Raises Unknown for all others."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        row, body = _membership(unit.session, member_id)
        if not _may_end(unit.session, principal, tenant_id, row, body, unit.today):
            raise _no_member(member_id)
        unit.session.delete(row)
        unit.session.flush()
        unit.did("network.leave", f"member:{member_id}", body=row.body)


def coordinate(
    database: Database, principal: Principal, tenant_id: UUID, member_id: UUID, coordinator: bool
) -> MemberTold:
    """Say that a member coordinates the network, or does so no longer. Raises Unknown, also where it is another’s."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        row, body = _membership(unit.session, member_id)
        if body is None or not _may_write(unit.session, principal, tenant_id, row.tenant_id, body, unit.today):
            raise _no_member(member_id)
        row.coordinator = coordinator
        unit.session.flush()
        unit.did("network.coordinate", f"member:{member_id}", coordinator=coordinator)
        return _told(tenant_id, row, ends=True)


def _membership(session: Session, member_id: UUID) -> tuple[CommonsMember, str | None]:
    """A membership, and the body of its network where that is of this tenant. Raises Unknown."""
    row = session.scalar(select(CommonsMember).where(CommonsMember.id == member_id))
    if row is None:
        raise _no_member(member_id)
    return row, session.scalar(select(Gathering.body).where(Gathering.id == row.network))


def _no_member(member_id: UUID) -> Unknown:
    return Unknown(f"There is no member {member_id} of yours.")


def _may_end(
    session: Session,
    principal: Principal,
    tenant_id: UUID,
    row: CommonsMember,
    body: str | None,
    today: date,
) -> bool:
    own = _may_write(session, principal, tenant_id, row.member_tenant, row.body, today)
    theirs = body is not None and _may_write(session, principal, tenant_id, row.tenant_id, body, today)
    return own or theirs


def _may_write(
    session: Session, principal: Principal, tenant_id: UUID, of_tenant: UUID, body: str, today: date
) -> bool:
    """Whether the principal writes for a body of a tenant; codes of other tenants mean nothing here."""
    return of_tenant == tenant_id and may(session, principal, Operation.RECORDS_WRITE, today, body)


def _network(session: Session, principal: Principal, network_id: UUID, today: date) -> _Network:
    """A network by its entry, or one of the tenant's own by its gathering. Raises Unknown."""
    tenant_id: UUID = session.info["tenant_id"]
    told_of = CommonsEntry.content["gathering"].astext == str(network_id)
    own = and_(CommonsEntry.tenant_id == tenant_id, told_of)
    rows = select(CommonsEntry).where(CommonsEntry.kind == "network", or_(CommonsEntry.id == network_id, own), shown())
    entry = session.scalar(rows.order_by(CommonsEntry.published_at, CommonsEntry.tenant_id).limit(1))
    if entry is not None:
        known = gathering_of(entry)
        if known is not None:
            return _Network(entry.tenant_id, known, entry.body, entry)
    try:
        row = seen(session, principal, today, network_id)
    except Unknown:
        row = None
    if row is None or row.kind != "network":
        raise Unknown(f"There is no network {network_id}.")
    return _Network(tenant_id, row.id, row.body, None)


def _told(tenant_id: UUID, row: CommonsMember, *, ends: bool) -> MemberTold:
    own = row.member_tenant == tenant_id
    return MemberTold(row.id, row.body, row.body_name, row.tenant_name, row.coordinator, row.since, own, ends)
