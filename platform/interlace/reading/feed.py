"""What happened in a register, for those who may know: the feed of changes, and the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.audit import verify
from interlace.db.models import AuditRecord, TenantRegister
from interlace.errors import FieldProblem, Invalid
from interlace.history import ChangeSet, changes_since
from interlace.identity.permissions import Operation, require_of
from interlace.reading.pages import MOST
from interlace.register.drafts import told_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from interlace.db.audit import ChainBreak, ChainEnd
    from interlace.db.connections import Database
    from interlace.principals import Principal


@dataclass(frozen=True)
class FeedPage:
    """Revisions that followed one, in order and without a hole; `revision` is the register's last one."""

    changes: Sequence[ChangeSet]
    revision: int


@dataclass(frozen=True)
class Audited:
    """Who did what when; `revision` is empty where nothing in the register changed. `hash` is the chain's up to it."""

    number: int
    at: datetime
    actor: str
    operation: str
    subject: str
    revision: int | None
    details: dict[str, Any]
    hash: bytes


@dataclass(frozen=True)
class AuditPage:
    """Records of the audit, the last one first; `total` is how many there are."""

    records: Sequence[Audited]
    total: int


#: What was done, for those who may not know of all that a revision changed; they are not told why either.
SOMETHING = "change"
#: By what records of the audit can be chosen.
AUDIT_FILTERS = ("actor", "operation", "subject")


def changes(database: Database, principal: Principal, tenant_id: UUID, after: int, first: int) -> FeedPage:
    """What followed a revision, as far as the caller may know of it. Raises Forbidden, Unknown, Invalid.

    Applying all of it from 0 gives the register as the caller may see it.
    """
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    _check(first)
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        found = changes_since(session, after, first)
        entries = [entry for one in found for entry in one.entries]
        told = {id(entry) for entry in told_to(session, principal, today, entries)}
        return FeedPage([_told(one, told) for one in found], session.scalar(select(TenantRegister.revision)) or 0)


def _told(change: ChangeSet, told: set[int]) -> ChangeSet:
    """A change with those of its entries that are told, which are known by their identity."""
    entries = tuple(entry for entry in change.entries if id(entry) in told)
    if len(entries) == len(change.entries):
        return change
    return ChangeSet(change.head._replace(operation=SOMETHING, note=None), entries)


def audit(
    database: Database,
    principal: Principal,
    tenant_id: UUID,
    before: int | None,
    first: int,
    chosen: Mapping[str, Sequence[str]] | None = None,
) -> AuditPage:
    """The records before a number, or the last ones; `chosen` gives values of `AUDIT_FILTERS`, any of which will do.

    Raises Forbidden, Invalid.
    """
    require_of(principal, tenant_id, Operation.AUDIT_READ)
    _check(first)
    columns = [getattr(AuditRecord, name) for name in Audited.__dataclass_fields__]
    where = [getattr(AuditRecord, name).in_(values) for name, values in (chosen or {}).items() if values]
    wanted = select(*columns).where(*where).order_by(AuditRecord.number.desc()).limit(first)
    with tenancy.reading(database, tenant_id) as session:
        rows = session.execute(wanted if before is None else wanted.where(AuditRecord.number < before))
        total = session.scalar(select(func.count()).select_from(AuditRecord).where(*where)) or 0
        return AuditPage([Audited(*row) for row in rows], total)


def audit_holds(database: Database, principal: Principal, tenant_id: UUID) -> ChainEnd | ChainBreak:
    """Read the whole audit again; its end where all of it holds, else its first break. Raises Forbidden."""
    require_of(principal, tenant_id, Operation.AUDIT_READ)
    with tenancy.reading(database, tenant_id, bulk=True) as session:
        return verify(session, tenant_id)


def _check(first: int) -> None:
    if not 1 <= first <= MOST:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST)})])
