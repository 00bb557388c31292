"""What a visit looks at: the answers that a body has sent, item by item, and what they are in experts’ eyes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from graph.scoring import ScoreTree, score
from interlace.assessments.values import answer_of
from interlace.db.models import Assessment, AssessmentRound, AssessmentSnapshot, VisitFinding
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.instruments import instrument_of
from interlace.visits.values import standing_and_value
from policies.instruments.model import Answer, AnswerType, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.models import Visit
    from policies.instruments.model import Instrument, Item, Text

_NUMBERS = (AnswerType.NUMBER, AnswerType.SHARE)
_SENT = ("sent", "released")
NOT_ANSWERED = Answer(Standing.NOT_ANSWERED)


@dataclass(frozen=True)
class Assessed:
    """The sent assessment of a visit: its round, its instrument, what the body answered, and how that scores."""

    round: UUID
    instrument: Instrument
    answers: Mapping[str, Answer]
    scores: ScoreTree


@dataclass(frozen=True)
class Choice:
    """An assessment of a body that a visit may look at."""

    assessment: UUID
    round: UUID
    title: str
    instrument: str
    version: str


def choices(session: Session, body: str) -> Sequence[Choice]:
    """The assessments that a body has sent in its own voice, the last first."""
    rows = (
        select(Assessment.id, Assessment.round, AssessmentRound.title, AssessmentSnapshot)
        .join(AssessmentSnapshot, AssessmentSnapshot.assessment == Assessment.id)
        .join(AssessmentRound, AssessmentRound.id == Assessment.round)
        .where(Assessment.body == body, Assessment.voice == "body", Assessment.state.in_(_SENT))
        .order_by(Assessment.sent_at.desc(), Assessment.id.desc())
    )
    return [
        Choice(assessment, round_, title, snapshot.instrument, snapshot.version)
        for assessment, round_, title, snapshot in session.execute(rows)
    ]


def require_assessment(session: Session, body: str, assessment: UUID) -> None:
    """Raise Unknown unless the body has sent this assessment in its own voice."""
    if assessment not in {one.assessment for one in choices(session, body)}:
        raise Unknown(f"{body} has sent no assessment {assessment}.")


def assessed(session: Session, visit: Visit) -> Assessed | None:
    """What a visit looks at; None for a visit without an assessment. Raises Unknown for an instrument that is gone."""
    if visit.assessment is None:
        return None
    rows = select(AssessmentSnapshot, Assessment.round).join(Assessment, Assessment.id == AssessmentSnapshot.assessment)
    snapshot, round_ = session.execute(rows.where(AssessmentSnapshot.assessment == visit.assessment)).one()
    instrument = instrument_of(session, snapshot.instrument, snapshot.version)
    items = instrument.items_by_id
    answers = {
        name: typed(items[name], told["standing"], told.get("value"))
        for name, told in snapshot.answers.items()
        if name in items
    }
    return Assessed(round_, instrument, answers, score(instrument, answers))


def typed(item: Item, standing: str, value: object) -> Answer:
    """An answer as the analysis takes it, from what JSON holds."""
    if standing != Standing.ANSWERED or value is None:
        return Answer(Standing(standing))
    return Answer(Standing.ANSWERED, Decimal(str(value)) if item.type in _NUMBERS else str(value))


def adjusted(item: Item, given: object) -> Answer:
    """Another answer to an item, as experts give it. Raises Invalid for one that its item does not take."""
    standing, value = standing_and_value(given)
    return answer_of(item, standing, value, "/answer")


def experts_answers(found: Assessed, findings: Sequence[VisitFinding]) -> dict[str, Answer]:
    """The items as the experts see them; what they have not seen, or not spoken of, is not answered."""
    said = {one.item: one for one in findings}
    answers = {}
    for item in found.instrument.items:
        one = said.get(item.id)
        if one is None or one.said == "not_seen":
            continue
        if one.said == "confirmed":
            answers[item.id] = found.answers.get(item.id, NOT_ANSWERED)
        else:
            answers[item.id] = typed(item, str(one.standing), one.value)
    return answers


def experts_scores(found: Assessed, findings: Sequence[VisitFinding]) -> ScoreTree:
    """How that scores: a range as wide as what was not seen."""
    return score(found.instrument, experts_answers(found, findings))


def spoken(text: Text, language: str) -> str:
    """A text of an instrument in a language, or in one that it has."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def plain(answer: Answer) -> dict[str, str | None]:
    """An answer as JSON holds it everywhere."""
    return {"standing": str(answer.standing), "value": None if answer.value is None else str(answer.value)}


def require_area(found: Assessed | None, area: str | None, areas: Sequence[str]) -> None:
    """Raise Invalid for an area that neither the instrument nor, without one, the register (`areas`) has."""
    known = [one.id for one in found.instrument.areas] if found is not None else list(areas)
    if area is not None and area not in known:
        raise Invalid([FieldProblem("/area", "bad-choice", {"choices": ", ".join(known)})])
