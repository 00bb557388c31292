"""What a page may offer: asked where it always is, of the snapshot that the page shows."""

from __future__ import annotations

from flask import g

from api.context import caller, today
from interlace.identity.permissions import Operation, allows
from interlace.reading.visible import above_of
from web.days import shown


def may(operation: Operation, *bodies: str) -> bool:
    """Whether the caller may do the operation for one of these bodies (codes); without any, in the whole tenant."""
    snapshot = shown().sight.snapshot
    if "above" not in g:
        g.above = above_of(snapshot, today())
    return allows(caller().principal, snapshot.tenant_id, operation, bodies, g.above)


def own_bodies() -> list[str]:
    """The codes of the bodies for which the caller holds a role."""
    return sorted({grant.body for grant in caller().principal.grants if grant.body})
