"""A register's past: the ordered feed of what changed, and the register as it stood at any revision.

Applying the feed from nothing gives the present register; the feed is read part by part, so that the memory which a
large import needs is that of its result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from sqlalchemy import select

from graph.settings import Settings
from graph.tables import SCHEMA, Tables
from interlace.db.entries import TENANT, Entry, unpack
from interlace.db.models import Change, TenantRegister
from interlace.db.settings import COLUMNS, settings_of
from interlace.errors import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

#: A page of the feed ends with the revision that brings it to so many entries.
MOST_ENTRIES = 20_000


class ChangeHead(NamedTuple):
    """Which revision it is, when and by whom it was made, by what operation and, where someone said so, why."""

    revision: int
    at: datetime
    actor: str
    operation: str
    note: str | None


@dataclass(frozen=True)
class ChangeSet:
    """All that one revision changed."""

    head: ChangeHead
    entries: tuple[Entry, ...]

    @property
    def revision(self) -> int:
        """The tenant's revision that this change made."""
        return self.head.revision


@dataclass
class Replay:
    """What changes come to when they are applied one after the other, beginning with nothing."""

    records: dict[str, dict[UUID, Mapping[str, Any]]] = field(default_factory=lambda: {table: {} for table in SCHEMA})
    settings: Mapping[str, Any] | None = None

    def apply(self, entries: Iterable[Entry]) -> None:
        """Let each entry take the place of what it speaks of."""
        for entry in entries:
            if entry.table == TENANT:
                self.settings = dict.fromkeys(COLUMNS) | dict(entry.values or {})
            elif entry.values is None:
                self.records[entry.table].pop(entry.id, None)
            else:
                self.records[entry.table][entry.id] = entry.values


@dataclass(frozen=True)
class PastRegister:
    """A register as it stood at a revision."""

    revision: int
    tables: Tables
    settings: Settings


def changes_since(session: Session, revision: int, limit: int = 100) -> list[ChangeSet]:
    """What followed a revision, in order and without a hole: at most `limit` revisions, and few that are large.

    Whoever asks again for what followed the last of them misses nothing. Raises Unknown for a revision that is not yet.
    """
    _must_exist(session, revision)
    page: list[ChangeSet] = []
    count = 0
    for head, entries in changes_after(session, revision):
        if page and page[-1].head == head:
            page[-1] = ChangeSet(head, page[-1].entries + tuple(entries))
        elif len(page) == limit or count >= MOST_ENTRIES:
            break
        else:
            page.append(ChangeSet(head, tuple(entries)))
        count += len(entries)
    return page


def changes_after(
    session: Session, revision: int, until: int | None = None
) -> Iterator[tuple[ChangeHead, list[Entry]]]:
    """The same without bounds, part by part: a large revision comes as several parts with the same head."""
    columns = (getattr(Change, name) for name in ChangeHead._fields)
    rows = select(*columns, Change.entries).where(Change.revision > revision).order_by(Change.revision, Change.part)
    if until is not None:
        rows = rows.where(Change.revision <= until)
    with session.execute(rows, execution_options={"yield_per": 10}) as found:
        for *head, entries in found:
            yield ChangeHead(*head), unpack(entries)


def replayed(changes: Iterable[ChangeSet]) -> Replay:
    """What changes come to, from the first revision on."""
    replay = Replay()
    for change in changes:
        replay.apply(change.entries)
    return replay


def register_at(session: Session, revision: int) -> PastRegister:
    """The register as it stood when that revision had been made; at 0 it is empty. Raises Unknown."""
    _must_exist(session, revision)
    replay = Replay()
    for _, entries in changes_after(session, 0, revision):
        replay.apply(entries)
    columns = {} if replay.settings is None else replay.settings["further_columns"]
    frames = {
        table: _frame(table, list(records.values()), columns.get(table, []))
        for table, records in replay.records.items()
    }
    settings = Settings() if replay.settings is None else settings_of(replay.settings)
    return PastRegister(revision, Tables.of(frames), settings)


def _must_exist(session: Session, revision: int) -> None:
    head = session.scalar(select(TenantRegister.revision)) or 0
    if not 0 <= revision <= head:
        raise Unknown(f"There is no revision {revision}; the last one is {head}.")


def _frame(table: str, records: list[Mapping[str, Any]], further: Iterable[str]) -> pl.DataFrame:
    """Records as a frame: known columns, then unknown ones in the order of the tenant's bundle."""
    schema = {name: column.kind.data_type for name, column in SCHEMA[table].items()}
    schema |= dict.fromkeys((name for name in further if name not in schema), pl.String())
    return pl.DataFrame([{name: record.get(name) for name in schema} for record in records], schema=schema)
