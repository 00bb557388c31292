"""Answering: one answer is one write, so that several people fill in at once. Where two are in one field, both are
told, what was confirmed last holds, and the other's words are kept and shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from interlace.assessments.asked import instrument_of_round, item_of, items_of_area
from interlace.assessments.given import Reading
from interlace.assessments.telling import tell_people
from interlace.assessments.values import (
    Evidence,
    answer_of,
    evidence_of,
    note_of,
    stored,
    stored_evidence,
)
from interlace.assessments.voices import asker, own_assessment, person_of
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Assessment, AssessmentAnswer, AssessmentAnswerKept, AssessmentRound
from interlace.errors import Conflict, Stale

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from policies.instruments import Answer, Item

ANSWER_FIELDS = ("item", "standing", "value", "evidence", "note", "after")
#: So many earlier answers of one item are kept at most; the oldest go first.
MOST_KEPT = 20
NOT_ANSWERED = "not_answered"


class Overtaken(Stale):
    """Somebody else answered the item meanwhile. What the asker wrote is kept beside it, and shown to both."""


class Closed(Conflict):
    """The assessment takes no answers any more, or not now; what was written is kept for its writer by the page."""


def answer(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, given: Mapping[str, object]
) -> int:
    """Answer one item (`item`, `standing`, `value`, `evidence`, `note`); `after` is the revision of the answer that was
    read, 0 where there was none. Returns its new revision.

    Raises Unknown, Invalid; Closed where nothing is answered now; Overtaken where it has another revision by now: then
    what was written is kept beside it, and whoever answered meanwhile is told.
    """
    overtaken: int | None = None
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, asked = fillable(unit, assessment_id)
        instrument = instrument_of_round(unit.session, asked)
        read = Reading(given, ANSWER_FIELDS)
        item = read.take(lambda: item_of(instrument, given.get("item")))
        after = read.take(lambda: read.revision("after"))
        evidence = read.take(lambda: evidence_of(given.get("evidence")))
        note = read.take(lambda: note_of(given.get("note")))
        told = read.take(lambda: answer_of(item, given.get("standing"), given.get("value"))) if item else None
        read.finish()
        assert told is not None  # noqa: S101 - whatever is wrong was raised
        wanted = _Wanted(item, told, evidence, note)
        before = _standing(unit, assessment_id, wanted.item.id)
        current = 0 if before is None else before.revision
        if after != current and before is not None and not wanted.same_as(before):
            overtaken = current
            _keep_attempt(unit, found, wanted, before)
        else:
            current = put(unit, found, before, wanted)
    if overtaken is not None:
        raise Overtaken(after, overtaken)
    return current


class _Wanted:
    """What somebody answers."""

    def __init__(self, item: Item, told: Answer, evidence: tuple[Evidence, ...], note: str | None) -> None:
        self.item, self.told, self.evidence, self.note = item, told, evidence, note

    @property
    def standing(self) -> str:
        """How the item is to stand."""
        return str(self.told.standing)

    @property
    def value(self) -> str | None:
        """The value as it is kept."""
        return stored(self.told)

    def same_as(self, row: AssessmentAnswer) -> bool:
        """Whether the item stands like this already."""
        return (row.standing, row.value, row.evidence, row.note) == (
            self.standing,
            self.value,
            stored_evidence(self.evidence),
            self.note,
        )


def fillable(unit: Unit, assessment_id: UUID) -> tuple[Assessment, AssessmentRound]:
    """An assessment of the asker's own voice that takes answers now, and its round. Raises Unknown, Closed."""
    found = own_assessment(asker(unit.session, unit.principal, unit.today), assessment_id)
    asked = unit.session.scalars(select(AssessmentRound).where(AssessmentRound.id == found.round)).one()
    must_take_answers(found, asked)
    return found, asked


def must_take_answers(found: Assessment, asked: AssessmentRound) -> None:
    """Raise Closed, with why, unless the assessment takes answers now. A correction goes on after its round closed."""
    if found.state in {"sent", "released"}:
        raise Closed("This assessment was sent. What is wrong in it is put right by a correction, a new version.")
    if asked.closed_at is not None and found.version == 1:
        raise Closed("The round was closed, so nothing more is answered in it. What you had saved stays as a draft.")
    if found.state == "in_review":
        raise Closed("Somebody is looking this through before it is sent. Take it back to filling in to change it.")


def _standing(unit: Unit, assessment: UUID, item: str) -> AssessmentAnswer | None:
    rows = select(AssessmentAnswer).where(AssessmentAnswer.assessment == assessment, AssessmentAnswer.item == item)
    return unit.session.scalar(rows.with_for_update())


