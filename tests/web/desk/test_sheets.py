"""Spreadsheets as people send them: every way in which office programs write them, and what is made to do harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from interlace.errors import Invalid
from policies import AREAS, LANGUAGES, PRINCIPLES
from web.desk.upload import columns, parcel, reading
from web.desk.upload.reading import MOST_ROWS, Row, Sheet, Unreadable, read_sheet


def workbook(*rows: tuple[object, ...]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def inside(content: bytes, name: str, other: bytes) -> bytes:
    """A workbook with something else in one of its files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, other if entry.filename == name else old.read(entry))
    return stream.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read_sheet(content)
    return refusal.value.code


TEXT = 'Título;Áreas\r\n"Café; ""à"" côté";mediação\r\n'
READ = Sheet(["Título", "Áreas"], [Row(2, ['Café; "à" côté', "mediação"])])


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        (TEXT.encode(), [reading.SEMICOLONS]),
        (TEXT.encode("utf-8-sig"), [reading.SEMICOLONS]),
        (TEXT.encode("cp1252"), [reading.CP1252, reading.SEMICOLONS]),
        (TEXT.encode("utf-16"), [reading.UTF16, reading.SEMICOLONS]),
        (TEXT.replace("\r\n", "\n").encode(), [reading.SEMICOLONS]),
        (TEXT.replace("\r\n", "\r").encode(), [reading.SEMICOLONS]),
    ],
)
def test_files_of_all_editions_of_office_programs_say_the_same(content: bytes, notes: list[str]) -> None:
    sheet = read_sheet(content)
    assert (sheet.headings, sheet.rows) == (READ.headings, READ.rows)
    assert list(sheet.notes) == notes


def test_separators_are_found_or_said_and_rows_have_the_numbers_that_they_have_in_the_file() -> None:
    assert read_sheet(b"sep=|\ntitle|areas\nx|y\n").rows == [Row(3, ["x", "y"])]
    assert read_sheet(b"title\tareas\nx\ty\n").rows == [Row(2, ["x", "y"])]
    sheet = read_sheet(b'\n"title","a, b"\n"two\nlines",1\n,\n\nlast,2\n')
    assert sheet.headings == ["title", "a, b"]
    assert [row.number for row in sheet.rows] == [3, 7]


def test_a_workbook_gives_days_and_numbers_as_the_register_writes_them() -> None:
    content = workbook(
        ("title", None, "from", "budget"),
        (None, None, None, None),
        ("A", "x", datetime(2026, 9, 1), 12.0),  # noqa: DTZ001 - days in workbooks have no zone
        (" B ", None, date(2026, 9, 2), 12.5),
    )
    sheet = read_sheet(content)
    assert sheet.headings == ["title", "from", "budget"]
    assert sheet.rows == [Row(3, ["A", "2026-09-01", "12"]), Row(4, ["B", "2026-09-02", "12.5"])]


