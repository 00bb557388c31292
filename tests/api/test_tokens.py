"""Tokens under attack: forged, borrowed, stale, used twice."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import update

from interlace.app import create_app
from interlace.configuration import ConfigurationInvalid
from interlace.db import tenancy
from interlace.db.models import RefreshFamily, Tenant
from interlace.identity import memberships, service_accounts, users
from interlace.principals import SYSTEM, Principal
from tests.api.conftest import Visitor
from tests.databases import new_tenant
from tests.interlace.identity.people import KEYS, OTHER_PASSWORD, PASSWORD, member

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database

FIRST, SECOND = (pair.partition(":")[::2] for pair in KEYS.split(","))


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(claims: dict[str, Any], secret: str = FIRST[1], kid: object = FIRST[0], algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm, headers={} if kid is None else {"kid": kid})


def unsigned(claims: dict[str, Any], header: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join((*parts, ""))


def forged(good: dict[str, Any]) -> dict[str, str]:
    """Tokens that must not be accepted, by what is wrong with them."""
    past = int(datetime.now(UTC).timestamp()) - 60
    without = {
        name: signed({key: value for key, value in good.items() if key != name})
        for name in good
        if name not in {"fresh", "csrf"}
    }
    return {
        **{f"no {name}": token for name, token in without.items()},
        "expired": signed(good | {"exp": past}),
        "another's secret": signed(good, "another secret of more than thirty-two bytes"),
        "an unknown key": signed(good, kid="third"),
        "no key": signed(good, kid=None),
        "another algorithm": signed(good, f"{FIRST[1]}{FIRST[1]}", algorithm="HS512"),
        "alg none": unsigned(good, {"alg": "none", "typ": "JWT", "kid": FIRST[0]}),
        "a key that is a list": unsigned(good, {"alg": "HS256", "kid": ["first"]}),
        "another audience": signed(good | {"aud": "elsewhere"}),
        "refresh as access": signed(good | {"type": "refresh"}),
        "an odd type": signed(good | {"type": 7}),
        "an odd tenant": signed(good | {"tenant": "x"}),
        "an unknown tenant": signed(good | {"tenant": str(uuid4())}),
        "another tenant's": signed(good | {"tenant": str(uuid4())}),
        "an unknown user": signed(good | {"sub": str(uuid4())}),
        "an unknown sign-in": signed(good | {"of": str(uuid4())}),
        "an odd sign-in": signed(good | {"of": "x"}),
        "a person as a service": signed(good | {"kind": "service"}),
        "an odd kind": signed(good | {"kind": "system"}),
        "too long": signed(good | {"x": "x" * 5000}),
        "nested": "e30." + base64.urlsafe_b64encode(b"[" * 1500).decode() + ".x",
        "no token": "x",
        "no ASCII": "é.é.é",
    }


def test_what_was_forged_or_is_over_is_refused(visitor: Visitor) -> None:
    good = visitor.sign_in()["access_token"]
    assert visitor.get("/auth/me", signed(claims_of(good))).status_code == 200
    for wrong, token in forged(claims_of(good)).items():
        response = visitor.get("/auth/me", token)
        assert response.status_code == 401, wrong
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.get_json()["type"] == "/problems/unauthenticated"


def test_each_token_is_good_for_its_own_purpose(visitor: Visitor) -> None:
    tokens = visitor.sign_in()
    assert visitor.get("/auth/me", tokens["refresh_token"]).status_code == 401
    access_as_refresh = visitor.client.post("/auth/refresh", json={"refresh_token": tokens["access_token"]})
    assert access_as_refresh.status_code == 401


def test_a_tenant_that_is_not_the_callers_is_as_if_it_were_not_there(visitor: Visitor, accounts: Database) -> None:
    slug = f"other-{uuid4().hex[:8]}"
    new_tenant(accounts, slug)
    token = visitor.sign_in()["access_token"]
    there, nowhere = (visitor.get(f"/api/v1/tenants/{name}", token) for name in (slug, "nowhere"))
    assert there.status_code == nowhere.status_code == 404
    assert there.get_json()["detail"].replace(slug, "nowhere") == nowhere.get_json()["detail"]
    assert visitor.client.get(f"/api/v1/tenants/{slug}").status_code == 401


def test_a_member_of_two_tenants_has_a_token_for_each(visitor: Visitor, accounts: Database, app: Flask) -> None:
    elsewhere = Visitor(app.test_client(), accounts, new_tenant(accounts))
    token = elsewhere.sign_in()["access_token"]
    assert visitor.get(f"/api/v1/tenants/{visitor.slug}", token).status_code == 404
    wrong = visitor.client.post("/auth/token", json=visitor.credentials() | {"tenant": elsewhere.slug})
    guess = visitor.client.post("/auth/token", json=visitor.credentials("wrong password"))
    assert wrong.status_code == guess.status_code == 401
    assert wrong.get_json()["detail"] == guess.get_json()["detail"]


def test_keys_change_without_anybody_signing_in_again(visitor: Visitor, accounts: Database) -> None:
    tokens = visitor.sign_in()
    turned = ",".join(reversed(KEYS.split(",")))
    client = create_app(replace(accounts.configuration, secret_keys=turned), accounts).test_client()
    renewed = client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).get_json()
    assert jwt.get_unverified_header(renewed["access_token"])["kid"] == SECOND[0]
    assert visitor.get("/auth/me", renewed["access_token"]).status_code == 200
    alone = create_app(replace(accounts.configuration, secret_keys=KEYS.split(",")[1]), accounts).test_client()
    for token, status in ((tokens["access_token"], 401), (renewed["access_token"], 200)):
        assert alone.get("/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_no_application_starts_with_a_weak_key(accounts: Database) -> None:
    with pytest.raises(ConfigurationInvalid):
        create_app(replace(accounts.configuration, secret_keys=f"a:{'changeme' * 8}"), accounts)


def test_a_removed_member_is_refused_at_the_next_request(visitor: Visitor, accounts: Database) -> None:
    other = Visitor(visitor.client, accounts, visitor.tenant_id, "reader")
    token = other.sign_in()["access_token"]
    assert other.get("/auth/me", token).status_code == 200
    (held,) = (one for one in memberships.members(accounts, SYSTEM, visitor.tenant_id) if one.user_id == other.user_id)
    memberships.remove(accounts, SYSTEM, visitor.tenant_id, held.id)
    assert other.get(f"/api/v1/tenants/{other.slug}", token).status_code == 401
    assert other.client.post("/auth/token", json=other.credentials()).status_code == 401


def test_an_erased_user_is_refused_at_the_next_request(visitor: Visitor, accounts: Database) -> None:
    other = Visitor(visitor.client, accounts, visitor.tenant_id, "reader")
    token = other.sign_in()["access_token"]
    users.erase(accounts, Principal("user", other.user_id), other.user_id)
    assert other.get("/auth/me", token).status_code == 401


def test_a_suspended_tenant_is_closed_at_the_next_request(visitor: Visitor, accounts: Database) -> None:
    tokens = visitor.sign_in()
    with tenancy.platform(accounts) as session:
        session.execute(update(Tenant).where(Tenant.id == visitor.tenant_id).values(status="suspended"))
    answers = (
        visitor.get(f"/api/v1/tenants/{visitor.slug}", tokens["access_token"]),
        visitor.client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}),
        visitor.client.post("/auth/token", json=visitor.credentials()),
    )
    assert [(one.status_code, one.get_json()["type"]) for one in answers] == [(403, "/problems/suspended")] * 3


def refresh(visitor: Visitor, token: str) -> int:
    return visitor.client.application.test_client().post("/auth/refresh", json={"refresh_token": token}).status_code


def age(accounts: Database, tenant_id: UUID) -> None:
    """Let some time go by since the refresh tokens of the tenant were last used."""
    with tenancy.beside(accounts, tenant_id) as session:
        earlier = datetime.now(UTC) - timedelta(minutes=1)
        session.execute(update(RefreshFamily).values(last_used_at=earlier))


def test_a_used_refresh_token_that_comes_back_ends_the_sign_in(visitor: Visitor, accounts: Database) -> None:
    used = visitor.sign_in()["refresh_token"]
    current = visitor.client.post("/auth/refresh", json={"refresh_token": used}).get_json()
    other = visitor.sign_in()
    age(accounts, visitor.tenant_id)
    assert refresh(visitor, used) == 401
    assert refresh(visitor, current["refresh_token"]) == 401
    assert visitor.get("/auth/me", current["access_token"]).status_code == 401
    assert visitor.get("/auth/me", other["access_token"]).status_code == 200


def test_of_two_that_refresh_at_once_one_wins_and_the_sign_in_goes_on(visitor: Visitor) -> None:
    used = visitor.sign_in()["refresh_token"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _: visitor.client.application.test_client().post("/auth/refresh", json={"refresh_token": used}),
                range(4),
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    (won,) = (answer.get_json() for answer in answers if answer.status_code == 200)
    assert refresh(visitor, won["refresh_token"]) == 200


def test_an_end_of_a_sign_in_ends_it_alone_and_everywhere_means_each(visitor: Visitor) -> None:
    first, second, third = (visitor.sign_in() for _ in range(3))
    listed = visitor.get("/auth/sign-ins", first["access_token"]).get_json()
    assert [one["current"] for one in listed] == [False, False, True]
    named = claims_of(second["access_token"])["of"]
    assert visitor.post("/auth/revoke", first["access_token"]).status_code == 204
    assert visitor.post("/auth/revoke", third["access_token"], {"sign_in": named}).status_code == 204
    statuses = [visitor.get("/auth/me", one["access_token"]).status_code for one in (first, second, third)]
    assert statuses == [401, 401, 200]
    assert refresh(visitor, first["refresh_token"]) == 401
    assert visitor.post("/auth/revoke", third["access_token"], {"everywhere": True}).status_code == 204
    assert refresh(visitor, third["refresh_token"]) == 401
    assert visitor.get("/auth/me", visitor.sign_in()["access_token"]).status_code == 200


def test_nobody_ends_the_sign_in_of_another(visitor: Visitor, accounts: Database) -> None:
    other = Visitor(visitor.client, accounts, visitor.tenant_id, "reader")
    theirs, own = other.sign_in()["access_token"], visitor.sign_in()["access_token"]
    assert visitor.post("/auth/revoke", own, {"sign_in": claims_of(theirs)["of"]}).status_code == 404
    assert visitor.post("/auth/revoke", own, {"sign_in": 7}).status_code == 400
    assert other.get("/auth/me", theirs).status_code == 200


def test_a_service_account_has_tokens_while_its_secret_and_its_maker_are_good(
    visitor: Visitor, accounts: Database
) -> None:
    maker, _ = member(accounts, visitor.tenant_id, "administrator")
    made = service_accounts.create(
        accounts, SYSTEM, visitor.tenant_id, name="Ministry", scopes=["read", "import"], maker=maker
    )
    given = {"tenant": visitor.slug, "client_id": str(made.id), "client_secret": made.secret}
    token = visitor.client.post("/auth/token", json=given).get_json()["access_token"]
    told = visitor.get(f"/api/v1/tenants/{visitor.slug}", token).get_json()
    assert told["may"]["tenant"] == ["drafts.read", "import.run", "register.export", "register.read"]
    assert visitor.post("/auth/revoke", token).status_code == 403
    renewed = service_accounts.rotate(accounts, SYSTEM, visitor.tenant_id, made.id)
    assert visitor.get("/auth/me", token).status_code == 401
    assert visitor.client.post("/auth/token", json=given).status_code == 401
    given["client_secret"] = renewed.secret
    token = visitor.client.post("/auth/token", json=given).get_json()["access_token"]
    users.erase(accounts, Principal("user", maker), maker)
    assert visitor.get("/auth/me", token).status_code == 401
    assert visitor.client.post("/auth/token", json=given).status_code == 401


def test_a_revoked_service_account_is_refused_at_the_next_request(visitor: Visitor, accounts: Database) -> None:
    made = service_accounts.create(
        accounts, SYSTEM, visitor.tenant_id, name="City", scopes=["read"], maker=visitor.user_id
    )
    given = {"tenant": visitor.slug, "client_id": str(made.id), "client_secret": made.secret}
    token = visitor.client.post("/auth/token", json=given).get_json()["access_token"]
    service_accounts.revoke(accounts, SYSTEM, visitor.tenant_id, made.id)
    assert visitor.get("/auth/me", token).status_code == 401
    for wrong in ({"client_secret": "x"}, {"client_id": str(uuid4())}, {"client_id": "x"}, {"tenant": "nowhere"}, {}):
        assert visitor.client.post("/auth/token", json=given | wrong).status_code == 401
    (kept,) = service_accounts.accounts(accounts, SYSTEM, visitor.tenant_id)
    assert kept.revoked_at is not None
    assert kept.last_used_at is not None


def test_a_changed_password_goes_on_here_and_nowhere_else(visitor: Visitor) -> None:
    here, elsewhere = visitor.sign_in(), visitor.sign_in()
    change = {"current": PASSWORD, "password": OTHER_PASSWORD}
    tokens = visitor.post("/auth/password", here["access_token"], change).get_json()
    assert visitor.get("/auth/me", elsewhere["access_token"]).status_code == 401
    assert visitor.get("/auth/me", tokens["access_token"]).status_code == 200
    assert visitor.client.post("/auth/token", json=visitor.credentials(OTHER_PASSWORD)).status_code == 200
