"""What experts recommend; what its owner answers and does; and who says that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Visit, VisitRecommendation, VisitStep
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid, Unknown
from interlace.identity.permissions import Operation, may
from interlace.visits import telling
from interlace.visits.assessed import assessed, require_area
from interlace.visits.knowing import (
    found_visit,
    is_expert,
    is_published,
    part_of,
    require_expert,
    require_revision,
    require_written,
    speaks_for,
    written_by_experts,
)
from interlace.visits.states import ANSWERS, AT_REST, JUDGED, progress_of
from interlace.visits.values import (
    LONGEST_DEADLINE,
    NEEDS_REASON,
    RECOMMENDATION_FIELDS,
    REVISION_FIELDS,
    STEP_FIELDS,
    changes,
    read,
)
from policies import AREAS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

MOST_RECOMMENDATIONS = 100


def recommend(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Recommend something (`text`; perhaps `area`, `principle`, `cells`, `deadline`; `owner`, else the visited body).

    Raises Unknown, Invalid, Forbidden, Conflict.
    """
    fields = {name: reader for name, reader in RECOMMENDATION_FIELDS.items() if name != "revision"}
    values = read(given, fields, "text")
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit = written_by_experts(unit, visit_id)
        values.setdefault("owner", visit.body)
        values["cells"] = list(values.get("cells", ()))
        _check(unit, visit, values)
        written = select(func.count()).select_from(VisitRecommendation).where(VisitRecommendation.visit == visit_id)
        if (unit.session.scalar(written) or 0) >= MOST_RECOMMENDATIONS:
            raise Conflict(f"A visit has at most {MOST_RECOMMENDATIONS} recommendations.")
        made = VisitRecommendation(id=new_id(), visit=visit_id, by=principal.label, at=unit.at, **values)
        unit.session.add(made)
        unit.session.flush()
        unit.did("visit.recommend", f"visit:{visit_id}", recommendation=str(made.id))
        return made.id


