"""Visits, what was found and what was recommended, as each reader sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import (
    Assessment,
    AssessmentSnapshot,
    Membership,
    VisitExpert,
    VisitFinding,
    VisitObservation,
    VisitRecommendation,
    VisitStep,
)
from interlace.identity.names import names_of
from interlace.visits.assessed import NOT_ANSWERED, plain, spoken
from interlace.visits.knowing import is_published
from interlace.visits.planning import met_by, programme_of
from interlace.visits.states import overdue, progress_of, state_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.models import Visit
    from interlace.visits.assessed import Assessed
    from interlace.visits.knowing import Part
    from interlace.visits.values import Met, ProgrammeEntry


@dataclass(frozen=True)
class ExpertTold:
    """An expert. One who is `missing` has lost access: who coordinates may name another."""

    user: UUID
    name: str | None
    missing: bool
    named_at: datetime


@dataclass(frozen=True)
class ObservationTold:
    """A strength or another observation."""

    id: UUID
    kind: str
    area: str | None
    text: str
    by: str | None
    """The writer's name, unless they are gone."""
    at: datetime
    revision: int


@dataclass(frozen=True)
class StepTold:
    """Something that was said of a recommendation; `body` is the code of the one for which it was said."""

    number: int
    said: str
    reason: str | None
    evidence: str | None
    body: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True)
class RecommendationTold:
    """A recommendation, how it stands, and all that was said of it."""

    id: UUID
    visit: UUID
    body: str
    """The visited body."""
    text: str
    area: str | None
    principle: str | None
    cells: Sequence[str]
    owner: str
    deadline: date | None
    progress: str
    overdue: bool
    steps: Sequence[StepTold]
    revision: int

    @property
    def after(self) -> int:
        """The number of the last thing that was said."""
        return self.steps[-1].number if self.steps else 0

    @property
    def answer(self) -> StepTold | None:
        """What its owner answered last, if anything."""
        answers = [step for step in self.steps if step.said in {"accepts", "in_part", "not_accepted"}]
        return answers[-1] if answers else None


@dataclass(frozen=True)
class VisitTold:
    """A visit as one of its readers sees it: what they may not read is empty.

    `parts` says what the reader is to it: `coordinator`, `expert`, `body`, `reader`.
    """

    id: UUID
    body: str
    title: str
    language: str
    state: str
    starts_on: date
    ends_on: date
    parts: Sequence[str]
    assessment: UUID | None
    instrument: str | None
    version: str | None
    programme: Sequence[ProgrammeEntry]
    met: Sequence[Met]
    experts: Sequence[ExpertTold]
    expert_missing: bool
    """Somebody who was named has lost access, or nobody is named any more."""
    reads_draft: bool
    """Whether the reader reads what the experts write."""
    summary: str | None
    observations: Sequence[ObservationTold]
    recommendations: Sequence[RecommendationTold]
    concluded_at: datetime | None
    sent_at: datetime | None
    comment: str | None
    agrees: bool | None
    commented_by: str | None
    commented_at: datetime | None
    published_at: datetime | None
    closed_at: datetime | None
    revision: int


@dataclass(frozen=True)
class ItemTold:
    """An item of the assessment: what the body answered, and what the experts say of that."""

    item: str
    area: str
    question: str
    type: str
    answer: Mapping[str, str | None]
    said: str | None
    """`confirmed`, `adjusted`, `not_seen`; nothing where the experts have not spoken of it."""
    adjusted: Mapping[str, str | None] | None
    reason: str | None
    by: str | None
    at: datetime | None
    revision: int


def told_visits(session: Session, visits: Sequence[tuple[Visit, Part]], today: date) -> list[VisitTold]:
    """Visits as one reader sees them, in the order given."""
    ids = [visit.id for visit, _ in visits]
    drafts = [visit.id for visit, part in visits if part.reads_draft(visit)]
    experts = _experts(session, ids)
    observations = _observations(session, drafts)
    recommendations = told_recommendations(session, _recommendations(session, drafts), dict(_bodies(visits)), today)
    instruments = _instruments(session, [visit.assessment for visit, _ in visits if visit.assessment is not None])
    names = names_of(session, {visit.commented_by for visit, _ in visits if visit.commented_by})
    told = []
    for visit, part in visits:
        own = [one for one in recommendations if one.visit == visit.id]
        instrument, version = instruments.get(visit.assessment, (None, None)) if visit.assessment else (None, None)
        drafted, planned = part.reads_draft(visit), part.reads_plan()
        named = experts.get(visit.id, [])
        over = visit.closed_at is not None or is_published(visit)
        told.append(
            VisitTold(
                id=visit.id,
                body=visit.body,
                title=visit.title,
                language=visit.language,
                state=state_of(visit, today),
                starts_on=visit.starts_on,
                ends_on=visit.ends_on,
                parts=parts_of(part),
                assessment=visit.assessment if planned else None,
                instrument=instrument,
                version=version,
                programme=programme_of(visit) if planned else (),
                met=met_by(visit) if planned else (),
                experts=named,
                expert_missing=planned and not over and (not named or any(one.missing for one in named)),
                reads_draft=drafted,
                summary=visit.summary if drafted else None,
                observations=observations.get(visit.id, ()),
                recommendations=own,
                concluded_at=visit.concluded_at,
                sent_at=visit.sent_at,
                comment=visit.comment if drafted else None,
                agrees=visit.agrees if drafted else None,
                commented_by=names.get(visit.commented_by or "") if drafted else None,
                commented_at=visit.commented_at,
                published_at=visit.published_at,
                closed_at=visit.closed_at,
                revision=visit.revision,
            )
        )
    return told


