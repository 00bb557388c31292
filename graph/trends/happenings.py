"""What happened between two days by the register as it is: dated records that began, ended or were said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.citations import day_text
from graph.encoding import DUSK, NOBODY, day_number
from graph.evidence import Record
from policies import AREAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from graph.citations import Citations
    from graph.encoding import Rows
    from graph.register import Register

#: Table → the column of its days, what it means when such a day comes, and whether it is a beginning.
_DAYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "bodies": (("valid_from", "began"), ("valid_to", "ended")),
    "competences": (("valid_from", "began"), ("valid_to", "ended")),
    "relations": (("valid_from", "began"), ("valid_to", "ended")),
    "strategies": (("starts_on", "began"), ("ends_on", "ended"), ("reviewed_on", "reviewed")),
    "actions": (("starts_on", "began"), ("ends_on", "ended")),
    "declarations": (("on", "said"),),
    "reports": (("on", "said"),),
    "measurements": (("on", "said"),),
}
HOW = ("began", "ended", "reviewed", "said")


class Happening(NamedTuple):
    """Something that came about for one row of a table of the register."""

    table: str
    row: int
    column: str
    how: str


@dataclass(frozen=True)
class Happenings:
    """All that happened after the earlier day and up to the later one: table and column → rows."""

    register: Register
    rows: Mapping[tuple[str, str], Rows]

    @classmethod
    def between(cls, register: Register, earlier: date, later: date) -> Happenings:
        """What happened between two days of a register."""
        begin, end = day_number(earlier), day_number(later)
        rows: dict[tuple[str, str], Rows] = {}
        for table, columns in _DAYS.items():
            for column, how in columns:
                days = getattr(getattr(register, table), column)
                # A record that ends on a day is still there that day: it is the day after that misses it.
                passed = days + 1 if how == "ended" and table != "actions" else days
                rows[table, column] = np.flatnonzero((begin < passed) & (passed <= end) & (days != DUSK))
        return cls(register, rows)

    def all(self) -> Iterator[Happening]:
        """Every one of them."""
        for (table, column), rows in self.rows.items():
            for row in rows.tolist():
                yield Happening(table, row, column, _how(table, column))

    def touching(self, bodies: Iterable[int], works: Iterable[int]) -> list[Happening]:
        """Those of records that are, or name, one of these bodies (rows) or works (numbers)."""
        body = np.zeros(len(self.register.bodies.code) + 1, dtype=np.bool_)
        body[[row for row in bodies if row != NOBODY]] = True
        work = np.zeros(len(self.register.work_codes) + 1, dtype=np.bool_)
        work[[number for number in works if number != NOBODY]] = True
        found = []
        for (table, column), rows in self.rows.items():
            touched = np.zeros(len(rows), dtype=np.bool_)
            for kind, named in _named(self.register, table):
                touched |= (body if kind == "body" else work)[named[rows]]
            found += [Happening(table, row, column, _how(table, column)) for row in rows[touched].tolist()]
        return found

    def undone(self, happenings: Sequence[Happening] | None = None) -> Register:
        """The register as if these had not come about, all if none are named; whatever else it says stays."""
        chosen: dict[tuple[str, str], list[int]] = {}
        for one in self.all() if happenings is None else happenings:
            chosen.setdefault((one.table, one.column), []).append(one.row)
        parts: dict[str, Any] = {}
        for (table, column), rows in chosen.items():
            part = parts.get(table, getattr(self.register, table))
            days = getattr(part, column).copy()
            # A day that never comes: nothing has begun, ended, been reviewed or said.
            days[rows] = DUSK
            parts[table] = replace(part, **{column: days})
        undone = replace(self.register, **parts)
        known = vars(self.register)
        vars(undone).update({name: known[name] for name in ("ties", "owners", "work_codes") if name in known})
        return undone


def _how(table: str, column: str) -> str:
    return dict(_DAYS[table])[column]


def _named(register: Register, table: str) -> list[tuple[str, Rows]]:
    """What the records of a table are or name: bodies by row, works by number."""
    strategies, actions, relations = register.strategies, register.actions, register.relations
    named: dict[str, list[tuple[str, Rows]]] = {
        "bodies": [("body", np.arange(len(register.bodies.code))), ("body", register.bodies.parent)],
        "relations": [("body", relations.source), ("body", relations.target)],
        "competences": [("body", register.competences.body)],
        "strategies": [("work", np.arange(len(strategies.code))), ("body", strategies.owner)],
        "actions": [("work", len(strategies.code) + np.arange(len(actions.code))), ("body", actions.body)],
        "declarations": [("body", register.declarations.subject)],
        "reports": [("work", register.reports.subject)],
        "measurements": [("body", register.measurements.body)],
    }
    return named[table]


def record_of(register: Register, cite: Citations, one: Happening) -> Record:
    """The record of a happening, as evidence names it."""
    table, row = one.table, one.row
    if table == "relations":
        return cite.relation(row)
    if table in {"bodies", "strategies", "actions"}:
        return Record(table, getattr(register, table).code[row])
    if table == "competences":
        body = register.bodies.code[int(register.competences.body[row])]
        return Record(table, f"{body}:{AREAS.ids[register.competences.area[row]]}")
    if table == "measurements":
        return cite.measurement(row)
    told = getattr(register, table)
    codes = register.bodies.code if table == "declarations" else register.work_codes
    return Record(table, f"{codes[int(told.subject[row])]}:{day_text(told.on[row])}")
