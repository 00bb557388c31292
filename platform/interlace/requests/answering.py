"""A body's answer to a question, which reaches all who ask it, and what they tell the body in return."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select, update

from interlace.db import tenancy
from interlace.db.models import Asking, Body, Question, Request
from interlace.db.models.asked import ANSWERS, MOST_NOTE_CHARACTERS
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation, may
from interlace.notices import people_of, take_back, tell
from interlace.notices.people import administrators, is_member, people_of_each
from interlace.register import declarations
from interlace.requests.acting import acted_on
from interlace.requests.asking import asker_name
from interlace.requests.showing import (
    AskingTold,
    QuestionTold,
    told_askings,
    told_questions,
)
from interlace.requests.wanted import free_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

#: So long an asker has to say what came of an answer.
REPLY_DAYS = 30
#: “Nothing changed” to one of these renews the body's declaration.
RENEWING = ("declaration", "strategies", "actions")
FIELDS = ("answer", "note")


def answer(
    database: Database, principal: Principal, tenant_id: UUID, question_id: UUID, given: Mapping[str, object]
) -> QuestionTold:
    """Answer a question (`answer`, `note`) for all who ask it. Raises Unknown, Invalid, Conflict if it has ended."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        question = answer_in(unit, question_id, given)
        return told_questions(unit.session, [question], unit.today)[0]


def answer_in(unit: Unit, question_id: UUID, given: Mapping[str, object]) -> Question:
    """The same as a part of a write, in which records may be written too. Raises Unknown, Invalid, Conflict."""
    question = _of_own(unit, question_id)
    word, note = _checked(given)
    if question.state != "waiting":
        raise Conflict("The question has been answered, or nobody waits for an answer any more.")
    if word == "nothing_changed" and question.kind in RENEWING:
        body_id = unit.session.scalars(select(Body.id).where(Body.code == question.body)).one_or_none()
        if body_id is None:
            raise Conflict(f"There is no body {question.body} any more.")
        declarations.nothing_changed(unit, body_id)
    question.state, question.answer, question.note = "answered", word, note
    question.ended_at, question.answered_by = unit.at, unit.principal.label
    unit.session.flush()
    _tell_askers(unit, question)
    unit.did("question.answer", f"question:{question.id}", body=question.body, answer=word)
    return question


def _of_own(unit: Unit, question_id: UUID) -> Question:
    """A question to a body that the principal writes for. Raises Unknown."""
    question = unit.session.scalar(select(Question).where(Question.id == question_id, Question.state != "known"))
    if question is None or not may(unit.session, unit.principal, Operation.RECORDS_WRITE, unit.today, question.body):
        raise Unknown(f"There is no question {question_id}.")
    return question


def _checked(given: Mapping[str, object]) -> tuple[str, str | None]:
    choices = {"choices": ", ".join(FIELDS)}
    problems = [FieldProblem(f"/{name}", "unknown-field", choices) for name in given if name not in FIELDS]
    word, note = given.get("answer"), given.get("note")
    if word is None or word == "":
        problems.append(FieldProblem("/answer", "required"))
    elif word not in ANSWERS:
        problems.append(FieldProblem("/answer", "bad-choice", {"choices": ", ".join(ANSWERS)}))
    if isinstance(note, str) and not note.strip():
        note = None
    try:
        text = None if note is None else free_text(note, "/note", MOST_NOTE_CHARACTERS)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return str(word), text


