"""Sessions under attack: what other sites, other tenants, thieves of cookies and curious programs come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import update
from werkzeug.routing import AnyConverter, IntegerConverter

from api.guard import is_public
from interlace.app import create_app
from interlace.db import tenancy
from interlace.db.models import RefreshFamily, Tenant
from interlace.identity import service_accounts, sign_ins, tokens
from interlace.principals import Grant, Principal
from tests.databases import new_tenant
from tests.interlace.identity.people import PASSWORD, member
from web import session
from web.blueprint import NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from flask import Flask
    from werkzeug.routing import BaseConverter, Rule
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]


def is_shut(response: TestResponse) -> bool:
    """Whether the answer leads to signing in."""
    return response.status_code == 303 and urlsplit(response.location).path == "/sign-in"


def cookie(somebody: Person) -> str:
    """What their browser holds."""
    held = somebody.client.get_cookie("interlace")
    assert held is not None
    return held.value


def guarded(app: Flask, method: str) -> Iterator[Rule]:
    """Every page that is not open to everybody."""
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.startswith(f"{NAME}.") and method in (rule.methods or ())
        if is_page and not is_public(app.view_functions[rule.endpoint]):
            yield rule


def _word(converter: BaseConverter) -> object:
    """Something that the converter takes."""
    if isinstance(converter, IntegerConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else uuid4()


def path_of(app: Flask, rule: Rule, tenant: str) -> str:
    """An address of the rule."""
    words = {name: _word(one) for name, one in rule._converters.items()}
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, {**words, **({"tenant": tenant} if "tenant" in words else {})})


def test_no_form_is_taken_without_what_its_page_bears(app: Flask, person: Persons, tenant_id: UUID) -> None:
    somebody, other = person(tenant_id), person(tenant_id)
    for rule in guarded(app, "POST"):
        where = path_of(app, rule, somebody.tenant)
        for sent in ({}, {"csrf_token": ""}, {"csrf_token": "1" * 36}, {"csrf_token": other.csrf}):
            refused = somebody.client.post(where, data=sent)
            assert (refused.status_code, "This form is not valid any more" in refused.text) == (400, True), where


def test_no_page_opens_without_a_session_nor_with_one_of_another_tenant(
    app: Flask, person: Persons, tenant_id: UUID, accounts: Database
) -> None:
    somebody, elsewhere = person(tenant_id), person(new_tenant(accounts))
    for method in ("GET", "POST"):
        for rule in guarded(app, method):
            where = path_of(app, rule, elsewhere.tenant)
            assert is_shut(app.test_client().open(where, method=method)), where
            if "<tenant>" in rule.rule:
                sent = {"csrf_token": somebody.csrf} if method == "POST" else None
                refused = somebody.client.open(where, method=method, data=sent)
                told = somebody.client.open(where.replace(elsewhere.tenant, "nowhere"), method=method, data=sent)
                assert (refused.status_code, told.status_code) == (404, 404), where
                assert "There is no such page in this programme" in refused.text
                assert "There is no such page in this programme" in told.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_what_another_sites_page_sends_does_nothing_even_with_the_right_token(
    app: Flask, person: Persons, tenant_id: UUID, headers: dict[str, str]
) -> None:
    somebody = person(tenant_id)
    assert somebody.post(f"/programmes/{somebody.tenant}", headers=headers).status_code == 400
    assert somebody.client.post("/sign-out", headers=headers).status_code == 400
    assert somebody.get().status_code == 200
    signing_in = {"email": somebody.email, "password": PASSWORD}
    stranger = app.test_client()
    assert stranger.post("/sign-in", data=signing_in, headers=headers).status_code == 400
    assert stranger.get_cookie("interlace") is None


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_what_our_own_pages_send_is_taken(person: Persons, tenant_id: UUID, headers: dict[str, str]) -> None:
    somebody = person(tenant_id)
    assert somebody.post(f"/programmes/{somebody.tenant}", headers=headers).status_code == 303


def test_a_planted_cookie_is_worth_nothing_after_signing_in(app: Flask, person: Persons, tenant_id: UUID) -> None:
    thief, victim = person(tenant_id), person(tenant_id)
    planted = cookie(thief)
    browser = app.test_client()
    browser.set_cookie("interlace", planted)
    browser.post("/sign-in", data={"email": victim.email, "password": PASSWORD})
    held = browser.get_cookie("interlace")
    assert held is not None
    assert held.value != planted
    assert is_shut(thief.get())


def test_signing_in_again_and_out_ends_what_was_before(app: Flask, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    first = cookie(somebody)
    somebody.sign_in()
    second = cookie(somebody)
    somebody.client.post("/sign-out")
    assert somebody.client.get_cookie("interlace") is None
    for held in (first, second):
        browser = app.test_client()
        browser.set_cookie("interlace", held)
        assert is_shut(browser.get("/account"))


def test_signing_out_without_a_session_or_with_nonsense_is_no_fault(app: Flask) -> None:
    browser = app.test_client()
    assert is_shut(browser.post("/sign-out"))
    browser.set_cookie("interlace", "nonsense")
    assert is_shut(browser.post("/sign-out"))
    assert browser.get("/").status_code == 303


@pytest.fixture
def service_token(app: Flask, accounts: Database, tenant_id: UUID) -> str:
    """A token of a service account."""
    maker, _ = member(accounts, tenant_id, "administrator")
    principal = Principal("user", maker, tenant_id, (Grant("administrator"),))
    made = service_accounts.create(accounts, principal, tenant_id, name="a partner", scopes=["read"])
    with tenancy.platform(accounts) as database_session:
        slug = database_session.get_one(Tenant, tenant_id).slug
    with app.test_request_context():
        return tokens.access_for_service(service_accounts.admit(accounts, slug, made.id, made.secret))


def test_a_service_accounts_token_is_no_session(app: Flask, service_token: str) -> None:
    browser = app.test_client()
    browser.set_cookie("interlace", service_token)
    assert is_shut(browser.get("/account"))
    assert is_shut(browser.post("/sign-out"))


def test_programs_open_no_pages_and_pages_no_doors_of_programs(person: Persons, app: Flask, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    bearer = {"Authorization": f"Bearer {cookie(somebody)}"}
    program = app.test_client()
    assert is_shut(program.get("/account", headers=bearer))
    for method, where in (
        ("GET", f"/api/v1/tenants/{somebody.tenant}"),
        ("POST", f"/api/v1/tenants/{somebody.tenant}/bodies"),
        ("POST", f"/graphql/{somebody.tenant}"),
        ("POST", "/auth/revoke"),
    ):
        sent = {"csrf_token": somebody.csrf}
        assert somebody.client.open(where, method=method, json=sent).status_code == 401, where
        assert somebody.client.open(where, method=method, data=sent).status_code == 401, where


def test_a_session_ends_by_its_token_and_by_the_databases_clock(
    app: Flask, accounts: Database, person: Persons, tenant_id: UUID
) -> None:
    somebody = person(tenant_id)
    signed_in = sign_ins.begin(accounts, tenant_id, somebody.user_id, {})
    with app.test_request_context():
        old = tokens.access_for(signed_in, timedelta(seconds=-60))
    browser = app.test_client()
    browser.set_cookie("interlace", old)
    assert is_shut(browser.get("/account"))
    with tenancy.beside(accounts, tenant_id) as database_session:
        database_session.execute(update(RefreshFamily).values(expires_at=datetime.now(UTC)))
    assert is_shut(somebody.get("/account"))


def test_what_was_changed_in_a_token_opens_nothing(app: Flask, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    held = cookie(somebody)
    claims = jwt.decode(held, options={"verify_signature": False})
    other_keys = jwt.encode(claims, "another key that is long enough for it", headers=jwt.get_unverified_header(held))
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": "first"})
    for forged in (held[:-2] + ("AA" if held[-2:] != "AA" else "BB"), other_keys, unsigned, "a.b.c", "x" * 4000):
        browser = app.test_client()
        browser.set_cookie("interlace", forged)
        assert is_shut(browser.get("/account")), forged
        assert browser.get("/help").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_other_sites(person: Persons, tenant_id: UUID) -> None:
    (told,) = person(tenant_id).sign_in().headers.getlist("Set-Cookie")
    parts = {part.strip() for part in told.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7200"} <= parts
    assert "Domain" not in told


def test_over_tls_the_cookie_is_of_this_host_alone(accounts: Database, person: Persons, tenant_id: UUID) -> None:
    email = person(tenant_id).email
    app = create_app(replace(accounts.configuration, base_url="https://register.example"), accounts)
    browser = app.test_client()
    there = "https://register.example"
    signed_in = browser.post("/sign-in", data={"email": email, "password": PASSWORD}, base_url=there)
    (told,) = signed_in.headers.getlist("Set-Cookie")
    parts = [part.strip() for part in told.split(";")]
    assert parts[0].startswith("__Host-interlace=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= set(parts)
    assert "Domain" not in told
    assert browser.get("/account", base_url=there).status_code == 200


@pytest.mark.parametrize(
    "further",
    [
        "//evil.example",
        "/\\evil.example",
        "/%0d%0aSet-Cookie: a=b\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "https://evil.example/t/portugal/",
        "https:evil.example",
        "http://[",
        "javascript:alert(1)",
        "http://localhost.evil.example/",
        "http://localhost//evil.example",
        "evil.example",
        " //evil.example",
    ],
)
def test_signing_in_leads_nobody_elsewhere(app: Flask, accounts: Database, tenant_id: UUID, further: str) -> None:
    _, email = member(accounts, tenant_id)
    browser = app.test_client()
    assert 'name="next" value=""' in browser.get("/sign-in", query_string={"next": further}).text
    signed_in = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "next": further})
    assert signed_in.status_code == 303
    assert signed_in.location.startswith("/t/tenant-")


def test_signing_in_leads_to_the_page_that_was_asked_for(app: Flask, accounts: Database, tenant_id: UUID) -> None:
    _, email = member(accounts, tenant_id)
    browser = app.test_client()
    led = browser.get("/account?a=1&b=%C3%A9")
    (further,) = parse_qs(urlsplit(led.location).query)["next"]
    signed_in = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "next": further})
    assert signed_in.location == "/account?a=1&b=%C3%A9"


def test_a_lost_session_leads_back_to_the_page_of_the_form_or_of_the_part(app: Flask) -> None:
    browser = app.test_client()
    here = "http://localhost/t/portugal/desk?as_of=2025-01-01"
    led = browser.post("/programmes/portugal", headers={"Referer": here})
    assert led.location == "/sign-in?next=/t/portugal/desk?as_of%3D2025-01-01"
    part = browser.get("/account?part=1", headers={"HX-Request": "true", "HX-Current-URL": here})
    assert (part.status_code, part.text) == (401, "")
    assert part.headers["HX-Redirect"] == led.location
    foreign = browser.post("/programmes/portugal", headers={"Referer": "https://evil.example/t/portugal"})
    assert foreign.location == "/sign-in"


def test_pages_are_kept_nowhere_and_load_from_here_alone(person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    for where in ("/sign-in", "/account", "/help", "/nowhere", "/t/nowhere/"):
        answer = somebody.client.get(where, headers={"Accept": "text/html"})
        assert answer.headers["Cache-Control"] == "no-store", where
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"], where
        assert {"Cookie", "Accept-Language"} <= {one.strip() for one in answer.headers["Vary"].split(",")}, where


def test_a_session_in_use_lasts_and_forms_that_are_open_stay_good(
    accounts: Database, person: Persons, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = person(tenant_id)
    open_form, before = somebody.csrf, cookie(somebody)
    assert "Set-Cookie" not in somebody.get("/account").headers
    with tenancy.beside(accounts, tenant_id) as database_session:
        soon = datetime.now(UTC) + timedelta(minutes=1)
        database_session.execute(update(RefreshFamily).values(expires_at=soon))
    monkeypatch.setattr(session, "_RENEWED_AFTER", timedelta(seconds=-10))
    assert somebody.get("/account").status_code == 200
    assert cookie(somebody) != before
    with tenancy.reading(accounts, tenant_id) as database_session:
        lasting = database_session.query(RefreshFamily.expires_at).where(RefreshFamily.expires_at > soon).count()
    assert lasting == 1
    assert somebody.post(f"/programmes/{somebody.tenant}", {"csrf_token": open_form}).status_code == 303


def test_what_is_left_of_a_session_is_told(person: Persons, tenant_id: UUID) -> None:
    told = person(tenant_id).get("/session").get_json()
    assert 7190 <= told["seconds"] <= 7200


def test_a_chosen_language_is_kept_and_else_the_browsers_order_holds(app: Flask) -> None:
    browser = app.test_client()
    ask = {"Accept-Language": "de-DE, es;q=0.5, pt-BR;q=0.8, fr;q=0"}
    assert '<html lang="pt">' in browser.get("/sign-in", headers=ask).text
    chosen = browser.get("/sign-in?lang=fr", headers=ask)
    assert '<html lang="fr">' in chosen.text
    (told,) = chosen.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in told.split(";")}
    assert '<html lang="fr">' in browser.get("/sign-in", headers=ask).text
    assert "Set-Cookie" not in browser.get("/sign-in?lang=xx", headers=ask).headers
    assert '<html lang="en">' in app.test_client().get("/sign-in", headers={"Accept-Language": "de"}).text
