"""Signed tokens (JWT), by flask-jwt-extended: given, read, and refused for whatever is missing or not as it should be.

A token tells whose it is and for which tenant, and nothing of what that permits.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flask import current_app
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt import InvalidTokenError, PyJWTError

from interlace.errors import Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask

    from interlace.identity.keys import Key
    from interlace.identity.service_accounts import Admission
    from interlace.identity.sign_ins import SignIn

ACCESS_LIFETIME = timedelta(minutes=15)
AUDIENCE = "interlace"
ALGORITHM = "HS256"
MOST_CHARACTERS = 4096
NOT_GOOD = "This token is not good, or not any more. Sign in again."
_NEEDED = frozenset({"aud", "exp", "iat", "jti", "kind", "of", "sub", "tenant", "type"})
_READ = "interlace.tokens"
_MOST_READ = 2_000
#: What clocks of several machines may differ by.
_LEEWAY_SECONDS = 5


@dataclass(frozen=True)
class Claims:
    """What a token that is good says. `of` names a person's sign-in, or what a service account's secret is known by."""

    kind: str
    subject: UUID
    tenant_id: UUID
    of: str
    serial: str


def prepare(app: Flask, keys: Sequence[Key]) -> None:
    """Let the application sign with the first key and accept all of them."""
    app.config.update(
        JWT_ACCESS_TOKEN_EXPIRES=ACCESS_LIFETIME,
        JWT_ALGORITHM=ALGORITHM,
        JWT_DECODE_ALGORITHMS=[ALGORITHM],
        JWT_DECODE_AUDIENCE=AUDIENCE,
        JWT_DECODE_LEEWAY=_LEEWAY_SECONDS,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_ENCODE_NBF=False,
        JWT_TOKEN_LOCATION=["headers"],
    )
    app.extensions[_READ] = Known()
    manager = JWTManager(app)
    secrets = {key.name: key.secret for key in keys}

    def encoding(_: object) -> str:
        return keys[0].secret

    def naming(_: object) -> dict[str, str]:
        return {"kid": keys[0].name}

    def decoding(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        # The library puts defaults in for some of these when it has checked the signature: here they are as signed.
        if header.get("kid") not in secrets or not claims.keys() >= _NEEDED:
            raise InvalidTokenError(NOT_GOOD)
        return secrets[header["kid"]]

    manager.encode_key_loader(encoding)
    manager.additional_headers_loader(naming)
    manager.decode_key_loader(decoding)


def access_for(sign_in: SignIn, lifetime: timedelta = ACCESS_LIFETIME) -> str:
    """An access token of a person."""
    claims = {"kind": "user", "tenant": str(sign_in.tenant_id), "of": str(sign_in.id)}
    return str(create_access_token(str(sign_in.user_id), expires_delta=lifetime, additional_claims=claims))


def followed(claims: Claims, csrf: str, lifetime: timedelta) -> str:
    """Another access token of the same sign-in, with which a session goes on; forms that are open stay good."""
    told = {"kind": claims.kind, "tenant": str(claims.tenant_id), "of": claims.of, "csrf": csrf}
    return str(create_access_token(str(claims.subject), expires_delta=lifetime, additional_claims=told))


def refresh_for(sign_in: SignIn) -> str:
    """The refresh token of a person that is good until it is used or their sign-in ends."""
    claims = {"kind": "user", "tenant": str(sign_in.tenant_id), "of": str(sign_in.id), "jti": sign_in.serial}
    left = sign_in.expires_at - datetime.now(UTC)
    return str(create_refresh_token(str(sign_in.user_id), expires_delta=left, additional_claims=claims))


def access_for_service(admission: Admission) -> str:
    """An access token of a service account; it has no refresh tokens, since it has its secret."""
    claims = {"kind": "service", "tenant": str(admission.tenant_id), "of": admission.mark}
    return str(create_access_token(str(admission.id), additional_claims=claims))


def read(encoded: str, purpose: str) -> Claims:
    """What a token says, if it is good for the purpose: `access` or `refresh`. Raises Unauthenticated."""
    known = known_to(current_app)
    claims = known.find(encoded, purpose)
    if claims is None:
        claims, expires_at = _checked(encoded, purpose)
        known.keep(encoded, purpose, claims, expires_at)
    return claims


def _checked(encoded: str, purpose: str) -> tuple[Claims, float]:
    """What a token says, and when it expires, once its signature and all it must say have been looked at."""
    try:
        if len(encoded) > MOST_CHARACTERS:
            raise InvalidTokenError(NOT_GOOD)
        claims = decode_token(encoded)
        if claims["type"] != purpose or claims["kind"] not in {"user", "service"}:
            raise InvalidTokenError(NOT_GOOD)
        told = Claims(
            claims["kind"], UUID(claims["sub"]), UUID(claims["tenant"]), str(claims["of"]), str(claims["jti"])
        )
        return told, float(claims["exp"])
    except (JWTExtendedException, PyJWTError, RecursionError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated(NOT_GOOD) from error


def known_to(app: Flask) -> Known:
    """The tokens that an application knows already."""
    return cast("Known", app.extensions[_READ])


class Known:
    """Tokens that were found good, until they expire: a signature need not be checked at each request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[Claims, float]] = OrderedDict()

    def find(self, encoded: str, purpose: str) -> Claims | None:
        """What a token says that was found good for this purpose, and is still."""
        with self._lock:
            claims, expires_at = self._kept.get((encoded, purpose), (None, 0.0))
        return claims if time.time() < expires_at else None

    def keep(self, encoded: str, purpose: str, claims: Claims, expires_at: float) -> None:
        """Know a token from now on."""
        with self._lock:
            self._kept[encoded, purpose] = (claims, expires_at)
            while len(self._kept) > _MOST_READ:
                self._kept.popitem(last=False)


def sign_in_of(claims: Claims) -> UUID:
    """The sign-in of a person's token. Raises Unauthenticated."""
    try:
        return UUID(claims.of)
    except ValueError as error:
        raise Unauthenticated(NOT_GOOD) from error
