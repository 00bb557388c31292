"""Bringing a database to the revision that the program needs: roles first, then Alembic's migrations, as the owner."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import connect, sql
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

import interlace.db.models  # noqa: F401 - the metadata knows the tables once their models are imported
from interlace.configuration import ConfigurationInvalid
from interlace.db.base import Base
from interlace.db.watching import probing
from interlace.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from interlace.db.connections import Database

_PROBE_SECONDS = 2
_LOCK = 0x1E7E_11AC
_IN_CHECKOUT = Path(__file__).parents[3] / "migrations"
_IN_WHEEL = Path(__file__).parents[1] / "_migrations"
_ROLES = (
    ("interlace_app", "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE"),
    ("interlace_identity", "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"),
)

# Attributes that let a role past the policies, or rights of another role that it has without asking for them.
_BEYOND_ITS_TASK = """
    SELECT rolname FROM pg_roles
    WHERE rolname = ANY (ARRAY['interlace_app', 'interlace_identity'])
    AND (rolsuper OR rolbypassrls OR rolcreaterole OR pg_has_role(rolname, current_user, 'MEMBER')
        OR rolname = 'interlace_app' AND pg_has_role(rolname, 'interlace_identity', 'USAGE'))
"""


class RolesUnfit(ConfigurationInvalid):
    """A role of the application was there before and may do more than its task; nothing was changed."""


@dataclass(frozen=True)
class MigrationState:
    """The revision that a database is at (none: empty), and the one that the program needs."""

    current: str | None
    needed: str

    @property
    def up_to_date(self) -> bool:
        """Whether nothing has to be done."""
        return self.current == self.needed


def upgrade(database: Database, revision: str = "head") -> MigrationState:
    """Create the roles and bring the database to a revision; two that try at once take turns. Raises RolesUnfit."""
    with _as_owner(database) as connection:
        _ensure_roles(connection, database)
        command.upgrade(_config(connection), revision)
        return _state(connection)


def downgrade(database: Database, revision: str) -> MigrationState:
    """Take the database back to an earlier revision (`-1`: by one), with the loss of what that one cannot hold."""
    with _as_owner(database) as connection:
        command.downgrade(_config(connection), revision)
        return _state(connection)


def state(database: Database) -> MigrationState:
    """Where the database is and where it should be."""
    with _as_owner(database) as connection:
        return _state(connection)


def revisions() -> tuple[str, ...]:
    """All revisions that the program knows, the first one first."""
    walked = ScriptDirectory(str(_scripts())).walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def seen(database: Database) -> MigrationState:
    """The same as the application sees it: without the owner's login, and waiting for no migration. Raises Busy.

    It waits for the database no longer than a few seconds, whatever happens to that, and for no connection of others.
    """
    try:
        with probing(database.logins.application, _PROBE_SECONDS) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.Error as error:
        raise Busy("The database does not answer, or has no tables yet.") from error
    return MigrationState(row[0] if row else None, _head())


@cache
def _head() -> str:
    """The last revision that the program knows; its scripts do not change while it runs."""
    return str(ScriptDirectory(str(_scripts())).get_current_head())


def differences(database: Database) -> list[str]:
    """What Alembic finds to differ between the database and the program's tables, in words; empty where they agree."""
    with _as_owner(database) as connection:
        options = {"include_name": _is_ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        return [_told(difference) for difference in compare_metadata(context, Base.metadata)]


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or not (name or "").startswith("procrastinate_")


def _told(difference: Any) -> str:  # noqa: ANN401 - a tuple, or for changed columns a list of them
    """`add_index bodies_parent_index`: what would have to be done to the database, and to what."""
    if isinstance(difference, list):
        return "; ".join(map(_told, difference))
    return " ".join([difference[0], *(str(getattr(part, "name", part)) for part in difference[1:] if part is not None)])


@contextmanager
def _as_owner(database: Database) -> Iterator[Connection]:
    """A transaction of the owner; nobody else migrates as long as it lasts."""
    owner = database.logins.owner
    engine = create_engine("postgresql+psycopg://", creator=lambda: connect(owner), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        # Policies are forced on the owner too: what they would hide from a migration makes it fail, not pass it over.
        connection.execute(text("SET LOCAL row_security = off"))
        yield connection


def _scripts() -> Path:
    return _IN_CHECKOUT if _IN_CHECKOUT.is_dir() else _IN_WHEEL


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_scripts()))
    config.attributes["connection"] = connection
    return config


def _state(connection: Connection) -> MigrationState:
    needed = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return MigrationState(MigrationContext.configure(connection).get_current_revision(), str(needed))


def _ensure_roles(connection: Connection, database: Database) -> None:
    """Roles belong to the whole server: other databases may have made them already, or make them right now."""
    for role, rights in _ROLES:
        connection.execute(
            text(
                f"DO $$ BEGIN CREATE ROLE {role} {rights};"
                " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        )
    connection.execute(text("GRANT interlace_identity TO interlace_app"))
    _require_bounds(connection)
    password = database.logins.application_password
    if password is not None:
        # A role's password cannot be a parameter of a statement.
        statement = sql.SQL("ALTER ROLE interlace_app PASSWORD {}").format(sql.Literal(password))
        connection.exec_driver_sql(statement.as_string(None))


def _require_bounds(connection: Connection) -> None:
    for role in connection.scalars(text(_BEYOND_ITS_TASK)):
        raise RolesUnfit(
            f"The role {role} was made elsewhere and could see every tenant. As a superuser: `ALTER ROLE {role} "
            "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOINHERIT`, take every membership from it, and try again."
        )
