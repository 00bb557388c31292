"""The door over HTTP: kept answers, what is not kept, the schema, the explorer; people, credentials, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from graphql import build_schema, get_introspection_query

from api.graphql import keeping
from api.graphql.schema.build import sdl
from tests.api.graphql.speaking import Speaker, World
from tests.databases import new_tenant
from tests.repository import ROOT, read

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask
    from flask.testing import FlaskClient

    from interlace.db.connections import Database

BODIES = "{ tenant { revision bodies { nodes { code name } } } }"


@pytest.fixture
def world(app: Flask, accounts: Database, tenant_id: UUID) -> World:
    """A small register, and people in it."""
    return World(app, accounts, tenant_id)


def test_an_answer_is_kept_until_the_register_changes(world: World) -> None:
    first = world.administrator.get(BODIES)
    assert (first.status_code, first.headers["Interlace-Revision"]) == (200, "1")
    assert first.get_json()["extensions"]["cost"] > 0
    same = world.administrator.get(BODIES, {"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert world.administrator.send(BODIES).data == first.data
    world.administrator.mutate("bodyChange", world.known("bodies", code="A") | {"name": "Other"})
    after = world.administrator.get(BODIES, {"If-None-Match": first.headers["ETag"]})
    assert (after.status_code, after.headers["Interlace-Revision"]) == (200, "2")
    assert "Other" in after.text


@pytest.mark.parametrize(
    "asked", ["me { kind }", "changes { nodes { revision } }", "audit { totalCount }", "members { name }"]
)
def test_what_is_the_callers_alone_or_of_the_moment_is_not_kept(world: World, asked: str) -> None:
    told = world.administrator.get(f"{{ tenant {{ revision {asked} }} }}")
    assert told.status_code == 200, told.text
    assert "errors" not in told.get_json(), told.text
    assert "ETag" not in told.headers
    assert "no-store" in told.headers["Cache-Control"]


def test_answers_with_errors_are_not_kept(world: World) -> None:
    told = world.administrator.get('{ tenant { bodies(after: "x") { totalCount } } }')
    assert "ETag" not in told.headers
    (error,) = told.get_json()["errors"]
    assert error["extensions"]["errors"][0]["pointer"] == "/after"


def test_a_draft_that_one_sees_is_not_told_to_another_from_what_is_kept(world: World) -> None:
    asked = '{ tenant { strategy(code: "D") { title } } }'
    assert world.administrator.data(asked)["tenant"]["strategy"] == {"title": "D"}
    assert world.someone("reader").data(asked)["tenant"]["strategy"] is None
    assert world.administrator.data(asked)["tenant"]["strategy"] == {"title": "D"}


def test_strangers_learn_nothing(app: Flask, accounts: Database, world: World) -> None:
    for address in (f"/graphql/{world.slug}", "/graphql/nowhere", f"/graphql/{world.slug}/schema.graphql"):
        assert app.test_client().get(address, query_string={"query": "{ __typename }"}).status_code == 401
    other = World(app, accounts, new_tenant(accounts)).administrator
    headers = {"Authorization": f"Bearer {other.token}"}
    for address in (f"/graphql/{world.slug}", "/graphql/nowhere", f"/graphql/{world.slug}/schema.graphql"):
        told = app.test_client().get(address, query_string={"query": BODIES}, headers=headers)
        assert told.status_code == 404, address


def test_the_schema_is_told_and_can_be_asked_for(world: World) -> None:
    headers = {"Authorization": f"Bearer {world.administrator.token}"}
    told = world.administrator.client.get(f"/graphql/{world.slug}/schema.graphql", headers=headers)
    assert (told.status_code, told.text) == (200, sdl())
    asked = world.administrator.data(get_introspection_query(descriptions=True))
    assert {type_["name"] for type_ in asked["__schema"]["types"]} >= {"Body", "Finding", "Mutation"}


def test_the_schema_in_the_repository_is_current_and_breaks_nobody_unannounced() -> None:
    assert read("api/graphql/schema.graphql") == sdl(), "run `python -m api.graphql.keeping`"
    announced = keeping.unreleased(read("CHANGELOG.md"))
    assert keeping.unannounced(keeping.released(), sdl(), announced) == []
    assert (ROOT / "api" / "graphql" / "released.graphql").exists()


def test_what_would_break_clients_must_be_announced() -> None:
    before = "type Query { a(x: Int): Int b: E } enum E { A B } input I { a: Int } type Body { c(i: I): Int }"
    after = "type Query { a: Int b: E } enum E { A } input I { a: Int b: Int! } type Body { d: Int }"
    build_schema(after)
    assert len(keeping.unannounced(before, after, "")) == 4
    announced = "- `Query.a` takes no x. `E.B` and `Body.c` are gone; `I.b` is needed."
    assert keeping.unannounced(before, after, announced) == []
    assert len(keeping.unannounced(before, after, "- `Query.ab`, `E.BB`, `Body.cc`, `I.bc`")) == 4


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Sign in"), ("fr", "Se connecter"), ("fr-CA,en;q=0.5", "Se connecter")]
)
def test_browsers_see_an_explorer_that_loads_nothing_from_elsewhere(
    client: FlaskClient, language: str, words: str
) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = client.get("/graphql/nowhere", headers={"Accept": accept, "Accept-Language": language})
    assert page.status_code == 200
    assert words in page.text
    policy = page.headers["Content-Security-Policy"]
    nonce = policy.partition("script-src 'nonce-")[2].partition("'")[0]
    assert f'<script nonce="{nonce}">' in page.text
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not any(outside in page.text for outside in ("http://", "https://", "src=", "@import"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has not signed in."""
    return app.test_client()


