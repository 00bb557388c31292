"""A small country in which bodies are assessed, with an instrument of a few items."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from interlace import assessments
from interlace.db import tenancy
from interlace.db.models import LoadedInstrument
from interlace.principals import SYSTEM
from policies.instruments import read, told
from tests.interlace.requests.asks import Country, today

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.assessments import AnswerTold, AssessmentTold, RoundTold
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from policies.instruments import Instrument

FILE = b"""
id = "small"
version = "1"
kind = "checklist"
status = "unofficial"
source = "none"
languages = ["en"]
name = { en = "Small" }

[[areas]]
id = "plan"
name = { en = "Plan" }
weight = "1/2"

[[areas]]
id = "money"
name = { en = "Money" }
weight = "1/2"

[[items]]
id = "plan"
area = "plan"
type = "yes_planned_no"
question = { en = "Is there a strategy?" }
prefill = "strategy-in-force"
weight = "1"

[[items]]
id = "words"
area = "plan"
type = "text"
question = { en = "What does it say?" }
asked_if = [{ item = "plan", one_of = ["yes"] }]
weight = "0"

[[items]]
id = "share"
area = "money"
type = "share"
question = { en = "Which share of the budget?" }
weight = "1/2"

[[items]]
id = "proof"
area = "money"
type = "yes_partly_no"
question = { en = "Is it published?" }
evidence = "required"
weight = "1/2"
"""


def small() -> Instrument:
    """Two areas: a plan, and money, of which one item needs evidence."""
    return read(FILE, "small.toml")


def load(database: Database, tenant_id: UUID, instrument: Instrument) -> None:
    """Let a tenant have an instrument."""
    named = {"instrument": instrument.id, "version": instrument.version, "status": instrument.status}
    row = LoadedInstrument(**named, content=told(instrument), digest=instrument.digest)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(row)
        unit.did("instrument.load", f"instrument:{instrument.id}")


class Rounds(Country):
    """Rounds of the small instrument."""

    def __init__(self, database: Database, tenant_id: UUID) -> None:
        super().__init__(database, tenant_id)
        load(database, tenant_id, small())

    def wanted(self, *bodies: str, **given: object) -> dict[str, object]:
        """What is given for a round of these bodies."""
        due = (today() + timedelta(days=30)).isoformat()
        asked = [{"body": body} for body in bodies]
        return {"title": "Round 1", "instrument": "small", "due_on": due, "bodies": asked} | given

    def open(self, who: Principal, *bodies: str, **given: object) -> RoundTold:
        return assessments.open_round(self.database, who, self.tenant_id, self.wanted(*bodies, **given))

    def three(self, who: Principal, reviewer: Principal) -> RoundTold:
        """A round on A in three voices: its own, that of the club C, and a reviewer's."""
        place = {"body": "A", "civil_society": ["C"], "reviewers": [str(reviewer.id)]}
        return self.open(who, voices=["body", "civil_society", "reviewer"], bodies=[place])

    def mine(self, who: Principal, **asked: Any) -> list[AssessmentTold]:  # noqa: ANN401 - what lists take
        """The assessments in which somebody speaks."""
        page = assessments.assessments(self.database, who, self.tenant_id, self.view(), yours=True, **asked)
        return list(page.assessments)

    def seen(self, who: Principal, **asked: Any) -> list[AssessmentTold]:  # noqa: ANN401 - what lists take
        """The assessments of which somebody knows."""
        return list(assessments.assessments(self.database, who, self.tenant_id, self.view(), **asked).assessments)

    def put(self, who: Principal, one: UUID, item: str, value: str | None, after: int = 0, **more: object) -> int:
        given = {"item": item, "standing": "answered" if value else "not_answered", "value": value, "after": after}
        return assessments.answer(self.database, who, self.tenant_id, one, given | more)

    def answers(self, who: Principal, one: UUID) -> dict[str, AnswerTold]:
        told = assessments.answers(self.database, who, self.tenant_id, self.view(), one)
        return {each.item: each for each in told}

    def read(self, who: Principal, one: UUID) -> AssessmentTold:
        return assessments.assessment(self.database, who, self.tenant_id, self.view(), one)

    def ask_review(self, who: Principal, one: UUID) -> None:
        revision = self.read(who, one).revision
        assessments.ask_review(self.database, who, self.tenant_id, one, revision)

    def send(self, who: Principal, one: UUID) -> None:
        """Say that it is ready, and send it."""
        self.ask_review(who, one)
        assessments.send(self.database, who, self.tenant_id, one, self.read(who, one).revision)

    def call(self, service: Callable[..., Any], who: Principal, *given: object) -> Any:  # noqa: ANN401 - its result
        return service(self.database, who, self.tenant_id, *given)

    def look(self, service: Callable[..., Any], who: Principal, *given: object) -> Any:  # noqa: ANN401 - its result
        return service(self.database, who, self.tenant_id, self.view(), *given)
