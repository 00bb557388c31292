"""Values of inputs: checked as a bundle checks them, and told with the place of every problem."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.tables import SCHEMA, Column, Kind
from interlace.bundle.columns import read_table
from interlace.bundle.lines import split_lines
from interlace.bundle.messages import MESSAGES
from interlace.bundle.problems import ProblemList
from interlace.db.identifiers import new_id
from interlace.db.records import StoredRecord
from interlace.errors import Invalid
from interlace.register.values import Given, day, of_change, of_new, text
from tests.examples import examples

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

BODY = {"code": "A", "name": "A", "level": "local"}
_LISTS = {Kind.REFERENCES, Kind.TEXTS, Kind.CELLS}
_WORDS = ["A", "a.b-c_d", "-a", "A" * 65, "é", "a\n", " A ", "\x1cA", "\u2003A\u2003", "x" * 20_001, "", "  ", "'=1+1"]
_DAYS = ["2020-02-29", "2021-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2020-1-1", "20200101", "２０２０-01-01"]
_NUMBERS = [
    "0",
    "1",
    "3",
    "007",
    "100",
    "100.0",
    "100.01",
    "100.000000000000000001",
    "99.999999999999999999",
    "1200",
    "-1",
    "1e3",
    "1.",
    "0.5",
    "9" * 18,
    "9" * 19,
    "٣",
]
_CHOICES = sorted({choice for columns in SCHEMA.values() for column in columns.values() for choice in column.choices})
_CELLS = ["real_equality:housing", "real_equality:love", "housing", " diversity_advantage:media "]


def problems_of(table: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        of_new(table, values)
    for problem in refused.value.problems:
        assert MESSAGES[problem.code].en.format(**problem.details)
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


def inputs(column: Column) -> SearchStrategy[Any]:
    """What may stand in a column, and much that may not; as JSON would have it."""
    likely = st.sampled_from(
        list(column.choices)
        or {Kind.DATE: _DAYS, Kind.WHOLE: _NUMBERS, Kind.DECIMAL: _NUMBERS}.get(column.kind, _WORDS)
    )
    letters = st.characters(codec="utf-8", exclude_characters="\0")
    anything = st.one_of(likely, likely, likely, st.sampled_from(_WORDS + _DAYS + _NUMBERS), st.text(letters))
    if column.kind not in _LISTS:
        return st.one_of(st.none(), anything)
    items = st.text(st.characters(codec="utf-8", exclude_characters="\0|"))
    return st.one_of(st.none(), st.lists(st.one_of(st.sampled_from(_CELLS), st.sampled_from(_WORDS), items)))


def good(column: Column) -> object:
    if column.choices:
        return column.choices[0]
    of_kind = {Kind.DATE: "2020-01-01", Kind.WHOLE: "1", Kind.DECIMAL: "1"}
    return of_kind.get(column.kind, None if column.kind in _LISTS else "A")


@st.composite
def records(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A record of which a column or two may be wrong."""
    table = draw(st.sampled_from(list(SCHEMA)))
    varied = draw(st.sets(st.sampled_from(list(SCHEMA[table])), min_size=1, max_size=2))
    drawn = {name: draw(inputs(column)) for name, column in SCHEMA[table].items() if name in varied}
    return table, {name: good(column) for name, column in SCHEMA[table].items()} | drawn


def read_as_a_bundle(table: str, values: dict[str, Any]) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    buffer = io.StringIO()
    fields = ["|".join(value) if isinstance(value, list) else value for value in values.values()]
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([list(values), fields])
    problems = ProblemList()
    lines = split_lines(f"{table}.csv", buffer.getvalue().encode(), problems)
    assert lines is not None
    read = read_table(table, lines, problems)
    assert read is not None
    told = [(problem.column, problem.code) for problem in problems.report([f"{table}.csv"]).problems]
    long = {column for column, code in told if code == "too-long"}
    # A bundle may say two things of a value that is too long.
    return read.frame.row(0, named=True), {one for one in told if one[0] not in long or one[1] == "too-long"}


def read_as_an_input(table: str, values: dict[str, Any]) -> tuple[dict[str, Any] | None, set[tuple[str, str]]]:
    try:
        return dict(of_new(table, values).values), set()
    except Invalid as refused:
        return None, {(problem.pointer.split("/")[1], problem.code) for problem in refused.problems}


@settings(max_examples=examples(600), deadline=None)
@given(records())
def test_what_a_bundle_accepts_is_accepted_and_nothing_else(record: tuple[str, dict[str, Any]]) -> None:
    row, told = read_as_a_bundle(*record)
    assert read_as_an_input(*record) == (None if told else row, told)


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_input() -> None:
    values = {"name": " ", "surname": "x", "level": "planet", "population": -1, "valid_from": "1.1.2020"}
    assert problems_of("bodies", values) == [
        ("/name", "required"),
        ("/surname", "unknown-field"),
        ("/level", "bad-choice"),
        ("/population", "bad-whole"),
        ("/valid_from", "bad-date"),
        ("/code", "required"),
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a\0b", "nul"),
        ("a\ud800", "not-utf8"),
        (1, "bad-text"),
        (["A"], "bad-text"),
        ({}, "bad-text"),
        (True, "bad-text"),
    ],
)
def test_a_name_is_text_that_can_be_kept(value: object, code: str) -> None:
    assert problems_of("bodies", BODY | {"name": value}) == [("/name", code)]


