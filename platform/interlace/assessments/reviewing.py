"""A reviewer's view written from outside: what an expert visit found, as the reviewer's voice of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from interlace.assessments.answering import NOT_ANSWERED, keep
from interlace.assessments.asked import instrument_of_round
from interlace.assessments.sending import begin_correction, deliver
from interlace.assessments.values import answer_of, note_of, stored
from interlace.assessments.voices import WHOLE, all_of
from interlace.db.identifiers import new_id
from interlace.db.models import Assessment, AssessmentAnswer, AssessmentPerson, AssessmentRound
from interlace.errors import FieldProblem, Invalid, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.unit import Unit
    from policies.instruments import Answer


def record_review(
    unit: Unit, round_id: UUID, body: str, answers: Mapping[str, Answer], reviewer: UUID, reasons: Mapping[str, str]
) -> UUID:
    """Write and send the reviewer's voice on a body in a round, with reasons by item; the assessment's id.

    What was sent before stays, and this is a new version of it. Leave is asked by whoever calls. Raises Unknown where
    the body is not of the round; Invalid for answers that do not fit.
    """
    asked = unit.session.scalar(select(AssessmentRound).where(AssessmentRound.id == round_id))
    of_body = [] if asked is None else all_of(unit.session, round_id, body)
    if asked is None or not of_body:
        raise Unknown(f"There is no body {body[:64]} in this round.")
    instrument = instrument_of_round(unit.session, asked)
    unknown = [name for name in answers if name not in instrument.items_by_id]
    if unknown:
        raise Invalid([FieldProblem(f"/answers/{name[:64]}", "bad-value") for name in unknown])
    found = _open_review(unit, round_id, body, of_body)
    named = {"assessment": found.id, "user_id": reviewer, "area": WHOLE, "named_at": unit.at}
    unit.session.execute(insert(AssessmentPerson).values(**named).on_conflict_do_nothing())
    for name, answer in answers.items():
        told = answer_of(instrument.items_by_id[name], str(answer.standing), answer.value, f"/answers/{name}")
        _put(unit, found, name, told, reviewer, note_of(reasons.get(name), f"/answers/{name}/note"))
    unit.session.flush()
    deliver(unit, found, instrument, evidence=False)
    return found.id


def _open_review(unit: Unit, round_id: UUID, body: str, of_body: list[Assessment]) -> Assessment:
    """The reviewer's assessment that is written into: the open one, a correction of what was sent, or a new one."""
    reviews = sorted((one for one in of_body if one.voice == "reviewer"), key=lambda one: one.version)
    if not reviews:
        made = Assessment(id=new_id(), round=round_id, body=body, voice="reviewer", version=1, state="open")
        unit.session.add(made)
        unit.session.flush()
        return made
    last = reviews[-1]
    return begin_correction(unit, last) if last.state in {"sent", "released"} else last


def _put(unit: Unit, found: Assessment, item: str, told: Answer, reviewer: UUID, note: str | None) -> None:
    row = unit.session.scalar(
        select(AssessmentAnswer).where(AssessmentAnswer.assessment == found.id, AssessmentAnswer.item == item)
    )
    if row is None:
        row = AssessmentAnswer(assessment=found.id, item=item, revision=0)
        unit.session.add(row)
    elif row.answered_by != reviewer and row.standing != NOT_ANSWERED:
        # A named reviewer may have begun a draft of their own: it is kept beside, not lost.
        keep(unit, row)
    row.standing, row.value, row.note = str(told.standing), stored(told), note
    row.source, row.answered_by, row.answered_at = "person", reviewer, unit.at
    row.revision = row.revision + 1
