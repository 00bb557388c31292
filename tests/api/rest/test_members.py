"""People, roles and service accounts through the REST door: for administrators of the tenant, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from tests.interlace.identity.people import address

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person, World
    from tests.interlace.identity.people import LetterBox


def test_somebody_is_invited_once_given_a_role_and_loses_it(administrator: Person, letter_box: LetterBox) -> None:
    asked = {"email": address(), "name": "Ana Sousa", "role": "contributor", "body": "A", "language": "fr"}
    invited = administrator.post("users", asked, Idempotency_Key="ana")
    assert invited.status_code == 201, invited.text
    letters = len(letter_box.letters)
    again = administrator.post("users", asked, Idempotency_Key="ana")
    assert (again.get_json(), len(letter_box.letters)) == (invited.get_json(), letters)
    user_id = invited.get_json()["id"]
    granted = administrator.post("memberships", {"user_id": user_id, "role": "steward", "body": "R1"})
    assert granted.status_code == 201, granted.text
    (user,) = (one for one in administrator.get("users").get_json()["items"] if one["id"] == user_id)
    assert [(one["role"], one["body"]) for one in user["roles"]] == [("contributor", "A"), ("steward", "R1")]
    assert administrator.delete(granted.headers["Location"]).status_code == 204
    assert administrator.delete(granted.headers["Location"]).status_code == 404
    held = administrator.get("memberships").get_json()["items"]
    assert [one["role"] for one in held if one["user_id"] == user_id] == ["contributor"]


def test_the_last_administrator_stays(administrator: Person) -> None:
    (held,) = (one for one in administrator.get("memberships").get_json()["items"] if one["role"] == "administrator")
    assert administrator.delete(f"memberships/{held['id']}").status_code == 409


def test_what_is_wrong_with_an_invitation_is_told_field_by_field(administrator: Person) -> None:
    refused = administrator.post("users", {"email": 7, "role": "", "colour": "red"})
    assert refused.status_code == 422
    assert {one["pointer"] for one in refused.get_json()["errors"]} == {"/email", "/name", "/role", "/colour"}
    assert administrator.post("users", {"email": "x", "name": "X", "role": "reader"}).status_code == 422
    assert administrator.post("memberships", {"user_id": "x", "role": "reader"}).status_code == 422
    assert administrator.post("memberships", {"user_id": str(uuid4()), "role": "reader"}).status_code == 404


def test_the_secret_of_a_service_account_is_told_once(administrator: Person, world: World) -> None:
    asked = {"name": "Statistics", "scopes": ["read"]}
    made = administrator.post("service-accounts", asked, Idempotency_Key="one")
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store"), made.text
    assert administrator.post("service-accounts", asked, Idempotency_Key="one").status_code == 409
    told = made.get_json()
    (listed,) = administrator.get("service-accounts").get_json()["items"]
    assert (listed["name"], listed["revoked_at"]) == ("Statistics", None)
    assert told["secret"] not in administrator.get("service-accounts").text

    def signs_in(secret: str) -> bool:
        credentials = {"tenant": world.slug, "client_id": told["id"], "client_secret": secret}
        return world.app.test_client().post("/auth/token", json=credentials).status_code == 200

    rotated = administrator.post(f"service-accounts/{told['id']}:rotate")
    assert rotated.status_code == 200, rotated.text
    assert (signs_in(told["secret"]), signs_in(rotated.get_json()["secret"])) == (False, True)
    assert administrator.delete(f"service-accounts/{told['id']}").status_code == 204
    assert not signs_in(rotated.get_json()["secret"])
    assert administrator.post(f"service-accounts/{told['id']}:rotate").status_code == 404
    assert administrator.post("service-accounts", {"name": "X", "scopes": ["everything"]}).status_code == 422


def test_nobody_else_sees_or_changes_who_is_there(administrator: Person, world: World) -> None:
    someone = world.someone("steward", "R1")
    membership = administrator.get("memberships").get_json()["items"][0]
    for where in ("users", "memberships", "service-accounts"):
        assert someone.get(where).status_code == 403
    assert someone.post("users", {"email": address(), "name": "X", "role": "administrator"}).status_code == 403
    asked = {"user_id": membership["user_id"], "role": "administrator"}
    assert someone.post("memberships", asked).status_code == 403
    assert someone.delete(f"memberships/{membership['id']}").status_code == 403
    assert someone.post("service-accounts", {"name": "X", "scopes": ["read"]}).status_code == 403
    assert someone.get(f"users/{membership['user_id']}/data").status_code == 403
    assert administrator.get(f"users/{uuid4()}/data").status_code == 403


def test_people_take_along_and_erase_what_is_kept_of_them(world: World) -> None:
    someone = world.someone("reader")
    user_id = someone.get("/auth/me").get_json()["id"]
    told = someone.get(f"users/{user_id}/data").get_json()
    assert (told["id"], list(told["tenants"])) == (user_id, [world.slug])
    assert world.administrator.delete(f"users/{user_id}").status_code == 403
    assert someone.delete(f"users/{user_id}").status_code == 204
    assert user_id not in world.administrator.get("users").text


def test_what_stands_beside_the_register_is_told_with_its_revision(administrator: Person) -> None:
    revision = administrator.get("bodies").headers["Interlace-Revision"]
    for where in ("users", "memberships", "service-accounts", "webhooks", "imports", "audit", "audit/verification"):
        told = administrator.get(where)
        known = administrator.get(where, {"If-None-Match": told.headers["ETag"]})
        assert (told.status_code, known.status_code) == (200, 304)
        assert told.headers["Interlace-Revision"] == known.headers["Interlace-Revision"] == revision
