"""A small country in which people ask and answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from interlace import requests
from interlace.db import tenancy
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.snapshots.store import SnapshotStore
from tests.interlace.identity.people import member

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.requests import AskingTold, QuestionTold, RequestTold
    from interlace.requests.asking import Preview

DECLARATION: dict[str, object] = {"kind": "declaration"}


def today() -> date:
    return datetime.now(UTC).date()


class Country:
    """A tenant as tests.interlace.register.world fills it: R1 and R2 below PT, A and E in R1, B in R2, a network N."""

    def __init__(self, database: Database, tenant_id: UUID) -> None:
        self.database, self.tenant_id = database, tenant_id
        self._store = SnapshotStore(2**28)

    def somebody(self, role: str, body: str | None = None) -> Principal:
        """A person with an account and one role."""
        user_id, _ = member(self.database, self.tenant_id, role, body)
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),))

    def view(self) -> View:
        """All that there is, today."""
        return View(Sight(self._store.current(self.database, self.tenant_id), frozenset()), today())

    def wish(self, *bodies: str, **given: object) -> dict[str, object]:
        """What is given for a request: whether their registers are complete, unless `items` says otherwise."""
        deadline = (today() + timedelta(days=20)).isoformat()
        return {
            "bodies": list(bodies),
            "items": [DECLARATION],
            "reason": "For the report",
            "deadline": deadline,
        } | given

    def ask(self, who: Principal, *bodies: str, **given: object) -> RequestTold:
        return requests.ask(self.database, who, self.tenant_id, self.view(), self.wish(*bodies, **given))

    def preview(self, who: Principal, *bodies: str, **given: object) -> Preview:
        return requests.preview(self.database, who, self.tenant_id, self.view(), self.wish(*bodies, **given))

    def asked(self, who: Principal, *bodies: str) -> list[QuestionTold]:
        """What these bodies are asked, or all that somebody writes for."""
        told = requests.questions(self.database, who, self.tenant_id, self.view(), bodies=bodies or None)
        return list(told.questions)

    def askings(self, who: Principal, request: RequestTold) -> list[AskingTold]:
        return list(requests.askings(self.database, who, self.tenant_id, self.view(), request.id, first=200).askings)

    def answer(self, who: Principal, question: UUID, word: str = "given", note: str | None = None) -> QuestionTold:
        return requests.answer(self.database, who, self.tenant_id, question, {"answer": word, "note": note})

    def again(self, who: Principal, request: RequestTold) -> RequestTold:
        """A request as it stands now."""
        return requests.request(self.database, who, self.tenant_id, self.view(), request.id)

    def write(self, act: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - whatever it made
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            return act(unit)
