"""The application as people meet it: signed in by a cookie, sending forms that bear what they must."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import jwt
import pytest
from sqlalchemy import select

from interlace import demonstration
from interlace.db import tenancy
from interlace.db.models import Tenant
from tests.api.conftest import accounts, app, letter_box
from tests.interlace.identity.people import PASSWORD, member
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database

__all__ = ["accounts", "app", "letter_box"]


@dataclass(frozen=True)
class Person:
    """Somebody at a browser, in a tenant of this address."""

    client: FlaskClient
    tenant: str
    email: str
    user_id: UUID

    def sign_in(self) -> TestResponse:
        """Send the sign-in form."""
        return self.client.post("/sign-in", data={"email": self.email, "password": PASSWORD})

    @property
    def csrf(self) -> str:
        """What the forms of their pages bear."""
        cookie = self.client.get_cookie("interlace")
        assert cookie is not None, "they are not signed in"
        return str(jwt.decode(cookie.value, options={"verify_signature": False})["csrf"])

    def get(self, path: str = "", **options: object) -> TestResponse:
        """A page of the tenant: `get("findings")`; with a leading slash, any page."""
        return self.client.get(self._where(path), **options)

    def post(self, path: str, data: Mapping[str, object] | None = None, **options: object) -> TestResponse:
        """A form, as the page that holds it sends it."""
        sent = {"csrf_token": self.csrf, **(data or {})}
        return self.client.post(self._where(path), data=sent, **options)

    def _where(self, path: str) -> str:
        return path if path.startswith("/") else f"/t/{self.tenant}/{path}"


@pytest.fixture
def person(app: Flask, accounts: Database) -> Callable[..., Person]:
    """Makes somebody with a role in a tenant, signed in: `person(tenant_id, "contributor", "PT-lisboa")`."""

    def made(tenant_id: UUID, role: str = "administrator", body: str | None = None) -> Person:
        with tenancy.platform(accounts) as session:
            slug = session.scalars(select(Tenant.slug).where(Tenant.id == tenant_id)).one()
        user_id, email = member(accounts, tenant_id, role, body)
        somebody = Person(app.test_client(), slug, email, user_id)
        assert somebody.sign_in().status_code == 303
        return somebody

    return made


@pytest.fixture(scope="session")
def portugal(accounts: Database) -> UUID:
    """The demonstration register of Portugal; for tests that read, and write nothing.

    It is a tenant of its own: the one called `portugal` is written to by people in the browser, in the same database.
    """
    (country,) = (country for country in demonstration.COUNTRIES if country.slug == "portugal")
    unchanged = replace(country, slug="portugal-unchanged")
    return demonstration.set_up(accounts, unchanged, ROOT / "demo" / "portugal", lambda _: None)
