"""Whom somebody may ask, on whose behalf, and whose questions they may see, in the hierarchy of the view's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.encoding import NOBODY
from interlace.errors import FieldProblem, Forbidden, Invalid
from interlace.identity.permissions import ROLES, SCOPES, Operation, Reach, allows
from interlace.reading.visible import above_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from interlace.principals import Principal
    from interlace.reading.view import View

#: Roles whose holders ask for a network what stewards ask for other bodies.
OF_A_NETWORK = ("contributor", "steward")
_WHO = "Bodies are asked by stewards of a body above them, by networks that they are members of, and by administrators."


def rows_of(view: View, bodies: Sequence[str]) -> Mapping[str, int]:
    """The rows of bodies by code, each of which is live. Raises Invalid, naming each that is not."""
    rows, problems = {}, []
    for place, code in enumerate(bodies):
        row = view.sight.row_of_code("bodies", code)
        if row is None:
            problems.append(FieldProblem(f"/bodies/{place}", "unknown-code", {"value": code, "tables": "bodies"}))
        elif not view.live(row):
            problems.append(FieldProblem(f"/bodies/{place}", "bad-value"))
        else:
            rows[code] = row
    if problems:
        raise Invalid(problems)
    return rows


def below(view: View, body: str, levels: Collection[str]) -> list[str]:
    """The live bodies of these levels below one, in the order of the hierarchy; of no level, all. Raises Invalid."""
    row = view.sight.row_of_code("bodies", body)
    if row is None:
        raise Invalid([FieldProblem("/below", "unknown-code", {"value": body, "tables": "bodies"})])
    codes, level = view.sight.column("bodies", "code"), view.sight.column("bodies", "level")
    found, todo = [], [row]
    while todo:
        for child in view.children(todo.pop()):
            todo.append(child)
            if not levels or level[child] in levels:
                found.append(codes[child])
    return sorted(found)


def may_ask_somebody(view: View, principal: Principal) -> bool:
    """Whether there is any body that the principal may ask."""
    bodies = reach(view, principal, Operation.REQUEST_MAKE)
    return bodies is None or bool(bodies) or bool(members_of_networks(view, principal))


def require_asking_somebody(view: View, principal: Principal) -> None:
    """Raise Forbidden unless there is: whoever may ask nobody is told so before anything is worked out for them."""
    if not may_ask_somebody(view, principal):
        raise Forbidden(f"You may not ask bodies. {_WHO}")


def require_asking(view: View, principal: Principal, bodies: Sequence[str]) -> None:
    """Raise Forbidden, naming them, unless the principal may ask every one of these bodies."""
    may_ask = _asking(view, principal)
    refused = [code for code in bodies if not may_ask(code)]
    if refused:
        shown = ", ".join(refused[:10]) + (" …" if len(refused) > 10 else "")  # noqa: PLR2004 - ten are enough to see
        raise Forbidden(f"You may not ask {shown}. {_WHO}")


def may_ask(view: View, principal: Principal, body: str) -> bool:
    """Whether the principal may ask a body."""
    return _asking(view, principal)(body)


def _asking(view: View, principal: Principal) -> Callable[[str], bool]:
    snapshot = view.sight.snapshot
    above = above_of(snapshot, view.as_of)
    members = set(members_of_networks(view, principal))

    def may_ask(code: str) -> bool:
        return code in members or allows(principal, snapshot.tenant_id, Operation.REQUEST_MAKE, (code,), above)

    return may_ask


def members_of_networks(view: View, principal: Principal) -> list[str]:
    """The bodies that are members, today and undisputed, of networks whose people the principal belongs to."""
    sight = view.sight
    columns = {name: sight.column("relations", name) for name in ("source", "kind", "status", "valid_from", "valid_to")}
    return [
        columns["source"][row]
        for network in _networks(view, principal)
        for row in sight.rows_where("relations", "target", network)
        if columns["kind"][row] == "member_of"
        and columns["status"][row] != "disputed"
        and (columns["valid_from"][row] is None or columns["valid_from"][row] <= view.as_of)
        and (columns["valid_to"][row] is None or columns["valid_to"][row] >= view.as_of)
    ]


def _networks(view: View, principal: Principal) -> list[str]:
    if not _belongs(view, principal) or not within(principal, Operation.REQUEST_MAKE):
        return []
    level = view.sight.column("bodies", "level")
    found = []
    for grant in principal.grants:
        row = None if grant.body is None else view.sight.row_of_code("bodies", grant.body)
        if row is not None and grant.role in OF_A_NETWORK and level[row] == "network" and view.live(row):
            found.append(str(grant.body))
    return found


def _belongs(view: View, principal: Principal) -> bool:
    return principal.tenant_id == view.sight.snapshot.tenant_id


def within(principal: Principal, operation: Operation) -> bool:
    """Whether the scopes of a service account let it do this at all."""
    return principal.kind != "service" or any(operation in SCOPES[scope] for scope in principal.scopes)


def on_behalf_of(view: View, principal: Principal, given: str | None) -> str | None:
    """The body on whose behalf somebody asks: the one that they name and act for, or the first of their own.

    None stands for the tenant as a whole, for whoever may ask everybody. Raises Invalid.
    """
    own = sorted({grant.body for grant in principal.grants if grant.body is not None and grant.role in OF_A_NETWORK})
    everybody = allows(principal, view.sight.snapshot.tenant_id, Operation.REQUEST_MAKE, (), lambda _: ())
    if given is None:
        if everybody:
            return None
        leading = set(_networks(view, principal)) | {
            grant.body for grant in principal.grants if grant.role == "steward"
        }
        return next((body for body in own if body in leading), None)
    known = view.sight.row_of_code("bodies", given) is not None
    if known and (everybody or given in own):
        return given
    raise Invalid([FieldProblem("/for_body", "bad-value")])


def reach(view: View, principal: Principal, operation: Operation) -> frozenset[str] | None:
    """The bodies (codes) for which the principal may do an operation; None stands for all."""
    if allows(principal, view.sight.snapshot.tenant_id, operation, (), lambda _: ()):
        return None
    if not _belongs(view, principal) or not within(principal, operation):
        return frozenset()
    own: set[str] = set()
    heads: set[str] = set()
    for grant in principal.grants:
        granted = ROLES[grant.role].get(operation)
        if grant.body is None or granted is None:
            continue
        if granted in {Reach.OWN, Reach.OWN_AND_BELOW}:
            own.add(grant.body)
        if granted in {Reach.BELOW, Reach.OWN_AND_BELOW}:
            heads.add(grant.body)
    return frozenset(own | _below_all(view, heads))


def _below_all(view: View, heads: Collection[str]) -> set[str]:
    """The codes of all bodies that have one of these above them."""
    if not heads:
        return set()
    snapshot = view.sight.snapshot
    codes, parent = snapshot.register.bodies.code, snapshot.graph_at(view.as_of).parent_row
    above = codes.is_in(list(heads)).to_numpy()
    within = np.zeros(len(codes), dtype=np.bool_)
    while True:
        further = (parent != NOBODY) & (within | above)[parent]
        if np.array_equal(further, within):
            return set(codes.filter(within).to_list())
        within = further
