"""Lists and single ones: rounds, assessments, how their items stand, comments, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import false, or_, select, tuple_

from interlace.assessments.asked import Asked, answers_of, asked_items, instrument_of_round
from interlace.assessments.sending import missing_of, problems_of
from interlace.assessments.showing import (
    AnswerTold,
    AreaTold,
    AssessmentTold,
    CommentTold,
    KeptTold,
    RoundTold,
    SnapshotTold,
    handed,
    names,
    snapshot_row,
    told_assessment,
    told_assessments,
    told_round,
    told_rounds,
)
from interlace.assessments.snapshots import answers_in, verify
from interlace.assessments.values import read_evidence
from interlace.assessments.voices import (
    WRITERS,
    known_assessment,
    known_round,
    own_assessment,
    person_behind,
    readable_assessment,
    reader,
    seen_among,
)
from interlace.db import tenancy
from interlace.db.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentAnswerKept,
    AssessmentComment,
    AssessmentPerson,
    AssessmentRound,
)
from interlace.db.models.assessments import STATES
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation
from interlace.requests.entitled import reach

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from interlace.assessments.voices import Asker, Seen
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from policies.instruments import Instrument

MOST_A_PAGE = 200
#: So many assessments are looked at at once, however many there are.
_LOOKED_AT = 300


@dataclass(frozen=True)
class RoundPage:
    """Some rounds, the last one first."""

    rounds: Sequence[RoundTold]
    has_more: bool


@dataclass(frozen=True)
class AssessmentPage:
    """Some assessments, those of the last round first."""

    assessments: Sequence[AssessmentTold]
    has_more: bool


@dataclass(frozen=True)
class CommentPage:
    """Some comments, in the order in which they were written."""

    comments: Sequence[CommentTold]
    has_more: bool


@dataclass(frozen=True)
class ReviewTold:
    """What whoever looks an assessment through is to know before it is sent."""

    problems: Sequence[FieldProblem]
    """What keeps it from being sent, item by item: `/answers/<item>/…`."""
    missing: Sequence[str]
    """Items that are asked and not answered: the scores become ranges."""
    unconfirmed: Sequence[str]
    """Items that came from the register or the last round, and that nobody has confirmed."""


def rounds(
    database: Database, principal: Principal, tenant_id: UUID, view: View, *, first: int = 50, after: UUID | None = None
) -> RoundPage:
    """Rounds of which the asker may know, the last one first. `after` is an id. Raises Invalid."""
    _check_first(first)
    with tenancy.reading(database, tenant_id) as session:
        who = reader(session, principal, view)
        rows = select(AssessmentRound).where(AssessmentRound.id.in_(_candidates(session, principal, view)))
        rows = rows.order_by(AssessmentRound.id.desc()).limit(first + 1)
        found: list[AssessmentRound] = []
        while len(found) <= first:
            page = session.scalars(rows if after is None else rows.where(AssessmentRound.id < after)).all()
            found += _known(who, page)
            if len(page) <= first:
                break
            after = page[-1].id
        return RoundPage(told_rounds(who, found[:first]), len(found) > first)


def round_of(database: Database, principal: Principal, tenant_id: UUID, view: View, round_id: UUID) -> RoundTold:
    """One round. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        who = reader(session, principal, view)
        return told_round(who, known_round(who, round_id))


def _known(who: Asker, page: Sequence[AssessmentRound]) -> list[AssessmentRound]:
    """Those of some rounds of which somebody may know, as `voices.known_round` decides of one."""
    if who.may(Operation.ROUND_MANAGE):
        return list(page)
    of_rounds = select(Assessment).where(Assessment.round.in_([one.id for one in page]))
    known = {one.assessment.round for one in seen_among(who, who.session.scalars(of_rounds).all())}
    return [one for one in page if one.id in known]


def _candidates(session: Session, principal: Principal, view: View) -> Select[UUID]:
    """The rounds in which somebody may have a part: what is left out is nobody's; what is in is looked at closely."""
    return select(Assessment.round).where(_perhaps(session, principal, view)).distinct()


def _perhaps(session: Session, principal: Principal, view: View) -> ColumnElement[bool]:
    if principal.kind == "system":
        return Assessment.id.is_not(None)
    within = [reach(view, principal, one) for one in (Operation.RECORDS_WRITE, Operation.ROUND_MANAGE)]
    if None in within:
        return Assessment.id.is_not(None)
    bodies = {body for some in within if some is not None for body in some}
    bodies |= {grant.body for grant in principal.grants if grant.role in WRITERS and grant.body is not None}
    person = person_behind(session, principal)
    mine = select(AssessmentPerson.assessment).where(AssessmentPerson.user_id == person)
    named = Assessment.id.in_(mine) if person is not None else false()
    return or_(Assessment.body.in_(bodies), Assessment.author.in_(bodies), named)


