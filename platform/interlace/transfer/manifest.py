"""What a backup says of itself: what is in it, from which state of the database, with a digest of each file."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from interlace.errors import DomainError

FORMAT = 1
MANIFEST = "manifest.json"
USERS = "users.jsonl"
MOST_MANIFEST = 16 * 1024 * 1024
KINDS = ("tenant", "installation")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BackupInvalid(DomainError):
    """A backup cannot be restored as it is; the sentence says why. Nothing was written."""

    code = "backup_invalid"


@dataclass(frozen=True)
class Member:
    """One file of a backup: rows, bytes before they were compressed, SHA-256 of these, and its columns if a table's."""

    rows: int
    bytes: int
    sha256: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedTenant:
    """A tenant as it stood: its revision and the end of its audit chain say which state it was."""

    id: UUID
    slug: str
    status: str
    created_at: str
    revision: int
    audit_number: int
    audit_hash: str


@dataclass(frozen=True)
class Manifest:
    """All that a backup says of itself; `members` are its files by name."""

    kind: str
    product: str
    migration: str
    made_at: str
    tenants: tuple[SavedTenant, ...]
    members: dict[str, Member]

    def text(self) -> bytes:
        """As JSON."""
        return orjson.dumps({"format": FORMAT, **asdict(self)}, option=orjson.OPT_INDENT_2)


def member_of(tenant_id: UUID, table: str) -> str:
    """The name of the file that holds a tenant's rows of a table."""
    return f"tenants/{tenant_id}/{table}.copy"


def parse(text: bytes) -> Manifest:
    """The manifest of a backup. Raises BackupInvalid."""
    try:
        raw = orjson.loads(text)
        told = raw["format"]
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise BackupInvalid("The backup's manifest cannot be read: the file is damaged.") from error
    if told != FORMAT:
        raise BackupInvalid(f"The backup has the format {told!r:.20}; this version of the program reads {FORMAT} only.")
    try:
        return _manifest(raw)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise BackupInvalid("The backup's manifest is not what this program writes: it was altered.") from error


def _manifest(raw: dict[str, Any]) -> Manifest:
    manifest = Manifest(
        kind=raw["kind"],
        product=str(raw["product"]),
        migration=str(raw["migration"]),
        made_at=str(raw["made_at"]),
        tenants=tuple(_tenant(tenant) for tenant in raw["tenants"]),
        members={str(name): _member(member) for name, member in raw["members"].items()},
    )
    if manifest.kind not in KINDS or len({tenant.id for tenant in manifest.tenants}) != len(manifest.tenants):
        raise ValueError
    if manifest.kind == "tenant" and len(manifest.tenants) != 1:
        raise ValueError
    return manifest


def _tenant(raw: dict[str, Any]) -> SavedTenant:
    return SavedTenant(
        id=UUID(raw["id"]),
        slug=str(raw["slug"]),
        status=str(raw["status"]),
        created_at=str(raw["created_at"]),
        revision=int(raw["revision"]),
        audit_number=int(raw["audit_number"]),
        audit_hash=str(raw["audit_hash"]),
    )


def _member(raw: dict[str, Any]) -> Member:
    member = Member(int(raw["rows"]), int(raw["bytes"]), str(raw["sha256"]), tuple(map(str, raw["columns"])))
    if member.rows < 0 or member.bytes < 0 or not _DIGEST.fullmatch(member.sha256):
        raise ValueError
    return member
