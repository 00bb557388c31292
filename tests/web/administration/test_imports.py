"""Imports by a page: what is sent is queued, followed at an address of its own, and told with all that was wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING
from uuid import UUID

from graph.tables import SCHEMA
from interlace import jobs
from interlace.bundle import read_bundle
from tests.databases import new_tenant
from tests.interlace.register.world import settle
from web.administration.samples import EXAMPLE, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

WHERE = "administration/imports"


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return stream.getvalue()


def send(somebody: Person, content: bytes, name: str = "country.zip", **form: str) -> TestResponse:
    return somebody.post(WHERE, {"mode": "merge", "dry_run": "no", **form, "bundle": (io.BytesIO(content), name)})


def run(database: Database, tenant_id: UUID, sent: TestResponse) -> None:
    """Let the job run that a form asked for, as a worker would."""
    assert sent.status_code == 303, sent.text
    jobs.run_here(database, tenant_id, job_of(sent))


def job_of(sent: TestResponse) -> UUID:
    return UUID(sent.location.rpartition("/")[2])


def test_a_bundle_is_queued_followed_and_brought_in(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    sent = send(administrator, zipped(bodies="code,name,level\nA,Aldeia,local\n"), "files/town & country.zip")
    waiting = administrator.client.get(sent.location).text
    assert "every 2s" in waiting
    assert '<meta http-equiv="refresh"' in waiting
    assert "Import of town &amp; country.zip" in waiting
    run(accounts, tenant_id, sent)
    part = administrator.client.get(sent.location, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "every 2s" not in part
    assert "All of it is in the register" in administrator.client.get(sent.location).text
    register = zipfile.ZipFile(io.BytesIO(administrator.get(f"{WHERE}/register.zip").data))
    assert "Aldeia" in register.read("bodies.csv").decode()


def test_a_check_tells_what_would_change_and_writes_nothing(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    administrator = person(tenant_id)
    sent = send(administrator, zipped(bodies="code,name,level\nA,Aldeia,local\n"), dry_run="yes")
    run(accounts, tenant_id, sent)
    assert "This is what it would change" in administrator.client.get(sent.location).text
    assert "only checked" in administrator.get(WHERE).text


def test_each_problem_is_told_with_file_line_and_column_also_as_a_file(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    administrator = person(tenant_id)
    lines = "".join(f"A{number},=cmd<script>,town\n" for number in range(130))
    sent = send(administrator, zipped(bodies=f"code,name,level\n{lines}"))
    run(accounts, tenant_id, sent)
    page = administrator.client.get(sent.location).text
    assert "130 things are wrong with the bundle" in page
    assert "The first 100 of 130." in page
    assert "What is wrong, by kind" in page
    answer = administrator.client.get(f"{sent.location}/problems.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 130
    assert [rows[0][name] for name in ("File", "Line", "Column", "Value")] == ["bodies.csv", "2", "level", "town"]


def test_what_is_no_bundle_is_told_at_once(tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    assert "This is no bundle" in send(administrator, b"hello").text
    assert "Choose the file of a bundle." in administrator.post(WHERE, {"mode": "merge"}).text
    assert send(administrator, zipped(bodies=""), mode="sideways").status_code == 422


def test_replacing_everything_has_to_be_meant(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    settle(accounts, tenant_id)
    administrator, bundle = person(tenant_id), zipped(bodies="code,name,level\nA,A,local\n")
    refused = send(administrator, bundle, mode="replace")
    assert refused.status_code == 422
    assert "Say that you mean it" in refused.text
    assert send(administrator, bundle, mode="replace", sure="yes").status_code == 303


def test_an_import_that_waits_is_cancelled_and_one_that_has_ended_is_not(tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    sent = send(administrator, zipped(bodies="code,name,level\nA,A,local\n"))
    cancelled = administrator.client.get(administrator.post(f"{sent.location}/cancel").location)
    assert "It was cancelled; nothing was written." in cancelled.text
    late = administrator.client.get(administrator.post(f"{sent.location}/cancel").location)
    assert "It had ended already" in late.text


def test_the_template_has_every_column_and_the_example_is_valid(
    tenant_id: UUID, person: Persons, tmp_path: Path
) -> None:
    administrator = person(tenant_id)
    template = zipfile.ZipFile(io.BytesIO(administrator.get(f"{WHERE}/template.zip").data))
    for table, columns in SCHEMA.items():
        assert template.read(f"{table}.csv").decode("utf-8-sig").strip() == ",".join(columns)
    path = tmp_path / "example.zip"
    path.write_bytes(administrator.get(f"{WHERE}/example.zip").data)
    assert read_bundle(path).tables.bodies.height == len(EXAMPLE["bodies"])


def test_every_column_that_the_example_names_is_one() -> None:
    for table, records in EXAMPLE.items():
        assert sheet(table, records)


def test_an_import_of_another_tenant_is_not_there(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    sent = send(person(tenant_id), zipped(bodies="code,name,level\nA,A,local\n"))
    stranger = person(new_tenant(accounts))
    for path in ("", "/problems.csv"):
        assert stranger.get(f"{WHERE}/{job_of(sent)}{path}").status_code == 404
