"""Before anything of a request is read: who calls? An address is guarded unless it is marked as public."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import current_app, g, request

from api.context import database
from api.meeting import met
from interlace.errors import Unauthenticated, Unknown
from interlace.identity import callers, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from interlace.db.connections import Database
    from interlace.identity.callers import Caller
    from interlace.identity.tokens import Claims

View = TypeVar("View", bound="Callable[..., object]")
_PUBLIC = "_is_public"


def public(view: View) -> View:
    """Mark an address as open to everybody."""
    setattr(view, _PUBLIC, True)
    return view


def is_public(view: object) -> bool:
    """Whether an address is open to everybody."""
    return bool(getattr(view, _PUBLIC, False))


def guard(app: Flask, otherwise: Mapping[str, Callable[[], Caller]]) -> None:
    """Let every request show who calls: by a token, or as a blueprint of `otherwise` finds out."""

    def authenticate() -> None:
        _authenticate(otherwise)

    app.before_request(authenticate)


def _authenticate(otherwise: Mapping[str, Callable[[], Caller]]) -> None:
    """Who calls is found in the database at each request, so that what was taken back ends at once."""
    # Flask answers OPTIONS itself, from its list of addresses; an address that is not there has no view.
    if request.method == "OPTIONS" or request.endpoint is None:
        return
    if is_public(current_app.view_functions[request.endpoint]):
        return
    find = otherwise.get(request.blueprint or "", _by_token)
    g.caller = find()
    slug = (request.view_args or {}).get("tenant", g.caller.tenant)
    if slug != g.caller.tenant:
        raise Unknown(f"There is no tenant “{slug}”.")


def _by_token() -> Caller:
    known = met()
    if known is not None and known.failure is not None:
        raise known.failure
    if known is not None and known.caller is not None:
        return known.caller
    claims = tokens.read(bearer_of(request.headers.get("Authorization", "")), "access")
    return caller_of(database(), claims)


def bearer_of(header: str) -> str:
    """The token that a header `Authorization` shows. Raises Unauthenticated."""
    scheme, _, token = header.strip().partition(" ")
    if scheme.casefold() != "bearer" or not token:
        raise Unauthenticated("Send an access token: Authorization: Bearer …; POST /auth/token gives one.")
    return token.strip()


def caller_of(database: Database, claims: Claims) -> Caller:
    """Whose token it is, as the database knows them now. Raises Unauthenticated, Suspended."""
    if claims.kind == "user":
        return callers.person(database, claims.tenant_id, claims.subject, tokens.sign_in_of(claims))
    return callers.service(database, claims.tenant_id, claims.subject, claims.of)
