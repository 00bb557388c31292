"""Pages for people and roles: invited, given, taken away; to nobody but administrators."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from interlace.identity import memberships
from interlace.principals import SYSTEM
from tests.interlace.identity.people import address
from tests.interlace.register.world import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.identity.memberships import Member
    from tests.interlace.identity.people import LetterBox
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

PAGES = (
    "administration",
    "administration/people",
    "administration/people/invitation",
    "administration/settings",
    "administration/matrix",
    "administration/competences",
    "administration/competences/new",
    "administration/imports",
    "administration/imports/template.zip",
    "administration/audit",
    "administration/audit/check",
    "administration/service-accounts",
    "administration/service-accounts/new",
    "administration/webhooks",
    "administration/webhooks/new",
)


def roles_of(database: Database, tenant_id: UUID, email: str) -> list[Member]:
    return [one for one in memberships.members(database, SYSTEM, tenant_id) if one.email == email]


@pytest.mark.parametrize(("role", "body"), [("reader", None), ("contributor", "A"), ("steward", "PT")])
def test_pages_of_administrators_are_not_for_others_who_are_told_so(
    accounts: Database, tenant_id: UUID, person: Persons, role: str, body: str | None
) -> None:
    settle(accounts, tenant_id)
    somebody = person(tenant_id, role, body)
    for path in PAGES:
        assert somebody.get(path).status_code == 403, path
    assert "/administration" not in somebody.get().text
    for path in ("people/invitation", "settings", "matrix", "service-accounts/new", "webhooks/new", "imports"):
        assert somebody.post(f"administration/{path}", {"email": address(), "mode": "merge"}).status_code == 403, path


def test_an_administrator_finds_every_page_from_the_first_one(tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    for path in PAGES:
        assert administrator.get(path).status_code == 200, path
    assert "1 person has a role here" in administrator.get("administration").text


def test_somebody_is_invited_as_contributor_of_a_body_that_was_typed_by_its_name(
    accounts: Database, tenant_id: UUID, person: Persons, letter_box: LetterBox
) -> None:
    settle(accounts, tenant_id)
    administrator, email = person(tenant_id), address()
    form = {"email": email, "name": "Rosa <b>Lima", "role": "contributor", "body": "north", "language": "fr"}
    done = administrator.client.get(administrator.post("administration/people/invitation", form).location)
    assert f"A letter is on its way to {email}." in done.text
    assert "Rosa &lt;b&gt;Lima" in done.text
    assert letter_box.letters[-1].to == email
    (held,) = roles_of(accounts, tenant_id, email)
    assert (held.role, held.body) == ("contributor", "R1")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"email": "nobody"}, "Expected: an e-mail address."),
        ({"name": " "}, "Please fill this in."),
        ({"body": ""}, "A contributor or steward acts for one body: say which."),
        ({"body": "Atlantis"}, "There is no body of this name or code."),
        ({"role": "king"}, "Please choose a role."),
    ],
)
def test_what_is_wrong_with_an_invitation_is_told_and_what_was_typed_is_kept(
    accounts: Database, tenant_id: UUID, person: Persons, changed: dict[str, str], told: str
) -> None:
    settle(accounts, tenant_id)
    good = {"email": address(), "name": "Rosa Lima", "role": "steward", "body": "PT", "language": "en"}
    refused = person(tenant_id).post("administration/people/invitation", {**good, **changed})
    assert refused.status_code == 422
    assert told in unescape(refused.text)
    assert "Error:" in refused.text
    assert {**good, **changed}["body"] in refused.text


def test_a_role_is_given_and_taken_away_but_never_that_of_the_last_administrator(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    settle(accounts, tenant_id)
    administrator, reader = person(tenant_id), person(tenant_id, "reader")
    theirs = f"administration/people/{reader.user_id}"
    assert administrator.post(theirs, {"role": "steward", "body": "R2"}).status_code == 303
    assert "A contributor or steward acts for one body" in administrator.post(theirs, {"role": "steward"}).text
    assert {one.role for one in roles_of(accounts, tenant_id, reader.email)} == {"reader", "steward"}
    for held in roles_of(accounts, tenant_id, reader.email):
        assert "It ends at once" in administrator.get(f"{theirs}/roles/{held.id}").text
        assert administrator.post(f"{theirs}/roles/{held.id}").status_code == 303
    assert administrator.get(theirs).status_code == 404
    assert reader.get().status_code == 303, "their sign-in is over"
    (own,) = roles_of(accounts, tenant_id, administrator.email)
    refused = administrator.post(f"administration/people/{administrator.user_id}/roles/{own.id}")
    assert refused.status_code == 422
    assert "This is the last administrator." in refused.text


def test_people_are_found_by_a_part_of_their_address_and_written_to_again(
    accounts: Database, tenant_id: UUID, person: Persons, letter_box: LetterBox
) -> None:
    administrator, reader = person(tenant_id), person(tenant_id, "reader")
    found = administrator.get("administration/people", query_string={"q": reader.email[:12], "role": "reader"}).text
    assert reader.email in found
    assert administrator.email not in found
    administrator.post(f"administration/people/{reader.user_id}/letter")
    assert letter_box.letters[-1].to == reader.email
    assert len(roles_of(accounts, tenant_id, reader.email)) == 1
