"""Episodes follow what is found, day by day and revision by revision, and people are told of what they follow."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from graph.frames import finding_frame
from interlace import cases
from interlace.db import tenancy
from interlace.db.models import Episode, EpisodeLook, Notice
from tests.databases import new_tenant
from tests.examples import examples
from tests.interlace.cases.country import KEY, Country, in_days, today

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from interlace.db.connections import Database


def open_keys(country: Country) -> set[str]:
    with tenancy.reading(country.database, country.tenant_id) as session:
        return set(session.scalars(select(Episode.finding).where(Episode.closed_on.is_(None))))


def found_keys(country: Country) -> set[str]:
    snapshot = country.store.current(country.database, country.tenant_id)
    rows = finding_frame(snapshot.analysis_at(today())).select("rule", "subject", "object").rows()
    return {":".join(part for part in row if part is not None) for row in rows}


def notices(country: Country, kind: str) -> set[UUID]:
    with tenancy.reading(country.database, country.tenant_id) as session:
        return set(session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def test_the_first_look_opens_what_is_found_and_the_second_has_nothing_to_do(country: Country) -> None:
    assert country.look()
    assert open_keys(country) == found_keys(country)
    assert KEY in open_keys(country)
    assert not country.look()
    with tenancy.reading(country.database, country.tenant_id) as session:
        assert session.scalars(select(EpisodeLook.day)).one() == today()


def test_another_day_is_looked_at_too(country: Country) -> None:
    country.look()
    tomorrow = cases.Follower(country.database, store=country.store, now=lambda: datetime.now(UTC) + timedelta(days=1))
    assert tomorrow.look(country.tenant_id)
    assert not tomorrow.look(country.tenant_id)


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["adopt", "withdraw", "look", "acknowledge"]), max_size=8))
def test_whatever_happens_open_episodes_are_what_is_found(database: Database, moves: list[str]) -> None:
    country = Country(database, new_tenant(database))
    number, adopted = 0, []
    for move in moves:
        if move == "adopt":
            number += 1
            adopted.append(f"S{number}")
            country.adopt(code=adopted[-1])
        elif move == "withdraw" and adopted:
            country.withdraw(adopted.pop())
        elif move == "acknowledge" and country.case().present:
            country.say(country.somebody("administrator"), "acknowledged", country.case().number, body="M")
        elif move == "look":
            country.look()
    country.look()
    assert open_keys(country) == found_keys(country)
    with tenancy.reading(database, country.tenant_id) as session:
        rows = select(Episode.finding).where(Episode.closed_on.is_(None)).group_by(Episode.finding)
        assert session.scalars(rows.having(func.count() > 1)).all() == []


def test_parts_of_many_are_all_written(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["interlace.cases.following"], "AT_ONCE", 2)
    country.look()
    assert open_keys(country) == found_keys(country)


def test_followers_at_once_write_each_episode_once(country: Country) -> None:
    threads = [Thread(target=country.look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    country.look()
    assert open_keys(country) == found_keys(country)


def test_who_follows_a_case_is_told_that_it_closed_and_what_was_not_mailed_is_taken_back(country: Country) -> None:
    mayor = country.somebody("contributor", "M")
    country.say(mayor, "acknowledged")
    country.adopt()
    country.look()
    assert notices(country, "case-closed") == {mayor.id}
    country.withdraw()
    country.look()
    assert notices(country, "case-closed") == set()
    assert notices(country, "case-reopened") == {mayor.id}


def test_a_deadline_that_is_near_is_told_once_and_not_of_what_is_disputed(country: Country) -> None:
    mayor, steward = country.somebody("contributor", "M"), country.somebody("steward", "R")
    values = {"finding": KEY, "revision": 0, "deadline": in_days(3)}
    cases.set_owners(country.database, country.store, mayor, country.tenant_id, values)
    country.say(mayor, "disputed", reason="It is not so.")
    country.look()
    assert notices(country, "case-deadline") == set()
    country.say(steward, "rejected", 1, reason="It is.")
    # Whatever was written since, the register is the same: another day is looked at.
    later = cases.Follower(country.database, store=country.store, now=lambda: datetime.now(UTC) + timedelta(days=1))
    later.look(country.tenant_id)
    assert notices(country, "case-deadline") == {mayor.id, steward.id}
    assert cases.case(country.database, country.store, mayor, country.tenant_id, KEY).deadline == in_days(3)
