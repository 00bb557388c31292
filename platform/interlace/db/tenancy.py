"""The one place that opens a transaction: for a tenant, to read or to write, or for the platform's own tables.

In a tenant's transaction the database shows that tenant's rows alone (row-level security); without a tenant it raises.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
from psycopg import errors as postgres
from psycopg.adapt import Transformer
from psycopg.generators import execute
from psycopg.pq import ExecStatus
from psycopg_pool import PoolTimeout
from sqlalchemy import event, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from interlace.db.models import Tenant, TenantRegister
from interlace.db.unit import Unit
from interlace.db.watching import Silent
from interlace.errors import Busy, Suspended, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import LiteralString
    from uuid import UUID

    from sqlalchemy import Connection
    from sqlalchemy.orm import SessionTransaction

    from interlace.db.connections import Database
    from interlace.db.watching import WatchedConnection
    from interlace.principals import Principal

STATEMENT_MILLISECONDS = 5_000
LOCK_MILLISECONDS = 10_000
_BULK_MILLISECONDS = 30 * 60 * 1000
_SEES_ALL = "INTERLACE_DATABASE_URL names a role that sees every tenant: let it name interlace_app."
_SUSPENDED = "This tenant is suspended. The operator of the platform can open it again."
_IDENTITY = "SET LOCAL ROLE interlace_identity"


class NoTenant(RuntimeError):
    """A transaction was begun for no tenant: a mistake in the program, not in what a person did."""


class NotIsolated(RuntimeError):
    """The application signs in as a role from which the database keeps nothing; nothing was read or written."""


class TenantSession(Session):
    """A session whose transactions belong to one tenant. Made here only."""


@event.listens_for(TenantSession, "after_begin")
def _enter_tenant(session: Session, _: SessionTransaction | None, connection: Connection) -> None:
    """Tell the database whose transaction this is, for as long as it lasts."""
    tenant_id = session.info.get("tenant_id")
    if tenant_id is None:
        raise NoTenant("A tenant's transaction needs a tenant.")
    known = connection.execute(
        text(
            "SELECT status, row_security_active('registers'), set_config('app.tenant_id', :tenant, true),"
            " set_config('statement_timeout', :statement, true), set_config('lock_timeout', :lock, true)"
            " FROM tenants WHERE id = :id"
        ),
        {
            "tenant": str(tenant_id),
            "id": tenant_id,
            "statement": str(session.info["statement_milliseconds"]),
            "lock": str(LOCK_MILLISECONDS),
        },
    ).first()
    if known is None:
        raise Unknown("There is no such tenant.")
    if not known.row_security_active:
        raise NotIsolated(_SEES_ALL)
    if known.status != "open" and not session.info["although_suspended"]:
        raise Suspended(_SUSPENDED)


def _session(
    database: Database, tenant_id: UUID, *, bulk: bool = False, although_suspended: bool = False, steady: bool = False
) -> TenantSession:
    engine = database.engine.execution_options(isolation_level="REPEATABLE READ") if steady else database.engine
    session = TenantSession(engine, expire_on_commit=False)
    session.info["tenant_id"] = tenant_id
    session.info["statement_milliseconds"] = _BULK_MILLISECONDS if bulk else STATEMENT_MILLISECONDS
    session.info["although_suspended"] = although_suspended
    return session


@contextmanager
def reading(
    database: Database, tenant_id: UUID, *, bulk: bool = False, although_suspended: bool = False
) -> Iterator[Session]:
    """A transaction that reads one tenant as it stands at one moment; nothing written in it is kept.

    Raises Unknown, Suspended, Busy.
    """
    with (
        _told(database),
        _session(database, tenant_id, bulk=bulk, although_suspended=although_suspended, steady=True) as session,
    ):
        session.connection()  # So that it begins here, and fails here if it must.
        yield session
        session.rollback()


@contextmanager
def writing(
    database: Database, tenant_id: UUID, principal: Principal, *, bulk: bool = False, although_suspended: bool = False
) -> Iterator[Unit]:
    """One write in one tenant: all that the unit did is there when the block ends, or nothing if it raises.

    Writes of one tenant wait for each other, so its revisions neither repeat nor skip. Raises Unknown, Suspended,
    Busy, and what the unit itself raises.
    """
    with (
        _told(database),
        _session(database, tenant_id, bulk=bulk, although_suspended=although_suspended) as session,
        session.begin(),
    ):
        unit = _begin(session, tenant_id, principal)
        yield unit
        unit.complete()


def _begin(session: Session, tenant_id: UUID, principal: Principal) -> Unit:
    """Hold the tenant's register; a tenant that was just created gets its own here."""
    # Rows that only refer to the register, such as those of sign-ins and jobs, do not wait for this lock.
    held = select(TenantRegister).with_for_update(key_share=True)
    head = session.scalar(held)
    if head is None:
        session.execute(insert(TenantRegister).values(tenant_id=tenant_id).on_conflict_do_nothing())
        head = session.scalars(held).one()
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    return Unit(session, tenant_id, principal, datetime.now(UTC), head)


