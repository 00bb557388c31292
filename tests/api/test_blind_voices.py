"""Three voices on one body through both doors: whoever asks for another's gets the words for what is not there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Membership
from interlace.principals import SYSTEM
from tests.api.graphql.speaking import Speaker, World
from tests.interlace.assessments.rounds import load, small

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database

BIRD = "kingfisher"
VOICES = ("body", "civil_society", "reviewer")
READS = ("", "/answers", "/areas", "/comments", "/people", "/review", "/snapshot")
WRITES: dict[str, dict[str, object]] = {
    ":answer": {"item": "plan", "standing": "answered", "value": "no", "after": 0},
    ":confirm": {},
    ":prefill": {},
    ":hand-over": {"area": "plan", "user": str(uuid4())},
    ":take-from": {"area": "plan", "user": str(uuid4())},
    "/comments": {"text": "x"},
    ":uncomment": {"comment": str(uuid4())},
    ":ask-review": {},
    ":take-back": {},
    ":send": {},
    ":correct": {},
}
ONE = "uuid: $one"
OF = "assessment: $one"
FIELDS = [
    f"assessment({ONE}) {{ state readable answered }}",
    *(f"{name}({OF})" for name in ("assessmentAnswers", "assessmentAreas", "assessmentPeople", "assessmentReview",
                                   "assessmentComments", "assessmentSnapshot")),
]  # fmt: skip
MUTATIONS: dict[str, dict[str, object]] = {
    "assessmentAnswer": {"item": "plan", "standing": "answered", "value": "no", "after": 0},
    "assessmentConfirm": {},
    "assessmentPrefill": {},
    "assessmentHandOver": {"area": "plan", "user": str(uuid4())},
    "assessmentTakeFrom": {"area": "plan", "user": str(uuid4())},
    "assessmentComment": {"text": "x"},
    "assessmentUncomment": {"comment": str(uuid4())},
    "assessmentAskReview": {"revision": 1},
    "assessmentTakeBack": {"revision": 1},
    "assessmentSend": {"revision": 1},
    "assessmentCorrect": {},
}


class Three:
    """A round on A in three voices, and those who speak in each; all of them have written something."""

    def __init__(self, app: Flask, database: Database, tenant_id: UUID) -> None:
        self.world = World(app, database, tenant_id)
        load(database, tenant_id, small())
        self.boss = self.world.administrator
        reviewer = self.world.someone("reader")
        self.people = {
            "body": self.world.someone("contributor", "A"),
            "civil_society": self.world.someone("contributor", "C"),
            "reviewer": reviewer,
        }
        self.others = [self.boss, self.world.someone("steward", "R1"), self.world.someone("contributor", "B")]
        place = {"body": "A", "civil_society": ["C"], "reviewers": [self.only_reader()]}
        due = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
        wanted = {"title": "Round", "instrument": "small", "voices": [*VOICES], "due_on": due, "bodies": [place]}
        made = self.post(self.boss, "assessment-rounds", wanted)
        assert made.status_code == 201, made.text
        self.round = made.get_json()["id"]
        self.ids = {voice: self.own(who) for voice, who in self.people.items()}
        for voice, who in self.people.items():
            where = f"assessments/{self.ids[voice]}"
            said = {"item": "words", "standing": "answered", "value": f"{BIRD} {voice}", "note": BIRD, "after": 0}
            assert self.post(who, f"{where}:answer", said).status_code == 200
            assert self.post(who, f"{where}/comments", {"text": BIRD}).status_code == 201

    def only_reader(self) -> str:
        with tenancy.reading(self.world.database, self.world.tenant_id) as session:
            return str(session.scalars(select(Membership.user_id).where(Membership.role == "reader")).one())

    def own(self, who: Speaker) -> str:
        (one,) = self.get(who, "assessments?yours=true").get_json()["items"]
        found: str = one["id"]
        return found

    def where(self, what: str) -> str:
        return f"/api/v1/tenants/{self.world.slug}/{what}"

    def get(self, who: Speaker, what: str) -> Any:  # noqa: ANN401 - an answer
        return who.client.get(self.where(what), headers={"Authorization": f"Bearer {who.token}"})

    def post(self, who: Speaker, what: str, given: object, revision: int = 1) -> Any:  # noqa: ANN401 - an answer
        headers = {"Authorization": f"Bearer {who.token}", "If-Match": f'"{revision}"'}
        return who.client.post(self.where(what), json=given, headers=headers)

    def ask(self, who: Speaker, field: str, one: str) -> str:
        """What GraphQL says of an assessment, without its id."""
        told = who.send(f"query ($one: UUID!) {{ tenant {{ {field} }} }}", None, one=one)
        assert "There is no" in told.get_json()["errors"][0]["message"], told.text
        return told.text.replace(one, "")

    def mutate(self, who: Speaker, name: str, one: str) -> dict[str, Any]:
        told = who.mutate(name, {"uuid": one, **MUTATIONS[name]}, "")
        assert told["errors"], told
        return {
            "errors": [{key: str(value).replace(one, "") for key, value in each.items()} for each in told["errors"]]
        }

    def send(self, voice: str) -> None:
        who, where = self.people[voice], f"assessments/{self.ids[voice]}"
        for revision, deed in ((1, ":ask-review"), (2, ":send")):
            told = self.post(who, where + deed, {}, revision)
            assert told.status_code == 200, told.text


@pytest.fixture
def three(app: Flask, accounts: Database, tenant_id: UUID) -> Three:
    return Three(app, accounts, tenant_id)


def test_through_both_doors_another_voice_is_not_there_before_it_is_released(three: Three) -> None:
    pairs = [(three.people[mine], other) for mine in VOICES for other in VOICES if mine != other]
    _nothing_is_there(three, pairs)
    for voice in VOICES:
        three.send(voice)
    # Sent is not released.
    _nothing_is_read(three, pairs)
    stranger = three.others[-1]
    _nothing_is_read(three, [(stranger, voice) for voice in VOICES])
    for who in (*three.people.values(), *three.others):
        own = next((voice for voice, one in three.people.items() if one is who), None)
        for what in ("assessments", "assessment-rounds", "measurements", "changes", "assessment-voices?body=A",
                     f"assessments?body=A&round={three.round}", "findings"):  # fmt: skip
            told = three.get(who, what)
            assert BIRD not in told.text, (what, own)
        assert three.get(who, "assessment-voices?body=A").status_code == 404
        measured = three.get(who, "measurements?body=A").get_json()["items"]
        assert "small" not in {one["instrument"] for one in measured}
        listed = who.data("{ tenant { assessments { nodes { voice yours readable answered } } } }")
        shown = listed["tenant"]["assessments"]["nodes"]
        assert {one["voice"].lower() for one in shown if one["readable"]} <= {own or "body"}
        assert {one["answered"] for one in shown if not one["readable"]} <= {None}
    for who in (three.people["civil_society"], three.people["reviewer"], stranger):
        assert three.get(who, "assessment-results?body=A").status_code == 404
        (refused,) = who.send('{ tenant { assessmentResults(body: "A") { body } } }').get_json()["errors"]
        assert "There are no results" in refused["message"]
    assert (
        three.post(three.people["body"], f"assessment-rounds/{three.round}:release", {"body": "A"}).status_code == 404
    )
    assert three.post(three.boss, f"assessment-rounds/{three.round}:release", {"body": "A"}).status_code == 200
    for who in three.people.values():
        for voice, one in three.ids.items():
            assert f"{BIRD} {voice}" in three.get(who, f"assessments/{one}/answers").text
            shown = who.data("query ($one: UUID!) { tenant { assessmentAnswers(assessment: $one) } }", one=one)
            assert f"{BIRD} {voice}" in str(shown)
    # Comments never leave their voice; whoever has no part knows of nothing still.
    for who, voice in pairs:
        assert three.get(who, f"assessments/{three.ids[voice]}/comments").status_code == 404
    _nothing_is_read(three, [(stranger, voice) for voice in VOICES])


def test_through_both_doors_a_visit_shows_the_body_to_nobody_who_speaks_for_the_club(three: Three) -> None:
    club = three.people["civil_society"]
    with tenancy.writing(three.world.database, three.world.tenant_id, SYSTEM) as unit:
        person = unit.session.scalars(select(Membership.user_id).where(Membership.body == "C")).one()
        unit.session.add(Membership(user_id=person, role="steward", body="R1"))
    three.send("body")
    today = datetime.now(UTC).date().isoformat()
    plan = {"body": "A", "title": "Visit", "starts_on": today, "ends_on": today, "assessment": three.ids["body"]}
    made = three.post(three.boss, "visits", plan)
    assert made.status_code == 201, made.text
    visit, nothing = made.get_json()["id"], str(uuid4())
    assert three.get(three.others[1], f"visits/{visit}/items").status_code == 200
    for what in ("", "/items", "/profile"):
        told = three.get(club, f"visits/{visit}{what}")
        assert (told.status_code, BIRD in told.text) == (404, False), what
    for field in (
        f"visit({ONE}) {{ title }}",
        "visitItems(visit: $one) { item }",
        "visitProfile(visit: $one) { bodyName }",
    ):
        assert three.ask(club, field, visit) == three.ask(club, field, nothing), field
    assert visit not in three.get(club, "visits").text
    assert visit not in str(club.data("{ tenant { visits { nodes { uuid } } } }"))
    refused = three.post(three.boss, f"visits/{visit}:name-expert", {"user": str(person)})
    assert refused.status_code == 409, refused.text


def _nothing_is_there(three: Three, pairs: list[tuple[Speaker, str]]) -> None:
    _nothing_is_read(three, pairs)
    nothing = str(uuid4())
    not_there = {name: three.mutate(three.boss, name, nothing) for name in MUTATIONS}
    for who, voice in pairs:
        one = three.ids[voice]
        for deed, given in WRITES.items():
            told = three.post(who, f"assessments/{one}{deed}", given)
            assert told.status_code == 404, (deed, voice, told.text)
        for name in MUTATIONS:
            assert three.mutate(who, name, one) == not_there[name], (name, voice)


def _nothing_is_read(three: Three, pairs: list[tuple[Speaker, str]]) -> None:
    nothing = str(uuid4())
    not_there = {what: three.get(three.boss, f"assessments/{nothing}{what}").get_json()["detail"] for what in READS}
    unknown = {field: three.ask(three.boss, field, nothing) for field in FIELDS}
    for who, voice in pairs:
        one = three.ids[voice]
        for what in READS:
            there = three.get(who, f"assessments/{one}{what}")
            assert (there.status_code, BIRD in there.text) == (404, False), (what, voice)
            assert there.get_json()["detail"].replace(one, "") == not_there[what].replace(nothing, "")
        for field in FIELDS:
            assert three.ask(who, field, one) == unknown[field], (field, voice)
