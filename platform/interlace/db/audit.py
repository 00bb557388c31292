"""The audit chain: each record holds the hash of the one before, so that what was altered, removed or put in shows."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import insert, select

from interlace.db.models import AuditRecord, TenantRegister

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Deed:
    """What was done to what; `details` hold what a later reader needs and no secret."""

    operation: str
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True)
class ChainEnd:
    """The last record of a chain: its number and its hash."""

    number: int
    hash: bytes


@dataclass(frozen=True)
class ChainBreak:
    """Where a chain does not hold: `number` is the first record that cannot be trusted."""

    number: int
    reason: str


def append(
    session: Session,
    end: ChainEnd,
    deeds: Sequence[Deed],
    *,
    tenant_id: UUID,
    actor: str,
    at: datetime,
    revision: int | None,
) -> ChainEnd:
    """Add a record for each deed and return the new end. The caller holds the tenant's register."""
    rows = []
    for deed in deeds:
        row: dict[str, Any] = {
            "number": end.number + 1,
            "at": at,
            "actor": actor,
            "operation": deed.operation,
            "subject": deed.subject,
            "revision": revision,
            "details": _plain(deed.details),
            "previous_hash": end.hash,
        }
        end = ChainEnd(end.number + 1, _hash(tenant_id, row))
        rows.append(row | {"hash": end.hash})
    session.execute(insert(AuditRecord), rows)
    return end


def verify(session: Session, tenant_id: UUID, noted: tuple[int, str] | None = None) -> ChainEnd | ChainBreak:
    """Read the whole chain again; its end where all holds, else its first break.

    `noted` is number and hash (or its beginning, hexadecimal) of an end kept elsewhere, which the chain must hold.
    """
    end = ChainEnd(0, b"")
    with closing(_rows(session)) as rows:
        for row in rows:
            reason = _distrust(tenant_id, end, row, noted)
            if reason is not None:
                return ChainBreak(end.number + 1, reason)
            end = ChainEnd(row["number"], row["hash"])
    return _compared(session, end, 0 if noted is None else noted[0])


def _distrust(tenant_id: UUID, end: ChainEnd, row: dict[str, Any], noted: tuple[int, str] | None) -> str | None:
    """Why a record cannot follow the end of the chain so far."""
    if row["number"] != end.number + 1:
        return "removed"
    if row["previous_hash"] != end.hash:
        return "inserted or the one before altered"
    if row["hash"] != _hash(tenant_id, row):
        return "altered"
    if noted is not None and row["number"] == noted[0] and not row["hash"].hex().startswith(noted[1].lower()):
        return "not the record that was noted"
    return None


def _compared(session: Session, end: ChainEnd, least: int) -> ChainEnd | ChainBreak:
    """The end that was read, if it is the one that the register tells of, and not before the `least` that was noted."""
    head = session.execute(select(TenantRegister.audit_number, TenantRegister.audit_hash)).one_or_none()
    # A tenant in which nothing was ever done has no register.
    kept = ChainEnd(0, b"") if head is None else ChainEnd(head.audit_number, head.audit_hash)
    if kept != end or end.number < least:
        return ChainBreak(min(end.number, kept.number) + 1, "the end of the chain was cut off or added to")
    return end


def _rows(session: Session) -> Generator[dict[str, Any]]:
    columns = AuditRecord.__table__.columns
    ordered = select(*(column for column in columns if column.name != "tenant_id")).order_by(AuditRecord.number)
    with session.execute(ordered, execution_options={"yield_per": 1000}) as found:
        for row in found.mappings():
            yield dict(row)


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """The details as they come back from the database: it writes fractions in its own way, so they become text."""
    plain: dict[str, Any] = json.loads(json.dumps(details), parse_float=str)
    return plain


def _hash(tenant_id: UUID, row: dict[str, Any]) -> bytes:
    """SHA-256 over everything that a record says, in one canonical form."""
    told = {name: value for name, value in row.items() if name not in {"hash", "previous_hash", "at"}}
    told["at"] = row["at"].astimezone(UTC).isoformat()
    told["tenant"] = str(tenant_id)
    return hashlib.sha256(row["previous_hash"] + orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).digest()
