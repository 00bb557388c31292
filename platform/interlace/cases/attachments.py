"""Files that belong to a case: attached, fetched, taken away. Their bytes are on disk, the rest in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from interlace.cases import storing
from interlace.cases.file_kinds import kind_of, name_of
from interlace.cases.keeping import begun
from interlace.cases.rights import require_any, require_part
from interlace.cases.seeing import seen, view_for
from interlace.cases.writing import touching
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import CaseAttachment
from interlace.errors import Conflict, Unknown

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

#: A case has no more files than this; those taken away do not count.
MOST_FILES = 20
_FULL = f"A case has at most {MOST_FILES} files: take one away first."


@dataclass(frozen=True)
class Fetched:
    """A file as it is handed out."""

    name: str
    media_type: str
    content: bytes


def attach(
    database: Database,
    store: SnapshotStore,
    principal: Principal,
    tenant_id: UUID,
    finding: str,
    name: str,
    content: bytes,
) -> UUID:
    """Attach a file to a case. What it is, is told from its bytes, and its name must agree.

    Raises Invalid, Unknown, Forbidden; Conflict where the case has as many as it may.
    """
    own = name_of(name)
    kind = kind_of(own, content)
    attachment_id = new_id()
    try:
        with touching(database, store, principal, tenant_id, finding) as case:
            unit = case.unit
            require_part(unit.session, principal, unit.today, case.key, case.involved)
            here = select(func.count()).select_from(CaseAttachment).where(CaseAttachment.finding == case.key)
            if (unit.session.scalar(here.where(CaseAttachment.removed_at.is_(None))) or 0) >= MOST_FILES:
                raise Conflict(_FULL)  # noqa: TRY301 - whatever is refused, the file goes again
            begun(unit, case.seen)
            # The file is there before the row that speaks of it; where the write fails, it goes again.
            sha256 = storing.store(database.configuration, tenant_id, attachment_id, content)
            unit.session.add(
                CaseAttachment(
                    id=attachment_id,
                    finding=case.key,
                    name=own,
                    media_type=kind.media_type.partition(";")[0],
                    bytes=len(content),
                    sha256=sha256,
                    by=principal.label,
                    at=unit.at,
                )
            )
            unit.session.flush()
            unit.did("case.attach", f"case:{case.key}", attachment=str(attachment_id), sha256=sha256)
    except BaseException:
        storing.forget(database.configuration, tenant_id, attachment_id)
        raise
    return attachment_id


def attachment(
    database: Database, store: SnapshotStore, principal: Principal, tenant_id: UUID, attachment_id: UUID
) -> Fetched:
    """A file. Raises Forbidden, Unknown; Unknown too where it was taken away, or is not on this machine, or where its
    finding speaks of what one may not know of.
    """
    view = view_for(store, database, principal, tenant_id, datetime.now(UTC).date())
    with tenancy.reading(database, tenant_id) as session:
        row = session.scalar(select(CaseAttachment).where(CaseAttachment.id == attachment_id))
        content = None
        if row is not None and row.removed_at is None and _is_seen(view, row.finding):
            content = storing.fetch(database.configuration, tenant_id, attachment_id, row.sha256)
        if row is None or content is None:
            raise Unknown(f"There is no file {attachment_id}.")
        return Fetched(row.name, row.media_type, content)


def _is_seen(view: View, finding: str) -> bool:
    try:
        seen(view, finding, known=True)
    except Unknown:
        return False
    return True


def detach(database: Database, principal: Principal, tenant_id: UUID, attachment_id: UUID) -> str:
    """Take a file away, for whoever attached it and for administrators; that it was there stays. The finding's key.

    Raises Unknown, Forbidden; Conflict where it was taken away before.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        row = unit.session.scalar(select(CaseAttachment).where(CaseAttachment.id == attachment_id))
        if row is None or row.by != principal.label:
            require_any(unit.session, principal, unit.today)
        if row is None:
            raise Unknown(f"There is no file {attachment_id}.")
        if row.removed_at is not None:
            raise Conflict("This file was taken away before.")
        row.removed_at = unit.at
        unit.session.flush()
        unit.did("case.detach", f"case:{row.finding}", attachment=str(attachment_id))
    storing.forget(database.configuration, tenant_id, attachment_id)
    return row.finding
