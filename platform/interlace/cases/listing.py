"""The cases of a tenant in a list: those of which somebody made something, what is due first at its head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from interlace.cases.keeping import kept, owner_changes, owners_of
from interlace.cases.seeing import seen, view_for
from interlace.cases.states import STATES, is_overdue, state_of, waits_for_settlement
from interlace.db import tenancy
from interlace.errors import FieldProblem, Unknown
from interlace.reading.cursors import read_cursor, written_cursor
from interlace.reading.pages import USUAL, check_first
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.cases.keeping import Kept
    from interlace.db.connections import Database
    from interlace.db.models import CaseOwner
    from interlace.principals import Principal
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

_NEVER = "9999-12-31"


@dataclass(frozen=True)
class AskedCases:
    """Cases that are asked for: any of each list's values; `owner` and `body` are codes of bodies.

    A case is of a body that owns it; `body` asks for those whose finding concerns it, or was the one of a body whose
    place it has taken.
    """

    state: Sequence[str] = field(default_factory=tuple)
    owner: Sequence[str] = field(default_factory=tuple)
    body: Sequence[str] = field(default_factory=tuple)
    rule: Sequence[str] = field(default_factory=tuple)
    overdue: bool | None = None
    first: int = USUAL
    after: str | None = None


@dataclass(frozen=True)
class CaseListed:
    """A case in a list."""

    finding: str
    rule: str
    state: str
    present: bool
    waits_for_settlement: bool
    deadline: date | None
    overdue: bool
    owners: Sequence[str]
    said: str | None
    """What was said last in the present episode."""
    said_at: datetime | None
    began_at: datetime


@dataclass(frozen=True)
class CasesPage:
    """One page of cases; `total` are in all pages together."""

    items: Sequence[CaseListed]
    total: int
    has_next: bool
    has_previous: bool

    @property
    def next_after(self) -> str | None:
        """The cursor that the next page comes after; None on the last page."""
        return cursor_of(self.items[-1]) if self.has_next and self.items else None


def cases(
    database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, asked: AskedCases
) -> CasesPage:
    """A page of cases. Raises Invalid, naming what is wrong; Forbidden."""
    check_first(asked.first, _wrong(asked))
    after = None if asked.after is None else tuple(read_cursor(asked.after, "cases", str, str))
    today = datetime.now(UTC).date()
    view = view_for(store, database, principal, tenant_id, today)
    with tenancy.reading(database, tenant_id) as session:
        found = sorted(_chosen(session, view, asked, today), key=_place)
    rest = found if after is None else [one for one in found if _place(one) > after]
    items = rest[: asked.first]
    return CasesPage(items, len(found), len(rest) > len(items), len(rest) < len(found))


def cursor_of(one: CaseListed) -> str:
    """The place of a case in the list."""
    return written_cursor("cases", *_place(one))


def _place(one: CaseListed) -> tuple[str, str]:
    """What is due first comes first, what has no deadline last."""
    return one.deadline.isoformat() if one.deadline else _NEVER, one.finding


def _wrong(asked: AskedCases) -> Iterator[FieldProblem]:
    for name, permitted in (("state", STATES), ("rule", tuple(RULES))):
        if not set(getattr(asked, name)) <= set(permitted):
            yield FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(permitted)})


def _chosen(session: Session, view: View, asked: AskedCases, today: date) -> Iterator[CaseListed]:
    changes = owner_changes(session)
    for key, one in kept(session, rules=asked.rule).items():
        told = _listed(view, one, changes.get(key, ()), asked, today)
        if told is not None:
            yield told


def _listed(view: View, known: Kept, changes: Sequence[CaseOwner], asked: AskedCases, today: date) -> CaseListed | None:
    """A case, if it is asked for and its asker may know of what it is about."""
    try:
        one = seen(view, known.case.finding, known=True)
    except Unknown:
        return None
    state = state_of(present=one.present, last=known.last, today=today)
    overdue = is_overdue(state, known.case.deadline, today)
    owners = owners_of(one, changes)
    wanted = (
        (not asked.state or state in asked.state)
        and (asked.overdue is None or overdue == asked.overdue)
        and (not asked.owner or not set(asked.owner).isdisjoint(owners))
        and (not asked.body or not set(asked.body).isdisjoint(one.concerned))
    )
    if not wanted:
        return None
    last = known.last if one.present else None
    return CaseListed(
        finding=one.key,
        rule=one.parts.rule,
        state=state,
        present=one.present,
        waits_for_settlement=waits_for_settlement(state, last),
        deadline=known.case.deadline,
        overdue=overdue,
        owners=owners,
        said=last.said if last else None,
        said_at=last.at if last else None,
        began_at=known.case.began_at,
    )
