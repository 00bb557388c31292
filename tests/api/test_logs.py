"""The log: one line a request, with what whoever runs an installation needs, and nothing that is nobody's business."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from api.guard import public
from interlace import logs
from interlace.app import create_app
from interlace.db import tenancy
from tests.interlace.identity.people import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from interlace.db.connections import Database
    from tests.api.conftest import Visitor

SECRET = "Zk3vQ8xN1mB7cR5tY9wE2uI6oP4aS0dF"  # noqa: S105 - of nothing
PERSON = "ana.sousa@people.example"


@pytest.fixture
def written() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines that were logged since the test began, as whoever collects logs gets them."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(logs.Json())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture(scope="module")
def failing(accounts: Database) -> Flask:
    """An application with addresses that fail in ways that quote what somebody sent."""
    app = create_app(database=accounts)

    def refused() -> str:
        with tenancy.platform(accounts) as session:
            values = {"email": PERSON, "secret": SECRET}
            session.execute(text("INSERT INTO users (id, email, name) VALUES (:secret, :email, :email)"), values)
        return ""

    def careless() -> str:
        logging.getLogger("interlace.somewhere").warning("%s could not sign in with %s", PERSON, SECRET)
        raise ValueError(f"{PERSON} gave {PASSWORD} and Bearer {SECRET}") from KeyError(PASSWORD)

    for view in (refused, careless):
        app.add_url_rule(f"/fails/{view.__name__}", view.__name__, public(view))
    return app


def test_a_request_is_one_line_that_tells_who_what_and_how_long(
    visitor: Visitor, written: Callable[[], list[dict[str, Any]]]
) -> None:
    token = visitor.sign_in()["access_token"]
    response = visitor.get(f"/api/v1/tenants/{visitor.slug}?q={PERSON}", token)
    line = written()[-1]
    assert line["request"] == response.headers["Interlace-Request-Id"]
    assert line["route"] == "/api/v1/tenants/<tenant>"
    assert (line["method"], line["status"], line["tenant"]) == ("GET", 422, visitor.slug)
    assert line["caller"] == f"user:{visitor.user_id}"
    assert line["bytes"] == len(response.data)
    assert line["milliseconds"] > 0
    assert (line["level"], line["logger"]) == ("info", "interlace.requests")
    assert line["time"].endswith("+00:00")


def test_a_problem_is_found_in_the_log_by_its_instance(app: Flask, written: Callable[[], list[dict[str, Any]]]) -> None:
    response = app.test_client().get(f"/nowhere/{SECRET}")
    assert response.get_json()["instance"] == written()[-1]["request"] == response.headers["Interlace-Request-Id"]
    assert written()[-1]["route"] == "nowhere"


def test_neither_secrets_nor_people_are_told(
    visitor: Visitor, failing: Flask, written: Callable[[], list[dict[str, Any]]]
) -> None:
    client = failing.test_client()
    tokens = visitor.sign_in()
    client.get("/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}x"})
    client.post("/auth/token", json=visitor.credentials("wrong " + PASSWORD), headers={"Cookie": f"s={SECRET}"})
    client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    client.post(f"/invitations/{SECRET}", data={"name": "Ana Sousa", "password": PASSWORD})
    client.get(f"/resets/{SECRET}?token={SECRET}", headers={"Referer": f"https://x.example/{SECRET}"})
    client.get("/healthz", headers={"X-Request-Id": PERSON, "traceparent": SECRET, "User-Agent": PERSON})
    for address in ("/fails/refused", "/fails/careless"):
        assert client.get(address, query_string={"email": PERSON}).status_code == 500
    told = json.dumps(written())
    given = (tokens["access_token"], tokens["refresh_token"])
    for private in (PASSWORD, SECRET, PERSON, visitor.email, *given, "Ana Sousa", "people.example"):
        assert private not in told


def test_an_error_tells_its_kind_and_its_place(failing: Flask, written: Callable[[], list[dict[str, Any]]]) -> None:
    client = failing.test_client()
    client.get("/fails/careless")
    client.get("/fails/refused")
    careless, refused = (line["error"] for line in written() if "error" in line)
    assert careless["kind"] == "builtins.ValueError ← builtins.KeyError"
    assert any(place.endswith("in careless") for place in careless["places"])
    assert "psycopg.errors" in refused["kind"]


def test_the_name_that_whoever_asks_gave_is_kept_if_it_is_one(
    app: Flask, written: Callable[[], list[dict[str, Any]]]
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    for headers in (
        {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
        {"X-Request-Id": "abcd-1234"},
        {"X-Request-Id": 'a"\tb{c}'},
        {"X-Request-Id": "x" * 65},
    ):
        app.test_client().get("/auth/me", headers=headers)
    app.test_client().get("/healthz")
    assert [line.get("trace") for line in written()] == [trace, "abcd-1234", None, None]


def test_ids_and_addresses_of_the_program_stay_readable() -> None:
    kept = "tenant 0190f3a4-7c1e-7d3a-9b1c-2f4e6a8b0c1d: interlace.snapshots.store read revision 12 in 0.3 s"
    assert logs.hidden(kept) == kept
    assert logs.hidden("at postgresql://owner:pa55@host/db") == "at postgresql://…@host/db"


def test_a_person_at_a_terminal_reads_text_and_machines_read_json(monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("interlace.x", logging.ERROR, "", 0, "It %s", ("failed",), None)
    record.exc_info = (ValueError, ValueError(SECRET), None)
    assert json.loads(logs.Json().format(record))["error"]["kind"] == "builtins.ValueError"
    plain = logs.Plain().format(record)
    assert plain.splitlines()[0].endswith("error It failed logger=interlace.x")
    assert SECRET not in plain
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.prepare()
    assert [type(handler.formatter) for handler in root.handlers] == [logs.Json]
    logging.captureWarnings(capture=False)
