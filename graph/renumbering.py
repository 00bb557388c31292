"""The parts of a register after records leave and come: rows move, and the numbers that name them move along."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from graph.encoding import NOBODY
from graph.register import (
    Codes,
    actions_of,
    bodies_of,
    competences_of,
    declarations_of,
    links_of,
    measurements_of,
    oppositions_of,
    participations_of,
    relations_of,
    reports_of,
    strategies_of,
)
from graph.splicing import joined, moves_of, places_in, rows_in, rows_of, without
from graph.tables import SCHEMA, empty_table
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    from _typeshed import DataclassInstance

    from graph.amendment import Change, Record
    from graph.encoding import Int32s, Int64s
    from graph.register import Actions, Bodies, Register, Strategies
    from graph.splicing import Key, Moves, Part

    Coded = TypeVar("Coded", Bodies, Strategies, Actions)
    Reader = Callable[[pl.DataFrame, Codes], Part]

_CODED = ("bodies", "strategies", "actions")
#: The columns of a register's parts that hold numbers of other records, and of which.
_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "bodies": {"parent": "bodies", "serves": "bodies"},
    "competences": {"body": "bodies"},
    "relations": {"source": "bodies", "target": "bodies"},
    "strategies": {"owner": "bodies", "co_owner": "bodies"},
    "actions": {"body": "bodies"},
    "links": {"source": "works", "target": "strategies"},
    "participations": {"strategy": "strategies", "body": "bodies"},
    "declarations": {"subject": "bodies"},
    "reports": {"subject": "works"},
    "oppositions": {"strategy": "strategies", "other": "strategies", "marked_by": "bodies"},
    "measurements": {"body": "bodies"},
}
#: How the parts without codes are read,
_READERS: Mapping[str, Reader[Any]] = {
    "competences": competences_of,
    "relations": relations_of,
    "links": links_of,
    "participations": participations_of,
    "declarations": declarations_of,
    "reports": reports_of,
    "oppositions": oppositions_of,
    "measurements": measurements_of,
}
#: and what they are ordered by.
_KEYS: Mapping[str, Callable[[Any], Key]] = {
    "competences": lambda part: (part.body, part.area, part.valid_from, -part.role, part.valid_to),
    "relations": lambda part: (part.source, part.target, part.kind, part.valid_from),
    "links": lambda part: (part.source, part.target),
    "participations": lambda part: (part.strategy, part.body, part.phase),
    "declarations": lambda part: (part.subject, part.on),
    "reports": lambda part: (part.subject, part.on),
    "oppositions": lambda part: (part.strategy, part.other, part.marked_by, part.marked_on, part.resolved_on),
    "measurements": lambda part: (part.body, part.cell, part.on, part.most),
}
_PAIRS = ("co_owner_of", "co_owner")


class _Rows(NamedTuple):
    """Rows of a register by other numbers, with a last entry for nobody; None where the numbers stay as they are."""

    bodies: Int32s | None
    strategies: Int32s | None
    works: Int32s | None


class _Named(NamedTuple):
    """The records that some records refer to: numbers for their codes, and the rows where they stand."""

    codes: Codes
    rows: _Rows


@dataclass(frozen=True)
class Renumbering:
    """One set of changes to a register: how rows move, and where the records named in them stand before and after."""

    register: Register
    changes: Mapping[str, Change]
    moves: Mapping[str, Moves]
    moved: _Rows
    before: _Named
    after: _Named

    @classmethod
    def of(cls, register: Register, changes: Mapping[str, Change]) -> Renumbering:
        """Work out how rows move. Raises KeyError on codes that are not there."""
        old = {table: getattr(register, table).code for table in _CODED}
        moves = {table: moves_of(old[table], *_codes(changes[table])) for table in _CODED}
        new = {table: moves[table].code for table in _CODED}
        # Records with codes are found by their codes, whatever they referred to.
        gone = {table: change.gone for table, change in changes.items() if table in _KEYS}
        come = {table: change.come for table, change in changes.items() if table in _REFERENCES}
        return cls(register, changes, moves, _moved(moves), _named(gone, old), _named(come, new))

    def parts(self) -> dict[str, Any]:
        """The parts of the register after the changes."""
        return {
            **{table: self._ordered(table, getattr(self.register, table)) for table in _KEYS},
            "bodies": self._coded("bodies", self.register.bodies, self._coming("bodies", bodies_of)),
            "strategies": self._strategies(self.register.strategies),
            "actions": self._coded("actions", self.register.actions, self._coming("actions", actions_of)),
        }

    def _ordered(self, table: str, part: Part) -> Part:
        """A part without codes, in the order of its key."""
        change, read, key, columns = self.changes[table], _READERS[table], _KEYS[table], _columns(part)
        if change.gone:
            leaving = _read(table, read, change.gone, self.before)
            part = without(part, columns, rows_in(key(part), key(leaving)))
        part = _renumbered(table, part, self.moved)
        if not change.come:
            return part
        # Read in the order in which codes were named; it becomes that of the rows where they stand.
        coming = _read(table, read, change.come, self.after)
        order = np.lexsort(key(coming)[::-1])
        coming = replace(coming, **{name: getattr(coming, name)[order] for name in columns})
        return joined(part, columns, coming, places_in(key(part), key(coming)))

    def _coded(self, table: str, part: Coded, coming: Coded | None) -> Coded:
        """A part with codes, in the order of these."""
        moves, columns = self.moves[table], _columns(part)
        part = _renumbered(table, without(part, columns, moves.gone), self.moved)
        if coming is not None:
            part = joined(part, columns, coming, moves.at)
        return part if moves.code is part.code else replace(part, code=moves.code)

    def _strategies(self, old: Strategies) -> Strategies:
        """Strategies with their co-owners and cells."""
        moves = self.moves["strategies"]
        coming = self._coming("strategies", _uncommitted)
        if len(moves.gone):
            old = without(old, _PAIRS, np.flatnonzero(np.isin(old.co_owner_of, moves.gone)))
        new = self._coded("strategies", old, coming)
        if moves.to is not None:
            new = replace(new, co_owner_of=moves.to[new.co_owner_of])
        if coming is not None:
            new = _with_cells_kept(_with_co_owners(new, coming, moves.came), old, moves)
        return _with_commitments(new, self.changes["commitments"])

    def _coming(self, table: str, read: Reader[Part]) -> Part | None:
        """The records of a table that come, in the order of their codes."""
        records = sorted(self.changes[table].come, key=lambda record: str(record["code"]))
        return _read(table, read, records, self.after) if records else None


def _uncommitted(frame: pl.DataFrame, codes: Codes) -> Strategies:
    return strategies_of(frame, codes, empty_table("commitments"))


def _codes(change: Change) -> tuple[list[str], list[str]]:
    """The codes that leave and those that come."""
    gone, come = ([str(record["code"]) for record in records] for records in change)
    return gone, come


def _columns(part: DataclassInstance) -> list[str]:
    """The columns of a part with an entry for each of its rows, other than codes."""
    return [field.name for field in fields(part) if field.name not in {"code", *_PAIRS}]


def _moved(moves: Mapping[str, Moves]) -> _Rows:
    """Where the rows of a register stand afterwards."""
    strategies, actions = moves["strategies"], moves["actions"]
    works: Int32s | None = None
    if strategies.to is not None or actions.to is not None:
        works = np.concatenate([strategies.targets[:-1], actions.targets + np.int32(len(strategies.code))])
        works[-1] = NOBODY
    return _Rows(moves["bodies"].to, strategies.to, works)


def _named(changed: Mapping[str, Sequence[Record]], codes: Mapping[str, pl.Series]) -> _Named:
    """The records that these refer to. Raises KeyError if there is no such record."""
    names = {kind: pl.Series("code", list(_names(changed, kind)), dtype=pl.String) for kind in _Rows._fields}
    rows = {kind: rows_of(codes[kind], names[kind]) for kind in ("bodies", "strategies")}
    strategy, action = (rows_of(codes[table], names["works"]) for table in ("strategies", "actions"))
    acted = np.where(action == NOBODY, NOBODY, action + len(codes["strategies"]))
    rows["works"] = np.where(strategy == NOBODY, acted, strategy)
    for kind, found in rows.items():
        for name in names[kind].filter(pl.Series(found == NOBODY)):
            raise KeyError(name)
    with_nobody = {kind: np.append(found, NOBODY).astype(np.int32) for kind, found in rows.items()}
    return _Named(Codes(*(pl.Enum(names[kind]) for kind in Codes._fields)), _Rows(**with_nobody))


def _names(changed: Mapping[str, Sequence[Record]], kind: str) -> dict[str, None]:
    """The codes of one kind that records refer to, each once."""
    tables = ("strategies", "actions") if kind == "works" else (kind,)
    names: dict[str, None] = {}
    for table, records in changed.items():
        referring = [name for name, column in SCHEMA[table].items() if column.refers_to == tables]
        for value in (record[name] for record in records for name in referring):
            names |= dict.fromkeys(value if isinstance(value, list) else [] if value is None else [str(value)])
    return names


def frame_of(records: Sequence[Record], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Records as a frame of these columns, empty where a record does not have one."""
    rows = [[record.get(column) for column in schema] for record in records]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _read(table: str, read: Reader[Part], records: Sequence[Record], named: _Named) -> Part:
    """Records as a part of a register, their references numbered as the register does."""
    schema = {name: column.kind.data_type for name, column in SCHEMA[table].items()}
    return _renumbered(table, read(frame_of(records, schema), named.codes), named.rows)


