"""A backup brought back: each tenant in one transaction, under the same policies as every other write."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import DBAPIError

from interlace.db import audit, migration, tenancy
from interlace.db.models import Tenant, TenantRegister, User
from interlace.errors import Conflict
from interlace.transfer.kept import kept_tables
from interlace.transfer.manifest import USERS, BackupInvalid, member_of
from interlace.transfer.saved import SavedBackup, opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from psycopg import Connection
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.transfer.manifest import Manifest, SavedTenant

#: Where a tenant's rows name users, who may have another id on this installation.
_NAMING_USERS: Mapping[str, str] = {
    "memberships": "user_id",
    "notice_preferences": "user_id",
    "notices": "user_id",
    "service_accounts": "created_by",
    "webhooks": "maker",
}
#: Of which there may be one too many, since two accounts of the backup may be one here.
_ONCE_A_USER = ("memberships", "notice_preferences")


def restore_tenant(database: Database, path: Path, slug: str | None = None) -> Tenant:
    """Bring back a tenant that is not there, under its own slug or another; the tenant.

    Accounts of its members that are there, by id or e-mail, are left as they are; others are made without a password,
    which their owners set by a reset. Raises BackupInvalid, Conflict, Busy; then nothing was written.
    """
    with opened(path) as backup:
        if backup.manifest.kind != "tenant":
            raise BackupInvalid("This is a backup of a whole installation: restore it with --all, into a new database.")
        _require_same_migration(database, backup.manifest)
        (saved,) = backup.manifest.tenants
        _require_free(database, saved, slug or saved.slug)
        return _restore(database, backup, saved, slug or saved.slug)


def restore_all(database: Database, path: Path) -> list[Tenant]:
    """Bring back every tenant and every account of a whole installation; the tenants that were brought back.

    Accounts that are there are left as they are. Tenants that an earlier try has brought back in full are passed over,
    so that a restore that was interrupted can be repeated. Raises BackupInvalid and Conflict, in which case nothing was
    written; Busy, in which case whole tenants may have been.
    """
    with opened(path) as backup:
        if backup.manifest.kind != "installation":
            raise BackupInvalid("This is a backup of one tenant: restore it without --all.")
        _require_same_migration(database, backup.manifest)
        missing = [saved for saved in backup.manifest.tenants if not _is_there(database, saved)]
        for saved in missing:
            _require_free(database, saved, saved.slug)
        with tenancy.platform(database) as session:
            _accounts(session, backup)
        return [_restore(database, backup, saved, saved.slug) for saved in missing]


def _require_same_migration(database: Database, manifest: Manifest) -> None:
    state = migration.state(database)
    if not state.up_to_date:
        raise Conflict("The database is not at the program's revision: run `interlace db upgrade` first.")
    if manifest.migration != state.current:
        raise BackupInvalid(
            f"The backup is of the database's revision {manifest.migration}, this one is {state.current}: restore it "
            f"with version {manifest.product} into a database of its own, and upgrade that."
        )


def _is_there(database: Database, saved: SavedTenant) -> bool:
    """Whether the tenant is there exactly as it was saved."""
    with tenancy.platform(database) as session:
        if session.get(Tenant, saved.id) is None:
            return False
    with tenancy.reading(database, saved.id, although_suspended=True) as session:
        head = session.scalar(select(TenantRegister))
        found = (0, 0, "") if head is None else (head.revision, head.audit_number, bytes(head.audit_hash).hex())
    return found == (saved.revision, saved.audit_number, saved.audit_hash)


def _require_free(database: Database, saved: SavedTenant, slug: str) -> None:
    with tenancy.platform(database) as session:
        taken = session.scalars(select(Tenant).where(or_(Tenant.id == saved.id, Tenant.slug == slug))).all()
    for tenant in taken:
        if tenant.id == saved.id:
            raise Conflict(f"The tenant is there already, as “{tenant.slug}”. A backup is never written over a tenant.")
        raise Conflict(f"The slug “{slug}” belongs to another tenant: choose another one for this.")


def _restore(database: Database, backup: SavedBackup, saved: SavedTenant, slug: str) -> Tenant:
    """The tenant and all it has, in one transaction."""
    try:
        created_at = datetime.fromisoformat(saved.created_at)
        tenant = Tenant(id=saved.id, slug=slug, status=saved.status, created_at=created_at)
        others: dict[UUID, UUID] = {}
        with tenancy.founding(database, tenant, lambda session: others.update(_accounts(session, backup))) as session:
            _copy_in(session, backup, saved, others)
            session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            _require_faithful(session, saved)
    except (psycopg.IntegrityError, psycopg.DataError, psycopg.ProgrammingError) as error:
        raise _refused(error) from error
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.IntegrityError | psycopg.DataError):
            raise _refused(error.orig) from error
        raise
    except ValueError as error:
        raise BackupInvalid("The backup holds values that no tenant can have: it was altered.") from error
    return tenant


def _refused(error: psycopg.Error) -> BackupInvalid:
    """What the database itself would not take: it checks a restored tenant as it checks every write."""
    where = error.diag.table_name or "a table"
    return BackupInvalid(f"The database refuses what the backup holds for {where}: it was altered, or its slug is bad.")


def _copy_in(session: Session, backup: SavedBackup, saved: SavedTenant, others: Mapping[UUID, UUID]) -> None:
    """All rows, by staging: PostgreSQL copies into no table under row-level security."""
    session.execute(text("SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true)"))
    connection: Connection = session.connection().connection.driver_connection  # type: ignore[assignment]
    for table in kept_tables():
        name = member_of(saved.id, table.name)
        columns = sql.SQL(", ").join(map(sql.Identifier, backup.manifest.members[name].columns))
        connection.execute(
            sql.SQL("CREATE TEMPORARY TABLE restored ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                columns, sql.Identifier(table.name)
            )
        )
        statement = sql.SQL("COPY restored ({}) FROM STDIN").format(columns)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for block in backup.blocks(name):
                copy.write(block)
        if table.name in _NAMING_USERS:
            _rename_users(connection, _NAMING_USERS[table.name], others)
        connection.execute(
            sql.SQL("INSERT INTO {} ({columns}) SELECT {columns} FROM restored {}").format(
                sql.Identifier(table.name),
                sql.SQL("ON CONFLICT DO NOTHING" if table.name in _ONCE_A_USER else ""),
                columns=columns,
            )
        )
        connection.execute("DROP TABLE restored")


def _rename_users(connection: Connection, column: str, others: Mapping[UUID, UUID]) -> None:
    statement = sql.SQL("UPDATE restored SET {column} = %s WHERE {column} = %s").format(column=sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(here, there) for there, here in others.items()])


def _require_faithful(session: Session, saved: SavedTenant) -> None:
    """Raise BackupInvalid unless the register is at the revision, and its audit chain whole, as it was saved."""
    head = session.scalar(select(TenantRegister))
    end = audit.verify(session, saved.id)
    if isinstance(end, audit.ChainBreak):
        raise BackupInvalid(f"The backup's audit chain is broken at record {end.number} ({end.reason}).")
    found = (0 if head is None else head.revision, end.number, end.hash.hex())
    if found != (saved.revision, saved.audit_number, saved.audit_hash):
        raise BackupInvalid("The backup's register is not the one that its manifest tells of: it was altered.")


def _accounts(session: Session, backup: SavedBackup) -> dict[UUID, UUID]:
    """Make the accounts that are not there; for those known here by another id, that id."""
    others: dict[UUID, UUID] = {}
    try:
        for line in backup.lines(USERS):
            told = orjson.loads(line)
            user_id = UUID(told["id"])
            known = session.scalars(
                select(User.id).where(or_(User.id == user_id, func.lower(User.email) == func.lower(told["email"])))
            ).all()
            if not known:
                session.add(_user(user_id, told, secrets=backup.manifest.kind == "installation"))
                session.flush()
            elif user_id not in known:
                others[user_id] = known[0]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BackupInvalid("The backup's accounts are not what this program writes: it was altered.") from error
    return others


def _user(user_id: UUID, told: Mapping[str, Any], *, secrets: bool) -> User:
    user = User(
        id=user_id,
        email=told["email"],
        name=told["name"],
        language=told["language"],
        created_at=datetime.fromisoformat(told["created_at"]),
    )
    if secrets:
        user.password_hash, user.operator = told["password_hash"], bool(told["operator"])
    return user
