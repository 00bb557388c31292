"""A request that is sent again with its key is performed once, whatever happens in between."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from api import idempotency
from api.answers import Answer
from api.idempotency import Key, once_beside
from api.refusals import InFlight, KeyReused, NotKept
from interlace.db import tenancy
from interlace.db.models import IdempotencyKey
from interlace.db.unit import Unit
from interlace.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.rest.conftest import Person, World

ACTION = {"code": "Y", "title": "Y", "body": "A"}


def test_the_same_request_with_the_same_key_gets_the_first_answer(administrator: Person) -> None:
    first = administrator.post("actions", ACTION, Idempotency_Key="one")
    again = administrator.post("actions", ACTION, Idempotency_Key="one")
    assert (first.status_code, "Idempotency-Replayed" in first.headers) == (201, False)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    for name in ("ETag", "Location", "Interlace-Revision", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert again.data == first.data
    # The first answer, although it is changed since.
    administrator.patch(f"actions/{first.get_json()['id']}", {"title": "New"}, If_Match=first.headers["ETag"])
    assert administrator.post("actions", ACTION, Idempotency_Key="one").get_json()["title"] == "Y"


def test_a_key_is_for_one_request_of_one_caller(world: World) -> None:
    administrator, other = world.administrator, world.someone("administrator")
    assert administrator.post("actions", ACTION, Idempotency_Key="one").status_code == 201
    for where, body in (("actions", ACTION | {"title": "Z"}), ("strategies", ACTION), ("actions?", {})):
        reused = administrator.post(where, body, Idempotency_Key="one")
        assert (reused.status_code, reused.get_json()["type"]) == (422, "/problems/key-reused")
    # Somebody else's key of the same name is another key, in whichever tenant.
    assert other.post("actions", ACTION | {"code": "Z"}, Idempotency_Key="one").status_code == 201
    assert "Idempotency-Replayed" not in other.post("actions:batch", {"items": []}, Idempotency_Key="two").headers


def test_what_was_refused_is_not_kept(administrator: Person) -> None:
    assert administrator.post("actions", ACTION | {"body": "F"}, Idempotency_Key="one").status_code == 422
    assert administrator.post("actions", ACTION, Idempotency_Key="one").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "ä", "a b", "x" * 256, "tab\there"])
def test_an_odd_key_is_refused(administrator: Person, key: str) -> None:
    assert administrator.post("actions", ACTION, Idempotency_Key=key).status_code == 400
    assert administrator.get("actions?code=Y").get_json()["total"] == 0


def test_two_at_once_are_performed_once(administrator: Person) -> None:
    at_once = threading.Barrier(4)

    def send(_: int) -> tuple[int, bytes, bool]:
        at_once.wait()
        response = administrator.post("actions", ACTION, Idempotency_Key="one")
        return response.status_code, response.data, "Idempotency-Replayed" in response.headers

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert {answer[:2] for answer in answers} == {(201, answers[0][1])}
    assert sorted(answer[2] for answer in answers) == [False, True, True, True]


def test_who_dies_before_the_end_has_done_nothing(administrator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_: Unit) -> None:
        raise SystemError("the machine is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Unit, "complete", die)
        assert administrator.post("actions", ACTION, Idempotency_Key="one").status_code == 500
    assert administrator.get("actions?code=Y").get_json()["total"] == 0
    after = administrator.post("actions", ACTION, Idempotency_Key="one")
    assert (after.status_code, "Idempotency-Replayed" in after.headers) == (201, False)


def test_a_key_is_good_for_a_day_and_then_swept(world: World) -> None:
    administrator = world.administrator
    administrator.post("actions", ACTION, Idempotency_Key="one")
    yesterday = datetime.now(UTC) - timedelta(hours=24, minutes=1)
    with tenancy.beside(world.database, world.tenant_id) as session:
        session.execute(update(IdempotencyKey).values(at=yesterday))
    assert administrator.post("actions", ACTION, Idempotency_Key="one").status_code == 422
    assert administrator.post("actions", ACTION | {"code": "Z"}, Idempotency_Key="two").status_code == 201
    with tenancy.reading(world.database, world.tenant_id) as session:
        assert session.scalars(select(IdempotencyKey.key)).all() == ["two"]


@pytest.fixture
def key(world: World) -> Iterator[Key]:
    """A key, in a request to the application."""
    with world.app.test_request_context():
        yield Key(world.tenant_id, "user:somebody", "one", b"digest")


def test_beside_the_register_a_key_is_claimed_first(key: Key) -> None:
    done = []

    def perform() -> Answer:
        with pytest.raises(InFlight):
            once_beside(key, perform)
        done.append(1)
        return Answer(b"{}", "application/json", {"Location": "/x"}, 202)

    assert once_beside(key, perform).status == 202
    again = once_beside(key, perform)
    assert (again.status, again.headers["Location"], again.headers["Idempotency-Replayed"]) == (202, "/x", "true")
    assert len(done) == 1
    with pytest.raises(KeyReused):
        once_beside(replace(key, request=b"other"), perform)


def test_beside_the_register_what_was_refused_may_be_tried_again(key: Key) -> None:
    def refuse() -> Answer:
        raise Conflict("Not now.")

    with pytest.raises(Conflict):
        once_beside(key, refuse)
    assert once_beside(key, lambda: Answer(b"{}", "application/json")).status == 200


def test_a_secret_is_kept_nowhere(key: Key, world: World) -> None:
    once_beside(key, lambda: Answer(b"seven lamps", "application/json", status=201), secret=True)
    with pytest.raises(NotKept):
        once_beside(key, lambda: Answer(b"", "application/json"))
    with tenancy.reading(world.database, world.tenant_id) as session:
        assert session.scalar(select(func.count()).where(IdempotencyKey.body.is_not(None))) == 0


def test_what_nobody_knows_the_end_of_is_not_done_again(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    def die() -> Answer:
        raise SystemError("the machine is gone")

    with pytest.raises(SystemError):
        once_beside(key, die)
    with pytest.raises(InFlight):
        once_beside(key, lambda: Answer(b"", "application/json"))
    monkeypatch.setattr(idempotency, "LONGEST", timedelta(0))
    with pytest.raises(NotKept):
        once_beside(key, lambda: Answer(b"", "application/json"))
