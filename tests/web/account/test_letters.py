"""The pages that links in mails lead to, as whoever follows one meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace.identity import sign_ins, users
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.interlace.identity.people import PASSWORD, address, member

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.interlace.identity.people import LetterBox

OTHER = "plum basin quartet lantern"


def path_in(letter_box: LetterBox) -> str:
    """Where the link of the last letter leads on this installation."""
    (line,) = (line for line in letter_box.letters[-1].text.splitlines() if line.startswith("http"))
    return "/" + line.split("/", 3)[3]


@pytest.fixture
def invited(accounts: Database, letter_box: LetterBox, tenant_id: UUID) -> tuple[str, str]:
    """The address of somebody who was invited, and where their link leads."""
    email = address()
    users.invite(accounts, SYSTEM, tenant_id, email=email, name="Somebody", role="reader")
    return email, path_in(letter_box)


def test_a_link_lets_somebody_set_name_and_password_once(
    app: Flask, accounts: Database, invited: tuple[str, str], tenant_id: UUID
) -> None:
    email, path = invited
    client = app.test_client()
    assert 'name="password"' in client.get(path).text
    done = client.post(path, data={"name": "Ana Sousa", "password": OTHER})
    assert "You can sign in now" in done.text
    again = client.post(path, data={"name": "Ana Sousa", "password": PASSWORD})
    assert (again.status_code, "used already" in again.text) == (410, True)
    assert sign_ins.sign_in(accounts, _slug(accounts, tenant_id), email, OTHER, {})


def _slug(accounts: Database, tenant_id: UUID) -> str:
    from interlace.tenants import all_tenants

    return next(tenant.slug for tenant in all_tenants(accounts) if tenant.id == tenant_id)


def test_what_is_to_be_mended_is_told_beside_its_field_and_entries_are_kept(
    app: Flask, invited: tuple[str, str]
) -> None:
    told = app.test_client().post(invited[1], data={"name": '"><b>Ana', "password": "short"})
    assert told.status_code == 422
    assert "<title>Error:" in told.text
    assert 'href="#password"' in told.text
    assert 'value="&#34;&gt;&lt;b&gt;Ana"' in told.text
    assert "short" not in told.text


def test_the_page_speaks_french_where_the_browser_does(app: Flask, invited: tuple[str, str]) -> None:
    page = app.test_client().get(invited[1], headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert '<html lang="fr">' in page.text
    assert "Votre mot de passe" in page.text


def test_the_secret_in_the_address_is_told_to_nobody(app: Flask, invited: tuple[str, str]) -> None:
    page = app.test_client().get(invited[1])
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert invited[1].rpartition("/")[2] not in page.text


def test_a_reset_sets_a_new_password(app: Flask, accounts: Database, letter_box: LetterBox) -> None:
    tenant_id = new_tenant(accounts)
    _, email = member(accounts, tenant_id)
    users.request_reset(accounts, email)
    client, path = app.test_client(), path_in(letter_box)
    assert 'name="name"' not in client.get(path).text
    assert client.post(path, data={"password": "x"}).status_code == 422
    assert "You can sign in now" in client.post(path, data={"password": OTHER}).text
    assert sign_ins.sign_in(accounts, _slug(accounts, tenant_id), email, OTHER, {})


@pytest.mark.parametrize("path", ["/invitations/nothing", "/resets/nothing"])
def test_a_link_that_is_none_helps_nobody(app: Flask, path: str) -> None:
    client = app.test_client()
    assert client.post(path, data={"name": "Ana", "password": OTHER}).status_code == 410
    assert client.post(path, data=b"\xff\x00" * 10).status_code in {410, 422}


def test_a_forgotten_password_is_answered_alike_for_everybody(
    app: Flask, accounts: Database, letter_box: LetterBox, tenant_id: UUID
) -> None:
    _, email = member(accounts, tenant_id)
    letter_box.letters.clear()
    client = app.test_client()
    known, unknown = (client.post("/forgotten", data={"email": one}) for one in (email, address()))
    assert (known.status_code, known.text) == (200, unknown.text)
    assert email not in known.text
    assert [letter.to for letter in letter_box.letters] == [email]
    assert 'name="password"' in client.get(path_in(letter_box)).text
    assert client.post("/forgotten", data={}).status_code == 422
