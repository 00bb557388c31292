"""What happened in a register, for those who may know: the feed of changes, and the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.models import AuditRecord, TenantRegister
from interlace.errors import FieldProblem, Invalid
from interlace.history import ChangeSet, changes_since
from interlace.identity.permissions import Operation, require_of
from interlace.reading.pages import MOST
from interlace.register.drafts import told_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal


@dataclass(frozen=True)
class FeedPage:
    """Revisions that followed one, in order and without a hole; `revision` is the register's last one."""

    changes: Sequence[ChangeSet]
    revision: int


@dataclass(frozen=True)
class Audited:
    """Who did what when; `revision` is empty where nothing in the register changed."""

    number: int
    at: datetime
    actor: str
    operation: str
    subject: str
    revision: int | None
    details: dict[str, Any]


@dataclass(frozen=True)
class AuditPage:
    """Records of the audit, the last one first; `total` is how many there are."""

    records: Sequence[Audited]
    total: int


def changes(database: Database, principal: Principal, tenant_id: UUID, after: int, first: int) -> FeedPage:
    """What followed a revision, as far as the caller may know of it. Raises Forbidden, Unknown, Invalid."""
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    _check(first)
    today = datetime.now(UTC).date()
    with tenancy.reading(database, tenant_id) as session:
        found = changes_since(session, after, first)
        told = [ChangeSet(one.head, tuple(told_to(session, principal, today, one.entries))) for one in found]
        return FeedPage(told, session.scalar(select(TenantRegister.revision)) or 0)


def audit(database: Database, principal: Principal, tenant_id: UUID, before: int | None, first: int) -> AuditPage:
    """The records before a number, or the last ones. Raises Forbidden, Invalid."""
    require_of(principal, tenant_id, Operation.AUDIT_READ)
    _check(first)
    columns = [getattr(AuditRecord, name) for name in Audited.__dataclass_fields__]
    wanted = select(*columns).order_by(AuditRecord.number.desc()).limit(first)
    with tenancy.reading(database, tenant_id) as session:
        rows = session.execute(wanted if before is None else wanted.where(AuditRecord.number < before))
        total = session.scalar(select(func.count()).select_from(AuditRecord)) or 0
        return AuditPage([Audited(*row) for row in rows], total)


def _check(first: int) -> None:
    if not 1 <= first <= MOST:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST)})])
