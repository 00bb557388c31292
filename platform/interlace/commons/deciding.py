"""Two decisions make a publication: that of the body, which proposes, and that of its tenant. Either takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from interlace.commons.entering import entered, proposed
from interlace.commons.kinds import kind_of, subject_of
from interlace.commons.publications import seen_publication
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import CommonsEntry, Publication
from interlace.db.models.commons import MOST_REASON_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation, require
from interlace.notices import take_back, tell
from interlace.notices.people import administrators, people_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal


def propose(database: Database, principal: Principal, tenant_id: UUID, kind: str, subject_id: UUID) -> UUID:
    """The body decides that something of its own may be published; the publication, which the tenant decides on.

    Raises Unknown, Forbidden; Conflict where it is proposed already or not ready.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        return propose_in(unit, kind, subject_id)


def propose_in(unit: Unit, kind: str, subject_id: UUID) -> UUID:
    """The same within a write."""
    of, subject = kind_of(kind), subject_of(kind, subject_id)
    if not of.known_to(unit.session, unit.principal, subject_id, unit.today):
        raise Unknown(f"There is no {kind.replace('_', ' ')} {subject_id}.")
    described = of.describe(unit.session, subject_id)
    require(unit.session, unit.principal, Operation.PUBLICATION_PROPOSE, unit.today, described.body)
    waiting = select(Publication.id).where(Publication.subject == subject, Publication.state == "proposed")
    if unit.session.scalar(waiting) is not None:
        raise Conflict("This is proposed already, and waits for the decision of the tenant.")
    made = Publication(
        id=new_id(),
        kind=kind,
        subject=subject,
        body=described.body,
        title=described.title,
        state="proposed",
        proposed=proposed(unit.session, described),
        proposed_by=_person(unit.principal),
        proposed_at=unit.at,
    )
    unit.session.add(made)
    unit.session.flush()
    of.moved(unit, subject_id, "proposed")
    unit.did("publication.propose", f"publication:{made.id}", of=subject, body=described.body)
    details = {"who": made.proposed["body_name"], "what": made.title}
    told = [person for person in administrators(unit.session) if person != made.proposed_by]
    tell(unit.session, told, "publication-proposed", f"publication:{made.id}", details, unit.at)
    return made.id


def decide(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    publication_id: UUID,
    publish: bool,
    reason: str | None = None,
) -> None:
    """The tenant decides: what was proposed is published word for word, or refused with a reason.

    What was published of the same thing before gives way; its address stays that of the newer words, so that links lead
    there and whoever wrote about it is answered still. Raises Unknown, Forbidden, Invalid, Conflict.
    """
    said = _reason(reason, required=not publish)
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.PUBLICATION_DECIDE, unit.today)
        found = seen_publication(unit.session, principal, publication_id, unit.today)
        if found.state != "proposed":
            raise Conflict(f"This is {found.state} already.")
        entry_id = _give_way(unit, found) if publish else None
        found.state, found.reason = "published" if publish else "refused", said
        found.decided_by, found.decided_at = _person(principal), unit.at
        unit.session.flush()
        if publish:
            unit.session.add(entered(entry_id or new_id(), found.id, found.kind, found.proposed, unit.at))
            unit.session.flush()
        kind_of(found.kind).moved(unit, _subject_id(found), found.state)
        unit.did("publication.publish" if publish else "publication.refuse", f"publication:{found.id}", reason=said)
        _tell_body(unit, found)


def withdraw(
    database: Database, principal: Principal, tenant_id: UUID, publication_id: UUID, reason: str | None = None
) -> None:
    """The body or the tenant takes back what is proposed or published: it is gone from every answer at once.

    Raises Unknown, Forbidden, Invalid, Conflict.
    """
    said = _reason(reason, required=False)
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = seen_publication(unit.session, principal, publication_id, unit.today)
        require(unit.session, principal, Operation.PUBLICATION_PROPOSE, unit.today, found.body)
        if found.state not in {"proposed", "published"}:
            raise Conflict(f"This is {found.state} already.")
        _withdraw(unit, found, said)


def withdraw_subject(unit: Unit, kind: str, subject_id: UUID, reason: str | None = None) -> None:
    """Take back, within a write, all that is proposed or published of a thing. Who may do so was asked before."""
    open_ones = select(Publication).where(
        Publication.subject == subject_of(kind, subject_id), Publication.state.in_(("proposed", "published"))
    )
    for found in unit.session.scalars(open_ones).all():
        _withdraw(unit, found, reason, moves=False)


def _withdraw(unit: Unit, found: Publication, reason: str | None, *, moves: bool = True) -> None:
    unit.session.execute(delete(CommonsEntry).where(CommonsEntry.publication == found.id, _own(unit)))
    found.state, found.reason = "withdrawn", reason
    found.withdrawn_by, found.withdrawn_at = _person(unit.principal), unit.at
    unit.session.flush()
    if moves:
        kind_of(found.kind).moved(unit, _subject_id(found), "withdrawn")
    unit.did("publication.withdraw", f"publication:{found.id}", reason=reason)
    _tell_body(unit, found)


def _give_way(unit: Unit, newer: Publication) -> UUID | None:
    """What stands published of the same thing is withdrawn, so that one entry tells of it; the id of its entry."""
    entry_id = None
    earlier = select(Publication).where(Publication.subject == newer.subject, Publication.state == "published")
    for found in unit.session.scalars(earlier).all():
        gone = delete(CommonsEntry).where(CommonsEntry.publication == found.id, _own(unit))
        entry_id = unit.session.scalar(gone.returning(CommonsEntry.id))
        found.state, found.withdrawn_at = "withdrawn", unit.at
        found.withdrawn_by = _person(unit.principal)
        unit.did("publication.withdraw", f"publication:{found.id}", given_way_to=str(newer.id))
    unit.session.flush()
    return entry_id


def _tell_body(unit: Unit, found: Publication) -> None:
    about = f"publication:{found.id}"
    take_back(unit.session, "publication-proposed", about)
    told = {*people_of(unit.session, found.body), *((found.proposed_by,) if found.proposed_by else ())}
    details = {"what": found.title}
    others = [person for person in told if person != unit.principal.id]
    tell(unit.session, others, f"publication-{found.state}", about, details, unit.at)


def _own(unit: Unit) -> ColumnElement[bool]:
    return CommonsEntry.tenant_id == unit.tenant_id


def _person(principal: Principal) -> UUID | None:
    return principal.id if principal.kind == "user" else None


def _subject_id(found: Publication) -> UUID:
    return UUID(found.subject.partition(":")[2])


def _reason(given: str | None, *, required: bool) -> str | None:
    """The reason, tidied. Raises Invalid."""
    said = (given or "").replace("\r\n", "\n").strip()
    if required and not said:
        raise Invalid([FieldProblem("/reason", "required")])
    if "\0" in said:
        raise Invalid([FieldProblem("/reason", "nul")])
    if len(said) > MOST_REASON_CHARACTERS:
        raise Invalid([FieldProblem("/reason", "too-long", {"most": str(MOST_REASON_CHARACTERS)})])
    return said or None
