"""A small country in which one body has sent an assessment, and people who visit it, are visited, or know nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from graph.scoring import score, told
from interlace import visits
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import (
    Assessment,
    AssessmentRound,
    AssessmentSnapshot,
    Membership,
    Notice,
    User,
    Visit,
)
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.snapshots.store import SnapshotStore
from policies.instruments import Answer, AnswerType, Standing, shipped
from tests.databases import new_tenant
from tests.interlace.identity.countries import put

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.visits import VisitTold

TODAY = datetime.now(UTC).date()
INSTRUMENT = shipped()["checklist-real-equality"]


def sent_assessment(unit: Unit, body: str) -> UUID:
    """An assessment that a body has sent: everything is answered with the first option, but for the last item."""
    answers = {
        item.id: Answer(Standing.ANSWERED, item.options[0].id)
        for item in INSTRUMENT.items[:-1]
        if item.type is not AnswerType.TEXT and item.options
    }
    common = {"instrument": INSTRUMENT.id, "version": INSTRUMENT.version}
    voices = ["body", "civil_society", "reviewer"]
    round_ = AssessmentRound(id=new_id(), title="Round", voices=voices, due_on=TODAY + timedelta(days=30), **common)
    unit.session.add(round_)
    unit.session.flush()
    one = Assessment(id=new_id(), round=round_.id, body=body, voice="body", author=body)
    one.state, one.sent_at = "sent", unit.at
    unit.session.add(one)
    unit.session.flush()
    snapshot = AssessmentSnapshot(assessment=one.id, **common, made_at=unit.at, digest="0" * 64)
    snapshot.instrument_digest = INSTRUMENT.digest or "0" * 64
    snapshot.answers = {item: {"standing": "answered", "value": one.value} for item, one in answers.items()}
    snapshot.scores = told(score(INSTRUMENT, answers))
    unit.session.add(snapshot)
    unit.session.flush()
    return one.id


class Country:
    """A nation N with a region R and two towns in it; the people of its bodies."""

    def __init__(self, database: Database, tenant_id: UUID | None = None) -> None:
        self.database, self.tenant_id = database, tenant_id or new_tenant(database)
        self.store = SnapshotStore(2**28)
        with tenancy.writing(database, self.tenant_id, SYSTEM) as unit:
            put(unit, "bodies", code="N", name="Nation", level="national")
            put(unit, "bodies", code="R", name="Region", level="regional", parent="N")
            put(unit, "bodies", code="A", name="Atown", level="local", parent="R")
            put(unit, "bodies", code="B", name="Btown", level="local", parent="R")
        self.coordinator = self.somebody("R", "Coordinator", "steward")
        self.mayor = self.somebody("A", "Mayor")
        self.neighbour = self.somebody("B", "Neighbour")
        self.expert = self.somebody(None, "Expert", "reader")
        self.reader = self.somebody(None, "Reader", "reader")
        self.assessment = self.assessed("A")

    @property
    def view(self) -> View:
        return View(Sight(self.store.current(self.database, self.tenant_id), frozenset()), TODAY)

    def somebody(self, body: str | None, name: str, role: str = "contributor") -> Principal:
        user_id = new_id()
        with tenancy.platform(self.database) as session:
            session.add(User(id=user_id, email=f"{user_id}@example.org", name=name))
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            unit.session.add(Membership(user_id=user_id, role=role, body=body))
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),))

    def assessed(self, body: str) -> UUID:
        """An assessment that a body has sent."""
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            return sent_assessment(unit, body)

    @property
    def items(self) -> list[str]:
        """Items that the body has answered and that experts can see otherwise."""
        return [item.id for item in INSTRUMENT.items[:-1] if item.options and not item.asked_if]

    def plan(self, **values: object) -> UUID:
        """A visit that is going on, without an expert."""
        days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=2)).isoformat()}
        given = {"body": "A", "title": "Visit", **days, "assessment": str(self.assessment), **values}
        told = {name: value for name, value in given.items() if value is not None}
        return visits.plan(self.database, self.coordinator, self.tenant_id, told)

    def visiting(self, **values: object) -> UUID:
        """A visit that is going on, with its expert."""
        made = self.plan(**values)
        self.do(self.coordinator, "name_expert", made, user=str(self.expert.id))
        return made

    def do(self, who: Principal, what: str, which: UUID, **values: object) -> Any:  # noqa: ANN401 - what it gives
        """Call a service; the revision that a visit has now goes along where it is asked for."""
        if "revision" not in values and what in {"conclude", "send", "resume", "comment", "publish", "close", "change"}:
            values["revision"] = self.revision(which)
        return getattr(visits, what)(self.database, who, self.tenant_id, which, values)

    def revision(self, visit: UUID) -> int:
        with tenancy.reading(self.database, self.tenant_id) as session:
            return session.scalars(select(Visit.revision).where(Visit.id == visit)).one()

    def see(self, who: Principal, visit: UUID) -> VisitTold:
        return visits.visit(self.database, who, self.tenant_id, TODAY, visit)

    def listed(self, who: Principal, **asked: Any) -> list[UUID]:  # noqa: ANN401 - as the service takes it
        return [one.id for one in visits.visits(self.database, who, self.tenant_id, self.view, **asked).visits]

    def notices(self, kind: str, about: str) -> set[UUID]:
        with tenancy.reading(self.database, self.tenant_id) as session:
            return set(session.scalars(select(Notice.user_id).where(Notice.kind == kind, Notice.about == about)))

    def drafted(self, **values: object) -> UUID:
        """A visit without an assessment that is concluded, with a strength, a recommendation and a summary."""
        made = self.visiting(assessment=None, **values)
        self.do(self.expert, "observe", made, kind="strength", text="A library for all")
        self.do(self.expert, "recommend", made, text="Ask the neighbours", deadline=TODAY + timedelta(days=30))
        self.do(self.expert, "change", made, summary="Atown is open.")
        self.do(self.expert, "conclude", made)
        return made

    def sent(self, **values: object) -> UUID:
        """The same, sent to the body."""
        made = self.drafted(**values)
        self.do(self.expert, "send", made)
        return made

    def published(self, **values: object) -> UUID:
        """The same, published."""
        made = self.sent(**values)
        self.do(self.mayor, "comment", made, agrees=True, comment="Thank you")
        self.do(self.coordinator, "publish", made)
        return made