@contextmanager
def beside(database: Database, tenant_id: UUID, *, although_suspended: bool = False) -> Iterator[Session]:
    """A short transaction in one tenant beside its register, on sign-ins or jobs; it waits for no write.

    Raises Unknown, Suspended, Busy.
    """
    with (
        _told(database),
        _session(database, tenant_id, although_suspended=although_suspended) as session,
        session.begin(),
    ):
        session.connection()
        yield session


@contextmanager
def founding(database: Database, tenant: Tenant, accounts: Callable[[Session], None]) -> Iterator[Session]:
    """The transaction in which a tenant comes to be together with all that it holds, or not at all.

    `accounts` sees to the platform's own tables before the block, which sees the new tenant alone.
    """
    with _told(database), Session(database.engine, expire_on_commit=False) as session, session.begin():
        session.execute(text(_IDENTITY))
        session.add(tenant)
        session.flush()
        accounts(session)
        session.flush()
        session.execute(text("SET LOCAL ROLE NONE"))
        session.info.update(tenant_id=tenant.id, statement_milliseconds=_BULK_MILLISECONDS, although_suspended=True)
        _enter_tenant(session, None, session.connection())
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        yield session


@contextmanager
def creating(database: Database, tenant: Tenant, principal: Principal) -> Iterator[Unit]:
    """The first write of a new tenant, in the transaction in which the tenant comes to be."""
    with founding(database, tenant, lambda _: None) as session:
        unit = _begin(session, tenant.id, principal)
        yield unit
        unit.complete()


@contextmanager
def among_users(session: Session) -> Iterator[None]:
    """Within a tenant's transaction: act for a moment on users, their single-use links and tenants, nothing else."""
    session.flush()
    session.execute(text(_IDENTITY))
    yield
    session.flush()
    # What raises ends the whole transaction, and the role with it.
    session.execute(text("SET LOCAL ROLE NONE"))


@contextmanager
def platform(database: Database, user_id: UUID | None = None) -> Iterator[Session]:
    """A transaction on the platform's own tables: tenants, users, single-use links. It sees no register.

    With `user_id` it also sees that user's memberships, in whichever tenants they are.
    """
    with _told(database), Session(database.engine, expire_on_commit=False) as session, session.begin():
        session.execute(text(_IDENTITY))
        session.execute(
            text("SELECT set_config('app.user_id', :user, true), set_config('statement_timeout', :most, true)"),
            {"user": "" if user_id is None else str(user_id), "most": str(STATEMENT_MILLISECONDS)},
        )
        yield session


class Standing(NamedTuple):
    """Who calls, as the database knows them now, and the tenant's revision with the moment it was made at."""

    slug: str
    good: bool
    """Whether the sign-in or the secret that the caller is known by still holds."""
    grants: tuple[tuple[str, str | None], ...]
    scopes: frozenset[str]
    revision: int
    made_at: datetime | None