@pytest.mark.parametrize("value", [1.5, True, [], "1,000", 10**400, float("nan"), float("inf"), Decimal("1E+2"), {}])
def test_a_population_is_a_whole_number(value: object) -> None:
    assert problems_of("bodies", BODY | {"population": value}) == [("/population", "bad-whole")]


@pytest.mark.parametrize("value", [1, 1.5, True, [], datetime(2020, 1, 1), "2020-01-01T00:00", "today"])  # noqa: DTZ001
def test_a_day_is_a_day(value: object) -> None:
    assert problems_of("bodies", BODY | {"valid_from": value}) == [("/valid_from", "bad-date")]


@pytest.mark.parametrize(("value", "kept"), [(12.5, "12.5"), (7, "7"), (Decimal("3.20"), "3.20"), (" 4 ", "4")])
def test_a_decimal_stays_as_it_was_written(value: object, kept: str) -> None:
    given = of_new("reports", {"subject": "S", "reported_on": date(2020, 1, 1), "progress": value})
    assert given.values["progress"] == kept


def test_a_progress_a_hair_over_a_hundred_is_refused_though_floats_would_round_it() -> None:
    values = {"subject": "S", "reported_on": "2020-01-01", "progress": "100.000000000000000001"}
    assert problems_of("reports", values) == [("/progress", "bad-decimal")]


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        ("A|B", "/co_owners", "bad-list"),
        (["A", 1], "/co_owners/1", "bad-list"),
        (["A", "B|C"], "/co_owners/1", "bad-list"),
        (["A", "B", "\0"], "/co_owners/2", "nul"),
        (["x" * 10_000] * 3, "/co_owners", "too-long"),
        ({"A": 1}, "/co_owners", "bad-list"),
    ],
)
def test_what_is_wrong_in_a_list_is_told_with_its_place(value: object, pointer: str, code: str) -> None:
    values = {"code": "S", "title": "S", "owner": "A", "co_owners": value}
    assert problems_of("strategies", values) == [(pointer, code)]


def test_a_list_that_names_an_item_twice_means_it_once_and_an_empty_one_is_none() -> None:
    values = {"code": "S", "title": "S", "owner": "A"}
    assert of_new("strategies", values | {"co_owners": ["B", " C", "", "B "]}).values["co_owners"] == ["B", "C"]
    assert of_new("strategies", values | {"co_owners": [" "]}).values["co_owners"] is None


def test_translations_of_names_and_titles_are_kept_beside_the_columns() -> None:
    assert of_new("bodies", BODY | {"name_fr": " Ville ", "name_pt-BR": ""}).further == {
        "name_fr": "Ville",
        "name_pt-BR": None,
    }
    assert problems_of("bodies", BODY | {"title_fr": "x"}) == [("/title_fr", "unknown-field")]
    assert problems_of("bodies", BODY | {"name_fr": 1}) == [("/name_fr", "bad-text")]


def test_names_of_fields_cannot_break_out_of_their_pointer() -> None:
    assert problems_of("bodies", BODY | {"a/b~c": 1}) == [("/a~1b~0c", "unknown-field")]
    assert problems_of("bodies", BODY | {"x" * 9999: 1}) == [("/" + "x" * 64, "unknown-field")]


def test_a_change_speaks_of_what_it_names_alone() -> None:
    before = StoredRecord("bodies", new_id(), 1, dict.fromkeys(SCHEMA["bodies"]) | BODY, {})
    assert of_change(before, {"population": "5", "website": None}) == Given({"population": 5, "website": None})
    assert of_change(before, {"code": "A", "level": "local"}, "code").values["code"] == "A"
    with pytest.raises(Invalid) as refused:
        of_change(before, {"code": "B", "name": None}, "code")
    assert {(problem.pointer, problem.code) for problem in refused.value.problems} == {
        ("/code", "fixed"),
        ("/name", "required"),
    }


def test_reasons_and_days_beside_the_columns_are_checked_alike() -> None:
    assert (text("reason", " no "), text("reason", None), day("on", "2020-01-01")) == ("no", None, date(2020, 1, 1))
    for wrong in (None, " ", 3, "\0"):
        with pytest.raises(Invalid) as refused:
            text("reason", wrong, required=True)
        assert refused.value.problems[0].pointer == "/reason"
    for missing in (None, "", "never"):
        with pytest.raises(Invalid):
            day("on", missing)
