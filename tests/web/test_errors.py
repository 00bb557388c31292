"""Pages for what went wrong: in every language, with a way home and a number, and nothing of the inside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import pytest
from flask import abort

from api.guard import public
from api.rates import TooMany
from interlace import errors, tenants
from interlace.app import create_app
from interlace.identity import callers
from interlace.principals import SYSTEM
from web import assets
from web.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask
    from flask.testing import FlaskClient

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FAILURES = {
    400: errors.Invalid([errors.FieldProblem("/as_of", "bad-date")]),
    403: errors.Forbidden("insides"),
    404: errors.Unknown("insides"),
    409: errors.Conflict("insides"),
    412: errors.Stale(1, 2),
    429: TooMany("insides"),
    500: RuntimeError("insides"),
    503: errors.Busy("insides"),
}


@public
def _fail(status: str) -> NoReturn:
    if int(status) in FAILURES:
        raise FAILURES[int(status)]
    abort(int(status))


@pytest.fixture(scope="module")
def failing(accounts: Database) -> FlaskClient:
    """A browser at an application one of whose pages fails as it is told to."""
    app = create_app(replace(accounts.configuration, contact="help@register.example"), accounts)
    app.add_url_rule("/fails/<status>", endpoint="web.fails", view_func=_fail)
    return app.test_client()


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 409, 412, 413, 415, 429, 500, 502, 503])
def test_each_failure_has_a_page_in_each_language(failing: FlaskClient, language: str, status: int) -> None:
    told = failing.get(f"/fails/{status}?lang={language}", headers=HTML)
    assert told.status_code == status
    assert f'<html lang="{language}">' in told.text
    assert told.text.count("<h1>") == 1
    assert 'href="/"' in told.text
    assert f"<code>{told.headers['Interlace-Request-Id']}</code>" in told.text
    assert 'href="mailto:help@register.example"' in told.text
    assert "insides" not in told.text
    assert "Traceback" not in told.text
    assert told.headers["Cache-Control"] == "no-store"


def test_what_may_pass_can_be_tried_again_and_the_rest_not(failing: FlaskClient) -> None:
    assert 'href="/fails/503?a=1"' in failing.get("/fails/503?a=1", headers=HTML).text
    assert failing.get("/fails/503").headers["Retry-After"] == "5"
    assert 'href="/fails/404"' not in failing.get("/fails/404", headers=HTML).text


def test_a_day_that_is_none_is_told_by_its_label(person: Persons, tenant_id: UUID) -> None:
    told = person(tenant_id).get("?as_of=yesterday")
    assert told.status_code == 400
    assert "<strong>As of</strong>" in told.text


def test_an_address_that_leads_nowhere_knows_who_asks(app: Flask, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    told = somebody.get("/no/such/page", headers=HTML)
    assert (told.status_code, "Sign out" in told.text) == (404, True)
    assert "Sign out" not in app.test_client().get("/no/such/page", headers=HTML).text
    assert app.test_client().get("/no/such/page").is_json
    assert app.test_client().get("/api/v1/nowhere", headers=HTML).is_json


def test_a_wrong_method_is_told_with_those_that_there_are(app: Flask) -> None:
    told = app.test_client().delete("/sign-in", headers=HTML)
    assert (told.status_code, told.mimetype) == (405, "text/html")
    assert "POST" in told.headers["Allow"]


def test_too_large_a_form_is_told_on_a_page(app: Flask) -> None:
    told = app.test_client().post("/sign-in", data={"email": "x" * 3_000_000}, headers=HTML)
    assert (told.status_code, "This is too large" in told.text) == (413, True)


def test_a_suspended_programme_is_told_as_such(accounts: Database, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    tenants.suspend(accounts, SYSTEM, somebody.tenant)
    told = somebody.get()
    assert (told.status_code, "closed for the time being" in told.text) == (403, True)
    assert "Sign out" not in told.text
    assert somebody.get("/").status_code == 303


def test_a_silent_database_is_told_and_asked_once(
    person: Persons, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody, asked = person(tenant_id), []

    def silent(*_: object) -> None:
        asked.append(1)
        raise errors.Busy("the database does not answer")

    monkeypatch.setattr(callers, "person", silent)
    told = somebody.get()
    assert (told.status_code, told.headers["Retry-After"], len(asked)) == (503, "5", 1)
    assert "busy or being looked after" in told.text
    # Pages that are open to everybody are shown as to somebody unknown.
    assert somebody.get("/help").status_code == 200


def test_signing_out_is_not_confirmed_while_the_database_is_silent(
    person: Persons, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interlace.identity import sign_ins

    somebody = person(tenant_id)

    def silent(*_: object) -> None:
        raise errors.Busy("the database does not answer")

    monkeypatch.setattr(sign_ins, "end", silent)
    assert somebody.client.post("/sign-out").status_code == 503
    assert somebody.client.get_cookie("interlace") is not None


def test_plain_words_are_left_where_no_page_can_be_made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def unbuilt() -> dict[str, str]:
        raise assets.NotBuilt("somewhere")

    monkeypatch.setattr(assets, "_names", unbuilt)
    told = app.test_client().get("/sign-in")
    assert (told.status_code, told.mimetype) == (500, "text/plain")
    assert told.headers["Interlace-Request-Id"] in told.text
    assert "somewhere" not in told.text
