"""Requests that were answered before, word for word: answered again, and only to whom and as long as that is right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from interlace.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.api.rest.conftest import Person, World

_OF_ONE_REQUEST = {"Interlace-Request-Id", "RateLimit"}


class Counted:
    """An application that counts what its framework is asked."""

    def __init__(self, database: Database, **settings: Any) -> None:  # noqa: ANN401 - settings of any kind
        app = create_app(replace(database.configuration, **settings), database)
        self.asked = 0
        app.before_request_funcs.setdefault(None, []).insert(0, self._count)
        self.client: FlaskClient = app.test_client()

    def _count(self) -> None:
        self.asked += 1

    def get(self, person: Person, where: str, **headers: str) -> TestResponse:
        """A read below the tenant's address."""
        return self.client.get(f"/api/v1/tenants/{person.slug}/{where}", headers=_shown(person, headers))

    def post(self, person: Person, query: str, **headers: str) -> TestResponse:
        """A question to the GraphQL door."""
        return self.client.post(f"/graphql/{person.slug}", json={"query": query}, headers=_shown(person, headers))


def _shown(person: Person, headers: dict[str, str]) -> dict[str, str]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"Authorization": f"Bearer {person.token}", **told}


def lasting(response: TestResponse) -> dict[str, str]:
    """The headers that do not change from one request to the next."""
    return {name: value for name, value in response.headers.items() if name not in _OF_ONE_REQUEST}


@pytest.fixture
def counted(accounts: Database) -> Counted:
    """An application of its own."""
    return Counted(accounts, rate_per_minute=600)


def test_the_second_time_nothing_is_read_of_a_request_and_the_answer_is_the_same(
    counted: Counted, administrator: Person
) -> None:
    questions: list[Callable[[], TestResponse]] = [
        lambda: counted.get(administrator, "bodies?level=local"),
        lambda: counted.get(administrator, "findings", Accept="text/csv"),
        lambda: counted.post(administrator, "{tenant{bodies{nodes{code}}}}"),
    ]
    for ask in questions:
        first, asked = ask(), counted.asked
        again = ask()
        assert counted.asked == asked
        assert (again.status, again.data, lasting(again)) == (first.status, first.data, lasting(first))
        assert again.headers["Interlace-Request-Id"] != first.headers["Interlace-Request-Id"]
        assert again.headers["RateLimit"].startswith('"caller";r=')


def test_whoever_has_the_answer_is_told_so_again(counted: Counted, administrator: Person) -> None:
    known = counted.get(administrator, "bodies").headers["ETag"]
    first = counted.get(administrator, "bodies", If_None_Match=known)
    asked = counted.asked
    again = counted.get(administrator, "bodies", If_None_Match=known)
    assert (first.status_code, again.status_code, again.data) == (304, 304, b"")
    assert counted.asked == asked
    assert lasting(again) == lasting(first)


def test_after_a_write_the_answer_is_new(counted: Counted, administrator: Person) -> None:
    for number in range(3):
        told = [counted.get(administrator, "bodies?code=NEW") for _ in range(2)]
        assert [one.get_json()["total"] for one in told] == [min(number, 1)] * 2
        if number == 0:
            made = administrator.made("bodies", code="NEW", name="New", level="local", parent="PT")
        else:
            answer = administrator.patch(
                f"bodies/{made['id']}", {"name": f"{number}"}, If_Match=f'"{made["revision"]}"'
            )
            made = answer.get_json()
        assert int(told[1].headers["Interlace-Revision"]) == int(told[0].headers["Interlace-Revision"])


def test_other_words_are_another_question(counted: Counted, administrator: Person) -> None:
    assert counted.get(administrator, "bodies").mimetype == "application/json"
    assert counted.get(administrator, "bodies", Accept="text/csv").mimetype == "text/csv"
    assert counted.get(administrator, "bodies?first=1").get_json()["items"] != []
    assert counted.post(administrator, "{tenant{slug}}").get_json()["data"] == {"tenant": {"slug": administrator.slug}}
    assert counted.post(administrator, "{tenant{revision}}").get_json()["data"] != {}


def test_drafts_stay_hidden_from_whoever_asks_the_same(counted: Counted, world: World) -> None:
    world.administrator.made("strategies", code="DRAFT", title="Draft", owner="A", status="draft")
    reader = world.someone("reader")
    for _ in range(2):
        assert counted.get(world.administrator, "strategies?code=DRAFT").get_json()["total"] == 1
        assert counted.get(reader, "strategies?code=DRAFT").get_json()["total"] == 0


def test_strangers_are_refused_what_others_were_answered(counted: Counted, world: World) -> None:
    for _ in range(2):
        assert counted.get(world.administrator, "bodies").status_code == 200
    address = f"/api/v1/tenants/{world.slug}/bodies"
    assert counted.client.get(address).status_code == 401
    assert counted.client.get(address, headers={"Authorization": "Bearer nothing"}).status_code == 401


def test_whoever_signed_out_is_refused_at_once(counted: Counted, world: World) -> None:
    reader = world.someone("reader")
    for _ in range(2):
        assert counted.get(reader, "bodies").status_code == 200
    assert reader.client.post("/auth/revoke", headers={"Authorization": f"Bearer {reader.token}"}).status_code == 204
    assert counted.get(reader, "bodies").status_code == 401


def test_each_request_counts_once_whoever_answers_it(accounts: Database, world: World) -> None:
    counted = Counted(accounts, rate_per_minute=4)
    told = [counted.get(world.administrator, "bodies") for _ in range(5)]
    assert [one.status_code for one in told] == [200, 200, 200, 200, 429]
    assert [one.headers["RateLimit"][:12] for one in told[:4]] == [f'"caller";r={left}' for left in (3, 2, 1, 0)]
    assert int(told[4].headers["Retry-After"]) > 0
