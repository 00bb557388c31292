"""Practices as people of their body see them, drafts included, and as everybody else does: as they were published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from interlace.commons import standing_of
from interlace.db import tenancy
from interlace.db.models import CommonsEntry, Practice, Publication
from interlace.db.models.practices import STATES
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation, may
from interlace.practices.values import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
        drafts = {body for body in known if may(session, principal, Operation.DRAFTS_READ, today, body)}
        rows = select(Practice).where(Practice.body.in_(drafts) | (Practice.state == "published"))
        rows = rows.where(Practice.state.in_(states)) if states else rows
        rows = rows.where(Practice.body.in_(bodies)) if bodies else rows
        rows = rows.where(Practice.id < after) if after is not None else rows
        found = session.scalars(rows.order_by(Practice.id.desc()).limit(first + 1)).all()
        items = [told_practice(session, principal, one, today, drafts=one.body in drafts) for one in found[:first]]
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
    standing = standing_of(session, "practice", found.id)
    live = standing.get("published")
    own = CommonsEntry.tenant_id == session.info["tenant_id"]
    entry = session.scalar(select(CommonsEntry.id).where(own, CommonsEntry.publication == live)) if live else None
    told = PracticeTold(
        **{name: getattr(found, name) for name in _AS_KEPT},
        evidence=[Evidence(**one) for one in found.evidence.get("items", [])],
        proposed=standing.get("proposed") if drafts else None,
        publication=live,
        entry=entry,
        may_write=may(session, principal, Operation.RECORDS_WRITE, today, found.body),
    )
    return told if drafts else _as_published(session, told)


def _as_published(session: Session, told: PracticeTold) -> PracticeTold:
    """The same in the words that were published, whatever was written since."""
    values: dict[str, Any] = session.scalars(
        select(Publication.proposed).where(Publication.id == told.publication)
    ).one()
    content = values["content"]
    return replace(
        told,
        title=values["title"],
        summary=values["summary"],
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