def test_a_tenant_in_the_address_of_the_explorer_runs_no_script(client: FlaskClient) -> None:
    page = client.get('/graphql/"><script>alert(1)<%2fscript>', headers={"Accept": "text/html"})
    assert "<script>alert" not in page.text


def test_the_feed_can_be_followed_to_the_present(world: World) -> None:
    world.administrator.mutate("bodyChange", world.known("bodies", code="A") | {"name": "Other"})
    text = """query ($after: String) { tenant { changes(first: 1, after: $after) { totalCount
      nodes { revision operation actor at note entries { table id uuid values } }
      pageInfo { hasNextPage endCursor } } } }"""
    first = world.administrator.data(text)["tenant"]["changes"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    second = world.administrator.data(text, after=first["pageInfo"]["endCursor"])["tenant"]["changes"]
    (change,) = second["nodes"]
    assert (change["operation"], change["entries"][0]["values"]["name"]) == ("body.change", "Other")
    assert change["entries"][0]["id"] == world.known("bodies", code="A")["id"]
    assert not second["pageInfo"]["hasNextPage"]
    audit = world.administrator.data(
        '{ tenant { audit(first: 2, filter: {operation: ["body.change"]}) { totalCount nodes { number actor operation'
        " subject revision details hash at } } auditCheck { holds number reason } } }"
    )["tenant"]
    assert [record["subject"] for record in audit["audit"]["nodes"]] == ["bodies:A"]
    assert audit["auditCheck"]["holds"] is True


def test_people_and_credentials_are_managed_by_administrators_alone(world: World) -> None:
    administrator, reader = world.administrator, world.someone("reader")
    given: dict[str, Any] = {
        "email": "new@people.example",
        "name": "Eva",
        "role": "CONTRIBUTOR",
        "body": "A",
        "language": "FR",
    }
    assert [error["code"] for error in reader.mutate("memberInvite", given)["errors"]] == ["forbidden"]
    assert administrator.mutate("memberInvite", given, "uuid")["uuid"] is not None
    members = administrator.data("{ tenant { members { uuid userUuid name email role body } } }")["tenant"]["members"]
    (eva,) = (member for member in members if member["name"] == "Eva")
    assert (eva["role"], eva["body"]) == ("CONTRIBUTOR", "A")
    granted = administrator.mutate("memberGrant", {"userUuid": eva["userUuid"], "role": "READER"}, "uuid")
    assert administrator.mutate("membershipRemove", {"uuid": granted["uuid"]}, "uuid")["errors"] == []
    assert reader.send("{ tenant { members { name } } }").get_json()["errors"][0]["extensions"]["code"] == "forbidden"
    made = administrator.mutate("serviceAccountCreate", {"name": "Feed", "scopes": ["READ"]}, "uuid secret")
    program = {"tenant": world.slug, "client_id": made["uuid"], "client_secret": made["secret"]}
    token = administrator.client.post("/auth/token", json=program).get_json()["access_token"]
    speaker = Speaker.__new__(Speaker)
    speaker.client, speaker.slug, speaker.token = administrator.client, world.slug, token
    me = speaker.data("{ tenant { me { kind scopes roles { role body } may { body operations } } } }")["tenant"]["me"]
    assert (me["kind"], me["scopes"]) == ("service", ["READ"])
    assert "register.read" in me["may"][0]["operations"]
    again = administrator.mutate("serviceAccountRotate", {"uuid": made["uuid"]}, "secret")
    assert again["secret"] != made["secret"]
    assert administrator.mutate("serviceAccountRevoke", {"uuid": made["uuid"]})["errors"] == []
    accounts = administrator.data("{ tenant { serviceAccounts { uuid name revokedAt } } }")["tenant"]["serviceAccounts"]
    assert [account["name"] for account in accounts if account["revokedAt"]] == ["Feed"]


def test_a_secret_is_told_once_however_often_it_is_asked_for(world: World) -> None:
    given: dict[str, Any] = {"name": "Feed", "scopes": ["READ"]}
    first = world.administrator.mutate("serviceAccountCreate", given, "secret", Idempotency_Key="k")
    again = world.administrator.mutate("serviceAccountCreate", given, "secret", Idempotency_Key="k")
    assert (first["errors"], again["secret"]) == ([], None)
    assert [error["code"] for error in again["errors"]] == ["not-kept"]


def test_webhooks_are_made_changed_and_removed(world: World) -> None:
    administrator = world.administrator
    private: dict[str, Any] = {"url": "https://127.0.0.1/hook", "events": ["CHANGE_COMMITTED"]}
    refused = administrator.mutate("webhookCreate", private)
    assert refused["errors"][0]["pointer"] == "/url"
    made = administrator.mutate("webhookCreate", private | {"url": "https://93.184.215.14/hook"}, "uuid secret")
    assert made["errors"] == []
    assert made["secret"].startswith("whsec_")
    which = {"uuid": made["uuid"]}
    assert administrator.mutate("webhookChange", {**which, "active": False, "description": "Off"})["errors"] == []
    tried = administrator.mutate("webhookTryOut", which)
    assert [error["code"] for error in tried["errors"]] == ["conflict"]
    assert administrator.mutate("webhookRotateSecret", {**which, "keepSeconds": 0}, "secret")["secret"]
    text = """{ tenant { webhooks { uuid url events active disabledBecause description waiting signs createdAt maker }
      webhookDeliveries { nodes { uuid state event attempts queuedAt } pageInfo { hasNextPage } }
      imports { nodes { uuid state } } } }"""
    told = administrator.data(text)["tenant"]
    assert [(one["active"], one["description"]) for one in told["webhooks"]] == [(False, "Off")]
    assert administrator.mutate("webhookRemove", which)["errors"] == []
    assert administrator.mutate("importCancel", which)["errors"][0]["code"] == "unknown"


def test_a_person_takes_their_data_along_and_leaves(world: World) -> None:
    reader = world.someone("reader")
    me = reader.data("{ tenant { me { uuid data } } }")["tenant"]["me"]
    assert me["data"]["name"] == "Rui"
    assert [error["code"] for error in world.administrator.mutate("userErase", {"uuid": me["uuid"]})["errors"]] != []
    assert reader.mutate("userErase", {"uuid": me["uuid"]}, "uuid")["errors"] == []
    assert reader.send(BODIES).status_code == 401
