"""Two tenants that publish to each other, with people in some of their bodies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from interlace import commons, practices
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, User
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.snapshots.store import SnapshotStore
from tests.databases import new_tenant
from tests.interlace.identity.countries import put

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

TODAY = datetime.now(UTC).date()


class Land:
    """A nation `N` with the towns `T` and `U`; whoever asks for nobody in particular is the machine itself."""

    def __init__(self, database: Database, country: str) -> None:
        self.database, self.tenant_id = database, new_tenant(database)
        with tenancy.writing(database, self.tenant_id, SYSTEM) as unit:
            unit.set_head(name=f"Land {country}", country=country)
            put(unit, "bodies", code="N", name=f"Nation {country}", level="national", population=10**6)
            for code, name in (("T", f"Town of {country}"), ("U", "Other town")):
                put(unit, "bodies", code=code, name=name, level="local", parent="N", population=50_000)
            unit.did("try", "tenant")

    @property
    def view(self) -> View:
        return View(Sight(SnapshotStore(2**28).current(self.database, self.tenant_id), frozenset()), TODAY)

    def somebody(self, role: str = "contributor", body: str | None = "T") -> Principal:
        user_id = new_id()
        with tenancy.platform(self.database) as session:
            session.add(User(id=user_id, email=f"{user_id}@example.org", name="Ana"))
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            unit.session.add(Membership(user_id=user_id, role=role, body=body))
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),))

    def write(self, who: Principal = SYSTEM, **values: object) -> UUID:
        """A practice."""
        given = {"body": "T", "title": "A school for all", "summary": "Pupils mix.", "language": "en", **values}
        return practices.write(self.database, who, self.tenant_id, given).id

    def told(self, practice: UUID, who: Principal = SYSTEM) -> practices.PracticeTold:
        return practices.practice(self.database, who, self.tenant_id, practice)

    def propose(self, practice: UUID, who: Principal = SYSTEM) -> UUID:
        return practices.propose(self.database, who, self.tenant_id, practice)

    def decide(self, publication: UUID, who: Principal = SYSTEM, *, publish: bool = True) -> None:
        commons.decide(self.database, who, self.tenant_id, publication, publish, None if publish else "Not yet.")

    def publish(self, **values: object) -> UUID:
        """A practice that is published; its entry."""
        practice = self.write(SYSTEM, **values)
        self.decide(self.propose(practice))
        entry = self.told(practice).entry
        assert entry is not None
        return entry

    def search(self, words: str = "", **asked: object) -> commons.Page:
        return commons.entries(self.database, self.tenant_id, commons.Asked(words, **asked))  # type: ignore[arg-type]

    def titles(self, words: str = "", **asked: object) -> list[str]:
        return [entry.title for entry in self.search(words, **asked).items]
