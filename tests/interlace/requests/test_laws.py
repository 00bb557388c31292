"""Whatever is asked, answered and withdrawn in whatever order: one question waits, as long as somebody waits for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlace import requests
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.examples import examples
from tests.interlace.register.world import settle
from tests.interlace.requests.asks import Country

if TYPE_CHECKING:
    from interlace.db.connections import Database

BODIES = ("A", "B", "E")
WORDS = ("Who?", "When?")
DEEDS = st.one_of(
    st.tuples(st.just("ask"), st.sets(st.sampled_from(BODIES), min_size=1), st.sampled_from(WORDS)),
    st.tuples(st.just("withdraw"), st.integers(0, 5), st.none()),
    st.tuples(st.just("answer"), st.integers(0, 5), st.sampled_from(("not_known", "given"))),
)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, min_size=3, max_size=10))
def test_a_question_waits_once_and_as_long_as_somebody_waits_for_it(
    accounts: Database, deeds: list[tuple[str, object, str | None]]
) -> None:
    tenant_id = new_tenant(accounts)
    settle(accounts, tenant_id)
    country = Country(accounts, tenant_id)
    waiting_requests = []
    for deed, what, word in deeds:
        if deed == "ask":
            assert isinstance(what, set)
            items = [{"kind": "text", "text": word}]
            waiting_requests.append(country.ask(SYSTEM, *sorted(what), items=items))
        elif deed == "withdraw" and waiting_requests:
            assert isinstance(what, int)
            gone = waiting_requests.pop(what % len(waiting_requests))
            requests.withdraw(accounts, SYSTEM, tenant_id, gone.id)
        elif deed == "answer":
            assert isinstance(what, int)
            open_now = [one for one in country.asked(SYSTEM) if one.state == "waiting"]
            if open_now:
                country.answer(SYSTEM, open_now[what % len(open_now)].id, str(word))
        waiting = [one for one in country.asked(SYSTEM) if one.state == "waiting"]
        assert max(Counter((one.body, one.subject) for one in waiting).values(), default=1) == 1
        assert all(any(each.withdrawn_at is None for each in one.asked_by) for one in waiting)
    for request in waiting_requests:
        told = country.again(SYSTEM, request)
        outcomes = country.askings(SYSTEM, request)
        assert told.waiting + told.answered + told.already_known + told.not_needed == len(outcomes)
        assert told.not_needed == 0, "nothing ends that somebody still waits for"
        assert all((one.reply_due_on is not None) == (one.state == "answered") for one in outcomes)
