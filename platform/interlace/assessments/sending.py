"""From drafts to what was said: looked through, sent and frozen, corrected by a new version, released to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from graph import scoring
from interlace.assessments.answering import must_take_answers
from interlace.assessments.asked import Asked, answers_of, asked_items, instrument_of_round
from interlace.assessments.showing import told_assessment
from interlace.assessments.snapshots import freeze
from interlace.assessments.telling import people_of_voices, tell_people, tell_sent, tell_voice
from interlace.assessments.values import answer_of as checked
from interlace.assessments.values import read_evidence
from interlace.assessments.voices import (
    WHOLE,
    all_of,
    asker,
    known_assessment,
    known_round,
    own_assessment,
    person_of,
)
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentPerson,
    AssessmentRound,
    AssessmentSnapshot,
)
from interlace.errors import Conflict, FieldProblem, Invalid, Stale, Unknown
from interlace.identity.permissions import Operation
from interlace.register.measurements import record_measurements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.assessments.showing import AssessmentTold
    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from policies.instruments import Instrument

#: Answers that need no evidence although their item asks for it: there is nothing yet that could be shown.
NOTHING_TO_SHOW = ("no", "never", "planned")
NOT_OPEN = "It is not being filled in: it is looked through, was sent, or its round was closed."


def ask_review(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, revision: int
) -> AssessmentTold:
    """Say that it is ready: nothing is answered any more until somebody of the voice has looked it through and sends it
    or takes it back. Raises Unknown, Stale, Closed, Conflict.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, asked = _current(unit, assessment_id, revision)
        if found.state != "open":
            raise Conflict(NOT_OPEN)
        must_take_answers(found, asked)
        found.state, found.review_asked_by = "in_review", person_of(principal)
        found.revision += 1
        unit.session.flush()
        tell_voice(unit, found, "assessment-review", but=principal.id)
        unit.did("assessment.review", f"assessment:{found.id}")
        return _told(unit, found.id)


def take_back_review(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, revision: int
) -> AssessmentTold:
    """Go on filling in. Raises Unknown, Stale, Conflict."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, _ = _current(unit, assessment_id, revision)
        if found.state != "in_review":
            raise Conflict("Nobody is looking it through.")
        found.state, found.review_asked_by = "open", None
        found.revision += 1
        unit.session.flush()
        unit.did("assessment.reopen", f"assessment:{found.id}")
        return _told(unit, found.id)


def send(
    database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID, revision: int
) -> AssessmentTold:
    """Send what was looked through. It is frozen with its scores; what is not answered makes them ranges.

    Raises Unknown, Stale; Conflict where nobody has said that it is ready, or the round is closed; Invalid, naming
    every item, where an answer does not fit or lacks the evidence that it must have.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found, asked = _current(unit, assessment_id, revision)
        if found.state != "in_review":
            raise Conflict("It is sent once somebody has said that it is ready and it was looked through.")
        if asked.closed_at is not None and found.version == 1:
            raise Conflict("The round was closed, so nothing more is sent in it. What you have stays as a draft.")
        deliver(unit, found, instrument_of_round(unit.session, asked))
        return _told(unit, found.id)


def _told(unit: Unit, assessment: UUID) -> AssessmentTold:
    who = asker(unit.session, unit.principal, unit.today)
    return told_assessment(unit.session, known_assessment(who, assessment))


def deliver(unit: Unit, found: Assessment, instrument: Instrument, *, evidence: bool = True) -> None:
    """Freeze an assessment and mark it as sent, as a part of a write. Raises Invalid.

    Without `evidence` none is asked for: whoever was there has seen it.
    """
    problems = problems_of(unit.session, instrument, found.id)
    problems = [one for one in problems if evidence or not one.pointer.endswith("/evidence")]
    if problems:
        raise Invalid(problems)
    freeze(unit.session, found.id, instrument, unit.at)
    found.state, found.sent_at, found.sent_by = "sent", unit.at, person_of(unit.principal)
    found.revision += 1
    unit.session.flush()
    tell_sent(unit, found)
    unit.did("assessment.send", f"assessment:{found.id}", version=found.version)


def problems_of(session: Session, instrument: Instrument, assessment: UUID) -> list[FieldProblem]:
    """What keeps an assessment from being sent, item by item: answers out of their type, evidence that is missing.

    Items that are not answered, and those that are skipped, keep nothing from being sent.
    """
    rows = {
        row.item: row
        for row in session.scalars(select(AssessmentAnswer).where(AssessmentAnswer.assessment == assessment))
    }
    asked = asked_items(instrument, answers_of(session, instrument, assessment))
    problems: list[FieldProblem] = []
    for item in instrument.items:
        row = rows.get(item.id)
        if row is None or row.standing != "answered" or asked[item.id] is Asked.NO:
            continue
        try:
            checked(item, row.standing, row.value, f"/answers/{item.id}")
        except Invalid as invalid:
            problems += invalid.problems
        if item.evidence == "required" and row.value not in NOTHING_TO_SHOW and not read_evidence(row.evidence):
            problems.append(FieldProblem(f"/answers/{item.id}/evidence", "required"))
    return problems


