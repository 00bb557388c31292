"""Who acts on a request once it is made: takes it back, or tells bodies what came of their answers.

Whoever sees one does not act on it: people of the body in whose name it is asked read along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from interlace.db.models import Body
from interlace.errors import Forbidden
from interlace.identity.lineage import ancestors
from interlace.identity.permissions import ROLES, Operation, allows
from interlace.reading.visible import above_of
from interlace.requests.entitled import OF_A_NETWORK, within
from interlace.requests.showing import RequestTold, found_request

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.models import Request
    from interlace.principals import Principal
    from interlace.reading.view import View


class Hierarchy(NamedTuple):
    """What is to be known of bodies (codes): those above one, and whether one is a network."""

    above: Callable[[str], Container[str]]
    is_network: Callable[[str], bool]


def acted_on(session: Session, principal: Principal, tenant_id: UUID, request_id: UUID, today: date) -> Request:
    """A request that the principal acts on. Raises Unknown where they do not see it, Forbidden where they only do."""
    request = found_request(session, principal, tenant_id, request_id)

    def is_network(body: str) -> bool:
        return session.scalar(select(Body.level).where(Body.code == body)) == "network"

    hierarchy = Hierarchy(lambda body: ancestors(session, body, today), is_network)
    if not _acts(principal, tenant_id, request.asker, request.for_body, hierarchy):
        raise Forbidden(
            "You may not act on this request. Whoever made it does so as long as they may ask bodies, and whoever may "
            "ask in the name of the same body."
        )
    return request


def may_act(view: View, principal: Principal, request: RequestTold) -> bool:
    """The same for whoever is only to be shown that they may."""
    snapshot = view.sight.snapshot

    def is_network(body: str) -> bool:
        row = view.sight.row_of_code("bodies", body)
        return row is not None and view.sight.column("bodies", "level")[row] == "network"

    hierarchy = Hierarchy(above_of(snapshot, view.as_of), is_network)
    return _acts(principal, snapshot.tenant_id, request.asker, request.for_body, hierarchy)


def _acts(principal: Principal, tenant_id: UUID, asker: str, for_body: str | None, hierarchy: Hierarchy) -> bool:
    bodies = () if for_body is None else (for_body,)
    if allows(principal, tenant_id, Operation.REQUEST_MAKE, bodies, hierarchy.above):
        return True
    if principal.tenant_id != tenant_id or not within(principal, Operation.REQUEST_MAKE):
        return False
    networks = {
        grant.body
        for grant in principal.grants
        if grant.body is not None and grant.role in OF_A_NETWORK and hierarchy.is_network(grant.body)
    }
    asks = bool(networks) or any(Operation.REQUEST_MAKE in ROLES[grant.role] for grant in principal.grants)
    return for_body in networks or (asks and asker == principal.label)
