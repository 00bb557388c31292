"""Entries come back from the database as they were given to it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.tables import SCHEMA, Column, Kind
from interlace.db.entries import PART, TENANT, Entry, pack, parts, unpack

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def values_of(column: Column) -> st.SearchStrategy[Any]:
    if column.kind is Kind.DATE:
        return st.dates()
    if column.kind is Kind.WHOLE:
        return st.integers(column.least, column.most)
    if column.kind is Kind.CHOICE:
        return st.sampled_from(column.choices)
    if column.kind in {Kind.REFERENCES, Kind.TEXTS, Kind.CELLS}:
        return st.lists(TEXTS, min_size=1, max_size=4)
    return TEXTS


def records(table: str) -> st.SearchStrategy[Entry]:
    known = {name: values_of(column) for name, column in SCHEMA[table].items()}
    further = st.dictionaries(TEXTS.map("name_{}".format), TEXTS, max_size=2)
    values = st.tuples(st.fixed_dictionaries({}, optional=known), further).map(lambda pair: {**pair[1], **pair[0]})
    return st.builds(Entry, st.just(table), st.uuids(), st.none() | values)


ENTRIES = st.sampled_from([*SCHEMA]).flatmap(records) | st.builds(
    Entry, st.just(TENANT), st.uuids(), st.dictionaries(TEXTS, JSON, max_size=4)
)


@given(st.lists(ENTRIES, max_size=12))
def test_what_is_packed_is_unpacked_as_it_was(entries: list[Entry]) -> None:
    found = unpack(pack(entries))
    assert found == entries
    assert [_types(entry) for entry in found] == [_types(entry) for entry in entries]


def _types(entry: Entry) -> dict[str, type]:
    return {name: type(value) for name, value in (entry.values or {}).items()}


@pytest.mark.parametrize(
    "column", [(table, name) for table, columns in SCHEMA.items() for name, c in columns.items() if c.kind is Kind.DATE]
)
def test_days_come_back_as_days(column: tuple[str, str]) -> None:
    table, name = column
    for day in (date.min, date(2024, 2, 29), date.max):
        entry = Entry(table, uuid4(), {name: day})
        assert unpack(pack([entry])) == [entry]


def test_an_empty_change_has_no_entries() -> None:
    assert unpack(pack([])) == []
    assert list(parts([])) == []


@given(st.integers(0, 5 * PART))
def test_parts_are_bounded_and_lose_nothing(count: int) -> None:
    entries = [Entry("bodies", uuid4(), None)] * count
    found = list(parts(entries))
    assert all(0 < len(part) <= PART for part in found)
    assert sum(map(len, found)) == count


def test_text_that_no_encoding_can_hold_is_refused_and_not_mangled() -> None:
    with pytest.raises(TypeError):
        pack([Entry("bodies", uuid4(), {"name": "\ud800"})])
