"""Who speaks in an assessment: each voice on a body reads and writes only its own until the voices are released.

Whoever belongs to two sides of a body in a round speaks on one of them: a named reviewer as that and nothing else,
people of the body for the body, people of an invited civil-society body for that one, and whoever writes for the body
from above, for the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from interlace.db.models import Assessment, AssessmentPerson, AssessmentRound, Body, ServiceAccount
from interlace.errors import Forbidden, Unknown
from interlace.identity.lineage import ancestors
from interlace.identity.permissions import Operation, allows, require_of
from interlace.reading.visible import above_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.principals import Principal
    from interlace.reading.view import View

WRITERS = ("contributor", "steward")
#: The area under which a reviewer of the whole is named.
WHOLE = ""


@dataclass(frozen=True)
class Asker:
    """Whoever asks, in a transaction, with the bodies above each as they stand today."""

    session: Session
    principal: Principal
    today: date
    above: Callable[[str], Container[str]]

    @property
    def tenant_id(self) -> UUID:
        """The tenant of the transaction."""
        found: UUID = self.session.info["tenant_id"]
        return found

    def may(self, operation: Operation, *bodies: str) -> bool:
        """Whether they may do the operation for one of these bodies; for none, in the tenant as a whole."""
        return allows(self.principal, self.tenant_id, operation, bodies, self.above)

    @property
    def is_system(self) -> bool:
        """Whether it is the program itself, from which nothing is kept."""
        return self.principal.kind == "system"


def asker(session: Session, principal: Principal, today: date) -> Asker:
    """Whoever writes: the hierarchy is read from the database, as far as it is needed."""
    return Asker(session, principal, today, cache(lambda body: ancestors(session, body, today)))


def reader(session: Session, principal: Principal, view: View) -> Asker:
    """Whoever reads: the hierarchy is that of a snapshot, however many bodies are asked for."""
    return Asker(session, principal, view.as_of, above_of(view.sight.snapshot, view.as_of))


class Seen(NamedTuple):
    """An assessment that somebody may know of."""

    assessment: Assessment
    yours: bool
    """They speak in it."""
    readable: bool
    """They may read what it says: it is theirs, or it was released. Else they know how far it has come, and no more."""


def spoken(who: Asker, of_body: Sequence[Assessment], named: Mapping[UUID, Collection[UUID]]) -> list[Assessment]:
    """Those among all assessments of one body in one round in which somebody speaks; `named` are its reviewers."""
    principal = who.principal
    if who.is_system:
        return list(of_body)
    if principal.tenant_id != who.tenant_id or not principal.grants or not of_body:
        return []
    person = person_behind(who.session, principal)
    reviewed = [one for one in of_body if one.voice == "reviewer" and person in named.get(one.id, ())]
    if reviewed:
        # Programs review nothing: a reviewer is a person, and a program of theirs reads nothing in their place.
        return reviewed if principal.kind == "user" else []
    exactly = {grant.body for grant in principal.grants if grant.role in WRITERS}
    body = of_body[0].body
    if body not in exactly:
        invited = [one for one in of_body if one.voice == "civil_society" and one.author in exactly]
        if invited:
            return [one for one in invited if who.may(Operation.RECORDS_WRITE, one.author or "")]
    return [one for one in of_body if one.voice == "body"] if who.may(Operation.RECORDS_WRITE, body) else []


def person_behind(session: Session, principal: Principal) -> UUID | None:
    """The person who acts: themself, or whoever made the service account that does."""
    if principal.kind == "service":
        return session.scalar(select(ServiceAccount.created_by).where(ServiceAccount.id == principal.id))
    return principal.id


def person_of(principal: Principal) -> UUID | None:
    """Who is said to have written something: a person; a program leaves no name."""
    return principal.id if principal.kind == "user" else None


def all_of(session: Session, round_id: UUID, body: str) -> list[Assessment]:
    """All voices on a body in a round, in all their versions."""
    rows = select(Assessment).where(Assessment.round == round_id, Assessment.body == body)
    return list(session.scalars(rows.order_by(Assessment.voice, Assessment.author, Assessment.version, Assessment.id)))


def reviewers_of(session: Session, assessments: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The people who were named as reviewers, by assessment."""
    rows = select(AssessmentPerson.assessment, AssessmentPerson.user_id).where(
        AssessmentPerson.assessment.in_(list(assessments)), AssessmentPerson.area == WHOLE
    )
    found: dict[UUID, list[UUID]] = {}
    for assessment, person in session.execute(rows.order_by(AssessmentPerson.user_id)):
        found.setdefault(assessment, []).append(person)
    return found


