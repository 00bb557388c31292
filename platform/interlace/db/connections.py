"""Where the database is, how each of its roles gets in, and the pool of connections of the application's role."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import conninfo
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from interlace.db.server import ServerFailed, ensure_server
from interlace.db.together import Together
from interlace.db.watching import Silent, Watch, WatchedPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from interlace.configuration import Configuration
    from interlace.db.watching import WatchedConnection

    _Care = Callable[[WatchedConnection], None]

_log = logging.getLogger(__name__)
APPLICATION = "interlace_app"
OWNER = "interlace_owner"
DATABASE = "interlace"
_CONNECT_SECONDS = 5
#: So long a server may leave unacknowledged what was sent; then the connection counts as broken.
SILENCE_MILLISECONDS = 15_000
_WAIT_SECONDS = 10
_MOST_GLANCES = 4
_OPENING = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A child that was forked while another thread opened a database would wait for that thread for ever.
    os.register_at_fork(before=_OPENING.acquire, after_in_parent=_OPENING.release, after_in_child=_OPENING.release)


@dataclass(frozen=True)
class Logins:
    """Connection strings (libpq's form): the owner migrates, the application works; the latter owns nothing."""

    owner: str
    application: str
    application_password: str | None
    """What setting up gives the application's role to sign in with; nothing where another decides that."""


def logins_of(configuration: Configuration) -> Logins:
    """The logins that the configuration names, or those of the server of our own, started where needed.

    Where one URL names the owner only, the application's password is derived from the owner's: every process that
    knows the URL knows both, and nothing has to be kept in a file.
    """
    if configuration.database_url is None:
        address = ensure_server(configuration.home, durable=configuration.durable)
        return Logins(address.conninfo(OWNER, DATABASE), address.conninfo(APPLICATION, DATABASE), None)
    if configuration.owner_database_url is not None:
        return Logins(configuration.owner_database_url, configuration.database_url, None)
    owner = conninfo.conninfo_to_dict(configuration.database_url)
    secret = str(owner.get("password") or "")
    derived = hmac.new(secret.encode(), APPLICATION.encode(), hashlib.sha256).hexdigest() if secret else None
    application = {**owner, "user": APPLICATION, "password": derived}
    return Logins(configuration.database_url, conninfo.make_conninfo("", **application), derived)


class Database:
    """One database, as one process uses it. Connections are opened when first needed, and anew after a fork."""

    def __init__(self, configuration: Configuration, most_connections: int = 10) -> None:
        self.configuration = configuration
        self.most_connections = most_connections
        self._engine: Engine | None = None
        self._watch: Watch | None = None
        self._pool: WatchedPool | None = None
        self._glances: WatchedPool | None = None
        self._together: Together[tuple[Any, ...] | None] = Together()
        self._process = 0
        self._logins: Logins | None = None

    @property
    def logins(self) -> Logins:
        """How the roles get in; starts the server of our own where no other is named."""
        if self._logins is None:
            self._logins = logins_of(self.configuration)
        return self._logins

    @property
    def engine(self) -> Engine:
        """The engine of the application's role. Only `interlace.db.tenancy` begins transactions on it."""
        with _OPENING:
            self._open_in_this_process()
            assert self._engine is not None  # noqa: S101 - it was opened just now
            return self._engine

    @property
    def glances(self) -> WatchedPool:
        """Connections for single statements, each a transaction of its own that sets nothing for its session.

        They are neither looked at before nor cleared after: that would cost three ways to the server instead of one.
        Only `interlace.db.tenancy` uses them.
        """
        with _OPENING:
            self._open_in_this_process()
            assert self._glances is not None  # noqa: S101 - it was opened just now
            return self._glances

    @property
    def together(self) -> Together[tuple[Any, ...] | None]:
        """Where glances that are taken at the same moment become one. Only `interlace.db.tenancy` uses it."""
        with _OPENING:
            self._open_in_this_process()
            return self._together

    def _open_in_this_process(self) -> None:
        # A connection shared by two processes would mix their answers: a child of a fork opens its own.
        if self._engine is None or self._process != os.getpid():
            self._watch = Watch(lambda: self.logins.application)
            self._pool = self._open(self._watch, self.most_connections, _forget, WatchedPool.check_connection)
            self._glances = self._open(
                self._watch, min(_MOST_GLANCES, self.most_connections), None, None, autocommit=True
            )
            self._together = Together()
            self._engine = _engine_on(self._pool)
            self._process = os.getpid()

    def _open(
        self, watch: Watch, most: int, reset: _Care | None, check: _Care | None, *, autocommit: bool = False
    ) -> WatchedPool:
        settings = {
            "autocommit": autocommit,
            "prepare_threshold": None,
            "connect_timeout": _CONNECT_SECONDS,
            "tcp_user_timeout": SILENCE_MILLISECONDS,
            "application_name": "interlace",
        }
        return WatchedPool(
            self.logins.application,
            watch,
            kwargs=settings,
            min_size=0,
            max_size=most,
            timeout=_WAIT_SECONDS,
            # So that after a silence nobody waits for attempts to connect that have become rare meanwhile.
            reconnect_timeout=_WAIT_SECONDS,
            max_idle=60,
            reset=reset,
            check=check,
            close_returns=True,
            open=True,
        )

    @property
    def usage(self) -> dict[str, int]:
        """Connections of this process that are open, how many of them are not in use, and who waits for one."""
        pools = [pool for pool in (self._pool, self._glances) if pool is not None and self._process == os.getpid()]
        told = [pool.get_stats() for pool in pools]
        names = {"open": "pool_size", "idle": "pool_available", "waiting": "requests_waiting"}
        return {name: sum(stats.get(key, 0) for stats in told) for name, key in names.items()}

    def rejoin(self) -> None:
        """After a failed connection: see that a server of our own runs again; the log tells where it cannot."""
        if self.configuration.database_url is None and not self._is_silent():
            try:
                ensure_server(self.configuration.home, durable=self.configuration.durable)
            except ServerFailed as failure:
                _log.error("%s", failure)

    def _is_silent(self) -> bool:
        """Whether the server takes connections and says nothing: it runs, and waiting for it would hold up all."""
        watch = self._watch
        if watch is None or watch.silent:
            return watch is not None
        try:
            watch.ask()
        except Silent:
            return True
        return False

    def close(self) -> None:
        """Close all connections of this process."""
        with _OPENING:
            for pool in (self._pool, self._glances):
                if pool is not None and self._process == os.getpid():
                    pool.close()
            self._pool = self._glances = self._engine = None


def _engine_on(pool: WatchedPool) -> Engine:
    """An engine that takes its connections from a pool, and gives each of them back."""
    engine = create_engine("postgresql+psycopg://", creator=pool.getconn, poolclass=NullPool, hide_parameters=True)

    def give_back_broken(connection: WatchedConnection, _: object) -> None:
        # Closing gives back what still works. What was cut would count as in use for ever, until none were left.
        if connection.closed:
            pool.putconn(connection)

    event.listen(engine, "close", give_back_broken)
    return engine


def _forget(connection: WatchedConnection) -> None:
    """Whatever a transaction set for its session is gone before the next one gets the connection."""
    connection.autocommit = True
    connection.execute("DISCARD ALL")
    connection.autocommit = False
