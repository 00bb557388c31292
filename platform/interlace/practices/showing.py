"""Practices as people of their body see them, drafts included, and as everybody else does: as they were published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from interlace.commons import standing_of_all
from interlace.db import tenancy
from interlace.db.models import CommonsEntry, Practice, Publication
from interlace.db.models.practices import STATES
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation, may, may_for
from interlace.practices.values import TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

MOST_A_PAGE = 200


class Evidence(NamedTuple):
    """What shows it: an address, a record of the register (`strategy:CODE`), or words."""

    kind: str
    text: str


@dataclass(frozen=True)
class PracticeTold:
    """A practice. `findings` and `actions` are told to those who may see its drafts; all else is what was published."""

    id: UUID
    body: str
    title: str
    summary: str
    language: str
    place: str | None
    starts_on: date | None
    ends_on: date | None
    cells: Sequence[str]
    purpose: str | None
    stimulus: str | None
    process: str | None
    impact: str | None
    resources: str | None
    evidence: Sequence[Evidence]
    contacts: Sequence[str]
    actions: Sequence[str]
    findings: Sequence[str]
    translations: Mapping[str, Mapping[str, str]]
    state: str
    written_at: datetime
    revision: int
    proposed: UUID | None
    """The publication that waits for a decision."""
    publication: UUID | None
    """The publication by which it stands in the commons."""
    entry: UUID | None
    may_write: bool


class PracticePage(NamedTuple):
    """One page, what was begun last first."""

    items: Sequence[PracticeTold]
    next_after: UUID | None


def practices(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    *,
    states: Sequence[str] = (),
    bodies: Sequence[str] = (),
    first: int = MOST_A_PAGE,
    after: UUID | None = None,
) -> PracticePage:
    """Practices of the tenant’s bodies that the asker may know of. Raises Invalid."""
    if not set(states) <= set(STATES):
        raise Invalid([FieldProblem("/state", "bad-choice", {"choices": ", ".join(STATES)})])
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        known = session.scalars(select(Practice.body).distinct()).all()
        drafts = may_for(session, principal, Operation.DRAFTS_READ, today, known)
        rows = select(Practice).where(Practice.body.in_(drafts) | (Practice.state == "published"))
        rows = rows.where(Practice.state.in_(states)) if states else rows
        rows = rows.where(Practice.body.in_(bodies)) if bodies else rows
        rows = rows.where(Practice.id < after) if after is not None else rows
        found = session.scalars(rows.order_by(Practice.id.desc()).limit(first + 1)).all()
        items = _told(session, principal, found[:first], today, drafts)
        return PracticePage(items, items[-1].id if len(found) > first else None)


def practice(database: Database, principal: Principal, tenant_id: UUID, practice_id: UUID) -> PracticeTold:
    """One practice. Raises Unknown."""
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        found, drafts = seen_practice(session, principal, practice_id, today)
        return told_practice(session, principal, found, today, drafts=drafts)


def seen_practice(session: Session, principal: Principal, practice_id: UUID, today: date) -> tuple[Practice, bool]:
    """A practice that the principal may know of, and whether that holds for its drafts. Raises Unknown."""
    found = session.scalar(select(Practice).where(Practice.id == practice_id))
    if found is not None:
        drafts = may(session, principal, Operation.DRAFTS_READ, today, found.body)
        if drafts or found.state == "published":
            return found, drafts
    raise Unknown(f"There is no practice {practice_id}.")


def told_practice(
    session: Session, principal: Principal, found: Practice, today: date, *, drafts: bool
) -> PracticeTold:
    """A practice as somebody sees it who may see its drafts, or may not."""
    return _told(session, principal, [found], today, {found.body} if drafts else set())[0]


def _told(
    session: Session, principal: Principal, found: Sequence[Practice], today: date, drafts: Collection[str]
) -> list[PracticeTold]:
    """The same of many, with as many questions to the database as for one; `drafts` are bodies whose drafts show."""
    writable = may_for(session, principal, Operation.RECORDS_WRITE, today, {one.body for one in found})
    standing = standing_of_all(session, "practice", [one.id for one in found])
    live = {one.id: standing.get(one.id, {}).get("published") for one in found}
    own = CommonsEntry.tenant_id == session.info["tenant_id"]
    rows = select(CommonsEntry.publication, CommonsEntry.id).where(own, CommonsEntry.publication.in_(_some(live)))
    entries = {row.publication: row.id for row in session.execute(rows)}
    others = {one.id: live[one.id] for one in found if one.body not in drafts}
    texts = select(Publication.id, Publication.proposed).where(Publication.id.in_(_some(others)))
    published = {row.id: row.proposed for row in session.execute(texts)}
    told = []
    for one in found:
        publication, sees = live[one.id], one.body in drafts
        kept = PracticeTold(
            **{name: getattr(one, name) for name in _AS_KEPT},
            evidence=[Evidence(**each) for each in one.evidence.get("items", [])],
            proposed=standing.get(one.id, {}).get("proposed") if sees else None,
            publication=publication,
            entry=None if publication is None else entries.get(publication),
            may_write=one.body in writable,
        )
        told.append(kept if sees else _as_published(kept, published[standing[one.id]["published"]]))
    return told


def _some(publications: Mapping[UUID, UUID | None]) -> list[UUID]:
    return [one for one in publications.values() if one is not None]


def _as_published(told: PracticeTold, values: Mapping[str, Any]) -> PracticeTold:
    """The same in the words that were published, whatever was written since."""
    content = values["content"]
    return replace(
        told,
        title=values["title"],
        summary=values["summary"],
        language=values["language"],
        cells=values["cells"],
        place=content["place"],
        **{name: content[name] for name in TEXTS},
        starts_on=_day(values["starts_on"]),
        ends_on=_day(values["ends_on"]),
        evidence=[Evidence(**one) for one in content["evidence"]],
        contacts=content["contacts"],
        translations=content["translations"],
        actions=(),
        findings=(),
    )


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


_ELSE = {"evidence", "proposed", "publication", "entry", "may_write"}
_AS_KEPT = tuple(name for name in PracticeTold.__annotations__ if name not in _ELSE)
