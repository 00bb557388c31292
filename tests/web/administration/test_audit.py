"""The audit on pages: what was done, by whom and when, and whether the chain holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interlace.identity import users
from interlace.principals import SYSTEM
from interlace.register.catalogue import SERVICES
from tests.interlace.register.world import settle
from web.administration.deeds import deeds

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

WHERE = "administration/audit"


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'<th scope="row" class="number">(\d+)</th>', page)]


def test_deeds_are_told_in_words_the_last_first_and_chosen_by_who_what_and_when(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    settle(accounts, tenant_id)
    administrator = person(tenant_id)
    administrator.post("administration/service-accounts/new", {"name": "Statistics", "scopes": "read"})
    everything = administrator.get(WHERE).text
    assert numbers(everything) == sorted(numbers(everything), reverse=True)
    assert "made a service account" in everything
    assert "Statistics (service account)" in everything
    assert "/bodies/PT" in everything
    mine = administrator.get(WHERE, query_string={"actor": f"user:{administrator.user_id}"}).text
    assert len(numbers(mine)) == 1
    declared = administrator.get(f"{WHERE}?operation=relation.declare").text
    assert len(numbers(declared)) == 1
    assert numbers(administrator.get(f"{WHERE}?until=2020-01-01").text) == []
    assert numbers(administrator.get(f"{WHERE}?since=2999-01-01").text) == []
    assert len(numbers(administrator.get(f"{WHERE}?since=2020-01-01").text)) == len(numbers(everything))
    assert administrator.get(f"{WHERE}?since=yesterday").status_code == 400


def test_a_long_audit_is_told_in_pages(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    for number in range(26):
        email = f"{number}-{tenant_id}@people.example"
        users.invite(accounts, SYSTEM, tenant_id, email=email, name="Somebody", role="reader")
    first = numbers(administrator.get(WHERE).text)
    second = numbers(administrator.get(f"{WHERE}?after={first[-1]}").text)
    assert len(first) == 50
    assert [*first, *second] == list(range(first[0], 0, -1))


def test_a_chain_that_holds_is_told_with_its_end_and_one_that_does_not_with_its_first_break(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    settle(accounts, tenant_id)
    administrator = person(tenant_id)
    whole = administrator.get(f"{WHERE}/check").text
    (head,) = re.findall(r"<code>(\d+:[0-9a-f]{64})</code>", whole)
    assert "Yes." in whole
    again = administrator.get(f"{WHERE}/check", query_string={"head": head}).text
    assert "The end that you kept is among them." in again
    other = f"{head.partition(':')[0]}:{'0' * 16}"
    assert "It is not the record that was noted." in administrator.get(f"{WHERE}/check?head={other}").text
    assert administrator.get(f"{WHERE}/check?head=nonsense").status_code == 422


def test_every_service_has_words(app: Flask) -> None:
    with app.test_request_context():
        known = {deed for group in deeds().values() for deed in group}
    assert set(SERVICES) - known == set()
