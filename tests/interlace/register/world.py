"""A small register in which every service has something to work on, and people of every kind who may use it or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.records import fetch_by_code, find
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import (
    actions,
    bodies,
    competences,
    declarations,
    links,
    measurements,
    mergers,
    oppositions,
    participations,
    relations,
    reports,
    settings,
    strategies,
)
from interlace.register.belongings import FATES
from interlace.register.mergers import Fate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

BODIES = (
    {"code": "PT", "name": "Portugal", "level": "national"},
    {"code": "R1", "name": "North", "level": "regional", "parent": "PT"},
    {"code": "R2", "name": "South", "level": "regional", "parent": "PT"},
    {"code": "A", "name": "A", "level": "local", "parent": "R1"},
    {"code": "B", "name": "B", "level": "local", "parent": "R2"},
    {"code": "E", "name": "E", "level": "local", "parent": "R1"},
    {"code": "C", "name": "Club", "level": "civil_society", "parent": "A"},
    {"code": "N", "name": "Network", "level": "network", "serves": "R1"},
)
CELL = {"principle": "real_equality", "area": "housing"}
KEEP_ALL: Mapping[str | UUID, Fate] = dict.fromkeys(FATES, Fate("keep"))


def someone(tenant_id: UUID, role: str, body: str | None = None) -> Principal:
    """A person with one role in a tenant."""
    return Principal("user", new_id(), tenant_id, (Grant(role, body),))


MEASURED = {
    "body": "A",
    "measured_on": "2020-01-01",
    "principle": "real_equality",
    "area": "housing",
    "score_from": "10",
    "score_to": "62.5",
    "instrument": "index",
}


def settle(database: Database, tenant_id: UUID) -> None:
    """Fill a tenant: A has one thing of each kind, and E nothing at all."""
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for values in BODIES:
            bodies.register(unit, values)
        strategies.record(unit, {"code": "T", "title": "T", "owner": "R1"})
        strategy = strategies.record(unit, {"code": "S", "title": "S", "owner": "A", "co_owners": ["B"]})
        strategies.commit(unit, strategy.id, CELL | {"depth": 2})
        strategies.draft(unit, {"code": "D", "title": "D", "owner": "A"})
        actions.record(unit, {"code": "X", "title": "X", "body": "A"})
        links.link(unit, {"from": "S", "to": "T"})
        relations.declare(unit, {"source": "A", "target": "B", "kind": "funds"})
        competences.state(unit, {"body": "A", "area": "housing", "role": "lead"})
        participations.record(unit, {"strategy": "S", "body": "C", "phase": "design", "depth": "dialogue"})
        reports.report(unit, {"subject": "S", "progress": 40})
        declarations.declare(unit, {"body": "A", "declared_on": "2020-01-01"})
        measurements.record(unit, MEASURED)
        oppositions.mark(
            unit,
            {
                "strategy": "S",
                "other": "T",
                "marked_by": "A",
                "marked_on": "2020-01-01",
                "reason": "One undoes the other.",
            },
        )


def the(session: Session, table: str, **equal: object) -> StoredRecord:
    """The one record of these values."""
    (record,) = find(session, table, **equal)
    return record


@dataclass(frozen=True)
class On:
    """A call of a service on one record, which `equal` finds, at the revision that it has or so many later."""

    table: str
    service: Callable[..., Any]
    arguments: tuple[object, ...]
    equal: Mapping[str, object]

    def __call__(self, unit: Unit, late: int = 0) -> object:
        """Call the service."""
        record = the(unit.session, self.table, **self.equal)
        return self.service(unit, record.id, record.revision + late, *self.arguments)


def _on(table: str, service: Callable[..., Any], *arguments: object, **equal: object) -> On:
    return On(table, service, arguments, equal)


def _body(unit: Unit, code: str) -> StoredRecord:
    return fetch_by_code(unit.session, "bodies", code)


def _commit(unit: Unit) -> object:
    cell = {"principle": "real_equality", "area": "media", "depth": 1}
    return strategies.commit(unit, the(unit.session, "strategies", code="S").id, cell)


#: One good call of each service, and the codes of bodies whose contributors may make it.
CALLS: Mapping[str, tuple[Callable[[Unit], Any], frozenset[str]]] = {
    "body.register": (
        lambda unit: bodies.register(unit, {"code": "F", "name": "F", "level": "local", "parent": "R1"}),
        frozenset(),
    ),
    "body.change": (_on("bodies", bodies.change, {"name": "Aa"}, code="A"), frozenset("A")),
    "body.remove": (_on("bodies", bodies.remove, code="E"), frozenset()),
    "body.merge": (
        lambda unit: mergers.merge(unit, {_body(unit, "E").id: 1}, _body(unit, "A").id, "2020-01-01", {}),
        frozenset(),
    ),
    "body.split": (
        lambda unit: mergers.split(
            unit, _body(unit, "E").id, 1, [_body(unit, "A").id, _body(unit, "B").id], "2020-01-01", {}
        ),
        frozenset(),
    ),
    "strategy.draft": (
        lambda unit: strategies.draft(unit, {"code": "S2", "title": "S2", "owner": "A"}),
        frozenset("A"),
    ),
    "strategy.record": (
        lambda unit: strategies.record(unit, {"code": "S2", "title": "S2", "owner": "A"}),
        frozenset("A"),
    ),
    "strategy.change": (_on("strategies", strategies.change, {"title": "New"}, code="S"), frozenset("AB")),
    "strategy.share": (_on("strategies", strategies.share, ["B", "E"], code="S"), frozenset("A")),
    "strategy.adopt": (_on("strategies", strategies.adopt, code="D"), frozenset("A")),
    "strategy.withdraw": (_on("strategies", strategies.withdraw, code="S"), frozenset("A")),
    "strategy.remove": (_on("strategies", strategies.remove, code="D"), frozenset("A")),
    "commitment.make": (_commit, frozenset("AB")),
    "commitment.change": (_on("commitments", strategies.change_depth, 3, strategy="S"), frozenset("AB")),
    "commitment.remove": (_on("commitments", strategies.uncommit, strategy="S"), frozenset("AB")),
    "action.record": (lambda unit: actions.record(unit, {"code": "Y", "title": "Y", "body": "A"}), frozenset("A")),
    "action.change": (_on("actions", actions.change, {"status": "completed"}, code="X"), frozenset("A")),
    "action.remove": (_on("actions", actions.remove, code="X"), frozenset("A")),
    "link.make": (lambda unit: links.link(unit, {"from": "X", "to": "T"}), frozenset("A")),
    "link.remove": (_on("links", links.unlink, to="T"), frozenset("AB")),
    "link.confirm": (_on("links", links.confirm, to="T"), frozenset({"R1"})),
    "link.dispute": (_on("links", links.dispute, "It does not.", to="T"), frozenset({"R1"})),
    "opposition.mark": (
        lambda unit: oppositions.mark(
            unit, {"strategy": "T", "other": "S", "marked_by": "R1", "marked_on": "2020-01-01", "reason": "No."}
        ),
        frozenset({"R1"}),
    ),
    "opposition.resolve": (
        _on("oppositions", oppositions.resolve, "2026-01-01", "Both were changed.", strategy="S"),
        frozenset({"A", "B", "R1"}),
    ),
    "opposition.withdraw": (_on("oppositions", oppositions.withdraw, strategy="S"), frozenset("A")),
    "measurement.record": (
        lambda unit: measurements.record(unit, {**MEASURED, "area": "media"}),
        frozenset("A"),
    ),
    "measurement.withdraw": (_on("measurements", measurements.withdraw, body="A"), frozenset("A")),
    "relation.declare": (
        lambda unit: relations.declare(unit, {"source": "A", "target": "N", "kind": "member_of"}),
        frozenset("A"),
    ),
    "relation.change": (_on("relations", relations.change, {"mechanism": "Law"}, source="A"), frozenset("A")),
    "relation.end": (_on("relations", relations.end, "2030-01-01", source="A"), frozenset("A")),
    "relation.withdraw": (_on("relations", relations.withdraw, source="A"), frozenset("A")),
    "relation.confirm": (_on("relations", relations.confirm, source="A"), frozenset("B")),
    "relation.dispute": (_on("relations", relations.dispute, "No money came.", source="A"), frozenset("B")),
    "competence.state": (
        lambda unit: competences.state(unit, {"body": "A", "area": "media", "role": "none"}),
        frozenset(),
    ),
    "competence.change": (_on("competences", competences.change, {"role": "shared"}, body="A"), frozenset()),
    "competence.remove": (_on("competences", competences.remove, body="A"), frozenset()),
    "participation.record": (
        lambda unit: participations.record(
            unit, {"strategy": "S", "body": "C", "phase": "delivery", "depth": "consultation"}
        ),
        frozenset("ABC"),
    ),
    "participation.change": (
        _on("participations", participations.change, {"depth": "information"}, body="C"),
        frozenset("ABC"),
    ),
    "participation.remove": (_on("participations", participations.remove, body="C"), frozenset("ABC")),
    "report.give": (
        lambda unit: reports.report(unit, {"subject": "S", "reported_on": "2020-01-01", "note": "Slow."}),
        frozenset("AB"),
    ),
    "report.correct": (_on("reports", reports.correct, {"progress": 50}, subject="S"), frozenset("AB")),
    "report.remove": (_on("reports", reports.remove, subject="S"), frozenset("AB")),
    "declaration.give": (
        lambda unit: declarations.declare(unit, {"body": "A", "declared_on": "2021-01-01"}),
        frozenset("A"),
    ),
    "declaration.renew": (lambda unit: declarations.nothing_changed(unit, _body(unit, "A").id), frozenset("A")),
    "declaration.withdraw": (_on("declarations", declarations.withdraw, body="A"), frozenset("A")),
    "settings.change": (lambda unit: settings.change(unit, unit.head.revision, {"name": "Portugal"}), frozenset()),
}
