"""Records of every table through the REST door: created, read, listed, changed, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.register.values import of_new
from tests.interlace.register.world import CELL

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person, World

#: Table → what is created, what is changed of it and how it then reads (nothing where the table knows no change).
LIVES: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
    "bodies": ({"code": "F", "name": "F", "name_fr": "Éf", "level": "local", "parent": "R1"}, {"population": 12}),
    "competences": ({"body": "B", "area": "media", "role": "lead"}, {"role": "shared", "valid_from": "2020-01-01"}),
    "relations": ({"source": "B", "target": "A", "kind": "mentors"}, {"mechanism": "Visits"}),
    "strategies": ({"code": "S2", "title": "S2", "owner": "A", "status": "draft"}, {"title": "S two", "funded": "yes"}),
    "commitments": ({"strategy": "D", **CELL, "depth": 1}, {"depth": 3}),
    "actions": ({"code": "Y", "title": "Y", "body": "A", "budget_amount": "12.50"}, {"partners": ["B"]}),
    "links": ({"from": "X", "to": "T"}, None),
    "participations": (
        {"strategy": "S", "body": "B", "phase": "design", "depth": "dialogue"},
        {"depth": "information"},
    ),
    "declarations": ({"body": "B", "declared_on": "2024-02-29"}, None),
    "reports": ({"subject": "X", "reported_on": "2025-01-31", "progress": "12.5"}, {"note": "Late."}),
    "measurements": (
        {
            "body": "B",
            "measured_on": "2024-02-29",
            "principle": "real_equality",
            "area": "media",
            "score_from": "0",
            "score_to": "62.5",
            "items": 4,
            "instrument": "index",
            "version": "1",
            "voice": "body",
        },
        None,
    ),
    "oppositions": (
        {
            "strategy": "T",
            "other": "S",
            "marked_by": "R1",
            "marked_on": "2024-02-29",
            "reason": "One undoes the other.",
        },
        None,
    ),
}


@pytest.mark.parametrize("table", LIVES)
def test_a_record_is_created_read_listed_changed_and_removed(administrator: Person, table: str) -> None:
    values, change = LIVES[table]
    created = administrator.post(table, values)
    assert created.status_code == 201, created.text
    told = created.get_json()
    assert {name: told[name] for name in values} == values
    address = created.headers["Location"]
    assert address == f"/api/v1/tenants/{administrator.slug}/{table}/{told['id']}"
    read = administrator.get(address)
    assert (read.get_json(), read.headers["ETag"]) == (told, created.headers["ETag"])
    assert read.headers["Interlace-Revision"] == created.headers["Interlace-Revision"] == str(told["revision"])
    assert told in administrator.get(f"{table}?id={told['id']}").get_json()["items"]
    tag = read.headers["ETag"]
    if change is not None:
        changed = administrator.patch(address, change, If_Match=tag)
        assert changed.status_code == 200, changed.text
        assert changed.get_json() == told | change | {"revision": told["revision"] + 1}
        tag = changed.headers["ETag"]
        assert administrator.get(address).get_json() == changed.get_json()
    removed = administrator.delete(address, If_Match=tag)
    assert (removed.status_code, removed.data) == (204, b""), removed.text
    assert administrator.get(address).status_code == 404


def test_what_a_write_tells_is_what_is_read_afterwards_even_if_nothing_changes(administrator: Person) -> None:
    told = administrator.made("strategies", code="S3", title=" S3 ", owner="A", co_owners=["B", "E", "B"])
    assert (told["title"], told["co_owners"], told["evidence_base"]) == ("S3", ["B", "E"], None)
    again = administrator.patch(f"strategies/{told['id']}", {"title": "S3"}, If_Match=f'"{told["revision"]}"')
    assert again.get_json() == told == administrator.get(f"strategies/{told['id']}").get_json()


def test_columns_that_an_imported_bundle_brought_are_told_alike_before_and_after(world: World) -> None:
    brought = {"zone": "Z", "id": "7", "revision": "8", "area_km2": "12"}
    with tenancy.writing(world.database, world.tenant_id, SYSTEM) as unit:
        made = unit.add("bodies", of_new("bodies", {"code": "I", "name": "I", "level": "local"}).values, brought)
        unit.set_head(further_columns={"bodies": list(brought)})
        unit.did("bundle.import", "tenant")
    address = f"bodies/{made.id}"
    read = world.administrator.get(address)
    assert list(read.get_json())[-2:] == ["area_km2", "zone"]
    assert (read.get_json()["id"], read.get_json()["revision"]) == (str(made.id), made.revision)
    changed = world.administrator.patch(address, {"population": 1}, If_Match=read.headers["ETag"])
    again = world.administrator.get(address)
    assert (again.data, again.headers["ETag"]) == (changed.data, changed.headers["ETag"])
    head = world.administrator.get("bodies?format=csv").text.splitlines()[0].split(",")
    assert head[-2:] == ["area_km2", "zone"]
    assert len(set(head)) == len(head)


def test_null_empties_and_what_is_not_named_stays(administrator: Person) -> None:
    told = administrator.made("bodies", code="G", name="G", level="local", parent="R1", website="https://g.example")
    known = {"If-Match": f'"{told["revision"]}"'}
    response = administrator.ask(
        "PATCH",
        f"bodies/{told['id']}",
        data=b'{"website": null}',
        content_type="application/merge-patch+json",
        headers=known,
    )
    assert response.get_json() == told | {"website": None, "revision": told["revision"] + 1}


def test_a_change_needs_the_revision_that_its_asker_knows(administrator: Person, world: World) -> None:
    address = f"bodies/{world.id_of('bodies', code='A')}"
    tag = administrator.get(address).headers["ETag"]
    assert administrator.patch(address, {"name": "Aa"}).status_code == 428
    assert administrator.patch(address, {"name": "Aa"}, If_Match="*").status_code == 428
    assert administrator.delete(address).status_code == 428
    for stranger in ('"abc"', "r1", '"r1-"', '"1", "2"', '"99999999999999999999999"'):
        assert administrator.patch(address, {"name": "Aa"}, If_Match=stranger).status_code == 412, stranger
    administrator.made("actions", code="Z", title="Z", body="A")
    # Others wrote, of other records: the tag is good still. Proxies that compress call tags weak.
    changed = administrator.patch(address, {"name": "Aa"}, If_Match=f"W/{tag}")
    assert changed.status_code == 200
    stale = administrator.patch(address, {"name": "Ab"}, If_Match=tag)
    assert (stale.status_code, stale.get_json()["type"]) == (412, "/problems/stale")
    assert administrator.delete(address, If_Match=tag).status_code == 412
    assert administrator.get(address).get_json()["name"] == "Aa"


def test_who_has_an_answer_is_told_only_that_it_is_the_same(administrator: Person, world: World) -> None:
    for where in ("bodies", f"bodies/{world.id_of('bodies', code='A')}", "strategies?first=1&format=csv"):
        first = administrator.get(where)
        again = administrator.get(where, {"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    lists, record = administrator.get("bodies"), administrator.get(f"bodies/{world.id_of('bodies', code='A')}")
    administrator.made("actions", code="Z", title="Z", body="A")
    assert administrator.get("bodies", {"If-None-Match": lists.headers["ETag"]}).status_code == 200
    same = administrator.get(f"bodies/{record.get_json()['id']}", {"If-None-Match": record.headers["ETag"]})
    assert same.status_code == 304


def test_who_claims_to_have_any_answer_is_still_told_what_is_wrong_with_the_question(administrator: Person) -> None:
    anything = {"If-None-Match": "*"}
    assert administrator.get("bodies", anything).status_code == 200
    assert administrator.get("bodies?first=many", anything).status_code == 422


def test_a_filter_without_a_value_finds_what_has_none(administrator: Person) -> None:
    assert administrator.get("strategies?commitments_complete=").status_code == 200
    everything, without = (administrator.get(f"bodies{asked}").get_json()["total"] for asked in ("", "?parent="))
    assert 0 < without < everything
    assert administrator.get("bodies?level=").status_code == 422


def test_an_id_to_look_for_is_an_id(administrator: Person) -> None:
    assert administrator.get("relations?id=seven").status_code == 422
    assert administrator.get(f"relations?id={uuid4()}").get_json()["total"] == 0


def test_successions_are_read_and_never_written(administrator: Person) -> None:
    assert administrator.get("successions").get_json() == {"items": [], "total": 0}
    response = administrator.post("successions", {})
    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_what_hangs_on_a_record_is_listed_below_it(administrator: Person, world: World) -> None:
    def codes(where: str, column: str = "code") -> list[str]:
        response = administrator.get(where)
        assert response.status_code == 200, response.text
        return [one[column] for one in response.get_json()["items"]]

    region, a = (world.id_of("bodies", code=code) for code in ("R1", "A"))
    strategy = world.id_of("strategies", code="S")
    assert codes(f"bodies/{region}/children") == ["A", "E"]
    assert codes(f"bodies/{region}/children?first=1&sort=-code") == ["E"]
    assert codes(f"bodies/{world.id_of('bodies', code='PT')}/below") == ["A", "B", "E", "R1", "R2"]
    assert codes(f"bodies/{a}/ancestors") == ["R1", "PT"]
    assert codes(f"bodies/{a}/strategies") == ["D", "S"]
    assert codes(f"bodies/{world.id_of('bodies', code='B')}/strategies") == ["S"]
    assert codes(f"bodies/{a}/actions?status=") == ["X"]
    assert codes(f"bodies/{a}/relations", "kind") == ["funds"]
    assert codes(f"bodies/{a}/commitments", "strategy") == ["S"]
    for of, part in (("bodies", "competences"), ("bodies", "declarations"), ("strategies", "participations")):
        assert len(codes(f"{of}/{a if of == 'bodies' else strategy}/{part}", "id")) == 1
    for part in ("commitments", "links", "reports"):
        assert len(codes(f"strategies/{strategy}/{part}", "id")) == 1
    assert codes(f"actions/{world.id_of('actions', code='X')}/links", "id") == []
    assert administrator.get(f"bodies/{strategy}/children").status_code == 404


def test_a_hierarchy_is_read_as_of_a_day(administrator: Person, world: World) -> None:
    address = f"bodies/{world.id_of('bodies', code='E')}"
    tag = administrator.get(address).headers["ETag"]
    assert administrator.patch(address, {"valid_from": "2025-01-01"}, If_Match=tag).status_code == 200
    below = f"bodies/{world.id_of('bodies', code='R1')}/children"
    assert [one["code"] for one in administrator.get(f"{below}?as_of=2024-12-31").get_json()["items"]] == ["A"]
    assert [one["code"] for one in administrator.get(f"{below}?as_of=2025-01-01").get_json()["items"]] == ["A", "E"]
    assert [one["code"] for one in administrator.get("bodies?live=false&as_of=2024-12-31").get_json()["items"]] == ["E"]
    for day in ("2024-02-30", "yesterday", "", "20240101", "2024-01-01T00:00:00"):
        response = administrator.get(f"{below}?as_of={day}")
        assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, "/as_of"), day


def test_drafts_and_what_hangs_on_them_are_known_to_their_own_only(administrator: Person, world: World) -> None:
    draft = world.id_of("strategies", code="D")
    commitment = administrator.made("commitments", strategy="D", **CELL, depth=1)
    owner, reader = world.someone("contributor", "A"), world.someone("reader")
    for person, status in ((administrator, 200), (owner, 200), (reader, 404)):
        assert person.get(f"strategies/{draft}").status_code == status
        assert person.get(f"strategies/{draft}/commitments").status_code == status
        assert person.get(f"commitments/{commitment['id']}").status_code == status
        assert person.get("strategies?code=D").get_json()["total"] == (status == 200)
        assert person.get("commitments?strategy=D").get_json()["total"] == (status == 200)
    hidden = reader.post("commitments", {"strategy": "D", **CELL, "depth": 1})
    unknown = reader.post("commitments", {"strategy": "nothing", **CELL, "depth": 1})
    assert hidden.status_code == unknown.status_code == 422
    assert hidden.get_json()["errors"] == unknown.get_json()["errors"]


def test_roles_hold_at_this_door(world: World) -> None:
    reader, other = world.someone("reader"), world.someone("contributor", "B")
    address = f"bodies/{world.id_of('bodies', code='A')}"
    for person in (reader, other):
        tag = person.get(address).headers["ETag"]
        assert person.patch(address, {"name": "Mine"}, If_Match=tag).status_code == 403
        assert person.delete(address, If_Match=tag).status_code == 403
        assert person.post("actions", {"code": "Z", "title": "Z", "body": "A"}).status_code == 403