def _tell_askers(unit: Unit, question: Question) -> None:
    """Everybody who waits is told, and owes a reply; what the body was told and has not been mailed is no longer so."""
    rows = (
        select(Request)
        .join(Asking, Asking.request == Request.id)
        .where(Asking.question == question.id, Request.withdrawn_at.is_(None))
    )
    name = unit.session.scalar(select(Body.name).where(Body.code == question.body)) or question.body
    due = unit.today + timedelta(days=REPLY_DAYS)
    waiting = list(unit.session.scalars(rows.order_by(Request.id)))
    own = Asking.question == question.id, Asking.request.in_([request.id for request in waiting])
    unit.session.execute(update(Asking).where(*own).values(reply_due_on=due))
    for request in waiting:
        details = {"who": name, "what": request.reason, "until": due.isoformat()}
        people = askers_of(unit.session, request)
        tell(unit.session, people, "request-answered", f"request:{request.id}", details, unit.at)
        still_asked = _still_asked(unit.session, request.id)
        for kind in ("request-asked", "request-overdue"):
            take_back(unit.session, kind, f"request:{request.id}", keep=still_asked)


def _still_asked(session: Session, request: UUID) -> set[UUID]:
    """The people of the bodies that a request still asks something."""
    rows = select(Question.body).join(Asking, Asking.question == Question.id).where(Asking.request == request)
    bodies = session.scalars(rows.where(Question.state == "waiting").distinct()).all()
    return {person for people in people_of_each(session, bodies).values() for person in people}


def askers_of(session: Session, request: Request) -> Sequence[UUID]:
    """Whom an answer to a request is told: the person who asked. Where they have left, or a program asked, the people
    of the body in whose name it was; where there are none, the administrators.
    """
    kind, _, known_as = request.asker.partition(":")
    if kind == "user" and is_member(session, UUID(known_as)):
        return [UUID(known_as)]
    people = [] if request.for_body is None else people_of(session, request.for_body)
    return people or administrators(session)


def reply(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    request_id: UUID,
    given: Mapping[str, object],
) -> list[AskingTold]:
    """Tell bodies what came of their answers (`text`; `body`, else all that have answered and were told nothing yet).

    Raises Unknown, Forbidden, Invalid; Conflict where nothing waits for a reply.
    """
    choices = {"choices": "text, body"}
    unknown = [FieldProblem(f"/{name}", "unknown-field", choices) for name in given if name not in {"text", "body"}]
    if unknown:
        raise Invalid(unknown)
    if given.get("text") is None:
        raise Invalid([FieldProblem("/text", "required")])
    text = free_text(given["text"], "/text", MOST_NOTE_CHARACTERS)
    body = given.get("body") or None
    if body is not None and not isinstance(body, str):
        raise Invalid([FieldProblem("/body", "bad-text")])
    with tenancy.writing(database, tenant_id, principal) as unit:
        request = acted_on(unit.session, principal, tenant_id, request_id, unit.today)
        rows = (
            select(Asking, Question)
            .join(Question, Question.id == Asking.question)
            .where(Asking.request == request_id, Asking.reply_due_on.is_not(None), Asking.replied_at.is_(None))
            .order_by(Asking.id)
        )
        owed = [(row[0], row[1]) for row in unit.session.execute(rows)]
        owed = [pair for pair in owed if body in {None, pair[1].body}]
        if not owed:
            raise Conflict("No answer to this request waits for a reply.")
        for asking, _ in owed:
            asking.reply, asking.replied_at, asking.replied_by = text, unit.at, principal.label
        unit.session.flush()
        _tell_repliers(unit, request, {question.body for _, question in owed}, text)
        unit.did("request.reply", f"request:{request_id}", answers=len(owed))
        return told_askings(unit.session, owed, unit.today)


def _tell_repliers(unit: Unit, request: Request, bodies: set[str], text: str) -> None:
    people = {person for body in sorted(bodies) for person in people_of(unit.session, body)}
    details = {"who": asker_name(unit.session, request.for_body), "what": text}
    tell(unit.session, people, "request-replied", f"request:{request.id}", details, unit.at)
    rows = select(Asking.id).where(
        Asking.request == request.id, Asking.reply_due_on.is_not(None), Asking.replied_at.is_(None)
    )
    if unit.session.scalar(rows.limit(1)) is None:
        take_back(unit.session, "request-reply-owed", f"request:{request.id}")
