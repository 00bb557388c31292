"""Random edits of random countries that leave them valid: records come, change, and leave with all that names them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from graph.amendment import Edit
from graph.tables import SCHEMA
from tests.brute_force.random_countries import random_country
from tests.graph.small import tables_of

if TYPE_CHECKING:
    from graph.tables import Tables

Record = dict[str, Any]
Records = dict[str, list[Record]]

#: What no two records of a table share.
_KEYS = {
    "commitments": ("strategy", "principle", "area"),
    "relations": ("source", "target", "kind"),
    "links": ("from", "to"),
    "participations": ("strategy", "body", "phase"),
    "successions": ("predecessor", "successor", "on"),
    "declarations": ("body", "declared_on"),
    "reports": ("subject", "reported_on"),
    "oppositions": ("strategy", "other", "marked_by", "marked_on"),
    "measurements": ("body", "instrument", "measured_on", "principle", "area"),
}
#: What stays when a record changes, so that hierarchies stay without rings and networks stay networks.
_FIXED = {"code", "level", "parent", "principle", "area", "phase", "source", "target", "kind"}


def records_of(tables: Tables) -> Records:
    """The records of tables as plain values."""
    return {table: list(tables[table].iter_rows(named=True)) for table in SCHEMA}


class Editor:
    """Someone who keeps changing records; `records` are those that there are now."""

    def __init__(self, records: Records, seed: int) -> None:
        self.records = records
        self.random = random.Random(seed)
        self._donors = records_of(tables_of(random_country(seed).tables))
        empty = dict.fromkeys(SCHEMA["successions"])
        self._donors["successions"] = [empty | {"on": told["declared_on"]} for told in self._donors["declarations"]]
        self._made = 0

    def edits(self, most: int = 6) -> list[Edit]:
        """A few edits, already made to `records`. Those of one record are in order, the tables in any."""
        edits: list[Edit] = []
        for _ in range(self.random.randint(1, most)):
            work = self.random.choice((self._insert, self._insert, self._change, self._change, self._remove))
            edits += work(self.random.choice(list(SCHEMA)))
        tables = list(SCHEMA)
        self.random.shuffle(tables)
        return sorted(edits, key=lambda edit: tables.index(edit.table))

    def removal(self, table: str, record: Record) -> list[Edit]:
        """One record leaves, and with it all that names it; lists and parents only lose its name."""
        self.records[table].remove(record)
        edits = [Edit(table, record, None)]
        for other, column, owner in self._naming(table, record):
            if owner not in self.records[other]:
                continue
            if isinstance(owner[column], list):
                left = [code for code in owner[column] if code != record["code"]]
                edits.append(self._replaced(other, owner, owner | {column: left or None}))
            elif SCHEMA[other][column].required:
                edits += self.removal(other, owner)
            else:
                edits.append(self._replaced(other, owner, owner | {column: None}))
        return edits

    def _naming(self, table: str, record: Record) -> list[tuple[str, str, Record]]:
        return [
            (other, column, owner)
            for other, columns in SCHEMA.items()
            for column, spec in columns.items()
            if table in spec.refers_to and "code" in record
            for owner in self.records[other]
            if owner[column] is not None
            and (
                record["code"] in owner[column] if isinstance(owner[column], list) else record["code"] == owner[column]
            )
        ]

    def _remove(self, table: str) -> list[Edit]:
        if not self.records[table]:
            return []
        return self.removal(table, self.random.choice(self.records[table]))

    def _change(self, table: str) -> list[Edit]:
        if not self.records[table] or not self._donors[table]:
            return []
        before = self.random.choice(self.records[table])
        donor = self.random.choice(self._donors[table])
        named = {name for name, column in SCHEMA[table].items() if column.refers_to}
        after = before | {name: value for name, value in donor.items() if name not in _FIXED | named}
        if "co_owners" in after:
            after |= {"owner": self._code("bodies"), "co_owners": self._some_codes()}
        self.records[table].remove(before)
        taken = self._taken(table, after)
        self.records[table].append(before if taken else after)
        return [] if taken else [Edit(table, before, after)]

    def _insert(self, table: str) -> list[Edit]:
        if not self._donors[table]:
            return []
        after = dict(self.random.choice(self._donors[table]))
        for name, column in SCHEMA[table].items():
            if column.refers_to:
                after[name] = self._some_codes() if name in {"co_owners", "partners"} else self._code(*column.refers_to)
                if after[name] is None and column.required:
                    return []
        if "code" in after:
            self._made += 1
            after["code"] = f"{self.random.choice('aBmsTZ9')}{self.random.randint(0, 30)}x{self._made}"
            after |= {"parent": None, "serves": None} if table == "bodies" else {}
        if self._taken(table, after) or not self._fits(after):
            return []
        self.records[table].append(after)
        return [Edit(table, None, after)]

    def _replaced(self, table: str, before: Record, after: Record) -> Edit:
        self.records[table].remove(before)
        self.records[table].append(after)
        return Edit(table, before, after)

    def _taken(self, table: str, record: Record) -> bool:
        if table not in _KEYS:
            return False
        return any(all(other[name] == record[name] for name in _KEYS[table]) for other in self.records[table])

    def _fits(self, record: Record) -> bool:
        ends = [
            record[name]
            for name in ("source", "target", "from", "to", "predecessor", "successor", "strategy", "other")
            if name in record
        ]
        levels = {body["code"]: body["level"] for body in self.records["bodies"]}
        joins = record.get("kind") == "member_of" and levels[record["target"]] != "network"
        return len(ends) == len(set(ends)) and record.get("kind") != "part_of" and not joins

    def _code(self, *tables: str) -> str | None:
        codes = [record["code"] for table in tables for record in self.records[table]]
        return self.random.choice(codes) if codes else None

    def _some_codes(self) -> list[str] | None:
        codes = [record["code"] for record in self.records["bodies"]]
        return self.random.sample(codes, min(len(codes), self.random.randint(0, 3))) or None
