"""Lists through the REST door: filters, order, pages, and the forms that they are told in."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from graph.tables import SCHEMA

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.api.rest.conftest import Person, World


def codes(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    return [one["code"] for one in response.get_json()["items"]]


def following(response: TestResponse) -> str | None:
    """The next page, as `Link` names it."""
    link = response.headers.get("Link")
    if link is None:
        return None
    address, _, relation = link.partition(">; ")
    assert relation == 'rel="next"'
    return address.removeprefix("<")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["A", "B", "C", "E", "N", "PT", "R1", "R2"]),
        ("level=local", ["A", "B", "E"]),
        ("level=local&level=regional", ["A", "B", "E", "R1", "R2"]),
        ("level=local&parent=R1", ["A", "E"]),
        ("parent=", ["N", "PT"]),
        ("q=CLÚB", ["C"]),
        ("sort=-name&level=regional", ["R2", "R1"]),
        ("code=nothing", []),
        ("population=0", []),
        ("id=019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42", []),
        ("level=local&sort=-code&first=2", ["E", "B"]),
    ],
)
def test_a_list_has_what_is_asked_for_in_that_order(administrator: Person, asked: str, found: list[str]) -> None:
    assert codes(administrator.get(f"bodies?{asked}")) == found


def test_links_lead_through_all_pages_of_the_same_question(administrator: Person) -> None:
    for asked in ("first=3", "first=1&level=local&level=regional&sort=-name", "first=2&parent=R1&q=a"):
        found, where = [], f"bodies?{asked}"
        while where:
            page = administrator.get(where)
            assert len(codes(page)) <= int(asked[6])
            found += codes(page)
            total, where = page.get_json()["total"], following(page) or ""
        assert len(found) == len(set(found)) == total


def test_pages_neither_skip_nor_repeat_while_others_write(administrator: Person) -> None:
    first = administrator.get("bodies?first=2")
    administrator.made("bodies", code="AA", name="AA", level="local", parent="R1")
    after = following(first)
    assert after is not None
    assert codes(administrator.get(after)) == ["C", "E"]


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ("colour=red", "/colour", "unknown-field"),
        ("name=A", "/name", "unknown-field"),
        ("level=lunar", "/level", "bad-choice"),
        ("level=", "/level", "bad-choice"),
        ("population=many", "/population", "bad-whole"),
        ("population=-1", "/population", "bad-whole"),
        ("valid_from=soon", "/valid_from", "bad-date"),
        ("first=0", "/first", "bad-whole"),
        ("first=201", "/first", "bad-whole"),
        ("first=2.5", "/first", "bad-whole"),
        ("first=" + "9" * 400, "/first", "bad-whole"),
        ("first=1&first=2", "/first", "bad-value"),
        ("after=%00", "/after", "nul"),
        ("after=AAAA", "/after", "bad-cursor"),
        ("sort=colour", "/sort", "bad-choice"),
        ("live=perhaps", "/live", "bad-choice"),
        ("q=" + "x" * 201, "/q", "too-long"),
        ("as_of=2026-13-01", "/as_of", "bad-date"),
        ("id=nothing", "/id", "bad-value"),
        ("%2F~=1", "/~1~0", "unknown-field"),
        ("&".join(f"code={number}" for number in range(201)), "/code", "bad-value"),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_name(administrator: Person, asked: str, pointer: str, code: str) -> None:
    refused = administrator.get(f"bodies?{asked}")
    assert refused.status_code == 422, refused.text
    (problem,) = refused.get_json()["errors"]
    assert (problem["pointer"], problem["code"]) == (pointer, code)


def test_a_page_is_had_as_csv_with_the_same_link(administrator: Person) -> None:
    administrator.made(
        "bodies", code="F", name="F", name_fr="Éf", level="local", parent="R1", identifiers=["x:1", "y:2"]
    )
    by_header = administrator.get("bodies?level=local&first=3", {"Accept": "text/csv"})
    by_name = administrator.get("bodies?level=local&first=3&format=csv")
    assert by_header.data == by_name.data
    assert by_header.content_type == "text/csv; charset=utf-8; header=present"
    assert by_name.headers["Content-Disposition"] == 'attachment; filename="bodies.csv"'
    rows = list(csv.DictReader(io.StringIO(by_name.text)))
    assert list(rows[0]) == ["id", "revision", *SCHEMA["bodies"], "name_fr"]
    after = following(by_name)
    assert after is not None
    (last,) = csv.DictReader(io.StringIO(administrator.get(after).text))
    assert (last["code"], last["name_fr"], last["identifiers"], last["population"]) == ("F", "Éf", "x:1|y:2", "")


def test_no_cell_is_a_formula(administrator: Person) -> None:
    for number, name in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0")):
        administrator.made("bodies", code=f"F{number}", name=name, level="local", parent="R1", population=number)
    rows = csv.DictReader(io.StringIO(administrator.get("bodies?format=csv&q=F").text))
    assert all(row["name"].startswith("'") for row in rows if row["code"].startswith("F"))


def test_other_forms_are_not_to_be_had(administrator: Person, world: World) -> None:
    single = f"bodies/{world.id_of('bodies', code='A')}"
    for where, accepted in (("bodies", "image/png"), (single, "text/csv"), ("bodies?format=xml", "*/*")):
        refused = administrator.get(where, {"Accept": accepted})
        assert (refused.status_code, refused.mimetype) == (406, "application/problem+json"), where
    for accepted in ("*/*", "application/*", "text/html, */*;q=0.1", "application/json;q=0.5", ""):
        assert administrator.get("bodies", {"Accept": accepted}).mimetype == "application/json", accepted
    assert administrator.get("bodies", {"Accept": "text/csv, application/json;q=0.9"}).mimetype == "text/csv"


def test_each_form_has_its_own_tag(administrator: Person) -> None:
    tags = {administrator.get(f"bodies?{asked}").headers["ETag"] for asked in ("", "format=csv", "first=3", "first=4")}
    assert len(tags) == 4
