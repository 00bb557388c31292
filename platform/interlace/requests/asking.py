"""Asking: what is known already is told at once, what others wait for is joined, and only the rest reaches a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as put

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Asking, Body, Notice, Question, Request, TenantRegister
from interlace.errors import Conflict
from interlace.notices import take_back, tell
from interlace.notices.people import people_of_each
from interlace.requests.acting import acted_on
from interlace.requests.known import Known, known_already
from interlace.requests.showing import RequestTold, told_request
from interlace.requests.wanted import Wanted, wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from interlace.reading.view import View
    from interlace.requests.items import Item

    Pair = tuple[str, Item]

_WAITING = Question.state == "waiting"


@dataclass(frozen=True)
class Foreseen:
    """What would become of one item asked of one body."""

    body: str
    kind: str
    subject: str
    words: str | None
    outcome: str
    why: str | None
    """Why it is known, where it is."""
    since: object
    nobody: bool
    """Nobody of the body uses Interlace yet."""


@dataclass(frozen=True)
class Preview:
    """What a request would come to. Nothing is written, and nobody is told."""

    asked: int
    joined: int
    already_known: int
    foreseen: Sequence[Foreseen]


def preview(
    database: Database, principal: Principal, tenant_id: UUID, view: View, given: Mapping[str, object]
) -> Preview:
    """What asking this would come to now. Raises Invalid, Forbidden."""
    asks = wanted(view, principal, given)
    with tenancy.reading(database, tenant_id) as session:
        known = known_already(session, view, asks.bodies, asks.items)
        waiting = _waiting(session, asks)
        people = people_of_each(session, asks.bodies)
    foreseen = [
        _foreseen(pair, known.get(pair), waiting=_key(pair) in waiting, nobody=pair[0] not in people)
        for pair in _pairs(asks)
    ]
    counts = {name: sum(one.outcome == name for one in foreseen) for name in ("asked", "joined", "already_known")}
    return Preview(**counts, foreseen=foreseen)


def _foreseen(pair: Pair, known: Known | None, *, waiting: bool, nobody: bool) -> Foreseen:
    body, item = pair
    outcome = "already_known" if known else "joined" if waiting else "asked"
    why, since = (known.why, known.since) if known else (None, None)
    return Foreseen(body, item.kind, item.subject, item.words, outcome, why, since, nobody)


def ask(
    database: Database, principal: Principal, tenant_id: UUID, view: View, given: Mapping[str, object]
) -> RequestTold:
    """Ask bodies for items (`wanted` says what is given). Whoever asks has told no body anything it is not asked for.

    Raises Invalid, Forbidden.
    """
    asks = wanted(view, principal, given)
    with tenancy.writing(database, tenant_id, principal) as unit:
        request = Request(
            id=new_id(),
            asker=principal.label,
            for_body=asks.for_body,
            reason=asks.reason,
            deadline=asks.deadline,
            at=unit.at,
        )
        unit.session.add(request)
        unit.session.flush()
        outcomes = _put(unit, view, request.id, asks)
        _tell_bodies(unit.session, request, {body for body, outcome in outcomes if outcome == "asked"}, unit.at)
        counts = {
            name: sum(outcome == name for _, outcome in outcomes) for name in ("asked", "joined", "already_known")
        }
        unit.did("request.make", f"request:{request.id}", bodies=len(asks.bodies), items=len(asks.items), **counts)
        return told_request(unit.session, request, unit.today)


def _pairs(asks: Wanted) -> list[Pair]:
    return [(body, item) for body in asks.bodies for item in asks.items]


def _key(pair: Pair) -> tuple[str, str, str]:
    return pair[0], pair[1].kind, pair[1].subject


def _waiting(session: Session, asks: Wanted) -> dict[tuple[str, str, str], UUID]:
    """The questions to these bodies that wait for an answer, by what they ask."""
    rows = select(Question.body, Question.kind, Question.subject, Question.id).where(
        _WAITING, Question.body.in_(list(asks.bodies)), Question.kind.in_({item.kind for item in asks.items})
    )
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(rows)}


def _put(unit: Unit, view: View, request: UUID, asks: Wanted) -> list[tuple[str, str]]:
    """Put a question for each body and item, or find the one that waits; the outcomes, by body."""
    known = known_already(unit.session, view, asks.bodies, asks.items)
    pairs = _pairs(asks)
    # What the body itself has answered is pointed at, so that its words reach whoever asks the same later.
    fresh = [_question(pair, unit.at, "known") for pair in pairs if pair in known and known[pair].question is None]
    asked = [_question(pair, unit.at, "waiting") for pair in pairs if pair not in known]
    if fresh:
        unit.session.execute(insert(Question), fresh)
    opened: set[UUID] = set()
    if asked:
        once = ["tenant_id", "body", "kind", "subject"]
        opening = put(Question).on_conflict_do_nothing(index_elements=once, index_where=text("state = 'waiting'"))
        opened = set(unit.session.scalars(opening.returning(Question.id), asked))
    waiting = _waiting(unit.session, asks)
    of_known = {(one["body"], one["kind"], one["subject"]): one["id"] for one in fresh}
    askings: list[dict[str, Any]] = []
    for pair in pairs:
        why = known.get(pair)
        question = (why.question or of_known[_key(pair)]) if why else waiting[_key(pair)]
        outcome = "already_known" if why else "asked" if question in opened else "joined"
        askings.append(
            {
                "id": new_id(),
                "request": request,
                "question": question,
                "at": unit.at,
                "outcome": outcome,
                "since": why.since if why else None,
                "known_as": why.why if why else None,
            }
        )
    unit.session.execute(insert(Asking), askings)
    return [(pair[0], one["outcome"]) for pair, one in zip(pairs, askings, strict=True)]


def _question(pair: Pair, at: datetime, state: str) -> dict[str, Any]:
    body, item = pair
    ended = None if state == "waiting" else at
    told = {"body": body, "kind": item.kind, "subject": item.subject, "words": item.words}
    return {"id": new_id(), **told, "state": state, "opened_at": at, "ended_at": ended}


def _tell_bodies(session: Session, request: Request, bodies: Collection[str], at: datetime) -> None:
    people = {person for some in people_of_each(session, bodies).values() for person in some}
    details = {"who": asker_name(session, request.for_body), "what": request.reason}
    until = {"until": request.deadline.isoformat()}
    tell(session, people, "request-asked", f"request:{request.id}", details | until, at)


def asker_name(session: Session, for_body: str | None) -> str:
    """By what name somebody is told who asks: the body's, or that of the tenant."""
    if for_body is None:
        return session.scalar(select(TenantRegister.name)) or "Interlace"
    return session.scalar(select(Body.name).where(Body.code == for_body)) or for_body


