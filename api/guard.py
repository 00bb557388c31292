"""Before anything of a request is read: who calls? An address is guarded unless it is marked as public."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import current_app, g, request

from api.context import database
from interlace.errors import Unauthenticated, Unknown
from interlace.identity import callers, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

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


def guard(app: Flask) -> None:
    """Let every request show who calls."""
    app.before_request(_authenticate)


def _authenticate() -> None:
    """Who calls is found in the database at each request, so that what was taken back ends at once."""
    # Flask answers OPTIONS itself, from its list of addresses; an address that is not there has no view.
    if request.method == "OPTIONS" or request.endpoint is None:
        return
    if is_public(current_app.view_functions[request.endpoint]):
        return
    g.caller = caller_of(tokens.read(_bearer(), "access"))
    slug = (request.view_args or {}).get("tenant", g.caller.tenant)
    if slug != g.caller.tenant:
        raise Unknown(f"There is no tenant “{slug}”.")


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.casefold() != "bearer" or not token:
        raise Unauthenticated("Send an access token: Authorization: Bearer …; POST /auth/token gives one.")
    return token.strip()


def caller_of(claims: Claims) -> Caller:
    """Whose token it is, as the database knows them now. Raises Unauthenticated, Suspended."""
    if claims.kind == "user":
        return callers.person(database(), claims.tenant_id, claims.subject, tokens.sign_in_of(claims))
    return callers.service(database(), claims.tenant_id, claims.subject, claims.of)
