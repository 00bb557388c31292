"""A register that was amended is the one that would be read: in every column, and in all that is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import amendment
from graph.amendment import Edit, amended, edited
from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.settings import Settings
from graph.tables import SCHEMA, Tables
from interlace.cli.analyse import json_pieces
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.random_edits import Editor, Record, Records, records_of
from tests.graph.small import Small, settings_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

seeds = st.integers(0, 10**6)
some = settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEPT = ("ties", "by_owner_and_end", "names", "titles")


def register_of(seed: int) -> Register:
    country = random_country(seed)
    return Register.of(tables_of(country.tables), settings_of(country.thresholds, country.matrix))


def assert_same(one: object, other: object, path: str = "register") -> None:
    """Equal in values, types and shapes, down to the last column."""
    if isinstance(one, Tables | Settings):
        assert one is other, path
    elif is_dataclass(one) and type(one) is type(other):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(one, pl.Series) and isinstance(other, pl.Series):
        assert (one.name, one.dtype, one.to_list()) == (other.name, other.dtype, other.to_list()), path
    elif isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        assert (one.dtype, one.shape) == (other.dtype, other.shape), path
        assert np.array_equal(one, other), path
    else:
        assert one == other, path


def assert_as_read(register: Register) -> None:
    read = Register.of(register.tables, register.settings)
    assert_same(register, read)
    for name in KEPT:
        assert_same(getattr(register, name), getattr(read, name), name)


def after(register: Register, edits: Sequence[Edit]) -> Register:
    """The register after edits, which is made sure of to be the one that would be read."""
    result = amended(register, edited(register.tables, edits), edits)
    assert_as_read(result)
    return result


def frozen(record: Record) -> tuple[object, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in record.values())


def assert_holds(tables: Tables, records: Records) -> None:
    held = records_of(tables)
    for table in SCHEMA:
        assert Counter(map(frozen, held[table])) == Counter(map(frozen, records[table])), table


def found(register: Register, on: date) -> bytes:
    return b"".join(json_pieces(analyse(GovernanceGraph.at(register, on))))


@some
@given(seeds, seeds, st.integers(1, 8))
def test_whatever_is_edited_the_register_is_the_one_that_would_be_read(seed: int, other: int, steps: int) -> None:
    register = register_of(seed)
    editor = Editor(records_of(register.tables), other)
    for _ in range(steps):
        register = after(register, editor.edits())
        assert_holds(register.tables, editor.records)


@some
@given(seeds, seeds, st.integers(-800, 800))
def test_an_amended_register_has_the_same_findings(seed: int, other: int, shift: int) -> None:
    register = register_of(seed)
    edits = Editor(records_of(register.tables), other).edits(most=12)
    on = AS_OF + timedelta(days=shift)
    result = after(register, edits)
    assert found(result, on) == found(Register.of(result.tables, result.settings), on)


@some
@given(seeds, seeds)
def test_a_whole_country_leaves_and_another_comes(seed: int, other: int) -> None:
    register = register_of(seed)
    leaving, coming = records_of(register.tables), records_of(register_of(other).tables)
    gone = [Edit(table, record, None) for table in SCHEMA for record in leaving[table]]
    come = [Edit(table, None, record) for table in SCHEMA for record in coming[table]]
    assert_holds(after(register, gone + come).tables, coming)
    empty = after(register, gone)
    assert_holds(empty.tables, {table: [] for table in SCHEMA})
    assert_holds(after(empty, come).tables, coming)


@some
@given(seeds, st.integers(0, 50))
def test_a_body_leaves_with_all_that_names_it(seed: int, number: int) -> None:
    register = register_of(seed)
    editor = Editor(records_of(register.tables), seed)
    bodies = editor.records["bodies"]
    body = bodies[number % len(bodies)]
    result = after(register, editor.removal("bodies", body))
    assert body["code"] not in result.bodies.code
    assert_holds(result.tables, editor.records)


@some
@given(seeds, seeds)
def test_edits_one_by_one_come_to_the_same_as_at_once(seed: int, other: int) -> None:
    register = register_of(seed)
    editor = Editor(records_of(register.tables), other)
    edits = [edit for _ in range(3) for edit in editor.edits()]
    assert_holds(edited(register.tables, edits), editor.records)
    # A record that comes, changes and leaves in one call was never there.
    assert_holds(after(register, edits).tables, editor.records)


def small() -> Register:
    country = Small().body("a", "national").body("b", "local", "a").body("n", "network")
    country.strategy("s", "a", "real_equality:education", depth=1).strategy("t", "b").action("d", "b")
    country.relation("b", "member_of", "n").link("d", "s").declared("a").report("s", "2024-01-01")
    return country.competence("b", "housing", "lead").competence("b", "housing", "lead").register()


def record(register: Register, table: str, **values: object) -> Record:
    """A record of a table as its first one, with other values."""
    return register.tables[table].row(0, named=True) | values


def test_of_two_rows_that_are_equal_one_leaves() -> None:
    register = small()
    result = after(register, [Edit("competences", record(register, "competences"), None)])
    assert (result.tables.competences.height, len(result.competences.body)) == (1, 1)


def test_unknown_columns_are_kept_and_new_ones_are_text() -> None:
    register = small()
    marked = edited(register.tables, [Edit("links", None, record(register, "links", mark="red") | {"from": "t"})])
    assert marked.links["mark"].to_list() == [None, "red"]
    again = edited(marked, [Edit("links", None, record(register, "links") | {"from": "s", "to": "t"})])
    assert again.links["mark"].to_list() == [None, "red", None]
    assert again.links.schema["mark"] == pl.String


def test_a_commitment_that_deepens_and_one_that_goes_move_their_own_bits_only() -> None:
    register = small()
    shallow = record(register, "commitments")
    deeper = after(register, [Edit("commitments", shallow, shallow | {"depth": 2})])
    assert deeper.strategies.cells[0].tolist() == register.strategies.stated[0].tolist()
    gone = after(deeper, [Edit("commitments", shallow | {"depth": 2}, None)])
    assert not gone.strategies.cells.any()
    assert not gone.strategies.stated.any()


def test_what_no_edit_touches_is_the_same_object() -> None:
    register = small()
    body = record(register, "bodies")
    result = after(
        register, [Edit("bodies", body, body | {"name": "Other"}), Edit("links", record(register, "links"), None)]
    )
    for name in ("competences", "relations", "strategies", "actions", "participations", "declarations", "reports"):
        assert getattr(result, name) is getattr(register, name)
    assert result.bodies.code is register.bodies.code
    assert result.tables.relations is register.tables.relations


def test_what_was_worked_out_is_kept_where_it_still_holds() -> None:
    register = small()
    known = {name: getattr(register, name) for name in KEPT}
    result = after(register, [Edit("links", record(register, "links"), None)])
    assert all(vars(result)[name] is value for name, value in known.items())


def test_other_settings_come_without_other_records() -> None:
    register = small()
    other = Settings(name="Other", competence_matrix={"local": {"housing": "none"}})
    result = amended(register, register.tables, [], other)
    assert_as_read(result)
    assert (result.settings, result.name) == (other, "Other")


def test_beyond_the_bound_all_records_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    register = small()
    edits = [Edit("declarations", None, record(register, "declarations", body=body)) for body in "bn"]
    monkeypatch.setattr(amendment, "MOST_EDITS", 1)
    result = after(register, edits)
    # The parts that no edit touched were read as well.
    assert result.relations is not register.relations


def test_a_register_that_does_not_hold_what_leaves_says_so() -> None:
    register = small()
    for table, values in (("bodies", {"code": "z"}), ("links", {"from": "t"}), ("competences", {"role": "none"})):
        wrong = Edit(table, record(register, table, **values), None)
        with pytest.raises(KeyError):
            amended(register, register.tables, [wrong])
        with pytest.raises(KeyError):
            edited(register.tables, [wrong])


def test_a_code_that_no_record_has_is_refused() -> None:
    register = small()
    named = {"bodies": "parent", "actions": "body", "reports": "subject", "links": "to", "commitments": "strategy"}
    for table, column in named.items():
        key = {"code": "z"} if "code" in SCHEMA[table] else {}
        with pytest.raises(KeyError):
            amended(register, register.tables, [Edit(table, None, record(register, table, **key, **{column: "x"}))])


def test_a_body_does_not_leave_while_it_is_named() -> None:
    register = small()
    with pytest.raises(KeyError):
        amended(register, register.tables, [Edit("bodies", record(register, "bodies"), None)])


def test_a_code_comes_once() -> None:
    register = small()
    with pytest.raises(KeyError):
        amended(register, register.tables, [Edit("bodies", None, record(register, "bodies"))])