def seen(
    who: Asker, of_body: Sequence[Assessment], named: Mapping[UUID, Collection[UUID]], *, closed: bool
) -> list[Seen]:
    """What somebody may know of, among all assessments of one body in one round, which is closed or not.

    Whoever has yet to send their own view reads no other, though it was released to those who have.
    """
    speaks = spoken(who, of_body, named)
    own = {one.id for one in speaks}
    manages = bool(of_body) and who.may(Operation.ROUND_MANAGE, of_body[0].body)
    blind = bool(own) and not closed and all(one.state in {"open", "in_review"} for one in speaks)
    found = []
    for one in of_body:
        released = one.state == "released" and (bool(own) or manages) and not blind
        if one.id in own or released or manages:
            found.append(Seen(one, one.id in own, one.id in own or released))
    return found


def _seen_on(who: Asker, round_id: UUID, body: str) -> list[Seen]:
    return seen_among(who, all_of(who.session, round_id, body))


def seen_among(who: Asker, found: Sequence[Assessment]) -> list[Seen]:
    """What somebody may know of among these, which are all assessments of the bodies and rounds that they are of."""
    named = reviewers_of(who.session, [one.id for one in found if one.voice == "reviewer"])
    places: dict[tuple[UUID, str], list[Assessment]] = {}
    for one in found:
        places.setdefault((one.round, one.body), []).append(one)
    rounds = select(AssessmentRound.id).where(
        AssessmentRound.id.in_({place[0] for place in places}), AssessmentRound.closed_at.is_not(None)
    )
    closed = set(who.session.scalars(rounds))
    return [told for place, of_body in places.items() for told in seen(who, of_body, named, closed=place[0] in closed)]


def known_assessment(who: Asker, assessment_id: UUID) -> Seen:
    """An assessment that somebody may know of. Raises Unknown, in the same words as where there is none."""
    found = who.session.scalar(select(Assessment).where(Assessment.id == assessment_id))
    if found is not None:
        for one in _seen_on(who, found.round, found.body):
            if one.assessment.id == assessment_id:
                return one
    raise Unknown(f"There is no assessment {assessment_id}.")


def own_assessment(who: Asker, assessment_id: UUID) -> Assessment:
    """An assessment in which somebody speaks. Raises Unknown, also where they know no more than its state."""
    found = known_assessment(who, assessment_id)
    if not found.yours:
        raise Unknown(f"There is no assessment {assessment_id}.")
    return found.assessment


def readable_assessment(who: Asker, assessment_id: UUID) -> Seen:
    """An assessment of which somebody may read what it says. Raises Unknown."""
    found = known_assessment(who, assessment_id)
    if not found.readable:
        raise Unknown(f"There is no assessment {assessment_id}.")
    return found


def managed_round(who: Asker, round_id: UUID) -> AssessmentRound:
    """A round that somebody manages: every body of it that there still is, is theirs to ask.

    Raises Unknown where they manage none of its bodies, Forbidden where they do not manage all.
    """
    found = known_round(who, round_id)
    bodies = bodies_of(who.session, round_id)
    there = list(who.session.scalars(select(Body.code).where(Body.code.in_(bodies)).order_by(Body.code)))
    if not who.may(Operation.ROUND_MANAGE) and not any(who.may(Operation.ROUND_MANAGE, body) for body in there):
        raise Unknown(f"There is no round {round_id}.")
    require_managing(who, there)
    return found


def known_round(who: Asker, round_id: UUID) -> AssessmentRound:
    """A round of which somebody may know: they manage rounds of one of its bodies, or speak on one. Raises Unknown."""
    found = who.session.scalar(select(AssessmentRound).where(AssessmentRound.id == round_id))
    of_round = select(Assessment).where(Assessment.round == round_id)
    if found is None or not (who.may(Operation.ROUND_MANAGE) or seen_among(who, who.session.scalars(of_round).all())):
        raise Unknown(f"There is no round {round_id}.")
    return found


def require_managing(who: Asker, bodies: Sequence[str]) -> None:
    """Raise Forbidden unless somebody manages rounds of each of these bodies; of none, in the whole tenant."""
    if not bodies:
        require_of(who.principal, who.tenant_id, Operation.ROUND_MANAGE)
    refused = [body for body in bodies if not who.may(Operation.ROUND_MANAGE, body)]
    if refused:
        shown = ", ".join(refused[:10]) + (" …" if len(refused) > 10 else "")  # noqa: PLR2004 - ten are enough to see
        raise Forbidden(
            f"You may not do this for {shown}. Rounds are opened and looked after by stewards of the body or of one "
            "above it, and by administrators."
        )


def bodies_of(session: Session, round_id: UUID) -> list[str]:
    """The codes of the bodies of a round."""
    rows = select(Assessment.body).where(Assessment.round == round_id).distinct().order_by(Assessment.body)
    return list(session.scalars(rows))
