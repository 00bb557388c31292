"""Rounds, assessments and answers as those who may read them see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.assessments.voices import Seen, reviewers_of, seen_among
from interlace.db.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentPerson,
    AssessmentRound,
    AssessmentSnapshot,
    Membership,
    User,
)
from interlace.identity.permissions import Operation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.assessments.values import Evidence
    from interlace.assessments.voices import Asker


@dataclass(frozen=True)
class Person:
    """Somebody who uses the tenant; of those who are gone no name is known."""

    id: UUID
    name: str


@dataclass(frozen=True)
class RoundTold:
    """A round. How many bodies have sent is counted among what the reader may know of."""

    id: UUID
    title: str
    description: str | None
    instrument: str
    version: str
    voices: Sequence[str]
    due_on: date
    opened_by: str | None
    """A name, unless they are gone or a program opened it."""
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    bodies: int
    assessments: int
    sent: int
    manages: bool
    """The reader looks after the round for all of its bodies."""
    overdue: bool
    """Its day has passed, and it is open still."""


@dataclass(frozen=True)
class AssessmentTold:
    """One voice on one body in a round. What was answered is counted only for whoever may read it."""

    id: UUID
    round: UUID
    title: str
    """Of the round."""
    instrument: str
    instrument_version: str
    body: str
    voice: str
    author: str | None
    version: int
    corrects: UUID | None
    state: str
    due_on: date
    closed: bool
    """The round is closed: what was not sent stays a draft."""
    review_asked_by: str | None
    sent_at: datetime | None
    sent_by: str | None
    released_at: datetime | None
    revision: int
    yours: bool
    readable: bool
    reviewers: Sequence[Person]
    answered: int | None
    """Items with an answer, confirmed or not, or outside competence."""
    unconfirmed: int | None
    """Those among them that came from the register or the last round, and that nobody has confirmed."""


@dataclass(frozen=True)
class KeptTold:
    """What stood for an item before, or what somebody wrote while another confirmed something else."""

    id: UUID
    standing: str
    value: str | None
    note: str | None
    source: str
    answered_by: str | None
    answered_at: datetime


@dataclass(frozen=True)
class AnswerTold:
    """How an item stands. One that nobody has touched is at revision 0."""

    item: str
    area: str
    asked: str
    """`yes`, `no` (it is skipped), or `open`: what it hangs on is not answered."""
    standing: str
    value: str | None
    evidence: Sequence[Evidence]
    note: str | None
    source: str
    answered_by: str | None
    answered_at: datetime | None
    revision: int
    others: Sequence[KeptTold] = ()
    """What else was said of it in the same voice, the latest first."""


@dataclass(frozen=True)
class CommentTold:
    """What somebody of the same voice says about an item, or about the whole."""

    id: UUID
    item: str | None
    text: str
    author: str | None
    mine: bool
    written_at: datetime


@dataclass(frozen=True)
class AreaTold:
    """How far an area of an assessment has come, and who is on it."""

    area: str
    items: int
    answered: int
    unconfirmed: int
    handed_to: Sequence[Person]
    last_by: str | None
    last_at: datetime | None


@dataclass(frozen=True)
class SnapshotTold:
    """What was sent, frozen; `scores` as `graph.scoring` writes them. `reproducible` was worked out just now."""

    assessment: UUID
    instrument: str
    version: str
    instrument_digest: str
    answers: Mapping[str, object]
    scores: Mapping[str, object]
    digest: str
    made_at: datetime
    reproducible: bool


def names(session: Session, people: Collection[UUID | None]) -> dict[UUID | None, str]:
    """The names of people who have a role in the tenant; those who are gone have none."""
    known = [person for person in set(people) if person is not None]
    if not known:
        return {}
    rows = select(User.id, User.name).join(Membership, Membership.user_id == User.id).where(User.id.in_(known))
    return {row.id: row.name for row in session.execute(rows.distinct())}


def told_round(who: Asker, found: AssessmentRound) -> RoundTold:
    """One round."""
    return told_rounds(who, [found])[0]


def told_rounds(who: Asker, found: Sequence[AssessmentRound]) -> list[RoundTold]:
    """Rounds in the same order, each of which the asker may know of."""
    rows = select(Assessment).where(Assessment.round.in_([one.id for one in found]))
    of_round: dict[UUID, list[Seen]] = {}
    everything = who.session.scalars(rows).all()
    for one in seen_among(who, everything):
        of_round.setdefault(one.assessment.round, []).append(one)
    bodies: dict[UUID, set[str]] = {}
    for assessment in everything:
        bodies.setdefault(assessment.round, set()).add(assessment.body)
    known = names(who.session, [one.opened_by for one in found])
    return [
        RoundTold(
            id=one.id,
            title=one.title,
            description=one.description,
            instrument=one.instrument,
            version=one.version,
            voices=tuple(one.voices),
            due_on=one.due_on,
            opened_by=known.get(one.opened_by),
            opened_at=one.opened_at,
            closed_at=one.closed_at,
            revision=one.revision,
            bodies=len({each.assessment.body for each in of_round.get(one.id, ())}),
            assessments=len(_latest(of_round.get(one.id, ()))),
            sent=sum(each.state in {"sent", "released"} for each in _latest(of_round.get(one.id, ()))),
            manages=_manages(who, bodies.get(one.id, set())),
            overdue=one.closed_at is None and one.due_on < who.today,
        )
        for one in found
    ]


def _manages(who: Asker, bodies: Collection[str]) -> bool:
    """As `voices.managed_round` decides, but for bodies that are gone, which only that looks up."""
    if who.may(Operation.ROUND_MANAGE):
        return True
    return bool(bodies) and all(who.may(Operation.ROUND_MANAGE, body) for body in bodies)


def _latest(found: Sequence[Seen]) -> list[Assessment]:
    """Of each voice the last version."""
    last: dict[tuple[str, str, str | None], Assessment] = {}
    for one in sorted((each.assessment for each in found), key=lambda each: each.version):
        last[one.body, one.voice, one.author] = one
    return list(last.values())


def told_assessment(session: Session, found: Seen) -> AssessmentTold:
    """One assessment."""
    return told_assessments(session, [found])[0]


def told_assessments(session: Session, found: Sequence[Seen]) -> list[AssessmentTold]:
    """Assessments in the same order."""
    ids = [one.assessment.id for one in found]
    rounds = {
        one.id: one
        for one in session.scalars(
            select(AssessmentRound).where(AssessmentRound.id.in_({one.assessment.round for one in found}))
        )
    }
    named = reviewers_of(session, ids)
    people: set[UUID | None] = {person for some in named.values() for person in some}
    people |= {one.assessment.sent_by for one in found} | {one.assessment.review_asked_by for one in found}
    known = names(session, people)
    counts = _counts(session, [one.assessment.id for one in found if one.readable])
    return [_told(one, rounds[one.assessment.round], named.get(one.assessment.id, ()), known, counts) for one in found]


def _counts(session: Session, assessments: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """By assessment: items with an answer, and those among them that nobody has confirmed."""
    rows = (
        select(
            AssessmentAnswer.assessment,
            func.count(),
            func.count().filter(AssessmentAnswer.source != "person"),
        )
        .where(AssessmentAnswer.assessment.in_(list(assessments)), AssessmentAnswer.standing != "not_answered")
        .group_by(AssessmentAnswer.assessment)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(rows)}


def _told(
    one: Seen,
    asked: AssessmentRound,
    reviewers: Collection[UUID],
    known: Mapping[UUID | None, str],
    counts: Mapping[UUID, tuple[int, int]],
) -> AssessmentTold:
    found = one.assessment
    answered, unconfirmed = counts.get(found.id, (0, 0)) if one.readable else (None, None)
    return AssessmentTold(
        id=found.id,
        round=found.round,
        title=asked.title,
        instrument=asked.instrument,
        instrument_version=asked.version,
        body=found.body,
        voice=found.voice,
        author=found.author,
        version=found.version,
        corrects=found.corrects,
        state=found.state,
        due_on=asked.due_on,
        closed=asked.closed_at is not None,
        review_asked_by=known.get(found.review_asked_by) if one.yours else None,
        sent_at=found.sent_at,
        sent_by=known.get(found.sent_by) if one.yours else None,
        released_at=found.released_at,
        revision=found.revision,
        yours=one.yours,
        readable=one.readable,
        reviewers=tuple(Person(person, known[person]) for person in reviewers if person in known),
        answered=answered,
        unconfirmed=unconfirmed,
    )


def handed(session: Session, assessment: UUID) -> dict[str, list[Person]]:
    """To whom each area was handed."""
    rows = (
        select(AssessmentPerson.area, User.id, User.name)
        .join(User, User.id == AssessmentPerson.user_id)
        .where(AssessmentPerson.assessment == assessment, AssessmentPerson.area != "")
        .order_by(AssessmentPerson.area, User.name, User.id)
    )
    found: dict[str, list[Person]] = {}
    for area, person, name in session.execute(rows):
        found.setdefault(area, []).append(Person(person, name))
    return found


def snapshot_row(session: Session, assessment: UUID) -> AssessmentSnapshot | None:
    """What was sent of an assessment, if it was."""
    return session.scalar(select(AssessmentSnapshot).where(AssessmentSnapshot.assessment == assessment))
