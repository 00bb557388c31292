"""What a caller may do in the tenant, told from the snapshot alone, for those who offer what is possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interlace.identity.permissions import Operation, allows
from interlace.reading.visible import above_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from interlace.principals import Principal
    from interlace.snapshots.snapshot import Snapshot


@dataclass(frozen=True)
class Rights:
    """Operations that are allowed in the tenant as a whole, and for each body over which the caller holds a role."""

    tenant: Sequence[Operation]
    bodies: Mapping[str, Sequence[Operation]]


def rights_of(snapshot: Snapshot, principal: Principal, today: date) -> Rights:
    """What the principal may do, in the hierarchy of today."""
    above = above_of(snapshot, today)

    def allowed(*bodies: str) -> list[Operation]:
        return [one for one in Operation if allows(principal, snapshot.tenant_id, one, bodies, above)]

    held = sorted({grant.body for grant in principal.grants if grant.body})
    return Rights(allowed(), {body: allowed(body) for body in held})
