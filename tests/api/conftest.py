"""A real application over the tests' database, and what tests say to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from interlace.app import create_app
from interlace.db import tenancy
from interlace.db.models import Tenant
from tests.interlace.identity.people import PASSWORD, LetterBox, member, quick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database


@pytest.fixture(scope="session")
def accounts(database: Database) -> Iterator[Database]:
    """The database of the tests, with quick password checks."""
    made = quick(database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(accounts: Database) -> Flask:
    """The application."""
    return create_app(database=accounts)


@pytest.fixture(autouse=True)
def letter_box(monkeypatch: pytest.MonkeyPatch) -> LetterBox:
    """Mails are kept, not sent."""
    return LetterBox(monkeypatch)


class Visitor:
    """Somebody with a role in a tenant, and what they say to the application."""

    def __init__(self, client: FlaskClient, database: Database, tenant_id: UUID, role: str = "administrator") -> None:
        self.client = client
        self.tenant_id = tenant_id
        with tenancy.platform(database) as session:
            self.slug = session.scalars(select(Tenant.slug).where(Tenant.id == tenant_id)).one()
        self.user_id, self.email = member(database, tenant_id, role)

    def credentials(self, password: str = PASSWORD) -> dict[str, str]:
        """What they sign in with."""
        return {"tenant": self.slug, "email": self.email, "password": password}

    def sign_in(self) -> dict[str, str]:
        """Tokens."""
        response = self.client.post("/auth/token", json=self.credentials())
        assert response.status_code == 200, response.text
        tokens: dict[str, str] = response.get_json()
        return tokens

    def get(self, address: str, token: str) -> TestResponse:
        """An address with a token."""
        return self.client.get(address, headers={"Authorization": f"Bearer {token}"})

    def post(self, address: str, token: str, json: object = None) -> TestResponse:
        """The same, with something to say."""
        return self.client.post(address, headers={"Authorization": f"Bearer {token}"}, json=json or {})


@pytest.fixture
def visitor(app: Flask, accounts: Database, tenant_id: UUID) -> Visitor:
    """The administrator of a new tenant."""
    return Visitor(app.test_client(), accounts, tenant_id)
