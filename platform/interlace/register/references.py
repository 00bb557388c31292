"""Codes that records refer to each other by: whether what is named exists, and what names a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from graph.tables import SCHEMA, Kind
from interlace.db.models import RECORDS, Membership
from interlace.db.records import MENTIONS
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.register.drafts import hidden_drafts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def check_references(unit: Unit, table: str, values: Mapping[str, object]) -> None:
    """Raise Invalid with every code that names nothing, or a draft that the asker may not know of."""
    problems = []
    for name, column in SCHEMA[table].items():
        if column.refers_to and values.get(name) is not None:
            known = _known(unit, column.refers_to, _codes(values[name]))
            details = {"tables": ", ".join(column.refers_to)}
            for place, code in enumerate(_codes(values[name])):
                if code not in known:
                    where = f"/{name}/{place}" if column.kind is Kind.REFERENCES else f"/{name}"
                    problems.append(FieldProblem(where, "unknown-code", details))
    if problems:
        raise Invalid(problems)


def _codes(value: object) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def _known(unit: Unit, tables: tuple[str, ...], codes: list[str]) -> set[str]:
    known: set[str] = set()
    for table in tables:
        code = RECORDS[table].__table__.columns["code"]
        known.update(unit.session.scalars(select(code).where(code.in_(codes))))
    if "strategies" in tables:
        known -= hidden_drafts(unit.session, unit.principal, unit.today, known)
    return known


def referring(session: Session, table: str, code: str) -> Mapping[str, int]:
    """How many mentions of a record there are in each table; tables without one are left out."""
    counts: dict[str, int] = {}
    for other, column in _mentioning(table):
        count = session.scalar(select(func.count()).where(column == code)) or 0
        if count:
            counts[other] = counts.get(other, 0) + count
    return counts


def _mentioning(table: str) -> Iterator[tuple[str, ColumnElement[str]]]:
    for other, columns in SCHEMA.items():
        for name, column in columns.items():
            if table not in column.refers_to:
                continue
            if column.kind is Kind.REFERENCES:
                yield other, MENTIONS[other][1].__table__.columns["body"]
            else:
                yield other, RECORDS[other].__table__.columns[name]
    if table == "bodies":
        yield "memberships", Membership.__table__.columns["body"]


def must_be_unmentioned(session: Session, record: StoredRecord, *apart_from: str) -> None:
    """Raise Conflict that names what still refers to a record, and how often."""
    counts = referring(session, record.table, record["code"])
    left = [f"{count} in {table}" for table, count in counts.items() if table not in apart_from]
    if left:
        raise Conflict(f"{record['code']} cannot be removed. What still refers to it: {', '.join(left)}.")
