"""The page of a finding: what it says, on what it rests, who can act, and that it is gone once it is closed."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.reading.findings import AskedFindings, evidence, finding, findings_page
from interlace.register import bodies, relations, strategies
from tests.interlace.reading.seen import portugal as seen_portugal
from tests.interlace.register.world import settle
from tests.web.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

DAY = "as_of=2026-11-22&compare_to=2026-08-22"
MISSING = f"findings/strategy-missing:PT-tavira?{DAY}"


def one_of_each_rule() -> list[str]:
    view = seen_portugal(date(2026, 11, 22))
    found = findings_page(view, AskedFindings(sort="key", first=200)).items
    return list({one.rule: one.key for one in found}.values())


def test_a_finding_of_each_rule_has_a_whole_page_with_its_records(portugal: UUID, person: Persons) -> None:
    somebody, view = person(portugal, "reader"), seen_portugal(date(2026, 11, 22))
    for key in one_of_each_rule():
        page = somebody.get(f"findings/{key}?{DAY}")
        assert page.status_code == 200, key
        assert Markup.of(page.text).wrong == [], key
        one = finding(view, key)
        named = {record.key for record in evidence(view, one).records if record.table in {"bodies", "strategies"}}
        linked = " ".join(Markup.of(page.text).links)
        assert all(f"/{code}?" in linked for code in sorted(named)[:5]), key
        assert "What would close it" in page.text


def test_an_open_question_is_told_drawn_and_listed(portugal: UUID, person: Persons) -> None:
    told = unescape(person(portugal, "reader").get(MISSING).text)
    for sentence in (
        "Open question",
        "28,000 people concerned",
        "Tavira (PT-tavira) has not declared its register complete, so this is a question and not a gap.",
        "adopts a strategy, joins one as co-owner, or registers the one that it has",
        "It was there already.",
        "version 1",
        "What is being done about it",
        "No strategy in force is registered",
    ):
        assert sentence in told, sentence
    assert told.index("República Portuguesa") < told.index("Comunidade Intermunicipal do Algarve")
    assert '<svg class="picture"' in told
    assert "/t/portugal-unchanged/graph?" in told


def test_who_may_act_is_led_to_where_they_can_and_nobody_else(portugal: UUID, person: Persons) -> None:
    town = person(portugal, "contributor", "PT-tavira").get(MISSING).text
    assert "You may do this." in town
    assert f"/desk/PT-tavira/strategies/new?{DAY}" in unescape(town)
    assert f"/desk/PT-tavira?{DAY}" in unescape(town)
    for role, body in (("reader", None), ("contributor", "PT-lisboa")):
        other = person(portugal, role, body).get(MISSING).text
        assert "You may do this." not in other
        assert "/desk/PT-tavira" not in other


def test_a_relation_that_waits_leads_to_the_inbox_of_whom_it_names(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    settle(accounts, tenant_id)
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        said = {"source": "E", "target": "B", "kind": "consults", "declared_on": "2020-01-01"}
        waiting = relations.declare(unit, said)
    where = "findings/relation-unconfirmed:E>B:consults"
    page = unescape(person(tenant_id, "contributor", "B").get(where).text)
    assert f"/inbox/relations/{waiting.id}" in page
    assert "Has not said whether this is so" in page
    assert f"/inbox/relations/{waiting.id}" not in person(tenant_id, "reader").get(where).text


def test_a_finding_that_was_closed_says_so_as_long_as_what_it_names_is_known(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    settle(accounts, tenant_id)
    somebody = person(tenant_id)
    assert "No strategy in force is registered" in somebody.get("findings/strategy-missing:R2").text
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        strategies.record(unit, {"code": "R2-1", "title": "Of R2", "owner": "R2", "starts_on": "2026-09-15"})
    closed = somebody.get("findings/strategy-missing:R2?as_of=2026-11-22&compare_to=2026-08-22")
    told = unescape(closed.text)
    assert closed.status_code == 200
    assert "On 22 Nov 2026 the register shows no such gap or question." in told
    assert "It was there on 22 Aug 2026 and is closed since." in told
    assert Markup.of(closed.text).wrong == []
    never = somebody.get("findings/strategy-missing:R1")
    assert (never.status_code, "It was not there on" in never.text) == (200, True)


@pytest.mark.parametrize(
    "key", ["strategy-missing:nobody", "no-rule:PT", "strategy-missing", "peers-uncoordinated:PT:local/none", "x/y"]
)
def test_what_is_no_finding_on_any_day_is_not_there(portugal: UUID, person: Persons, key: str) -> None:
    assert person(portugal, "reader").get(f"findings/{key}").status_code == 404


def test_a_hidden_draft_has_no_page_of_findings_either(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    settle(accounts, tenant_id)
    assert person(tenant_id, "reader").get("findings/strategy-lapsed:D").status_code == 404
    assert person(tenant_id, "contributor", "A").get("findings/strategy-lapsed:D").status_code == 200


def test_texts_of_the_register_stay_texts_in_words_and_in_the_drawing(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "P", "name": "<script>alert(1)</script>", "level": "national"})
    page = person(tenant_id).get("findings/strategy-missing:P")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert Markup.of(page.text).wrong == []


def test_a_finding_of_another_programme_is_not_there(
    app: Flask, portugal: UUID, tenant_id: UUID, person: Persons
) -> None:
    ours = person(portugal, "reader")
    assert person(tenant_id).get(f"/t/{ours.tenant}/{MISSING}").status_code == 404
    led = app.test_client().get(f"/t/{ours.tenant}/{MISSING}")
    assert (led.status_code, led.location.partition("?")[0]) == (303, "/sign-in")
