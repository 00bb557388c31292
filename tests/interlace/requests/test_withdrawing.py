"""Requests that are taken back, and by whom: others go on waiting, and ask in the place of whoever has left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from interlace import notices, requests
from interlace.db import tenancy
from interlace.db.models import Notice
from interlace.errors import Conflict, Forbidden, Unknown
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import relations
from interlace.requests import deadlines

if TYPE_CHECKING:
    from tests.interlace.requests.asks import Country


def test_a_request_taken_back_ends_questions_for_which_nobody_waits(country: Country) -> None:
    clerk, above = country.somebody("contributor", "A"), country.somebody("steward", "PT")
    first, second = country.ask(country.somebody("steward", "R1"), "A", "E"), country.ask(above, "A")
    requests.withdraw(country.database, SYSTEM, country.tenant_id, first.id)
    assert {one.body: one.state for one in country.asked(SYSTEM)} == {"A": "waiting", "E": "not_needed"}
    told = notices.notices(country.database, clerk).notices
    assert [one.about for one in told] == [f"request:{second.id}"]
    with pytest.raises(Conflict):
        requests.withdraw(country.database, SYSTEM, country.tenant_id, first.id)
    with pytest.raises(Unknown):
        requests.withdraw(country.database, clerk, country.tenant_id, second.id)
    requests.withdraw(country.database, above, country.tenant_id, second.id)
    assert notices.notices(country.database, clerk).notices == []
    assert country.ask(SYSTEM, "A").waiting == 1


def asked_of(country: Country, who: Principal) -> list[str]:
    """What requests somebody was told of, the last first."""
    return [one.about for one in notices.notices(country.database, who).notices if one.kind == "request-asked"]


def take_back(country: Country, asked: Any) -> None:  # noqa: ANN401 - a request
    requests.withdraw(country.database, SYSTEM, country.tenant_id, asked.id)


def test_whoever_is_left_asks_when_all_before_them_have_taken_it_back(country: Country) -> None:
    clerk = country.somebody("contributor", "A")
    first, second, third = (country.ask(SYSTEM, "A") for _ in range(3))
    take_back(country, first)
    assert asked_of(country, clerk) == [f"request:{second.id}"]
    take_back(country, second)
    assert asked_of(country, clerk) == [f"request:{third.id}"]


def test_whoever_only_joined_and_leaves_tells_nobody_anything_new(country: Country) -> None:
    clerk = country.somebody("contributor", "A")
    first, second, _ = (country.ask(SYSTEM, "A") for _ in range(3))
    take_back(country, second)
    assert asked_of(country, clerk) == [f"request:{first.id}"]


def test_what_one_body_was_mailed_hides_nothing_from_another(country: Country) -> None:
    of_a, of_e = country.somebody("contributor", "A"), country.somebody("contributor", "E")
    first, second = country.ask(SYSTEM, "A", "E"), country.ask(SYSTEM, "A", "E")
    with tenancy.beside(country.database, country.tenant_id) as session:
        session.execute(update(Notice).where(Notice.user_id == of_a.id).values(settled_at=datetime.now(UTC)))
    take_back(country, first)
    assert asked_of(country, of_a) == [f"request:{first.id}"]
    assert asked_of(country, of_e) == [f"request:{second.id}"]


def test_a_reminder_of_what_is_taken_back_is_taken_back_with_it(country: Country) -> None:
    clerk = country.somebody("contributor", "A")
    asked = country.ask(SYSTEM, "A")
    with tenancy.beside(country.database, country.tenant_id) as session:
        deadlines.remind(session, asked.deadline, datetime.now(UTC))
    assert len(notices.notices(country.database, clerk).notices) == 2
    take_back(country, asked)
    assert notices.notices(country.database, clerk).notices == []


def act_on(country: Country, who: Principal, asked: Any) -> None:  # noqa: ANN401 - a request
    """Reply to the bodies that have answered, then take it back."""
    requests.reply(country.database, who, country.tenant_id, asked.id, {"text": "It is in the report."})
    requests.withdraw(country.database, who, country.tenant_id, asked.id)


def test_whoever_only_sees_a_request_does_not_act_on_it(country: Country) -> None:
    steward = country.somebody("steward", "R1")
    asked = country.ask(steward, "A", "E")
    country.answer(SYSTEM, country.asked(SYSTEM, "A")[0].id)
    colleague = country.somebody("contributor", "R1")
    reader = Principal("user", steward.id, country.tenant_id, (Grant("reader"),))
    program = Principal("service", uuid4(), country.tenant_id, steward.grants, frozenset({"read"}))
    for who in (colleague, reader, program):
        assert country.again(who, asked).id == asked.id
        with pytest.raises(Forbidden):
            requests.withdraw(country.database, who, country.tenant_id, asked.id)
        with pytest.raises(Forbidden):
            act_on(country, who, asked)
    assert country.again(steward, asked).replies_owed == 1
    act_on(country, country.somebody("steward", "R1"), asked)


def test_a_network_acts_on_what_it_has_asked_and_whoever_has_moved_on_what_they_have(country: Country) -> None:
    country.write(lambda unit: relations.declare(unit, {"source": "A", "target": "N", "kind": "member_of"}))
    asked = country.ask(country.somebody("contributor", "N"), "A")
    requests.withdraw(country.database, country.somebody("contributor", "N"), country.tenant_id, asked.id)
    steward = country.somebody("steward", "R1")
    other = country.ask(steward, "A")
    moved = Principal("user", steward.id, country.tenant_id, (Grant("steward", "R2"),))
    requests.withdraw(country.database, moved, country.tenant_id, other.id)
