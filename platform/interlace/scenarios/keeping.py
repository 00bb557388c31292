"""Scenarios made, changed, removed and shown to others, by whoever reads in the tenant: nothing of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, Scenario, ScenarioShare, User
from interlace.errors import Conflict, FieldProblem, Invalid, Stale, Unknown
from interlace.notices.telling import take_back, tell
from interlace.scenarios.seeing import ScenarioTold, found, require_member, told, visible
from interlace.scenarios.values import read_values, stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal

#: Of one person in one tenant.
MOST_SCENARIOS = 200
MOST_SHARES = 50
MOST_A_PAGE = 200
_KIND = "scenario-shared"


@dataclass(frozen=True)
class ScenarioPage:
    """One page of scenarios, the latest first."""

    scenarios: tuple[ScenarioTold, ...]
    has_more: bool


@dataclass(frozen=True)
class Watcher:
    """Somebody whom a scenario is shown to, by name where they still have an account."""

    user_id: UUID
    name: str | None


def create(database: Database, principal: Principal, tenant_id: UUID, values: Mapping[str, object]) -> ScenarioTold:
    """A new scenario (`title`, `description`, `changes`) on the register as it is now.

    Whether the register admits its changes is told by its preview. Raises Forbidden, Invalid, Conflict where there are
    too many.
    """
    given = read_values(values, "title")
    with tenancy.writing(database, tenant_id, principal) as unit:
        author = require_member(unit.session, principal, unit.today)
        count = unit.session.scalar(select(func.count()).select_from(Scenario).where(Scenario.author == author)) or 0
        if count >= MOST_SCENARIOS:
            raise Conflict(f"A person keeps at most {MOST_SCENARIOS} scenarios: remove one first.")
        scenario = Scenario(
            id=new_id(),
            author=author,
            title=given.title,
            description=given.description,
            base_revision=unit.head.revision,
            changes={"items": stored(given.changes or ())},
            revision=1,
            created_at=unit.at,
            changed_at=unit.at,
        )
        unit.session.add(scenario)
        unit.session.flush()
        unit.did("scenario.create", f"scenario:{scenario.id}")
        return told(unit.session, principal, unit.today, scenario)


def change(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    scenario_id: UUID,
    revision: int,
    values: Mapping[str, object],
) -> ScenarioTold:
    """Change what is given of `title`, `description` and `changes`.

    Raises Forbidden, Invalid, Unknown, Stale; Conflict once it is applied.
    """
    given = read_values(values)
    with tenancy.writing(database, tenant_id, principal) as unit:
        require_member(unit.session, principal, unit.today)
        scenario = current(found(unit.session, principal, scenario_id, own=True), revision)
        if given.changes is not None:
            must_be_open(scenario)
            scenario.changes = {"items": stored(given.changes)}
        scenario.title = given.title or scenario.title
        if "description" in values:
            scenario.description = given.description
        _written(scenario, unit.at)
        unit.session.flush()
        unit.did("scenario.change", f"scenario:{scenario_id}")
        return told(unit.session, principal, unit.today, scenario)


def remove(database: Database, principal: Principal, tenant_id: UUID, scenario_id: UUID, revision: int) -> None:
    """Take a scenario away, also from those who were shown it. Raises Forbidden, Unknown, Stale."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        require_member(unit.session, principal, unit.today)
        scenario = current(found(unit.session, principal, scenario_id, own=True), revision)
        unit.session.execute(delete(ScenarioShare).where(ScenarioShare.scenario == scenario_id))
        unit.session.delete(scenario)
        take_back(unit.session, _KIND, f"scenario:{scenario_id}")
        unit.did("scenario.remove", f"scenario:{scenario_id}")


