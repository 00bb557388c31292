"""Tables and registers after a few edits, made from those before: what did not change is neither read nor copied."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from graph.register import Register, spoken
from graph.renumbering import Renumbering, frame_of
from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.encoding import Flags
    from graph.settings import Settings
    from graph.tables import Tables

    Record = Mapping[str, object]

#: Beyond so many edits it is quicker to number all records again.
MOST_EDITS = 5000
#: Pieces of a frame that are put up with before it is made one again.
_MOST_PIECES = 16


class Edit(NamedTuple):
    """One record before and after: None where it was not there yet, or is there no longer.

    Values are typed as the table's columns are (text, whole number, day, list of texts, None) and hold at least all
    known columns of the table. A code never changes: a record with another code is another record.
    """

    table: str
    before: Record | None
    after: Record | None


class Change(NamedTuple):
    """What edits come to in one table: records that leave and records that come. One that changes does both."""

    gone: list[Record]
    come: list[Record]


def changes_of(edits: Iterable[Edit]) -> dict[str, Change]:
    """What edits, made one after the other, come to in each table that they touch."""
    gone: dict[str, list[Record]] = {}
    come: dict[str, dict[tuple[object, ...], list[Record]]] = {}
    for table, before, after in edits:
        leaving, coming = gone.setdefault(table, []), come.setdefault(table, {})
        if before is not None:
            came = coming.get(_key(table, before))
            if came:
                came.pop()
            else:
                leaving.append(before)
        if after is not None:
            coming.setdefault(_key(table, after), []).append(after)
    return {table: Change(gone[table], list(chain.from_iterable(come[table].values()))) for table in gone}


def _key_columns(table: str) -> Sequence[str]:
    return ("code",) if "code" in SCHEMA[table] else tuple(SCHEMA[table])


def _key(table: str, record: Record) -> tuple[object, ...]:
    """What a record is found by: its code, or where it has none all that is known of it."""
    return tuple(record[column] for column in _key_columns(table))


def edited(tables: Tables, edits: Iterable[Edit]) -> Tables:
    """The tables after the edits; frames that no edit touches are the same ones.

    Unknown columns are kept, and those that a record brings are added as text. Raises KeyError if a
    record that leaves is not there.
    """
    frames = {table: _edited(table, tables[table], change) for table, change in changes_of(edits).items()}
    return replace(tables, **frames)


def _edited(table: str, frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    kept = frame.filter(pl.Series(_staying(table, frame, change.gone))) if change.gone else frame
    unknown = [column for record in change.come for column in record if column not in frame.columns]
    kept = kept.with_columns(pl.lit(None, dtype=pl.String).alias(column) for column in dict.fromkeys(unknown))
    whole = kept.vstack(frame_of(change.come, kept.schema))
    return whole.rechunk() if whole.n_chunks() > _MOST_PIECES else whole


def _staying(table: str, frame: pl.DataFrame, gone: list[Record]) -> Flags:
    """Which rows of a table stay when these records leave; of rows that are equal as many leave as are named."""
    columns = _key_columns(table)
    leaving = Counter(_key(table, record) for record in gone)
    alike = frame.select(pl.arg_where(pl.col(columns[0]).is_in([key[0] for key in leaving]))).to_series()
    staying = np.ones(frame.height, dtype=np.bool_)
    for row, key in zip(alike, frame.select(columns)[alike].iter_rows(), strict=True):
        if leaving[key]:
            leaving[key] -= 1
            staying[row] = False
    for key in leaving.elements():
        raise KeyError(table, *key)
    return staying


def amended(register: Register, tables: Tables, edits: Sequence[Edit], settings: Settings | None = None) -> Register:
    """The register of `tables`, made from the one before the edits; equal in every column to `Register.of`.

    `settings` replace those of the register. Raises KeyError if a record that leaves is not there, or one refers to
    a code that no record has.
    """
    settings = register.settings if settings is None else settings
    if len(edits) > MOST_EDITS:
        return Register.of(tables, settings)
    changes = changes_of(edits)
    parts = Renumbering.of(register, {table: changes.get(table, Change([], [])) for table in SCHEMA}).parts()
    after = replace(register, tables=tables, settings=settings, **parts)
    _carry(register, after, changes)
    return after


def _carry(before: Register, after: Register, changes: Mapping[str, Change]) -> None:
    """Keep what was worked out from parts that are still the same."""
    known, kept = vars(before), vars(after)
    if "ties" in known and after.relations is before.relations and after.bodies.code is before.bodies.code:
        kept["ties"] = known["ties"]
    same_actions = after.tables.actions is before.tables.actions and after.actions.code is before.actions.code
    if "partners" in known and same_actions and after.bodies.code is before.bodies.code:
        kept["partners"] = known["partners"]
        if "naming" in known and after.actions.body is before.actions.body:
            kept["naming"] = known["naming"]
    behind = (after.strategies is before.strategies, after.actions is before.actions, after.links is before.links)
    if "supporting" in known and all(behind) and after.bodies.code is before.bodies.code:
        kept["supporting"] = known["supporting"]
    # Bodies that move keep their order, so only an edit of strategies could change this one.
    if "by_owner_and_end" in known and after.strategies.ends_on is before.strategies.ends_on:
        kept["by_owner_and_end"] = known["by_owner_and_end"]
    if "names" in known:
        kept["names"] = _retold(known["names"], changes, "name", "bodies")
    if "titles" in known:
        kept["titles"] = _retold(known["titles"], changes, "title", "strategies", "actions")


def _retold(texts: dict[str, str], changes: Mapping[str, Change], column: str, *tables: str) -> dict[str, str]:
    """Texts by code after the changes of these tables; the same where there are none."""
    touched = [changes[table] for table in tables if table in changes]
    if not touched:
        return texts
    told = texts.copy()
    for record in chain.from_iterable(change.gone for change in touched):
        del told[str(record["code"])]
    come = [record for change in touched for record in change.come]
    told |= spoken(*(pl.Series([record[name] for record in come], dtype=pl.String) for name in ("code", column)))
    return told
