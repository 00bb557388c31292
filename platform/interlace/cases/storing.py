"""Attached files on disk: below the installation's home, a folder a tenant, each file under the id of its row."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from interlace.files import write_aside

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from interlace.configuration import Configuration


def place_of(configuration: Configuration, tenant_id: UUID, attachment_id: UUID) -> Path:
    """Where a file is. Ids alone make the path, so no name that anybody chose leads elsewhere."""
    return configuration.home / "attachments" / str(tenant_id) / str(attachment_id)


def store(configuration: Configuration, tenant_id: UUID, attachment_id: UUID, content: bytes) -> str:
    """Write a file, whole or not at all; the SHA-256 of what it holds."""
    path = place_of(configuration, tenant_id, attachment_id)
    write_aside(path, content)
    path.chmod(0o600)
    return hashlib.sha256(content).hexdigest()


def fetch(configuration: Configuration, tenant_id: UUID, attachment_id: UUID, sha256: str) -> bytes | None:
    """What a file holds; nothing where it is gone or is not the one that was stored."""
    try:
        content = place_of(configuration, tenant_id, attachment_id).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def forget(configuration: Configuration, tenant_id: UUID, attachment_id: UUID) -> None:
    """Take a file away; one that is gone already stays so."""
    place_of(configuration, tenant_id, attachment_id).unlink(missing_ok=True)
