"""People who use the REST door, and whose every answer is held against the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask_smorest.spec.plugins import FlaskPlugin
from jsonschema import Draft202012Validator

from interlace.db import tenancy
from interlace.identity import users
from interlace.principals import SYSTEM
from tests.api.conftest import Visitor
from tests.interlace.identity.people import PASSWORD, address
from tests.interlace.register.world import settle, the

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database


class Document:
    """The OpenAPI document of an application, and what it says about an answer."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.told: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, method: str, path: str, response: TestResponse) -> None:
        """The status, the type and the shape of an answer of the REST door are what the document says."""
        address = self._address(method, path)
        if address is None:
            return
        told = self.told["paths"][address][method.lower()]["responses"]
        status = str(response.status_code)
        assert status in told, f"{method} {address} does not tell of {status}: {response.text[:500]}"
        where = ["paths", address, method.lower(), "responses", status]
        if "$ref" in told[status]:
            where = told[status]["$ref"].removeprefix("#/").split("/")
        content = self._at(where).get("content", {})
        if not content:
            assert response.data == b"", f"{method} {address} says nothing in {status}"
            return
        kind = response.mimetype or "none"
        assert kind in content, f"{method} {address} does not tell of {kind} in {status}"
        if kind.endswith("json"):
            self._validator([*where, "content", kind, "schema"]).validate(response.get_json())

    def _address(self, method: str, path: str) -> str | None:
        """The path of the document that an address belongs to; None where it is of no operation there."""
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            if not adapter.test(path, method):
                return None
            rule, _ = adapter.match(path, method, return_rule=True)
        address: str = FlaskPlugin.flaskpath2openapi(rule.rule)
        return address if method.lower() in self.told["paths"].get(address, {}) else None

    def _at(self, where: list[str]) -> Any:  # noqa: ANN401 - a part of the document
        found: Any = self.told
        for step in where:
            found = found[step]
        return found

    def _validator(self, where: list[str]) -> Draft202012Validator:
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in where)
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator({**self.told, "$ref": f"#/{pointer}"})
        return self._validators[pointer]


@pytest.fixture(scope="session")
def document(app: Flask) -> Document:
    """The OpenAPI document."""
    return Document(app)


class Person:
    """Somebody signed in to a tenant. Addresses begin below the tenant's unless they begin with `/`."""

    def __init__(self, client: FlaskClient, document: Document, slug: str, token: str) -> None:
        self.client, self.document, self.slug, self.token = client, document, slug, token

    def ask(self, method: str, where: str, json: object = None, **further: Any) -> TestResponse:  # noqa: ANN401 - headers, data
        """Say something; the answer is as the document tells, or the test fails."""
        path = where if where.startswith("/") else f"/api/v1/tenants/{self.slug}/{where}"
        headers = {"Authorization": f"Bearer {self.token}", **further.pop("headers", {})}
        if json is not None:
            further["json"] = json
        response = self.client.open(path, method=method, headers=headers, **further)
        self.document.check(method, path.partition("?")[0], response)
        return response

    def get(self, where: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Read."""
        return self.ask("GET", where, headers=headers or {})

    def post(self, where: str, json: object = None, **headers: str) -> TestResponse:
        """Write something new. Names of headers are told with `_` for `-`."""
        return self.ask("POST", where, json, headers=_headers(headers))

    def patch(self, where: str, json: object, **headers: str) -> TestResponse:
        """Change."""
        return self.ask("PATCH", where, json, headers=_headers(headers))

    def delete(self, where: str, **headers: str) -> TestResponse:
        """Remove."""
        return self.ask("DELETE", where, headers=_headers(headers))

    def made(self, table: str, **values: object) -> dict[str, Any]:
        """A record that is created now."""
        response = self.post(table, values)
        assert response.status_code == 201, response.text
        told: dict[str, Any] = response.get_json()
        return told


def _headers(told: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in told.items()}


class World:
    """A settled tenant, and its people."""

    def __init__(self, app: Flask, document: Document, database: Database, tenant_id: UUID) -> None:
        settle(database, tenant_id)
        self.app, self.document, self.database, self.tenant_id = app, document, database, tenant_id
        visitor = Visitor(app.test_client(), database, tenant_id)
        self.slug = visitor.slug
        self.administrator = self._person(visitor.email)

    def someone(self, role: str, body: str | None = None) -> Person:
        """A new member with this role."""
        email = address()
        user_id = users.invite(self.database, SYSTEM, self.tenant_id, email=email, name="Rui", role=role, body=body)
        users.set_password(self.database, SYSTEM, user_id, PASSWORD)
        return self._person(email)

    def _person(self, email: str) -> Person:
        client = self.app.test_client()
        told = client.post("/auth/token", json={"tenant": self.slug, "email": email, "password": PASSWORD})
        assert told.status_code == 200, told.text
        return Person(client, self.document, self.slug, told.get_json()["access_token"])

    def id_of(self, table: str, **equal: object) -> UUID:
        """The id of the one record of these values."""
        with tenancy.reading(self.database, self.tenant_id) as session:
            return the(session, table, **equal).id


@pytest.fixture
def world(app: Flask, document: Document, accounts: Database, tenant_id: UUID) -> World:
    """A small register, and people in it."""
    return World(app, document, accounts, tenant_id)


@pytest.fixture
def administrator(world: World) -> Person:
    """An administrator of the small register."""
    return world.administrator
