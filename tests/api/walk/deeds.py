"""A good request for each thing that can be written, on things that are made for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from graph.exchange import linked_plans
from graph.exchange.strategies import Plan
from interlace import workspaces
from interlace.db import tenancy
from interlace.db.models import Membership, TalkConsent, Visit, Webhook
from interlace.principals import SYSTEM
from interlace.register import (
    actions,
    bodies,
    competences,
    declarations,
    links,
    measurements,
    oppositions,
    participations,
    relations,
    reports,
    strategies,
)
from interlace.register.belongings import FATES
from interlace.scenarios import keeping
from interlace.webhooks import managing
from tests.api.walk import gathered, instruments
from tests.api.walk.assessed import INSTRUMENT, area
from tests.api.walk.filled_in import (
    ITEM,
    area_of_item,
    assessed,
    commented_on,
    handed,
    of_a,
    opened,
    round_of,
    wished,
)
from tests.api.walk.lands import ASKED, HOOK
from tests.interlace.identity.people import address
from tests.interlace.register.world import CELL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from tests.api.walk.lands import Land

    Values = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """What is written: about a record or a thing beside the register, with values in the words of a bundle."""

    values: Values = field(default_factory=dict)
    record: StoredRecord | None = None
    beside: UUID | None = None
    #: That of the tenant, where it is about the tenant itself.
    revision: int | None = None

    #: What names it, where that is no id.
    key: str | None = None

    @property
    def id(self) -> UUID | None:
        """The id of what it is about."""
        return self.beside if self.record is None else self.record.id


def _record(land: Land, service: Callable[..., StoredRecord], values: Mapping[str, object]) -> StoredRecord:
    made: StoredRecord = land.write(lambda unit: service(unit, values))
    return made


def _body(land: Land) -> StoredRecord:
    code = land.fresh()
    return _record(land, bodies.register, {"code": code, "name": code, "level": "local", "parent": "R1"})


def _new_body(land: Land) -> Values:
    return {"code": land.fresh(), "name": "F", "level": "local", "parent": "R1"}


def _new_strategy(land: Land) -> Values:
    return {"code": land.fresh(), "title": "F", "owner": "A"}


def _strategy(land: Land) -> StoredRecord:
    return _record(land, strategies.record, _new_strategy(land))


def _draft(land: Land) -> StoredRecord:
    return _record(land, strategies.draft, _new_strategy(land))


def _commitment(land: Land) -> StoredRecord:
    strategy = _strategy(land)
    made: StoredRecord = land.write(lambda unit: strategies.commit(unit, strategy.id, CELL | {"depth": 1}))
    return made


def _action(land: Land) -> StoredRecord:
    return _record(land, actions.record, {"code": land.fresh(), "title": "F", "body": "A"})


def _new_link(land: Land) -> Values:
    return {"from": _strategy(land)["code"], "to": "T"}


def _link(land: Land) -> StoredRecord:
    return _record(land, links.link, _new_link(land))


def _new_relation(land: Land) -> Values:
    return {"source": "A", "target": _body(land)["code"], "kind": "funds"}


def _relation(land: Land) -> StoredRecord:
    return _record(land, relations.declare, _new_relation(land))


def _new_competence(land: Land) -> Values:
    return {"body": _body(land)["code"], "area": "media", "role": "lead"}


def _competence(land: Land) -> StoredRecord:
    return _record(land, competences.state, _new_competence(land))


def _new_participation(land: Land) -> Values:
    return {"strategy": _strategy(land)["code"], "body": "C", "phase": "design", "depth": "dialogue"}


def _participation(land: Land) -> StoredRecord:
    return _record(land, participations.record, _new_participation(land))


def _new_opposition(land: Land) -> Values:
    return {
        "strategy": _strategy(land)["code"],
        "other": "T",
        "marked_by": "A",
        "marked_on": "2020-01-01",
        "reason": "One undoes the other.",
    }


def _opposition(land: Land) -> StoredRecord:
    return _record(land, oppositions.mark, _new_opposition(land))


def _new_measurement(land: Land) -> Values:
    return {
        "body": "A",
        "measured_on": "2020-01-01",
        "principle": "real_equality",
        "area": "housing",
        "score_from": "0",
        "score_to": "20",
        "instrument": f"index-{land.fresh()}",
    }


def _measurement(land: Land) -> StoredRecord:
    return _record(land, measurements.record, _new_measurement(land))


def _plan(land: Land) -> str:
    """A strategy of A's in a file."""
    return linked_plans.write(Plan("F", ("A",), further={"code": land.fresh()})).decode()