def parts_of(part: Part) -> tuple[str, ...]:
    """What somebody is to a visit, in words."""
    words = {"coordinator": part.coordinator, "expert": part.expert, "body": part.body, "reader": part.reader}
    return tuple(word for word, is_so in words.items() if is_so)


def _bodies(visits: Sequence[tuple[Visit, Part]]) -> list[tuple[UUID, str]]:
    return [(visit.id, visit.body) for visit, _ in visits]


def _experts(session: Session, visits: Collection[UUID]) -> dict[UUID, list[ExpertTold]]:
    rows = session.scalars(
        select(VisitExpert).where(VisitExpert.visit.in_(visits)).order_by(VisitExpert.named_at, VisitExpert.user_id)
    ).all()
    people = {one.user_id for one in rows}
    members = set(session.scalars(select(Membership.user_id).where(Membership.user_id.in_(people)).distinct()))
    names = names_of(session, {f"user:{person}" for person in people})
    found: dict[UUID, list[ExpertTold]] = {}
    for one in rows:
        missing = one.left_at is not None or one.user_id not in members
        name = names.get(f"user:{one.user_id}") if not missing else None
        found.setdefault(one.visit, []).append(ExpertTold(one.user_id, name, missing, one.named_at))
    return found


def _observations(session: Session, visits: Collection[UUID]) -> dict[UUID, list[ObservationTold]]:
    rows = session.scalars(
        select(VisitObservation).where(VisitObservation.visit.in_(visits)).order_by(VisitObservation.id)
    ).all()
    names = names_of(session, {one.by for one in rows})
    found: dict[UUID, list[ObservationTold]] = {}
    for one in rows:
        told = ObservationTold(one.id, one.kind, one.area, one.text, names.get(one.by), one.at, one.revision)
        found.setdefault(one.visit, []).append(told)
    return found


def _recommendations(session: Session, visits: Collection[UUID]) -> Sequence[VisitRecommendation]:
    rows = select(VisitRecommendation).where(VisitRecommendation.visit.in_(visits)).order_by(VisitRecommendation.id)
    return session.scalars(rows).all()


def told_recommendations(
    session: Session, rows: Sequence[VisitRecommendation], bodies: Mapping[UUID, str], today: date
) -> list[RecommendationTold]:
    """Recommendations with all that was said of them; `bodies` are the visited ones (codes) by visit."""
    ids = [one.id for one in rows]
    said = session.scalars(
        select(VisitStep).where(VisitStep.recommendation.in_(ids)).order_by(VisitStep.recommendation, VisitStep.number)
    ).all()
    names = names_of(session, {one.by for one in said})
    steps: dict[UUID, list[StepTold]] = {}
    for one in said:
        told = StepTold(one.number, one.said, one.reason, one.evidence, one.body, names.get(one.by), one.at)
        steps.setdefault(one.recommendation, []).append(told)
    found = []
    for row in rows:
        progress = progress_of([step.said for step in steps.get(row.id, [])])
        found.append(
            RecommendationTold(
                id=row.id,
                visit=row.visit,
                body=bodies[row.visit],
                text=row.text,
                area=row.area,
                principle=row.principle,
                cells=tuple(row.cells),
                owner=row.owner,
                deadline=row.deadline,
                progress=progress,
                overdue=overdue(progress, row.deadline, today),
                steps=tuple(steps.get(row.id, ())),
                revision=row.revision,
            )
        )
    return found


def _instruments(session: Session, assessments: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = (
        select(Assessment.id, AssessmentSnapshot.instrument, AssessmentSnapshot.version)
        .join(AssessmentSnapshot, AssessmentSnapshot.assessment == Assessment.id)
        .where(Assessment.id.in_(assessments))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(rows)}


def told_items(session: Session, found: Assessed, findings: Sequence[VisitFinding], language: str) -> list[ItemTold]:
    """The items of an assessment, in the instrument's order, with what experts say of each."""
    said = {one.item: one for one in findings}
    names = names_of(session, {one.by for one in findings})
    told = []
    for item in found.instrument.items:
        one = said.get(item.id)
        answer = plain(found.answers.get(item.id, NOT_ANSWERED))
        other = None if one is None or one.standing is None else {"standing": one.standing, "value": one.value}
        told.append(
            ItemTold(
                item=item.id,
                area=item.area,
                question=spoken(item.question, language),
                type=str(item.type),
                answer=answer,
                said=None if one is None else one.said,
                adjusted=other,
                reason=None if one is None else one.reason,
                by=None if one is None else names.get(one.by),
                at=None if one is None else one.at,
                revision=0 if one is None else one.revision,
            )
        )
    return told
