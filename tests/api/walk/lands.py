"""Registers in which each thing that somebody may not know of is marked by a word of its own, which is looked for in
every answer.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import select, text, update

from api.graphql.schema.nodes import encoded
from api.graphql.schema.sources import OF_TABLE
from interlace import cases, commons, notices, practices, requests, visits, workspaces
from interlace.db import tenancy
from interlace.db.base import owned_tables, shared_tables
from interlace.db.models import Asking, Delivery, Membership, Notice, Talk, Tenant, Visit
from interlace.db.records import find
from interlace.identity import service_accounts, users
from interlace.identity.permissions import Operation
from interlace.jobs import run_here
from interlace.jobs.submitting import submit_import
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.register import (
    actions,
    bodies,
    links,
    mergers,
    oppositions,
    participations,
    reports,
    settings,
    strategies,
)
from interlace.register.drafts import HANGING
from interlace.scenarios import keeping
from interlace.snapshots.store import SnapshotStore
from interlace.talks import LASTS
from interlace.webhooks import managing
from tests.api.walk import gathered, instruments
from tests.api.walk.assessed import release
from tests.api.walk.filled_in import assessed, commented_on, round_of
from tests.databases import new_tenant
from tests.interlace.identity.people import PASSWORD, address
from tests.interlace.register.world import CELL, KEEP_ALL, settle, the
from tests.interlace.visits.world import sent_assessment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

#: The bodies above each, today, as tests.interlace.register.world makes them; `new` is one that deeds make.
ABOVE: Mapping[str, tuple[str, ...]] = {
    "PT": (),
    "R1": ("PT",),
    "R2": ("PT",),
    "A": ("R1", "PT"),
    "B": ("R2", "PT"),
    "C": ("A", "R1", "PT"),
    "E": ("R1", "PT"),
    "N": (),
    "new": ("R1", "PT"),
}
#: What a consultation puts to C.
ASKED: Mapping[str, object] = {
    "title": "Plan",
    "text": "A text",
    "question": "What?",
    "due_on": (datetime.now(UTC).date() + timedelta(days=300)).isoformat(),
    "bodies": ["C"],
}
#: An address of nobody that asks no name server.
HOOK = "https://93.184.216.34"


@dataclass(frozen=True)
class Words:
    """What marks the things of a register: what all of its members may read, and what only some may."""

    shared: str = "linnet"
    draft: str = "heron"
    people: str = "halcyon"
    accounts: str = "wren"
    webhooks: str = "plover"
    imports: str = "dunlin"


#: Which operation lets somebody know of what a word marks.
KNOWN_BY: Mapping[str, Operation] = {
    "shared": Operation.REGISTER_READ,
    "draft": Operation.DRAFTS_READ,
    "people": Operation.MEMBERSHIPS_MANAGE,
    "accounts": Operation.SERVICE_ACCOUNTS_MANAGE,
    "webhooks": Operation.WEBHOOKS_MANAGE,
    "imports": Operation.IMPORT_RUN,
}


class Land:
    """A tenant with one of everything."""

    def __init__(self, app: Flask, database: Database, words: Words) -> None:
        self.app, self.database, self.words = app, database, words
        self.tenant_id = new_tenant(database)
        with tenancy.platform(database) as session:
            self.slug = session.scalars(select(Tenant.slug).where(Tenant.id == self.tenant_id)).one()
        self._number = 0
        settle(database, self.tenant_id)
        self._share()
        self._hide()
        self.sample = self._samples()
        self.hidden = self._hidden()
        self.administrator_id, self.administrator_email = self.somebody("administrator")
        self.beside = self._settle_beside()
        #: What is named by a key and not by an id.
        self.keys = instruments.settled(self, f"{words.shared}-check")

    def write(self, act: Callable[[Unit], Any]) -> Any:  # noqa: ANN401 - whatever it made
        """What the program itself writes."""
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            return act(unit)

    def found(self, table: str, **equal: object) -> StoredRecord:
        """The one record of these values, as it stands."""
        with tenancy.reading(self.database, self.tenant_id) as session:
            return the(session, table, **equal)

    def fresh(self) -> str:
        """A code that nothing has."""
        self._number += 1
        return f"F{self._number}"

    def somebody(self, role: str, body: str | None = None, name: str = "Rui") -> tuple[UUID, str]:
        """Somebody with a role, who can sign in."""
        email = address()
        user_id = users.invite(self.database, SYSTEM, self.tenant_id, email=email, name=name, role=role, body=body)
        users.set_password(self.database, SYSTEM, user_id, PASSWORD)
        return user_id, email

    def sign_in(self, email: str) -> dict[str, str]:
        """Tokens of a person."""
        told = self.app.test_client().post(
            "/auth/token", json={"tenant": self.slug, "email": email, "password": PASSWORD}
        )
        assert told.status_code == 200, told.text
        tokens: dict[str, str] = told.get_json()
        return tokens

    def account(self, maker: UUID, *scopes: str, name: str = "account") -> service_accounts.Credentials:
        """A service account with the rights of a person."""
        label = f"{name} {self.fresh()}"
        return service_accounts.create(self.database, SYSTEM, self.tenant_id, name=label, scopes=scopes, maker=maker)

    def admit(self, account: service_accounts.Credentials) -> str:
        """A token of a service account."""
        asked = {"tenant": self.slug, "client_id": str(account.id), "client_secret": account.secret}
        told = self.app.test_client().post("/auth/token", json=asked)
        assert told.status_code == 200, told.text
        return str(told.get_json()["access_token"])

    def _share(self) -> None:
        word = self.words.shared
        told = {"name": f"Land of {word}", "competence_matrix": {"local": {"housing": "shared"}}}
        self.write(lambda unit: settings.change(unit, unit.head.revision, told))
        above, body = self.found("strategies", code="T"), self.found("bodies", code="A")
        self.write(lambda unit: strategies.commit(unit, above.id, CELL | {"depth": 2}))
        self.write(lambda unit: bodies.change(unit, body.id, body.revision, {"name_fr": f"A, le {word}"}))
        named = {"name": f"Body {word}", "level": "local", "parent": "R1"}
        self.write(lambda unit: bodies.register(unit, {"code": word, **named}))
        self.write(
            lambda unit: strategies.record(unit, {"code": f"{word}-s", "title": f"Strategy {word}", "owner": "A"})
        )
        self.write(lambda unit: actions.record(unit, {"code": f"{word}-x", "title": f"Action {word}", "body": "A"}))
        one = self.write(lambda unit: bodies.register(unit, {**named, "code": "old"}))
        two = self.write(lambda unit: bodies.register(unit, {**named, "code": "heir"}))
        self.write(
            lambda unit: mergers.merge(unit, {one.id: one.revision}, two.id, "2020-01-01", KEEP_ALL, f"Law {word}")
        )

    def _hide(self) -> None:
        """Drafts of A: one with all that can hang on it, one that was removed, one that was adopted renamed."""
        word = self.words.draft
        draft = self.write(lambda unit: strategies.draft(unit, {"code": word, "title": f"Plan {word}", "owner": "A"}))
        self.write(lambda unit: strategies.commit(unit, draft.id, CELL | {"depth": 2}))
        link = self.write(lambda unit: links.link(unit, {"from": word, "to": "T"}))
        self.write(lambda unit: links.link(unit, {"from": "X", "to": word}))
        self.write(lambda unit: links.dispute(unit, link.id, link.revision, f"Not so, says {word}."))
        taking = {"strategy": word, "body": "C", "phase": "design", "depth": "dialogue"}
        self.write(lambda unit: participations.record(unit, taking))
        self.write(lambda unit: reports.report(unit, {"subject": word, "note": f"Note {word}", "progress": 10}))
        against = {"strategy": word, "marked_by": "A", "reason": f"One undoes {word}."}
        self.write(lambda unit: oppositions.mark(unit, {**against, "other": "T"}))
        self.write(lambda unit: oppositions.mark(unit, {**against, "strategy": "S", "other": word}))
        gone = self.write(
            lambda unit: strategies.draft(unit, {"code": f"{word}-gone", "title": f"Gone {word}", "owner": "A"})
        )
        self.write(lambda unit: strategies.remove(unit, gone.id, gone.revision))
        self._adopt_under_another_title()

    def _adopt_under_another_title(self) -> None:
        first = {"code": self.fresh(), "title": f"Early {self.words.draft}", "owner": "A"}
        draft = self.write(lambda unit: strategies.draft(unit, first))
        named = self.write(lambda unit: strategies.change(unit, draft.id, draft.revision, {"title": "Adopted"}))
        self.write(lambda unit: strategies.adopt(unit, draft.id, named.revision))

    def _samples(self) -> dict[str, StoredRecord]:
        """A record of each table that all members may know of."""
        known = {"bodies": {"code": "A"}, "strategies": {"code": "S"}, "actions": {"code": "X"}, "links": {"from": "S"}}
        known |= {"commitments": {"strategy": "S"}, "participations": {"strategy": "S"}, "reports": {"subject": "S"}}
        known |= {"oppositions": {"strategy": "S", "other": "T"}}
        rest = ("competences", "relations", "declarations", "successions", "measurements")
        return {table: self.found(table, **known.get(table, {})) for table in (*known, *rest)}

    def _hidden(self) -> dict[str, list[StoredRecord]]:
        """The draft, and what hangs on it."""
        with tenancy.reading(self.database, self.tenant_id) as session:
            found = {"strategies": [the(session, "strategies", code=self.words.draft)]}
            for table, columns in HANGING.items():
                told = (find(session, table, **{column: self.words.draft}) for column in columns)
                found[table] = [record for records in told for record in records]
        assert all(found.values()), found
        return found

    def _settle_beside(self) -> dict[str, UUID]:
        words, installed, tenant_id = self.words, self.database, self.tenant_id
        person, _ = self.somebody("reader", name=f"Ines {words.people}")
        with tenancy.reading(installed, tenant_id) as session:
            held = session.scalars(select(Membership.id).where(Membership.user_id == person)).one()
        account = self.account(self.administrator_id, "read", name=words.accounts)
        hook = {"url": f"{HOOK}/{words.webhooks}", "events": ["change.committed"], "description": words.webhooks}
        webhook = managing.create(installed, SYSTEM, tenant_id, hook, maker=self.administrator_id).webhook.id
        managing.try_out(installed, SYSTEM, tenant_id, webhook)
        with tenancy.reading(installed, tenant_id) as session:
            delivery = session.scalars(select(Delivery.id)).first()
        assert delivery is not None
        sent = assessed(self, "sent")
        return {
            "users": person,
            "memberships": held,
            "service-accounts": account.id,
            "webhooks": webhook,
            "deliveries": delivery,
            "imports": self.job(done=True),
            "case-attachments": self.attached("strategy-missing:heir"),
            "case-comments": self._said("strategy-missing:heir", "strategy-missing:old"),
            "scenarios": self.scenario(
                [{"verb": "add", "table": "bodies", "values": {"code": "Z1", "name": "Z", "level": "network"}}]
            ),
            "assessment-rounds": round_of(self, sent),
            "assessments": sent,
            "assessment-comments": commented_on(self, sent),
            "requests": self.asked(answered=True).id,
            "questions": self.question(),
            "talks": self.talk(person),
            "practices": self.practice(),
            "publications": self.proposed(),
            "commons": self._entry(),
            "assessment-rounds-released": release(installed, tenant_id),
            "notices": self.told(self.administrator_id),
            **self._gathered(),
            **self._prepared(),
            **self.visit("A", sent=True, looks=True),
        }

    def visit(self, body: str, *, sent: bool = False, looks: bool = False) -> dict[str, UUID]:
        """A visit to a body by somebody who is nobody that asks here, with an observation and a recommendation."""
        person, _ = self.somebody("reader")
        expert = Principal("user", person, self.tenant_id, (Grant("reader"),))
        day = datetime.now(UTC).date().isoformat()
        plan: dict[str, Any] = {"body": body, "title": "Visit", "starts_on": day, "ends_on": day}
        if looks:
            plan |= {"programme": [{"day": day, "what": "Talk"}], "met": [{"role": "Head of schools"}]}
            plan["assessment"] = str(self.write(lambda unit: sent_assessment(unit, body)))
        made = visits.plan(self.database, SYSTEM, self.tenant_id, plan)
        visits.name_expert(self.database, SYSTEM, self.tenant_id, made, {"user": str(person)})
        by = (self.database, expert, self.tenant_id, made)
        observation = visits.observe(*by, {"kind": "strength", "text": "x"})
        recommendation = visits.recommend(*by, {"text": "x"})
        if sent:
            done = {"concluded_at": datetime.now(UTC), "sent_at": datetime.now(UTC)}
            self.write(lambda unit: unit.session.execute(update(Visit).where(Visit.id == made).values(**done)))
        if looks:
            visits.say(self.database, SYSTEM, self.tenant_id, recommendation, {"said": "accepts", "after": 0})
        return {
            "visits": made,
            "visit-observations": observation,
            "visit-recommendations": recommendation,
            "visit-experts": person,
            **({"visited-assessments": UUID(plan["assessment"])} if looks else {}),
        }

    def _gathered(self) -> dict[str, UUID]:
        """A request of A for mentoring, an event, a network that is not published, and what A was written."""
        place = self.database, self.tenant_id
        network = gathered.gather(*place, "network")
        gathered.joined(*place, network)
        return {
            "gatherings": gathered.gather(*place, "mentoring_request"),
            "calendars": gathered.gather(*place, "event"),
            "networks": network,
            # What others have published is read by all: here nothing is.
            "approaches": gathered.approached(*place, uuid4()),
            "network-members": gathered.joined(*place, gathered.gather(*place, "network")),
        }

    def approached(self) -> UUID:
        """Something that was written to A about what it has published."""
        place = self.database, self.tenant_id
        return gathered.approached(*place, gathered.publish(*place, "event", "A")[1])

    def workspace(self) -> UUID:
        """A workspace of A."""
        given = {"body": "A", "title": f"Plan {self.words.draft}"}
        return workspaces.open_(self.database, SYSTEM, self.tenant_id, given).id

    def consultation(self, workspace: UUID | None = None) -> UUID:
        """A consultation of C by A."""
        place = self.database, SYSTEM, self.tenant_id, workspace or self.workspace()
        return workspaces.consult(*place, ASKED).id

    def proof(self, workspace: UUID) -> UUID:
        """Something recorded in a workspace."""
        given = {"item": "mandate-decision", "kind": "words", "text": self.fresh()}
        return workspaces.prove(self.database, SYSTEM, self.tenant_id, workspace, given).id

    def reply(self, consultation: UUID) -> UUID:
        """A reply of C."""
        return workspaces.reply(self.database, SYSTEM, self.tenant_id, consultation, {"body": "C", "text": "Yes."}).id

    def _prepared(self) -> dict[str, UUID]:
        """A workspace with one of everything, and a consultation with a reply that was answered."""
        place, made = (self.database, SYSTEM, self.tenant_id), self.workspace()
        notes = {"name": "notes.mandate", "value": "Minutes"}
        workspaces.write(*place, made, {**notes, "after": 0})
        workspaces.write(*place, made, {**notes, "value": "More", "after": 0})
        cell = {"name": "cell.real_equality.housing", "value": "1"}
        workspaces.write(*place, made, {**cell, "after": 0})
        workspaces.involve(*place, made, {"step": "mandate", "body": "C", "part": "leads"})
        proof, consultation = self.proof(made), self.consultation(made)
        reply = self.reply(consultation)
        workspaces.answer(*place, consultation, {"reply": str(reply), "verdict": "not", "because": "No."})
        return {"workspaces": made, "proofs": proof, "consultations": consultation, "replies": reply}

    def practice(self) -> UUID:
        """A draft of a practice of A's."""
        given: dict[str, object] = {"body": "A", "title": "A practice", "summary": "It helps.", "language": "en"}
        given |= {"findings": ["strategy-missing:E"], "evidence": [{"kind": "words", "text": "Minutes"}]}
        return practices.write(self.database, SYSTEM, self.tenant_id, given).id

    def proposed(self) -> UUID:
        """A publication that waits for a decision."""
        return commons.propose(self.database, SYSTEM, self.tenant_id, "practice", self.practice())

    def _entry(self) -> UUID:
        """Something that A has published; in other lands it is only proposed, so that nobody here may know of it."""
        made = self.proposed()
        if self.words != Words():
            return made
        commons.decide(self.database, SYSTEM, self.tenant_id, made, publish=True)
        entry = commons.publication(self.database, SYSTEM, self.tenant_id, made).entry
        assert entry is not None
        return entry

    def talk(self, asker: UUID) -> UUID:
        """A request to talk between people who are nobody that asks here."""
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            made = Talk(finding="strategy-missing:E", body="A", asker=asker, message="How?", asked_at=unit.at)
            made.expires_at = unit.at + LASTS
            unit.session.add(made)
            unit.session.flush()
            return made.id

    def attached(self, finding: str) -> UUID:
        """A file of a case, attached by the program itself."""
        store = SnapshotStore(2**26)
        return cases.attach(self.database, store, SYSTEM, self.tenant_id, finding, "minutes.txt", b"Minutes")

    def _said(self, finding: str, inherited: str) -> UUID:
        """A case in which everything was said, one part of it of a body that has ended; its comment."""
        said = {"finding": finding, "said": "acknowledged", "after": 0}
        cases.answer(self.database, SnapshotStore(2**26), SYSTEM, self.tenant_id, said)
        self.commented(inherited)
        return self.commented(finding)

    def commented(self, finding: str) -> UUID:
        """A comment on a case, by the program itself."""
        said = {"finding": finding, "text": "Minutes"}
        return cases.comment(self.database, SnapshotStore(2**26), SYSTEM, self.tenant_id, said)

    @property
    def administrator(self) -> Principal:
        """The administrator, as a principal."""
        return Principal("user", self.administrator_id, self.tenant_id, (Grant("administrator"),))

    def scenario(self, changes: list[dict[str, Any]]) -> UUID:
        """A scenario of the administrator's."""
        given = {"title": "Try", "changes": changes}
        return keeping.create(self.database, self.administrator, self.tenant_id, given).id

    def wish(self) -> dict[str, Any]:
        """What a new request of A is told."""
        items = [{"kind": "text", "text": f"Question {self.fresh()}"}]
        return {"bodies": ["A"], "items": items, "reason": "For a report", "deadline": "2027-12-31"}

    def asked(self, *, answered: bool = False) -> requests.RequestTold:
        """A request of the program itself."""
        snapshot = SnapshotStore(2**26).current(self.database, self.tenant_id)
        seen = View(Sight(snapshot, frozenset()), datetime.now(UTC).date())
        made = requests.ask(self.database, SYSTEM, self.tenant_id, seen, self.wish())
        if answered:
            requests.answer(self.database, SYSTEM, self.tenant_id, self._question_of(made.id), {"answer": "given"})
        return made

    def question(self) -> UUID:
        """What A is asked by the program itself."""
        return self._question_of(self.asked().id)

    def _question_of(self, request: UUID) -> UUID:
        with tenancy.reading(self.database, self.tenant_id) as session:
            return session.scalars(select(Asking.question).where(Asking.request == request)).one()

    def told(self, whom: UUID | None = None) -> UUID:
        """A notice of somebody else, or of whom it is told."""
        person = whom or self.somebody("reader")[0]
        with tenancy.beside(self.database, self.tenant_id) as session:
            notices.tell(session, [person], "case-closed", f"case:{self.fresh()}", {"what": "x"}, datetime.now(UTC))
            of_theirs = select(Notice.id).where(Notice.user_id == person).order_by(Notice.id.desc())
            return session.scalars(of_theirs).first() or person

    def job(self, *, done: bool = False) -> UUID:
        """An import that waits, or one that failed for a word of its own."""
        who = self.administrator
        content = bundle(f"code,name,level\nX,X,{self.words.imports}\n")
        job_id = submit_import(self.database, self.tenant_id, who, content, "merge", dry_run=True)
        if done:
            run_here(self.database, self.tenant_id, job_id)
        return job_id

    def marks(self, kind: str) -> list[str]:
        """What may stand in an answer only for those who know of what a kind of word marks."""
        found = [getattr(self.words, kind)]
        if kind == "draft":
            for table, records in self.hidden.items():
                for record in records:
                    found += [str(record.id), encoded(OF_TABLE[table].__name__, str(record.id))]
        else:
            found += [str(one) for name, one in self.beside.items() if KINDS.get(name) == kind]
        return found

    def state(self) -> Mapping[str, str]:
        """All that stands in the tables of the tenant, table by table, in few characters."""
        parts = ", ".join(
            f"({(_NUMBER if table in _GROWING else _DIGEST).format(table=table)}) AS {table}" for table in _TABLES
        )
        with tenancy.reading(self.database, self.tenant_id, although_suspended=True) as session:
            return dict(session.execute(text(f"SELECT {parts}")).mappings().one())


#: Which word marks the things beside the register.
KINDS = {
    "users": "people",
    "memberships": "people",
    "service-accounts": "accounts",
    "webhooks": "webhooks",
    "deliveries": "webhooks",
    "imports": "imports",
}
_DIGEST = "SELECT coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') FROM {table} r"
#: What has happened is added to and never altered, so that counting it tells all.
_GROWING = frozenset({"audit", "changes", "outbox"})
_NUMBER = "SELECT count(*)::text FROM {table}"
_TABLES = sorted(table.name for table in (*owned_tables(), *shared_tables()))


def bundle(content: str) -> bytes:
    """The bytes of a bundle that has bodies only."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bodies.csv", content)
    return stream.getvalue()