def _renumbered(table: str, part: Part, rows: _Rows) -> Part:
    """A part with other numbers for the records it refers to. Raises KeyError if one of them has left."""
    numbers: dict[str, Int32s] = {}
    for name, kind in _REFERENCES[table].items():
        row: Int32s | None = getattr(rows, kind)
        if row is not None:
            numbers[name] = row[getattr(part, name)]
            if (numbers[name] < NOBODY).any():
                raise KeyError(f"{table} still refer to one of the {kind} that left")
    return replace(part, **numbers) if numbers else part


def _with_co_owners(strategies: Strategies, coming: Strategies, came: Int64s) -> Strategies:
    """With the co-owners of the strategies that came, which stand in these rows."""
    coming = replace(coming, co_owner_of=came[coming.co_owner_of].astype(np.int32))
    return joined(strategies, _PAIRS, coming, np.searchsorted(strategies.co_owner_of, coming.co_owner_of))


def _with_cells_kept(new: Strategies, old: Strategies, moves: Moves) -> Strategies:
    """A strategy that only changed commits to what it did."""
    changed = moves.was != NOBODY
    here, there = moves.came[changed], moves.was[changed]
    new.cells[here], new.stated[here] = old.cells[there], old.stated[there]
    return new


def _with_commitments(strategies: Strategies, change: Change) -> Strategies:
    """With other commitments: each has a bit of its own, so bits are cleared and set one by one."""
    if not change.gone and not change.come:
        return strategies
    cells, stated = strategies.cells.copy(), strategies.stated.copy()
    for row, principle, bit, _ in _bits(strategies.code, change.gone):
        # Of a strategy that left, all cells left with it.
        if row != NOBODY:
            cells[row, principle] &= ~bit
            stated[row, principle] &= ~bit
    for row, principle, bit, deep in _bits(strategies.code, change.come):
        if row == NOBODY:
            raise KeyError("commitments refer to a strategy that is not there")
        cells[row, principle] |= bit if deep else np.uint32(0)
        stated[row, principle] |= bit
    return replace(strategies, cells=cells, stated=stated)


def _bits(code: pl.Series, commitments: Sequence[Record]) -> Iterator[tuple[int, int, np.uint32, bool]]:
    """Of each commitment its row, word, bit, and whether it is more than stated."""
    names = pl.Series("code", [record["strategy"] for record in commitments], dtype=pl.String)
    for row, record in zip(rows_of(code, names).tolist(), commitments, strict=True):
        bit = np.uint32(1 << AREAS.ids.index(str(record["area"])))
        yield row, PRINCIPLES.ids.index(str(record["principle"])), bit, record["depth"] != 1
