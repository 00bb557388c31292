"""Scenarios as those see them who may: their author, and whom the author lets look. To all others there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from graph.tables import SCHEMA
from interlace.db.models import Scenario, ScenarioShare
from interlace.errors import Forbidden, Unknown
from interlace.identity.permissions import Operation, require
from interlace.register.drafts import hidden_drafts
from interlace.scenarios.values import readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from graph.whatif import Change
    from interlace.principals import Principal


@dataclass(frozen=True)
class ScenarioTold:
    """A scenario as it is told to somebody.

    Of somebody else's, changes that name drafts which they may not know of are left out; `withheld` says how many.
    What its author wrote is told to the author.
    """

    id: UUID
    title: str
    description: str | None
    author: UUID
    own: bool
    """Whether the asker is its author."""
    base_revision: int
    changes: tuple[Change, ...]
    withheld: int
    unreadable: int
    """Changes left out since they say what the field has no words for any more."""
    shared_with: tuple[UUID, ...]
    """Whom the author lets look; told to the author alone."""
    revision: int
    created_at: datetime
    changed_at: datetime
    applied_at: datetime | None
    applied_by: UUID | None
    applied_revision: int | None


def owner_of(principal: Principal) -> UUID:
    """Whose a scenario of this principal is. Raises Forbidden for whoever is no member."""
    if principal.id is None or not principal.grants:
        raise Forbidden("Scenarios are for the members of a tenant.")
    return principal.id


def require_member(session: Session, principal: Principal, today: date) -> UUID:
    """The same, of whoever reads in the tenant. Raises Forbidden."""
    require(session, principal, Operation.REGISTER_READ, today)
    return owner_of(principal)


def found(session: Session, principal: Principal, scenario_id: UUID, *, own: bool = False) -> Scenario:
    """A scenario that the principal may look at; with `own`, one of theirs. Raises Unknown, Forbidden."""
    who = owner_of(principal)
    scenario = session.scalar(select(Scenario).where(Scenario.id == scenario_id))
    if scenario is not None and scenario.author == who:
        return scenario
    if scenario is not None and scenario_id in _shared_with(session, who, [scenario_id]):
        if own:
            raise Forbidden("This is for the scenario’s author. You may look at it, and make one like it.")
        return scenario
    raise Unknown(f"There is no scenario {scenario_id}.")


def _shared_with(session: Session, person: UUID, among: Iterable[UUID]) -> set[UUID]:
    rows = select(ScenarioShare.scenario).where(
        ScenarioShare.user_id == person, ScenarioShare.scenario.in_(list(among))
    )
    return set(session.scalars(rows))


def visible(session: Session, principal: Principal, first: int, after: UUID | None) -> list[Scenario]:
    """Their own scenarios and those that they may look at, the latest first; one more than asked for if there is."""
    who = owner_of(principal)
    shared = select(ScenarioShare.scenario).where(ScenarioShare.user_id == who)
    rows = select(Scenario).where(or_(Scenario.author == who, Scenario.id.in_(shared)))
    rows = rows if after is None else rows.where(Scenario.id < after)
    return list(session.scalars(rows.order_by(Scenario.id.desc()).limit(first + 1)))


def told(session: Session, principal: Principal, today: date, scenario: Scenario) -> ScenarioTold:
    """A scenario as the principal sees it."""
    own = scenario.author == principal.id
    changes, unreadable = readable(scenario.changes["items"])
    named = set() if own else {code for change in changes for code in strategies_named(change)}
    hidden = hidden_drafts(session, principal, today, named) if named else frozenset()
    shown = without_hidden(changes, hidden)
    shares = (
        select(ScenarioShare.user_id).where(ScenarioShare.scenario == scenario.id).order_by(ScenarioShare.shared_at)
    )
    return ScenarioTold(
        id=scenario.id,
        title=scenario.title,
        description=scenario.description,
        author=scenario.author,
        own=own,
        base_revision=scenario.base_revision,
        changes=shown,
        withheld=len(changes) - len(shown),
        unreadable=unreadable,
        shared_with=tuple(session.scalars(shares)) if own else (),
        revision=scenario.revision,
        created_at=scenario.created_at,
        changed_at=scenario.changed_at,
        applied_at=scenario.applied_at,
        applied_by=scenario.applied_by,
        applied_revision=scenario.applied_revision,
    )


def strategies_named(change: Change) -> set[str]:
    """The codes in a change that a strategy may have."""
    values = change.values
    named = {values.get(name) for name, column in SCHEMA[change.table].items() if "strategies" in column.refers_to}
    own = {values.get("code")} if change.table == "strategies" and change.verb == "remove" else set()
    return {code for code in named | own if isinstance(code, str)}


def without_hidden(changes: Sequence[Change], hidden: Collection[str]) -> tuple[Change, ...]:
    """The changes that name no hidden draft."""
    return tuple(change for change in changes if strategies_named(change).isdisjoint(hidden))
