"""Random scenarios: changes of every table and verb that a register may admit or not."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from graph.whatif import TABLES, Change, Refused, edits_of
from policies import AREAS, LEVELS, PARTICIPATION_DEPTHS, PHASES, PRINCIPLES, RELATION_KINDS, ROLES
from tests.graph.random_edits import records_of

if TYPE_CHECKING:
    from datetime import date

    from graph.tables import Tables

_AREAS = AREAS.ids[:5]


class Trier:
    """Someone who tries one thing after another on a register, all of it on one day."""

    def __init__(self, tables: Tables, day: date, seed: int) -> None:
        self.random = random.Random(seed)
        self.tables, self.day = tables, day
        records = records_of(tables)
        self._removable = {table: [dict(record) for record in records[table]] for table in TABLES}
        self._codes = {
            table: [record["code"] for record in records[table]] for table in ("bodies", "strategies", "actions")
        }

    def changes(self, most: int = 6) -> list[Change]:
        """Some changes that the register admits together."""
        changes: list[Change] = []
        wanted = self.random.randint(1, most)
        for _ in range(8 * most):
            change = self.any()
            try:
                edits_of(self.tables, [*changes, change], self.day)
            except Refused:
                continue
            changes.append(change)
            if change.verb == "add" and "code" in change.values:
                self._codes[change.table].append(change.values["code"])
            if len(changes) == wanted:
                break
        return changes

    def any(self) -> Change:
        """One change, which the register may not admit."""
        table = self.random.choice(list(TABLES))
        if self.random.random() < 0.35 and self._removable[table]:
            record = self.random.choice(self._removable[table])
            named = {name: record[name] for name in TABLES[table]}
            if table in {"relations", "competences"}:
                named |= {name: record[name] for name in ("valid_from", "valid_to")}
            if table == "competences":
                named |= {"role": record["role"]}
            return Change("remove", table, named)
        return Change("add", table, getattr(self, f"_{table}")())

    def _one(self, *tables: str) -> str:
        codes = [code for table in tables for code in self._codes[table]]
        return self.random.choice(codes) if codes else "nobody"

    def _code(self) -> str:
        return f"{self.random.choice('aBz9')}new{self.random.randint(0, 10**6)}"

    def _cell(self) -> tuple[str, str]:
        return self.random.choice(PRINCIPLES.ids), self.random.choice(_AREAS)

    def _period(self, start: str, end: str) -> dict[str, Any]:
        if self.random.random() < 0.5:
            return {}
        begins = self.day - timedelta(days=self.random.choice((0, 30, 700)))
        return {start: begins, end: self.random.choice((None, self.day, self.day + timedelta(days=100)))}

    def _participations(self) -> dict[str, Any]:
        told = {"phase": self.random.choice(PHASES.ids), "depth": self.random.choice(PARTICIPATION_DEPTHS.ids)}
        return {"strategy": self._one("strategies"), "body": self._one("bodies"), **told}

    def _bodies(self) -> dict[str, Any]:
        level = self.random.choice(LEVELS.ids)
        parent = None if level in {"national", "network"} else self.random.choice((None, self._one("bodies")))
        serves = self._one("bodies") if level == "network" and self.random.random() < 0.5 else None
        return {
            "code": self._code(),
            "name": "New",
            "level": level,
            "parent": parent,
            "serves": serves,
            "population": self.random.choice((None, 100, 70000)),
        } | self._period("valid_from", "valid_to")

    def _strategies(self) -> dict[str, Any]:
        owners = self.random.choice((None, [self._one("bodies")]))
        period = self._period("starts_on", "ends_on")
        return {"code": self._code(), "title": "New", "owner": self._one("bodies"), "co_owners": owners} | period

    def _commitments(self) -> dict[str, Any]:
        principle, area = self._cell()
        depth = self.random.randint(1, 3)
        return {"strategy": self._one("strategies"), "principle": principle, "area": area, "depth": depth}

    def _actions(self) -> dict[str, Any]:
        cells = [f"{principle}:{area}" for principle, area in {self._cell(), self._cell()}]
        status = self.random.choice(("ongoing", "ongoing", "planned", "completed", None))
        own = {"code": self._code(), "title": "New", "body": self._one("bodies"), "status": status, "cells": cells}
        return own | self._period("starts_on", "ends_on")

    def _links(self) -> dict[str, Any]:
        return {"from": self._one("strategies", "actions"), "to": self._one("strategies")}

    def _relations(self) -> dict[str, Any]:
        ends = {"source": self._one("bodies"), "target": self._one("bodies")}
        return ends | {"kind": self.random.choice(RELATION_KINDS.ids)} | self._period("valid_from", "valid_to")

    def _competences(self) -> dict[str, Any]:
        own = {"body": self._one("bodies"), "area": self.random.choice(_AREAS), "role": self.random.choice(ROLES.ids)}
        return own | self._period("valid_from", "valid_to")
