"""What was proposed and decided in a tenant, as those see it who may propose for the body or decide for the tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from interlace.commons.kinds import subject_of
from interlace.db import tenancy
from interlace.db.models import CommonsEntry, Publication
from interlace.db.models.commons import KINDS, STATES
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.names import names_of
from interlace.identity.permissions import Operation, may, may_for

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

MOST_A_PAGE = 200


@dataclass(frozen=True)
class PublicationTold:
    """One proposal and what became of it. Names are those of people who are still here."""

    id: UUID
    kind: str
    subject: str
    body: str
    title: str
    state: str
    proposed: Mapping[str, Any]
    """The entry as it was proposed; empty for programs that may write but not read."""
    proposed_by: str | None
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    reason: str | None
    entry: UUID | None
    """The entry of the commons, as long as it is published."""
    may_decide: bool
    """Whether it waits for a decision that the asker may take."""


class PublicationPage(NamedTuple):
    """One page, the latest first."""

    items: Sequence[PublicationTold]
    next_after: UUID | None


def publications(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    states: Sequence[str] = (),
    kinds: Sequence[str] = (),
    bodies: Sequence[str] = (),
    first: int = MOST_A_PAGE,
    after: UUID | None = None,
) -> PublicationPage:
    """What the asker may propose for or decide on, the latest first. Raises Invalid."""
    _check(states, kinds, first)
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        known = session.scalars(select(Publication.body).distinct()).all()
        seen = may_for(session, principal, Operation.PUBLICATION_PROPOSE, today, known)
        rows = select(Publication).where(Publication.body.in_(seen))
        rows = rows.where(Publication.state.in_(states)) if states else rows
        rows = rows.where(Publication.kind.in_(kinds)) if kinds else rows
        rows = rows.where(Publication.body.in_(bodies)) if bodies else rows
        # Ids are made in the order of time.
        rows = rows.where(Publication.id < after) if after is not None else rows
        found = session.scalars(rows.order_by(Publication.id.desc()).limit(first + 1)).all()
        items = _told(session, principal, found[:first], today)
        return PublicationPage(items, items[-1].id if len(found) > first else None)


def publication(database: Database, principal: Principal, tenant_id: UUID, publication_id: UUID) -> PublicationTold:
    """One of them. Raises Unknown."""
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        found = seen_publication(session, principal, publication_id, today)
        return _told(session, principal, [found], today)[0]


def standing_of(session: Session, kind: str, subject_id: UUID) -> Mapping[str, UUID]:
    """State → publication, of those of a thing that are proposed or published."""
    return standing_of_all(session, kind, [subject_id]).get(subject_id, {})


def standing_of_all(session: Session, kind: str, subjects: Collection[UUID]) -> Mapping[UUID, Mapping[str, UUID]]:
    """Of each of many things of a kind that is proposed or published, the same."""
    rows = select(Publication.subject, Publication.state, Publication.id).where(
        Publication.subject.in_([subject_of(kind, one) for one in subjects]),
        Publication.state.in_(("proposed", "published")),
    )
    found: dict[UUID, dict[str, UUID]] = {}
    for row in session.execute(rows):
        found.setdefault(UUID(row.subject.partition(":")[2]), {})[row.state] = row.id
    return found


def seen_publication(session: Session, principal: Principal, publication_id: UUID, today: date) -> Publication:
    """A publication that the principal may know of. Raises Unknown."""
    found = session.scalar(select(Publication).where(Publication.id == publication_id))
    if found is None or not may(session, principal, Operation.PUBLICATION_PROPOSE, today, found.body):
        raise Unknown(f"There is no publication {publication_id}.")
    return found


def _check(states: Sequence[str], kinds: Sequence[str], first: int) -> None:
    problems = []
    for name, given, known in (("state", states, STATES), ("kind", kinds, KINDS)):
        if not set(given) <= set(known):
            problems.append(FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(known)}))
    if not 1 <= first <= MOST_A_PAGE:
        problems.append(FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)}))
    if problems:
        raise Invalid(problems)


def _told(session: Session, principal: Principal, found: Sequence[Publication], today: date) -> list[PublicationTold]:
    people = {person for one in found for person in (one.proposed_by, one.decided_by, one.withdrawn_by) if person}
    names = names_of(session, [f"user:{person}" for person in people])
    published = [one.id for one in found if one.state == "published"]
    rows = select(CommonsEntry.publication, CommonsEntry.id).where(
        CommonsEntry.tenant_id == session.info["tenant_id"], CommonsEntry.publication.in_(published)
    )
    entries = {row.publication: row.id for row in session.execute(rows)}
    decides = may(session, principal, Operation.PUBLICATION_DECIDE, today)
    reads = may(session, principal, Operation.REGISTER_READ, today)
    return [
        PublicationTold(
            id=one.id,
            kind=one.kind,
            subject=one.subject,
            body=one.body,
            title=one.title,
            state=one.state,
            proposed=one.proposed if reads else {},
            proposed_by=names.get(f"user:{one.proposed_by}"),
            proposed_at=one.proposed_at,
            decided_by=names.get(f"user:{one.decided_by}"),
            decided_at=one.decided_at,
            withdrawn_by=names.get(f"user:{one.withdrawn_by}"),
            withdrawn_at=one.withdrawn_at,
            reason=one.reason,
            entry=entries.get(one.id),
            may_decide=decides and one.state == "proposed",
        )
        for one in found
    ]
