"""People at their desks, in a small country or a large one: what they do in workspaces, in few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from interlace import workspaces
from interlace.db import tenancy
from interlace.db.models import Consultation
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.reading.visible import hidden_drafts
from interlace.snapshots.store import SnapshotStore
from tests.interlace.identity.people import member

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


def today() -> date:
    return datetime.now(UTC).date()


class Desks:
    """A tenant, and who does what in it."""

    def __init__(self, database: Database, tenant_id: UUID) -> None:
        self.database, self.tenant_id = database, tenant_id
        self._store = SnapshotStore(2**28)
        self._people: dict[tuple[str, str | None], Principal] = {}

    def somebody(self, role: str = "contributor", body: str | None = None) -> Principal:
        """The same person of a role and body each time."""
        if (role, body) not in self._people:
            user_id, _ = member(self.database, self.tenant_id, role, body)
            self._people[role, body] = Principal("user", user_id, self.tenant_id, (Grant(role, body),))
        return self._people[role, body]

    def view(self, who: Principal = SYSTEM, day: date | None = None) -> View:
        """What somebody sees today."""
        snapshot = self._store.current(self.database, self.tenant_id)
        return View(Sight(snapshot, hidden_drafts(snapshot, who, today())), day or today())

    def asker(self, who: Principal) -> tuple[Any, Any, Any]:
        return self.database, who, self.tenant_id

    def reader(self, who: Principal) -> tuple[Any, Any, Any, Any]:
        return *self.asker(who), self.view(who)

    def open(self, who: Principal, body: str = "R1", title: str = "Strategy 2030") -> workspaces.WorkspaceTold:
        return workspaces.open_(*self.asker(who), {"body": body, "title": title})

    def again(self, who: Principal, workspace_id: UUID) -> workspaces.WorkspaceTold:
        return workspaces.workspace(*self.reader(who), workspace_id)

    def write(self, who: Principal, one: UUID, name: str, value: str, after: int = 0) -> workspaces.Written:
        return workspaces.write(*self.asker(who), one, {"name": name, "value": value, "after": after})

    def prepared(self, who: Principal, code: str, body: str = "R1") -> workspaces.WorkspaceTold:
        """A workspace of which a strategy could come."""
        made = self.open(who, body)
        for name, value in {"code": code, "title": f"Strategy {code}", "starts_on": "2026-01-01"}.items():
            self.write(who, made.id, f"strategy.{name}", value)
        self.write(who, made.id, "cell.real_equality.housing", "2")
        return self.again(who, made.id)

    def consult(self, who: Principal, workspace_id: UUID, *bodies: str, **given: object) -> workspaces.ConsultationTold:
        asked = {
            "title": "The draft",
            "text": "We will build ten houses.",
            "question": "Is that enough?",
            "due_on": (today() + timedelta(days=20)).isoformat(),
            "bodies": list(bodies),
        }
        return workspaces.consult(*self.asker(who), workspace_id, asked | given)

    def reply(self, who: Principal, one: UUID, body: str, text: str = "No.", **more: object) -> workspaces.ReplyTold:
        return workspaces.reply(*self.asker(who), one, {"body": body, "text": text, **more})

    def answer(
        self, who: Principal, one: UUID, reply: UUID, verdict: str = "taken_up", **more: object
    ) -> workspaces.ReplyTold:
        given = {"reply": str(reply), "verdict": verdict, "because": "You are right.", **more}
        return workspaces.answer(*self.asker(who), one, given)

    def is_over(self, consultation_id: UUID) -> None:
        """Let the deadline of a consultation have passed."""
        with tenancy.beside(self.database, self.tenant_id) as session:
            found = session.get_one(Consultation, (self.tenant_id, consultation_id))
            found.due_on = today() - timedelta(days=1)
