"""A case as it is told: how it stands, who owns it, what was said, and since when its finding comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from interlace.cases.keeping import is_kept, kept, owner_changes, owners_of
from interlace.cases.rights import answering_for, involved, may_settle, may_take_part
from interlace.cases.seeing import inherited_keys, seen, view_for
from interlace.cases.states import is_overdue, state_of, waits_for_settlement
from interlace.db import tenancy
from interlace.db.models import Case, CaseAnswer, CaseAttachment, CaseComment, Episode
from interlace.identity.names import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.cases.keeping import Kept
    from interlace.cases.seeing import SeenFinding
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

#: So much of a conversation and of a past is told, the last of it.
MOST_TOLD = 100
Row = TypeVar("Row", CaseAnswer, CaseComment, CaseAttachment)


@dataclass(frozen=True)
class AnswerTold:
    """An answer. `counts` says that it was given in the present episode; `by_name` is None where they are gone."""

    id: UUID
    number: int
    said: str
    reason: str | None
    evidence_url: str | None
    until: date | None
    body: str | None
    by: str
    by_name: str | None
    at: datetime
    revision: int
    counts: bool


@dataclass(frozen=True)
class CommentTold:
    """A comment; without text where its writer took it away."""

    id: UUID
    text: str | None
    mentions: Sequence[UUID]
    by: str
    by_name: str | None
    at: datetime
    removed_at: datetime | None


@dataclass(frozen=True)
class AttachmentTold:
    """A file of a case, there or taken away."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    sha256: str
    by: str
    by_name: str | None
    at: datetime
    removed_at: datetime | None


@dataclass(frozen=True)
class EpisodeTold:
    """A time during which the finding was there; `closed_by` is `data` or `hand`."""

    opened_on: date
    opened_revision: int
    closed_on: date | None
    closed_revision: int | None
    closed_by: str | None


@dataclass(frozen=True)
class OwnerTold:
    """A body that owns a case: by the rule, or because people said so."""

    body: str
    by_rule: bool


@dataclass(frozen=True)
class HandedOn:
    """The case of a body that has ended, which its heirs go on from; `said` is what was answered last."""

    finding: str
    said: str | None
    reason: str | None
    at: datetime | None


@dataclass(frozen=True)
class Allowed:
    """What the asker may do: answer for these bodies, take part in the talk, settle what is disputed."""

    answer_for: Sequence[str]
    take_part: bool
    settle: bool


@dataclass(frozen=True)
class CaseTold:
    """A case. `number` is that of the last answer, `revision` counts the changes of its owners and deadline."""

    finding: str
    rule: str
    subject: str
    object: str | None
    state: str
    present: bool
    waits_for_settlement: bool
    number: int
    revision: int
    deadline: date | None
    overdue: bool
    began_at: datetime | None
    owners: Sequence[OwnerTold]
    released: Sequence[str]
    """Bodies that own it by the rule and were taken out."""
    answers: Sequence[AnswerTold]
    comments: Sequence[CommentTold]
    attachments: Sequence[AttachmentTold]
    episodes: Sequence[EpisodeTold]
    handed_on: Sequence[HandedOn]
    allowed: Allowed


def case(database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, finding: str) -> CaseTold:
    """The case of a finding; one of which nobody made anything yet is open, or closed where it is not there.

    Raises Forbidden, Unknown for what is the key of no finding on any day.
    """
    today = datetime.now(UTC).date()
    view = view_for(store, database, principal, tenant_id, today)
    with tenancy.reading(database, tenant_id) as session:
        one = seen(view, finding, known=is_kept(session, finding))
        return _told(session, principal, one, today)


