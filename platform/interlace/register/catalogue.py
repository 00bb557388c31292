"""All services by name: what performs each, which operation it asks leave for, what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interlace.db.entries import TENANT
from interlace.identity.permissions import Operation
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Service:
    """One thing that a person does; `subject` is the table of what it is about, or the tenant."""

    name: str
    perform: Callable[..., Any]
    operation: Operation
    subject: str


#: Every service by its name, which is also what audit and feed call what it did.
SERVICES: Mapping[str, Service] = {
    service.name: service
    for service in (
        Service("body.register", bodies.register, Operation.BODY_REGISTER, "bodies"),
        Service("body.change", bodies.change, Operation.BODY_CHANGE, "bodies"),
        Service("body.remove", bodies.remove, Operation.BODY_REMOVE, "bodies"),
        Service("body.merge", mergers.merge, Operation.BODY_MERGE, "bodies"),
        Service("body.split", mergers.split, Operation.BODY_MERGE, "bodies"),
        Service("strategy.draft", strategies.draft, Operation.RECORDS_WRITE, "strategies"),
        Service("strategy.record", strategies.record, Operation.RECORDS_WRITE, "strategies"),
        Service("strategy.change", strategies.change, Operation.RECORDS_WRITE, "strategies"),
        Service("strategy.share", strategies.share, Operation.RECORDS_WRITE, "strategies"),
        Service("strategy.adopt", strategies.adopt, Operation.RECORDS_WRITE, "strategies"),
        Service("strategy.withdraw", strategies.withdraw, Operation.RECORDS_WRITE, "strategies"),
        Service("strategy.remove", strategies.remove, Operation.RECORDS_WRITE, "strategies"),
        Service("commitment.make", strategies.commit, Operation.RECORDS_WRITE, "commitments"),
        Service("commitment.change", strategies.change_depth, Operation.RECORDS_WRITE, "commitments"),
        Service("commitment.remove", strategies.uncommit, Operation.RECORDS_WRITE, "commitments"),
        Service("action.record", actions.record, Operation.RECORDS_WRITE, "actions"),
        Service("action.change", actions.change, Operation.RECORDS_WRITE, "actions"),
        Service("action.remove", actions.remove, Operation.RECORDS_WRITE, "actions"),
        Service("link.make", links.link, Operation.RECORDS_WRITE, "links"),
        Service("link.remove", links.unlink, Operation.RECORDS_WRITE, "links"),
        Service("link.confirm", links.confirm, Operation.CONSENT_GIVE, "links"),
        Service("link.dispute", links.dispute, Operation.CONSENT_GIVE, "links"),
        Service("opposition.mark", oppositions.mark, Operation.CONSENT_GIVE, "oppositions"),
        Service("opposition.resolve", oppositions.resolve, Operation.CONSENT_GIVE, "oppositions"),
        Service("opposition.withdraw", oppositions.withdraw, Operation.CONSENT_GIVE, "oppositions"),
        Service("measurement.record", measurements.record, Operation.RECORDS_WRITE, "measurements"),
        Service("measurement.withdraw", measurements.withdraw, Operation.RECORDS_WRITE, "measurements"),
        Service("relation.declare", relations.declare, Operation.RECORDS_WRITE, "relations"),
        Service("relation.change", relations.change, Operation.RECORDS_WRITE, "relations"),
        Service("relation.end", relations.end, Operation.RECORDS_WRITE, "relations"),
        Service("relation.withdraw", relations.withdraw, Operation.RECORDS_WRITE, "relations"),
        Service("relation.confirm", relations.confirm, Operation.CONSENT_GIVE, "relations"),
        Service("relation.dispute", relations.dispute, Operation.CONSENT_GIVE, "relations"),
        Service("competence.state", competences.state, Operation.COMPETENCES_WRITE, "competences"),
        Service("competence.change", competences.change, Operation.COMPETENCES_WRITE, "competences"),
        Service("competence.remove", competences.remove, Operation.COMPETENCES_WRITE, "competences"),
        Service("participation.record", participations.record, Operation.RECORDS_WRITE, "participations"),
        Service("participation.change", participations.change, Operation.RECORDS_WRITE, "participations"),
        Service("participation.remove", participations.remove, Operation.RECORDS_WRITE, "participations"),
        Service("report.give", reports.report, Operation.RECORDS_WRITE, "reports"),
        Service("report.correct", reports.correct, Operation.RECORDS_WRITE, "reports"),
        Service("report.remove", reports.remove, Operation.RECORDS_WRITE, "reports"),
        Service("declaration.give", declarations.declare, Operation.RECORDS_WRITE, "declarations"),
        Service("declaration.renew", declarations.nothing_changed, Operation.RECORDS_WRITE, "declarations"),
        Service("declaration.withdraw", declarations.withdraw, Operation.RECORDS_WRITE, "declarations"),
        Service("settings.change", settings.change, Operation.SETTINGS_CHANGE, TENANT),
    )
}