def assessments(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    *,
    round_id: UUID | None = None,
    body: str | None = None,
    states: Sequence[str] = (),
    yours: bool = False,
    first: int = 50,
    after: UUID | None = None,
) -> AssessmentPage:
    """Assessments of which the asker may know, the last one first; `yours` are those in which they speak.

    Of a round that they may not know of there are none. Raises Invalid.
    """
    _check_first(first)
    if not set(states) <= set(STATES):
        raise Invalid([FieldProblem("/state", "bad-choice", {"choices": ", ".join(STATES)})])
    with tenancy.reading(database, tenant_id) as session:
        who = reader(session, principal, view)
        perhaps = select(Assessment.round, Assessment.body).where(_perhaps(session, principal, view)).distinct()
        perhaps = perhaps if round_id is None else perhaps.where(Assessment.round == round_id)
        places = (perhaps if body is None else perhaps.where(Assessment.body == body)).subquery()
        rows = select(Assessment).join(
            places, (places.c.round == Assessment.round) & (places.c.body == Assessment.body)
        )
        rows = rows.where(Assessment.state.in_(list(states))) if states else rows
        rows = rows.order_by(Assessment.id.desc()).limit(_LOOKED_AT)
        found: list[Seen] = []
        while len(found) <= first:
            page = session.scalars(rows if after is None else rows.where(Assessment.id < after)).all()
            found += [one for one in _seen(who, page) if one.yours or not yours]
            if len(page) < _LOOKED_AT:
                break
            after = page[-1].id
        return AssessmentPage(told_assessments(session, found[:first]), len(found) > first)


def _seen(who: Asker, page: Sequence[Assessment]) -> list[Seen]:
    """What somebody may know of among some assessments, in their order: it hangs on all voices on each body."""
    places = tuple_(Assessment.round, Assessment.body).in_({(one.round, one.body) for one in page})
    known = {
        one.assessment.id: one for one in seen_among(who, who.session.scalars(select(Assessment).where(places)).all())
    }
    return [known[one.id] for one in page if one.id in known]


def assessment(
    database: Database, principal: Principal, tenant_id: UUID, view: View, assessment_id: UUID
) -> AssessmentTold:
    """One assessment: whose voice, and how far it has come. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        return told_assessment(session, known_assessment(reader(session, principal, view), assessment_id))


def answers(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    assessment_id: UUID,
    *,
    area: str | None = None,
    item: str | None = None,
) -> list[AnswerTold]:
    """How each item stands, in the order of the instrument: of one's own voice with who said it and what else was said,
    of another that was released as it was sent. Raises Unknown.
    """
    with tenancy.reading(database, tenant_id) as session:
        found = readable_assessment(reader(session, principal, view), assessment_id)
        instrument = _instrument(session, found)
        told = _own(session, found, instrument) if found.yours else _sent(session, found, instrument)
    return [one for one in told if area in (None, one.area) and item in (None, one.item)]


def _instrument(session: Session, found: Seen) -> Instrument:
    rows = select(AssessmentRound).where(AssessmentRound.id == found.assessment.round)
    return instrument_of_round(session, session.scalars(rows).one())


def _own(session: Session, found: Seen, instrument: Instrument) -> list[AnswerTold]:
    own = found.assessment.id
    asked = asked_items(instrument, answers_of(session, instrument, own))
    rows = {
        row.item: row for row in session.scalars(select(AssessmentAnswer).where(AssessmentAnswer.assessment == own))
    }
    kept = session.scalars(
        select(AssessmentAnswerKept)
        .where(AssessmentAnswerKept.assessment == own)
        .order_by(AssessmentAnswerKept.answered_at.desc(), AssessmentAnswerKept.id.desc())
    ).all()
    known = names(session, [row.answered_by for row in rows.values()] + [row.answered_by for row in kept])
    others: dict[str, list[KeptTold]] = {}
    for one in kept:
        by = known.get(one.answered_by)
        others.setdefault(one.item, []).append(
            KeptTold(one.id, one.standing, one.value, one.note, one.source, by, one.answered_at)
        )
    told = []
    for item in instrument.items:
        row = rows.get(item.id)
        told.append(
            AnswerTold(
                item=item.id,
                area=item.area,
                asked=asked[item.id].value,
                standing="not_answered" if row is None else row.standing,
                value=None if row is None else row.value,
                evidence=() if row is None else read_evidence(row.evidence),
                note=None if row is None else row.note,
                source="person" if row is None else row.source,
                answered_by=None if row is None else known.get(row.answered_by),
                answered_at=None if row is None else row.answered_at,
                revision=0 if row is None else row.revision,
                others=tuple(others.get(item.id, ())),
            )
        )
    return told


def _sent(session: Session, found: Seen, instrument: Instrument) -> list[AnswerTold]:
    """What was sent, without anybody's name."""
    row = snapshot_row(session, found.assessment.id)
    sent = {} if row is None else row.answers
    asked = asked_items(instrument, answers_in(instrument, sent))
    told = []
    for item in instrument.items:
        entry = sent.get(item.id, {"standing": "not_answered"})
        told.append(
            AnswerTold(
                item=item.id,
                area=item.area,
                asked=asked[item.id].value,
                standing=str(entry["standing"]),
                value=entry.get("value"),
                evidence=read_evidence({"items": entry.get("evidence", ())}),
                note=entry.get("note"),
                source=entry.get("source", "person"),
                answered_by=None,
                answered_at=None,
                revision=0,
            )
        )
    return told


