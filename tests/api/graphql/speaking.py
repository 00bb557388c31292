"""People who speak to the GraphQL door over HTTP, in a small register in which every service has something to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database


class Speaker:
    """Somebody signed in to a tenant."""

    def __init__(self, app: Flask, slug: str, email: str) -> None:
        self.client, self.slug = app.test_client(), slug
        told = self.client.post("/auth/token", json={"tenant": slug, "email": email, "password": PASSWORD})
        assert told.status_code == 200, told.text
        self.token = told.get_json()["access_token"]

    def send(self, query: str, headers: dict[str, str] | None = None, **variables: object) -> TestResponse:
        """A document with variables, by POST."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/graphql-response+json"}
        return self.client.post(
            f"/graphql/{self.slug}",
            json={"query": query, "variables": variables},
            headers={**sent, **(headers or {})},
        )

    def get(self, query: str, headers: dict[str, str] | None = None) -> TestResponse:
        """A query by GET."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/graphql-response+json"}
        where = f"/graphql/{self.slug}"
        return self.client.get(where, query_string={"query": query}, headers={**sent, **(headers or {})})

    def data(self, query: str, **variables: object) -> dict[str, Any]:
        """What is answered without errors."""
        response = self.send(query, None, **variables)
        told: dict[str, Any] = response.get_json()
        assert response.status_code == 200, response.text
        assert "errors" not in told, told["errors"]
        data: dict[str, Any] = told["data"]
        return data

    def mutate(
        self, name: str, given: Mapping[str, object], selection: str = "revision", **headers: str
    ) -> dict[str, Any]:
        """What a mutation comes to."""
        type_ = f"{name[:1].upper()}{name[1:]}Input"
        text = (
            f"mutation ($input: {type_}!) {{ {name}(input: $input)"
            f" {{ clientMutationId errors {{ pointer detail code }} {selection} }} }}"
        )
        sent = {header.replace("_", "-"): value for header, value in headers.items()}
        told = self.send(text, sent, input={**given, "clientMutationId": "mine"}).get_json()
        assert "errors" not in told, told["errors"]
        outcome: dict[str, Any] = told["data"][name]
        assert outcome["clientMutationId"] == "mine"
        return outcome


class World:
    """A settled tenant, and its people."""

    def __init__(self, app: Flask, database: Database, tenant_id: UUID) -> None:
        settle(database, tenant_id)
        self.app, self.database, self.tenant_id = app, database, tenant_id
        visitor = Visitor(app.test_client(), database, tenant_id)
        self.slug = visitor.slug
        self.administrator = Speaker(app, self.slug, visitor.email)

    def someone(self, role: str, body: str | None = None) -> Speaker:
        """A new member with this role."""
        email = address()
        user_id = users.invite(self.database, SYSTEM, self.tenant_id, email=email, name="Rui", role=role, body=body)
        users.set_password(self.database, SYSTEM, user_id, PASSWORD)
        return Speaker(self.app, self.slug, email)

    def known(self, table: str, **equal: object) -> dict[str, object]:
        """Id and revision of the one record of these values, as an administrator reads them."""
        with tenancy.reading(self.database, self.tenant_id) as session:
            uuid = str(the(session, table, **equal).id)
        told = self.administrator.data(f"{{ tenant {{ {table}(first: 200) {{ nodes {{ id uuid revision }} }} }} }}")
        (found,) = (one for one in told["tenant"][table]["nodes"] if one["uuid"] == uuid)
        return {"id": found["id"], "revision": found["revision"]}
