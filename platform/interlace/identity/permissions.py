"""Who may do what: the only place that decides. Roles and scopes are mapped to operations as data; docs/access.md tells
the same as a table.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from interlace.errors import Forbidden
from interlace.identity.lineage import ancestors, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.principals import Grant, Principal


class Operation(StrEnum):
    """What can be done, as `noun.verb`."""

    AUDIT_READ = "audit.read"
    BODY_CHANGE = "body.change"
    BODY_MERGE = "body.merge"
    """Merge bodies into one, or split one."""
    BODY_REGISTER = "body.register"
    """Asked for the parent of the body that is to be."""
    BODY_REMOVE = "body.remove"
    COMPETENCES_WRITE = "competences.write"
    CONSENT_GIVE = "consent.give"
    """Confirm or dispute a relation or link that names the body; mark its strategies and others as opposed."""
    DRAFTS_READ = "drafts.read"
    FINDING_ANSWER = "finding.answer"
    FINDING_SETTLE = "finding.settle"
    """Settle what a body has disputed; asked for that body."""
    IMPORT_RUN = "import.run"
    MEMBERSHIPS_MANAGE = "memberships.manage"
    PUBLICATION_DECIDE = "publication.decide"
    """Publish to all tenants what a body proposes, or refuse it."""
    PUBLICATION_PROPOSE = "publication.propose"
    """Propose to publish what is a body's own, and take it back."""
    RECORDS_WRITE = "records.write"
    """Strategies, commitments, actions, links, participations, reports, relations and declarations of a body."""
    REGISTER_EXPORT = "register.export"
    REGISTER_READ = "register.read"
    REQUEST_MAKE = "request.make"
    """Ask a body for something; the people of a network may also ask its members (`interlace.requests.entitled`)."""
    ROUND_MANAGE = "round.manage"
    """Open rounds of assessments for a body, name its reviewers, close them, open voices to each other."""
    SERVICE_ACCOUNTS_MANAGE = "service_accounts.manage"
    SETTINGS_CHANGE = "settings.change"
    TENANTS_MANAGE = "tenants.manage"
    VISIT_MANAGE = "visit.manage"
    """Plan an expert visit to a body, name its experts and publish its profile; asked for that body."""
    WEBHOOKS_MANAGE = "webhooks.manage"


class Reach(Enum):
    """For whose records a role that is held over a body may do an operation."""

    TENANT = "everybody’s"
    OWN = "its own"
    OWN_AND_BELOW = "its own and those of every body below"
    BELOW = "those of every body below"


_READING = {Operation.REGISTER_READ: Reach.TENANT, Operation.REGISTER_EXPORT: Reach.TENANT}
_WRITING = (
    Operation.BODY_CHANGE,
    Operation.CONSENT_GIVE,
    Operation.DRAFTS_READ,
    Operation.FINDING_ANSWER,
    Operation.PUBLICATION_PROPOSE,
    Operation.RECORDS_WRITE,
)

#: Role → operation → for whose records.
ROLES: Mapping[str, Mapping[Operation, Reach]] = MappingProxyType(
    {
        "reader": _READING,
        "contributor": {**_READING, **dict.fromkeys(_WRITING, Reach.OWN)},
        "steward": {
            **_READING,
            **dict.fromkeys(_WRITING, Reach.OWN_AND_BELOW),
            Operation.BODY_REGISTER: Reach.OWN_AND_BELOW,
            Operation.BODY_REMOVE: Reach.BELOW,
            Operation.COMPETENCES_WRITE: Reach.BELOW,
            Operation.REQUEST_MAKE: Reach.OWN_AND_BELOW,
            Operation.ROUND_MANAGE: Reach.OWN_AND_BELOW,
            Operation.FINDING_SETTLE: Reach.BELOW,
            Operation.VISIT_MANAGE: Reach.BELOW,
        },
        "administrator": {operation: Reach.TENANT for operation in Operation if operation != Operation.TENANTS_MANAGE},
    }
)

#: What operators of the platform may do, and nothing else: they see inside no tenant.
OPERATOR = frozenset({Operation.TENANTS_MANAGE})