def withdraw(database: Database, principal: Principal, tenant_id: UUID, request_id: UUID) -> RequestTold:
    """Take a request back. A question ends when nobody waits for it any more; others go on waiting.

    Raises Unknown, Forbidden; Conflict where it was withdrawn already.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        request = acted_on(unit.session, principal, tenant_id, request_id, unit.today)
        if request.withdrawn_at is not None:
            raise Conflict("The request was withdrawn already.")
        request.withdrawn_at = unit.at
        unit.session.flush()
        _end_unwanted(unit.session, request_id, unit.at)
        _tell_others(unit.session, request_id, unit.at)
        unit.did("request.withdraw", f"request:{request_id}")
        return told_request(unit.session, request, unit.today)


def _end_unwanted(session: Session, request: UUID, at: datetime) -> None:
    """End the questions of a withdrawn request for which nobody waits."""
    others = select(Asking.question).join(Request, Request.id == Asking.request).where(Request.withdrawn_at.is_(None))
    own = select(Asking.question).where(Asking.request == request)
    unwanted = update(Question).where(_WAITING, Question.id.in_(own), Question.id.not_in(others))
    session.execute(unwanted.values(state="not_needed", ended_at=at).execution_options(synchronize_session=False))


def _tell_others(session: Session, request: UUID, at: datetime) -> None:
    """Whoever waits with others for a question that one of them takes back asks it now, where its body has been told
    of it by nobody who still asks, and by no mail.
    """
    for kind in ("request-asked", "request-overdue"):
        take_back(session, kind, f"request:{request}")
    own = select(Question.id, Question.body).join(Asking, Asking.question == Question.id)
    rows = session.execute(own.where(_WAITING, Asking.request == request))
    bodies = {question: body for question, body in rows}  # noqa: C416 - rows are no pairs to a type checker
    heirs = (
        select(Request, Asking.question)
        .join(Asking, Asking.request == Request.id)
        .where(Asking.question.in_(list(bodies)), Request.withdrawn_at.is_(None))
        .order_by(Asking.question, Request.id)
    )
    announced = _announced(session, bodies)
    told: dict[UUID, tuple[Request, set[str]]] = {}
    for heir, question in session.execute(heirs):
        if question not in announced:
            announced.add(question)
            told.setdefault(heir.id, (heir, set()))[1].add(bodies[question])
    for heir, some in told.values():
        _tell_bodies(session, heir, some, at)


def _announced(session: Session, bodies: Mapping[UUID, str]) -> set[UUID]:
    """Those among these questions (with their bodies) of which people of the body have been told by some request."""
    people = people_of_each(session, set(bodies.values()))
    about: Any = literal("request:") + cast(Asking.request, Text)
    rows = (
        select(Asking.question, Notice.user_id)
        .join(Notice, Notice.about == about)
        .where(Asking.question.in_(list(bodies)), Notice.kind == "request-asked")
    )
    return {question for question, person in session.execute(rows) if person in people.get(bodies[question], ())}
