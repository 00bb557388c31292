"""What the audit notes, in words: deeds by the names that services have for them, and what they were done to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from web.days import shown
from web.languages import say
from web.names import named_by_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.names import Named


def deeds() -> Mapping[str, Mapping[str, str]]:
    """All deeds by group, in the order in which a page offers them: id, and what was done."""
    return {
        say("People and access"): {
            "user.invite": say("invited"),
            "membership.grant": say("gave a role"),
            "membership.remove": say("took a role away"),
            "user.erase": say("erased an account"),
            "service_account.create": say("made a service account"),
            "service_account.rotate": say("gave a service account a new secret"),
            "service_account.revoke": say("closed a service account"),
        },
        say("The programme"): {
            "settings.change": say("changed settings"),
            "import": say("imported a bundle"),
            "instrument.load": say("loaded an instrument"),
            "instrument.remove": say("took an instrument away"),
            "crosswalk.load": say("loaded a crosswalk"),
            "crosswalk.remove": say("took a crosswalk away"),
            "tenant.create": say("created the programme"),
            "tenant.suspend": say("closed the programme for a while"),
            "tenant.open": say("opened the programme again"),
        },
        say("Cases"): {
            "finding.answer": say("answered a finding"),
            "case.own": say("changed owners or deadline of a case"),
            "case.comment": say("commented on a case"),
            "case.uncomment": say("took a comment away"),
            "case.attach": say("attached a file to a case"),
            "case.detach": say("took a file away"),
        },
        say("Scenarios"): {
            "scenario.create": say("made a scenario"),
            "scenario.change": say("changed a scenario"),
            "scenario.remove": say("removed a scenario"),
            "scenario.share": say("showed a scenario to somebody"),
            "scenario.unshare": say("showed a scenario to somebody no longer"),
            "scenario.move": say("moved a scenario to the present register"),
            "scenario.apply": say("applied a scenario"),
        },
        say("Workspaces and consultations"): {
            "workspace.open": say("opened a workspace"),
            "workspace.write": say("wrote a field of a workspace"),
            "workspace.prove": say("recorded a proof in a workspace"),
            "workspace.unprove": say("took a proof away"),
            "workspace.involve": say("named a body that takes part"),
            "workspace.release": say("took a body out of a step"),
            "workspace.close": say("gave a workspace up"),
            "workspace.adopt": say("adopted what was prepared in a workspace"),
            "consultation.open": say("consulted bodies"),
            "consultation.postpone": say("postponed a consultation"),
            "consultation.withdraw": say("took a consultation back"),
            "consultation.reply": say("replied to a consultation"),
            "consultation.publish": say("let all members read replies"),
            "consultation.answer": say("answered a reply"),
        },
        say("Assessments"): {
            "round.open": say("opened a round of assessments"),
            "round.add_bodies": say("added bodies to a round"),
            "round.change": say("changed a round"),
            "round.close": say("closed a round"),
            "round.reopen": say("opened a round again"),
            "assessment.answer": say("answered an item of an assessment"),
            "assessment.differ": say("answered an item otherwise than somebody else"),
            "assessment.confirm": say("confirmed answers that were filled in"),
            "assessment.prefill": say("filled in what is known already"),
            "assessment.hand_over": say("handed an area to somebody"),
            "assessment.take_from": say("took an area from somebody"),
            "assessment.comment": say("commented on an assessment"),
            "assessment.uncomment": say("took a comment on an assessment away"),
            "assessment.review": say("asked for a look at an assessment"),
            "assessment.reopen": say("took an assessment back to filling in"),
            "assessment.send": say("sent an assessment"),
            "assessment.correct": say("began a correction of an assessment"),
            "assessment.release": say("released the voices on a body"),
        },
        say("Requests to talk"): {
            "talk.ask": say("asked to talk"),
            "talk.accept": say("accepted a request to talk"),
            "talk.decline": say("declined a request to talk"),
            "talk.withdraw": say("withdrew a request to talk"),
            "talk.consent": say("said whether they may be asked to talk"),
        },
        say("Webhooks"): {
            "webhook.create": say("made a webhook"),
            "webhook.change": say("changed a webhook"),
            "webhook.rotate_secret": say("gave a webhook a new secret"),
            "webhook.remove": say("removed a webhook"),
            "webhook.try_out": say("tried a webhook out"),
            "webhook.send_again": say("sent a message again"),
            "webhook.disable": say("switched a failing webhook off"),
        },
        say("Bodies"): {
            "body.register": say("registered a body"),
            "body.change": say("changed a body"),
            "body.remove": say("took a body out"),
            "body.merge": say("merged bodies"),
            "body.split": say("split a body"),
            "competence.state": say("stated a competence"),
            "competence.change": say("changed a competence"),
            "competence.remove": say("took a competence out"),
            "declaration.give": say("declared a register complete"),
            "declaration.renew": say("renewed a declaration"),
            "declaration.withdraw": say("withdrew a declaration"),
        },
        say("Relations and links"): {
            "relation.declare": say("declared a relation"),
            "relation.change": say("changed a relation"),
            "relation.end": say("ended a relation"),
            "relation.withdraw": say("took a relation back"),
            "relation.confirm": say("confirmed a relation"),
            "relation.dispute": say("disputed a relation"),
            "link.make": say("made a link"),
            "link.remove": say("took a link back"),
            "link.confirm": say("confirmed a link"),
            "link.dispute": say("disputed a link"),
        },
        say("Strategies and actions"): {
            "strategy.draft": say("began a draft"),
            "strategy.record": say("recorded a strategy"),
            "strategy.change": say("changed a strategy"),
            "strategy.share": say("named co-owners"),
            "strategy.adopt": say("adopted a strategy"),
            "strategy.withdraw": say("withdrew a strategy"),
            "strategy.remove": say("took a draft out"),
            "commitment.make": say("made a commitment"),
            "commitment.change": say("changed a commitment"),
            "commitment.remove": say("took a commitment out"),
            "action.record": say("recorded an action"),
            "action.change": say("changed an action"),
            "action.remove": say("took an action out"),
            "participation.record": say("recorded a part"),
            "participation.change": say("corrected a part"),
            "participation.remove": say("took a part out"),
            "opposition.mark": say("marked two strategies as working against each other"),
            "opposition.resolve": say("told how two strategies no longer work against each other"),
            "opposition.withdraw": say("took back that two strategies work against each other"),
            "measurement.record": say("recorded what a body scored"),
            "measurement.withdraw": say("took a measurement back"),
            "file.bring": say("brought in a file"),
            "report.give": say("reported"),
            "report.correct": say("corrected a report"),
            "report.remove": say("took a report back"),
        },
    }


def called(groups: Mapping[str, Mapping[str, str]], operation: str) -> str:
    """What was done; a deed that has no words here keeps its name."""
    return next((group[operation] for group in groups.values() if operation in group), operation)


def record_of(subject: str) -> list[Named]:
    """The bodies and works that a deed was about, as far as they are still there and the record leads to them."""
    table, _, known_by = subject.partition(":")
    if table in {"bodies", "strategies", "actions"}:
        found = named_by_code(table, known_by)
        return [found] if found else []
    try:
        row = shown().sight.row_of(table, UUID(known_by)) if table in _NAMING else None
    except ValueError:
        return []
    if row is None:
        return []
    codes = [(kind, shown().sight.column(table, column)[row]) for column, kind in _NAMING[table].items()]
    return [one for kind, code in codes for one in [_named(kind, code)] if one]


#: Of records without a code: the columns that name what they are about.
_NAMING: Mapping[str, Mapping[str, str]] = {
    "relations": {"source": "bodies", "target": "bodies"},
    "links": {"from": "works", "to": "strategies"},
    "competences": {"body": "bodies"},
    "declarations": {"body": "bodies"},
    "participations": {"body": "bodies", "strategy": "strategies"},
    "commitments": {"strategy": "strategies"},
    "reports": {"subject": "works"},
    "measurements": {"body": "bodies"},
    "oppositions": {"strategy": "strategies", "other": "strategies", "marked_by": "bodies"},
}


def _named(kind: str, code: str) -> Named | None:
    if kind != "works":
        return named_by_code(kind, code)
    return named_by_code("strategies", code) or named_by_code("actions", code)
