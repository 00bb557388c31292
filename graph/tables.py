"""The shape of one tenant's records: thirteen tables of typed columns.

This is the one place that lists tables and columns. The bundle reads and writes by it, the register is
built from it; a new field of a record begins here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from policies import (
    AREAS,
    LEVELS,
    NETWORK_SCOPES,
    PARTICIPATION_DEPTHS,
    PHASES,
    PRINCIPLES,
    RELATION_KINDS,
    ROLES,
    SUCCESSION_KINDS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """What a column holds. The value says what a person who fills it in is asked for."""

    CODE = "a code of 1 to 64 letters, digits, `.`, `_` or `-`, beginning with a letter or a digit"
    TEXT = "text"
    REFERENCE = "the code of a record in this bundle"
    REFERENCES = "codes of records in this bundle, separated by `|`"
    DATE = "a day as YYYY-MM-DD"
    WHOLE = "a whole number"
    DECIMAL = "a number, with `.` before decimals"
    CHOICE = "one of a list"
    TEXTS = "values separated by `|`"
    CELLS = "`principle:area` pairs, separated by `|`"

    @property
    def data_type(self) -> pl.DataType:
        """The Polars type of such a column; empty is null. Decimals stay the text that was written."""
        if self is Kind.DATE:
            return pl.Date()
        if self is Kind.WHOLE:
            return pl.Int64()
        if self in {Kind.REFERENCES, Kind.TEXTS, Kind.CELLS}:
            return pl.List(pl.String())
        return pl.String()


class Column(NamedTuple):
    """One known column: `choices` are its permitted values, `least` and `most` bound numbers (inclusive),
    `refers_to` names the tables whose codes it may hold."""

    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    refers_to: tuple[str, ...] = ()


_CODE = Column(Kind.CODE, required=True)
_TEXT = Column(Kind.TEXT)
_DATE = Column(Kind.DATE)
_BODY = Column(Kind.REFERENCE, required=True, refers_to=("bodies",))
_STRATEGY = Column(Kind.REFERENCE, required=True, refers_to=("strategies",))
_WORK = Column(Kind.REFERENCE, required=True, refers_to=("strategies", "actions"))
_CONSENT = Column(Kind.CHOICE, choices=("declared", "confirmed", "disputed"))
_YES_NO = Column(Kind.CHOICE, choices=("yes", "no"))

#: More people than live on Earth: keeps sums of populations far from the end of 64-bit integers.
MOST_PEOPLE = 10**12

SCHEMA: Mapping[str, Mapping[str, Column]] = {
    "bodies": {
        "code": _CODE,
        "name": Column(Kind.TEXT, required=True),
        "level": Column(Kind.CHOICE, required=True, choices=LEVELS.ids),
        "parent": Column(Kind.REFERENCE, refers_to=("bodies",)),
        "population": Column(Kind.WHOLE, least=0, most=MOST_PEOPLE),
        "valid_from": _DATE,
        "valid_to": _DATE,
        "identifiers": Column(Kind.TEXTS),
        "website": _TEXT,
        "scope": Column(Kind.CHOICE, choices=NETWORK_SCOPES.ids),
        "serves": Column(Kind.REFERENCE, refers_to=("bodies",)),
        "meets_every_months": Column(Kind.WHOLE, least=1, most=1200),
        "last_met_on": _DATE,
    },
    "competences": {
        "body": _BODY,
        "area": Column(Kind.CHOICE, required=True, choices=AREAS.ids),
        "role": Column(Kind.CHOICE, required=True, choices=ROLES.ids),
        "valid_from": _DATE,
        "valid_to": _DATE,
        "legal_basis": _TEXT,
    },
    "relations": {
        "source": _BODY,
        "target": _BODY,
        "kind": Column(Kind.CHOICE, required=True, choices=RELATION_KINDS.ids),
        "status": _CONSENT,
        "declared_on": _DATE,
        "valid_from": _DATE,
        "valid_to": _DATE,
        "mechanism": _TEXT,
        "evidence_url": _TEXT,
    },
    "strategies": {
        "code": _CODE,
        "title": Column(Kind.TEXT, required=True),
        "owner": _BODY,
        "co_owners": Column(Kind.REFERENCES, refers_to=("bodies",)),
        "status": Column(Kind.CHOICE, choices=("draft", "adopted", "withdrawn")),
        "starts_on": _DATE,
        "ends_on": _DATE,
        "review_due_on": _DATE,
        "reviewed_on": _DATE,
        "evidence_base": _YES_NO,
        "monitoring": _YES_NO,
        "funded": _YES_NO,
        "commitments_complete": _YES_NO,
        "url": _TEXT,
    },
    "commitments": {
        "strategy": _STRATEGY,
        "principle": Column(Kind.CHOICE, required=True, choices=PRINCIPLES.ids),
        "area": Column(Kind.CHOICE, required=True, choices=AREAS.ids),
        "depth": Column(Kind.WHOLE, required=True, least=1, most=3),
    },
    "actions": {
        "code": _CODE,
        "title": Column(Kind.TEXT, required=True),
        "body": _BODY,
        "partners": Column(Kind.REFERENCES, refers_to=("bodies",)),
        "status": Column(Kind.CHOICE, choices=("planned", "ongoing", "completed", "cancelled")),
        "starts_on": _DATE,
        "ends_on": _DATE,
        "cells": Column(Kind.CELLS),
        "budget_amount": Column(Kind.DECIMAL, least=0),
        "budget_currency": _TEXT,
        "url": _TEXT,
    },
    "links": {"from": _WORK, "to": _STRATEGY, "status": _CONSENT},
    "participations": {
        "strategy": _STRATEGY,
        "body": _BODY,
        "phase": Column(Kind.CHOICE, required=True, choices=PHASES.ids),
        "depth": Column(Kind.CHOICE, required=True, choices=PARTICIPATION_DEPTHS.ids),
    },
    "successions": {
        "predecessor": _BODY,
        "successor": _BODY,
        "on": Column(Kind.DATE, required=True),
        "kind": Column(Kind.CHOICE, choices=SUCCESSION_KINDS.ids),
        "framework": _TEXT,
    },
    "declarations": {"body": _BODY, "declared_on": Column(Kind.DATE, required=True)},
    "reports": {
        "subject": _WORK,
        "reported_on": Column(Kind.DATE, required=True),
        "progress": Column(Kind.DECIMAL, least=0, most=100),
        "note": _TEXT,
    },
    "oppositions": {
        "strategy": _STRATEGY,
        "other": _STRATEGY,
        "marked_by": _BODY,
        "marked_on": _DATE,
        "resolved_on": _DATE,
        "reason": _TEXT,
    },
    "measurements": {
        "body": _BODY,
        "measured_on": Column(Kind.DATE, required=True),
        "principle": Column(Kind.CHOICE, required=True, choices=PRINCIPLES.ids),
        "area": Column(Kind.CHOICE, required=True, choices=AREAS.ids),
        "score_from": Column(Kind.DECIMAL, required=True, least=0, most=100),
        "score_to": Column(Kind.DECIMAL, required=True, least=0, most=100),
        "items": Column(Kind.WHOLE, least=1, most=10_000),
        "instrument": Column(Kind.CODE, required=True),
        "version": _TEXT,
        "voice": Column(Kind.CHOICE, choices=("body", "civil_society", "reviewer")),
    },
}


def empty_table(table: str) -> pl.DataFrame:
    """A table with every known column and no rows."""
    return pl.DataFrame(schema={name: column.kind.data_type for name, column in SCHEMA[table].items()})


@dataclass(frozen=True)
class Tables:
    """One tenant's records as typed frames, one a table of `SCHEMA`, rows in any order.

    Every frame holds all known columns (empty cells are null; a list is null rather than empty, its items
    trimmed and each once) and after them the unknown ones that came with the file, as text. Defaults
    (a relation without status counts as declared …) are applied by the register, not here, so that what is
    written back is what was read.
    """

    bodies: pl.DataFrame
    competences: pl.DataFrame
    relations: pl.DataFrame
    strategies: pl.DataFrame
    commitments: pl.DataFrame
    actions: pl.DataFrame
    links: pl.DataFrame
    participations: pl.DataFrame
    successions: pl.DataFrame
    declarations: pl.DataFrame
    reports: pl.DataFrame
    oppositions: pl.DataFrame
    measurements: pl.DataFrame

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame]) -> Tables:
        """Tables from the frames at hand; those not named are empty."""
        return cls(**{name: frames[name] if name in frames else empty_table(name) for name in SCHEMA})

    def __getitem__(self, table: str) -> pl.DataFrame:
        """The frame of the table of this name."""
        if table not in SCHEMA:
            raise KeyError(table)
        frame: pl.DataFrame = getattr(self, table)
        return frame
