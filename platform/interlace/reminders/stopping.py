"""The link by which somebody stops their mails without signing in: signed by the installation, good for ever.

It opens nothing else. With a key that was taken away its links are no longer good; pages then say where to sign in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from interlace.errors import Unknown
from interlace.identity.keys import keys_of

if TYPE_CHECKING:
    from interlace.configuration import Configuration

_ID_BYTES = 16
_MOST_CHARACTERS = 200


class Holder(NamedTuple):
    """Whose mails of which tenant a link stops."""

    tenant_id: UUID
    user_id: UUID


def token_of(configuration: Configuration, tenant_id: UUID, user_id: UUID) -> str:
    """What the link ends with."""
    told = tenant_id.bytes + user_id.bytes
    return _encoded(told + _signature(keys_of(configuration)[0].secret, told))


def holder_of(configuration: Configuration, token: str) -> Holder:
    """Whose link it is. Raises Unknown where it was not signed here."""
    try:
        read = base64.urlsafe_b64decode(token[:_MOST_CHARACTERS].encode("ascii") + b"==")
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise _not_good() from error
    told, signature = read[: 2 * _ID_BYTES], read[2 * _ID_BYTES :]
    good = any(hmac.compare_digest(_signature(key.secret, told), signature) for key in keys_of(configuration))
    if len(told) != 2 * _ID_BYTES or not good:
        raise _not_good()
    return Holder(UUID(bytes=told[:_ID_BYTES]), UUID(bytes=told[_ID_BYTES:]))


def _signature(secret: str, told: bytes) -> bytes:
    # What is signed begins with what it is for, so that no other signature of these keys is one of these.
    return hmac.digest(secret.encode(), b"interlace stop mails " + told, hashlib.sha256)


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _not_good() -> Unknown:
    return Unknown("This link is not good, or not any more.")
