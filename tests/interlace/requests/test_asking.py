"""Asking: nobody asks whom they may not, what is known is told at once, and what is asked twice reaches a body once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from interlace import notices, requests
from interlace.errors import Forbidden, Invalid, Unknown
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.findings import AskedFindings, findings_page
from interlace.register import declarations, relations, strategies
from interlace.requests import wanted
from interlace.requests.items import bodies_of_finding
from tests.databases import new_tenant
from tests.interlace.register.world import settle, the
from tests.interlace.requests.asks import DECLARATION, Country, today

if TYPE_CHECKING:
    from interlace.db.connections import Database


def declare(country: Country, body: str, days_ago: int = 0) -> None:
    day = today() - timedelta(days=days_ago)
    country.write(lambda unit: declarations.declare(unit, {"body": body, "declared_on": day}))


@pytest.mark.parametrize(
    ("role", "body", "asked"),
    [
        ("reader", None, "A"),
        ("contributor", "A", "A"),
        ("contributor", "R1", "A"),
        ("steward", "A", "R1"),
        ("steward", "R2", "A"),
        ("contributor", "N", "A"),
    ],
)
def test_nobody_asks_a_body_that_is_not_theirs_to_ask(
    country: Country, role: str, body: str | None, asked: str
) -> None:
    who = country.somebody(role, body)
    with pytest.raises(Forbidden):
        country.ask(who, asked)
    with pytest.raises(Forbidden):
        country.preview(who, asked)


def test_one_body_too_many_and_nothing_is_asked(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    with pytest.raises(Forbidden, match="ask B"):
        country.ask(steward, "A", "B")
    assert country.asked(SYSTEM) == []


def test_another_tenant_knows_of_nothing(country: Country, accounts: Database) -> None:
    asked = country.ask(SYSTEM, "A")
    elsewhere = new_tenant(accounts)
    settle(accounts, elsewhere)
    other = Country(accounts, elsewhere)
    stranger = Principal("user", None, elsewhere, (Grant("administrator"),))
    assert other.asked(stranger) == []
    with pytest.raises(Unknown):
        other.again(stranger, asked)
    with pytest.raises(Unknown):
        country.again(stranger, asked)
    with pytest.raises(Forbidden):
        country.ask(stranger, "A")
    with pytest.raises(Forbidden):
        requests.burden(accounts, stranger, country.tenant_id, today(), requests.AskedBurden())


def test_a_program_asks_only_with_the_scope_for_it(country: Country) -> None:
    maker = country.somebody("steward", "R1")
    for scopes, allowed in ((("read", "write"), False), (("findings",), True)):
        program = Principal("service", uuid4(), country.tenant_id, maker.grants, frozenset(scopes))
        if allowed:
            assert country.ask(program, "A").for_body == "R1"
        else:
            with pytest.raises(Forbidden):
                country.ask(program, "A")


def test_a_network_asks_its_members_while_they_are(country: Country) -> None:
    member = country.write(lambda unit: relations.declare(unit, {"source": "A", "target": "N", "kind": "member_of"}))
    who = country.somebody("contributor", "N")
    assert country.ask(who, "A").for_body == "N"
    with pytest.raises(Forbidden):
        country.ask(who, "E")
    country.write(lambda unit: relations.dispute(unit, member.id, member.revision, "Not a member."))
    with pytest.raises(Forbidden):
        country.ask(who, "A")


def test_asked_twice_it_reaches_the_body_once(country: Country) -> None:
    clerk = country.somebody("contributor", "A")
    first = country.ask(country.somebody("steward", "R1"), "A", "E")
    second = country.ask(country.somebody("steward", "PT"), "A")
    (question,) = country.asked(clerk)
    assert [asked.for_body for asked in question.asked_by] == ["R1", "PT"]
    assert [one.outcome for one in country.askings(SYSTEM, first)] == ["asked", "asked"]
    assert [one.outcome for one in country.askings(SYSTEM, second)] == ["joined"]
    told = notices.notices(country.database, clerk).notices
    assert [(one.kind, one.about) for one in told] == [("request-asked", f"request:{first.id}")]


def test_two_who_ask_at_once_share_one_question(country: Country) -> None:
    view = country.view()
    made: list[Any] = []

    def ask() -> None:
        made.append(requests.ask(country.database, SYSTEM, country.tenant_id, view, country.wish("A", "B", "E")))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = [one.outcome for request in made for one in country.askings(SYSTEM, request)]
    assert (outcomes.count("asked"), outcomes.count("joined")) == (3, 9)
    assert len(country.asked(SYSTEM)) == 3


def test_what_the_register_has_freshly_is_told_and_the_body_is_not_bothered(country: Country) -> None:
    declare(country, "E", 10)
    clerk = country.somebody("contributor", "E")
    items = [{"kind": kind} for kind in ("declaration", "strategies", "actions", "participations", "competences")]
    asked = country.ask(SYSTEM, "E", items=items)
    told = country.askings(SYSTEM, asked)
    assert {(one.outcome, one.known_as, one.since) for one in told} == {
        ("already_known", "declared", today() - timedelta(days=10))
    }
    assert (asked.already_known, asked.waiting, asked.replies_owed) == (5, 0, 0)
    assert country.asked(clerk) == []
    assert notices.notices(country.database, clerk).notices == []


@pytest.mark.parametrize(("days", "outcome"), [(365, "already_known"), (366, "asked")])
def test_a_declaration_counts_as_long_as_the_rules_say(country: Country, days: int, outcome: str) -> None:
    declare(country, "E", days)
    assert [one.outcome for one in country.preview(SYSTEM, "E").foreseen] == [outcome]


def test_a_field_of_a_strategy_is_asked_until_it_is_filled(country: Country) -> None:
    items = [{"kind": "strategy-field", "subject": "S:monitoring"}]
    for body in ("A", "B"):
        assert country.preview(SYSTEM, body, items=items).asked == 1
    with pytest.raises(Invalid):
        country.ask(SYSTEM, "E", items=items)
    strategy = country.write(lambda unit: the(unit.session, "strategies", code="S"))
    country.write(lambda unit: strategies.change(unit, strategy.id, strategy.revision, {"monitoring": "no"}))
    (one,) = country.preview(SYSTEM, "A", items=items).foreseen
    assert (one.outcome, one.why, one.since) == ("already_known", "filled", today())


def test_a_question_of_a_rule_is_asked_of_those_who_can_answer_it(country: Country) -> None:
    view = country.view()
    page = findings_page(view, AskedFindings(certainty=["unreported"], first=100))
    finding = next(one for one in page.items if "A" in bodies_of_finding(view, one))
    items = [{"kind": "finding", "subject": finding.key}]
    assert country.preview(SYSTEM, "A", items=items).asked == 1
    (concerned,) = country.preview(SYSTEM, bodies=None, items=items).foreseen
    assert concerned.body == bodies_of_finding(view, finding)[0]
    outsider = next(code for code in ("C", "N", "B", "E", "R2") if code not in bodies_of_finding(view, finding))
    with pytest.raises(Invalid):
        country.ask(SYSTEM, outsider, items=items)
    gone = [{"kind": "finding", "subject": "strategy-lapsed:S"}]
    assert [one.why for one in country.preview(SYSTEM, "A", items=gone).foreseen] == ["gone"]
    with pytest.raises(Invalid):
        country.ask(SYSTEM, "A", items=[{"kind": "finding", "subject": "strategy-lapsed:no-such"}])


def test_drafts_are_nobodys_to_ask_for(country: Country) -> None:
    told = []
    for code in ("D", "no-such"):
        with pytest.raises(Invalid) as caught:
            country.ask(SYSTEM, "A", items=[{"kind": "strategy-field", "subject": f"{code}:url"}])
        told.append([(one.pointer, one.code) for one in caught.value.problems])
    assert told[0] == told[1]


def test_the_same_words_are_the_same_question_and_an_answer_to_them_is_kept(country: Country) -> None:
    clerk = country.somebody("contributor", "A")
    country.ask(SYSTEM, "A", items=[{"kind": "text", "text": "Who  runs the office?"}])
    again = country.ask(SYSTEM, "A", items=[{"kind": "text", "text": "who runs the OFFICE? "}])
    assert [one.outcome for one in country.askings(SYSTEM, again)] == ["joined"]
    (question,) = country.asked(clerk)
    assert question.words == "Who  runs the office?"
    country.answer(clerk, question.id, "given", "Two people.")
    later = country.preview(SYSTEM, "A", items=[{"kind": "text", "text": "Who runs the office?"}])
    assert [one.why for one in later.foreseen] == ["answered"]
    later_asked = country.ask(SYSTEM, "A", items=[{"kind": "text", "text": "Who runs the office?"}])
    (asking,) = country.askings(SYSTEM, later_asked)
    assert (asking.outcome, asking.state, asking.answer, asking.note) == (
        "already_known",
        "known",
        "given",
        "Two people.",
    )
    assert asking.reply_due_on is None
    assert (later_asked.already_known, later_asked.answered) == (1, 0)
    (question,) = country.asked(clerk)
    assert len(question.asked_by) == 2
    page = requests.burden(country.database, SYSTEM, country.tenant_id, today(), requests.AskedBurden())
    assert (page.whole.items, page.whole.answered, page.whole.already_known) == (3, 2, 1)


def test_all_below_a_body_of_a_level_are_asked(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    assert country.ask(steward, bodies=None, below="R1", level="local").bodies == 2
    with pytest.raises(Forbidden):
        country.ask(steward, bodies=None, below="PT", level="local")
    foreseen = country.preview(SYSTEM, bodies=None, below="PT").foreseen
    assert [one.body for one in foreseen] == ["A", "B", "C", "E", "R1", "R2"]


def test_a_body_without_any_user_is_told_to_the_asker_and_seen_by_those_above(country: Country) -> None:
    above = country.somebody("steward", "R1")
    assert [one.nobody for one in country.preview(SYSTEM, "E").foreseen] == [True]
    asked = country.ask(SYSTEM, "E")
    assert [one.nobody for one in country.askings(SYSTEM, asked)] == [True]
    assert [one.body for one in country.asked(above)] == ["E"]
    country.somebody("contributor", "E")
    assert [one.nobody for one in country.askings(SYSTEM, asked)] == [False]


WRONG: list[dict[str, object]] = [
    {"bodies": []},
    {"bodies": "A"},
    {"bodies": [1]},
    {"bodies": ["no-such"]},
    {"bodies": ["A"] * 2 + [f"x{number}" for number in range(600)]},
    {"bodies": None, "below": "nowhere"},
    {"bodies": None, "level": "local"},
    {"below": "PT", "level": "galactic"},
    {"items": []},
    {"items": [{"kind": "gossip"}]},
    {"items": ["declaration"]},
    {"items": [DECLARATION | {"password": "x"}]},
    {"items": [{"kind": "text"}]},
    {"items": [{"kind": "text", "text": "x" * 501}]},
    {"items": [{"kind": "text", "text": "\0"}]},
    {"items": [{"kind": "text", "text": "\ud800"}]},
    {"items": [{"kind": "strategy-field", "subject": "S:owner"}]},
    {"items": [{"kind": "strategy-field", "subject": "S"}]},
    {"items": [{"kind": "finding", "subject": "gibberish"}]},
    {"items": [{"kind": "text", "text": str(number)} for number in range(21)]},
    {"reason": " "},
    {"reason": "x" * 1001},
    {"reason": 7},
    {"deadline": "soon"},
    {"deadline": "2020-01-01"},
    {"deadline": "9999-12-31"},
    {"deadline": None},
    {"for_body": "no-such"},
    {"for_body": ["A"]},
    {"colour": "red"},
]


@pytest.mark.parametrize("given", WRONG)
def test_bad_input_is_refused_with_the_fields_that_are_wrong(country: Country, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        country.ask(SYSTEM, **({"bodies": ["A"]} | given))
    assert caught.value.problems
    assert country.asked(SYSTEM) == []


def test_findings_are_looked_up_once_and_only_for_whoever_may_ask(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def looked(_: object, key: str) -> None:
        looked_up.append(key)

    monkeypatch.setattr(wanted, "found_now", looked)
    item = {"kind": "finding", "subject": "strategy-missing:E"}
    reader = country.somebody("reader")
    with pytest.raises(Forbidden):
        country.preview(reader, bodies=None, items=[item])
    with pytest.raises(Invalid):
        country.preview(SYSTEM, bodies=None, items=[item | {"subject": f"strategy-missing:{n}"} for n in range(21)])
    assert looked_up == []
    with pytest.raises(Invalid):
        country.preview(SYSTEM, bodies=None, items=[item] * 20)
    assert looked_up == ["strategy-missing:E"]


def test_somebody_asks_in_the_name_of_a_body_of_theirs_only(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    with pytest.raises(Invalid):
        country.ask(steward, "A", for_body="PT")
    asked = country.ask(steward, "A", for_body="R1")
    assert (asked.for_body, asked.asker_name) == ("R1", "Ana Sousa")
    colleague, stranger = country.somebody("contributor", "R1"), country.somebody("steward", "R2")
    assert country.again(colleague, asked).id == asked.id
    for act in (country.again, country.askings):
        with pytest.raises(Unknown):
            act(stranger, asked)