def _told(session: Session, principal: Principal, one: SeenFinding, today: date) -> CaseTold:
    known = kept(session, [one.key]).get(one.key)
    changes = owner_changes(session, [one.key]).get(one.key, ())
    owners = owners_of(one, changes)
    last = known.last if known else None
    state = state_of(present=one.present, last=last, today=today)
    waiting = waits_for_settlement(state, last)
    bodies = involved(one, owners)
    deadline = known.case.deadline if known else None
    answers = _rows(session, CaseAnswer, one.key)
    comments = _rows(session, CaseComment, one.key)
    attachments = _rows(session, CaseAttachment, one.key)
    labels = [row.by for row in answers] + [row.by for row in comments] + [row.by for row in attachments]
    names = names_of(session, sorted(set(labels)))
    settle = waiting and last is not None and may_settle(session, principal, today, last.body, last.by)
    return CaseTold(
        finding=one.key,
        rule=one.parts.rule,
        subject=one.parts.subject,
        object=one.parts.object or None,
        state=state,
        present=one.present,
        waits_for_settlement=waiting,
        number=known.case.answers if known else 0,
        revision=known.case.revision if known else 0,
        deadline=deadline,
        overdue=is_overdue(state, deadline, today),
        began_at=known.case.began_at if known else None,
        owners=[OwnerTold(body, body in one.owners) for body in owners],
        released=[change.body for change in changes if not change.owns and change.body in one.owners],
        answers=[_answer(row, known, one, names) for row in answers],
        comments=[_comment(row, names) for row in comments],
        attachments=[_attachment(row, names) for row in attachments],
        episodes=_episodes(session, one.key),
        handed_on=_handed_on(session, one),
        allowed=Allowed(
            answering_for(session, principal, today, bodies),
            may_take_part(session, principal, today, one.key, bodies),
            settle,
        ),
    )


def _rows(session: Session, table: type[Row], key: str) -> list[Row]:
    """The last rows of a part of a conversation, the first of them first."""
    columns = table.__table__.columns
    rows = select(table).where(columns["finding"] == key).order_by(columns["id"].desc()).limit(MOST_TOLD)
    return list(session.scalars(rows))[::-1]


def _answer(row: CaseAnswer, known: Kept | None, one: SeenFinding, names: Mapping[str, str]) -> AnswerTold:
    return AnswerTold(
        row.id,
        row.number,
        row.said,
        row.reason,
        row.evidence_url,
        row.until,
        row.body,
        row.by,
        names.get(row.by),
        row.at,
        row.revision,
        counts=one.present and known is not None and row.episode == known.episode,
    )


def _comment(row: CaseComment, names: Mapping[str, str]) -> CommentTold:
    return CommentTold(row.id, row.text, tuple(row.mentions), row.by, names.get(row.by), row.at, row.removed_at)


def _attachment(row: CaseAttachment, names: Mapping[str, str]) -> AttachmentTold:
    return AttachmentTold(
        row.id,
        row.name,
        row.media_type,
        row.bytes,
        row.sha256,
        row.by,
        names.get(row.by),
        row.at,
        row.removed_at,
    )


def _episodes(session: Session, key: str) -> list[EpisodeTold]:
    rows = select(Episode).where(Episode.finding == key)
    found = session.scalars(rows.order_by(Episode.opened_on.desc(), Episode.id.desc()).limit(MOST_TOLD)).all()
    return [
        EpisodeTold(one.opened_on, one.opened_revision, one.closed_on, one.closed_revision, one.closed_by)
        for one in found[::-1]
    ]


def _handed_on(session: Session, one: SeenFinding) -> list[HandedOn]:
    """What was said of the same rule's findings of bodies whose place the finding's body has taken."""
    keys = inherited_keys(one.view, one.parts)
    if not keys:
        return []
    rows = (
        select(Case.finding, CaseAnswer.said, CaseAnswer.reason, CaseAnswer.at)
        .outerjoin(CaseAnswer, (CaseAnswer.finding == Case.finding) & (CaseAnswer.number == Case.answers))
        .where(Case.finding.in_(keys))
        .order_by(Case.finding)
    )
    return [HandedOn(*row) for row in session.execute(rows)]
