"""Who is in the tenant, with which roles; service accounts of partner systems. Administrators only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields, validate

from api.context import caller, database
from api.rest.beside import nothing, once, sent, tenant_id, told, told_list
from api.rest.examples import ID, OTHER_ID
from api.rest.given import Given
from api.rest.operation import CSV, JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.schemas import shape, text
from interlace.identity import memberships, service_accounts, users
from interlace.identity.permissions import ROLES, SCOPES
from interlace.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

    from api.answers import Answer
    from interlace.identity.memberships import Member
    from interlace.identity.service_accounts import Account, Credentials

USERS = Resource("users", "People who have a role in the tenant.")
MEMBERSHIPS = Resource("memberships", "Roles that people have in the tenant.")
SERVICE_ACCOUNTS = Resource("service-accounts", "Credentials of partner systems.")

_ROLE = fields.String(required=True, validate=validate.OneOf(list(ROLES)), metadata={"description": "The role."})
_OVER = text("Code of the body over which it is held; of contributors and stewards.", allow_none=True)
_ANSWERED_OVER = text("Code of the body over which it is held, if any.", required=True, allow_none=True)

_MEMBERSHIP_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "user_id": fields.UUID(required=True),
    "name": text("The person’s name.", required=True),
    "email": text("Their address.", required=True),
    "role": _ROLE,
    "body": _ANSWERED_OVER,
}
_MEMBERSHIP = shape("Membership", _MEMBERSHIP_COLUMNS, description="A role of a person.")
_EXAMPLE = {
    "id": ID,
    "user_id": OTHER_ID,
    "name": "Ana Sousa",
    "email": "ana@municipality.example",
    "role": "contributor",
    "body": "pt-loures",
}
_HELD = shape("HeldRole", {"membership": fields.UUID(required=True), "role": _ROLE, "body": _ANSWERED_OVER})
_USER = shape(
    "User",
    {
        "id": fields.UUID(required=True),
        "name": text("Their name.", required=True),
        "email": text("Their address.", required=True),
        "roles": fields.List(fields.Nested(_HELD), required=True),
    },
    description="A person, with their roles in this tenant.",
)
_EXAMPLE_USER = {
    "id": OTHER_ID,
    "name": "Ana Sousa",
    "email": "ana@municipality.example",
    "roles": [{"membership": ID, "role": "contributor", "body": "pt-loures"}],
}


def _every(name: str, item: object, example: object, columns: Sequence[str] | None = None) -> Told:
    """All of them, in one answer; with `columns`, as CSV too."""
    listed = shape(f"{name}List", {"items": fields.List(fields.Nested(item), required=True)})  # type: ignore[arg-type]
    media: dict[str, tuple[object, object]] = {JSON: (listed, {"items": [example]})}
    if columns is not None:
        media[CSV] = ({"type": "string"}, ",".join(columns) + "\r\n")
    return Told("All of them.", media, headers=READ_HEADERS)


GONE = Told("It is done.", status=204)


def _members() -> list[dict[str, Any]]:
    return [_member(one) for one in memberships.members(database(), caller().principal, tenant_id())]


def _member(one: Member) -> dict[str, Any]:
    return dict(vars(one))


@operation(
    MEMBERSHIPS,
    "GET",
    "/memberships",
    "list_memberships",
    _every("Membership", _MEMBERSHIP, _EXAMPLE, tuple(_MEMBERSHIP_COLUMNS)),
)
def list_memberships() -> Response:
    """List all roles in the tenant, by person."""
    return sent(told_list(_members(), tuple(_MEMBERSHIP_COLUMNS)))


_NEW_MEMBERSHIP = shape(
    "NewMembership",
    {"user_id": fields.UUID(required=True, metadata={"description": "A member."}), "role": _ROLE, "body": _OVER},
)
_MADE = shape("Made", {"id": fields.UUID(required=True)}, description="What was made.")


@operation(
    MEMBERSHIPS,
    "POST",
    "/memberships",
    "grant_role",
    Told("The membership.", {JSON: (_MADE, {"id": ID})}, 201, ("Location",)),
    asks=Asks(_NEW_MEMBERSHIP, {"user_id": OTHER_ID, "role": "steward", "body": "pt-lisboa"}),
)
def grant() -> Response:
    """Give a member another role; one that they have already stays."""
    given = Given("user_id", "role", "body")
    user_id, role, body = given.id("user_id"), given.text("role"), given.text("body", required=False) or None
    given.check()

    def make() -> Answer:
        made = memberships.grant(database(), caller().principal, tenant_id(), user_id, role, body)
        return told({"id": made}, 201, {"Location": f"{request.path}/{made}"})

    return once(make)


@operation(MEMBERSHIPS, "DELETE", "/memberships/<uuid:id>", "remove_role", GONE)
def remove(record_id: UUID) -> Response:
    """Take a role away; with their last one a person’s sign-ins to the tenant end."""
    memberships.remove(database(), caller().principal, tenant_id(), record_id)
    return sent(nothing())


@operation(USERS, "GET", "/users", "list_users", _every("User", _USER, _EXAMPLE_USER))
def list_users() -> Response:
    """List the people who have a role in the tenant."""
    found: dict[UUID, dict[str, Any]] = {}
    for one in _members():
        user = found.setdefault(
            one["user_id"], {"id": one["user_id"], "name": one["name"], "email": one["email"], "roles": []}
        )
        user["roles"].append({"membership": one["id"], "role": one["role"], "body": one["body"]})
    return sent(told_list(list(found.values()), ()))


_INVITED = shape(
    "Invitation",
    {
        "email": fields.String(required=True, metadata={"description": "Where the letter goes."}),
        "name": fields.String(
            required=True, validate=validate.Length(1, users.MOST_CHARACTERS), metadata={"description": "Their name."}
        ),
        "role": _ROLE,
        "body": _OVER,
        "language": fields.String(
            validate=validate.OneOf(LANGUAGES), metadata={"description": "The language of the letter."}
        ),
    },
)


@operation(
    USERS,
    "POST",
    "/users",
    "invite_user",
    Told("The person.", {JSON: (_MADE, {"id": OTHER_ID})}, 201),
    asks=Asks(
        _INVITED,
        {"email": "ana@municipality.example", "name": "Ana Sousa", "role": "contributor", "body": "pt-loures"},
    ),
)
def invite() -> Response:
    """Give somebody a role and write to them; somebody new sets a password by the link in that letter."""
    given = Given("email", "name", "role", "body", "language")
    values = {name: given.text(name) for name in ("email", "name", "role")}
    body = given.text("body", required=False) or None
    language = given.text("language", required=False) or LANGUAGES[0]
    given.check()

    def make() -> Answer:
        who = caller().principal
        return told({"id": users.invite(database(), who, tenant_id(), **values, body=body, language=language)}, 201)

    return once(make)


@operation(
    USERS,
    "GET",
    "/users/<uuid:id>/data",
    "export_user",
    Told(
        "All of it.",
        {JSON: ({"type": "object"}, {"id": OTHER_ID, "name": "Ana Sousa", "tenants": {}})},
        headers=READ_HEADERS,
    ),
)
def export(record_id: UUID) -> Response:
    """Read everything that is kept of a person, in all tenants. For the person themself only."""
    return sent(told(users.export(database(), caller().principal, record_id)))


@operation(USERS, "DELETE", "/users/<uuid:id>", "erase_user", GONE)
def erase(record_id: UUID) -> Response:
    """Erase a person: roles and sign-ins in every tenant, then the account. For the person themself only."""
    users.erase(database(), caller().principal, record_id)
    return sent(nothing())


_ACCOUNT = shape(
    "ServiceAccount",
    {
        "id": fields.UUID(required=True, metadata={"description": "What it signs in as: `client_id`."}),
        "name": text("What it is called.", required=True),
        "scopes": fields.List(fields.String(validate=validate.OneOf(list(SCOPES))), required=True),
        "created_by": fields.UUID(required=True, metadata={"description": "Whose rights bound what it may."}),
        "created_at": fields.DateTime(required=True),
        "revoked_at": fields.DateTime(required=True, allow_none=True),
        "last_used_at": fields.DateTime(required=True, allow_none=True),
    },
    description="Credentials of a partner system, without their secret.",
)
_EXAMPLE_ACCOUNT = {
    "id": ID,
    "name": "Statistics office",
    "scopes": ["read"],
    "created_by": OTHER_ID,
    "created_at": "2026-03-31T10:15:00+00:00",
    "revoked_at": None,
    "last_used_at": None,
}
_CREDENTIALS = shape(
    "Credentials",
    {
        "id": fields.UUID(required=True, metadata={"description": "The `client_id`."}),
        "secret": text("The `client_secret`. It is told this once.", required=True),
    },
)
_EXAMPLE_CREDENTIALS = {"id": ID, "secret": "told-this-once"}


@operation(
    SERVICE_ACCOUNTS,
    "GET",
    "/service-accounts",
    "list_service_accounts",
    _every("ServiceAccount", _ACCOUNT, _EXAMPLE_ACCOUNT),
)
def list_accounts() -> Response:
    """List all service accounts, revoked ones too, by name."""
    found = service_accounts.accounts(database(), caller().principal, tenant_id())
    return sent(told_list([_account(one) for one in found], ()))


def _account(one: Account) -> dict[str, Any]:
    return dict(vars(one))


_NEW_ACCOUNT = shape(
    "NewServiceAccount",
    {
        "name": fields.String(required=True, validate=validate.Length(1, service_accounts.MOST_CHARACTERS)),
        "scopes": fields.List(
            fields.String(validate=validate.OneOf(list(SCOPES))), required=True, validate=validate.Length(1)
        ),
    },
)


@operation(
    SERVICE_ACCOUNTS,
    "POST",
    "/service-accounts",
    "create_service_account",
    Told("Its credentials.", {JSON: (_CREDENTIALS, _EXAMPLE_CREDENTIALS)}, 201),
    asks=Asks(_NEW_ACCOUNT, {"name": "Statistics office", "scopes": ["read"]}),
)
def create_account() -> Response:
    """Make a service account, with at most your own rights. Its secret is told this once."""
    given = Given("name", "scopes")
    name, scopes = given.text("name"), given.texts("scopes")
    given.check()

    def make() -> Answer:
        made = service_accounts.create(database(), caller().principal, tenant_id(), name=name, scopes=scopes)
        return _credentials(made, 201)

    return once(make, secret=True)


@operation(
    SERVICE_ACCOUNTS,
    "POST",
    "/service-accounts/<uuid:id>:rotate",
    "rotate_service_account",
    Told("Its new credentials.", {JSON: (_CREDENTIALS, _EXAMPLE_CREDENTIALS)}),
)
def rotate(record_id: UUID) -> Response:
    """Give a service account a new secret; the old one and tokens given for it are good no longer."""

    def make() -> Answer:
        return _credentials(service_accounts.rotate(database(), caller().principal, tenant_id(), record_id), 200)

    return once(make, secret=True)


def _credentials(made: Credentials, status: int) -> Answer:
    return told({"id": made.id, "secret": made.secret}, status, secret=True)


@operation(SERVICE_ACCOUNTS, "DELETE", "/service-accounts/<uuid:id>", "revoke_service_account", GONE)
def revoke(record_id: UUID) -> Response:
    """Close a service account for good, from the next request on."""
    service_accounts.revoke(database(), caller().principal, tenant_id(), record_id)
    return sent(nothing())
