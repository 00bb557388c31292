"""Imports that were asked for, for those who may ask for some."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interlace.db import tenancy
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation, require_of
from interlace.jobs import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.models import Job
    from interlace.principals import Principal

MOST = 200


class JobsPage(NamedTuple):
    """Imports, the last one first, and whether older ones follow."""

    jobs: Sequence[Job]
    has_more: bool


def jobs_page(
    database: Database, principal: Principal, tenant_id: UUID, first: int, after: UUID | None = None
) -> JobsPage:
    """The imports that were asked for before the one that is named, or last. Raises Forbidden, Invalid."""
    require_of(principal, tenant_id, Operation.IMPORT_RUN)
    if not 1 <= first <= MOST:
        raise Invalid([FieldProblem("/first", "bad-whole", {"least": "1", "most": str(MOST)})])
    with tenancy.reading(database, tenant_id) as session:
        found = rows.recent(session, first + 1, after)
    return JobsPage(found[:first], len(found) > first)


def jobs(database: Database, principal: Principal, tenant_id: UUID, first: int) -> Sequence[Job]:
    """The imports that were asked for last, the last one first. Raises Forbidden, Invalid."""
    return jobs_page(database, principal, tenant_id, first).jobs


def job(database: Database, principal: Principal, tenant_id: UUID, job_id: UUID) -> Job:
    """One import. Raises Forbidden, Unknown."""
    require_of(principal, tenant_id, Operation.IMPORT_RUN)
    with tenancy.reading(database, tenant_id) as session:
        return rows.find(session, job_id)
