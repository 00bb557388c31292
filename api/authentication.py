"""Tokens: getting one, renewing it, giving it back; and the account of whoever has one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from api.context import caller, database
from api.guard import public
from api.input import Malformed, json_object, optional_json_object, texts
from interlace.errors import Forbidden, Unauthenticated
from interlace.identity import service_accounts, sign_ins, tokens, users

if TYPE_CHECKING:
    from interlace.identity.sign_ins import SignIn
    from interlace.principals import Principal

blueprint = Blueprint("authentication", __name__, url_prefix="/auth")


@blueprint.after_request
def _keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/token")
@public
def token() -> Response:
    """Tokens for a person's password, or for the credentials of a service account."""
    given = json_object()
    if "client_id" in given:
        return _token_for_service(given)
    tenant, email, password = texts(given, "tenant", "email", "password")
    return _told(sign_ins.sign_in(database(), tenant, email, password, _client()))


def _token_for_service(given: dict[str, Any]) -> Response:
    tenant, client_id, secret = texts(given, "tenant", "client_id", "client_secret")
    try:
        account_id = UUID(client_id)
    except ValueError as error:
        raise Unauthenticated(service_accounts.WRONG) from error
    admission = service_accounts.admit(database(), tenant, account_id, secret)
    return jsonify(_access(tokens.access_for_service(admission)))


@blueprint.post("/refresh")
@public
def refresh() -> Response:
    """The next tokens for a refresh token, which is used up by that."""
    (encoded,) = texts(json_object(), "refresh_token")
    claims = tokens.read(encoded, "refresh")
    return _told(sign_ins.renew(database(), claims.tenant_id, tokens.sign_in_of(claims), claims.serial))


@blueprint.post("/revoke")
def revoke() -> Response:
    """End this sign-in, the one that `sign_in` names, or with `everywhere` each one."""
    given = optional_json_object()
    principal, user_id = _person()
    if given.get("everywhere") is True:
        sign_ins.end_everywhere(database(), user_id)
    else:
        sign_ins.end(database(), _tenant_id(principal), user_id, _named(given))
    return Response(status=204)


def _named(given: dict[str, Any]) -> UUID:
    named = given.get("sign_in", caller().sign_in)
    try:
        return UUID(str(named))
    except ValueError as error:
        raise Malformed("`sign_in` is the id of a sign-in, as GET /auth/sign-ins lists them.") from error


@blueprint.get("/sign-ins")
def list_sign_ins() -> Response:
    """Where the caller is signed in to this tenant."""
    principal, user_id = _person()
    listed = sign_ins.active(database(), _tenant_id(principal), user_id)
    return jsonify([_plain(asdict(one)) | {"current": one.id == caller().sign_in} for one in listed])


@blueprint.get("/me")
def me() -> Response:
    """Who calls, in which tenant, with which roles or scopes."""
    principal = caller().principal
    told = {
        "kind": principal.kind,
        "id": str(principal.id),
        "tenant": caller().tenant,
        "roles": [{"role": grant.role, "body": grant.body} for grant in principal.grants],
        "scopes": sorted(principal.scopes),
    }
    return jsonify(told)


@blueprint.post("/invitation")
@public
def invitation() -> Response:
    """Accept an invitation: set name and password by its link's secret."""
    secret, name, password = texts(json_object(), "secret", "name", "password")
    users.accept_invitation(database(), secret, name, password)
    return Response(status=204)


@blueprint.post("/reset-request")
@public
def reset_request() -> Response:
    """Ask for a link to set a new password; the answer is the same for every address."""
    (email,) = texts(json_object(), "email")
    users.request_reset(database(), email)
    return Response(status=202)


@blueprint.post("/reset")
@public
def reset() -> Response:
    """Set a new password by a link's secret."""
    secret, password = texts(json_object(), "secret", "password")
    users.use_reset(database(), secret, password)
    return Response(status=204)


@blueprint.post("/password")
def password_() -> Response:
    """Change the caller's password. Other sign-ins end, and this one goes on with the tokens of the answer."""
    principal, user_id = _person()
    current, password = texts(json_object(), "current", "password")
    users.change_password(database(), user_id, current, password)
    return _told(sign_ins.begin(database(), _tenant_id(principal), user_id, _client()))


def _person() -> tuple[Principal, UUID]:
    principal = caller().principal
    if principal.kind != "user" or principal.id is None:
        raise Forbidden("This is for people; a service account has its secret instead.")
    return principal, principal.id


def _tenant_id(principal: Principal) -> UUID:
    assert principal.tenant_id is not None  # noqa: S101 - a token is for a tenant
    return principal.tenant_id


def _client() -> dict[str, str]:
    return {"agent": request.headers.get("User-Agent", "")[:200], "address": request.remote_addr or ""}


def _told(sign_in: SignIn) -> Response:
    return jsonify(_access(tokens.access_for(sign_in)) | {"refresh_token": tokens.refresh_for(sign_in)})


def _access(encoded: str) -> dict[str, Any]:
    seconds = int(tokens.ACCESS_LIFETIME.total_seconds())
    return {"access_token": encoded, "token_type": "Bearer", "expires_in": seconds}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, dict) else str(value) if isinstance(value, UUID) else value.isoformat()
        for name, value in values.items()
    }
