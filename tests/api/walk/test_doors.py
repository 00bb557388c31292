"""Whatever one door offers the other offers too, but for a few things that are told here with their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLObjectType

from api.graphql.schema.build import MUTATION_OF, schema
from api.rest import performed
from interlace.register.catalogue import SERVICES
from tests.api.walk.graphs import MUTATIONS
from tests.api.walk.rules import ADDRESSES, REST_READS, REST_WRITES, RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from tests.api.walk.asking import Operations, Walker

#: What one door offers alone, and why.
ONLY_REST: Mapping[str, str] = {
    "import_bundle": "A bundle is a file; GraphQL takes JSON and nothing else, so that no form can write.",
    "attach_to_case": "Files come as they are; GraphQL takes JSON and nothing else.",
    "read_case_attachment": "A file is fetched as it is; GraphQL tells its address.",
    "read_calendar": "A calendar is a file, for programs that read no JSON.",
    "export_bundle": "A bundle is a file; all that stands in it can be read record by record.",
}
ONLY_GRAPHQL: Mapping[str, str] = {
    "Query.node": "Relay’s way to read any record again by its id; REST has an address for each.",
    "Query.nodes": "Several of them.",
    "Tenant.slug": "REST has it in the address.",
    "Tenant.asOf": "REST has it in the question.",
    "Tenant.rules": "The same for all tenants: REST tells each with the findings of it, and docs/gaps.md all.",
}

#: By each read of REST, the field by which GraphQL tells the same.
FIELDS: Mapping[str, str] = {
    "read_tenant": "Tenant.settings",
    "list_bodies": "Tenant.bodies",
    "read_body": "Tenant.body",
    "list_body_children": "Body.children",
    "list_body_below": "Body.below",
    "list_body_ancestors": "Body.ancestors",
    "list_body_relations": "Body.relations",
    "list_body_strategies": "Body.strategies",
    "list_body_commitments": "Body.commitments",
    "list_body_actions": "Body.actions",
    "list_body_competences": "Body.competences",
    "list_body_participations": "Body.participations",
    "list_body_declarations": "Body.declarations",
    "list_body_successions": "Body.successors",
    "list_body_alignment": "Body.alignment",
    "read_body_profile": "Body.profile",
    "list_body_findings": "Body.findings",
    "list_competences": "Tenant.competences",
    "read_competence": "Query.node",
    "list_relations": "Tenant.relations",
    "read_relation": "Query.node",
    "list_strategies": "Tenant.strategies",
    "read_strategy": "Tenant.strategy",
    "list_strategy_commitments": "Strategy.commitments",
    "list_strategy_participations": "Strategy.participations",
    "list_strategy_links": "Strategy.supportedBy",
    "list_strategy_reports": "Strategy.reports",
    "list_strategy_oppositions": "Strategy.oppositions",
    "list_strategy_alignment": "Strategy.alignment",
    "list_commitments": "Tenant.commitments",
    "read_commitment": "Query.node",
    "list_actions": "Tenant.actions",
    "read_action": "Tenant.action",
    "list_action_links": "Action.supports",
    "list_action_reports": "Action.reports",
    "list_links": "Tenant.links",
    "read_link": "Query.node",
    "list_participations": "Tenant.participations",
    "read_participation": "Query.node",
    "list_successions": "Tenant.successions",
    "read_succession": "Query.node",
    "list_declarations": "Tenant.declarations",
    "read_declaration": "Query.node",
    "list_reports": "Tenant.reports",
    "read_report": "Query.node",
    "list_body_measurements": "Body.measurements",
    "list_measurements": "Tenant.measurements",
    "read_measurement": "Query.node",
    "list_oppositions": "Tenant.oppositions",
    "read_opposition": "Query.node",
    "list_alignment": "Tenant.alignment",
    "read_alignment_map": "Tenant.alignmentMap",
    "list_profiles": "Body.profile",
    "list_findings": "Tenant.findings",
    "read_finding": "Tenant.finding",
    "list_cases": "Tenant.cases",
    "read_case": "Tenant.case",
    "list_assessment_rounds": "Tenant.assessmentRounds",
    "read_assessment_round": "Tenant.assessmentRound",
    "list_assessments": "Tenant.assessments",
    "read_assessment": "Tenant.assessment",
    "list_assessment_answers": "Tenant.assessmentAnswers",
    "list_assessment_areas": "Tenant.assessmentAreas",
    "list_assessment_people": "Tenant.assessmentPeople",
    "list_assessment_comments": "Tenant.assessmentComments",
    "read_assessment_review": "Tenant.assessmentReview",
    "read_assessment_snapshot": "Tenant.assessmentSnapshot",
    "list_requests": "Tenant.requests",
    "read_request": "Tenant.request",
    "list_request_askings": "Tenant.askings",
    "list_questions": "Tenant.questions",
    "read_question": "Tenant.question",
    "read_burden": "Tenant.burden",
    "list_workspaces": "Tenant.workspaces",
    "read_workspace": "Tenant.workspace",
    "read_workspace_step": "Tenant.workspaceStep",
    "list_workspace_fields": "Tenant.workspaceFields",
    "list_workspace_kept": "Tenant.workspaceKept",
    "read_workspace_adoption": "Tenant.workspaceAdoption",
    "list_consultations": "Tenant.consultations",
    "read_consultation": "Tenant.consultation",
    "list_consulted_bodies": "Tenant.consultedBodies",
    "list_consultation_replies": "Tenant.consultationReplies",
    "list_visits": "Tenant.visits",
    "read_visit": "Tenant.visit",
    "list_visit_items": "Tenant.visitItems",
    "read_visit_profile": "Tenant.visitProfile",
    "list_visit_recommendations": "Tenant.visitRecommendations",
    "read_visit_recommendation": "Tenant.visitRecommendation",
    "list_notices": "Tenant.notices",
    "read_notice_preference": "Tenant.noticePreference",
    "read_summary": "Tenant.summary",
    "compare_days": "Tenant.compare",
    "read_trends": "Tenant.trends",
    "list_causes": "Tenant.causes",
    "list_peers": "Tenant.peers",
    "list_link_suggestions": "Tenant.linkSuggestions",
    "list_gatherings": "Tenant.gatherings",
    "read_gathering": "Tenant.gathering",
    "list_mentoring_matches": "Tenant.mentoringMatches",
    "list_network_members": "Tenant.networkMembers",
    "list_approaches": "Tenant.approaches",
    "read_approach": "Tenant.approach",
    "read_calendar_feed": "Tenant.calendarFeed",
    "list_guides": "Tenant.guides",
    "list_instruments": "Tenant.instruments",
    "read_instrument": "Tenant.instrument",
    "list_crosswalks": "Tenant.crosswalks",
    "read_crosswalk": "Tenant.crosswalk",
    "list_commons_entries": "Tenant.commonsEntries",
    "read_commons_entry": "Tenant.commonsEntry",
    "list_commons_helps": "Tenant.commonsHelps",
    "list_publications": "Tenant.publications",
    "read_publication": "Tenant.publication",
    "list_practices": "Tenant.practices",
    "read_practice": "Tenant.practice",
    "list_talks": "Tenant.talks",
    "read_talk": "Tenant.talk",
    "list_open_to_talk": "Tenant.openToTalk",
    "read_assessment_results": "Tenant.assessmentResults",
    "read_assessment_voices": "Tenant.assessmentVoices",
    "recommend_changes": "Tenant.recommendation",
    "list_scenarios": "Tenant.scenarios",
    "read_scenario": "Tenant.scenario",
    "preview_scenario": "Scenario.preview",
    "compare_scenarios": "Scenario.comparison",
    "read_graph": "Tenant.graph",
    "export_stratml": "Tenant.strategyFile",
    "export_strategy": "Tenant.strategyFile",
    "export_popolo": "Tenant.bodiesFile",
    "export_practice": "Tenant.practiceFile",
    "export_practice_entry": "Tenant.practiceEntryFile",
    "list_changes": "Tenant.changes",
    "list_audit": "Tenant.audit",
    "verify_audit": "Tenant.auditCheck",
    "list_users": "Tenant.members",
    "export_user": "Me.data",
    "list_memberships": "Tenant.members",
    "list_service_accounts": "Tenant.serviceAccounts",
    "list_webhooks": "Tenant.webhooks",
    "read_webhook": "Tenant.webhooks",
    "list_webhook_deliveries": "Tenant.webhookDeliveries",
    "read_webhook_delivery": "Tenant.webhookDeliveries",
    "list_imports": "Tenant.imports",
    "read_import": "Tenant.import",
    "list_import_problems": "Import.result",
    "authentication.me": "Tenant.me",
}
#: What REST takes as a body although nothing is written, and the field by which GraphQL tells it.
TRIED: Mapping[str, str] = {"scenario.try": "Tenant.whatIf"}
#: Fields of a tenant that REST tells as a part of another answer.
PARTS: Mapping[str, str] = {"Tenant.revision": "read_tenant", "Tenant.name": "read_tenant"}


def fields_of(type_: str) -> set[str]:
    """All fields of a type, with its name."""
    found = schema().type_map[type_]
    assert isinstance(found, GraphQLObjectType)
    return {f"{type_}.{field}" for field in found.fields}


def test_each_service_of_the_register_is_performed_through_both_doors(app: Flask) -> None:
    assert set(performed(app)) == set(SERVICES)
    assert set(MUTATION_OF) == set(SERVICES)
    assert schema().mutation_type is not None
    assert set(MUTATION_OF.values()) <= set(schema().mutation_type.fields)  # type: ignore[union-attr]


def test_whatever_is_written_beside_the_register_is_written_through_both_doors() -> None:
    through_rest, through_graphql = set(REST_WRITES.values()), set(MUTATIONS.values())
    only = {REST_WRITES[name] for name in ONLY_REST if name in REST_WRITES}
    assert only == {"import.run", "case.attach"}
    assert through_rest - through_graphql == only | set(TRIED)
    assert through_graphql - through_rest == set()
    assert through_rest == set(RULES)


def test_batches_are_of_the_same_tables_through_both_doors() -> None:
    rest = {name.removeprefix("write_") for name in REST_WRITES if name.startswith("write_")}
    assert rest == {name.removesuffix("Batch") for name in MUTATIONS if name.endswith("Batch")}


def test_each_read_of_rest_has_a_field_and_each_field_of_a_tenant_a_read() -> None:
    beside = {name for name in ADDRESSES if name in FIELDS}
    assert set(FIELDS) - beside == set(REST_READS) - set(ONLY_REST)
    assert {field for field in FIELDS.values() if field not in fields_of(field.partition(".")[0])} == set()
    offered = (fields_of("Query") | fields_of("Tenant")) - {"Query.tenant"}
    told = set(FIELDS.values()) | set(PARTS) | set(TRIED.values())
    assert offered - told == set(ONLY_GRAPHQL) - told
    assert set(ONLY_GRAPHQL) <= offered


def test_exceptions_are_few_and_real(operations: Operations, walker: Walker) -> None:
    assert set(ONLY_REST) <= set(operations.names)
    walker.counts["operations"] = len(operations.names)
    walker.counts["mutations"] = len(MUTATIONS)
    walker.counts["services"] = len(SERVICES)
    walker.counts["exceptions of one door"] = len(ONLY_REST) + len(ONLY_GRAPHQL)