def put(unit: Unit, found: Assessment, before: AssessmentAnswer | None, wanted: _Wanted) -> int:
    """Let an item stand as it is wanted; what another person said before is kept. Its revision."""
    person = person_of(unit.principal)
    if before is not None and wanted.same_as(before) and before.source == "person":
        return before.revision
    if before is None:
        if wanted.standing == NOT_ANSWERED and not wanted.evidence and wanted.note is None:
            return 0
        before = AssessmentAnswer(assessment=found.id, item=wanted.item.id, revision=0)
        unit.session.add(before)
    elif before.answered_by != person and before.standing != NOT_ANSWERED:
        keep(unit, before)
    before.standing, before.value = wanted.standing, wanted.value
    before.evidence, before.note = stored_evidence(wanted.evidence), wanted.note
    before.source, before.answered_by, before.answered_at = "person", person, unit.at
    before.revision = before.revision + 1
    # What stands now is no longer beside it.
    own = AssessmentAnswerKept.assessment == found.id, AssessmentAnswerKept.item == wanted.item.id
    mine = AssessmentAnswerKept.answered_by.is_not_distinct_from(person)
    unit.session.execute(delete(AssessmentAnswerKept).where(*own, mine))
    unit.session.flush()
    unit.did("assessment.answer", f"assessment:{found.id}", item=wanted.item.id)
    return before.revision


def keep(unit: Unit, row: AssessmentAnswer) -> None:
    """Keep what stood for an item, and let go of the oldest where there are too many."""
    unit.session.add(
        AssessmentAnswerKept(
            id=new_id(),
            assessment=row.assessment,
            item=row.item,
            standing=row.standing,
            value=row.value,
            note=row.note,
            source=row.source,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
        )
    )
    unit.session.flush()
    _bound(unit, row.assessment, row.item)


def _bound(unit: Unit, assessment: UUID, item: str) -> None:
    own = AssessmentAnswerKept.assessment == assessment, AssessmentAnswerKept.item == item
    staying = select(AssessmentAnswerKept.id).where(*own)
    staying = staying.order_by(AssessmentAnswerKept.answered_at.desc(), AssessmentAnswerKept.id.desc()).limit(MOST_KEPT)
    unit.session.execute(delete(AssessmentAnswerKept).where(*own, AssessmentAnswerKept.id.not_in(staying)))


def _keep_attempt(unit: Unit, found: Assessment, wanted: _Wanted, before: AssessmentAnswer) -> None:
    """Keep what somebody wrote while another answered, and tell that other."""
    person = person_of(unit.principal)
    own = AssessmentAnswerKept.assessment == found.id, AssessmentAnswerKept.item == wanted.item.id
    mine = AssessmentAnswerKept.answered_by.is_not_distinct_from(person)
    unit.session.execute(delete(AssessmentAnswerKept).where(*own, mine))
    unit.session.add(
        AssessmentAnswerKept(
            id=new_id(),
            assessment=found.id,
            item=wanted.item.id,
            standing=wanted.standing,
            value=wanted.value,
            note=wanted.note,
            source="person",
            answered_by=person,
            answered_at=unit.at,
        )
    )
    unit.session.flush()
    _bound(unit, found.id, wanted.item.id)
    if before.answered_by is not None and before.answered_by != person:
        tell_people(unit, found, "assessment-differs", [before.answered_by])
    unit.did("assessment.differ", f"assessment:{found.id}", item=wanted.item.id)


def confirm_area(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, given: Mapping[str, object]
) -> int:
    """Confirm all answers of an `area` that came from the register or the last round; without an area, all. How many.

    Raises Unknown, Invalid, Closed.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, asked = fillable(unit, assessment_id)
        read = Reading(given, ("area",))
        instrument = instrument_of_round(unit.session, asked)
        whole = given.get("area") in (None, "")
        items = instrument.items_by_id if whole else read.take(lambda: items_of_area(instrument, given.get("area")))
        read.finish()
        rows = select(AssessmentAnswer).where(
            AssessmentAnswer.assessment == found.id,
            AssessmentAnswer.source != "person",
            AssessmentAnswer.item.in_(list(items)),
        )
        confirmed = unit.session.scalars(rows.order_by(AssessmentAnswer.item)).all()
        for row in confirmed:
            row.source, row.answered_by, row.answered_at = "person", person_of(principal), unit.at
            row.revision += 1
        unit.session.flush()
        if confirmed:
            told = {} if whole else {"area": str(given.get("area"))}
            unit.did("assessment.confirm", f"assessment:{found.id}", answers=len(confirmed), **told)
        return len(confirmed)


def count_answers(unit: Unit, assessment: UUID) -> int:
    """How many items of an assessment have a row."""
    rows = select(func.count()).where(AssessmentAnswer.assessment == assessment)
    return unit.session.scalar(rows) or 0
