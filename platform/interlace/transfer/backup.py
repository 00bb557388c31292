"""Everything of a tenant, or of all, in one file: read at one moment for each tenant, in streams, whole or not at all.

docs/backup.md describes the file.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from psycopg import sql
from sqlalchemy import select, text

from interlace.db import tenancy
from interlace.db.models import Tenant, TenantRegister, User
from interlace.errors import Unknown
from interlace.transfer.kept import ROWS, kept_columns, kept_tables
from interlace.transfer.manifest import MANIFEST, USERS, Manifest, Member, SavedTenant, member_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from psycopg import Connection
    from sqlalchemy import Table
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from interlace.db.connections import Database

_ACCOUNT: tuple[InstrumentedAttribute[Any], ...] = (User.id, User.email, User.name, User.language, User.created_at)
_SECRETS: tuple[InstrumentedAttribute[Any], ...] = (User.password_hash, User.operator)
#: Quick: most of a backup is text that any level makes small, and the rest is compressed already.
_LEVEL = 3


def backup_tenant(database: Database, tenant_id: UUID, path: Path, *, replace: bool = False) -> Manifest:
    """Write all of a tenant, suspended or not, and the accounts of its members without their passwords.

    Raises Unknown, Busy; FileExistsError where something stands there and `replace` was not asked for.
    """
    with _writing_aside(path, replace=replace) as archive:
        writer = _Writer(archive)
        saved, migration = _tenant(database, _known(database, tenant_id), writer, members=True)
        return writer.finish("tenant", migration, [saved])


def backup_all(database: Database, path: Path, *, replace: bool = False) -> Manifest:
    """Write every tenant and every account, with operators and the hashes of passwords: keep the file accordingly.

    Raises Busy; FileExistsError where something stands there and `replace` was not asked for.
    """
    with _writing_aside(path, replace=replace) as archive:
        writer = _Writer(archive)
        with tenancy.platform(database) as session:
            tenants = list(session.scalars(select(Tenant).order_by(Tenant.slug)))
        saved = [_tenant(database, tenant, writer, members=False) for tenant in tenants]
        # After the tenants: whoever became a member meanwhile is among them.
        with tenancy.platform(database) as session:
            writer.lines(USERS, _accounts(session, *_ACCOUNT, *_SECRETS))
            migration = saved[0][1] if saved else _migration(session)
        return writer.finish("installation", migration, [tenant for tenant, _ in saved])


def _known(database: Database, tenant_id: UUID) -> Tenant:
    with tenancy.platform(database) as session:
        tenant = session.get(Tenant, tenant_id)
    if tenant is None:
        raise Unknown("There is no such tenant.")
    return tenant


def _tenant(database: Database, tenant: Tenant, writer: _Writer, *, members: bool) -> tuple[SavedTenant, str]:
    """All rows of a tenant, and the revision of the database's migrations."""
    with tenancy.reading(database, tenant.id, bulk=True, although_suspended=True) as session:
        # Days and moments are written in one way, whatever the server's own.
        session.execute(text("SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true)"))
        connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
        for table in kept_tables():
            writer.table(member_of(tenant.id, table.name), connection, table)
        if members:
            writer.lines(USERS, _accounts(session, *_ACCOUNT))
        return _saved(session, tenant), _migration(session)


def _saved(session: Session, tenant: Tenant) -> SavedTenant:
    head = session.scalar(select(TenantRegister))
    return SavedTenant(
        id=tenant.id,
        slug=tenant.slug,
        status=tenant.status,
        created_at=tenant.created_at.isoformat(),
        revision=0 if head is None else head.revision,
        audit_number=0 if head is None else head.audit_number,
        audit_hash="" if head is None else bytes(head.audit_hash).hex(),
    )


def _migration(session: Session) -> str:
    session.execute(text("SET LOCAL ROLE NONE"))
    return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def _accounts(session: Session, *columns: InstrumentedAttribute[Any]) -> Iterator[dict[str, Any]]:
    rows = session.execute(select(*columns).order_by(User.id), execution_options={"yield_per": 1000})
    for row in rows.mappings():
        yield dict(row)


class _Writer:
    """Writes the files of a backup one after the other, and counts, measures and digests them on the way."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, Member] = {}

    def table(self, name: str, connection: Connection, table: Table) -> None:
        """The tenant's rows of a table, in the text form of COPY."""
        columns = kept_columns(table)
        statement = sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}) TO STDOUT").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.Identifier(table.name),
            sql.SQL(ROWS.get(table.name, "true")),
            sql.SQL(", ").join(sql.Identifier(column.name) for column in table.primary_key),
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            self._write(name, (bytes(block) for block in copy), columns)

    def lines(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Rows as JSON, one a line."""
        self._write(name, (orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows), ())

    def _write(self, name: str, blocks: Iterable[bytes], columns: tuple[str, ...]) -> None:
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._archive.open(name, "w", force_zip64=True) as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
                size += len(block)
                # Neither form has a bare line feed inside a row.
                rows += block.count(b"\n")
        self._members[name] = Member(rows, size, digest.hexdigest(), columns)

    def finish(self, kind: str, migration: str, tenants: list[SavedTenant]) -> Manifest:
        """Write the manifest, which comes last."""
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(kind, version("interlace"), migration, made_at, tuple(tenants), self._members)
        self._archive.writestr(MANIFEST, manifest.text())
        return manifest


@contextmanager
def _writing_aside(path: Path, *, replace: bool) -> Iterator[zipfile.ZipFile]:
    """A zip that takes its place, on disk for certain, when the block ends; readable by its owner alone."""
    if path.exists() and not replace:
        raise FileExistsError(f"{path} exists already")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                yield archive
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
