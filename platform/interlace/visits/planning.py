"""Planning a visit: for which body, when, what happens, who is met, and who the experts are."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from interlace.assessments.voices import WRITERS
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Body, Membership, User, Visit, VisitExpert, VisitFinding, VisitRecommendation
from interlace.errors import Conflict, FieldProblem, Forbidden, Invalid, Unknown
from interlace.identity.permissions import Operation, require
from interlace.notices.people import people_of
from interlace.visits import telling
from interlace.visits.assessed import require_assessment
from interlace.visits.knowing import (
    found_visit,
    is_kept_apart,
    require_coordinator,
    require_expert,
    require_open,
    require_revision,
    require_written,
)
from interlace.visits.values import (
    CHANGE_FIELDS,
    PERSON_FIELDS,
    PLAN_FIELDS,
    REVISION_FIELDS,
    ProgrammeEntry,
    changes,
    read,
    require_span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.visits.knowing import Part
    from interlace.visits.values import Met

MOST_EXPERTS = 20
_NEEDED = ("title", "language", "starts_on", "ends_on")


def plan(database: Database, principal: Principal, tenant_id: UUID, given: Mapping[str, object]) -> UUID:
    """Plan a visit (`body`, `title`, `starts_on`, `ends_on`; perhaps `assessment`, `programme`, `met`, `language`).

    Raises Invalid, Forbidden, Unknown.
    """
    values = read(given, PLAN_FIELDS, "body", "title", "starts_on", "ends_on")
    require_span(values["starts_on"], values["ends_on"], values.get("programme", ()))
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.VISIT_MANAGE, unit.today, values["body"])
        if unit.session.scalar(select(Body.id).where(Body.code == values["body"])) is None:
            raise Invalid([FieldProblem("/body", "unknown-code", {"value": values["body"], "tables": "bodies"})])
        if "assessment" in values:
            require_assessment(unit.session, values["body"], values["assessment"])
        kept = {
            name: values[name] for name in ("title", "starts_on", "ends_on", "assessment", "body") if name in values
        }
        made = Visit(
            id=new_id(),
            **kept,
            language=values.get("language", "en"),
            programme=kept_programme(values.get("programme", ())),
            met=kept_met(values.get("met", ())),
            planned_by=principal.label,
            planned_at=unit.at,
        )
        unit.session.add(made)
        unit.session.flush()
        unit.did("visit.plan", f"visit:{made.id}", body=made.body)
        return made.id


def change(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """Change what is said of a visit; what is left out stays. The words of the profile (`summary`) are the experts'.

    Raises Unknown, Invalid, Forbidden, Stale; Conflict for a visit that is over.
    """
    changed = changes(given, CHANGE_FIELDS, *_NEEDED)
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = found_visit(unit.session, principal, visit_id, unit.today, lock=True)
        _require_changing(unit, visit, part, changed)
        require_revision(visit.revision, _revision(given))
        days: tuple[date, date] = (changed.get("starts_on", visit.starts_on), changed.get("ends_on", visit.ends_on))
        programme = changed["programme"] or () if "programme" in changed else programme_of(visit)
        require_span(*days, programme)
        for name, value in changed.items():
            setattr(visit, name, _kept(name, value))
        visit.revision += 1
        unit.session.flush()
        unit.did("visit.change", f"visit:{visit_id}", fields=sorted(changed))


def _require_changing(unit: Unit, visit: Visit, part: Part, changed: Mapping[str, Any]) -> None:
    """Raise Forbidden, Conflict or Invalid unless all of this is theirs to change now."""
    if not part.plans:
        raise Forbidden("A visit is changed by its experts and by who coordinates it.")
    require_open(visit)
    if "summary" in changed:
        require_expert(part)
        require_written(visit)
    if "assessment" in changed and changed["assessment"] != visit.assessment:
        require_coordinator(part)
        found = select(VisitFinding.item).where(VisitFinding.visit == visit.id).limit(1)
        if visit.concluded_at is not None or unit.session.scalar(found) is not None:
            raise Conflict("The experts have written about the items of this assessment already.")
        if changed["assessment"] is not None:
            require_assessment(unit.session, visit.body, changed["assessment"])


def _kept(name: str, value: Any) -> Any:  # noqa: ANN401 - as its column holds it
    if name == "programme":
        return kept_programme(value or ())
    return kept_met(value or ()) if name == "met" else value


def _revision(given: Mapping[str, object]) -> int:
    return int(str(given["revision"]))


def kept_programme(entries: Iterable[ProgrammeEntry]) -> dict[str, Any]:
    """A programme as its column holds it, by day and hour."""
    ordered = sorted(entries, key=lambda one: (one.day, one.hour or ""))
    return {"entries": [{**asdict(one), "day": one.day.isoformat()} for one in ordered]}


def kept_met(people: Iterable[Met]) -> dict[str, Any]:
    """Roles that were met as their column holds them."""
    return {"entries": [asdict(one) for one in people]}


def programme_of(visit: Visit) -> tuple[ProgrammeEntry, ...]:
    """The programme of a visit."""
    return read({"programme": visit.programme.get("entries", [])}, PLAN_FIELDS)["programme"]  # type: ignore[no-any-return]


def met_by(visit: Visit) -> tuple[Met, ...]:
    """The roles that are met."""
    return read({"met": visit.met.get("entries", [])}, PLAN_FIELDS)["met"]  # type: ignore[no-any-return]


def close(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """End a visit without a profile that others read; what was written stays with those who read it already.

    Raises Unknown, Invalid, Forbidden, Stale, Conflict.
    """
    revision = read(given, REVISION_FIELDS, "revision")["revision"]
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = found_visit(unit.session, principal, visit_id, unit.today, lock=True)
        require_coordinator(part)
        require_open(visit)
        require_revision(visit.revision, revision)
        visit.closed_at = unit.at
        visit.revision += 1
        unit.session.flush()
        ids = unit.session.scalars(select(VisitRecommendation.id).where(VisitRecommendation.visit == visit_id))
        telling.gone(unit.session, visit, list(ids))
        unit.did("visit.close", f"visit:{visit_id}")


def name_expert(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> UUID:
    """Name a member of the tenant (`user`, or their `email`) as an expert; also one who had left and is back.

    Returns their id. Raises Unknown, Invalid, Forbidden; Conflict for who acts for the visited body, or too many.
    """
    values = read(given, PERSON_FIELDS)
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = found_visit(unit.session, principal, visit_id, unit.today, lock=True)
        require_coordinator(part)
        require_open(visit)
        person = _member(unit.session, values.get("user"), values.get("email"))
        if person in people_of(unit.session, visit.body):
            raise Conflict("Whoever acts for a body does not visit it as an expert.")
        if is_kept_apart(unit.session, visit, _writes_for(unit.session, person)):
            raise Conflict("Whoever gives civil society's view of a body in a round does not visit it as an expert.")
        named = select(func.count()).select_from(VisitExpert).where(VisitExpert.visit == visit_id)
        if (unit.session.scalar(named) or 0) >= MOST_EXPERTS:
            raise Conflict(f"A visit has at most {MOST_EXPERTS} experts.")
        row = {"visit": visit_id, "user_id": person, "named_by": principal.label, "named_at": unit.at}
        put = insert(VisitExpert).values(**row)
        back = {"named_by": principal.label, "named_at": unit.at, "left_at": None}
        key = ["tenant_id", "visit", "user_id"]
        unit.session.execute(put.on_conflict_do_update(index_elements=key, set_=back))
        telling.named(unit, visit, person)
        unit.did("visit.name_expert", f"visit:{visit_id}", user=str(person))
        return person


def release_expert(
    database: Database, principal: Principal, tenant_id: UUID, visit_id: UUID, given: Mapping[str, object]
) -> None:
    """Let somebody (`user`) be an expert of a visit no longer; they may step back themselves. What they wrote stays.

    Raises Unknown, Invalid, Forbidden, Conflict.
    """
    values = read(given, {"user": PERSON_FIELDS["user"]}, "user")
    with tenancy.writing(database, tenant_id, principal) as unit:
        visit, part = found_visit(unit.session, principal, visit_id, unit.today, lock=True)
        if not (part.expert and principal.id == values["user"]):
            require_coordinator(part)
        require_open(visit)
        gone = delete(VisitExpert).where(VisitExpert.visit == visit_id, VisitExpert.user_id == values["user"])
        if unit.session.execute(gone.returning(VisitExpert.user_id)).first() is None:
            raise Unknown(f"{values['user']} is no expert of this visit.")
        telling.released(unit, visit, values["user"])
        unit.did("visit.release_expert", f"visit:{visit_id}", user=str(values["user"]))


def _writes_for(session: Session, person: UUID) -> set[str]:
    """The bodies for exactly which a member writes."""
    rows = select(Membership.body).where(Membership.user_id == person, Membership.role.in_(WRITERS))
    return {body for body in session.scalars(rows) if body is not None}


def _member(session: Session, user_id: UUID | None, email: str | None) -> UUID:
    """A member of the tenant. Raises Unknown or Invalid, in the same words for somebody elsewhere and for nobody."""
    if user_id is None and email is None:
        raise Invalid([FieldProblem("/email", "required")])
    same = [User.id == user_id] if user_id is not None else []
    if email is not None:
        same.append(func.lower(User.email) == email.lower())
    rows = select(User.id).join(Membership, Membership.user_id == User.id).where(or_(*same)).distinct()
    people = session.scalars(rows).all()
    if len(people) != 1:
        if email is None:
            raise Unknown(f"There is no member {user_id}.")
        raise Invalid([FieldProblem("/email", "bad-value")])
    return people[0]