#: Scope → what a service account that has it may do, as far as its maker may. People are never replaced: whoever has
#: a role, a secret, a setting or the audit in hand is a person.
SCOPES: Mapping[str, frozenset[Operation]] = MappingProxyType(
    {
        "read": frozenset({Operation.DRAFTS_READ, Operation.REGISTER_EXPORT, Operation.REGISTER_READ}),
        "write": frozenset(
            {
                Operation.BODY_CHANGE,
                Operation.BODY_MERGE,
                Operation.BODY_REGISTER,
                Operation.BODY_REMOVE,
                Operation.COMPETENCES_WRITE,
                Operation.CONSENT_GIVE,
                Operation.PUBLICATION_DECIDE,
                Operation.PUBLICATION_PROPOSE,
                Operation.RECORDS_WRITE,
                Operation.ROUND_MANAGE,
                Operation.VISIT_MANAGE,
            }
        ),
        "findings": frozenset({Operation.FINDING_ANSWER, Operation.FINDING_SETTLE, Operation.REQUEST_MAKE}),
        "import": frozenset({Operation.IMPORT_RUN}),
        "webhooks": frozenset({Operation.WEBHOOKS_MANAGE}),
    }
)


def may(session: Session, principal: Principal, operation: Operation, today: date, *bodies: str) -> bool:
    """Whether the principal may do the operation for the records of at least one of these bodies (codes).

    Without bodies: in the tenant of the session as a whole. The hierarchy is read as it stands on `today`.
    """
    return allows(
        principal, session.info.get("tenant_id"), operation, bodies, lambda body: ancestors(session, body, today)
    )


def may_for(
    session: Session, principal: Principal, operation: Operation, today: date, bodies: Collection[str]
) -> set[str]:
    """Those of these bodies (codes) for which the principal may do the operation: `may` of each, in a few queries."""
    above: dict[str, Sequence[str]] = {}

    def line(body: str) -> Sequence[str]:
        if not above:
            above.update(lines(session, bodies, today))
        return above[body]

    tenant_id = session.info.get("tenant_id")
    return {body for body in bodies if allows(principal, tenant_id, operation, (body,), line)}


def allows(
    principal: Principal,
    tenant_id: UUID | None,
    operation: Operation,
    bodies: Sequence[str],
    above: Callable[[str], Container[str]],
) -> bool:
    """The same for whoever knows the hierarchy without a session; `above` gives the bodies above one today."""
    if principal.kind == "system":
        return True
    if operation in OPERATOR:
        return principal.operator
    if principal.tenant_id is None or principal.tenant_id != tenant_id:
        return False
    if principal.kind == "service" and not any(operation in SCOPES[scope] for scope in principal.scopes):
        return False
    return any(_reaches(grant, operation, bodies, above) for grant in principal.grants)


def require(session: Session, principal: Principal, operation: Operation, today: date, *bodies: str) -> None:
    """Raise Forbidden, with a sentence that says who may, unless `may`."""
    if not may(session, principal, operation, today, *bodies):
        raise _forbidden(operation, bodies)


def require_of(principal: Principal, tenant_id: UUID, operation: Operation) -> None:
    """Raise Forbidden unless the principal may do the operation in the tenant as a whole; the database is not asked."""
    if not allows(principal, tenant_id, operation, (), lambda _: ()):
        raise _forbidden(operation, ())


def _forbidden(operation: Operation, bodies: Sequence[str]) -> Forbidden:
    about = f" of {', '.join(bodies)}" if bodies else ""
    return Forbidden(f"You may not do this ({operation}{about}). It can be done by {_who(operation)}.")


def _reaches(grant: Grant, operation: Operation, bodies: Sequence[str], above: Callable[[str], Container[str]]) -> bool:
    reach = ROLES[grant.role].get(operation)
    if reach is None or reach is Reach.TENANT:
        return reach is not None
    if reach in {Reach.OWN, Reach.OWN_AND_BELOW} and grant.body in bodies:
        return True
    return reach is not Reach.OWN and any(grant.body in above(body) for body in bodies)


_HOLDERS = {
    ("contributor", Reach.OWN): "contributors of the body",
    ("steward", Reach.OWN_AND_BELOW): "stewards of the body or of one above it",
    ("steward", Reach.BELOW): "stewards of a body above it",
    ("administrator", Reach.TENANT): "administrators of the tenant",
}


def _who(operation: Operation) -> str:
    if operation in OPERATOR:
        return "operators of the platform"
    if operation in ROLES["reader"]:
        return "every member of the tenant"
    holders = [_HOLDERS[role, reach] for role, granted in ROLES.items() if (reach := granted.get(operation))]
    return " or ".join([", ".join(holders[:-1]), holders[-1]] if holders[1:] else holders)
