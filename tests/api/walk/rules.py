"""Who may do what through the doors: one rule for each thing that can be done, derived from the one place that decides.

Whoever adds an operation, a mutation or a field that is read from the database adds its rule here, or tests fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation
from interlace.register.catalogue import SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.api.walk.callers import Caller


@dataclass(frozen=True)
class Rule:
    """What somebody needs: each of the operations, for one of the bodies or in the tenant as a whole.

    `draft`: it is about a draft of the first body, which is unknown to who may not see it. `oneself`: it is for the
    person themself, whatever they may do else. `people`: programs have none. `private`: it is about something of the
    administrator's own, of which nobody else may know. `hidden`: who may not do this for one of the bodies is not told
    that it is there; nobody is, of what is another's `own`.
    """

    needs: tuple[Operation, ...]
    bodies: tuple[str, ...] = ()
    draft: bool = False
    oneself: bool = False
    people: bool = False
    private: bool = False
    hidden: tuple[Operation, ...] = ()
    own: bool = False
    theirs: bool = False
    """It is of people whom it concerns, and unknown to all others; programs have none."""
    known_by: tuple[Operation, ...] = ()
    """Who may do none of these for the bodies is not told that it is there."""
    then: tuple[Operation, ...] = ()
    """What is needed besides by those who know of it."""
    named: bool = False
    """It is done by people who are named on it, as nobody is here; all who know of it are refused."""

    def status_for(self, caller: Caller) -> int:
        """How a good request of theirs about somebody else’s things ends: 200 stands for any success."""
        if not caller.is_member:
            return caller.turned_away
        refused = self.oneself or ((self.people or self.theirs) and caller.is_program)
        unseen = self.draft and not caller.may(Operation.DRAFTS_READ, *self.bodies)
        if not refused and (self.theirs or unseen):
            return 404
        if refused or not all(caller.may(operation, *self.bodies) for operation in self.needs):
            return 403
        if self.known_by and not any(caller.may(operation, *self.bodies) for operation in self.known_by):
            return 404
        if self.named or not all(caller.may(operation, *self.bodies) for operation in self.then):
            return 403
        known = all(caller.may(operation, *self.bodies) for operation in self.hidden)
        strange = self.private and caller.name != "administrator"
        return 200 if known and not self.own and not strange else 404


def _service(name: str, *bodies: str, draft: bool = False) -> Rule:
    return Rule((SERVICES[name].operation,), bodies, draft)


#: Services of the register: whose leave each asks, where its subject is A's, R1's, or a new body's.
SERVICE_RULES: Mapping[str, Rule] = {
    "body.register": _service("body.register", "R1"),
    "body.change": _service("body.change", "A"),
    "body.remove": _service("body.remove", "new"),
    "body.merge": _service("body.merge", "new"),
    "body.split": _service("body.split", "new"),
    "strategy.draft": _service("strategy.draft", "A"),
    "strategy.record": _service("strategy.record", "A"),
    "strategy.change": _service("strategy.change", "A"),
    "strategy.share": _service("strategy.share", "A"),
    "strategy.adopt": _service("strategy.adopt", "A", draft=True),
    "strategy.withdraw": _service("strategy.withdraw", "A"),
    "strategy.remove": _service("strategy.remove", "A", draft=True),
    "commitment.make": _service("commitment.make", "A"),
    "commitment.change": _service("commitment.change", "A"),
    "commitment.remove": _service("commitment.remove", "A"),
    "action.record": _service("action.record", "A"),
    "action.change": _service("action.change", "A"),
    "action.remove": _service("action.remove", "A"),
    "link.make": _service("link.make", "A"),
    "link.remove": _service("link.remove", "A"),
    "link.confirm": _service("link.confirm", "R1"),
    "link.dispute": _service("link.dispute", "R1"),
    "opposition.mark": _service("opposition.mark", "A"),
    "opposition.resolve": _service("opposition.resolve", "A", "R1"),
    "opposition.withdraw": _service("opposition.withdraw", "A"),
    "measurement.record": _service("measurement.record", "A"),
    "measurement.withdraw": _service("measurement.withdraw", "A"),
    "relation.declare": _service("relation.declare", "A"),
    "relation.change": _service("relation.change", "A"),
    "relation.end": _service("relation.end", "A"),
    "relation.withdraw": _service("relation.withdraw", "A"),
    "relation.confirm": _service("relation.confirm", "new"),
    "relation.dispute": _service("relation.dispute", "new"),
    "competence.state": _service("competence.state", "new"),
    "competence.change": _service("competence.change", "new"),
    "competence.remove": _service("competence.remove", "new"),
    "participation.record": _service("participation.record", "A", "C"),
    "participation.change": _service("participation.change", "A", "C"),
    "participation.remove": _service("participation.remove", "A", "C"),
    "report.give": _service("report.give", "A"),
    "report.correct": _service("report.correct", "A"),
    "report.remove": _service("report.remove", "A"),
    "declaration.give": _service("declaration.give", "A"),
    "declaration.renew": _service("declaration.renew", "A"),
    "declaration.withdraw": _service("declaration.withdraw", "A"),
    "settings.change": _service("settings.change"),
}

READ = Rule((Operation.REGISTER_READ,))
EXPORT = Rule((Operation.REGISTER_READ, Operation.REGISTER_EXPORT))
AUDIT = Rule((Operation.AUDIT_READ,))
PEOPLE = Rule((Operation.MEMBERSHIPS_MANAGE,))
ACCOUNTS = Rule((Operation.SERVICE_ACCOUNTS_MANAGE,))
HOOKS = Rule((Operation.WEBHOOKS_MANAGE,))
NEW_HOOKS = Rule((Operation.WEBHOOKS_MANAGE, Operation.REGISTER_READ))
IMPORTS = Rule((Operation.IMPORT_RUN,))
ONESELF = Rule((), oneself=True)
MEMBER = Rule(())
PRIVATE = Rule((Operation.REGISTER_READ,), private=True)
ASKING = Rule((Operation.REQUEST_MAKE, Operation.REGISTER_READ), ("A",))
#: What the program asked itself is seen by those who may ask everybody.
REQUESTS = Rule((Operation.REGISTER_READ,), hidden=(Operation.REQUEST_MAKE,))
OWN_REQUESTS = Rule((), hidden=(Operation.REQUEST_MAKE,))
NOTICES = Rule((), people=True)
PERSONS = Rule((), people=True)
THEIRS = Rule((), theirs=True)
#: What A prepares is of whoever sees its drafts; C is consulted on it, and replies for itself.
WORKSPACE = Rule((Operation.REGISTER_READ,), ("A",), hidden=(Operation.DRAFTS_READ,))
IN_WORKSPACE = Rule((Operation.RECORDS_WRITE,), ("A",), draft=True)
CONSULTED = Rule((), ("C",), hidden=(Operation.RECORDS_WRITE,))
CONSULTATION = Rule((Operation.REGISTER_READ,), ("A", "C"), hidden=(Operation.DRAFTS_READ,))
#: What A has sent is for those who write for it.
RESULTS = Rule((Operation.REGISTER_READ,), ("A",), hidden=(Operation.RECORDS_WRITE,))
#: About the finding of a new body: its case is owned by that and by the one above it.
CASES = Rule((Operation.FINDING_ANSWER,), ("new", "R1"))

_VISITING = (Operation.VISIT_MANAGE, Operation.RECORDS_WRITE)
#: A visit to A that its body reads already; what is planned, and what experts write who are nobody that asks here.
VISITED = Rule((Operation.REGISTER_READ,), ("A",), hidden=(Operation.RECORDS_WRITE,))
VISITING = Rule((), ("A",), known_by=_VISITING, then=(Operation.VISIT_MANAGE,))
EXPERTS = Rule((), ("A",), known_by=_VISITING, named=True)
#: About a visit to a new body, of which there is nobody: those above it speak for it.
VISITED_BODY = Rule((), ("new",), known_by=_VISITING, then=(Operation.RECORDS_WRITE,))

#: What is written beside the register, by a name that both doors share.
BESIDE_RULES: Mapping[str, Rule] = {
    "user.invite": PEOPLE,
    "user.erase": ONESELF,
    "membership.grant": PEOPLE,
    "membership.remove": PEOPLE,
    "service_account.create": ACCOUNTS,
    "service_account.rotate": ACCOUNTS,
    "service_account.revoke": ACCOUNTS,
    "webhook.create": NEW_HOOKS,
    "webhook.change": HOOKS,
    "webhook.rotate_secret": HOOKS,
    "webhook.remove": HOOKS,
    "webhook.try_out": HOOKS,
    "webhook.send_again": HOOKS,
    "case.answer": CASES,
    "case.own": CASES,
    "case.comment": CASES,
    "case.uncomment": Rule((Operation.FINDING_SETTLE,)),
    "case.attach": CASES,
    "case.detach": Rule((Operation.FINDING_SETTLE,)),
    "scenario.create": READ,
    "scenario.change": PRIVATE,
    "scenario.remove": PRIVATE,
    "scenario.share": PRIVATE,
    "scenario.unshare": PRIVATE,
    "scenario.apply": PRIVATE,
    "scenario.move": PRIVATE,
    "scenario.try": READ,
    "talk.ask": Rule((Operation.FINDING_ANSWER,), ("new",), people=True),
    "talk.accept": THEIRS,
    "talk.decline": THEIRS,
    "talk.withdraw": THEIRS,
    "talk.consent": THEIRS,
    "visit.plan": Rule((Operation.VISIT_MANAGE,), ("A",)),
    "visit.change": VISITING,
    "visit.close": VISITING,
    "visit.name_expert": VISITING,
    "visit.release_expert": VISITING,
    "visit.publish": VISITING,
    "visit.find": EXPERTS,
    "visit.observe": EXPERTS,
    "visit.recommend": EXPERTS,
    "visit.conclude": EXPERTS,
    "visit.send": EXPERTS,
    "visit.resume": EXPERTS,
    "visit.comment": VISITED_BODY,
    "visit_observation.change": EXPERTS,
    "visit_observation.remove": EXPERTS,
    "visit_recommendation.change": EXPERTS,
    "visit_recommendation.remove": EXPERTS,
    "visit_recommendation.say": VISITED_BODY,
    "import.run": IMPORTS,
    "import.cancel": IMPORTS,
    "request.make": ASKING,
    "request.preview": ASKING,
    "request.withdraw": OWN_REQUESTS,
    "request.reply": OWN_REQUESTS,
    "question.answer": Rule((), ("A",), hidden=(Operation.RECORDS_WRITE,)),
    "workspace.open": Rule((Operation.RECORDS_WRITE,), ("A",)),
    "workspace.write": IN_WORKSPACE,
    "workspace.prove": IN_WORKSPACE,
    "workspace.unprove": IN_WORKSPACE,
    "workspace.involve": IN_WORKSPACE,
    "workspace.release": IN_WORKSPACE,
    "workspace.close": IN_WORKSPACE,
    "workspace.adopt": IN_WORKSPACE,
    "consultation.open": IN_WORKSPACE,
    "consultation.postpone": IN_WORKSPACE,
    "consultation.withdraw": IN_WORKSPACE,
    "consultation.reply": CONSULTED,
    "consultation.publish": CONSULTED,
    "consultation.answer": IN_WORKSPACE,
    "target.set": Rule((), ("new",), hidden=(Operation.RECORDS_WRITE,)),
    "notice.read": Rule((), people=True, own=True),
    "notice.read_all": NOTICES,
    "notice.prefer": NOTICES,
}
RULES: Mapping[str, Rule] = {**SERVICE_RULES, **BESIDE_RULES}

#: What each operation of the REST door that writes does. A batch creates one record.
REST_WRITES: Mapping[str, str] = {
    "change_tenant": "settings.change",
    "create_body": "body.register",
    "change_body": "body.change",
    "remove_body": "body.remove",
    "write_bodies": "body.register",
    "merge_bodies": "body.merge",
    "split_body": "body.split",
    "create_strategy": "strategy.record",
    "change_strategy": "strategy.change",
    "remove_strategy": "strategy.remove",
    "write_strategies": "strategy.draft",
    "share_strategy": "strategy.share",
    "adopt_strategy": "strategy.adopt",
    "withdraw_strategy": "strategy.withdraw",
    "commit_strategy": "commitment.make",
    "create_commitment": "commitment.make",
    "change_commitment": "commitment.change",
    "remove_commitment": "commitment.remove",
    "write_commitments": "commitment.make",
    "create_action": "action.record",
    "change_action": "action.change",
    "remove_action": "action.remove",
    "write_actions": "action.record",
    "create_link": "link.make",
    "remove_link": "link.remove",
    "write_links": "link.make",
    "confirm_link": "link.confirm",
    "dispute_link": "link.dispute",
    "create_relation": "relation.declare",
    "change_relation": "relation.change",
    "remove_relation": "relation.withdraw",
    "write_relations": "relation.declare",
    "end_relation": "relation.end",
    "confirm_relation": "relation.confirm",
    "dispute_relation": "relation.dispute",
    "create_competence": "competence.state",
    "change_competence": "competence.change",
    "remove_competence": "competence.remove",
    "write_competences": "competence.state",
    "create_participation": "participation.record",
    "change_participation": "participation.change",
    "remove_participation": "participation.remove",
    "write_participations": "participation.record",
    "create_report": "report.give",
    "change_report": "report.correct",
    "remove_report": "report.remove",
    "write_reports": "report.give",
    "create_opposition": "opposition.mark",
    "resolve_opposition": "opposition.resolve",
    "remove_opposition": "opposition.withdraw",
    "write_oppositions": "opposition.mark",
    "create_measurement": "measurement.record",
    "remove_measurement": "measurement.withdraw",
    "write_measurements": "measurement.record",
    "create_declaration": "declaration.give",
    "remove_declaration": "declaration.withdraw",
    "write_declarations": "declaration.give",
    "renew_declaration": "declaration.renew",
    "invite_user": "user.invite",
    "erase_user": "user.erase",
    "grant_role": "membership.grant",
    "remove_role": "membership.remove",
    "create_service_account": "service_account.create",
    "rotate_service_account": "service_account.rotate",
    "revoke_service_account": "service_account.revoke",
    "create_webhook": "webhook.create",
    "change_webhook": "webhook.change",
    "remove_webhook": "webhook.remove",
    "rotate_webhook_secret": "webhook.rotate_secret",
    "try_webhook": "webhook.try_out",
    "send_webhook_delivery_again": "webhook.send_again",
    "answer_case": "case.answer",
    "own_case": "case.own",
    "comment_case": "case.comment",
    "remove_case_comment": "case.uncomment",
    "attach_to_case": "case.attach",
    "remove_case_attachment": "case.detach",
    "create_scenario": "scenario.create",
    "change_scenario": "scenario.change",
    "remove_scenario": "scenario.remove",
    "share_scenario": "scenario.share",
    "unshare_scenario": "scenario.unshare",
    "apply_scenario": "scenario.apply",
    "move_scenario": "scenario.move",
    "try_changes": "scenario.try",
    "ask_talk": "talk.ask",
    "plan_visit": "visit.plan",
    "change_visit": "visit.change",
    "close_visit": "visit.close",
    "name_visit_expert": "visit.name_expert",
    "release_visit_expert": "visit.release_expert",
    "publish_visit": "visit.publish",
    "find_visit_item": "visit.find",
    "observe_visit": "visit.observe",
    "recommend_after_visit": "visit.recommend",
    "conclude_visit": "visit.conclude",
    "send_visit": "visit.send",
    "resume_visit": "visit.resume",
    "comment_visit": "visit.comment",
    "change_visit_observation": "visit_observation.change",
    "remove_visit_observation": "visit_observation.remove",
    "change_visit_recommendation": "visit_recommendation.change",
    "remove_visit_recommendation": "visit_recommendation.remove",
    "say_of_visit_recommendation": "visit_recommendation.say",
    "accept_talk": "talk.accept",
    "decline_talk": "talk.decline",
    "withdraw_talk": "talk.withdraw",
    "set_open_to_talk": "talk.consent",
    "set_assessment_target": "target.set",
    "import_bundle": "import.run",
    "cancel_import": "import.cancel",
    "make_request": "request.make",
    "preview_request": "request.preview",
    "withdraw_request": "request.withdraw",
    "reply_to_answers": "request.reply",
    "answer_question": "question.answer",
    "open_workspace": "workspace.open",
    "fill_workspace_field": "workspace.write",
    "record_workspace_proof": "workspace.prove",
    "remove_workspace_proof": "workspace.unprove",
    "involve_in_workspace": "workspace.involve",
    "release_from_workspace": "workspace.release",
    "close_workspace": "workspace.close",
    "adopt_workspace": "workspace.adopt",
    "consult_bodies": "consultation.open",
    "postpone_consultation": "consultation.postpone",
    "withdraw_consultation": "consultation.withdraw",
    "reply_to_consultation": "consultation.reply",
    "publish_consultation_replies": "consultation.publish",
    "answer_consultation_reply": "consultation.answer",
    "mark_notice_read": "notice.read",
    "mark_notices_read": "notice.read_all",
    "change_notice_preference": "notice.prefer",
}

#: The same of the mutations that are not of the register’s services, which their names tell.
GRAPHQL_WRITES: Mapping[str, str] = {
    "bodiesBatch": "body.register",
    "strategiesBatch": "strategy.draft",
    "commitmentsBatch": "commitment.make",
    "actionsBatch": "action.record",
    "linksBatch": "link.make",
    "relationsBatch": "relation.declare",
    "competencesBatch": "competence.state",
    "participationsBatch": "participation.record",
    "reportsBatch": "report.give",
    "declarationsBatch": "declaration.give",
    "measurementsBatch": "measurement.record",
    "oppositionsBatch": "opposition.mark",
    "memberInvite": "user.invite",
    "userErase": "user.erase",
    "memberGrant": "membership.grant",
    "membershipRemove": "membership.remove",
    "serviceAccountCreate": "service_account.create",
    "serviceAccountRotate": "service_account.rotate",
    "serviceAccountRevoke": "service_account.revoke",
    "webhookCreate": "webhook.create",
    "webhookChange": "webhook.change",
    "webhookRotateSecret": "webhook.rotate_secret",
    "webhookRemove": "webhook.remove",
    "webhookTryOut": "webhook.try_out",
    "webhookSendAgain": "webhook.send_again",
    "caseAnswer": "case.answer",
    "caseOwn": "case.own",
    "caseComment": "case.comment",
    "caseUncomment": "case.uncomment",
    "caseDetach": "case.detach",
    "scenarioCreate": "scenario.create",
    "scenarioChange": "scenario.change",
    "scenarioRemove": "scenario.remove",
    "scenarioShare": "scenario.share",
    "scenarioUnshare": "scenario.unshare",
    "scenarioApply": "scenario.apply",
    "scenarioMove": "scenario.move",
    "talkAsk": "talk.ask",
    "visitPlan": "visit.plan",
    "visitChange": "visit.change",
    "visitClose": "visit.close",
    "visitNameExpert": "visit.name_expert",
    "visitReleaseExpert": "visit.release_expert",
    "visitPublish": "visit.publish",
    "visitFind": "visit.find",
    "visitObserve": "visit.observe",
    "visitRecommend": "visit.recommend",
    "visitConclude": "visit.conclude",
    "visitSend": "visit.send",
    "visitResume": "visit.resume",
    "visitComment": "visit.comment",
    "visitObservationChange": "visit_observation.change",
    "visitObservationRemove": "visit_observation.remove",
    "visitRecommendationChange": "visit_recommendation.change",
    "visitRecommendationRemove": "visit_recommendation.remove",
    "visitRecommendationSay": "visit_recommendation.say",
    "talkAccept": "talk.accept",
    "talkDecline": "talk.decline",
    "talkWithdraw": "talk.withdraw",
    "openToTalkSet": "talk.consent",
    "assessmentTargetSet": "target.set",
    "importCancel": "import.cancel",
    "requestMake": "request.make",
    "requestPreview": "request.preview",
    "requestWithdraw": "request.withdraw",
    "requestReply": "request.reply",
    "questionAnswer": "question.answer",
    "workspaceOpen": "workspace.open",
    "workspaceWrite": "workspace.write",
    "workspaceProve": "workspace.prove",
    "workspaceUnprove": "workspace.unprove",
    "workspaceInvolve": "workspace.involve",
    "workspaceRelease": "workspace.release",
    "workspaceClose": "workspace.close",
    "workspaceAdopt": "workspace.adopt",
    "workspaceConsult": "consultation.open",
    "consultationPostpone": "consultation.postpone",
    "consultationWithdraw": "consultation.withdraw",
    "consultationReply": "consultation.reply",
    "consultationPublish": "consultation.publish",
    "consultationAnswer": "consultation.answer",
    "noticeRead": "notice.read",
    "noticesRead": "notice.read_all",
    "noticePrefer": "notice.prefer",
}

#: Who may read what each operation of the REST door tells.
REST_READS: Mapping[str, Rule] = {
    **dict.fromkeys(
        (
            "read_tenant",
            "list_bodies",
            "read_body",
            "list_body_children",
            "list_body_below",
            "list_body_ancestors",
            "list_body_relations",
            "list_body_strategies",
            "list_body_commitments",
            "list_body_actions",
            "list_body_competences",
            "list_body_participations",
            "list_body_declarations",
            "list_body_successions",
            "list_body_alignment",
            "read_body_profile",
            "list_body_findings",
            "list_competences",
            "read_competence",
            "list_relations",
            "read_relation",
            "list_strategies",
            "read_strategy",
            "list_strategy_commitments",
            "list_strategy_participations",
            "list_strategy_links",
            "list_strategy_reports",
            "list_strategy_oppositions",
            "list_oppositions",
            "list_body_measurements",
            "list_measurements",
            "read_measurement",
            "read_opposition",
            "list_strategy_alignment",
            "list_commitments",
            "read_commitment",
            "list_actions",
            "read_action",
            "list_action_links",
            "list_action_reports",
            "list_links",
            "read_link",
            "list_participations",
            "read_participation",
            "list_successions",
            "read_succession",
            "list_declarations",
            "read_declaration",
            "list_reports",
            "read_report",
            "list_alignment",
            "read_alignment_map",
            "list_profiles",
            "list_findings",
            "read_finding",
            "list_cases",
            "read_case",
            "read_case_attachment",
            "list_requests",
            "list_questions",
            "list_visits",
            "list_visit_recommendations",
            "read_burden",
            "read_summary",
            "compare_days",
            "read_trends",
            "list_causes",
            "list_peers",
            "list_link_suggestions",
            "recommend_changes",
            "list_changes",
            "list_scenarios",
            "list_workspaces",
            "list_consultations",
        ),
        READ,
    ),
    "read_scenario": PRIVATE,
    "preview_scenario": PRIVATE,
    "compare_scenarios": PRIVATE,
    "read_request": REQUESTS,
    "list_request_askings": REQUESTS,
    "read_visit": VISITED,
    "list_visit_items": VISITED,
    "read_visit_profile": VISITED,
    "read_visit_recommendation": VISITED,
    "read_question": Rule((Operation.REGISTER_READ,), ("A",), hidden=(Operation.RECORDS_WRITE,)),
    "read_workspace": WORKSPACE,
    "read_workspace_step": WORKSPACE,
    "list_workspace_fields": WORKSPACE,
    "list_workspace_kept": WORKSPACE,
    "read_workspace_adoption": WORKSPACE,
    "read_consultation": CONSULTATION,
    "list_consulted_bodies": CONSULTATION,
    "list_consultation_replies": CONSULTATION,
    "list_notices": NOTICES,
    "read_notice_preference": NOTICES,
    "list_talks": PERSONS,
    "read_talk": THEIRS,
    "list_open_to_talk": PERSONS,
    "read_assessment_results": RESULTS,
    "read_assessment_voices": RESULTS,
    "read_graph": EXPORT,
    "export_bundle": EXPORT,
    "list_audit": AUDIT,
    "verify_audit": AUDIT,
    "list_users": PEOPLE,
    "export_user": ONESELF,
    "list_memberships": PEOPLE,
    "list_service_accounts": ACCOUNTS,
    "list_webhooks": HOOKS,
    "read_webhook": HOOKS,
    "list_webhook_deliveries": HOOKS,
    "read_webhook_delivery": HOOKS,
    "list_imports": IMPORTS,
    "read_import": IMPORTS,
    "list_import_problems": IMPORTS,
}
REST_RULES: Mapping[str, Rule] = {**{name: RULES[deed] for name, deed in REST_WRITES.items()}, **REST_READS}

#: Addresses beside the operations: open to everybody, for whoever is signed in, or for people only.
EVERYBODY, SIGNED_IN, PERSON = "everybody", "signed in", "person"
ADDRESSES: Mapping[str, str] = {
    "reference.openapi": EVERYBODY,
    "reference.docs": EVERYBODY,
    "problems.page": EVERYBODY,
    "health.process": EVERYBODY,
    "health.ready": EVERYBODY,
    "metrics.scrape": EVERYBODY,  # of the machine itself, or with a token of its own: tests of metrics
    "authentication.token": EVERYBODY,
    "authentication.refresh": EVERYBODY,
    "authentication.invitation": EVERYBODY,
    "authentication.reset_request": EVERYBODY,
    "authentication.reset": EVERYBODY,
    "authentication.me": SIGNED_IN,
    "authentication.list_sign_ins": PERSON,
    "authentication.revoke": PERSON,
    "authentication.password_": PERSON,
    "graphql.graphql": SIGNED_IN,
    "graphql.schema_of": SIGNED_IN,
}

#: Fields that have rules of their own, with all that is below them; all else is told to who may read the register.
FIELD_RULES: Mapping[str, Rule] = {
    "Tenant.slug": MEMBER,
    "Tenant.rules": MEMBER,
    "Tenant.me": MEMBER,
    "Me.may": READ,
    "Me.data": Rule((), people=True),
    "Tenant.requests": READ,
    "Tenant.request": REQUESTS,
    "Tenant.askings": REQUESTS,
    "Tenant.questions": READ,
    "Tenant.question": Rule((Operation.REGISTER_READ,), ("A",), hidden=(Operation.RECORDS_WRITE,)),
    "Tenant.burden": READ,
    "Tenant.workspaces": READ,
    "Tenant.workspace": WORKSPACE,
    "Tenant.workspaceStep": WORKSPACE,
    "Tenant.workspaceFields": WORKSPACE,
    "Tenant.workspaceKept": WORKSPACE,
    "Tenant.workspaceAdoption": WORKSPACE,
    "Tenant.consultations": READ,
    "Tenant.consultation": CONSULTATION,
    "Tenant.consultedBodies": CONSULTATION,
    "Tenant.consultationReplies": CONSULTATION,
    "Tenant.visits": READ,
    "Tenant.visit": VISITED,
    "Tenant.visitItems": VISITED,
    "Tenant.visitProfile": VISITED,
    "Tenant.visitRecommendations": READ,
    "Tenant.visitRecommendation": VISITED,
    "Tenant.notices": NOTICES,
    "Tenant.noticePreference": NOTICES,
    "Tenant.changes": READ,
    "Tenant.case": READ,
    "Tenant.cases": READ,
    "Tenant.trends": READ,
    "Tenant.talks": PERSONS,
    "Tenant.talk": THEIRS,
    "Tenant.openToTalk": PERSONS,
    "Tenant.assessmentResults": RESULTS,
    "Tenant.assessmentVoices": RESULTS,
    "Tenant.audit": AUDIT,
    "Tenant.auditCheck": AUDIT,
    "Tenant.members": PEOPLE,
    "Tenant.serviceAccounts": ACCOUNTS,
    "Tenant.scenarios": READ,
    "Tenant.scenario": PRIVATE,
    "Tenant.whatIf": READ,
    "Scenario.preview": PRIVATE,
    "Scenario.comparison": PRIVATE,
    "Tenant.webhooks": HOOKS,
    "Tenant.webhookDeliveries": HOOKS,
    "Tenant.imports": IMPORTS,
    "Tenant.import": IMPORTS,
}
