"""A small country whose municipality M has no strategy, people of its bodies, and a clock that nobody moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from interlace import cases
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, User
from interlace.principals import SYSTEM, Grant, Principal
from interlace.snapshots.store import SnapshotStore
from tests.interlace.identity.countries import put, settle

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from interlace.cases import CaseTold
    from interlace.db.connections import Database

KEY = "strategy-missing:M"


def today() -> date:
    return datetime.now(UTC).date()


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


class Country:
    """A tenant with the country in it, and a store of snapshots as a process has one."""

    def __init__(self, database: Database, tenant_id: UUID) -> None:
        self.database, self.tenant_id = database, tenant_id
        self.store = SnapshotStore(2**28)
        settle(database, tenant_id)

    def somebody(self, role: str, body: str | None = None, name: str = "Somebody") -> Principal:
        """A new member of the tenant."""
        user_id = new_id()
        with tenancy.platform(self.database) as session:
            session.add(User(id=user_id, email=f"{user_id}@example.org", name=name))
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            unit.session.add(Membership(user_id=user_id, role=role, body=body))
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),))

    def say(self, who: Principal, said: str, after: int = 0, finding: str = KEY, **more: object) -> str:
        """Answer a finding."""
        values: dict[str, Any] = {"finding": finding, "said": said, "after": after, **more}
        return cases.answer(self.database, self.store, who, self.tenant_id, values)

    def case(self, who: Principal = SYSTEM, finding: str = KEY) -> CaseTold:
        """The case as somebody reads it."""
        return cases.case(self.database, self.store, who, self.tenant_id, finding)

    def adopt(self, body: str = "M", code: str = "S") -> None:
        """The body adopts a strategy, so that the finding goes."""
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            put(unit, "strategies", code=code, owner=body, title="Strategy", status="adopted", starts_on=in_days(-30))

    def withdraw(self, code: str = "S") -> None:
        """The strategy is withdrawn again."""
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            found = unit.session.connection().exec_driver_sql(
                "SELECT s.id FROM strategies s WHERE s.code = %s", (code,)
            )
            unit.change(unit.record("strategies", found.scalar_one()), status="withdrawn")
            unit.did("try", "strategies")

    def look(self) -> bool:
        """The follower looks."""
        return cases.Follower(self.database, store=self.store).look(self.tenant_id)
