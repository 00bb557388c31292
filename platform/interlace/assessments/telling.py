"""Whom something about an assessment is told: the people of its own voice, and whoever opened the round. Nobody is told
what was answered, and nobody of one voice that another exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.assessments.voices import reviewers_of
from interlace.db.models import Assessment, AssessmentRound, Body
from interlace.notices.people import people_of_each
from interlace.notices.telling import take_back, tell

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.unit import Unit

#: What people are told while an assessment waits for them, and no longer once it was sent or its round closed.
WAITING = ("assessment-opened", "assessment-due", "assessment-review")


def people_of_voices(session: Session, assessments: Sequence[Assessment]) -> dict[UUID, list[UUID]]:
    """The people of each voice (by assessment): named reviewers; contributors and stewards of the body that speaks,
    without those who review the same body in the same round.
    """
    authors = people_of_each(session, {one.author for one in assessments if one.author is not None})
    places = {(one.round, one.body) for one in assessments}
    reviews = session.scalars(
        select(Assessment).where(
            Assessment.round.in_({place[0] for place in places}),
            Assessment.body.in_({place[1] for place in places}),
            Assessment.voice == "reviewer",
        )
    ).all()
    named = reviewers_of(session, [one.id for one in reviews])
    recused: dict[tuple[UUID, str], set[UUID]] = {}
    for one in reviews:
        recused.setdefault((one.round, one.body), set()).update(named.get(one.id, ()))
    found = {}
    for one in assessments:
        if one.voice == "reviewer":
            found[one.id] = named.get(one.id, [])
            continue
        own = authors.get(one.author or "", [])
        if one.voice == "civil_society":
            # Whoever belongs to the body, too, speaks for the body.
            bodys = set(people_of_each(session, [one.body]).get(one.body, ()))
            own = [person for person in own if person not in bodys]
        found[one.id] = [person for person in own if person not in recused.get((one.round, one.body), set())]
    return found


def name_of(session: Session, body: str) -> str:
    """The name of a body; its code where it is gone."""
    return session.scalar(select(Body.name).where(Body.code == body)) or body


def tell_opened(unit: Unit, asked: AssessmentRound, assessments: Sequence[Assessment]) -> None:
    """The people of each voice are told that they are asked, by when, and about which body."""
    for assessment, people in people_of_voices(unit.session, assessments).items():
        body = next(one.body for one in assessments if one.id == assessment)
        details = {"who": name_of(unit.session, body), "what": asked.title, "until": asked.due_on.isoformat()}
        tell(unit.session, people, "assessment-opened", f"assessment:{assessment}", details, unit.at)


def tell_voice(unit: Unit, found: Assessment, kind: str, *, but: UUID | None = None) -> None:
    """The people of an assessment's own voice are told something about it, without whoever did it."""
    people = people_of_voices(unit.session, [found]).get(found.id, [])
    tell_people(unit, found, kind, [person for person in people if person != but])


def tell_people(unit: Unit, found: Assessment, kind: str, people: Collection[UUID]) -> None:
    """These people are told something about an assessment, by whoever acts."""
    asked = unit.session.scalars(select(AssessmentRound).where(AssessmentRound.id == found.round)).one()
    details = {"what": f"{asked.title} – {name_of(unit.session, found.body)}", "until": asked.due_on.isoformat()}
    details |= {"by": str(unit.principal.id)} if unit.principal.kind == "user" else {}
    tell(unit.session, people, kind, f"assessment:{found.id}", details, unit.at)


def tell_sent(unit: Unit, found: Assessment) -> None:
    """Whoever opened the round is told that a voice was sent: that it was, not what it says."""
    asked = unit.session.scalars(select(AssessmentRound).where(AssessmentRound.id == found.round)).one()
    no_longer_waiting(unit.session, [found.id])
    if asked.opened_by is None or asked.opened_by == unit.principal.id:
        return
    details = {"who": name_of(unit.session, found.body), "what": asked.title}
    tell(unit.session, [asked.opened_by], "assessment-sent", f"round:{asked.id}", details, unit.at)


def tell_closed(unit: Unit, asked: AssessmentRound) -> None:
    """Nobody is asked any more for what was not sent."""
    rows = select(Assessment.id).where(Assessment.round == asked.id, Assessment.state.in_(("open", "in_review")))
    no_longer_waiting(unit.session, unit.session.scalars(rows).all())


def no_longer_waiting(session: Session, assessments: Collection[UUID]) -> None:
    """Take back what was told and not mailed of assessments that wait for nobody any more."""
    for assessment in assessments:
        for kind in WAITING:
            take_back(session, kind, f"assessment:{assessment}")
