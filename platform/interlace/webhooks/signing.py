"""The secrets that messages are signed with, sealed by the installation's keys; and signatures of Standard Webhooks.

A secret is as long as one block of HMAC-SHA-256, so sealing needs nothing else: what hides it is the block that a key
gives for a nonce of its own, and a second one shows whether it was altered (docs/decisions/0022).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from interlace.identity.keys import Key

PREFIX = "whsec_"
_SECRET_BYTES = 32
_NONCE_BYTES = 16


class NotOpened(Exception):
    """The installation no longer has the key that a secret was sealed with, or what was sealed was altered."""


def new_secret() -> bytes:
    """A secret that nobody has seen."""
    return secrets.token_bytes(_SECRET_BYTES)


def told(secret: bytes) -> str:
    """A secret as it is shown, once, to whoever is to verify by it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed(message_id: str, timestamp: int, body: bytes, secrets_: Iterable[bytes]) -> str:
    """The header `webhook-signature`: a signature with each secret, the present one first."""
    content = b".".join([message_id.encode(), str(timestamp).encode(), body])
    digests = (hmac.new(secret, content, hashlib.sha256).digest() for secret in secrets_)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def seal(secret: bytes, key: Key, webhook_id: UUID) -> bytes:
    """The secret as the database may have it; of use with this key and for this webhook alone."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    hidden = _crossed(secret, _block(key, b"hide", webhook_id, nonce))
    return nonce + hidden + _block(key, b"vouch", webhook_id, nonce + hidden)


def unseal(sealed: bytes, name: str, keys: Sequence[Key], webhook_id: UUID) -> bytes:
    """The secret that was sealed with the key of this name. Raises NotOpened."""
    key = next((key for key in keys if key.name == name), None)
    if key is None:
        raise NotOpened(f"The key “{name}” is no longer among INTERLACE_SECRET_KEYS.")
    nonce, hidden = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:-_SECRET_BYTES]
    if not hmac.compare_digest(sealed[-_SECRET_BYTES:], _block(key, b"vouch", webhook_id, nonce + hidden)):
        raise NotOpened(f"The key “{name}” does not open it: another key has that name now, or it was altered.")
    return _crossed(hidden, _block(key, b"hide", webhook_id, nonce))


def _block(key: Key, purpose: bytes, webhook_id: UUID, content: bytes) -> bytes:
    """32 bytes that only the holder of the key can make; a key of its own for each purpose."""
    own = hmac.new(key.secret.encode(), b"interlace webhook secret: " + purpose, hashlib.sha256).digest()
    return hmac.new(own, webhook_id.bytes + content, hashlib.sha256).digest()


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