def standing(database: Database, tenant_id: UUID, kind: str, subject: UUID, known_by: str) -> Standing:
    """The standing of a caller (`user` or `service`) in a tenant, in one way to the database and back.

    `known_by` is a person's sign-in, or what a token says of a service account's secret. Raises Unknown, Suspended,
    Busy.
    """
    asked = (tenant_id, kind, subject, known_by)
    with _told(database):
        # Many requests of one caller at once are many who ask the same.
        row = database.together.ask(asked, lambda: _glance(database, "SELECT * FROM standing($1, $2, $3, $4)", asked))
    if row is None:
        raise Unknown("There is no such tenant.")
    status, slug, isolated, good, roles, bodies, scopes, revision, made_at = row
    if not isolated:
        raise NotIsolated(_SEES_ALL)
    if status != "open":
        raise Suspended(_SUSPENDED)
    grants = tuple(zip(roles or (), bodies or (), strict=True))
    return Standing(slug, good, grants, frozenset(scopes or ()), revision or 0, made_at)


def queued(database: Database) -> dict[str, int]:
    """How many jobs of all tenants wait to be taken up, and how many are under way. Raises Busy."""
    with _told(database):
        row = _glance(
            database,
            "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing')"
            " FROM procrastinate_jobs",
            (),
        )
    waiting, running = row or (0, 0)
    return {"waiting": waiting, "running": running}


def _glance(database: Database, statement: LiteralString, values: tuple[object, ...]) -> tuple[Any, ...] | None:
    """The one row of a single statement. A connection that broke while it was idle is replaced once."""
    try:
        with database.glances.connection() as connection:
            return _seen(connection, statement, values)
    except postgres.OperationalError as error:
        if isinstance(error, PoolTimeout | Silent | postgres.QueryCanceled):
            raise
        database.rejoin()
        database.glances.check()
        with database.glances.connection() as connection:
            return _seen(connection, statement, values)


def _seen(
    connection: WatchedConnection, statement: LiteralString, values: tuple[object, ...]
) -> tuple[Any, ...] | None:
    """The row, past psycopg's cursors: preparing one takes longer than all else that is done for a glance here."""
    connection.pgconn.send_query_params(statement.encode(), [str(value).encode() for value in values])
    *_, result = connection.wait(execute(connection.pgconn))
    if result.status != ExecStatus.TUPLES_OK:
        raise postgres.error_from_result(result)
    transformer = Transformer(connection)
    transformer.set_pgresult(result)
    return transformer.load_row(0, tuple) if result.ntuples else None


def tenant_of(database: Database, slug: str) -> Tenant:
    """The tenant at an address, open or not. Raises Unknown."""
    with platform(database) as session:
        tenant = session.scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None:
        raise Unknown(f"There is no tenant “{slug}”.")
    return tenant


@contextmanager
def _told(database: Database) -> Iterator[None]:
    """Raise Busy where the database does not answer or another write holds on for too long."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        # What is copied goes past SQLAlchemy, and so do its errors.
        cause = error.orig if isinstance(error, DBAPIError) else error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if isinstance(cause, postgres.DiskFull):
            raise Busy("The database has no room left on its disk. Make room, then try again.") from error
        if isinstance(cause, PoolTimeout):
            database.rejoin()
            raise Busy("The database does not answer. Try again in a moment.") from error
        if isinstance(cause, postgres.LockNotAvailable | postgres.DeadlockDetected | postgres.SerializationFailure):
            raise Busy("Another write to this register takes long. Try again in a moment.") from error
        if isinstance(cause, postgres.QueryCanceled):
            raise Busy("The database took too long. Try again in a moment.") from error
        if lost or isinstance(cause, postgres.OperationalError):
            database.rejoin()
            raise Busy("The connection to the database broke. Look again before you repeat this.") from error
        raise
