"""What people say of a finding, who may, and what becomes of it when the register says something else."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from interlace import cases
from interlace.db import tenancy
from interlace.db.models import Notice, OutboxMessage
from interlace.errors import Conflict, DomainError, Forbidden, Invalid, Stale, Unknown
from interlace.principals import SYSTEM, Principal
from tests.databases import new_tenant
from tests.interlace.cases.country import KEY, Country, in_days, today

if TYPE_CHECKING:
    from interlace.db.connections import Database


def test_a_finding_of_which_nobody_made_anything_is_open(country: Country) -> None:
    told = country.case(country.somebody("reader"))
    assert (told.state, told.number, told.present) == ("open", 0, True)
    assert [owner.body for owner in told.owners] == ["M", "R"]
    assert told.allowed.answer_for == ()


def test_a_body_takes_a_finding_from_open_to_closed_by_hand(country: Country) -> None:
    mayor = country.somebody("contributor", "M", "Ana")
    country.say(mayor, "acknowledged")
    country.say(mayor, "in_progress", 1, reason="A draft goes to the council in May.")
    assert country.case().state == "in_progress"
    country.adopt()
    told = country.case()
    assert (told.state, told.present) == ("closed", False)
    country.say(mayor, "closed", 2, reason="The council adopted it.")
    told = country.case()
    assert [(one.said, one.body, one.by_name) for one in told.answers][-1] == ("closed", "M", "Ana")
    assert [(one.closed_by, one.closed_on) for one in told.episodes] == [("hand", today())]


def test_a_finding_that_is_still_there_cannot_be_closed_by_hand(country: Country) -> None:
    with pytest.raises(Conflict, match="still there"):
        country.say(country.somebody("contributor", "M"), "closed", reason="Done.")
    assert country.case().number == 0


def test_an_answer_to_a_finding_that_has_just_closed_is_refused_plainly(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    country.case(mayor)
    country.adopt()
    with pytest.raises(Conflict, match="no longer there"):
        country.say(mayor, "acknowledged")


def test_closed_by_data_becomes_closed_by_hand_when_somebody_says_what_was_done(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    country.say(mayor, "acknowledged")
    country.adopt()
    assert country.look()
    assert [one.closed_by for one in country.case().episodes] == ["data"]
    country.say(mayor, "closed", 1, reason="Adopted.")
    assert [one.closed_by for one in country.case().episodes] == ["hand"]


def test_what_fires_again_is_open_again_and_earlier_answers_do_not_count(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    country.say(mayor, "accepted_risk", reason="No staff.", until=in_days(30).isoformat())
    country.adopt()
    country.look()
    country.withdraw()
    told = country.case()
    assert (told.state, [one.counts for one in told.answers]) == ("open", [False])
    country.look()
    told = country.case()
    assert told.state == "open"
    assert [(one.closed_by, one.closed_on is None) for one in told.episodes] == [("data", False), (None, True)]
    country.say(mayor, "acknowledged", 1)
    assert country.case().state == "acknowledged"


def test_an_accepted_risk_needs_a_reason_and_an_end(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    with pytest.raises(Invalid) as refused:
        country.say(mayor, "accepted_risk")
    assert {problem.pointer for problem in refused.value.problems} == {"/reason", "/until"}
    for until in (in_days(-1), in_days(5 * 366 + 1)):
        with pytest.raises(Invalid):
            country.say(mayor, "accepted_risk", reason="No staff.", until=until)
    country.say(mayor, "accepted_risk", reason="No staff.", until=today())
    assert country.case().state == "accepted_risk"


def test_of_two_answers_at_once_the_second_learns_that_it_came_second(country: Country) -> None:
    outcomes: list[object] = []

    def answer(who: Principal) -> None:
        try:
            outcomes.append(country.say(who, "acknowledged"))
        except DomainError as error:
            outcomes.append(error)

    threads = [Thread(target=answer, args=(country.somebody("contributor", "M"),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in outcomes) == ["Stale", "str"]
    assert country.case().number == 1
    with pytest.raises(Stale):
        country.say(country.somebody("contributor", "M"), "in_progress", 0)


@pytest.mark.parametrize(("role", "body"), [("reader", None), ("contributor", "R2"), ("contributor", "O")])
def test_nobody_answers_for_bodies_that_are_not_theirs(country: Country, role: str, body: str | None) -> None:
    who = country.somebody(role, body)
    with pytest.raises(Forbidden):
        country.say(who, "acknowledged")
    with pytest.raises(Forbidden):
        country.say(who, "acknowledged", body="M")
    with pytest.raises((Forbidden, Invalid)):
        country.say(who, "acknowledged", body=body or "PT")
    with pytest.raises(Forbidden):
        cases.comment(country.database, country.store, who, country.tenant_id, {"finding": KEY, "text": "!"})


def test_what_is_no_finding_is_unknown_in_the_same_words(country: Country, database: Database) -> None:
    admin = country.somebody("administrator")
    for key in ("strategy-missing:nobody", "no-such-rule:M", "strategy-missing:M:M", "x" * 300, "é:M"):
        with pytest.raises(Unknown, match="No finding has the key"):
            country.say(admin, "acknowledged", finding=key)
        with pytest.raises(Unknown, match="No finding has the key"):
            country.case(admin, key)
    for key in ("strategy-missing:\0", "strategy-missing:\ud800", "", "strategy-missing:M\n"):
        with pytest.raises(Unknown):
            country.case(admin, key)
    there = Country(database, new_tenant(database))
    stranger = there.somebody("administrator")
    with pytest.raises(Forbidden):
        cases.case(database, country.store, stranger, country.tenant_id, KEY)
    country.say(country.somebody("administrator"), "acknowledged")
    assert there.case(stranger).number == 0


def test_a_dispute_is_settled_from_above_and_not_by_who_disputes(country: Country) -> None:
    mayor, region = country.somebody("contributor", "M"), country.somebody("steward", "R")
    country.say(mayor, "disputed", reason="We adopted one in 2020.", evidence_url="https://m.example/strategy.pdf")
    assert country.case(region).allowed.settle
    assert not country.case(mayor).allowed.settle
    for who in (mayor, country.somebody("steward", "M"), country.somebody("contributor", "R")):
        with pytest.raises(Forbidden):
            country.say(who, "upheld", 1, reason="Yes.")
    with pytest.raises(Conflict, match="disputed"):
        country.say(region, "acknowledged", 1, body="R")
    country.say(region, "upheld", 1, reason="It is there.")
    told = country.case()
    assert (told.state, told.waits_for_settlement) == ("disputed", False)
    with pytest.raises(Conflict):
        country.say(region, "rejected", 2, reason="After all not.")
    country.say(mayor, "open", 2)
    assert country.case().state == "open"


def test_a_dispute_that_does_not_hold_leaves_the_finding_open(country: Country) -> None:
    country.say(country.somebody("contributor", "M"), "disputed", reason="No.")
    country.say(country.somebody("administrator"), "rejected", 1, reason="There is no document.")
    assert country.case().state == "open"


def test_a_service_account_answers_within_its_scope_only(country: Country) -> None:
    admin = country.somebody("administrator")
    account = Principal("service", admin.id, country.tenant_id, admin.grants, frozenset({"read"}))
    with pytest.raises(Forbidden):
        country.say(account, "acknowledged")
    answering = Principal("service", admin.id, country.tenant_id, admin.grants, frozenset({"findings"}))
    country.say(answering, "acknowledged")
    assert country.case().state == "acknowledged"


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"said": "solved"}, "/said"),
        ({"after": -1}, "/after"),
        ({"after": True}, "/after"),
        ({"after": None}, "/after"),
        ({"reason": "x" * 5_001}, "/reason"),
        ({"reason": "a\0b"}, "/reason"),
        ({"reason": 7}, "/reason"),
        ({"evidence_url": "javascript:alert(1)"}, "/evidence_url"),
        ({"evidence_url": "https://a.example/ x"}, "/evidence_url"),
        ({"until": "2030-01-01"}, "/until"),
        ({"said": "accepted_risk", "reason": "x", "until": "tomorrow"}, "/until"),
        ({"body": "PT"}, "/body"),
        ({"said": "upheld", "reason": "x", "body": "M"}, "/body"),
        ({"extra": 1}, "/extra"),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_at_its_field(
    country: Country, more: dict[str, object], pointer: str
) -> None:
    values = {"finding": KEY, "said": "acknowledged", "after": 0, **more}
    with pytest.raises(Invalid) as refused:
        cases.answer(country.database, country.store, SYSTEM, country.tenant_id, values)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_an_answer_tells_others_and_partner_systems_and_not_who_gave_it(country: Country) -> None:
    mayor, colleague = country.somebody("contributor", "M"), country.somebody("contributor", "M")
    country.say(mayor, "acknowledged", reason="Between us.")
    with tenancy.reading(country.database, country.tenant_id) as session:
        told = session.execute(select(Notice.user_id, Notice.kind, Notice.about)).all()
        sent = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.event == "finding.answered")).one()
    assert told == [(colleague.id, "case-answered", f"case:{KEY}")]
    assert (sent["key"], sent["said"], sent["body"]) == (KEY, "acknowledged", "M")
    assert "reason" not in sent
