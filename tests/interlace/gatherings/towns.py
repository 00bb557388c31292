"""Three tenants: the first two meet in the commons, the third has nothing to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from interlace import commons, gatherings
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, Notice, User
from interlace.principals import SYSTEM, Grant, Principal
from tests.databases import new_tenant
from tests.interlace.identity.countries import put

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


class Town:
    """A tenant with a nation N, a town T of some size, another U, and a network."""

    def __init__(self, database: Database, name: str, population: int = 50_000) -> None:
        self.database, self.tenant_id, self.name = database, new_tenant(database), name
        with tenancy.writing(database, self.tenant_id, SYSTEM) as unit:
            unit.set_head(name=name, country="PT")
            put(unit, "bodies", code="N", name=f"Nation {name}", level="national", population=10**6)
            for code in ("T", "U"):
                town = {"code": code, "name": f"Town {code} of {name}", "level": "local", "parent": "N"}
                put(unit, "bodies", **town, population=population)
            unit.did("test", "test")
        self.administrator = self.somebody(None, "administrator")
        self.person = self.somebody("T")

    def somebody(self, body: str | None, role: str = "contributor") -> Principal:
        user_id = new_id()
        with tenancy.platform(self.database) as session:
            session.add(User(id=user_id, email=f"{user_id}@example.org", name="Somebody"))
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            unit.session.add(Membership(user_id=user_id, role=role, body=body))
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),))

    @property
    def asker(self) -> tuple[Database, Principal, UUID]:
        return self.database, self.person, self.tenant_id

    def make(
        self,
        kind: str,
        who: Principal | None = None,
        **values: Any,  # noqa: ANN401 - as doors hand it over
    ) -> gatherings.GatheringTold:
        told: dict[str, Any] = {"kind": kind, "body": "T", "title": f"A {kind}", "text": "What for.", "state": "open"}
        told |= {"language": "en", "areas": ["housing"]}
        if kind == "study_visit":
            told |= {"starts_on": "2030-05-01", "ends_on": "2030-05-03"}
        if kind == "event":
            told |= {"starts_at": "2030-07-01T09:30", "ends_at": "2030-07-01T17:00", "time_zone": "Europe/Lisbon"}
        return gatherings.create(self.database, who or self.person, self.tenant_id, told | values)

    def publish(self, told: gatherings.GatheringTold) -> UUID:
        """The entry of what both the body and the tenant have decided to publish."""
        made = commons.propose(self.database, self.person, self.tenant_id, told.kind, told.id)
        commons.decide(self.database, self.administrator, self.tenant_id, made, True)
        entry = commons.publication(self.database, self.administrator, self.tenant_id, made).entry
        assert entry is not None
        return entry

    def withdraw(self, entry: UUID) -> None:
        page = commons.publications(self.database, self.administrator, self.tenant_id)
        (found,) = [one for one in page.items if one.entry == entry]
        commons.withdraw(self.database, self.administrator, self.tenant_id, found.id)

    def approach(self, entry: UUID, who: Principal | None = None, **values: object) -> gatherings.ApproachTold:
        given = {"entry": str(entry), "body": "T", "text": "May we come?", **values}
        return gatherings.approach(self.database, who or self.person, self.tenant_id, given)

    def answer(self, approach: UUID, accept: bool = True, who: Principal | None = None) -> gatherings.ApproachTold:
        return gatherings.answer(self.database, who or self.person, self.tenant_id, approach, accept, "So be it.")

    def seen(self, who: Principal | None = None) -> list[gatherings.ApproachTold]:
        return list(gatherings.approaches(self.database, who or self.person, self.tenant_id).items)

    def notices(self, who: Principal | None = None) -> list[tuple[str, dict[str, Any]]]:
        with tenancy.reading(self.database, self.tenant_id) as session:
            rows = select(Notice).where(Notice.user_id == (who or self.person).id).order_by(Notice.id)
            told = [(one.kind, dict(one.details)) for one in session.scalars(rows)]
            return [one for one in told if one[0].startswith("approach-")]
