"""The tenant through the REST door: what it is set to, what one may do in it, all of it as a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person, World


def where(person: Person) -> str:
    """The address of somebody's tenant."""
    return f"/api/v1/tenants/{person.slug}"


def test_everybody_reads_the_settings_and_what_they_may_do(administrator: Person, world: World) -> None:
    told = administrator.get(where(administrator))
    assert told.status_code == 200, told.text
    assert told.get_json()["revision"] == int(told.headers["Interlace-Revision"])
    assert "settings.change" in told.get_json()["may"]["tenant"]
    steward = world.someone("steward", "R1")
    seen = steward.get(where(steward)).get_json()
    assert (seen["slug"], seen["may"]["tenant"]) == (world.slug, ["register.export", "register.read"])
    assert "records.write" in seen["may"]["bodies"]["R1"]
    assert {name: told.get_json()[name] for name in ("name", "thresholds", "competence_matrix")} == {
        name: seen[name] for name in ("name", "thresholds", "competence_matrix")
    }


def test_settings_are_changed_by_whoever_knows_them_as_they_are(administrator: Person) -> None:
    before = administrator.get(where(administrator))
    change = {
        "name": "Here",
        "country": "PT",
        "languages": ["pt"],
        "thresholds": {"aligned_from": 0.25, "stale_days": 400},
        "competence_matrix": {"local": {"media": "none"}},
    }
    changed = administrator.patch(where(administrator), change, If_Match=before.headers["ETag"])
    assert changed.status_code == 200, changed.text
    after = administrator.get(where(administrator)).get_json()
    assert after == changed.get_json() | {"may": after["may"]}
    assert after["thresholds"] == before.get_json()["thresholds"] | {"aligned_from": 0.25, "stale_days": 400}
    assert {name: after[name] for name in ("name", "country", "languages", "competence_matrix")} == {
        name: change[name] for name in ("name", "country", "languages", "competence_matrix")
    }
    stale = administrator.patch(where(administrator), {"name": "There"}, If_Match=before.headers["ETag"])
    assert stale.status_code == 412
    assert administrator.patch(where(administrator), {"name": "There"}).status_code == 428
    again = {"thresholds": {"aligned_from": None}}
    default = administrator.patch(where(administrator), again, If_Match=changed.headers["ETag"]).get_json()
    assert default["thresholds"]["aligned_from"] == before.get_json()["thresholds"]["aligned_from"]


def test_a_rule_is_switched_off_and_findings_say_under_which_set_they_were_made(administrator: Person) -> None:
    before = administrator.get(where(administrator))
    assert (before.get_json()["rules"], before.get_json()["rule_set"]) == ({}, "3")
    first = administrator.get("findings").get_json()["items"]
    assert {one["rule_set"] for one in first} == {"3"}
    rule = first[0]["rule"]
    told = {"rules": {rule: "off", "report-stale": "critical"}}
    changed = administrator.patch(where(administrator), told, If_Match=before.headers["ETag"]).get_json()
    assert changed["rules"] == {rule: "off", "report-stale": {"low": "critical"}}
    after = administrator.get("findings").get_json()["items"]
    assert {one["rule_set"] for one in after} == {changed["rule_set"]}
    assert changed["rule_set"].startswith("3+")
    assert rule not in {one["rule"] for one in after}
    assert administrator.get(f"findings/{first[0]['key']}").status_code == 404


def test_a_change_elsewhere_does_not_make_settings_stale(administrator: Person) -> None:
    before = administrator.get(where(administrator)).headers["ETag"]
    administrator.made("actions", code="Q", title="Q", body="A")
    assert administrator.patch(where(administrator), {"name": "Here"}, If_Match=before).status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"country": "Portugal"}, "/country"),
        ({"languages": "pt"}, "/languages"),
        ({"thresholds": {"aligned_from": 2}}, "/thresholds/aligned_from"),
        ({"thresholds": {"fresh": 1}}, "/thresholds/fresh"),
        ({"rules": {"no-rule": "off"}}, "/rules/no-rule"),
        ({"rules": {"report-stale": {"low": "dire"}}}, "/rules/report-stale/low"),
        ({"competence_matrix": {"local": {"media": "boss"}}}, "/competence_matrix/local/media"),
    ],
)
def test_what_is_wrong_with_settings_is_told(administrator: Person, change: dict[str, object], pointer: str) -> None:
    tag = administrator.get(where(administrator)).headers["ETag"]
    refused = administrator.patch(where(administrator), change, If_Match=tag)
    assert refused.status_code == 422, refused.text
    assert [one["pointer"] for one in refused.get_json()["errors"]] == [pointer]


def test_only_administrators_change_settings_and_nobody_those_of_another_tenant(
    administrator: Person, world: World
) -> None:
    steward = world.someone("steward", "R1")
    tag = steward.get(where(steward)).headers["ETag"]
    assert steward.patch(where(steward), {"name": "Mine"}, If_Match=tag).status_code == 403
    assert administrator.get("/api/v1/tenants/elsewhere").status_code == 404
    assert administrator.patch("/api/v1/tenants/elsewhere", {"name": "Mine"}, If_Match=tag).status_code == 404


def test_a_whole_tenant_is_had_as_a_bundle(administrator: Person) -> None:
    told = administrator.get(f"{where(administrator)}?format=zip")
    assert (told.status_code, told.mimetype) == (200, "application/zip")
    assert told.data == administrator.get("exports/bundle").data
