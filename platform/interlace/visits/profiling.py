"""From what was found to a profile: concluded by the experts, read by the body, published for the tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.assessments import record_review
from interlace.db import tenancy
from interlace.db.models import Visit, VisitFinding, VisitRecommendation
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid
from interlace.visits import telling
from interlace.visits.assessed import NOT_ANSWERED, assessed, experts_answers
from interlace.visits.knowing import (
    found_visit,
    require_coordinator,
    require_expert,
    require_open,
    require_readable_by_all,
    require_revision,
    require_written,
    speaks_for,
)
from interlace.visits.values import COMMENT_FIELDS, REVISION_FIELDS, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.visits.knowing import Part


def conclude(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> UUID | None:
    """Let what was found of the items stand: it becomes the reviewer's voice, whose assessment's id is returned.

    A visit without an assessment is concluded too; nothing comes of it then. Raises Unknown, Invalid, Forbidden, Stale,
    Conflict.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = _held(unit, visit_id, given)
        require_expert(part)
        require_written(visit)
        if visit.concluded_at is not None:
            raise Conflict("The experts have concluded already.")
        if unit.today < visit.starts_on:
            raise Conflict("The visit has not begun yet.")
        visit.review = _recorded(unit, visit)
        visit.concluded_at = unit.at
        _done(unit, visit, "visit.conclude")
        return visit.review


def _recorded(unit: Unit, visit: Visit) -> UUID | None:
    """The reviewer's voice, written and sent. Raises Conflict where nothing was found that could be sent."""
    found = assessed(unit.session, visit)
    if found is None:
        return None
    rows = unit.session.scalars(select(VisitFinding).where(VisitFinding.visit == visit.id).order_by(VisitFinding.item))
    findings = rows.all()
    if not findings:
        raise Conflict("Say of at least one item what you found before you conclude.")
    reasons = {one.item: one.reason for one in findings if one.reason is not None}
    assert unit.principal.id is not None  # noqa: S101 - experts are people
    seen = experts_answers(found, findings)
    # What an earlier visit said of an item is not said again by this one.
    answers = {item.id: seen.get(item.id, NOT_ANSWERED) for item in found.instrument.items}
    return record_review(unit, found.round, visit.body, answers, unit.principal.id, reasons)


def send(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """Send the profile to the body, which reads it from now on and says what it thinks of it.

    Raises Unknown, Invalid, Forbidden, Stale; Conflict before the experts have concluded.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = _held(unit, visit_id, given)
        require_expert(part)
        require_written(visit)
        if visit.concluded_at is None:
            raise Conflict("First conclude what was found.")
        if visit.summary is None:
            raise Conflict("First write the words with which the profile begins.")
        visit.sent_at = unit.at
        _done(unit, visit, "visit.send")
        telling.sent(unit, visit)


def resume(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """Take the profile back to write on; the body's comment is kept, and it says anew what it thinks.

    Raises Unknown, Invalid, Forbidden, Stale, Conflict.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = _held(unit, visit_id, given)
        require_expert(part)
        require_open(visit)
        if visit.sent_at is None:
            raise Conflict("The profile is not with the body.")
        visit.sent_at = visit.commented_at = visit.agrees = None
        _done(unit, visit, "visit.resume")
        telling.unsent(unit, visit)


def comment(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """Say for the body whether it `agrees` with its profile, and its `comment`; again until it is published.

    Raises Unknown, Invalid, Forbidden, Stale, Conflict.
    """
    values = read(given, COMMENT_FIELDS, "agrees", "revision")
    if not values["agrees"] and values.get("comment") is None:
        raise Invalid([FieldProblem("/comment", "required")])
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = found_visit(unit.session, principal, visit_id, unit.today, lock=True)
        if part.expert or not part.body or not speaks_for(unit.session, principal, unit.today, visit.body):
            raise Forbidden("A profile is commented on by the people of the body that was visited.")
        require_open(visit)
        if visit.sent_at is None:
            raise Conflict("The profile is not with the body.")
        require_revision(visit.revision, values["revision"])
        visit.comment, visit.agrees = values.get("comment"), values["agrees"]
        visit.commented_by, visit.commented_at = principal.label, unit.at
        _done(unit, visit, "visit.comment")
        telling.commented(unit, visit)


def publish(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """Let the whole tenant read the profile, once the body has said what it thinks of it. It stays as it is then.

    Raises Unknown, Invalid, Forbidden, Stale, Conflict.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = _held(unit, visit_id, given)
        require_coordinator(part)
        require_open(visit)
        if visit.commented_at is None:
            raise Conflict("The body has not said yet what it thinks of its profile.")
        require_readable_by_all(unit.session, visit)
        visit.published_at = unit.at
        _done(unit, visit, "visit.publish")
        rows = select(VisitRecommendation).where(VisitRecommendation.visit == visit_id)
        telling.published(unit, visit, unit.session.scalars(rows.order_by(VisitRecommendation.id)).all())


def _held(unit: Unit, visit_id: UUID, given: Mapping[str, object]) -> tuple[Visit, Part]:
    """A visit at the revision that its changer has read. Raises Unknown, Invalid, Stale."""
    revision = read(given, REVISION_FIELDS, "revision")["revision"]
    visit, part = found_visit(unit.session, unit.principal, visit_id, unit.today, lock=True)
    if part.reads_plan():
        require_revision(visit.revision, revision)
    return visit, part


def _done(unit: Unit, visit: Visit, operation: str) -> None:
    visit.revision += 1
    unit.session.flush()
    unit.did(operation, f"visit:{visit.id}")
