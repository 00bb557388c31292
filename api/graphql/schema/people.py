"""Who calls, who else has a role, and which programs have credentials; read from the database for each caller anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.parts import attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace.errors import Forbidden
from interlace.identity import memberships, service_accounts, users
from interlace.identity.permissions import ROLES, SCOPES
from interlace.reading.rights import rights_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.graphql.schema.context import Context
    from interlace.identity.memberships import Member
    from interlace.identity.service_accounts import Account, Credentials
    from interlace.principals import Principal

_ROLES = {
    "reader": "Reads what the tenant shares.",
    "contributor": "Writes the records of a body.",
    "steward": "The same for every body below it.",
    "administrator": "Everything in the tenant.",
}
_SCOPES = {
    "read": "Reading and exporting, drafts of its maker’s bodies included.",
    "write": "Writing records.",
    "findings": "Answering findings.",
    "import": "Imports.",
    "webhooks": "Webhooks.",
}


class Permission:
    """What may be done for a body, or in the tenant as a whole."""

    __slots__ = ("body", "operations")

    def __init__(self, body: str | None, operations: Sequence[str]) -> None:
        self.body = body
        self.operations = operations


def _me(_source: object, context: Context) -> Principal:
    return context.caller.principal


def _roles(source: Principal, _context: Context) -> Sequence[Any]:
    return source.grants


def _scopes(source: Principal, _context: Context) -> list[str]:
    return sorted(source.scopes)


def _may(source: Principal, context: Context) -> list[Permission]:
    rights = rights_of(context.view.sight.snapshot, source, context.today)
    return [Permission(None, rights.tenant), *(Permission(body, may) for body, may in rights.bodies.items())]


def _data(source: Principal, context: Context) -> Any:  # noqa: ANN401 - all that is kept
    if source.kind != "user" or source.id is None:
        raise Forbidden("This is for people: of a program nothing is kept but its credentials.")
    return users.export(context.database, source, source.id)


def _members(_source: object, context: Context) -> Sequence[Member]:
    return memberships.members(context.database, context.caller.principal, context.tenant_id)


def _accounts(_source: object, context: Context) -> Sequence[Account]:
    return service_accounts.accounts(context.database, context.caller.principal, context.tenant_id)


enum("Role", "A role in a tenant.", {role: _ROLES[role] for role in ROLES})
enum("Scope", "What a service account may be used for.", {scope: _SCOPES[scope] for scope in SCOPES})
object_type(
    "GrantedRole",
    "A role that somebody has.",
    [
        attribute("role", "Role", "The role."),
        attribute("body", "str | None", "Code of the body that it is over; null for the whole tenant."),
    ],
)
object_type(
    "Permission",
    "What the caller may do for the records of a body, or in the tenant as a whole.",
    [
        attribute("body", "str | None", "Code of the body; null for the tenant as a whole."),
        attribute("operations", "list[str]", "What may be done, as `noun.verb`.", page=20),
    ],
    source=Permission,
)
object_type(
    "Me",
    "Who calls.",
    [
        attribute("kind", "str", "`user` for a person, `service` for a program."),
        attribute("uuid", "UUID | None", "Who it is.", "id"),
        field("roles", "list[GrantedRole]", "The roles that they have in the tenant.", _roles, page=10),
        field("scopes", "list[Scope]", "Of a program: what it may be used for.", _scopes, page=5),
        field("data", "JSON", "Everything that is kept of the person, in all tenants.", _data, fresh=True),
        field(
            "may",
            "list[Permission]",
            "What they may do, in the tenant and for their own bodies.",
            _may,
            page=10,
            fresh=True,
        ),
    ],
)
object_type(
    "Member",
    "A role of a person in the tenant.",
    [
        attribute("uuid", "UUID", "The id of the role, by which it is taken away.", "id"),
        attribute("userUuid", "UUID", "The person.", "user_id"),
        attribute("name", "str", "Their name."),
        attribute("email", "str", "Where they are written to."),
        attribute("role", "Role", "The role."),
        attribute("body", "str | None", "Code of the body that it is over; null for the whole tenant."),
    ],
)
object_type(
    "ServiceAccount",
    "The credentials of a program.",
    [
        attribute("uuid", "UUID", "Its `client_id`.", "id"),
        attribute("name", "str", "What it is called."),
        attribute("scopes", "list[Scope]", "What it may be used for.", page=5),
        attribute("createdBy", "UUID", "Whose rights it has at most.", "created_by"),
        attribute("createdAt", "DateTime", "When it was made.", "created_at"),
        attribute("revokedAt", "DateTime | None", "When it was revoked; null while it is good.", "revoked_at"),
        attribute("lastUsedAt", "DateTime | None", "When a token was last given for it.", "last_used_at"),
    ],
)
TENANT_FIELDS = [
    field("me", "Me", "Who calls, and what they may do.", _me, fresh=True),
    field(
        "members",
        "list[Member]",
        "Every role in the tenant, by person; for administrators.",
        _members,
        page=50,
        fresh=True,
    ),
    field(
        "serviceAccounts",
        "list[ServiceAccount]",
        "The credentials of programs, revoked ones too; for administrators.",
        _accounts,
        page=20,
        fresh=True,
    ),
]


def _invite(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what is told
    told = {name: given[name] for name in ("email", "name", "role", "body", "language") if given.get(name) is not None}
    plain = {name: str(value) for name, value in told.items()}
    made = users.invite(context.database, context.caller.principal, context.tenant_id, **plain)
    return {"uuid": str(made)}


def _grant(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    who = given["userUuid"]
    role = str(given["role"])
    made = memberships.grant(
        context.database, context.caller.principal, context.tenant_id, who, role, given.get("body")
    )
    return {"uuid": str(made)}


def _remove(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    memberships.remove(context.database, context.caller.principal, context.tenant_id, given["uuid"])
    return {"uuid": str(given["uuid"])}


def _erase(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    users.erase(context.database, context.caller.principal, given["uuid"])
    return {"uuid": str(given["uuid"])}


def _create(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    scopes = [str(scope) for scope in given["scopes"]]
    made = service_accounts.create(
        context.database, context.caller.principal, context.tenant_id, name=given["name"], scopes=scopes
    )
    return _credentials(made)


def _rotate(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    return _credentials(
        service_accounts.rotate(context.database, context.caller.principal, context.tenant_id, given["uuid"])
    )


def _credentials(made: Credentials) -> dict[str, str]:
    return {"uuid": str(made.id), "secret": made.secret}


def _revoke(context: Context, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    service_accounts.revoke(context.database, context.caller.principal, context.tenant_id, given["uuid"])
    return {"uuid": str(given["uuid"])}


_ROLE = (field("role", "Role", "The role."), field("body", "str | None", "Code of the body that it is to be over."))
_UUID = field("uuid", "UUID", "Which one.")
done("UuidPayload", "What a write came to.", told_by("uuid", "UUID | None", "What was made, changed or removed."))
done(
    "CredentialsPayload",
    "What a write came to.",
    told_by("uuid", "UUID | None", "The account: its `client_id`."),
    told_by("secret", "str | None", "Its `client_secret`, told this once."),
)
MUTATION_FIELDS = [
    service_mutation(
        "memberInvite",
        "Give somebody a role in the tenant and write to them. For administrators.",
        _invite,
        "UuidPayload",
        [
            field("email", "str", "Where they are written to."),
            field("name", "str", "Their name, which they can change."),
            *_ROLE,
            field("language", "Language | None", "In which language they are written to; English unless it is told."),
        ],
    ),
    service_mutation(
        "memberGrant",
        "Give a member of the tenant another role. For administrators.",
        _grant,
        "UuidPayload",
        [field("userUuid", "UUID", "The person."), *_ROLE],
    ),
    service_mutation(
        "membershipRemove",
        "Take a role away; with their last one a person’s sign-ins end. For administrators.",
        _remove,
        "UuidPayload",
        [_UUID],
    ),
    service_mutation(
        "userErase",
        "Erase a person: roles and sign-ins in every tenant, then the account. For the person themself only.",
        _erase,
        "UuidPayload",
        [field("uuid", "UUID", "The person.")],
    ),
    service_mutation(
        "serviceAccountCreate",
        "Make credentials for a program, with at most the maker’s rights. For administrators.",
        _create,
        "CredentialsPayload",
        [field("name", "str", "What it is called."), field("scopes", "list[Scope]", "What it may be used for.")],
        secret=True,
    ),
    service_mutation(
        "serviceAccountRotate",
        "Give a service account a new secret; the old one is good no longer. For administrators.",
        _rotate,
        "CredentialsPayload",
        [_UUID],
        secret=True,
    ),
    service_mutation(
        "serviceAccountRevoke",
        "Close a service account for good. For administrators.",
        _revoke,
        "UuidPayload",
        [_UUID],
    ),
]
