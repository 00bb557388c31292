"""What strangers and strange requests get: nothing of another tenant, and problems that say what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.rest.conftest import World
from tests.databases import new_tenant

if TYPE_CHECKING:
    from flask import Flask

    from interlace.db.connections import Database
    from tests.api.rest.conftest import Document, Person

PROBLEM = "application/problem+json"


@pytest.fixture
def elsewhere(app: Flask, document: Document, accounts: Database) -> World:
    """Another tenant with the same register."""
    return World(app, document, accounts, new_tenant(accounts))


def test_another_tenant_is_as_if_it_did_not_exist(world: World, elsewhere: World) -> None:
    stranger = elsewhere.administrator
    body = world.id_of("bodies", code="A")
    known = {"If-Match": '"1"'}
    for slug in (world.slug, "no-such-tenant"):
        base = f"/api/v1/tenants/{slug}"
        for method, where in (
            ("GET", "bodies"),
            ("GET", f"bodies/{body}"),
            ("POST", "bodies"),
            ("PATCH", f"bodies/{body}"),
            ("DELETE", f"bodies/{body}"),
            ("POST", "bodies:batch"),
            ("POST", f"strategies/{body}:adopt"),
        ):
            refused = stranger.ask(method, f"{base}/{where}", {} if method != "GET" else None, headers=known)
            assert (refused.status_code, refused.mimetype) == (404, PROBLEM), (method, where)
            assert refused.get_json()["detail"] == f"There is no tenant “{slug}”."


def test_a_record_of_another_tenant_is_unknown_wherever_it_is_named(world: World, elsewhere: World) -> None:
    stranger, body = elsewhere.administrator, str(world.id_of("bodies", code="E"))
    own = elsewhere.id_of("bodies", code="A")
    for method, where, said in (
        ("GET", f"bodies/{body}", None),
        ("GET", f"bodies/{body}/children", None),
        ("PATCH", f"bodies/{body}", {"name": "Mine"}),
        ("DELETE", f"bodies/{body}", None),
        ("POST", f"bodies/{body}:renew-declaration", {}),
        ("POST", f"strategies/{world.id_of('strategies', code='D')}:adopt", {}),
        ("POST", "bodies:batch", {"items": [{"do": "remove", "id": body, "revision": 1}]}),
        ("POST", "bodies:merge", {"ended": {body: 1}, "heir": str(own), "on": "2026-01-01"}),
        ("POST", "bodies:merge", {"ended": {str(own): 1}, "heir": body, "on": "2026-01-01"}),
    ):
        refused = stranger.ask(method, where, said, headers={"If-Match": '"1"'})
        assert refused.status_code == 404, (method, where, refused.text)
    assert stranger.get(f"bodies?id={body}").get_json()["total"] == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"[]",
        b"[1, null]",
        b"{",
        b"\xff\xfe",
        b'{"code": "\xc3\x28"}',
        b'{"code": "\\ud800"}',
        b'{"code": "a\\u0000b"}',
        b'{"code": "a", "code": "b"}',
        b'{"x": {"y": 1, "y": 2}}',
        b"[" * 100_000,
        b'{"x":' * 100_000,
        b'{"population": ' + b"9" * 5000 + b"}",
        b'{"population": NaN}',
        b'{"code": "A"} trailing',
    ],
)
def test_odd_bodies_are_refused_at_once(administrator: Person, world: World, sent: bytes) -> None:
    body = world.id_of("bodies", code="A")
    for method, where in (("POST", "bodies"), ("PATCH", f"bodies/{body}"), ("POST", "bodies:batch")):
        refused = administrator.ask(
            method, where, data=sent, content_type="application/json", headers={"If-Match": '"1"'}
        )
        # No body at all is an object without fields, which some services find too little.
        assert refused.status_code == 400 or (not sent and refused.status_code in {200, 422}), (method, refused.text)


@pytest.mark.parametrize(
    "values",
    [
        {"population": 10**30},
        {"population": -1},
        {"population": 1.5},
        {"population": True},
        {"population": [1]},
        {"population": {"of": 1}},
        {"name": 7},
        {"name": ["A"]},
        {"name": "x" * 20_001},
        {"identifiers": "x:1"},
        {"identifiers": [["x:1"]]},
        {"identifiers": ["x|y"]},
        {"valid_from": 20200101},
        {"valid_from": "2020-02-30"},
        {"level": None},
        {"level": "Local"},
        {"parent": "nowhere"},
        {"parent": {}},
        {"name_fr": []},
        {"name_": "x"},
        {"colour": "red"},
        {"id": "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42"},
        {"revision": 1},
        {"x" * 10_000: 1},
    ],
)
def test_a_value_that_no_register_can_hold_is_told_field_by_field(
    administrator: Person, values: dict[str, object]
) -> None:
    good = {"code": "F", "name": "F", "level": "local", "parent": "R1"}
    refused = administrator.post("bodies", good | values)
    assert (refused.status_code, refused.mimetype) == (422, PROBLEM), refused.text
    (name,) = values
    assert [one["pointer"].split("/")[1] for one in refused.get_json()["errors"]] == [name[:64]]


def test_other_types_than_json_are_not_read(administrator: Person, world: World) -> None:
    body = world.id_of("bodies", code="A")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", None):
        for method, where in (("POST", "bodies"), ("PATCH", f"bodies/{body}"), ("POST", "bodies:batch")):
            refused = administrator.ask(
                method, where, data=b'{"code": "F"}', content_type=kind, headers={"If-Match": '"1"'}
            )
            assert (refused.status_code, refused.mimetype) == (415, PROBLEM), (kind, method)


def test_a_body_that_is_too_large_is_not_read(administrator: Person) -> None:
    refused = administrator.post("bodies", {"name": "x" * (2 * 1024 * 1024)})
    assert (refused.status_code, refused.mimetype) == (413, PROBLEM)
    assert "at most 2,097,152 bytes" in refused.get_json()["detail"]


def test_addresses_and_methods_that_are_not_there_are_told_as_problems(administrator: Person, world: World) -> None:
    body = world.id_of("bodies", code="A")
    for method, where, status in (
        ("GET", "kings", 404),
        ("GET", "bodies/A", 404),
        ("GET", f"bodies/{body}/", 404),
        ("GET", f"bodies/{body}:adopt", 404),
        ("PUT", f"bodies/{body}", 405),
        ("DELETE", "bodies", 405),
        ("PATCH", f"links/{body}", 405),
    ):
        refused = administrator.ask(method, where)
        assert (refused.status_code, refused.mimetype) == (status, PROBLEM), (method, where)


def test_nobody_is_told_which_fields_there_are_before_they_show_who_they_are(world: World) -> None:
    client, base = world.app.test_client(), f"/api/v1/tenants/{world.slug}"
    for method, where in (("GET", "bodies?odd=1"), ("POST", "bodies"), ("POST", "bodies:batch?odd=1")):
        refused = client.open(f"{base}/{where}", method=method, json={"odd": 1} if method == "POST" else None)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_writes_take_no_parameters_that_they_do_not_know(administrator: Person) -> None:
    refused = administrator.post("bodies?dry_run=true", {})
    assert refused.get_json()["errors"][0]["pointer"] == "/dry_run"