def _new_report(land: Land) -> Values:
    return {"subject": _strategy(land)["code"], "progress": 40}


def _report(land: Land) -> StoredRecord:
    return _record(land, reports.report, _new_report(land))


def _new_declaration(land: Land) -> Values:
    day = date(1950, 1, 1) + timedelta(days=int(land.fresh()[1:]))
    return {"body": "A", "declared_on": day.isoformat()}


def _declaration(land: Land) -> StoredRecord:
    return _record(land, declarations.declare, _new_declaration(land))


_KEEP = {kind: {"do": "keep"} for kind in FATES}


def _merger(land: Land) -> Deed:
    ended, heir = _body(land), _body(land)
    given = {"ended": {str(ended.id): ended.revision}, "heir": str(heir.id), "on": "2026-01-01", "fates": _KEEP}
    return Deed(given)


def _split(land: Land) -> Deed:
    heirs = [str(_body(land).id) for _ in range(2)]
    return Deed({"heirs": heirs, "on": "2026-01-01", "fates": _KEEP}, _body(land))


def _settings(land: Land) -> Deed:
    revision = land.write(lambda unit: unit.head.revision)
    name = f"Land of {land.words.shared} {land.fresh()}"
    return Deed({"name": name}, revision=revision)


def _member(land: Land) -> UUID:
    return land.somebody("reader")[0]


def _membership(land: Land) -> UUID:
    user_id = _member(land)
    with tenancy.reading(land.database, land.tenant_id) as session:
        return session.scalars(select(Membership.id).where(Membership.user_id == user_id)).one()


_LATER = (datetime.now(UTC).date() + timedelta(days=400)).isoformat()
_NEW_WEBHOOK: Values = {"url": f"{HOOK}/fresh", "events": ["change.committed"]}


def _changes(land: Land) -> list[Values]:
    return [{"verb": "add", "table": "bodies", "values": _new_body(land)}]


def _unshare(land: Land) -> Deed:
    scenario, person = land.scenario(_changes(land)), _member(land)
    keeping.share(land.database, land.administrator, land.tenant_id, scenario, user_id=person)
    return Deed({"user": str(person)}, beside=scenario)


def _new_webhook(land: Land) -> Values:
    """A tenant has few webhooks: those that were made for this are taken away."""
    with tenancy.reading(land.database, land.tenant_id) as session:
        made = session.scalars(select(Webhook.id).where(Webhook.url == _NEW_WEBHOOK["url"])).all()
    for one in made:
        managing.remove(land.database, SYSTEM, land.tenant_id, one)
    return dict(_NEW_WEBHOOK)


def _webhook(land: Land) -> UUID:
    given = _new_webhook(land)
    made = managing.create(land.database, SYSTEM, land.tenant_id, given, maker=land.administrator_id)
    return made.webhook.id


def _delivery(land: Land) -> UUID:
    return managing.try_out(land.database, SYSTEM, land.tenant_id, _webhook(land)).id


def _finding(land: Land) -> str:
    """The key of a finding about a new body."""
    return f"strategy-missing:{_body(land)['code']}"


def _target(land: Land) -> Values:
    """A target of a new body."""
    named = {"body": _body(land)["code"], "instrument": INSTRUMENT, "area": area()}
    return {**named, "target": "75", "by_day": "2030-12-31"}


def _talk(land: Land) -> Values:
    """A question of one of seven new bodies to the one that closed such a gap, where somebody may be asked."""
    codes = [_body(land)["code"] for _ in range(7)]
    for code in codes:
        # Nobody else here is like these.
        _record(land, competences.state, {"body": code, "area": "housing", "role": "none"})
    begun = (datetime.now(UTC).date() - timedelta(days=100)).isoformat()
    _record(land, strategies.record, {**_new_strategy(land), "owner": codes[-1], "starts_on": begun})
    person, _ = land.somebody("contributor", codes[-1])
    open_ = TalkConsent(user_id=person, body=codes[-1])
    with tenancy.beside(land.database, land.tenant_id) as session:
        session.add(open_)
    return {"finding": f"strategy-missing:{codes[0]}", "body": codes[-1], "message": "How did you do it?"}