def correct(database: Database, principal: Principal, tenant_id: UUID, assessment_id: UUID) -> UUID:
    """Begin a new version of what was sent, with all its answers; the earlier one stays as it was. Returns its id.

    Raises Unknown; Conflict where it was not sent, or a newer version is there already.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        found = own_assessment(asker(unit.session, principal, unit.today), assessment_id)
        if found.state not in {"sent", "released"}:
            raise Conflict("It was not sent yet: change it as it is.")
        newer = select(Assessment.id).where(Assessment.corrects == assessment_id)
        if unit.session.scalar(newer) is not None:
            raise Conflict("A correction of it is there already.")
        return begin_correction(unit, found).id


def begin_correction(unit: Unit, found: Assessment) -> Assessment:
    """A new version with the answers and the people of the one before, as a part of a write."""
    made = Assessment(
        id=new_id(),
        round=found.round,
        body=found.body,
        voice=found.voice,
        author=found.author,
        version=found.version + 1,
        corrects=found.id,
        state="open",
    )
    unit.session.add(made)
    unit.session.flush()
    _copy(unit.session, AssessmentAnswer, found.id, made.id)
    _copy(unit.session, AssessmentPerson, found.id, made.id)
    unit.did("assessment.correct", f"assessment:{made.id}", corrects=str(found.id))
    return made


def _copy(session: Session, table: type[AssessmentAnswer | AssessmentPerson], source: UUID, target: UUID) -> None:
    """Copy the rows of one assessment to another."""
    columns = [column for column in table.__table__.columns if column.name not in {"assessment", "tenant_id"}]
    rows = session.execute(select(*columns).where(table.assessment == source)).mappings().all()
    if rows:
        session.execute(insert(table), [{**row, "assessment": target} for row in rows])


def release(database: Database, principal: Principal, tenant_id: UUID, round_id: UUID, body: str) -> int:
    """Open the voices on a body in a round to each other, all at once. How many were released.

    Raises Unknown; Conflict while a voice has not sent and the round is open, so that nobody who still
    answers reads what others said, and where nothing was sent.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        who = asker(unit.session, principal, unit.today)
        asked = known_round(who, round_id)
        if not who.may(Operation.ROUND_MANAGE, body) and not who.may(Operation.ROUND_MANAGE):
            raise Unknown(f"There is no round {round_id}.")
        of_body = all_of(unit.session, round_id, body)
        if not of_body:
            raise Unknown(f"There is no body {body[:64]} in this round.")
        waiting = [one for one in of_body if one.state in {"open", "in_review"} and _asked(unit.session, one)]
        if waiting and asked.closed_at is None:
            raise Conflict("Not every voice has sent yet. Voices are opened to each other all at once.")
        sent = [one for one in of_body if one.state == "sent"]
        if not sent:
            raise Conflict("Nothing waits to be released for this body.")
        for one in sent:
            one.state, one.released_at = "released", unit.at
            one.revision += 1
        unit.session.flush()
        _measure(unit, asked, sent, of_body)
        people = {person for some in people_of_voices(unit.session, of_body).values() for person in some}
        last = max(sent, key=lambda one: (one.voice == "body", one.version))
        tell_people(unit, last, "assessment-released", sorted(people - {principal.id}))
        unit.did("assessment.release", f"round:{round_id}", body=body, voices=len(sent))
        return len(sent)


def _measure(unit: Unit, asked: AssessmentRound, sent: Sequence[Assessment], of_body: Sequence[Assessment]) -> None:
    """Put what the body scored into the register, where everybody reads it: from here on nobody is blind to it.

    It was measured on the day of the first version: a correction replaces that, and overrides no later round.
    """
    own = max((one for one in sent if one.voice == "body"), key=lambda one: one.version, default=None)
    if own is None or own.sent_at is None:
        return
    frozen = unit.session.scalars(select(AssessmentSnapshot).where(AssessmentSnapshot.assessment == own.id)).one()
    tree, instrument = scoring.read(frozen.scores), instrument_of_round(unit.session, asked)
    first = min(one.sent_at for one in of_body if one.voice == "body" and one.sent_at is not None)
    record_measurements(unit, own.body, tree, instrument, first.date())


def _asked(session: Session, one: Assessment) -> bool:
    """Whether somebody is to send it: a reviewer's view for which nobody was named waits for nobody."""
    if one.voice != "reviewer":
        return True
    named = select(AssessmentPerson.user_id).where(
        AssessmentPerson.assessment == one.id, AssessmentPerson.area == WHOLE
    )
    answered = select(AssessmentAnswer.item).where(AssessmentAnswer.assessment == one.id)
    return session.scalar(named.limit(1)) is not None or session.scalar(answered.limit(1)) is not None


def _current(unit: Unit, assessment_id: UUID, revision: int) -> tuple[Assessment, AssessmentRound]:
    """An assessment of the asker's own voice at the revision that they read, and its round. Raises Unknown, Stale."""
    found = own_assessment(asker(unit.session, unit.principal, unit.today), assessment_id)
    if found.revision != revision:
        raise Stale(revision, found.revision)
    return found, unit.session.scalars(select(AssessmentRound).where(AssessmentRound.id == found.round)).one()


def missing_of(session: Session, instrument: Instrument, assessment: UUID) -> Sequence[str]:
    """Items that are asked and not answered, in the order of the instrument."""
    answers = answers_of(session, instrument, assessment)
    asked = asked_items(instrument, answers)
    return [
        item.id
        for item in instrument.items
        if asked[item.id] is not Asked.NO
        and (item.id not in answers or str(answers[item.id].standing) == "not_answered")
    ]
