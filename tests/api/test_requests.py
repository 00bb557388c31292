"""What strangers send, and what they are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from api import errors
from api.guard import is_public, public
from interlace import errors as domain
from interlace.app import create_app
from interlace.configuration import Configuration
from interlace.db.connections import Database
from interlace.errors import DomainError
from tests.databases import empty_database

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.api.conftest import Visitor
    from tests.interlace.identity.people import LetterBox

OPEN = {
    "web.accessibility",
    "web.built",
    "web.calendar_feed",
    "web.forgotten",
    "web.help_page",
    "web.home",
    "web.invitation",
    "web.reset",
    "web.sign_in",
    "web.sign_out",
    "web.stop_mails",
    "authentication.invitation",
    "authentication.refresh",
    "authentication.reset",
    "authentication.reset_request",
    "authentication.token",
    "health.process",
    "health.ready",
    "metrics.scrape",
    "problems.page",
    "reference.docs",
    "reference.openapi",
}


def test_an_address_is_guarded_unless_it_is_listed_here(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if is_public(view)} == OPEN
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN:
            address = _PART.sub(_filled, rule.rule)
            for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
                # Nothing of the body is read before it is known who sends it.
                answer = client.open(address, method=method, data=b"[[[")
                # Programs are told; people are led to where they sign in.
                led = answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")
                assert led if rule.endpoint.startswith("web.") else answer.status_code == 401, (method, address)


_PART = re.compile(r"<(?:([a-z]+)(?:\(([a-z]+)[^)]*\))?:)?[^>]*>")


def _filled(part: re.Match[str]) -> str:
    """Something that a part of an address can be: an id, the first of its choices, or anything."""
    return str(uuid4()) if part[1] == "uuid" else part[2] or "1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"[1, null]",
        b"{",
        b"\xff\xfe",
        b'{"email": "\xc3\x28"}',
        b'{"email": "\\ud800"}',
        b'{"email": "a\\u0000b", "tenant": "x", "password": "x"}',
        b'{"email": "a", "email": "b"}',
        b'{"x": {"y": 1, "y": 2}}',
        b"[" * 100_000,
        b'{"x":' * 100_000,
        b'{"x": ' + b"[" * 900 + b"]" * 900 + b"}" + b"}",
        b'{"x": ' + b"9" * 5000 + b"}",
        b'{"x": NaN}',
    ],
)
def test_odd_bodies_are_told_apart_from_faults_of_ours(app: Flask, body: bytes) -> None:
    response = app.test_client().post("/auth/token", data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.content_type == errors.PROBLEM
    told = response.get_json()
    assert set(told) == {"type", "title", "status", "detail", "instance"}
    assert told["instance"].startswith("urn:uuid:")


def test_other_kinds_of_bodies_are_refused(app: Flask) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert app.test_client().post("/auth/token", data=b"{}", content_type=kind).status_code == 400


def test_a_body_is_bounded(app: Flask) -> None:
    large = b'{"x": "' + b"x" * (2 * 1024 * 1024) + b'"}'
    response = app.test_client().post("/auth/token", data=large, content_type="application/json")
    assert response.status_code == 413
    assert response.content_type == errors.PROBLEM


def test_each_field_is_told_of(app: Flask) -> None:
    response = app.test_client().post("/auth/token", json={"tenant": 7, "email": "x" * 5000, "password": ""})
    assert response.status_code == 422
    assert [(one["pointer"], one["code"]) for one in response.get_json()["errors"]] == [
        ("/tenant", "bad-text"),
        ("/email", "too-long"),
        ("/password", "required"),
    ]


def test_every_error_of_the_services_has_its_answer(app: Flask) -> None:
    kinds = {kind for kind in vars(domain).values() if isinstance(kind, type) and issubclass(kind, DomainError)}
    assert kinds - {DomainError} <= set(errors.PROBLEMS)
    client = app.test_client()
    for kind, problem in errors.PROBLEMS.items():
        assert getattr(kind, "code", problem.code) == problem.code
        assert client.get(f"/problems/{problem.code}").status_code == 200
    assert client.get("/problems/other").status_code == 404


def test_an_unexpected_error_tells_nothing_of_the_inside(accounts: Database, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(database=accounts)

    @public
    def broken() -> str:
        raise RuntimeError("SELECT secret FROM /srv/inside")

    app.add_url_rule("/problems/broken/now", view_func=broken)
    response = app.test_client().get("/problems/broken/now")
    assert response.status_code == 500
    assert "SELECT" not in response.text
    assert "/srv" not in response.text
    assert response.get_json()["instance"] in caplog.text


def test_addresses_and_methods_that_there_are_not_are_told_in_the_same_form(app: Flask) -> None:
    for address, status in (("/nowhere", 404), ("/auth/token", 405)):
        response = app.test_client().get(address)
        assert (response.status_code, response.content_type) == (status, errors.PROBLEM)


def test_a_member_sees_the_tenant_and_what_they_may_do_there(visitor: Visitor) -> None:
    told = visitor.get(f"/api/v1/tenants/{visitor.slug}", visitor.sign_in()["access_token"]).get_json()
    assert (told["slug"], told["revision"]) == (visitor.slug, 0)
    assert "memberships.manage" in told["may"]["tenant"]
    assert "tenants.manage" not in told["may"]["tenant"]


def test_a_person_comes_in_by_their_links(visitor: Visitor, letter_box: LetterBox) -> None:
    asked = visitor.client.post("/auth/reset-request", json={"email": visitor.email})
    unknown = visitor.client.post("/auth/reset-request", json={"email": "nobody@people.example"})
    assert (asked.status_code, asked.data) == (unknown.status_code, unknown.data) == (202, b"")
    weak = {"secret": letter_box.secret(), "password": "password1234"}
    assert visitor.client.post("/auth/reset", json=weak).get_json()["errors"][0]["code"] == "password-common"
    good = weak | {"password": "nine herons on the old pier"}
    assert visitor.client.post("/auth/reset", json=good).status_code == 204
    assert visitor.client.post("/auth/reset", json=good).status_code == 404
    accept = {"secret": "x", "name": "Ana", "password": "nine herons on the old pier"}
    assert visitor.client.post("/auth/invitation", json=accept).status_code == 404


def test_readiness_asks_the_database(app: Flask) -> None:
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code == 200
    with empty_database() as empty:
        response = create_app(app.extensions["interlace.database"].configuration, empty).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_a_database_that_does_not_answer_is_told_without_its_address(tmp_path: Path) -> None:
    configuration = Configuration.of(
        {"INTERLACE_DATABASE_URL": "postgresql://x:pw@127.0.0.1:1/x", "INTERLACE_HOME": str(tmp_path)}
    )
    database = Database(configuration)
    database.most_connections = 1
    response = create_app(configuration, database).test_client().get("/readyz")
    database.close()
    assert response.status_code == 503
    assert "127.0.0.1" not in response.text
