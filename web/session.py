"""Sessions of people: a cookie with a token that ends after a while without a page, and belongs to one sign-in.

The database is asked at each page whether the sign-in holds, so that signing out ends it at once everywhere. Forms bear
a second value of the token (flask-jwt-extended's double submit), which no other site's page can know.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, g, request
from flask_jwt_extended import (
    get_csrf_token,
    get_jwt,
    set_access_cookies,
    unset_access_cookies,
    verify_jwt_in_request,
)
from flask_jwt_extended.exceptions import CSRFError, JWTExtendedException
from jwt import PyJWTError

from api.context import database
from interlace.errors import DomainError, Suspended, Unauthenticated, Unknown
from interlace.identity import callers, sign_ins, tokens

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask, Response

    from interlace.configuration import Configuration
    from interlace.identity.callers import Caller
    from interlace.identity.tokens import Claims

#: A session ends when no page was asked for so long.
LIFETIME = timedelta(hours=2)
#: A token that is older than this is followed by a new one at the next page.
_RENEWED_AFTER = timedelta(minutes=5)
SIGN_IN = "Sign in first."


class ForeignForm(Exception):
    """A form was sent by another site's page, or by a page of a session that is over; nothing was done."""


def prepare(app: Flask, configuration: Configuration) -> None:
    """Let sessions be kept in a cookie that scripts cannot read and other sites' forms do not bring."""
    secure = configuration.base_url.startswith("https:")
    app.config.update(
        JWT_TOKEN_LOCATION=["headers", "cookies"],
        # A name with this prefix is a promise of browsers: set over TLS, by this host alone.
        JWT_ACCESS_COOKIE_NAME="__Host-interlace" if secure else "interlace",
        JWT_COOKIE_SECURE=secure,
        JWT_COOKIE_SAMESITE="Lax",
        JWT_COOKIE_CSRF_PROTECT=True,
        JWT_CSRF_IN_COOKIES=False,
        JWT_CSRF_CHECK_FORM=True,
        JWT_ACCESS_CSRF_FIELD_NAME="csrf_token",
    )


def caller_of_page() -> Caller:
    """Who asks for a page, by their cookie. Raises Unauthenticated, Suspended, ForeignForm, Busy."""
    g.asked_who = True
    claims = _claims()
    found = callers.person(database(), claims.tenant_id, claims.subject, tokens.sign_in_of(claims))
    g.session = claims
    return found


def _claims() -> Claims:
    encoded = _cookie()
    if not encoded:
        raise Unauthenticated(SIGN_IN)
    try:
        verify_jwt_in_request(locations=["cookies"])
    except CSRFError as error:
        raise ForeignForm from error
    except (JWTExtendedException, PyJWTError) as error:
        raise Unauthenticated(SIGN_IN) from error
    claims = tokens.read(encoded, "access")
    if claims.kind != "user":
        raise Unauthenticated(SIGN_IN)
    return claims


def _cookie() -> str:
    return request.cookies.get(current_app.config["JWT_ACCESS_COOKIE_NAME"], "")


def somebody() -> Caller | None:
    """Who asks for a page that is open to everybody, or for one that does not exist, if they are signed in."""
    known: Caller | None = g.get("caller")
    if "asked_who" not in g and _cookie() and request.method == "GET":
        try:
            known = g.caller = caller_of_page()
        except DomainError:
            return None
    return known


def csrf_token() -> str:
    """What the forms of this page bear."""
    return str(get_csrf_token(_cookie())) if g.get("session") is not None else ""


def client() -> dict[str, str]:
    """With what somebody signs in, for their list of sign-ins."""
    return {"agent": request.headers.get("User-Agent", "")[:200], "address": request.remote_addr or ""}


def begin(tenant_id: UUID, user_id: UUID, response: Response) -> None:
    """Sign somebody in whose identity is certain; the session before is over. Raises Unknown, Suspended."""
    signed_in = sign_ins.begin(database(), tenant_id, user_id, client(), LIFETIME)
    end_former()
    set_access_cookies(response, tokens.access_for(signed_in, LIFETIME), max_age=int(LIFETIME.total_seconds()))
    g.session = None


def end_former() -> None:
    """End the sign-in of the cookie that came with the request, if it is one. Raises Busy: then it may still hold."""
    try:
        claims = tokens.read(_cookie(), "access")
        sign_ins.end(database(), claims.tenant_id, claims.subject, tokens.sign_in_of(claims))
    except (Unauthenticated, Unknown, Suspended):
        # A cookie that opens nothing needs no end.
        return


def end(response: Response) -> None:
    """Forget the session in the browser."""
    unset_access_cookies(response)
    g.session = None


def go_on(response: Response) -> None:
    """Let a session that is in use last: its token is followed by a new one of the same sign-in."""
    claims: Claims | None = g.get("session")
    if claims is None or _age() < _RENEWED_AFTER.total_seconds():
        return
    try:
        sign_ins.last(database(), claims.tenant_id, tokens.sign_in_of(claims), LIFETIME)
    except DomainError:
        # The page is made and is shown; the next one lets the session last.
        return
    set_access_cookies(response, tokens.followed(claims, csrf_token(), LIFETIME), max_age=int(LIFETIME.total_seconds()))


def _age() -> float:
    return time.time() - float(get_jwt()["iat"])


def seconds_left() -> int:
    """How long the session lasts without another page; nothing without a session."""
    if g.get("session") is None:
        return 0
    # A young token is not followed by another with this page: it goes on running out.
    age = _age()
    return int(LIFETIME.total_seconds() - (age if age < _RENEWED_AFTER.total_seconds() else 0))