def test_formulas_are_not_worked_out_and_what_our_files_made_harmless_is_read_as_it_was() -> None:
    assert read_sheet(workbook(("title", "areas"), ("=1+1", "x"))).rows == [Row(2, ["", "x"])]
    assert read_sheet(b"title,areas\n'=1+1,'quoted'\n").rows == [Row(2, ["=1+1", "'quoted'"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", reading.EMPTY),
        (b"title,areas\n", reading.EMPTY),
        (b"\n\n", reading.EMPTY),
        (b"title,title\nx,y\n", reading.TWICE),
        (b'title\n"x\n', reading.BROKEN),
        (b"title\nx\0y\n", reading.NUL),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, reading.OLD),
        (b"PK\x03\x04 this is no zip", reading.NOT_A_SHEET),
        (b"title\n\x81\x8d\n", reading.NOT_A_SHEET),
        (b"x" * (reading.MOST_BYTES + 1), reading.TOO_LARGE),
        (b"title\n" + b"x\n" * (MOST_ROWS + 1), reading.TOO_MANY_ROWS),
        (",".join(f"c{number}" for number in range(60)).encode() + b"\nx\n", reading.TOO_MANY_COLUMNS),
    ],
)
def test_what_cannot_be_read_is_told_by_why(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_bomb_is_not_inflated() -> None:
    bomb = inside(workbook(("title",), ("x",)), "xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    assert len(bomb) < reading.MOST_BYTES
    assert refused(bomb) == reading.TOO_LARGE


def test_entities_and_rows_far_below_do_no_harm() -> None:
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
        + '<!ENTITY file SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr">'
        + "<is><t>{}</t></is></c></row></sheetData></worksheet>"
    )
    sheet = "xl/worksheets/sheet1.xml"
    for entity in ("&m;", "&file;"):
        content = inside(workbook(("title",)), sheet, laughs.replace("{}", entity).encode())
        with pytest.raises(Unreadable):
            read_sheet(content)
    far = workbook(("title",), ("x",)), '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>y</t></is></c></row>'
    with zipfile.ZipFile(io.BytesIO(far[0])) as archive:
        text = archive.read(sheet).decode().replace("</sheetData>", f"{far[1]}</sheetData>")
    assert refused(inside(far[0], sheet, text.encode())) == reading.TOO_MANY_ROWS


@given(st.binary(max_size=300))
def test_no_bytes_are_an_error_of_ours(content: bytes) -> None:
    for beginning in (b"", b"title;areas\n", b"PK\x03\x04", b"\xff\xfe", b"sep=;\n"):
        try:
            sheet = read_sheet(beginning + content)
        except Unreadable:
            continue
        assert all(len(row.cells) == len(sheet.headings) for row in sheet.rows)
        assert parcel.unpack(parcel.pack(sheet)) == Sheet(list(sheet.headings), list(sheet.rows), list(sheet.notes))


@given(st.text(max_size=60))
def test_what_comes_back_from_a_browser_is_a_sheet_or_refused(packed: str) -> None:
    with pytest.raises(Invalid):
        parcel.unpack(packed)


def test_a_parcel_is_bounded_and_of_one_shape() -> None:
    import base64
    import json
    import zlib

    def packed(told: object, times: int = 1) -> str:
        return base64.b64encode(zlib.compress(json.dumps(told).encode() * times)).decode()

    for told in (
        [],
        [["a"], [[1, "x", "y"]], []],
        [["a", "a"], [[1, "x", "y"]], []],
        [["a"], [["1", "x"]], []],
        [["a"], [], []],
    ):
        with pytest.raises(Invalid):
            parcel.unpack(packed(told))
    with pytest.raises(Invalid):
        parcel.unpack(packed("x" * 1024 * 1024, 40))


@pytest.mark.parametrize(
    ("text", "day", "day_first"),
    [
        ("2026-12-31", "2026-12-31", False),
        ("31/12/2026", "2026-12-31", True),
        ("1.2.2026", "2026-02-01", True),
        ("31-12-2026", "2026-12-31", True),
        ("12/31/2026", "12/31/2026", False),
        ("2026-09-01 00:00:00", "2026-09-01", False),
        ("soon", "soon", False),
    ],
)
def test_days_are_read_as_they_are_written_here(text: str, day: str, *, day_first: bool) -> None:
    assert columns.written_day(text) == (day, day_first)


def test_names_of_areas_and_principles_can_be_listed_with_any_separator() -> None:
    for vocabulary in (AREAS, PRINCIPLES):
        for term in vocabulary:
            for language in LANGUAGES:
                assert columns.listed(term.name.in_language(language), commas=True) == [term.name.in_language(language)]


def test_words_are_known_in_all_languages_whatever_their_accents_and_case() -> None:
    words = columns.words()
    assert words.areas[columns.folded("EDUCACAO")] == words.areas[columns.folded("Education")] == "education"
    assert words.principles[columns.folded("egalite reelle")] == "real_equality"
    assert words.columns[columns.folded("Starts_on")] == "starts_on"
    assert words.states[columns.folded("Under way")] == words.states["ongoing"] == "ongoing"