def _place(land: Land) -> tuple[Database, UUID]:
    return land.database, land.tenant_id


def _draft_gathering(land: Land) -> UUID:
    return gathered.gather(*_place(land), "network", state="draft")


def _member_of_network(land: Land) -> UUID:
    return gathered.joined(*_place(land), gathered.gather(*_place(land), "network"))


def _invitation(land: Land) -> Deed:
    """To a network of A, whose own id is no entry's, a body that has published something."""
    network, _ = gathered.publish(*_place(land), "network", "A")
    _, invited = gathered.publish(*_place(land), "event", "B")
    return Deed({"invited": str(invited), "text": "Join us"}, beside=network)


def _all_notices(land: Land) -> Deed:
    land.told(land.administrator_id)
    return Deed()


def _in_workspace(land: Land, values: Values) -> Deed:
    return Deed(values, beside=land.workspace())


def _unprove(land: Land) -> Deed:
    workspace = land.workspace()
    return Deed({"proof": str(land.proof(workspace))}, beside=workspace)


def _release(land: Land) -> Deed:
    workspace, party = land.workspace(), {"step": "mandate", "body": "C"}
    workspaces.involve(land.database, SYSTEM, land.tenant_id, workspace, {**party, "part": "leads"})
    return Deed({**party}, beside=workspace)


def _adopt(land: Land) -> Deed:
    workspace, place = land.workspace(), (land.database, SYSTEM, land.tenant_id)
    fields = {"strategy.code": land.fresh(), "strategy.title": "F", "cell.real_equality.media": "1"}
    for name, value in fields.items():
        workspaces.write(*place, workspace, {"name": name, "value": value, "after": 0})
    return Deed(beside=workspace, revision=1 + len(fields))


def _answer(land: Land) -> Deed:
    consultation = land.consultation()
    answered = {"reply": str(land.reply(consultation)), "verdict": "taken_up", "because": "Yes."}
    return Deed(answered, beside=consultation)


def _visit(land: Land, values: Values, body: str = "A", of: str = "visits", *, sent: bool = False) -> Deed:
    """Something done to a new visit, or to what belongs to one."""
    return Deed(values, beside=land.visit(body, sent=sent)[of])


def _new_visit() -> Values:
    return {"body": "A", "title": "Visit", "starts_on": "2030-01-01", "ends_on": "2030-01-02"}


def _released(land: Land) -> Deed:
    made = land.visit("A")
    return Deed({"user": str(made["visit-experts"])}, beside=made["visits"])


def _ready_to_publish(land: Land) -> Deed:
    made = land.visit("A", sent=True)["visits"]
    said = {"commented_at": datetime.now(UTC), "agrees": True}
    land.write(lambda unit: unit.session.execute(update(Visit).where(Visit.id == made).values(**said)))
    return Deed({"revision": 1}, beside=made)


def _take_from(land: Land) -> Deed:
    made, person = handed(land)
    return Deed({"area": area_of_item(), "user": person}, beside=made)


def _uncomment(land: Land) -> Deed:
    made = assessed(land)
    return Deed({"comment": str(commented_on(land, made))}, beside=made)


