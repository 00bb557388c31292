"""Asking for long work: what it needs is kept, and it is queued, in one transaction that waits for no write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert

from interlace.db import tenancy
from interlace.db.models import Job, TenantRegister
from interlace.identity.permissions import Operation, require, require_of
from interlace.jobs import files
from interlace.jobs.queue import enqueue

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.transfer.importing import Mode


def require_import(principal: Principal, tenant_id: UUID) -> None:
    """Raise Forbidden for whoever may not import, before anything of a bundle is received from them."""
    require_of(principal, tenant_id, Operation.IMPORT_RUN)


def submit_import(
    database: Database,
    tenant_id: UUID,
    principal: Principal,
    bundle: Path | bytes,
    mode: Mode,
    *,
    dry_run: bool = False,
) -> UUID:
    """Ask for the import of a bundle (a folder, a .zip, or a zip's bytes); the id of the job that will do it.

    What is wrong inside the bundle is told by the job. Raises Unknown, Suspended, Forbidden, Busy; BundleInvalid where
    the bundle cannot even be read or is too large.
    """
    name = files.plain_name(bundle)
    job = Job(kind="import", actor=principal.label, arguments={"mode": mode, "dry_run": dry_run, "name": name})
    with files.opened(bundle) as stream, tenancy.beside(database, tenant_id) as session:
        require(session, principal, Operation.IMPORT_RUN, datetime.now(UTC).date())
        session.execute(insert(TenantRegister).values(tenant_id=tenant_id).on_conflict_do_nothing())
        session.add(job)
        session.flush()
        files.write(session, job.id, name, stream)
        enqueue(session, job.id)
    return job.id
