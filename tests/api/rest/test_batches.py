"""Many writes at once: all of them, in one revision, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person, World


def create(code: str, **values: object) -> dict[str, Any]:
    return {"do": "create", "values": {"code": code, "title": code, "body": "A", **values}}


def test_items_create_change_and_remove_in_one_revision(administrator: Person, world: World) -> None:
    action = str(world.id_of("actions", code="X"))
    doomed = administrator.made("actions", code="Z", title="Z", body="A")
    items = [
        create("Y1"),
        {"do": "change", "id": action, "revision": 1, "values": {"title": "New"}},
        {"do": "remove", "id": doomed["id"], "revision": doomed["revision"]},
        create("Y2", partners=["B"]),
    ]
    done = administrator.post("actions:batch", {"items": items})
    assert done.status_code == 200, done.text
    told = done.get_json()["items"]
    assert [one and one["code"] for one in told] == ["Y1", "X", None, "Y2"]
    assert {one["revision"] for one in told if one} == {int(done.headers["Interlace-Revision"])}
    listed = administrator.get("actions").get_json()["items"]
    assert listed == [told[1], told[0], told[3]]


def test_one_bad_item_leaves_nothing_of_the_others(administrator: Person, world: World) -> None:
    before = administrator.get("actions")
    action = str(world.id_of("actions", code="X"))
    for bad, status, pointer in (
        (create("Y2", title=None), 422, "/items/1/values/title"),
        (create("Y1"), 422, "/items/1/values/code"),
        ({"do": "change", "id": action, "revision": 0, "values": {}}, 412, "/items/1"),
        ({"do": "remove", "id": "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42", "revision": 1}, 404, "/items/1"),
    ):
        refused = administrator.post("actions:batch", {"items": [create("Y1"), bad]})
        assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (status, pointer), refused.text
    after = administrator.get("actions")
    assert (after.get_json(), after.headers["ETag"]) == (before.get_json(), before.headers["ETag"])


def test_what_is_not_the_askers_is_refused_as_a_whole(world: World) -> None:
    contributor = world.someone("contributor", "A")
    refused = contributor.post("actions:batch", {"items": [create("Y1"), create("Y2", body="B")]})
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (403, "/items/1")
    assert contributor.get("actions?code=Y1").get_json()["total"] == 0


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({}, "/items"),
        ({"items": []}, "/items"),
        ({"items": {}}, "/items"),
        ({"items": None}, "/items"),
        ({"items": [None]}, "/items/0"),
        ({"items": [7]}, "/items/0"),
        ({"items": [{}]}, "/items/0/do"),
        ({"items": [{"do": "drop"}]}, "/items/0/do"),
        ({"items": [{"do": ["create"]}]}, "/items/0/do"),
        ({"items": [{"do": "create"}]}, "/items/0/values"),
        ({"items": [{"do": "create", "values": []}]}, "/items/0/values"),
        ({"items": [{"do": "create", "values": {}, "id": "x"}]}, "/items/0/id"),
        ({"items": [{"do": "create", "values": {"odd": 1}}]}, "/items/0/values/odd"),
        ({"items": [{"do": "remove", "id": 7, "revision": 1}]}, "/items/0/id"),
        ({"items": [{"do": "remove", "id": "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42"}]}, "/items/0/revision"),
        (
            {"items": [{"do": "remove", "id": "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42", "revision": 1e3}]},
            "/items/0/revision",
        ),
        ({"items": [{"do": "remove"}] * 1_001}, "/items"),
        ({"items": [create("Y")], "dry_run": True}, "/dry_run"),
    ],
)
def test_an_odd_batch_is_refused_by_pointers(administrator: Person, given: object, pointer: str) -> None:
    refused = administrator.post("actions:batch", given)
    assert refused.status_code == 422, refused.text
    assert pointer in [one["pointer"] for one in refused.get_json()["errors"]]


def test_links_know_no_change(administrator: Person) -> None:
    refused = administrator.post("links:batch", {"items": [{"do": "change"}]})
    assert "create, remove" in refused.get_json()["errors"][0]["detail"]


def test_a_thousand_items_are_written_at_once(administrator: Person) -> None:
    items = [create(f"Y{number}") for number in range(1_000)]
    done = administrator.post("actions:batch", {"items": items})
    assert done.status_code == 200, done.text
    assert administrator.get("actions?first=1").get_json()["total"] == 1_001