#: How a good request for each thing is made ready.
DEEDS: Mapping[str, Callable[[Land], Deed]] = {
    "body.register": lambda land: Deed(_new_body(land)),
    "body.change": lambda land: Deed({"website": f"https://{land.fresh()}.example"}, land.found("bodies", code="A")),
    "body.remove": lambda land: Deed({}, _body(land)),
    "body.merge": _merger,
    "body.split": _split,
    "strategy.draft": lambda land: Deed(_new_strategy(land)),
    "strategy.record": lambda land: Deed(_new_strategy(land)),
    "strategy.change": lambda land: Deed({"title": "Another"}, _strategy(land)),
    "strategy.share": lambda land: Deed({"co_owners": ["B"]}, _strategy(land)),
    "strategy.adopt": lambda land: Deed({}, _draft(land)),
    "strategy.withdraw": lambda land: Deed({"reason": "Over."}, _strategy(land)),
    "strategy.remove": lambda land: Deed({}, _draft(land)),
    "commitment.make": lambda land: Deed(CELL | {"depth": 1}, _strategy(land)),
    "commitment.change": lambda land: Deed({"depth": 2}, _commitment(land)),
    "commitment.remove": lambda land: Deed({}, _commitment(land)),
    "action.record": lambda land: Deed({"code": land.fresh(), "title": "F", "body": "A"}),
    "action.change": lambda land: Deed({"title": "Another"}, _action(land)),
    "action.remove": lambda land: Deed({}, _action(land)),
    "link.make": lambda land: Deed(_new_link(land)),
    "link.remove": lambda land: Deed({}, _link(land)),
    "link.confirm": lambda land: Deed({}, _link(land)),
    "link.dispute": lambda land: Deed({"reason": "No."}, _link(land)),
    "relation.declare": lambda land: Deed(_new_relation(land)),
    "relation.change": lambda land: Deed({"mechanism": "Law"}, _relation(land)),
    "relation.end": lambda land: Deed({"on": "2030-01-01"}, _relation(land)),
    "relation.withdraw": lambda land: Deed({}, _relation(land)),
    "relation.confirm": lambda land: Deed({}, _relation(land)),
    "relation.dispute": lambda land: Deed({"reason": "No."}, _relation(land)),
    "competence.state": lambda land: Deed(_new_competence(land)),
    "competence.change": lambda land: Deed({"role": "shared"}, _competence(land)),
    "competence.remove": lambda land: Deed({}, _competence(land)),
    "participation.record": lambda land: Deed(_new_participation(land)),
    "participation.change": lambda land: Deed({"depth": "information"}, _participation(land)),
    "participation.remove": lambda land: Deed({}, _participation(land)),
    "measurement.record": lambda land: Deed(_new_measurement(land)),
    "measurement.withdraw": lambda land: Deed({}, _measurement(land)),
    "opposition.mark": lambda land: Deed(_new_opposition(land)),
    "opposition.resolve": lambda land: Deed({"resolved_on": "2026-01-01", "how": "Over."}, _opposition(land)),
    "opposition.withdraw": lambda land: Deed({}, _opposition(land)),
    "report.give": lambda land: Deed(_new_report(land)),
    "report.correct": lambda land: Deed({"progress": 50}, _report(land)),
    "report.remove": lambda land: Deed({}, _report(land)),
    "declaration.give": lambda land: Deed(_new_declaration(land)),
    "declaration.renew": lambda land: Deed({}, land.sample["bodies"]),
    "declaration.withdraw": lambda land: Deed({}, _declaration(land)),
    "settings.change": _settings,
    "user.invite": lambda _: Deed({"email": address(), "name": "Rui", "role": "reader"}),
    "user.erase": lambda land: Deed(beside=land.beside["users"]),
    "membership.grant": lambda land: Deed({"user_id": str(_member(land)), "role": "steward", "body": "R2"}),
    "membership.remove": lambda land: Deed(beside=_membership(land)),
    "service_account.create": lambda land: Deed({"name": land.fresh(), "scopes": ["read"]}),
    "service_account.rotate": lambda land: Deed(beside=land.account(land.administrator_id, "read").id),
    "service_account.revoke": lambda land: Deed(beside=land.account(land.administrator_id, "read").id),
    "case.answer": lambda land: Deed({"finding": _finding(land), "said": "acknowledged", "after": 0}),
    "case.own": lambda land: Deed({"finding": _finding(land), "revision": 0, "deadline": "2030-01-01"}),
    "case.comment": lambda land: Deed({"finding": _finding(land), "text": "Shall we meet?"}),
    "case.uncomment": lambda land: Deed(beside=land.commented(_finding(land))),
    "case.attach": lambda land: Deed({"finding": _finding(land), "name": "minutes.txt"}),
    "case.detach": lambda land: Deed(beside=land.attached(_finding(land))),
    "round.open": lambda land: Deed(wished(land)),
    "round.change": lambda land: Deed({"title": "Another"}, beside=opened(land), revision=1),
    "round.add_bodies": lambda land: Deed({"bodies": [{"body": "A"}]}, beside=opened(land)),
    "round.close": lambda land: Deed(beside=opened(land)),
    "round.reopen": lambda land: Deed(beside=opened(land, closed=True)),
    "round.release": lambda land: Deed({"body": "A"}, beside=round_of(land, assessed(land, "sent"))),
    "assessment.answer": lambda land: Deed({"item": ITEM, "value": "yes", "after": 0}, beside=assessed(land)),
    "assessment.confirm": lambda land: Deed({"area": area_of_item()}, beside=assessed(land)),
    "assessment.prefill": lambda land: Deed(beside=assessed(land)),
    "assessment.hand_over": lambda land: Deed({"area": area_of_item(), "user": of_a(land)}, beside=assessed(land)),
    "assessment.take_from": _take_from,
    "assessment.comment": lambda land: Deed({"text": "Shall we meet?"}, beside=assessed(land)),
    "assessment.uncomment": _uncomment,
    "assessment.ask_review": lambda land: Deed(beside=assessed(land), revision=1),
    "assessment.take_back": lambda land: Deed(beside=assessed(land, "in_review"), revision=2),
    "assessment.send": lambda land: Deed(beside=assessed(land, "in_review"), revision=2),
    "assessment.correct": lambda land: Deed(beside=assessed(land, "sent")),
    "request.make": lambda land: Deed(land.wish()),
    "request.preview": lambda land: Deed(land.wish()),
    "request.withdraw": lambda land: Deed(beside=land.asked().id),
    "request.reply": lambda land: Deed({"text": "It is in the report."}, beside=land.asked(answered=True).id),
    "question.answer": lambda land: Deed({"answer": "given", "note": "Here."}, beside=land.question()),
    "workspace.open": lambda land: Deed({"body": "A", "title": land.fresh()}),
    "workspace.write": lambda land: _in_workspace(land, {"name": "notes.mandate", "value": "A word", "after": 0}),
    "workspace.prove": lambda land: _in_workspace(
        land, {"item": "mandate-decision", "kind": "words", "text": land.fresh()}
    ),
    "workspace.unprove": _unprove,
    "workspace.involve": lambda land: _in_workspace(land, {"step": "mandate", "body": "C", "part": "leads"}),
    "workspace.release": _release,
    "workspace.close": lambda land: Deed(beside=land.workspace(), revision=1),
    "workspace.adopt": _adopt,
    "consultation.open": lambda land: _in_workspace(land, {**ASKED}),
    "consultation.postpone": lambda land: Deed({"due_on": _LATER}, beside=land.consultation(), revision=1),
    "consultation.withdraw": lambda land: Deed(beside=land.consultation(), revision=1),
    "consultation.reply": lambda land: Deed({"body": "C", "text": "Yes."}, beside=land.consultation()),
    "consultation.publish": lambda land: Deed({"body": "C"}, beside=land.consultation()),
    "consultation.answer": _answer,
    "notice.read": lambda land: Deed(beside=land.told()),
    "notice.read_all": _all_notices,
    "notice.prefer": lambda land: Deed({"mails": ("digest", "named", "none")[int(land.fresh()[1:]) % 3]}),
    "instrument.load": lambda land: Deed({"content": instruments.file_of(instruments.fresh_name(land))}),
    "instrument.remove": lambda land: Deed(key=instruments.fresh(land)),
    "crosswalk.load": lambda land: Deed({"content": instruments.walkable(land)}),
    "crosswalk.remove": lambda land: Deed(key=instruments.fresh_crosswalk(land)),
    "talk.ask": lambda land: Deed(_talk(land)),
    "gathering.create": lambda _: Deed(gathered.new("event")),
    "gathering.change": lambda land: Deed({"title": "Another"}, beside=_draft_gathering(land), revision=1),
    "gathering.remove": lambda land: Deed(beside=_draft_gathering(land), revision=1),
    "approach.send": lambda land: Deed(
        {"entry": str(gathered.publish(*_place(land), "event", "B")[1]), "body": "A", "text": "How?"}
    ),
    "approach.accept": lambda land: Deed(beside=land.approached()),
    "approach.decline": lambda land: Deed(beside=land.approached()),
    "approach.withdraw": lambda land: Deed(beside=land.approached()),
    "network.invite": _invitation,
    "network.coordinate": lambda land: Deed({"coordinator": True}, beside=_member_of_network(land)),
    "network.leave": lambda land: Deed(beside=_member_of_network(land)),
    "calendar.renew": lambda _: Deed(),
    "calendar.end": lambda _: Deed(),
    "talk.accept": lambda land: Deed(beside=land.beside["talks"]),
    "talk.decline": lambda land: Deed(beside=land.beside["talks"]),
    "talk.withdraw": lambda land: Deed(beside=land.beside["talks"]),
    "target.set": lambda land: Deed(_target(land)),
    "talk.consent": lambda land: Deed({"body": _body(land)["code"], "open_to_talk": True}),
    "practice.write": lambda _: Deed({"body": "A", "title": "T", "summary": "S", "language": "en"}),
    "practice.change": lambda land: Deed({"impact": "Much."}, beside=land.practice(), revision=1),
    "practice.archive": lambda land: Deed({"revision": 1}, beside=land.practice()),
    "practice.remove": lambda land: Deed(beside=land.practice(), revision=1),
    "publication.propose": lambda land: Deed({"kind": "practice", "subject": str(land.practice())}),
    "publication.publish": lambda land: Deed(beside=land.proposed()),
    "publication.refuse": lambda land: Deed({"reason": "Not yet."}, beside=land.proposed()),
    "publication.withdraw": lambda land: Deed(beside=land.proposed()),
    "webhook.create": lambda land: Deed(_new_webhook(land)),
    "webhook.change": lambda land: Deed({"description": "Another"}, beside=_webhook(land)),
    "webhook.rotate_secret": lambda land: Deed({"keep_seconds": 60}, beside=_webhook(land)),
    "webhook.remove": lambda land: Deed(beside=_webhook(land)),
    "webhook.try_out": lambda land: Deed(beside=_webhook(land)),
    "webhook.send_again": lambda land: Deed(beside=_delivery(land)),
    "scenario.create": lambda land: Deed({"title": land.fresh(), "changes": _changes(land)}),
    "scenario.change": lambda land: Deed({"title": "Another"}, beside=land.scenario(_changes(land)), revision=1),
    "scenario.remove": lambda land: Deed(beside=land.scenario(_changes(land)), revision=1),
    "scenario.share": lambda land: Deed({"user": str(_member(land))}, beside=land.scenario(_changes(land))),
    "scenario.unshare": _unshare,
    "scenario.apply": lambda land: Deed(beside=land.scenario(_changes(land)), revision=1),
    "scenario.move": lambda land: Deed(beside=land.scenario(_changes(land)), revision=1),
    "file.bring": lambda land: Deed({"form": "jsonld", "content": _plan(land)}),
    "scenario.try": lambda land: Deed({"changes": _changes(land)}),
    "visit.plan": lambda _: Deed(_new_visit()),
    "visit.change": lambda land: _visit(land, {"title": "Another", "revision": 1}),
    "visit.close": lambda land: _visit(land, {"revision": 1}),
    "visit.name_expert": lambda land: _visit(land, {"user": str(_member(land))}),
    "visit.release_expert": _released,
    "visit.publish": _ready_to_publish,
    "visit.find": lambda land: _visit(land, {"item": "x", "said": "confirmed", "revision": 0}),
    "visit.observe": lambda land: _visit(land, {"kind": "strength", "text": "x"}),
    "visit.recommend": lambda land: _visit(land, {"text": "x"}),
    "visit.conclude": lambda land: _visit(land, {"revision": 1}),
    "visit.send": lambda land: _visit(land, {"revision": 1}),
    "visit.resume": lambda land: _visit(land, {"revision": 1}, sent=True),
    "visit.comment": lambda land: _visit(land, {"agrees": True, "revision": 1}, _body(land)["code"], sent=True),
    "visit_observation.change": lambda land: _visit(
        land, {"text": "y", "revision": 1}, of="visit-observations", sent=True
    ),
    "visit_observation.remove": lambda land: _visit(land, {"revision": 1}, of="visit-observations", sent=True),
    "visit_recommendation.change": lambda land: _visit(
        land, {"text": "y", "revision": 1}, of="visit-recommendations", sent=True
    ),
    "visit_recommendation.remove": lambda land: _visit(land, {"revision": 1}, of="visit-recommendations", sent=True),
    "visit_recommendation.say": lambda land: _visit(
        land, {"said": "accepts", "after": 0}, _body(land)["code"], "visit-recommendations", sent=True
    ),
    "import.run": lambda _: Deed(),
    "import.cancel": lambda land: Deed(beside=land.job()),
}
