"""The unit of work: all that one write does, or nothing of it.

Rows, the tenant's revision, the change record, the audit records and the outbox message are committed together.
Services put and remove records; what follows from that is written once, when the unit ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, text

from interlace.db import audit, records
from interlace.db.entries import TENANT, Entry, pack, parts
from interlace.db.identifiers import new_id
from interlace.db.models import Change, OutboxMessage
from interlace.db.records import StoredRecord
from interlace.db.refusals import explained
from interlace.db.settings import stored_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.models import TenantRegister
    from interlace.principals import Principal


@dataclass
class Unit:
    """One write in one tenant, by one principal; it holds the tenant's register until its transaction ends."""

    session: Session
    tenant_id: UUID
    principal: Principal
    at: datetime
    head: TenantRegister
    entries: dict[tuple[str, UUID], Entry] = field(default_factory=dict)
    deeds: list[audit.Deed] = field(default_factory=list)
    packed: list[tuple[int, bytes]] = field(default_factory=list)
    """Further entries, packed already, with their numbers."""
    note: str | None = None

    @property
    def revision(self) -> int:
        """The revision that this write makes, if it changes anything."""
        return self.head.revision + 1

    @property
    def today(self) -> date:
        """The present day in UTC."""
        return self.at.date()

    def record(self, table: str, record_id: UUID, expected_revision: int | None = None) -> StoredRecord:
        """A record of the tenant. Raises Unknown; Stale where it is not at the expected revision."""
        return records.fetch(self.session, table, record_id, expected_revision)

    def add(self, table: str, values: Mapping[str, Any], further: Mapping[str, str] | None = None) -> StoredRecord:
        """Put a new record into the register."""
        record = StoredRecord(table, new_id(), self.revision, values, further or {})
        with explained():
            records.add(self.session, record)
        self._enter(Entry(table, record.id, record.told))
        return record

    def change(
        self, before: StoredRecord, further: Mapping[str, str] | None = None, /, **values: object
    ) -> StoredRecord:
        """Write other values, or all unknown columns, into a record; one that already has them all is left as it is."""
        record = before.having(**values)
        if further is not None:
            record = replace(record, further=further)
        if (record.values, record.further) == (before.values, before.further):
            return before
        record = replace(record, revision=self.revision)
        with explained():
            records.change(self.session, before, record)
        self._enter(Entry(record.table, record.id, record.told))
        return record

    def remove(self, record: StoredRecord) -> None:
        """Take a record out of the register."""
        with explained():
            records.remove(self.session, record)
        self._enter(Entry(record.table, record.id, None))

    def tell_again(self, record: StoredRecord) -> None:
        """Enter a record as it stands into the change, for readers of the feed who could not see it until now."""
        if (record.table, record.id) not in self.entries:
            # Its revision is that of the last entry that tells of it, for those who follow the feed and for all others.
            records.change(self.session, record, replace(record, revision=self.revision))
            self._enter(Entry(record.table, record.id, record.told))

    def set_head(self, **values: object) -> None:
        """Write other settings of the tenant."""
        for name, value in values.items():
            setattr(self.head, name, value)
        self._enter(Entry(TENANT, self.tenant_id, stored_settings(self.head)))

    def enter_packed(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """Enter many changes whose rows were written already, as parts that `interlace.db.entries` can read."""
        self.packed.extend(entries)

    def did(self, operation: str, subject: str, **details: object) -> None:
        """Tell the audit what was done to what."""
        self.deeds.append(audit.Deed(operation, subject, details))

    def _enter(self, entry: Entry) -> None:
        # What comes last holds: feeds tell each record once a revision.
        self.entries.pop((entry.table, entry.id), None)
        self.entries[entry.table, entry.id] = entry

    def check(self) -> None:
        """Let the database check what it put off. Raises Invalid or Conflict where the register does not admit it."""
        with explained():
            self.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    def complete(self) -> None:
        """Write what follows from what was done. Raises Invalid or Conflict where the register does not admit it."""
        self.check()
        if not self.deeds:
            if self.entries or self.packed:
                raise RuntimeError("A write without a deed: a service forgot to tell the audit what it did.")
            return
        made = self.revision if self.entries or self.packed else None
        end = audit.append(
            self.session,
            audit.ChainEnd(self.head.audit_number, bytes(self.head.audit_hash)),
            self.deeds,
            tenant_id=self.tenant_id,
            actor=self.principal.label,
            at=self.at,
            revision=made,
        )
        if made is not None:
            self._write_change(made)
            self.head.revision = made
        self.head.audit_number, self.head.audit_hash = end.number, end.hash
        self.session.flush()

    def _write_change(self, revision: int) -> None:
        operation = self.deeds[0].operation
        common = {
            "revision": revision,
            "at": self.at,
            "actor": self.principal.label,
            "operation": operation,
            "note": self.note,
        }
        packed = [(len(part), pack(part)) for part in parts(list(self.entries.values()))] + self.packed
        rows = [{**common, "part": number, "entries": content} for number, (_, content) in enumerate(packed)]
        self.session.execute(insert(Change), rows)
        payload = {"operation": operation, "records": sum(count for count, _ in packed)}
        self.session.execute(
            insert(OutboxMessage).values(
                id=new_id(), event="change.committed", revision=revision, at=self.at, payload=payload
            )
        )