def areas(database: Database, principal: Principal, tenant_id: UUID, view: View, assessment_id: UUID) -> list[AreaTold]:
    """How far each area of one's own voice has come, and who is on it. Raises Unknown."""
    told = answers(database, principal, tenant_id, view, assessment_id)
    with tenancy.reading(database, tenant_id) as session:
        found = known_assessment(reader(session, principal, view), assessment_id)
        instrument = _instrument(session, found)
        to = handed(session, assessment_id) if found.yours else {}
    progress = []
    for area in instrument.areas:
        own = [one for one in told if one.area == area.id and one.asked != Asked.NO.value]
        done = [one for one in own if one.standing != "not_answered"]
        last = max((one for one in done if one.answered_at), key=lambda one: one.answered_at or 0, default=None)
        progress.append(
            AreaTold(
                area=area.id,
                items=len(own),
                answered=len(done),
                unconfirmed=sum(one.source != "person" for one in done),
                handed_to=tuple(to.get(area.id, ())),
                last_by=None if last is None else last.answered_by,
                last_at=None if last is None else last.answered_at,
            )
        )
    return progress


def review(database: Database, principal: Principal, tenant_id: UUID, view: View, assessment_id: UUID) -> ReviewTold:
    """What is to be known before an assessment of one's own voice is sent. Raises Unknown."""
    with tenancy.reading(database, tenant_id) as session:
        found = own_assessment(reader(session, principal, view), assessment_id)
        asked = session.scalars(select(AssessmentRound).where(AssessmentRound.id == found.round)).one()
        instrument = instrument_of_round(session, asked)
        rows = select(AssessmentAnswer.item).where(
            AssessmentAnswer.assessment == found.id, AssessmentAnswer.source != "person"
        )
        unconfirmed = session.scalars(rows.order_by(AssessmentAnswer.item)).all()
        return ReviewTold(
            problems_of(session, instrument, found.id), missing_of(session, instrument, found.id), unconfirmed
        )


def comments(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    view: View,
    assessment_id: UUID,
    *,
    item: str | None = None,
    first: int = 50,
    after: UUID | None = None,
) -> CommentPage:
    """What people of one's own voice said to each other. Raises Unknown, Invalid."""
    _check_first(first)
    with tenancy.reading(database, tenant_id) as session:
        own_assessment(reader(session, principal, view), assessment_id)
        rows = select(AssessmentComment).where(AssessmentComment.assessment == assessment_id)
        rows = rows if item is None else rows.where(AssessmentComment.item == item)
        rows = rows if after is None else rows.where(AssessmentComment.id > after)
        found = session.scalars(rows.order_by(AssessmentComment.id).limit(first + 1)).all()
        known = names(session, [one.author for one in found])
        told = [
            CommentTold(one.id, one.item, one.text, known.get(one.author), one.author == principal.id, one.written_at)
            for one in found[:first]
        ]
        return CommentPage(told, len(found) > first)


def snapshot(
    database: Database, principal: Principal, tenant_id: UUID, view: View, assessment_id: UUID
) -> SnapshotTold:
    """What was sent, and whether it comes out the same today. Raises Unknown, also where nothing was sent."""
    with tenancy.reading(database, tenant_id) as session:
        readable_assessment(reader(session, principal, view), assessment_id)
        row = snapshot_row(session, assessment_id)
        if row is None:
            raise Unknown(f"Nothing was sent of the assessment {assessment_id}.")
        return SnapshotTold(
            assessment=row.assessment,
            instrument=row.instrument,
            version=row.version,
            instrument_digest=row.instrument_digest,
            answers=row.answers,
            scores=row.scores,
            digest=row.digest,
            made_at=row.made_at,
            reproducible=verify(session, row),
        )


def _check_first(first: int) -> None:
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
