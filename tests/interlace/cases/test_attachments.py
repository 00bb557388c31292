"""Files are what their bytes say, are kept whole outside the database, and leave a mark when they go."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlace import cases
from interlace.cases import attachments, storing
from interlace.cases.file_kinds import KINDS, kind_of, name_of
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from tests.interlace.cases.country import KEY, Country

if TYPE_CHECKING:
    from interlace.principals import Principal

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"


def packed(*members: str, mimetype: str | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype is not None:
            archive.writestr("mimetype", mimetype)
        for member in members:
            archive.writestr(member, "<x/>" * 10)
    return stream.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
TEXT = "application/vnd.oasis.opendocument.text"
ODT = packed("content.xml", mimetype=TEXT)
ODS = packed("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.PNG", PNG, "png"),
        ("a.jpeg", JPEG, "jpeg"),
        ("a.csv", "\ufeffa;b\n1;ü\n".encode(), "csv"),
        ("a.txt", "Acta: 3 < 4, and “x”.\n".encode(), "txt"),
        ("a.docx", DOCX, "docx"),
        ("a.xlsx", XLSX, "xlsx"),
        ("a.odt", ODT, "odt"),
        ("a.ods", ODS, "ods"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content).name == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file-empty"),
        ("a.txt", b"x" * (10 * 2**20 + 1), "file-size"),
        ("a.pdf", PNG, "file-lies"),
        ("a.png", PDF, "file-lies"),
        ("a.txt", DOCX, "file-lies"),
        ("a.docx", XLSX, "file-lies"),
        ("a.pdf", b"Just a text", "file-lies"),
        ("a.txt", b"<!DOCTYPE html><p>x", "file-markup"),
        ("a.csv", b"a,b\n<script>alert(1)</script>,2\n", "file-markup"),
        ("a.txt", b"<?xml version='1.0'?><svg/>", "file-markup"),
        ("a.svg", b"<svg onload='alert(1)'/>", "file-markup"),
        ("a.html", b"plain words", "file-lies"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "file-markup"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file-markup"),
        ("a.odt", packed("content.xml", "Basic/Standard/x.xml", mimetype=TEXT), "file-markup"),
        ("a.docx", packed("a.txt"), "file-kind"),
        ("a.docx", b"PK\x03\x04 not a zip", "file-kind"),
        ("a.zip", packed("a.txt"), "file-kind"),
        ("a.exe", b"MZ\x90\0\x03", "file-kind"),
        ("a.txt", b"\xff\xfe\x00x", "file-kind"),
        ("a.txt", b"a\0b", "file-kind"),
        ("a.gif", b"GIF89a", "file-lies"),
        ("a.pdf", b"%PDF-1.7 cut off", "file-lies"),
    ],
)  # fmt: skip
def test_what_is_none_of_these_or_lies_is_refused_with_its_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        kind_of(name, content)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_zip_that_would_fill_the_disk_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"\0" * (20 * 2**20))
    with pytest.raises(Invalid):
        kind_of("a.docx", stream.getvalue())


@given(st.text(), st.binary(max_size=300))
def test_any_bytes_under_any_name_are_one_kind_or_refused(name: str, content: bytes) -> None:
    try:
        kind = kind_of(name, content)
    except Invalid:
        return
    assert kind in KINDS
    assert name.lower().endswith(kind.endings)


@pytest.mark.parametrize("name", ["", "..", "/", "a" * 201, "a\nb.txt", "x/..", "\u202efdp.txt"])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        name_of(name)


def test_a_name_loses_the_way_to_it() -> None:
    assert name_of("C:\\Users\\ana\\plan.pdf") == "plan.pdf"
    assert name_of("../../etc/passwd") == "passwd"


@pytest.fixture
def mayor(country: Country) -> Principal:
    return country.somebody("contributor", "M")


def attach(country: Country, who: Principal, name: str = "a.txt", content: bytes = b"Minutes") -> object:
    return cases.attach(country.database, country.store, who, country.tenant_id, KEY, name, content)


def test_a_file_is_fetched_as_it_was_sent_and_gone_once_taken_away(country: Country, mayor: Principal) -> None:
    attach(country, mayor, "plan.pdf", PDF)
    (one,) = country.case(mayor).attachments
    fetched = cases.attachment(country.database, country.store, mayor, country.tenant_id, one.id)
    assert (fetched.name, fetched.media_type, fetched.content) == ("plan.pdf", "application/pdf", PDF)
    path = storing.place_of(country.database.configuration, country.tenant_id, one.id)
    assert path.stat().st_mode & 0o077 == 0
    for stranger in (country.somebody("contributor", "R2"), country.somebody("reader")):
        with pytest.raises(Forbidden):
            cases.detach(country.database, stranger, country.tenant_id, one.id)
    cases.detach(country.database, mayor, country.tenant_id, one.id)
    assert not path.exists()
    with pytest.raises(Unknown):
        cases.attachment(country.database, country.store, mayor, country.tenant_id, one.id)
    with pytest.raises(Conflict):
        cases.detach(country.database, mayor, country.tenant_id, one.id)
    (gone,) = country.case(mayor).attachments
    assert gone.removed_at is not None


def test_a_file_that_was_altered_on_disk_or_is_elsewhere_is_not_handed_out(country: Country, mayor: Principal) -> None:
    attach(country, mayor)
    (one,) = country.case(mayor).attachments
    path = storing.place_of(country.database.configuration, country.tenant_id, one.id)
    path.write_bytes(b"<script>")
    with pytest.raises(Unknown):
        cases.attachment(country.database, country.store, mayor, country.tenant_id, one.id)
    path.unlink()
    with pytest.raises(Unknown):
        cases.attachment(country.database, country.store, mayor, country.tenant_id, one.id)


def test_what_is_refused_leaves_no_file_behind(country: Country) -> None:
    folder = Path(country.database.configuration.home) / "attachments" / str(country.tenant_id)
    with pytest.raises(Forbidden):
        attach(country, country.somebody("contributor", "R2"))
    assert not folder.exists() or not list(folder.iterdir())


def test_a_case_has_so_many_files_and_no_more(
    country: Country, mayor: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_FILES", 2)
    for _ in range(2):
        attach(country, mayor)
    with pytest.raises(Conflict, match="at most"):
        attach(country, mayor)


def test_files_of_another_tenant_are_unknown(country: Country, mayor: Principal) -> None:
    attach(country, mayor)
    (one,) = country.case(mayor).attachments
    from tests.databases import new_tenant

    there = Country(country.database, new_tenant(country.database))
    with pytest.raises(Unknown):
        cases.attachment(there.database, there.store, there.somebody("administrator"), there.tenant_id, one.id)
    with pytest.raises(Unknown):
        cases.attachment(country.database, country.store, mayor, country.tenant_id, uuid4())
