"""Single records in the words of a bundle, read from and written to their tables.

Values are typed as graph.tables says, references are codes. What only the database needs beside them (ranks of the
bodies referred to, the chain of twin relations, codes of works, order of co-owners and partners) is kept in step here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, and_, delete, func, insert, select, true, tuple_, update

from graph.tables import SCHEMA
from interlace.db.models import RECORDS, ActionPartner, Body, Relation, StrategyCoOwner, Work
from interlace.errors import Stale, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping
    from sqlalchemy.orm import Session

#: List columns whose items are rows of a table of their own: table → (column, its table).
MENTIONS: Mapping[str, tuple[str, type[StrategyCoOwner | ActionPartner]]] = {
    "strategies": ("co_owners", StrategyCoOwner),
    "actions": ("partners", ActionPartner),
}
WORK_KINDS = {"strategies": "strategy", "actions": "action"}
#: References that the database follows together with the rank of the body referred to.
RANKED: Mapping[str, tuple[str, ...]] = {"bodies": ("parent", "serves"), "relations": ("source", "target")}


@dataclass(frozen=True)
class StoredRecord:
    """One record as it stands: `values` has every known column; `further` the unknown ones, as text."""

    table: str
    id: UUID
    revision: int
    values: Mapping[str, Any]
    further: Mapping[str, str]

    def __getitem__(self, column: str) -> Any:  # noqa: ANN401 - whatever the column holds
        """The value of a column."""
        return self.values[column]

    def having(self, **values: object) -> StoredRecord:
        """The record with other values in some columns."""
        return replace(self, values={**self.values, **values})

    @property
    def told(self) -> dict[str, Any]:
        """The values of an entry: all that are not empty, unknown columns after the known ones."""
        known = {name: value for name, value in self.values.items() if value is not None}
        return {**known, **self.further}


def _table(name: str) -> Table:
    table = RECORDS[name].__table__
    assert isinstance(table, Table)  # noqa: S101 - tells the type checker what a declared table is
    return table


def fetch(session: Session, table: str, record_id: UUID, expected_revision: int | None = None) -> StoredRecord:
    """The record of this id. Raises Unknown; Stale where it is not at the revision that is expected."""
    found = list(find(session, table, id=record_id))
    if not found:
        raise Unknown(f"There is no record {record_id} in {table}.")
    if expected_revision is not None and found[0].revision != expected_revision:
        raise Stale(expected_revision, found[0].revision)
    return found[0]


def fetch_by_code(session: Session, table: str, code: str) -> StoredRecord:
    """The body, strategy or action of this code. Raises Unknown."""
    found = list(find(session, table, code=code))
    if not found:
        raise Unknown(f"There is no {code} in {table}.")
    return found[0]


def find(session: Session, table: str, **equal: object) -> Iterator[StoredRecord]:
    """The records whose columns have these values, in the order of their ids."""
    columns = _table(table).columns
    # What the database works out is for itself; the open end of a relation is infinite there, which Python cannot hold.
    read = [column for column in columns if column.computed is None]
    condition = and_(true(), *(columns[name] == value for name, value in equal.items()))
    rows = session.execute(select(*read).where(condition).order_by(columns["id"])).mappings().all()
    mentioned = _mentions(session, table, [row["code"] for row in rows]) if table in MENTIONS else {}
    for row in rows:
        yield _stored(table, row, mentioned)


def _mentions(session: Session, table: str, codes: Sequence[str]) -> Mapping[str, list[str]]:
    _, model = MENTIONS[table]
    listed: dict[str, list[str]] = {}
    chosen = select(model.work, model.body).where(model.work.in_(codes)).order_by(model.work, model.position)
    for work, body in session.execute(chosen):
        listed.setdefault(work, []).append(body)
    return listed


def _stored(table: str, row: RowMapping, mentioned: Mapping[str, list[str]]) -> StoredRecord:
    values = {name: row[name] for name in SCHEMA[table] if name in row}
    if table in MENTIONS:
        values[MENTIONS[table][0]] = mentioned.get(row["code"])
    return StoredRecord(table, row["id"], row["revision"], values, row["further"] or {})


def add(session: Session, record: StoredRecord) -> None:
    """Write a record that is not there yet."""
    if record.table in WORK_KINDS:
        session.execute(insert(Work).values(code=record["code"], kind=WORK_KINDS[record.table]))
    session.execute(insert(_table(record.table)).values(**_row(session, record)))
    _write_mentions(session, record)
    _keep_in_step(session, record)


def change(session: Session, before: StoredRecord, record: StoredRecord) -> None:
    """Write a record in place of how it stood before."""
    table = _table(record.table)
    session.execute(update(table).where(table.columns["id"] == record.id).values(**_row(session, record)))
    if record.table in MENTIONS and before[MENTIONS[record.table][0]] != record[MENTIONS[record.table][0]]:
        _remove_mentions(session, record)
        _write_mentions(session, record)
    _keep_in_step(session, before)
    _keep_in_step(session, record)
    if record.table == "bodies" and before["level"] != record["level"]:
        _move_ranks(session, record)


def remove(session: Session, record: StoredRecord) -> None:
    """Remove a record. What still refers to it makes the database refuse when the unit ends."""
    _remove_mentions(session, record)
    table = _table(record.table)
    session.execute(delete(table).where(table.columns["id"] == record.id))
    if record.table in WORK_KINDS:
        session.execute(delete(Work).where(Work.code == record["code"]))
    _keep_in_step(session, record)


def _row(session: Session, record: StoredRecord) -> dict[str, Any]:
    listed = MENTIONS[record.table][0] if record.table in MENTIONS else None
    row = {name: value for name, value in record.values.items() if name != listed}
    for column in RANKED.get(record.table, ()):
        row[f"{column}_rank"] = _rank(session, row[column])
    return row | {"id": record.id, "revision": record.revision, "further": dict(record.further) or None}


def _rank(session: Session, code: str | None) -> int | None:
    if code is None:
        return None
    rank = session.scalar(select(Body.rank).where(Body.code == code))
    if rank is None:
        raise Unknown(f"There is no body {code}.")
    return rank


def _remove_mentions(session: Session, record: StoredRecord) -> None:
    if record.table in MENTIONS:
        model = MENTIONS[record.table][1]
        session.execute(delete(model).where(model.work == record["code"]))


def _write_mentions(session: Session, record: StoredRecord) -> None:
    column, model = MENTIONS.get(record.table, ("", None))
    if model is not None and record[column]:
        rows = [
            {"work": record["code"], "body": body, "position": position} for position, body in enumerate(record[column])
        ]
        session.execute(insert(model), rows)


def _keep_in_step(session: Session, record: StoredRecord) -> None:
    if record.table == "relations":
        _chain_twins(session, record)


def _chain_twins(session: Session, relation: StoredRecord) -> None:
    """Let each of the twins of a relation follow the one before it."""
    one, other = relation["source"], relation["target"]
    before = func.lag(Relation.ends).over(partition_by=Relation.one, order_by=(Relation.starts, Relation.id))
    twins = (
        select(Relation.id, before.label("before"))
        .where(tuple_(Relation.one, Relation.other).in_([(one, other), (other, one)]))
        .where(Relation.kind == relation["kind"])
        .subquery()
    )
    out_of_step = Relation.id == twins.c.id, Relation.follows.is_distinct_from(twins.c.before)
    session.execute(update(Relation).where(*out_of_step).values(follows=twins.c.before))


def _move_ranks(session: Session, body: StoredRecord) -> None:
    """Tell everyone that refers to a body of its new rank."""
    rank = select(Body.rank).where(Body.id == body.id).scalar_subquery()
    for table, columns in RANKED.items():
        model = _table(table)
        for column in columns:
            referring = model.columns[column] == body["code"]
            session.execute(update(model).where(referring).values({f"{column}_rank": rank}))
