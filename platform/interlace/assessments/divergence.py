"""Three voices on one body, beside each other: where they say different things. Nothing is averaged, none is the right
one; what is not answered is no word against another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - a field of data classes
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID  # noqa: TC003 - the same

from sqlalchemy import select

from graph.scoring import read
from interlace.assessments.voices import reader, seen_among
from interlace.db import tenancy
from interlace.db.models import Assessment, AssessmentRound, AssessmentSnapshot
from interlace.db.models.assessments import VOICES
from interlace.errors import Unknown
from interlace.instruments import instrument_of
from policies.instruments import Answer, AnswerType, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from graph.scoring import Score
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from policies.instruments import Instrument, Item

_NUMBERS = (AnswerType.NUMBER, AnswerType.SHARE)
_NOTHING = Answer(Standing.NOT_ANSWERED)


@dataclass(frozen=True)
class Speaker:
    """A voice that was released; `author` is the body that speaks, None for a reviewer."""

    assessment: UUID
    voice: str
    author: str | None
    sent_on: date


@dataclass(frozen=True)
class AreaVoices:
    """What an area comes to by each speaker, in their order. `apart` where two ranges have nothing in common."""

    id: str
    scores: Sequence[Score | None]
    apart: bool


@dataclass(frozen=True)
class ItemVoices:
    """What each speaker answered to an item. `apart` where two who said something said different things."""

    id: str
    area: str
    answers: Sequence[Answer]
    apart: bool


@dataclass(frozen=True)
class Voices:
    """The released voices on a body in a round."""

    body: str
    round: UUID
    title: str
    instrument: Instrument
    rounds: Sequence[tuple[UUID, str]]
    """The rounds of which anything can be told, with their titles; the latest first."""
    speakers: Sequence[Speaker]
    areas: Sequence[AreaVoices]
    items: Sequence[ItemVoices]


def voices(
    database: Database, view: View, principal: Principal, tenant_id: UUID, body: str, *, round_id: UUID | None = None
) -> Voices:
    """The voices on a body (code) in a round, or in the latest of which anything was released.

    Raises Unknown, in the same words whether there are none or the caller may not know of them.
    """
    with tenancy.reading(database, tenant_id) as session:
        of_body = session.scalars(select(Assessment).where(Assessment.body == body)).all()
        seen = seen_among(reader(session, principal, view), of_body)
        found = [one.assessment for one in seen if one.readable and one.assessment.state == "released"]
        # What others say is not read before the body's own word is out, or it would no longer be its own.
        own = {one.round for one in found if one.voice == "body"}
        rounds = _rounds(session, own)
        wanted = [one for one in rounds if round_id is None or one.id == round_id]
        if not wanted:
            raise Unknown(f"There are no results of “{body[:64]}”.")
        corrected = {one.corrects for one in found}
        last = [one for one in found if one.round == wanted[0].id and one.id not in corrected]
        return _told(session, body, rounds, wanted[0], last)


def _rounds(session: Session, ids: set[UUID]) -> list[AssessmentRound]:
    rows = select(AssessmentRound).where(AssessmentRound.id.in_(ids))
    return list(session.scalars(rows.order_by(AssessmentRound.opened_at.desc(), AssessmentRound.id.desc())))


def _told(
    session: Session, body: str, rounds: Sequence[AssessmentRound], asked: AssessmentRound, found: list[Assessment]
) -> Voices:
    speaking = sorted(found, key=lambda one: (VOICES.index(one.voice), one.author or "", one.id))
    rows = select(AssessmentSnapshot).where(AssessmentSnapshot.assessment.in_([one.id for one in speaking]))
    kept = {one.assessment: one for one in session.scalars(rows)}
    snapshots = [kept[one.id] for one in speaking]
    instrument = instrument_of(session, asked.instrument, asked.version)
    trees = [read(one.scores) for one in snapshots]
    areas = []
    for area in instrument.areas:
        scores = [tree.areas.get(area.id) for tree in trees]
        areas.append(AreaVoices(area.id, scores, ranges_apart(scores)))
    items = []
    for item in instrument.items:
        answers = [_answer(one.answers.get(item.id)) for one in snapshots]
        items.append(ItemVoices(item.id, item.area, answers, answers_apart(item, answers)))
    return Voices(
        body=body,
        round=asked.id,
        title=asked.title,
        instrument=instrument,
        rounds=[(one.id, one.title) for one in rounds],
        speakers=[Speaker(one.id, one.voice, one.author, kept[one.id].made_at.date()) for one in speaking],
        areas=areas,
        items=items,
    )


def _answer(entry: Mapping[str, Any] | None) -> Answer:
    if entry is None:
        return _NOTHING
    return Answer(Standing(entry["standing"]), entry.get("value"))


def ranges_apart(scores: Sequence[Score | None]) -> bool:
    """Whether two of these ranges have nothing in common, whatever is still open in them."""
    there = [score for score in scores if score is not None]
    return any(one.upper < other.lower or other.upper < one.lower for one, other in combinations(there, 2))


def answers_apart(item: Item, answers: Sequence[Answer]) -> bool:
    """Whether two who said something of an item said different things. Words are read, not compared."""
    if item.type is AnswerType.TEXT:
        return False
    said = {
        (answer.standing, _value(item, answer)) for answer in answers if answer.standing is not Standing.NOT_ANSWERED
    }
    return len(said) > 1


def _value(item: Item, answer: Answer) -> object:
    if answer.value is None or item.type not in _NUMBERS:
        return answer.value
    try:
        # 5 and 5.0 are one answer.
        return Decimal(str(answer.value))
    except InvalidOperation:
        return answer.value
