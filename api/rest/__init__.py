"""The REST door: resources below a tenant's address, each operation described where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.rest import (
    alignment,
    approaches,
    assessment_rounds,
    assessments,
    batches,
    cases,
    changes,
    commons,
    consultations,
    deeds,
    documents,
    exchange,
    findings,
    gatherings,
    graphs,
    guides,
    imports,
    instruments,
    members,
    notices,
    peers,
    pictures,
    practices,
    recommendations,
    records,
    reorganising,
    requests,
    results,
    scenarios,
    talks,
    tenant,
    trends,
    visit_recommendations,
    visits,
    webhooks,
    workspaces,
    writes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask

    from api.rest.operation import Resource

#: What adds operations to the resources of records.
_ADDING = (writes, batches, deeds, exchange, reorganising)
#: All resources, in the order of the document.
RESOURCES: Sequence[Resource] = (
    tenant.TENANT,
    *records.RESOURCES.values(),
    alignment.PAIRS,
    alignment.PROFILES,
    findings.FINDINGS,
    cases.CASES,
    scenarios.SCENARIOS,
    pictures.SUMMARY,
    pictures.COMPARE,
    trends.TRENDS,
    peers.PEERS,
    talks.TALKS,
    commons.COMMONS,
    practices.PRACTICES,
    recommendations.RECOMMENDATIONS,
    guides.GUIDES,
    gatherings.GATHERINGS,
    approaches.APPROACHES,
    approaches.NETWORKS,
    graphs.GRAPH,
    graphs.EXPORTS,
    imports.IMPORTS,
    changes.CHANGES,
    changes.AUDIT,
    members.USERS,
    members.MEMBERSHIPS,
    members.SERVICE_ACCOUNTS,
    webhooks.WEBHOOKS,
    results.RESULTS,
    assessment_rounds.ROUNDS,
    assessments.ASSESSMENTS,
    requests.REQUESTS,
    requests.QUESTIONS,
    notices.NOTICES,
    instruments.INSTRUMENTS,
    workspaces.WORKSPACES,
    consultations.CONSULTATIONS,
    visits.VISITS,
    visit_recommendations.RECOMMENDATIONS,
)


def register(app: Flask) -> None:
    """Put every resource in place, the document of them all and its reader."""
    api = documents.begin(app)
    for resource in RESOURCES:
        api.add(resource)


def performed(app: Flask) -> Mapping[str, list[tuple[str, str]]]:
    """Which operations perform each service of the register: methods and addresses as the application has them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in app.url_map.iter_rules():
        for service in getattr(app.view_functions[rule.endpoint], "performs", ()):
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found.setdefault(service, []).extend((method, rule.rule) for method in methods)
    return found
