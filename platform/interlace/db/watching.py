"""Noticing that the database has stopped answering: a connection that waits in silence asks whether the server lives.

A timeout of a statement is kept by the server; one that hangs, or whose network does, keeps none, and a proxy between
may acknowledge what it never delivers. So silence is bounded here, whatever the statement may take on a server that
lives. Once the server is found silent, nobody waits for it: all are refused at once until it answers again.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg import Connection, OperationalError, errors
from psycopg_pool import ConnectionPool, PoolTimeout

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from psycopg.abc import PQGen

Value = TypeVar("Value")
#: Seconds of silence after which the server is asked whether it lives, and for which its answer is believed.
SILENCE = 3.0
#: Seconds that it has to answer that; one that refuses or complains at once does live.
PROBE = 5
#: Seconds after which a server that did not answer is asked again, if anybody wants something of it.
PAUSE = 1.0


class Silent(OperationalError):
    """The server does not answer."""


class Watch:
    """Whether the server of these connections lives, as far as is known. Threads share it."""

    def __init__(self, login: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._login = login
        self._clock = clock
        self._asking = threading.Lock()
        self._answered = -SILENCE
        self._silent_until: float | None = None

    @property
    def silent(self) -> bool:
        """Whether the server did not answer when it was asked last."""
        return self._silent_until is not None

    def require(self) -> None:
        """Raise Silent at once where the server is known to be silent; now and then one caller asks it again."""
        if self._silent_until is None:
            return
        if self._clock() < self._silent_until or not self._asking.acquire(blocking=False):
            raise Silent("the database does not answer")
        try:
            self._ask()
        finally:
            self._asking.release()

    def ask(self) -> None:
        """Raise Silent where the server does not answer; of many who ask at once, one does and tells the others."""
        began = self._clock()
        with self._asking:
            if self._silent_until is not None and self._clock() < self._silent_until:
                raise Silent("the database does not answer")
            if self._answered < began:
                self._ask()

    def _ask(self) -> None:
        try:
            with probing(self._login(), PROBE) as connection:
                connection.execute("SELECT 1")
        except (Silent, errors.ConnectionTimeout) as error:
            self._silent_until = self._clock() + PAUSE
            raise Silent("the database does not answer") from error
        except psycopg.Error:
            pass
        self._answered = self._clock()
        self._silent_until = None


class WatchedConnection(Connection[Any]):
    """A connection that does not wait for a silent server for ever.

    Without a watch it waits for `patience` seconds, with one as long as the server is found to live.
    """

    watch: Watch | None = None
    patience: float = SILENCE

    def wait(self, gen: PQGen[Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        """Wait for the server. Raises Silent, and closes the connection, where that says nothing."""
        return super().wait(self._bounded(gen), interval, timeout)

    def _bounded(self, gen: PQGen[Value]) -> PQGen[Value]:
        """The same steps, counting how long nothing came."""
        try:
            wanted = next(gen)
            last = time.monotonic()
            while True:
                ready = yield wanted
                if ready:
                    last = time.monotonic()
                elif time.monotonic() - last > self.patience:
                    self._ask_whether_it_lives()
                    last = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            value: Value = end.value
            return value

    def _ask_whether_it_lives(self) -> None:
        try:
            _require_life(self.watch)
        except Silent:
            # What comes late would be taken for the answer to something else.
            self.pgconn.finish()
            raise


def _require_life(watch: Watch | None) -> None:
    if watch is None:
        raise Silent("the database does not answer")
    watch.ask()


def probing(login: str, seconds: int) -> AbstractContextManager[WatchedConnection]:
    """A short-lived connection of one's own that gives up on a silent server after so many seconds.

    Raises psycopg's OperationalError.
    """
    connection = WatchedConnection.connect(
        login, connect_timeout=seconds, application_name="interlace-probe", prepare_threshold=None
    )
    connection.patience = seconds
    return connection


class WatchedPool(ConnectionPool[WatchedConnection]):
    """A pool whose connections a watch looks after; while the server is silent, nobody waits for one."""

    def __init__(self, login: str, watch: Watch, **options: Any) -> None:  # noqa: ANN401 - those of the pool
        self._watch = watch
        super().__init__(login, connection_class=WatchedConnection, configure=self._look_after, **options)

    def _look_after(self, connection: WatchedConnection) -> None:
        connection.watch = self._watch

    def getconn(self, timeout: float | None = None) -> WatchedConnection:
        """A connection. Raises PoolTimeout, at once where the server is known to be silent."""
        try:
            self._watch.require()
        except Silent as silent:
            raise PoolTimeout(str(silent)) from silent
        return super().getconn(timeout)
