"""Lists and single ones: visits, the items that one looks at, and recommendations that are followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from interlace.db import tenancy
from interlace.db.models import Visit, VisitFinding, VisitRecommendation
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid, Unknown
from interlace.identity.permissions import Operation
from interlace.requests.entitled import reach
from interlace.visits.assessed import assessed, choices
from interlace.visits.knowing import found_visit, known_to, named_on, part_of, speaks_for
from interlace.visits.profile import Profile, profile_of
from interlace.visits.showing import (
    ItemTold,
    RecommendationTold,
    VisitTold,
    told_items,
    told_recommendations,
    told_visits,
)
from interlace.visits.states import STATES, standing_so

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from interlace.visits.assessed import Assessed, Choice
    from interlace.visits.knowing import Part
    from policies.instruments import Instrument

MOST_A_PAGE = 200


@dataclass(frozen=True)
class VisitPage:
    """Some visits, the last planned first."""

    visits: Sequence[VisitTold]
    has_more: bool


@dataclass(frozen=True)
class RecommendationPage:
    """Some recommendations, the last written first."""

    recommendations: Sequence[RecommendationTold]
    has_more: bool


def visits(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    *,
    bodies: Collection[str] = (),
    states: Collection[str] = (),
    first: int = 50,
    after: UUID | None = None,
) -> VisitPage:
    """Visits that the principal may know of, to these bodies (codes), in these states. Raises Invalid."""
    _check_first(first)
    if not set(states) <= set(STATES):
        raise Invalid([FieldProblem("/state", "bad-choice", {"choices": ", ".join(STATES)})])
    rows = select(Visit).where(known_to(view, principal, tenant_id)).order_by(Visit.id.desc())
    rows = rows.where(Visit.body.in_(list(bodies))) if bodies else rows
    if states:
        rows = rows.where(or_(*(standing_so(state, view.as_of) for state in states)))
    rows = rows if after is None else rows.where(Visit.id < after)
    with tenancy.reading(database, tenant_id) as session:
        found = session.scalars(rows.limit(first + 1)).all()
        page = [(visit, part_of(session, principal, visit, view.as_of)) for visit in found[:first]]
        return VisitPage(told_visits(session, page, view.as_of), len(found) > first)


def visit(database: Database, principal: Principal, tenant_id: UUID, today: date, visit_id: UUID) -> VisitTold:
    """One visit. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        found = found_visit(session, principal, visit_id, today)
        return told_visits(session, [found], today)[0]


def items(
    database: Database, principal: Principal, tenant_id: UUID, today: date, visit_id: UUID, language: str = "en"
) -> Sequence[ItemTold]:
    """The items of the assessment that a visit looks at: for the side that visits, and, once it is sent, for the body.

    Raises Unknown; Forbidden for other readers of a published profile; Conflict for a visit without an assessment.
    """
    with tenancy.reading(database, tenant_id) as session:
        found, part = found_visit(session, principal, visit_id, today)
        looked_at = _looked_at(session, found, part)
        findings = session.scalars(select(VisitFinding).where(VisitFinding.visit == visit_id)).all()
        return told_items(session, looked_at, findings, language)


def instrument(database: Database, principal: Principal, tenant_id: UUID, today: date, visit_id: UUID) -> Instrument:
    """The instrument of what a visit looks at, for who reads its items. Raises Unknown, Forbidden, Conflict."""
    with tenancy.reading(database, tenant_id) as session:
        found, part = found_visit(session, principal, visit_id, today)
        return _looked_at(session, found, part).instrument


def _looked_at(session: Session, found: Visit, part: Part) -> Assessed:
    if not part.plans and not (part.body and found.sent_at is not None):
        raise Forbidden("Item by item a visit is read by its experts, its coordinators, and the body once it is sent.")
    looked_at = assessed(session, found)
    if looked_at is None:
        raise Conflict("This visit looks at no assessment.")
    return looked_at


