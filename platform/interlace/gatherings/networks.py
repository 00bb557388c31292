"""Networks across tenants: who belongs to them, inviting, leaving, and who coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - a field of a data class

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import CommonsApproach, CommonsEntry, CommonsMember
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid, Unknown
from interlace.gatherings.approaching import Addressee, gathering_of, person, sent, words
from interlace.gatherings.between import entry_of, told
from interlace.gatherings.relaying import relay_now
from interlace.identity.permissions import Operation, may, require

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


def members(database: Database, principal: Principal, tenant_id: UUID, entry_id: UUID) -> Sequence[MemberTold]:
    """The members of the network that an entry of the commons tells of, by tenant and name. Raises Forbidden, Unknown.

    There is no other order.
    """
    with tenancy.reading(database, tenant_id) as session:
        today = datetime.now(UTC).date()
        require(session, principal, Operation.REGISTER_READ, today)
        entry = _network(session, entry_id)
        rows = select(CommonsMember).where(
            CommonsMember.tenant_id == entry.tenant_id, CommonsMember.network == gathering_of(entry)
        )
        ordered = rows.order_by(CommonsMember.tenant_name, CommonsMember.body_name, CommonsMember.id)
        theirs = _may_write(session, principal, tenant_id, entry.tenant_id, entry.body, today)
        return [_told(session, principal, tenant_id, row, theirs, today) for row in session.scalars(ordered)]


def invite(
    database: Database, principal: Principal, tenant_id: UUID, network: UUID, invited: UUID, text: object
) -> ApproachTold:
    """Invite the body behind an entry (`invited`) to a network of one’s own (its entry), with a `text`.

    Raises Forbidden, Unknown, Invalid; Conflict where it is a member or invited already.
    """
    user_id, said = person(principal, tenant_id), words("text", text)
    with tenancy.writing(database, tenant_id, principal) as unit:
        own = _network(unit.session, network)
        if own.tenant_id != tenant_id:
            raise Forbidden("People of the network invite to it. You can ask to join.")
        require(unit.session, principal, Operation.RECORDS_WRITE, unit.today, own.body)
        other = entry_of(unit.session, invited)
        if (other.tenant_id, other.body) == (tenant_id, own.body):
            raise Invalid([FieldProblem("/invited", "bad-value")])
        _not_yet(unit, own, other)
        made = sent(unit, user_id, "invitation", own.body, said, Addressee.of(other), own)
        unit.did("approach.invite", f"approach:{made.id}", entry=str(network))
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
    """End a membership: by the body itself, or by the people of the network. Raises Forbidden, Unknown."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        row, entry = _membership(unit.session, member_id)
        if not _may_end(unit.session, principal, tenant_id, row, entry, unit.today):
            raise Forbidden("The body itself, or the people of the network, end a membership.")
        unit.session.delete(row)
        unit.session.flush()
        unit.did("network.leave", f"member:{member_id}", body=row.body)


def coordinate(
    database: Database, principal: Principal, tenant_id: UUID, member_id: UUID, coordinator: bool
) -> MemberTold:
    """Say that a member coordinates the network, or does so no longer; the people of the network say so.

    Raises Forbidden, Unknown.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        row, entry = _membership(unit.session, member_id)
        if entry is None or not _may_write(unit.session, principal, tenant_id, row.tenant_id, entry.body, unit.today):
            raise Forbidden("The people of the network say who coordinates it.")
        row.coordinator = coordinator
        unit.session.flush()
        unit.did("network.coordinate", f"member:{member_id}", coordinator=coordinator)
        return _told(unit.session, principal, tenant_id, row, True, unit.today)


def _membership(session: Session, member_id: UUID) -> tuple[CommonsMember, CommonsEntry | None]:
    """A membership of a published network, or of the tenant's own. Raises Unknown."""
    row = session.scalar(select(CommonsMember).where(CommonsMember.id == member_id))
    if row is None:
        raise Unknown(f"There is no member {member_id}.")
    told_of = CommonsEntry.content["gathering"].astext == str(row.network)
    entry = session.scalar(
        select(CommonsEntry).where(CommonsEntry.tenant_id == row.tenant_id, CommonsEntry.kind == "network", told_of)
    )
    return row, entry


def _may_end(
    session: Session,
    principal: Principal,
    tenant_id: UUID,
    row: CommonsMember,
    entry: CommonsEntry | None,
    today: date,
) -> bool:
    own = _may_write(session, principal, tenant_id, row.member_tenant, row.body, today)
    theirs = entry is not None and _may_write(session, principal, tenant_id, row.tenant_id, entry.body, today)
    return own or theirs


def _may_write(
    session: Session, principal: Principal, tenant_id: UUID, of_tenant: UUID, body: str, today: date
) -> bool:
    """Whether the principal writes for a body of a tenant; codes of other tenants mean nothing here."""
    return of_tenant == tenant_id and may(session, principal, Operation.RECORDS_WRITE, today, body)


def _network(session: Session, entry_id: UUID) -> CommonsEntry:
    entry = entry_of(session, entry_id)
    if entry.kind != "network" or gathering_of(entry) is None:
        raise Unknown(f"There is no network {entry_id}.")
    return entry


def _told(
    session: Session, principal: Principal, tenant_id: UUID, row: CommonsMember, theirs: bool, today: date
) -> MemberTold:
    own = row.member_tenant == tenant_id
    ends = theirs or _may_write(session, principal, tenant_id, row.member_tenant, row.body, today)
    return MemberTold(row.id, row.body, row.body_name, row.tenant_name, row.coordinator, row.since, own, ends)
