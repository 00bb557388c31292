"""Who somebody is to a visit, and so what of it they read and do. Nobody else knows of one before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, not_, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import false, true

from interlace.assessments.voices import WRITERS
from interlace.db.models import Assessment, AssessmentRound, Membership, Visit, VisitExpert
from interlace.errors import Conflict, Forbidden, Stale, Unknown
from interlace.identity.permissions import Operation, allows, may
from interlace.notices.people import people_of
from interlace.requests.entitled import reach

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.reading.view import View

_NOT_THEIRS = "What is written of a visit is written by the experts who are named on it, as long as they have access."


@dataclass(frozen=True)
class Part:
    """What somebody is to a visit; the same person may be several things to it."""

    coordinator: bool
    expert: bool
    body: bool
    """They may write records of the visited body."""
    reader: bool

    @property
    def plans(self) -> bool:
        """They belong to the side that visits: they read all of it from the beginning."""
        return self.coordinator or self.expert

    def reads_plan(self) -> bool:
        """Whether they know of the visit before it is published."""
        return self.plans or self.body

    def reads_draft(self, visit: Visit) -> bool:
        """Whether they read what the experts write: the body from when it is sent to it, others when published."""
        if self.plans:
            return True
        return (self.body and visit.sent_at is not None) or (self.reader and is_published(visit))


def is_published(visit: Visit) -> bool:
    """Whether the whole tenant reads the profile."""
    return visit.published_at is not None


def part_of(session: Session, principal: Principal, visit: Visit, today: date) -> Part:
    """What somebody is to a visit today: no more than a reader as long as they are kept apart from it."""
    reader = may(session, principal, Operation.REGISTER_READ, today)
    if is_kept_apart(session, visit, _written_for(principal)):
        return Part(coordinator=False, expert=False, body=False, reader=reader)
    return Part(
        coordinator=may(session, principal, Operation.VISIT_MANAGE, today, visit.body),
        expert=is_expert(session, principal, visit),
        body=may(session, principal, Operation.RECORDS_WRITE, today, visit.body),
        reader=reader,
    )


def is_kept_apart(session: Session, visit: Visit, bodies: Collection[str]) -> bool:
    """Whether whoever writes for exactly these bodies gives civil society's view of the visited one, and so reads
    nothing of what it said of itself before the voices are opened to each other.
    """
    return bool(session.scalar(select(Visit.id).where(Visit.id == visit.id, _kept_apart(bodies))))


def _kept_apart(bodies: Collection[str]) -> ColumnElement[bool]:
    if not bodies:
        return false()
    own, theirs = aliased(Assessment), aliased(Assessment)
    together = and_(theirs.round == own.round, theirs.body == own.body)
    invited = exists().where(
        own.id == Visit.assessment,
        own.released_at.is_(None),
        together,
        theirs.voice == "civil_society",
        theirs.author.in_(sorted(bodies)),
    )
    # Whoever belongs to the body, too, speaks for the body.
    return and_(Visit.body.not_in(sorted(bodies)), invited)


def _written_for(principal: Principal) -> set[str]:
    """The bodies for exactly which somebody writes."""
    return {grant.body for grant in principal.grants if grant.role in WRITERS and grant.body is not None}


def require_readable_by_all(session: Session, visit: Visit) -> None:
    """Raise Conflict while civil society still gives its view of the body in an open round: it would not be blind."""
    own, theirs = aliased(Assessment), aliased(Assessment)
    rows = (
        select(theirs.id)
        .join(own, and_(theirs.round == own.round, theirs.body == own.body))
        .join(AssessmentRound, AssessmentRound.id == own.round)
        .where(
            own.id == visit.assessment,
            AssessmentRound.closed_at.is_(None),
            theirs.voice == "civil_society",
            theirs.version == 1,
            theirs.sent_at.is_(None),
        )
    )
    if session.scalar(rows.limit(1)) is not None:
        raise Conflict(
            "Civil society still gives its own view of the body in this round. The profile is opened to others once "
            "that was sent, or the round is closed."
        )


def is_expert(session: Session, principal: Principal, visit: Visit) -> bool:
    """Whether somebody is named on the visit and has not lost access since: a person who is a member of the tenant, and
    does not write for the visited body.
    """
    if principal.kind != "user" or principal.id is None or principal.tenant_id != session.info.get("tenant_id"):
        return False
    if visit.body in _written_for(principal):
        return False
    rows = select(VisitExpert.user_id).where(VisitExpert.visit == visit.id, VisitExpert.user_id == principal.id)
    return session.scalar(rows.where(_still_there())) is not None


def _still_there() -> ColumnElement[bool]:
    member = exists().where(Membership.user_id == VisitExpert.user_id)
    return VisitExpert.left_at.is_(None) & member


def active_experts(session: Session, visit: UUID) -> list[UUID]:
    """The experts who have access."""
    rows = select(VisitExpert.user_id).where(VisitExpert.visit == visit, _still_there())
    return list(session.scalars(rows.order_by(VisitExpert.user_id)))


def known_to(view: View, principal: Principal, tenant_id: UUID) -> ColumnElement[bool]:
    """The visits that somebody may know of, as a condition."""
    whose = [reach(view, principal, operation) for operation in (Operation.VISIT_MANAGE, Operation.RECORDS_WRITE)]
    if any(bodies is None for bodies in whose):
        return true()
    bodies = {body for some in whose for body in some or ()}
    conditions: list[ColumnElement[bool]] = [Visit.body.in_(sorted(bodies))]
    if allows(principal, tenant_id, Operation.REGISTER_READ, (), lambda _: ()):
        conditions.append(Visit.published_at.is_not(None))
    written = _written_for(principal)
    return or_(Visit.published_at.is_not(None), not_(_kept_apart(written))) & or_(
        *conditions, named_on(principal, tenant_id)
    )


def named_on(principal: Principal, tenant_id: UUID) -> ColumnElement[bool]:
    """The visits on which somebody is named as an expert and has access, as a condition."""
    if principal.kind != "user" or principal.id is None or principal.tenant_id != tenant_id:
        return false()
    return exists().where(VisitExpert.visit == Visit.id, VisitExpert.user_id == principal.id, _still_there())


def found_visit(
    session: Session, principal: Principal, visit_id: UUID, today: date, *, lock: bool = False
) -> tuple[Visit, Part]:
    """A visit that somebody may know of, and what they are to it. Raises Unknown."""
    row = select(Visit).where(Visit.id == visit_id)
    visit = session.scalar(row.with_for_update() if lock else row)
    if visit is not None:
        part = part_of(session, principal, visit, today)
        if part.reads_plan() or (part.reader and is_published(visit)):
            return visit, part
    raise Unknown(f"There is no visit {visit_id}.")


def written_by_experts(unit: Unit, visit_id: UUID) -> Visit:
    """A visit whose experts write: not with the body, nor over. Raises Unknown, Forbidden, Conflict."""
    visit, part = found_visit(unit.session, unit.principal, visit_id, unit.today, lock=True)
    require_expert(part)
    require_written(visit)
    return visit


def require_expert(part: Part) -> None:
    """Raise Forbidden for whoever is not one of the experts."""
    if not part.expert:
        raise Forbidden(_NOT_THEIRS)


def require_coordinator(part: Part) -> None:
    """Raise Forbidden for whoever does not coordinate visits to the body."""
    if not part.coordinator:
        raise Forbidden("Visits are coordinated by stewards of a body above the visited one, and by administrators.")


def require_open(visit: Visit) -> None:
    """Raise Conflict for a visit that is over."""
    if visit.closed_at is not None:
        raise Conflict("The visit is closed.")
    if visit.published_at is not None:
        raise Conflict("The profile is published: what it says stays.")


def require_written(visit: Visit) -> None:
    """Raise Conflict where nothing is written any more, or not now."""
    require_open(visit)
    if visit.sent_at is not None:
        raise Conflict("The profile is with the body. Take it back first; the body then reads it anew.")


def require_revision(known: int, given: int) -> None:
    """Raise Stale where something has changed since it was read."""
    if known != given:
        raise Stale(given, known)


def speaks_for(session: Session, principal: Principal, today: date, body: str) -> bool:
    """Whether somebody speaks for a body: its own people, or, where nobody of it uses the tenant, those above it."""
    if not may(session, principal, Operation.RECORDS_WRITE, today, body):
        return False
    own = principal.kind == "system" or any(grant.body == body for grant in principal.grants)
    return own or not people_of(session, body)
