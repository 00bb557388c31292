"""Who asks for a page of administrators, and leave for it before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from api.context import caller, database
from api.writing import tenant_id
from interlace.identity.permissions import require_of

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.identity.permissions import Operation
    from interlace.principals import Principal


class Asker(NamedTuple):
    """What services begin with: where they work, who asks, and in which tenant."""

    database: Database
    principal: Principal
    tenant_id: UUID


def asker(operation: Operation) -> Asker:
    """Who asks, if they may do this in the tenant as a whole. Raises Forbidden."""
    require_of(caller().principal, tenant_id(), operation)
    return Asker(database(), caller().principal, tenant_id())
