"""A strategy is prepared on pages: steps, fields of several people, a consultation with replies, adoption."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.interlace.register.world import settle
from tests.interlace.workspaces.desks import today

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

HTML = "<b>“bold”</b> & <script>alert(1)</script>"


@pytest.fixture
def tenant(accounts: Database, tenant_id: UUID) -> UUID:
    settle(accounts, tenant_id)
    return tenant_id


def sent(who: Person, path: str, data: Mapping[str, object]) -> str:
    """Send a form that is right; where it leads."""
    answer = who.post(path, data)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).partition("?")[0]


def opened(who: Person, title: str = "Plan") -> str:
    return sent(who, "workspaces/new", {"body": "R1", "title": title})


def field(who: Person, path: str, name: str) -> dict[str, str]:
    """What a form holds of a field, to be sent with it."""
    text = who.get(path).text
    found = {}
    for beside in ("was", "after"):
        match = re.search(rf'name="{beside}:{re.escape(name)}" value="([^"]*)"', text)
        assert match is not None, text
        found[f"{beside}:{name}"] = match[1]
    return found


def test_a_strategy_is_prepared_consulted_on_and_adopted(tenant: UUID, person: Callable[..., Person]) -> None:
    owner, asked, reader = (
        person(tenant, "contributor", "R1"),
        person(tenant, "contributor", "A"),
        person(tenant, "reader"),
    )
    assert "/workspaces?body=R1" in owner.get("desk", follow_redirects=True).text
    home = opened(owner, HTML)
    mandate = f"{home}/steps/mandate"
    sent(owner, mandate, {"do": "prove", "item": "mandate-decision", "kind": "words", "text": HTML})
    sent(owner, mandate, {"do": "involve", "body": "Club (C)", "part": "contributes", "note": HTML})
    notes = {**field(owner, mandate, "notes.mandate"), "notes.mandate": HTML, "do": "notes"}
    sent(owner, mandate, notes)
    step = owner.get(mandate).text
    assert "<script>alert" not in step
    assert step.count("&lt;script&gt;") > 3
    strategy = f"{home}/strategy"
    for name, value in {"strategy.code": "W9", "strategy.title": "Together"}.items():
        sent(owner, strategy, {**field(owner, strategy, name), name: value})
    cell = "cell.real_equality.housing"
    sent(owner, f"{home}/commitments", {**field(owner, f"{home}/commitments", cell), cell: "2"})
    given = {"title": HTML, "text": HTML, "question": "What?", "due_on": str(today()), "bodies": "A", "levels": "local"}
    one = sent(owner, f"{home}/consult", given)
    assert "1 consultation waits for your view" in asked.get("questions").text
    assert "&lt;b&gt;" in asked.get("consultations").text
    page = asked.get(one).text
    assert "<script>alert" not in page
    assert "Your reply" in page
    assert home.rpartition("/")[2] not in page
    assert reader.get(one).status_code == 404
    assert reader.get(home).status_code == 404
    sent(asked, f"{one}/reply", {"body": "A", "text": HTML})
    side = owner.get(one).text
    reply = re.search(r'name="reply" value="([^"]+)"', side)
    assert reply is not None
    assert owner.post(f"{one}/answer", {"reply": reply[1], "verdict": "taken_up"}).status_code == 422
    sent(owner, f"{one}/answer", {"reply": reply[1], "verdict": "taken_up", "because": "Yes."})
    assert "Taken up" in asked.get(one).text
    sent(asked, f"{one}/reply", {"body": "A", "do": "publish"})
    assert reader.get(one).status_code == 200
    adoption = owner.get(f"{home}/adoption").text
    for words in ("W9", "Together", "1 commitment", "1 part in its design", "Consulted, no reply"):
        assert words in adoption
    revision = re.search(r'name="revision" value="(\d+)"', adoption)
    assert revision is not None
    assert owner.post(f"{home}/adoption", {"revision": "1"}).status_code == 409
    sent(owner, f"{home}/adoption", {"revision": revision[1]})
    assert "Together" in reader.get("strategies/W9").text
    assert owner.get(f"{home}/adoption").status_code == 303
    assert owner.get(f"{home}/closing").status_code == 200


def test_what_another_wrote_meanwhile_is_shown_and_confirmed_by_saving_again(
    tenant: UUID, person: Callable[..., Person]
) -> None:
    one, two = person(tenant, "contributor", "R1"), person(tenant, "steward", "PT")
    mandate = f"{opened(one)}/steps/mandate"
    seen = {**field(one, mandate, "notes.mandate"), "do": "notes"}
    sent(two, mandate, {**seen, "notes.mandate": "Hers"})
    clash = one.post(mandate, {**seen, "notes.mandate": "His"})
    assert clash.status_code == 422
    assert "Hers" in clash.text
    assert ">His</textarea>" in clash.text
    again = {"do": "notes", "notes.mandate": "His", "was:notes.mandate": "Hers", "after:notes.mandate": "1"}
    sent(one, mandate, again)
    told = two.get(mandate).text
    assert ">His</textarea>" in told
    assert "Hers" in told


def test_pages_are_for_those_whom_they_are_for(tenant: UUID, person: Callable[..., Person]) -> None:
    owner, other = person(tenant, "contributor", "R1"), person(tenant, "contributor", "A")
    home = opened(owner)
    for path in ("", "/steps/mandate", "/strategy", "/commitments", "/consult", "/adoption", "/closing"):
        assert owner.get(home + path).status_code == 200, path
        assert other.get(home + path).status_code == 404, path
    assert owner.get(f"{home}/steps/nothing").status_code == 404
    assert person(tenant, "reader").get("workspaces/new").status_code == 403
    assert "There is no workspace" in person(tenant, "reader").get("workspaces").text
    wrong = {"title": "", "text": "x", "question": "x", "due_on": "2020-01-01", "bodies": "nowhere"}
    assert owner.post(f"{home}/consult", wrong).status_code == 422
    assert owner.post("workspaces/new", {"body": "R1", "title": ""}).status_code == 422
    code = "strategy.code"
    strategy = f"{home}/strategy"
    assert owner.post(strategy, {**field(owner, strategy, code), code: "no code"}).status_code == 422
    one = sent(owner, f"{home}/consult", {**wrong, "title": "T", "due_on": str(today()), "bodies": "B"})
    assert other.get(f"{one}/change").status_code == 404
    assert owner.post(f"{one}/change", {"do": "postpone", "revision": "1", "due_on": "2020-01-01"}).status_code == 422
    sent(owner, f"{one}/change", {"do": "withdraw", "revision": "1"})
    sent(
        owner,
        f"{home}/closing",
        {"revision": re.findall(r'name="revision" value="(\d+)"', owner.get(f"{home}/closing").text)[0]},
    )
    assert "given up" in owner.get("workspaces").text
