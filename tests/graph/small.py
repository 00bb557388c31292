"""The smallest registers that show a point: a few words a record, analysed on one day, and checked twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.analysis import Analysis, analyse, evidence_of, finding_at
from graph.findings import area_names, cell_names
from graph.frames import finding_frame
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.settings import Settings, Thresholds
from graph.tables import SCHEMA, Kind, Tables
from tests.brute_force import reading
from tests.brute_force.country import Country, Row

if TYPE_CHECKING:
    from graph.evidence import Evidence

TODAY = "2024-06-30"
#: The same day, and the days on both sides of the lines that rules draw, seen from `TODAY`.
YESTERDAY, TOMORROW = "2024-06-29", "2024-07-01"
YEAR_AGO, YEAR_AND_DAY_AGO, DAY_LESS_THAN_YEAR_AGO = "2023-07-01", "2023-06-30", "2023-07-02"
EDUCATION, HOUSING = "real_equality:education", "real_equality:housing"


@dataclass(frozen=True)
class Told:
    """One finding as a test compares it."""

    subject: str
    object: str | None
    severity: str
    certainty: str
    reach: int
    cells: list[str]
    areas: list[str]
    evidence: Evidence


@dataclass
class Small:
    """A register under construction; every method adds one record."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SCHEMA})
    thresholds: dict[str, str] = field(default_factory=dict)
    matrix: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, table: str, **values: object) -> Small:
        self.rows[table].append({name: str(value) for name, value in values.items() if value is not None})
        return self

    def body(self, code: str, level: str, parent: object = "", **more: object) -> Small:
        return self.add("bodies", code=code, name=f"Body {code}", level=level, parent=parent, **more)

    def strategy(self, code: str, owner: str, *cells: str, depth: object = 2, **more: object) -> Small:
        self.add("strategies", code=code, title=f"Strategy {code}", owner=owner, **more)
        for cell in cells:
            principle, area = cell.split(":")
            self.add("commitments", strategy=code, principle=principle, area=area, depth=depth)
        return self

    def action(self, code: str, body: str, *cells: str, **more: object) -> Small:
        return self.add("actions", code=code, title=f"Action {code}", body=body, cells="|".join(cells), **more)

    def relation(self, source: str, kind: str, target: str, status: str = "confirmed", **more: object) -> Small:
        return self.add("relations", source=source, target=target, kind=kind, status=status, **more)

    def link(self, source: str, target: str, status: str = "confirmed") -> Small:
        return self.add("links", **{"from": source, "to": target, "status": status})

    def part(self, strategy: str, body: str, phase: str, depth: str = "dialogue") -> Small:
        return self.add("participations", strategy=strategy, body=body, phase=phase, depth=depth)

    def competence(self, body: str, area: str, role: str, **more: object) -> Small:
        return self.add("competences", body=body, area=area, role=role, **more)

    def declared(self, body: str, on: str = TODAY) -> Small:
        return self.add("declarations", body=body, declared_on=on)

    def report(self, subject: str, on: str) -> Small:
        return self.add("reports", subject=subject, reported_on=on)

    def opposed(self, strategy: str, other: str, by: str, **more: object) -> Small:
        return self.add("oppositions", strategy=strategy, other=other, marked_by=by, **more)

    def measured(self, body: str, cell: str, on: str, most: str, **more: object) -> Small:
        principle, area = cell.split(":")
        told = {"score_from": "0", "score_to": most, "instrument": "index", **more}
        return self.add("measurements", body=body, measured_on=on, principle=principle, area=area, **told)

    def limit(self, **thresholds: object) -> Small:
        self.thresholds.update({name: str(value) for name, value in thresholds.items()})
        return self

    def roles(self, level: str, **roles: str) -> Small:
        self.matrix.setdefault(level, {}).update(roles)
        return self

    def register(self) -> Register:
        return Register.of(tables_of(self.rows), settings_of(self.thresholds, self.matrix))

    def graph(self, on: str = TODAY) -> GovernanceGraph:
        return GovernanceGraph.at(self.register(), date.fromisoformat(on))

    def analysis(self, on: str = TODAY) -> Analysis:
        return analyse(self.graph(on))

    def found(self, rule: str, on: str = TODAY) -> list[Told]:
        """The findings of one rule, after making sure that the naive reading finds the same."""
        analysis = self.analysis(on)
        told = [told_of(analysis, row) for row in finding_frame(analysis).iter_rows(named=True) if row["rule"] == rule]
        naive = reading.analyse(Country(self.rows, self.thresholds, self.matrix), date.fromisoformat(on))
        expected = [finding for finding in naive["findings"] if finding["rule"] == rule]
        keys = ("subject", "object", "severity", "certainty", "reach", "cells", "areas")
        assert [[getattr(one, key) for key in keys] for one in told] == [[one[key] for key in keys] for one in expected]
        return told

    def subjects(self, rule: str, on: str = TODAY) -> list[str]:
        return [told.subject for told in self.found(rule, on)]


def told_of(analysis: Analysis, row: dict[str, Any]) -> Told:
    finding = finding_at(analysis, row["rule"], row["row"])
    return Told(
        subject=row["subject"],
        object=row["object"],
        severity=row["severity"],
        certainty=row["certainty"],
        reach=row["reach"],
        cells=[] if finding.cells is None else cell_names(finding.cells),
        areas=area_names(finding.areas),
        evidence=evidence_of(analysis, row["rule"], row["row"]),
    )


def tables_of(rows: dict[str, list[Row]]) -> Tables:
    """Typed tables of plain rows, as the bundle's reader would make them."""
    return Tables.of({name: _table(name, rows.get(name, [])) for name in SCHEMA})


def _table(name: str, rows: list[Row]) -> pl.DataFrame:
    columns = []
    for column, spec in SCHEMA[name].items():
        text = pl.Series(column, [row.get(column) or None for row in rows], dtype=pl.String)
        if spec.kind is Kind.DATE:
            columns.append(text.str.to_date("%Y-%m-%d"))
        elif isinstance(spec.kind.data_type, pl.List):
            columns.append(text.str.split("|"))
        else:
            columns.append(text.cast(spec.kind.data_type))
    return pl.DataFrame(columns)


def settings_of(thresholds: dict[str, str], matrix: dict[str, dict[str, str]]) -> Settings:
    shares = {"aligned_from", "declared_share"}
    values: dict[str, Any] = {
        name: Fraction(value) if name in shares else int(value) for name, value in thresholds.items()
    }
    return Settings(thresholds=Thresholds(**values), competence_matrix=matrix)
