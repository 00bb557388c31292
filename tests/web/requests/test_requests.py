"""Pages on which bodies are asked and answer: previewed, asked once, answered by one click, told what came of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.interlace.register.world import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

WISH = {"bodies": "A\nE", "kinds": "declaration", "reason": "For <b>the report</b>", "deadline": "2027-12-31"}


@pytest.fixture
def tenant(accounts: Database, tenant_id: UUID) -> UUID:
    settle(accounts, tenant_id)
    return tenant_id


def ask(who: Person, **given: object) -> str:
    """The address of a new request."""
    answer = who.post("requests/new", {**WISH, "deed": "ask", **given})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).partition("?")[0]


@pytest.mark.parametrize(("role", "body"), [("reader", None), ("contributor", "A")])
def test_whoever_may_ask_nobody_is_not_offered_to(
    tenant: UUID, person: Callable[..., Person], role: str, body: str | None
) -> None:
    who = person(tenant, role, body)
    assert "requests/new" not in who.get("requests").text
    assert who.get("requests/new").status_code == 403
    assert who.post("requests/new", WISH).status_code == 403
    assert who.post("requests/finding", {"finding": "strategy-missing:E"}).status_code == 403


def test_the_form_says_what_it_comes_to_before_anything_is_asked(tenant: UUID, person: Callable[..., Person]) -> None:
    steward = person(tenant, "steward", "R1")
    told = steward.post("requests/new", {**WISH, "deed": "preview"})
    assert told.status_code == 200
    assert "2 questions reach bodies." in told.text
    assert "Nobody of this body uses Interlace yet" in told.text
    assert "For &lt;b&gt;the report&lt;/b&gt;" in told.text
    assert "For <b>" not in told.text
    assert "Nothing was asked so far." in steward.get("requests").text


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"bodies": ""}, 422, "Expected"),
        ({"bodies": "nowhere"}, 422, "Expected"),
        ({"bodies": "B"}, 422, "You may not ask B"),
        ({"reason": ""}, 422, "Please fill this in."),
        ({"deadline": "2020-01-01"}, 422, "Expected"),
        ({"kinds": ""}, 422, "Expected"),
        ({"finding": "gibberish"}, 422, "Expected"),
    ],
)
def test_what_is_wrong_is_told_at_the_form(
    tenant: UUID, person: Callable[..., Person], given: dict[str, str], status: int, said: str
) -> None:
    answer = person(tenant, "steward", "R1").post("requests/new", {**WISH, "deed": "ask", **given})
    assert answer.status_code == status
    assert said in answer.text
    assert "There is something to mend" in answer.text


def test_asked_by_two_it_is_answered_with_one_click_and_both_say_what_came_of_it(
    tenant: UUID, person: Callable[..., Person]
) -> None:
    north, nation = person(tenant, "steward", "R1"), person(tenant, "steward", "PT")
    clerk = person(tenant, "contributor", "A")
    mine, theirs = ask(north), ask(nation, bodies="A", reason="For the nation")
    shown = clerk.get("questions")
    assert shown.text.count("Is your register complete?</h3>") == 1
    assert "For the nation" in shown.text
    assert "North" in shown.text
    assert '<span class="count">1</span>' in clerk.get("").text
    (question,) = set(re.findall(r'name="only" value="([^"]+)"', shown.text))
    assert clerk.post("questions", {"only": question}).status_code == 303
    assert "Nobody waits for an answer." in clerk.get("questions").text
    assert "Declared complete today" in clerk.get("desk/A").text
    for who, where in ((north, mine), (nation, theirs)):
        assert "Nothing has changed" in who.get(where).text
        assert who.post(f"{where}/reply", {"text": ""}).status_code == 422
        assert who.post(f"{where}/reply", {"text": f"Used by {who.email}"}).status_code == 303
    past = clerk.get("questions?show=past").text
    assert f"Used by {north.email}" in past
    assert f"Used by {nation.email}" in past
    assert clerk.get(mine).status_code == 404
    assert clerk.post("questions", {"only": question}).status_code == 303


def test_another_answer_is_given_in_words(tenant: UUID, person: Callable[..., Person]) -> None:
    north, clerk = person(tenant, "steward", "R1"), person(tenant, "contributor", "A")
    where = ask(north)
    (question,) = set(re.findall(r'name="only" value="([^"]+)"', clerk.get("questions").text))
    assert clerk.post(f"questions/{question}", {}).status_code == 422
    assert person(tenant, "contributor", "B").post(f"questions/{question}", {"answer": "given"}).status_code == 404
    assert clerk.post(f"questions/{question}", {"answer": "not_ours", "note": "<i>Ask R1</i>"}).status_code == 303
    assert "&lt;i&gt;Ask R1&lt;/i&gt;" in north.get(where).text
    assert clerk.post(f"questions/{question}", {"answer": "given"}).status_code == 422


def test_a_request_is_taken_back_after_a_word_of_confirmation(tenant: UUID, person: Callable[..., Person]) -> None:
    north, clerk = person(tenant, "steward", "R1"), person(tenant, "contributor", "A")
    where = ask(north)
    assert "Take the request back?" in north.get(f"{where}/withdrawal").text
    assert clerk.post(f"{where}/withdrawal").status_code == 404
    assert north.post(f"{where}/withdrawal").status_code == 303
    assert north.post(f"{where}/withdrawal").status_code == 409
    assert "Nobody waits for an answer." in clerk.get("questions").text


def test_an_open_question_of_a_rule_is_asked_with_one_click(tenant: UUID, person: Callable[..., Person]) -> None:
    north, clerk = person(tenant, "steward", "R1"), person(tenant, "contributor", "E")
    page = north.get("findings/strategy-missing:E").text
    assert "Ask the body" in page
    assert "Ask the body" not in clerk.get("findings/strategy-missing:E").text
    answer = north.post("requests/finding", {"finding": "strategy-missing:E"})
    assert answer.status_code == 303
    assert "findings/strategy-missing:E" in clerk.get("questions").text
    assert "requests/new" in north.post("requests/finding", {"finding": "no-such"}).headers["Location"]


def test_the_burden_is_told_by_name_to_every_member(tenant: UUID, person: Callable[..., Person]) -> None:
    north = person(tenant, "steward", "R1")
    ask(north)
    for query in ("", "?by=asker", "?by=gossip", "?since=2020-01-01&until=2030-01-01"):
        answer = person(tenant, "reader").get(f"requests/burden{query}")
        assert answer.status_code == 200
        assert "All together" in answer.text
    assert "sort" not in person(tenant, "reader").get("requests/burden").text
    assert north.get("requests/burden?since=soon").status_code in {400, 422}


def test_colleagues_of_the_asker_read_along_and_are_offered_nothing(
    tenant: UUID, person: Callable[..., Person]
) -> None:
    place = ask(person(tenant, "steward", "R1"), bodies="A").rpartition("/requests/")[2]
    colleague, other = person(tenant, "contributor", "R1"), person(tenant, "steward", "R1")
    assert f"requests/{place}/withdrawal" in other.get(f"requests/{place}").text
    assert "withdrawal" not in colleague.get(f"requests/{place}").text
    assert colleague.get(f"requests/{place}/withdrawal").status_code == 403
    assert colleague.post(f"requests/{place}/withdrawal", {}).status_code == 403


def test_whoever_asks_what_was_answered_reads_the_answer(tenant: UUID, person: Callable[..., Person]) -> None:
    steward, clerk = person(tenant, "steward", "R1"), person(tenant, "contributor", "A")
    ask(steward, bodies="A", kinds="", text="Who runs the office?")
    found = re.search(r"questions/([0-9a-f-]{36})", clerk.get("questions").text)
    assert found is not None
    clerk.post(f"questions/{found[1]}", {"answer": "given", "note": "Two <b>people"})
    place = ask(steward, bodies="A", kinds="", text="Who runs the office?")
    told = steward.get(f"requests/{place.rpartition('/')[2]}").text
    assert "Known already" in told
    assert "Two &lt;b&gt;people" in told
