"""The keys that tokens are signed with: from the environment, or made once for an installation on one machine."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interlace.configuration import ConfigurationInvalid

if TYPE_CHECKING:
    from pathlib import Path

    from interlace.configuration import Configuration

LEAST_BYTES = 32
MOST_KEYS = 2
_NAME = re.compile(r"[A-Za-z0-9._-]{1,32}")
_WELL_KNOWN = re.compile(r"change.?(me|this)|your.?(secret|key)|example|default|insecure|password|secret.?key")
_FEWEST_DIFFERENT = 10
_FILE = "secret-keys"


@dataclass(frozen=True)
class Key:
    """A secret and the name by which tokens say what they were signed with (`kid`)."""

    name: str
    secret: str = field(repr=False)


def has_keys(configuration: Configuration) -> bool:
    """Whether there are keys, or else `keys_of` makes one."""
    return configuration.secret_keys is not None or (configuration.home / _FILE).exists()


def keys_of(configuration: Configuration) -> tuple[Key, ...]:
    """The keys of an installation: the first signs, all are accepted. Raises ConfigurationInvalid."""
    if configuration.secret_keys is not None:
        return _read(configuration.secret_keys, "INTERLACE_SECRET_KEYS")
    path = configuration.home / _FILE
    if not path.exists():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigurationInvalid(
            f"Others than the owner can read {path}: delete it, and a new key is made; everybody then signs in again."
        )
    return _read(path.read_text(encoding="utf-8").strip(), str(path))


def _read(written: str, source: str) -> tuple[Key, ...]:
    keys = tuple(_key(pair.strip(), source) for pair in written.split(","))
    if len(keys) > MOST_KEYS or len({key.name for key in keys}) < len(keys):
        raise ConfigurationInvalid(
            f"{source} holds one or two keys, each with a name of its own: name:secret,name:secret."
        )
    return keys


def _key(pair: str, source: str) -> Key:
    """One `name:secret`. What is wrong with a secret is said without showing it."""
    name, _, secret = pair.partition(":")
    if not _NAME.fullmatch(name):
        raise ConfigurationInvalid(f"{source}: each key is written name:secret, the name in letters and digits.")
    if len(secret.encode()) < LEAST_BYTES:
        raise ConfigurationInvalid(
            f"{source}: the secret of “{name}” is shorter than {LEAST_BYTES} bytes. `openssl rand -base64 48` "
            "makes a good one."
        )
    if _WELL_KNOWN.search(secret.casefold()) or len(set(secret)) < _FEWEST_DIFFERENT:
        raise ConfigurationInvalid(
            f"{source}: the secret of “{name}” is easily guessed. `openssl rand -base64 48` makes a good one."
        )
    return Key(name, secret)


def _make(path: Path) -> None:
    """Write a new key. Where several processes try at once, one file comes to its place and all read that."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{_FILE}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"own:{secrets.token_urlsafe(48)}\n")
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
