"""What people do with their own account: name, password, sign-ins, data, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from interlace.db import tenancy
from interlace.db.models import TenantRegister
from interlace.identity import memberships, sign_ins, users
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.interlace.identity.people import OTHER_PASSWORD, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]


def is_out(somebody: Person) -> bool:
    """Whether they are led to signing in."""
    return urlsplit(somebody.get("/account").location or "").path == "/sign-in"


def second_browser(app: Flask, somebody: Person) -> Person:
    """The same person, signed in elsewhere too."""
    from dataclasses import replace

    elsewhere = replace(somebody, client=app.test_client())
    elsewhere.sign_in()
    return elsewhere


def test_name_and_language_of_letters_are_changed(accounts: Database, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id, "reader")
    shown = somebody.get("/account").text
    assert somebody.email in shown
    assert "Reader" in shown
    kept = somebody.post("/account", {"name": "Ana <i>Silva</i>", "language": "fr"})
    assert (kept.status_code, kept.location) == (303, "/account?done=saved")
    shown = somebody.get("/account?done=saved").text
    assert "Your changes are saved." in shown
    assert 'value="Ana &lt;i&gt;Silva&lt;/i&gt;"' in shown
    assert users.profile(accounts, somebody.user_id).language == "fr"


def test_what_cannot_be_a_name_is_told_at_its_field(accounts: Database, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    refused = somebody.post("/account", {"name": " ", "language": "en"})
    assert (refused.status_code, 'href="#name"' in refused.text) == (422, True)
    assert somebody.post("/account", {"name": "Ana", "language": "xx"}).status_code == 422
    assert users.profile(accounts, somebody.user_id).name == "Ana Sousa"


def test_a_new_password_ends_all_sign_ins_but_this_one(app: Flask, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    elsewhere = second_browser(app, somebody)
    done = somebody.post("/account/password", {"current": PASSWORD, "password": OTHER_PASSWORD})
    assert done.location == "/account?done=password"
    assert "Your new password holds" in somebody.get(done.location).text
    assert is_out(elsewhere)
    assert somebody.post("/account", {"name": "Ana", "language": "en"}).status_code == 303


@pytest.mark.parametrize(
    ("current", "password", "field"),
    [("not this one", OTHER_PASSWORD, "current"), (PASSWORD, "short", "password"), ("", "", "current")],
)
def test_a_password_that_is_refused_is_told_and_not_shown(
    person: Persons, tenant_id: UUID, current: str, password: str, field: str
) -> None:
    somebody = person(tenant_id)
    refused = somebody.post("/account/password", {"current": current, "password": password})
    assert (refused.status_code, f'href="#{field}"' in refused.text) == (422, True)
    assert not password or password not in refused.text
    assert not is_out(somebody)


def test_sign_ins_are_listed_in_words_and_ended_one_by_one(
    app: Flask, accounts: Database, person: Persons, tenant_id: UUID
) -> None:
    somebody, stranger = person(tenant_id), person(tenant_id)
    windows = {"agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "address": "192.0.2.7"}
    there = sign_ins.begin(accounts, tenant_id, somebody.user_id, windows)
    elsewhere = second_browser(app, somebody)
    shown = somebody.get("/account").text
    assert "Edge on Windows" in shown
    assert "192.0.2.7" in shown
    assert shown.count("This one") == 1
    theirs = sign_ins.active(accounts, tenant_id, stranger.user_id)[0]
    for one in (there, theirs):
        # Somebody else’s sign-in stays, and whether there is one is not told.
        assert somebody.post(f"/account/sign-ins/{somebody.tenant}/{one.id}").status_code == 303
    assert "Edge on Windows" not in somebody.get("/account").text
    assert not is_out(stranger)
    assert not is_out(elsewhere)
    (own,) = [
        one for one in sign_ins.active(accounts, tenant_id, somebody.user_id) if str(one.id) in _first_place(somebody)
    ]
    assert somebody.post(f"/account/sign-ins/{somebody.tenant}/{own.id}").location == "/sign-in"
    assert is_out(somebody)
    assert not is_out(elsewhere)


def _first_place(somebody: Person) -> str:
    return somebody.get("/account").text.partition("This one")[2].partition("</form>")[0]


def test_signing_out_everywhere_leaves_none(app: Flask, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    elsewhere = second_browser(app, somebody)
    assert somebody.post("/account/sign-ins").location == "/sign-in"
    assert is_out(somebody)
    assert is_out(elsewhere)


def test_programmes_bear_their_own_names_and_are_gone_on_in(
    accounts: Database, person: Persons, tenant_id: UUID
) -> None:
    somebody, other = person(tenant_id, "reader"), new_tenant(accounts)
    users.invite(accounts, SYSTEM, other, email=somebody.email, name="Ana", role="reader")
    with tenancy.writing(accounts, other, SYSTEM) as unit:
        unit.session.execute(update(TenantRegister).values(name="Programme <b>of</b> the north"))
    shown = somebody.get("/programmes").text
    assert "Programme &lt;b&gt;of&lt;/b&gt; the north" in shown
    assert somebody.tenant in shown
    slug = next(one.slug for one in sign_ins.programmes_of(accounts, somebody.user_id) if one.id == other)
    assert somebody.post(f"/programmes/{slug}").location == f"/t/{slug}/"
    assert somebody.get(f"/t/{slug}/").status_code == 200
    assert somebody.get().status_code == 404
    assert somebody.post("/programmes/nowhere").status_code == 404


def test_ones_own_data_is_taken_along(person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    taken = somebody.get("/account/data")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert taken.headers["Cache-Control"] == "no-store"
    assert taken.get_json()["email"] == somebody.email
    assert taken.get_json()["tenants"][somebody.tenant]["roles"][0]["role"] == "administrator"


def test_an_account_is_erased_once_its_address_was_typed(
    app: Flask, accounts: Database, person: Persons, tenant_id: UUID
) -> None:
    person(tenant_id)
    somebody = person(tenant_id)
    assert somebody.email in somebody.get("/account/erase").text
    refused = somebody.post("/account/erase", {"email": "somebody@else.example"})
    assert (refused.status_code, 'href="#email"' in refused.text) == (422, True)
    gone = somebody.post("/account/erase", {"email": f" {somebody.email.upper()} "})
    assert gone.location == "/sign-in?done=erased"
    assert "Your account is erased." in somebody.get(gone.location).text
    assert users.find_by_email(accounts, somebody.email) is None
    assert app.test_client().post("/sign-in", data={"email": somebody.email, "password": PASSWORD}).status_code == 422


def test_the_last_administrator_is_told_why_they_stay(accounts: Database, person: Persons, tenant_id: UUID) -> None:
    somebody = person(tenant_id)
    refused = somebody.post("/account/erase", {"email": somebody.email})
    assert (refused.status_code, "last administrator" in refused.text) == (422, True)
    assert {member.user_id for member in memberships.members(accounts, SYSTEM, tenant_id)} == {somebody.user_id}
