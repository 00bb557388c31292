"""Tables as files: what is in them, for whom, and that no spreadsheet runs what somebody registered."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.register.catalogue import SERVICES
from web.report import downloads, frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.web.conftest import Person

DAYS = "as_of=2026-03-31&compare_to=2025-12-31"


def rows_of(response: TestResponse, separator: str = ",") -> list[dict[str, str]]:
    """A CSV file as a person's spreadsheet reads it."""
    assert response.status_code == 200, response.text
    assert response.data.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=separator))


def create(accounts: Database, tenant_id: UUID, service: str, **values: Any) -> None:  # noqa: ANN401 - as services take it
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        SERVICES[service].perform(unit, **values)


@pytest.mark.parametrize("name", [*SCHEMA, "findings", "explained", "changes", "alignment", "profiles", "unreported"])
def test_every_table_is_a_file_in_both_forms(person: Callable[..., Person], portugal: UUID, name: str) -> None:
    reader = person(portugal, "reader")
    for_people = rows_of(reader.get(f"tables/{name}.csv?{DAYS}"))
    for_programs = rows_of(reader.get(f"tables/{name}.csv?{DAYS}&headers=ids"))
    assert len(for_people) == len(for_programs)
    workbook = openpyxl.load_workbook(io.BytesIO(reader.get(f"tables/{name}.xlsx?{DAYS}").data))
    assert workbook.worksheets[0].max_row == len(for_people) + 1


def test_columns_and_values_are_in_the_readers_language_and_names_stand_beside_codes(
    person: Callable[..., Person], portugal: UUID
) -> None:
    reader = person(portugal, "reader")
    (loures,) = (row for row in rows_of(reader.get("tables/bodies.csv")) if row["Code"] == "PT-loures")
    assert loures["Level"] == "Local"
    assert loures["Body above: name"] == "Área Metropolitana de Lisboa"
    (loures,) = (row for row in rows_of(reader.get("tables/bodies.csv?headers=ids")) if row["code"] == "PT-loures")
    assert loures["level"] == "local"
    assert list(loures)[: len(SCHEMA["bodies"])] == list(SCHEMA["bodies"])


def test_semicolons_and_commas_of_numbers_are_those_of_the_language_unless_asked_otherwise(
    person: Callable[..., Person], portugal: UUID
) -> None:
    reader = person(portugal, "reader")
    english = reader.get(f"tables/alignment.csv?{DAYS}").text.splitlines()
    french = reader.get(f"tables/alignment.csv?{DAYS}", headers={"Accept-Language": "fr"}).text.splitlines()
    commas = reader.get(f"tables/alignment.csv?{DAYS}&separator=comma", headers={"Accept-Language": "fr"}).text
    assert english[1].endswith(",7,7,1.0")
    assert french[1].endswith(";7;7;1,0")
    assert commas.splitlines()[1].endswith(",7,7,1.0")
    assert reader.get("tables/alignment.csv?separator=tab").status_code == 400


def test_what_a_spreadsheet_would_run_is_text(
    person: Callable[..., Person], accounts: Database, tenant_id: UUID
) -> None:
    dangerous = ['=HYPERLINK("https://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1+1"]
    for number, name in enumerate(dangerous):
        create(accounts, tenant_id, "body.register", values={"code": f"b{number}", "name": name, "level": "local"})
    reader = person(tenant_id, "reader")
    for form in ("", "?headers=ids"):
        names = [row.get("Name", row.get("name", "")) for row in rows_of(reader.get(f"tables/bodies.csv{form}"))]
        assert len(names) == len(dangerous)
        assert all(name.startswith("'") for name in names), names
    content = reader.get("tables/bodies.xlsx").data
    cells = [row[1] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_drafts_are_in_the_files_of_those_who_may_read_them_alone(
    person: Callable[..., Person], accounts: Database, tenant_id: UUID
) -> None:
    create(accounts, tenant_id, "body.register", values={"code": "city", "name": "City", "level": "local"})
    draft = {"code": "plan", "title": "Plan", "owner": "city"}
    create(accounts, tenant_id, "strategy.draft", values=draft)
    seen = {
        role: [row["Code"] for row in rows_of(person(tenant_id, role).get("tables/strategies.csv"))]
        for role in ("reader", "administrator")
    }
    assert seen == {"reader": [], "administrator": ["plan"]}


def test_findings_are_filtered_as_their_page_filters_them(person: Callable[..., Person], portugal: UUID) -> None:
    reader = person(portugal, "reader")
    every = rows_of(reader.get(f"tables/findings.csv?{DAYS}&headers=ids"))
    high = rows_of(reader.get(f"tables/findings.csv?{DAYS}&headers=ids&severity=high"))
    azores = rows_of(reader.get(f"tables/explained.csv?{DAYS}&headers=ids&branch=PT-NUTS2-PT20"))
    assert high == [row for row in every if row["severity"] == "high"]
    assert 0 < len(azores) < len(every)
    assert all(row["explanation"] and row["closes"] for row in azores)
    assert reader.get("tables/findings.csv?branch=nobody").status_code == 400
    assert reader.get("tables/findings.csv?colour=red").status_code == 400


def test_bodies_that_did_not_declare_are_listed_without_a_day_or_with_the_last(
    person: Callable[..., Person], accounts: Database, tenant_id: UUID
) -> None:
    for code in ("fresh", "never", "stale"):
        create(accounts, tenant_id, "body.register", values={"code": code, "name": code, "level": "local"})
    for code, day in (("fresh", date(2024, 3, 1)), ("stale", date(2020, 1, 1))):
        create(accounts, tenant_id, "declaration.give", values={"body": code, "declared_on": day})
    rows = rows_of(person(tenant_id, "reader").get("tables/unreported.csv?headers=ids&as_of=2024-03-31"))
    assert {row["body"]: row["declared_on"] for row in rows} == {"never": "", "stale": "2020-01-01"}


def test_a_file_that_would_be_too_large_is_refused_with_another_way(
    person: Callable[..., Person], portugal: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_IN_WORKBOOK", 10)
    monkeypatch.setattr(frames, "MOST_TOLD", 10)
    reader = person(portugal, "reader")
    for path in ("tables/bodies.xlsx", "tables/explained.csv"):
        refused = reader.get(f"{path}?{DAYS}")
        assert refused.status_code == 422
        assert "more than 10 rows" in refused.text


def test_the_list_of_tables_leads_to_all_of_them(person: Callable[..., Person], portugal: UUID) -> None:
    page = person(portugal, "reader").get(f"tables?{DAYS}").text
    for name in (*SCHEMA, "findings", "changes", "alignment", "profiles", "unreported"):
        assert f"/t/portugal-unchanged/tables/{name}.csv?as_of=2026-03-31&amp;compare_to=2025-12-31" in page


@pytest.mark.usefixtures("portugal")
def test_another_tenants_tables_are_nowhere(person: Callable[..., Person], tenant_id: UUID) -> None:
    stranger = person(tenant_id, "administrator")
    assert stranger.get("/t/portugal-unchanged/tables").status_code == 404
    assert stranger.get("/t/portugal-unchanged/tables/bodies.csv").status_code == 404
    assert stranger.get("tables/nothing.csv").status_code == 404