def change_recommendation(
    database: Database, principal: Principal, tenant_id: UUID, recommendation_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Write it otherwise; what is left out stays. One that was answered stays as it is.

    Raises Unknown, Invalid, Forbidden, Stale, Conflict.
    """
    changed = changes(given, RECOMMENDATION_FIELDS, "text", "owner")
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, found = _written(unit, recommendation_id)
        require_revision(found.revision, int(str(given["revision"])))
        if "cells" in changed:
            changed["cells"] = list(changed["cells"] or ())
        _check(unit, visit, changed)
        for name, value in changed.items():
            setattr(found, name, value)
        found.revision, found.by, found.at = found.revision + 1, principal.label, unit.at
        unit.session.flush()
        unit.did("visit.recommend", f"visit:{visit.id}", recommendation=str(recommendation_id))
        return recommendation_id


def remove_recommendation(
    database: Database, principal: Principal, tenant_id: UUID, recommendation_id: UUID, given: Mapping[str, object]
) -> None:
    """Take a recommendation out that nobody has answered. Raises Unknown, Invalid, Forbidden, Stale, Conflict."""
    revision = read(given, REVISION_FIELDS, "revision")["revision"]
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, found = _written(unit, recommendation_id)
        require_revision(found.revision, revision)
        unit.session.delete(found)
        unit.session.flush()
        unit.did("visit.forget_recommendation", f"visit:{visit.id}", recommendation=str(recommendation_id))


def _check(unit: Unit, visit: Visit, values: Mapping[str, Any]) -> None:
    """Raise Invalid for an area, owner or day that there is not."""
    if values.get("area") is not None:
        require_area(assessed(unit.session, visit), values["area"], AREAS.ids)
    owner = values.get("owner")
    if owner is not None and unit.session.scalar(select(Body.id).where(Body.code == owner)) is None:
        raise Invalid([FieldProblem("/owner", "unknown-code", {"value": owner, "tables": "bodies"})])
    deadline = values.get("deadline")
    last = unit.today + LONGEST_DEADLINE
    if deadline is not None and not unit.today <= deadline <= last:
        span = {"first": unit.today.isoformat(), "last": last.isoformat()}
        raise Invalid([FieldProblem("/deadline", "bad-span", span)])


def _unknown(recommendation_id: UUID) -> Unknown:
    return Unknown(f"There is no recommendation {recommendation_id}.")


def _written(unit: Unit, recommendation_id: UUID) -> tuple[Visit, VisitRecommendation]:
    """A recommendation that experts may write still. Raises Unknown, Forbidden, Conflict."""
    visit, found = known_recommendation(unit.session, unit, recommendation_id)
    require_expert(part_of(unit.session, unit.principal, visit, unit.today))
    require_written(visit)
    if found.steps:
        raise Conflict("The recommendation has been answered: what it says stays.")
    return visit, found


def known_recommendation(session: Session, unit: Unit, recommendation_id: UUID) -> tuple[Visit, VisitRecommendation]:
    """A recommendation that somebody may know of, held for a write. Raises Unknown."""
    found = session.get(VisitRecommendation, (unit.tenant_id, recommendation_id), with_for_update=True)
    if found is None:
        raise _unknown(recommendation_id)
    try:
        visit, part = found_visit(session, unit.principal, found.visit, unit.today)
    except Unknown:
        raise _unknown(recommendation_id) from None
    if not part.reads_draft(visit):
        raise _unknown(recommendation_id)
    return visit, found


def say(
    database: Database, principal: Principal, tenant_id: UUID, recommendation_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Say something of a recommendation (`said`, `after`; `reason`, `evidence`), after what was said of it last.

    Its owner answers and tells of its work; experts and who coordinates confirm what is done, or take it up again.
    Raises Unknown, Invalid, Forbidden, Stale; Conflict where it does not follow from what was said before.
    """
    values = read(given, STEP_FIELDS, "said", "after")
    _require_said(values)
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, found = known_recommendation(unit.session, unit, recommendation_id)
        require_revision(found.steps, values["after"])
        steps = list(
            unit.session.scalars(
                select(VisitStep).where(VisitStep.recommendation == recommendation_id).order_by(VisitStep.number)
            )
        )
        said = values["said"]
        body = None if said in JUDGED else found.owner
        _require_speaker(unit, visit, found, said, steps)
        _require_following(visit, found, said, steps)
        found.steps += 1
        step = VisitStep(
            id=new_id(),
            recommendation=recommendation_id,
            number=found.steps,
            said=said,
            reason=values.get("reason"),
            evidence=values.get("evidence"),
            body=body,
            by=principal.label,
            at=unit.at,
        )
        unit.session.add(step)
        unit.session.flush()
        unit.did("visit.say", f"recommendation:{recommendation_id}", said=said, number=found.steps)
        if said in JUDGED:
            telling.judged(unit, visit, found)
        else:
            telling.answered(unit, visit, found, at_rest=progress_of([said]) in AT_REST)
        return recommendation_id


def _require_said(values: Mapping[str, object]) -> None:
    """Raise Invalid where what is said lacks what belongs to it."""
    lacking = ["reason"] if values["said"] in NEEDS_REASON and values.get("reason") is None else []
    if values["said"] == "done" and values.get("evidence") is None and values.get("reason") is None:
        lacking.append("evidence")
    if lacking:
        raise Invalid([FieldProblem(f"/{name}", "required") for name in lacking])


def _require_speaker(unit: Unit, visit: Visit, found: VisitRecommendation, said: str, steps: list[VisitStep]) -> None:
    """Raise Forbidden unless this is theirs to say."""
    expert = is_expert(unit.session, unit.principal, visit)
    if said in JUDGED:
        if not expert and not may(unit.session, unit.principal, Operation.VISIT_MANAGE, unit.today, visit.body):
            raise Forbidden("Whether a recommendation is carried out is said by the experts, or by who coordinates.")
        if steps and steps[-1].by == unit.principal.label:
            raise Forbidden("Whoever says that something is done does not confirm it themselves.")
        return
    if expert or not speaks_for(unit.session, unit.principal, unit.today, found.owner):
        raise Forbidden("A recommendation is answered by the people of the body that it is made to.")


def _require_following(visit: Visit, found: VisitRecommendation, said: str, steps: list[VisitStep]) -> None:
    """Raise Conflict for what does not follow from how the recommendation stands."""
    if visit.closed_at is not None and visit.sent_at is None:
        raise Conflict("The visit was closed before anything was recommended.")
    if not is_published(visit) and (found.owner != visit.body or visit.sent_at is None):
        raise Conflict("The recommendation is not made yet: its profile is not published.")
    progress = progress_of([step.said for step in steps])
    answered = any(step.said in ANSWERS for step in steps)
    if said in ANSWERS and progress in {"done", "confirmed"}:
        raise Conflict("It is done already.")
    if said not in ANSWERS and not answered:
        raise Conflict("First say whether the body accepts the recommendation.")
    if said in {"in_progress", "done"} and progress in {"refused", "confirmed"}:
        raise Conflict("The body does not accept it." if progress == "refused" else "It is confirmed already.")
    if said in JUDGED and progress not in {"done", "confirmed"}:
        raise Conflict("Nobody has said that it is done.")
    if said == "confirmed" and progress == "confirmed":
        raise Conflict("It is confirmed already.")
