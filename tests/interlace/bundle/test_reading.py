"""Files as people and programs write them: separators, line ends, quotes, marks, sizes."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlace.bundle import check_bundle, read_bundle
from interlace.bundle.columns import read_table
from interlace.bundle.lines import split_lines
from interlace.bundle.problems import ProblemList
from tests.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["code", "name", "level", "population"]
ROWS = [["N", "Nation", "national", "5"], ["C", 'The "C", a body', "civil_society", ""]]


def write(folder: Path, content: bytes, name: str = "bodies.csv") -> Path:
    (folder / name).write_bytes(content)
    return folder


def as_csv(separator: str = ",", ends: str = "\n") -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator=ends)
    writer.writerows([HEADER, *ROWS])
    return buffer.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separators_line_ends_and_marks_make_no_difference(
    tmp_path: Path, separator: str, ends: str, mark: bytes
) -> None:
    bodies = read_bundle(write(tmp_path, mark + as_csv(separator, ends).encode())).tables.bodies
    assert bodies["code"].to_list() == ["N", "C"]
    assert bodies["name"].to_list() == ["Nation", 'The "C", a body']
    assert bodies["population"].to_list() == [5, None]


def test_the_last_line_needs_no_end_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    content = b"\ncode,name,level\n\nN,Nation,national\n   \nC,Club,civil_society"
    assert read_bundle(write(tmp_path, content)).tables.bodies["code"].to_list() == ["N", "C"]


def test_a_header_alone_is_an_empty_register(tmp_path: Path) -> None:
    assert read_bundle(write(tmp_path, b"code,name,level\n")).tables.bodies.height == 0


def test_white_space_around_values_items_and_headers_is_dropped(tmp_path: Path) -> None:
    content = b" code , name,level,identifiers\nN,  Nation ,national, a:1 | b:2 |a:1| \n"
    bodies = read_bundle(write(tmp_path, content)).tables.bodies
    assert bodies.row(0, named=True)["name"] == "Nation"
    assert bodies["identifiers"].to_list() == [["a:1", "b:2"]]


def test_lines_are_physical_lines_after_fields_with_line_ends(tmp_path: Path) -> None:
    content = b'code,name,level\nN,"Nation\r\nof\nthree",national\n\nX,x,town\n'
    (problem,) = check_bundle(write(tmp_path, content)).problems
    assert (problem.line, problem.value) == (6, "town")


def test_a_line_end_inside_quotes_is_kept_as_it_is(tmp_path: Path) -> None:
    content = b'code,name,level\r\nN,"Na\r\ntion",national\r\n'
    assert read_bundle(write(tmp_path, content)).tables.bodies["name"].to_list() == ["Na\r\ntion"]


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b'code,name,level\nN,Na"tion,national\nX,x,town\n', 2, "bad-quote"),
        (b'code,name,level\nN,"Na"tion,national\n', 2, "bad-quote"),
        (b'code,name,level\nN,a,national\nX,"x,local\nY,y,local\n', 3, "open-quote"),
    ],
)
def test_wrong_quotes_are_told_and_end_the_reading_of_the_file(
    tmp_path: Path, content: bytes, line: int, code: str
) -> None:
    write(tmp_path, b"body,declared_on\nQ,2024-01-01\n", "declarations.csv")
    assert [(p.line, p.code) for p in check_bundle(write(tmp_path, content)).problems] == [(line, code)]


def test_nul_and_bytes_that_are_not_utf8_are_told_line_by_line(tmp_path: Path) -> None:
    content = b"code,name,level\nN,Na\x00tion,national\nR,R\xe9gion,regional\nL,\xff\xfe,local\nX,x,town\n"
    told = [(p.line, p.code) for p in check_bundle(write(tmp_path, content)).problems]
    assert told == [(2, "nul"), (3, "not-utf8-cp1252"), (4, "not-utf8-cp1252"), (5, "bad-choice")]


def test_a_field_of_a_million_characters_is_refused_and_shown_shortened(tmp_path: Path) -> None:
    content = f"code,name,level\nN,{'x' * 1_000_000},national\n".encode()
    (problem,) = check_bundle(write(tmp_path, content)).problems
    assert (problem.line, problem.column, problem.code) == (2, "name", "too-long")
    assert len(problem.value) < 120
    assert check_bundle(write(tmp_path, f"code,name,level\nN,{'é' * 20_000},national\n".encode())).valid


def test_hostile_files_are_told_of_in_no_time(tmp_path: Path) -> None:
    lines = 200_000
    hostile = {
        b"code,name,level\n" + b"\0\n" * lines: ("nul", lines),
        b"code,name,level\n" + b"\xff,x,local\n" * lines: ("not-utf8-cp1252", lines),
        b"code,name,level\n" + b",,\n" * lines: ("required", 3 * lines),
        b"code,name,level\n" + b"N,x,national\n" * lines: ("duplicate-code", lines - 1),
        b"," * lines + b"\n": ("too-many-columns", 1),
        b'"' + b"x" * 1_000_000 + b'",name\n': ("missing-column", 2),
        b"\n" * lines: ("empty-file", 1),
        b'"' * (lines + 1): ("open-quote", 1),
    }
    for content, (code, count) in hostile.items():
        report = check_bundle(write(tmp_path, content))
        assert report.problems[0].code == code
        assert len(report.problems) + report.more == count


def test_settings_beyond_all_measure_are_refused_unread(tmp_path: Path) -> None:
    write(tmp_path, as_csv().encode())
    write(tmp_path, b"a = " + b"[" * 2_000_000, "tenant.toml")
    assert [p.code for p in check_bundle(tmp_path).problems] == ["too-large"]
    write(tmp_path, b"a = " + b"[" * 100_000, "tenant.toml")
    assert [p.code for p in check_bundle(tmp_path).problems] == ["bad-toml"]


def test_formula_like_text_is_text(tmp_path: Path) -> None:
    content = b"code,name,level\nN,=1+1,national\n"
    assert read_bundle(write(tmp_path, content)).tables.bodies["name"].to_list() == ["=1+1"]


def test_settings_are_read_exactly(tmp_path: Path) -> None:
    write(tmp_path, as_csv().encode())
    text = 'name = "X"\ncountry = "PT"\nlanguages = ["pt"]\n[thresholds]\naligned_from = 0.28\nfragment = 2\n'
    write(tmp_path, (text + '[competence_matrix.local]\nmedia = "lead"\n').encode(), "tenant.toml")
    read = read_bundle(tmp_path).settings
    assert (read.name, read.country, read.languages) == ("X", "PT", ("pt",))
    assert read.thresholds.aligned_from == Fraction(28, 100)
    assert (read.thresholds.fragment, read.thresholds.fresh_days) == (2, 365)
    assert read.competence_matrix == {"local": {"media": "lead"}}


def test_dates_are_days_of_the_years_1_to_9999(tmp_path: Path) -> None:
    content = b"code,name,level,valid_from,valid_to\nN,a,national,0001-01-01,9999-12-31\nM,b,national,0000-01-01,\n"
    (problem,) = check_bundle(write(tmp_path, content)).problems
    assert (problem.line, problem.column, problem.code) == (3, "valid_from", "bad-date")
    bodies = read_bundle(write(tmp_path, content.split(b"M")[0])).tables.bodies
    assert bodies["valid_to"].to_list() == [date(9999, 12, 31)]


def test_files_that_are_not_of_the_bundle_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, b"\xff\x00", "sources.csv")
    assert read_bundle(write(tmp_path, as_csv().encode())).tables.bodies.height == 2


# Python's strip() takes four control characters for white space that Unicode does not.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\x1c\x1d\x1e\x1f"), max_size=12)


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(st.tuples(texts, texts, texts), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_text_columns_are_what_the_standard_librarys_reader_gives(
    rows: list[tuple[str, str, str]], separator: str, ends: str
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator=ends, quoting=csv.QUOTE_ALL)
    header = ["body", "declared_on", "note"]
    writer.writerows([header, *rows])
    problems = ProblemList()
    lines = split_lines("declarations.csv", buffer.getvalue().encode(), problems)
    assert lines is not None
    assert len(problems) == 0
    table = read_table("declarations", lines, problems)
    assert table is not None
    read = list(csv.reader(io.StringIO(buffer.getvalue(), newline=""), delimiter=separator))
    expected = [row[2].strip() or None for row in read[1:]]
    assert table.frame["note"].to_list() == expected
