"""Consultations as those who ask, those who are asked and all other members see them.

Whoever asks sees all. A consulted body sees the text, and its own replies with what became of them. All members see
who was asked, who replied what, and what became of it, once the deadline is over; of a body that agreed, before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - fields of data classes
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - the same

from sqlalchemy import and_, exists, func, or_, select, true

from interlace.db import tenancy
from interlace.db.models import Consultation, ConsultationReply, ConsultedBody
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.names import names_of
from interlace.identity.permissions import Operation
from interlace.requests.entitled import reach
from interlace.workspaces.opening import check_first

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View

STATES = ("open", "over", "withdrawn")
#: How a consulted body stands: it replied and was answered, it waits for an answer, or it has not replied.
STANDINGS = ("answered", "unanswered", "no_reply")


@dataclass(frozen=True)
class ConsultationTold:
    """A consultation. Numbers are told to whoever asks, and to all once it is over; none where they are not."""

    id: UUID
    workspace: UUID | None
    """Told to whoever works in it."""
    body: str
    title: str
    question: str
    text: str | None
    """Not told to members who are not asked, as long as it is not over."""
    due_on: date
    opened_at: datetime
    state: str
    bodies: int | None
    replied: int | None
    unanswered: int | None
    """How many replies wait to hear what becomes of them."""
    own: tuple[str, ...]
    """The consulted bodies (codes) for which the reader replies."""
    revision: int


@dataclass(frozen=True)
class ConsultedTold:
    """A consulted body, and how it stands."""

    body: str
    standing: str
    replies: int
    published: bool
    """Whether all members read its replies."""


@dataclass(frozen=True)
class ReplyTold:
    """What a body said, and what became of it; people are named to those of their own body alone."""

    id: UUID
    body: str
    text: str
    by_name: str | None
    at: datetime
    verdict: str | None
    because: str | None
    answered_by_name: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class ConsultationPage:
    """Some consultations, the last one first."""

    consultations: Sequence[ConsultationTold]
    has_more: bool


@dataclass(frozen=True)
class ConsultedPage:
    """Some consulted bodies, in the order of their codes."""

    bodies: Sequence[ConsultedTold]
    has_more: bool


@dataclass(frozen=True)
class ReplyPage:
    """Some replies, in the order in which they were given."""

    replies: Sequence[ReplyTold]
    has_more: bool


@dataclass(frozen=True)
class _Reader:
    """For whom consultations are told: the bodies whose drafts they see, and whose records they write; None is all."""

    sees: frozenset[str] | None
    writes: frozenset[str] | None
    today: date
    of: frozenset[str] = frozenset()
    """The bodies of which they themselves are."""

    def replies_for(self, consultation: Consultation, body: str) -> bool:
        """Whether they speak for a consulted body: whoever writes for the body that asks does so only as one of it."""
        if self.writes is None:
            return True
        return body in self.writes and (consultation.body not in self.writes or body in self.of)

    def asks(self, consultation: Consultation) -> bool:
        """Whether they see the workspace that it is of."""
        return self.sees is None or consultation.body in self.sees

    def reads_all(self, consultation: Consultation) -> bool:
        """Whether they see all replies."""
        return self.asks(consultation) or _is_over(consultation, self.today)


def _is_over(consultation: Consultation, today: date) -> bool:
    return consultation.withdrawn_at is None and consultation.due_on < today


def _reader(view: View, principal: Principal) -> _Reader:
    return _Reader(
        reach(view, principal, Operation.DRAFTS_READ),
        reach(view, principal, Operation.RECORDS_WRITE),
        view.as_of,
        frozenset(grant.body for grant in principal.grants if grant.body is not None),
    )


def _asked_of(bodies: Collection[str] | None) -> ColumnElement[bool]:
    """It asks one of these bodies."""
    here = ConsultedBody.consultation == Consultation.id
    return true() if bodies is None else exists().where(here, ConsultedBody.body.in_(list(bodies)))


def _known_to(reader: _Reader) -> ColumnElement[bool]:
    if reader.sees is None:
        return true()
    published = exists().where(ConsultedBody.consultation == Consultation.id, ConsultedBody.published_at.is_not(None))
    for_all = and_(Consultation.withdrawn_at.is_(None), or_(Consultation.due_on < reader.today, published))
    return or_(Consultation.body.in_(list(reader.sees)), _asked_of(reader.sees), for_all)


def consultations(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    *,
    workspace: UUID | None = None,
    bodies: Collection[str] = (),
    states: Collection[str] = (),
    first: int = 50,
    after: UUID | None = None,
) -> ConsultationPage:
    """The consultations that the principal may know of, the last first: of a workspace, that ask one of these bodies
    (codes), that stand so. Raises Invalid.
    """
    check_first(first)
    if not set(states) <= set(STATES):
        raise Invalid([FieldProblem("/state", "bad-choice", {"choices": ", ".join(STATES)})])
    reader = _reader(view, principal)
    rows = select(Consultation).where(_known_to(reader)).order_by(Consultation.id.desc()).limit(first + 1)
    if workspace is not None:
        rows = rows.where(Consultation.workspace == workspace)
        if reader.sees is not None:
            # Which workspace one is of, only its own people are told.
            rows = rows.where(Consultation.body.in_(list(reader.sees)))
    if bodies:
        rows = rows.where(_asked_of([code for code in bodies if reader.sees is None or code in reader.sees]))
    if states:
        rows = rows.where(or_(*(_stands(state, reader.today) for state in states)))
    rows = rows if after is None else rows.where(Consultation.id < after)
    with tenancy.reading(database, tenant_id) as session:
        found = session.scalars(rows).all()
        return ConsultationPage(_told(session, found[:first], reader), len(found) > first)


def _stands(state: str, today: date) -> ColumnElement[bool]:
    if state == "withdrawn":
        return Consultation.withdrawn_at.is_not(None)
    over = Consultation.due_on < today
    return and_(Consultation.withdrawn_at.is_(None), over if state == "over" else ~over)


def _found(session: Session, reader: _Reader, consultation_id: UUID) -> Consultation:
    found = session.scalar(select(Consultation).where(Consultation.id == consultation_id, _known_to(reader)))
    if found is None:
        raise Unknown(f"There is no consultation {consultation_id}.")
    return found


def consultation(
    database: Database, principal: Principal, tenant_id: UUID, view: View, consultation_id: UUID
) -> ConsultationTold:
    """One consultation. Raises Unknown."""
    reader = _reader(view, principal)
    with tenancy.reading(database, tenant_id) as session:
        return _told(session, [_found(session, reader, consultation_id)], reader)[0]


def of_the_side(session: Session, found: Sequence[Consultation], today: date) -> list[ConsultationTold]:
    """Consultations as whoever asks sees them."""
    return _told(session, found, _Reader(None, frozenset(), today))


def of_a_body(session: Session, found: Consultation, body: str, today: date) -> ConsultationTold:
    """A consultation as somebody of this body sees it."""
    return _told(session, [found], _Reader(frozenset({body}), frozenset({body}), today))[0]


def _told(session: Session, found: Sequence[Consultation], reader: _Reader) -> list[ConsultationTold]:
    ids = [one.id for one in found]
    asked: dict[UUID, list[str]] = {}
    rows = select(ConsultedBody.consultation, ConsultedBody.body).where(ConsultedBody.consultation.in_(ids))
    for row in session.execute(rows.order_by(ConsultedBody.body)):
        asked.setdefault(row.consultation, []).append(row.body)
    waits = func.count().filter(ConsultationReply.answered_at.is_(None))
    counts = select(ConsultationReply.consultation, func.count(ConsultationReply.body.distinct()), waits)
    counts = counts.where(ConsultationReply.consultation.in_(ids)).group_by(ConsultationReply.consultation)
    numbers = {row[0]: (row[1], row[2]) for row in session.execute(counts)}
    return [_one(one, asked.get(one.id, []), numbers.get(one.id, (0, 0)), reader) for one in found]


def _one(found: Consultation, asked: Sequence[str], numbers: tuple[int, int], reader: _Reader) -> ConsultationTold:
    whole = reader.reads_all(found)
    party = reader.sees is None or any(code in reader.sees for code in asked)
    state = "withdrawn" if found.withdrawn_at is not None else "over" if _is_over(found, reader.today) else "open"
    return ConsultationTold(
        id=found.id,
        workspace=found.workspace if reader.asks(found) else None,
        body=found.body,
        title=found.title,
        question=found.question,
        text=found.text if whole or party else None,
        due_on=found.due_on,
        opened_at=found.opened_at,
        state=state,
        bodies=len(asked) if whole else None,
        replied=numbers[0] if whole else None,
        unanswered=numbers[1] if whole else None,
        own=tuple(code for code in asked if reader.replies_for(found, code)),
        revision=found.revision,
    )


def _shown(found: Consultation, reader: _Reader) -> ColumnElement[bool]:
    """Which consulted bodies, and so whose replies, are told."""
    if reader.sees is None or reader.reads_all(found):
        return true()
    own = ConsultedBody.body.in_(list(reader.sees))
    return own if found.withdrawn_at is not None else or_(own, ConsultedBody.published_at.is_not(None))


def consulted(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    consultation_id: UUID,
    *,
    first: int = 50,
    after: str | None = None,
) -> ConsultedPage:
    """The bodies that are consulted, as far as they are told, and how each stands. Raises Unknown, Invalid."""
    check_first(first)
    reader = _reader(view, principal)
    with tenancy.reading(database, tenant_id) as session:
        found = _found(session, reader, consultation_id)
        rows = select(ConsultedBody).where(ConsultedBody.consultation == consultation_id, _shown(found, reader))
        rows = rows if after is None else rows.where(ConsultedBody.body > after)
        bodies = session.scalars(rows.order_by(ConsultedBody.body).limit(first + 1)).all()
        waits = func.count().filter(ConsultationReply.answered_at.is_(None))
        counts = select(ConsultationReply.body, func.count(), waits).where(
            ConsultationReply.consultation == consultation_id
        )
        numbers = {row[0]: (row[1], row[2]) for row in session.execute(counts.group_by(ConsultationReply.body))}
        told = [
            ConsultedTold(
                body=one.body,
                standing=_standing(*numbers.get(one.body, (0, 0))),
                replies=numbers.get(one.body, (0, 0))[0],
                published=one.published_at is not None or _is_over(found, reader.today),
            )
            for one in bodies[:first]
        ]
        return ConsultedPage(told, len(bodies) > first)


def _standing(replies: int, waiting: int) -> str:
    return "no_reply" if not replies else "unanswered" if waiting else "answered"


def replies(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    consultation_id: UUID,
    *,
    first: int = 50,
    after: UUID | None = None,
) -> ReplyPage:
    """What consulted bodies replied, as far as it is told, and what became of each. Raises Unknown, Invalid."""
    check_first(first)
    reader = _reader(view, principal)
    with tenancy.reading(database, tenant_id) as session:
        found = _found(session, reader, consultation_id)
        here = (
            ConsultedBody.consultation == ConsultationReply.consultation,
            ConsultedBody.body == ConsultationReply.body,
        )
        rows = (
            select(ConsultationReply)
            .join(ConsultedBody, and_(*here))
            .where(ConsultationReply.consultation == consultation_id, _shown(found, reader))
            .order_by(ConsultationReply.id)
            .limit(first + 1)
        )
        rows = rows if after is None else rows.where(ConsultationReply.id > after)
        found_replies = session.scalars(rows).all()
        return ReplyPage(_told_replies(session, found_replies[:first], found, reader), len(found_replies) > first)


def _told_replies(
    session: Session, found: Sequence[ConsultationReply], of: Consultation, reader: _Reader
) -> list[ReplyTold]:
    names = names_of(session, {label for one in found for label in (one.by, one.answered_by) if label is not None})
    return [
        ReplyTold(
            id=one.id,
            body=one.body,
            text=one.text,
            by_name=names.get(one.by) if reader.sees is None or one.body in reader.sees else None,
            at=one.at,
            verdict=one.verdict,
            because=one.because,
            answered_by_name=names.get(one.answered_by or "") if reader.asks(of) else None,
            answered_at=one.answered_at,
        )
        for one in found
    ]


def reply_of_own(session: Session, reply: ConsultationReply, of: Consultation, today: date) -> ReplyTold:
    """A reply as somebody of the body that gave it sees it."""
    return _told_replies(session, [reply], of, _Reader(frozenset({reply.body}), frozenset(), today))[0]


def reply_of_the_side(session: Session, reply: ConsultationReply, of: Consultation, today: date) -> ReplyTold:
    """A reply as somebody of the body that asks, and has just answered it, sees it."""
    return _told_replies(session, [reply], of, _Reader(frozenset({of.body}), frozenset(), today))[0]


def waiting_for(database: Database, tenant_id: UUID, bodies: Collection[str], today: date) -> int:
    """How many consultations that are not over wait for a first reply of one of these bodies."""
    if not bodies:
        return 0
    replied = exists().where(
        ConsultationReply.consultation == ConsultedBody.consultation, ConsultationReply.body == ConsultedBody.body
    )
    rows = (
        select(func.count())
        .select_from(ConsultedBody)
        .join(Consultation, Consultation.id == ConsultedBody.consultation)
        .where(
            ConsultedBody.body.in_(list(bodies)),
            ~replied,
            Consultation.withdrawn_at.is_(None),
            Consultation.due_on >= today,
        )
    )
    with tenancy.reading(database, tenant_id) as session:
        return session.scalar(rows) or 0
