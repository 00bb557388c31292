"""Starting the processes of the web server, and stopping them without losing what they have begun."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import socket
import tempfile
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Where the process that starts the others tells them how many threads each has.
THREADS = "INTERLACE_SERVING_THREADS"
_MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
#: Milliseconds in which the head of a request has to be there, and the most bytes of it.
_HEAD_MILLISECONDS = 10_000
_MOST_HEAD_BYTES = 64 * 1024
_MOST_CONNECTIONS = 4_096
#: Seconds that a process which was told to stop has for what it has begun: more than the slowest body may pause.
_GRACE = 25
#: A machine that has much else to do takes its time to start.
_READY_SECONDS = 300


def require_free(host: str, port: int) -> None:
    """Raise OSError where nothing can be served."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family):
        pass


def run(
    host: str,
    port: int,
    workers: int,
    threads: int,
    ready: Callable[[], None],
    made: str = "interlace.serving.application:made",
) -> None:
    """Serve until SIGTERM or Ctrl-C what `made` names; `ready` is called once the first process answers."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    # A process that is forked inherits locks that threads of this one may hold, of its worker or its pool.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ[THREADS] = str(threads)
    with _counted_together(workers):
        server = Server(
            made,
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            factory=True,
            workers=workers,
            websockets=False,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS, max_buffer_size=_MOST_HEAD_BYTES),
            backpressure=_MOST_CONNECTIONS,
            respawn_failed_workers=True,
            workers_kill_timeout=_GRACE,
            log_level=LogLevels.warning,
            log_dictconfig=_LOGS,
        )
        threading.Thread(target=_tell_when_ready, args=(host, port, ready), daemon=True).start()
        server.serve()


#: What the web server says of itself, in the same form as everything else.
_LOGS = {
    "formatters": {"interlace": {"()": "interlace.logs.Json"}},
    "handlers": {"interlace": {"class": "logging.StreamHandler", "formatter": "interlace"}},
    "loggers": {"_granian": {"handlers": ["interlace"], "propagate": False}},
}


@contextmanager
def _counted_together(workers: int) -> Iterator[None]:
    """A folder in which processes count together, where there are several and none is named."""
    if workers == 1 or os.environ.get(_MULTIPROCESS):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="interlace-metrics-") as folder:
        os.environ[_MULTIPROCESS] = folder
        try:
            yield
        finally:
            del os.environ[_MULTIPROCESS]


def _tell_when_ready(host: str, port: int, ready: Callable[[], None]) -> None:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - every network is reached from here too
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(here, port, timeout=1)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            connection.close()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            ready()
            return