def profile(
    database: Database, principal: Principal, tenant_id: UUID, today: date, visit_id: UUID, language: str = "en"
) -> Profile:
    """The profile of the visited body: for those who write it, for the body once it is sent, for all when published.

    Raises Unknown.
    """
    with tenancy.reading(database, tenant_id) as session:
        found, part = found_visit(session, principal, visit_id, today)
        if not part.reads_draft(found):
            raise Unknown(f"There is no profile of visit {visit_id} yet.")
        return profile_of(session, found, told_visits(session, [(found, part)], today)[0], language)


def recommendations(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    *,
    owners: Collection[str] = (),
    overdue_only: bool = False,
    first: int = 50,
    after: UUID | None = None,
) -> RecommendationPage:
    """Recommendations that the principal may read, to these bodies (codes), or only those that are overdue.

    Raises Invalid.
    """
    _check_first(first)
    rows = (
        select(VisitRecommendation, Visit.body)
        .join(Visit, Visit.id == VisitRecommendation.visit)
        .where(_readable(view, principal, tenant_id))
        .order_by(VisitRecommendation.id.desc())
    )
    rows = rows.where(VisitRecommendation.owner.in_(list(owners))) if owners else rows
    rows = rows.where(VisitRecommendation.deadline < view.as_of) if overdue_only else rows
    with tenancy.reading(database, tenant_id) as session:
        found: list[RecommendationTold] = []
        while len(found) <= first:
            below = rows if after is None else rows.where(VisitRecommendation.id < after)
            page = session.execute(below.limit(MOST_A_PAGE)).all()
            bodies = {row.visit: body for row, body in page}
            told = told_recommendations(session, [row for row, _ in page], bodies, view.as_of)
            found += [one for one in told if one.overdue or not overdue_only]
            if len(page) < MOST_A_PAGE:
                break
            after = page[-1][0].id
        return RecommendationPage(found[:first], len(found) > first)


def recommendation(
    database: Database, principal: Principal, tenant_id: UUID, today: date, recommendation_id: UUID
) -> RecommendationTold:
    """One recommendation. Raises Unknown."""
    rows = select(VisitRecommendation, Visit).join(Visit, Visit.id == VisitRecommendation.visit)
    with tenancy.reading(database, tenant_id) as session:
        found = session.execute(rows.where(VisitRecommendation.id == recommendation_id)).one_or_none()
        if found is not None:
            row, of = found
            part = part_of(session, principal, of, today)
            if part.reads_draft(of):
                return told_recommendations(session, [row], {of.id: of.body}, today)[0]
    raise Unknown(f"There is no recommendation {recommendation_id}.")


def _readable(view: View, principal: Principal, tenant_id: UUID) -> ColumnElement[bool]:
    """Visits whose drafts the principal reads: those sent to their bodies and published ones, or all as who visits."""
    known = known_to(view, principal, tenant_id)
    coordinated = reach(view, principal, Operation.VISIT_MANAGE)
    if coordinated is None:
        return known
    drafts = Visit.body.in_(sorted(coordinated))
    return and_(known, or_(drafts, named_on(principal, tenant_id), Visit.sent_at.is_not(None)))


def speaks(database: Database, principal: Principal, tenant_id: UUID, today: date, body: str) -> bool:
    """Whether the principal says what a body thinks of its profile, and answers what is recommended to it."""
    with tenancy.reading(database, tenant_id) as session:
        return speaks_for(session, principal, today, body)


def assessments_to_visit(
    database: Database, principal: Principal, tenant_id: UUID, view: View, body: str
) -> Sequence[Choice]:
    """What a visit to a body can look at, for who may plan one. Raises Forbidden."""
    coordinated = reach(view, principal, Operation.VISIT_MANAGE)
    if coordinated is not None and body not in coordinated:
        raise Forbidden("Visits are planned by stewards of a body above the visited one, and by administrators.")
    with tenancy.reading(database, tenant_id) as session:
        return choices(session, body)


def _check_first(first: int) -> None:
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
