"""Whom a visit tells what: experts, the body, the owners of recommendations, and who coordinates. Part of the write."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from interlace.db.models import Body
from interlace.notices.people import administrators, is_member, people_of, people_of_each
from interlace.notices.telling import take_back, tell
from interlace.visits.knowing import active_experts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from interlace.db.models import Visit, VisitRecommendation
    from interlace.db.unit import Unit


def about(visit: UUID) -> str:
    """What notices of a visit say they are about."""
    return f"visit:{visit}"


def about_recommendation(recommendation: UUID) -> str:
    """What notices of a recommendation say they are about."""
    return f"recommendation:{recommendation}"


def body_name(session: Session, code: str) -> str:
    """What a body is called, or else its code."""
    return session.scalar(select(Body.name).where(Body.code == code)) or code


def coordinators_of(session: Session, visit: Visit) -> list[UUID]:
    """Whoever planned the visit, as long as they are there; else the administrators."""
    kind, _, known_as = visit.planned_by.partition(":")
    if kind == "user" and is_member(session, UUID(known_as)):
        return [UUID(known_as)]
    return administrators(session)


def named(unit: Unit, visit: Visit, person: UUID) -> None:
    """Somebody is an expert of a visit."""
    _tell(unit, [person], "visit-named", about(visit.id), body_name(unit.session, visit.body), visit.title)


def released(unit: Unit, visit: Visit, person: UUID) -> None:
    """They are so no longer."""
    take_back(unit.session, "visit-named", about(visit.id), people=[person])


def sent(unit: Unit, visit: Visit) -> None:
    """The body has a profile to read."""
    _tell(unit, people_of(unit.session, visit.body), "visit-sent", about(visit.id), visit.title, visit.title)


def unsent(unit: Unit, visit: Visit) -> None:
    """It has not after all."""
    take_back(unit.session, "visit-sent", about(visit.id))


def commented(unit: Unit, visit: Visit) -> None:
    """The body has said what it thinks of its profile."""
    take_back(unit.session, "visit-sent", about(visit.id))
    people = {*active_experts(unit.session, visit.id), *coordinators_of(unit.session, visit)}
    _tell(unit, people, "visit-commented", about(visit.id), body_name(unit.session, visit.body), visit.title)


def published(unit: Unit, visit: Visit, recommendations: Iterable[VisitRecommendation]) -> None:
    """The profile is there for all: the body is told, and other bodies that something is recommended to."""
    _tell(unit, people_of(unit.session, visit.body), "visit-published", about(visit.id), visit.title, visit.title)
    recommended(unit, visit, [one for one in recommendations if one.owner != visit.body])


def recommended(unit: Unit, visit: Visit, recommendations: Collection[VisitRecommendation]) -> None:
    """Bodies are recommended something, which they may answer now."""
    people = people_of_each(unit.session, {one.owner for one in recommendations})
    for one in recommendations:
        details = {"who": visit.title, "what": one.text}
        if one.deadline is not None:
            details["until"] = one.deadline.isoformat()
        whom = [person for person in people.get(one.owner, ()) if person != unit.principal.id]
        tell(unit.session, whom, "visit-recommended", about_recommendation(one.id), details, unit.at)


def answered(unit: Unit, visit: Visit, recommendation: VisitRecommendation, *, at_rest: bool) -> None:
    """An owner has said something of a recommendation: the experts and who coordinates are told."""
    subject = about_recommendation(recommendation.id)
    take_back(unit.session, "visit-recommended", subject)
    if at_rest:
        take_back(unit.session, "visit-deadline", subject)
    people = {*active_experts(unit.session, visit.id), *coordinators_of(unit.session, visit)}
    who = body_name(unit.session, recommendation.owner)
    _tell(unit, people, "visit-answered", subject, who, recommendation.text)


def judged(unit: Unit, visit: Visit, recommendation: VisitRecommendation) -> None:
    """What an owner says to have done was looked at: it is told."""
    people = people_of(unit.session, recommendation.owner)
    _tell(unit, people, "visit-judged", about_recommendation(recommendation.id), visit.title, recommendation.text)


def gone(session: Session, visit: Visit, recommendations: Iterable[UUID]) -> None:
    """A visit that is closed sends no mails any more."""
    for kind in ("visit-named", "visit-sent", "visit-commented", "visit-expert-missing"):
        take_back(session, kind, about(visit.id))
    for one in recommendations:
        for kind in ("visit-recommended", "visit-deadline"):
            take_back(session, kind, about_recommendation(one))


def _tell(unit: Unit, people: Collection[UUID], kind: str, subject: str, who: str, what: str) -> None:
    others = [person for person in people if person != unit.principal.id]
    tell(unit.session, others, kind, subject, {"who": who, "what": what}, unit.at)
