"""A tenant in which people try things, with everything that a test wants to look at afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.principals import SYSTEM, Grant, Principal
from interlace.scenarios import applying, keeping, previewing
from interlace.scenarios.values import stored
from interlace.snapshots.loading import load
from interlace.snapshots.store import SnapshotStore
from tests.interlace.identity.countries import person, put
from tests.interlace.identity.people import member

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from graph.whatif import Change
    from interlace.db.connections import Database
    from interlace.scenarios.seeing import ScenarioTold

_ORDER = {"national": 0, "regional": 1, "intermediate": 2, "local": 3, "submunicipal": 4}


def today() -> date:
    """The present day."""
    return datetime.now(UTC).date()


def change(verb: str, table: str, **values: object) -> dict[str, Any]:
    """A change as a door hands it over; `from_` stands for `from`."""
    return {"verb": verb, "table": table, "values": {name.rstrip("_"): value for name, value in values.items()}}


@dataclass
class Lab:
    """A tenant with its snapshots."""

    database: Database
    tenant_id: UUID
    store: SnapshotStore = field(default_factory=lambda: SnapshotStore(2**30))

    def fill(self, records: dict[str, list[dict[str, Any]]]) -> None:
        """Put records into the register."""
        bodies = sorted(records.get("bodies", []), key=lambda body: _ORDER.get(body["level"], 5))
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            for table in SCHEMA:
                for record in bodies if table == "bodies" else records.get(table, []):
                    put(unit, table, **record)

    def person(self, role: str = "reader", body: str | None = None) -> Principal:
        """Somebody with a role, of whom nothing is in the database."""
        return person(self.tenant_id, Grant(role, body))

    def member(self, role: str = "reader", body: str | None = None) -> tuple[Principal, str]:
        """Somebody with an account, and their address."""
        user_id, email = member(self.database, self.tenant_id, role, body)
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),)), email

    def desk(self, principal: Principal) -> previewing.Desk:
        """Where somebody tries things."""
        return previewing.Desk(self.database, self.store, principal, self.tenant_id, today())

    def scenario(self, principal: Principal, *changes: dict[str, Any], title: str = "Try") -> ScenarioTold:
        """A scenario of somebody's."""
        return keeping.create(self.database, principal, self.tenant_id, {"title": title, "changes": list(changes)})

    def scenario_of(self, principal: Principal, changes: Sequence[Change]) -> ScenarioTold:
        """The same of typed changes."""
        return self.scenario(principal, *stored(changes))

    def apply(self, principal: Principal, scenario: ScenarioTold) -> applying.Applied:
        """Apply a scenario as it is known."""
        return applying.apply(self.desk(principal), scenario.id, scenario.revision)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every record with its revision, in an order of their own, and the tenant's revision."""
        with tenancy.reading(self.database, self.tenant_id) as session:
            register = load(session)
        told: dict[str, list[Any]] = {"revision": [register.revision]}
        for name, table in register.tables.items():
            told[name] = sorted(zip(map(str, table.frame.rows()), table.revision.tolist(), strict=True))
        return told

    @property
    def revision(self) -> int:
        """The tenant's revision."""
        return self.store.current(self.database, self.tenant_id).revision
