"""Instruments through REST: a bad file is refused with each line, a good one is read back whole, done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.api.walk.instruments import crosswalk_of, file_of

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person


def where(person: Person, what: str = "instruments") -> str:
    """The address of a tenant's instruments."""
    return f"/api/v1/tenants/{person.slug}/{what}"


def test_what_is_wrong_with_a_file_is_told_line_by_line(administrator: Person) -> None:
    broken = file_of("mine").replace('"checklist"', '"poll"').replace('area = "all"', 'area = "none"')
    refused = administrator.post(where(administrator), {"content": broken})
    assert refused.status_code == 422
    errors = {one["code"]: one for one in refused.get_json()["errors"]}
    assert errors["instrument-bad-choice"]["pointer"] == "/content/kind"
    assert errors["instrument-bad-choice"]["detail"].endswith("(line 3).")
    assert set(errors) == {"instrument-bad-choice", "instrument-unknown-area", "instrument-empty-area"}
    for body in ({}, {"content": 1}, {"content": "x = 1", "format": "xml"}, {"content": "x = 1", "more": 1}):
        assert administrator.post(where(administrator), body).status_code == 422


def test_a_version_is_loaded_once_read_whole_and_taken_away(administrator: Person) -> None:
    content = {"content": file_of("city")}
    made = administrator.post(where(administrator), content, Idempotency_Key="once-and-for-all")
    assert made.status_code == 201, made.text
    again = administrator.post(where(administrator), content, Idempotency_Key="once-and-for-all")
    assert again.get_json() == made.get_json()
    assert administrator.post(where(administrator), {"content": file_of("city", "2")}).status_code == 201
    whole = administrator.get(f"{where(administrator)}/city@1").get_json()
    assert [one["id"] for one in whole["content"]["items"]] == ["plan"]
    assert whole["content"]["items"][0]["options"][1]["worth"] == "1/2"
    other = administrator.post(where(administrator), {"content": file_of("city").replace("plan?", "place?")})
    assert other.status_code == 409
    walk = administrator.post(where(administrator, "crosswalks"), {"content": crosswalk_of("city")})
    assert walk.get_json()["key"] == "city@1@2"
    assert administrator.get(where(administrator, "crosswalks/city@1@2")).status_code == 200
    assert administrator.delete(f"{where(administrator)}/city@1").status_code == 409
    assert administrator.delete(where(administrator, "crosswalks/city@1@2")).status_code == 204
    assert administrator.delete(f"{where(administrator)}/city@1").status_code == 204
    assert administrator.get(f"{where(administrator)}/city@1").status_code == 404
    assert administrator.get(f"{where(administrator)}/city").status_code == 404