def share(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    scenario_id: UUID,
    *,
    user_id: UUID | None = None,
    email: str | None = None,
) -> UUID:
    """Let another member of the tenant, by id or address, look at a scenario; they are told. Returns their id.

    Raises Forbidden, Unknown, Invalid; Conflict where too many look already.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        author = require_member(unit.session, principal, unit.today)
        scenario = found(unit.session, principal, scenario_id, own=True)
        person = _member(unit.session, user_id, email)
        if person == author:
            raise Invalid([FieldProblem("/email" if user_id is None else "/user", "not-a-member")])
        mine = select(func.count()).select_from(ScenarioShare).where(ScenarioShare.scenario == scenario_id)
        if (unit.session.scalar(mine) or 0) >= MOST_SHARES:
            raise Conflict(f"A scenario is shown to at most {MOST_SHARES} people.")
        row = insert(ScenarioShare).values(scenario=scenario_id, user_id=person, shared_at=unit.at)
        shared = unit.session.execute(row.on_conflict_do_nothing().returning(ScenarioShare.user_id)).first()
        if shared is not None:
            said = {"what": scenario.title, "by": str(author)}
            tell(unit.session, [person], _KIND, f"scenario:{scenario_id}", said, unit.at)
            unit.did("scenario.share", f"scenario:{scenario_id}", user=str(person))
        return person


def unshare(database: Database, principal: Principal, tenant_id: UUID, scenario_id: UUID, user_id: UUID) -> None:
    """Let somebody look at a scenario no longer; they may turn away themselves, too. Raises Unknown, Forbidden."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        who = require_member(unit.session, principal, unit.today)
        found(unit.session, principal, scenario_id, own=who != user_id)
        gone = delete(ScenarioShare).where(ScenarioShare.scenario == scenario_id, ScenarioShare.user_id == user_id)
        if unit.session.execute(gone.returning(ScenarioShare.user_id)).first() is None:
            raise Unknown(f"The scenario is not shown to {user_id}.")
        take_back(unit.session, _KIND, f"scenario:{scenario_id}", people=[user_id])
        unit.did("scenario.unshare", f"scenario:{scenario_id}", user=str(user_id))


def scenarios(
    database: Database, principal: Principal, tenant_id: UUID, *, first: int = 50, after: UUID | None = None
) -> ScenarioPage:
    """The asker's scenarios and those that they may look at, the latest first. Raises Forbidden, Invalid."""
    if not 1 <= first <= MOST_A_PAGE:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST_A_PAGE)})])
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require_member(session, principal, today)
        page = visible(session, principal, first, after)
        return ScenarioPage(
            tuple(told(session, principal, today, scenario) for scenario in page[:first]), len(page) > first
        )


def scenario(database: Database, principal: Principal, tenant_id: UUID, scenario_id: UUID) -> ScenarioTold:
    """One scenario. Raises Forbidden, Unknown."""
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require_member(session, principal, today)
        return told(session, principal, today, found(session, principal, scenario_id))


def people(database: Database, principal: Principal, tenant_id: UUID, scenario_id: UUID) -> tuple[Watcher, ...]:
    """The author of a scenario first, then, for the author, whom it is shown to. Raises Forbidden, Unknown."""
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        require_member(session, principal, today)
        one = told(session, principal, today, found(session, principal, scenario_id))
        ids = [one.author, *one.shared_with]
        names = {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    return tuple(Watcher(person, names.get(person)) for person in ids)


def current(scenario: Scenario, revision: int) -> Scenario:
    """The scenario, which is as the asker knows it. Raises Stale."""
    if scenario.revision != revision:
        raise Stale(revision, scenario.revision)
    return scenario


def must_be_open(scenario: Scenario) -> None:
    """Raise Conflict for a scenario that was applied."""
    if scenario.applied_at is not None:
        raise Conflict("The scenario was applied already. Make another one like it.")


def _written(scenario: Scenario, at: datetime) -> None:
    scenario.revision += 1
    scenario.changed_at = at


def moved(scenario: Scenario, revision: int, at: datetime) -> None:
    """Let a scenario stand on another revision of the register."""
    scenario.base_revision = revision
    _written(scenario, at)


def _member(session: Session, user_id: UUID | None, email: str | None) -> UUID:
    """A person with a role in the tenant. Raises Unknown, Invalid."""
    if (user_id is None) == (email is None):
        raise Invalid([FieldProblem("/email", "required")])
    rows = select(Membership.user_id).join(User, User.id == Membership.user_id)
    if user_id is not None:
        rows = rows.where(User.id == user_id)
    else:
        rows = rows.where(func.lower(User.email) == str(email).strip().lower())
    person = session.scalar(rows.limit(1))
    if person is None and user_id is not None:
        raise Unknown(f"There is no member {user_id}.")
    if person is None:
        raise Invalid([FieldProblem("/email", "not-a-member")])
    return person
