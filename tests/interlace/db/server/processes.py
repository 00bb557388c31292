"""Processes that use an embedded server, and looks at those that make one up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg

from interlace.db.server import DATABASE, SUPERUSER, Address, locks, release
from interlace.db.server.places import Places
from interlace.db.server.postmaster import running_in
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A user of the server says where it answers, and stays until its input is closed or it is killed.
USER = """
import sys
from pathlib import Path
from interlace.db.server import ensure_server
print(ensure_server(Path(sys.argv[1]), durable=False).host, flush=True)
sys.stdin.read()
"""
FORKING_USER = USER.replace("sys.stdin", "import os; child = os.fork(); child and print(child, flush=True); sys.stdin")
SPAWNING_USER = USER.replace(
    "sys.stdin",
    "import subprocess; print(subprocess.Popen(['/bin/sleep', '600'], close_fds=False).pid, flush=True); sys.stdin",
)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "platform")}
_SECONDS = 30.0


class User:
    """A process of its own that uses the server of a home."""

    def __init__(self, home: Path, script: str = USER) -> None:
        command = [sys.executable, "-c", script, str(home)]
        self.process = subprocess.Popen(
            command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def says(self) -> str:
        """The next line that it prints: first the folder of the socket."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def is_killed(self) -> None:
        """End it as nobody would wish to be ended."""
        self.process.kill()
        self.process.communicate()

    def ends(self) -> None:
        """Let it end by itself."""
        self.process.communicate("")


def keeper_of(home: Path) -> int:
    """The process number of the keeper."""
    return int(Places.of(home).keeper_lock.read_text(encoding="ascii"))


def server_of(home: Path) -> int:
    """The process number of the one server of a home; fails where there is another number of servers than one."""
    (pid,) = servers_of(home)
    assert pid == running_in(Places.of(home).data)
    return pid


def servers_of(home: Path) -> list[int]:
    """The process numbers of all servers that run on the data of a home, whoever started them."""
    listed = subprocess.run(["/bin/ps", "-axww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    mark = f" -D {Places.of(home).data} "
    parents = {int(line.split()[0]): int(line.split()[1]) for line in listed.stdout.splitlines() if mark in line}
    # A child that was forked this very moment still goes by its parent's name.
    return [pid for pid, parent in parents.items() if parent not in parents]


def kill(pid: int) -> None:
    """`kill -9`, and wait until the process has gone."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not exists(pid))


def exists(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    state = subprocess.run(["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that has to happen, however long a busy machine takes over it."""
    deadline = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.02)


def is_at_rest(home: Path) -> bool:
    """Whether neither a server nor a keeper is there."""
    return not locks.is_held(Places.of(home).keeper_lock) and not servers_of(home)


def end(home: Path) -> None:
    """Stop the server of a home without waiting for its grace."""
    release(home)
    if locks.is_held(Places.of(home).keeper_lock):
        with suppress(ProcessLookupError):
            os.kill(keeper_of(home), signal.SIGTERM)
    wait_until(lambda: not locks.is_held(Places.of(home).keeper_lock))
    for orphan in servers_of(home):
        kill(orphan)


def connected(address: Address) -> psycopg.Connection:
    """A connection on which every statement is confirmed by itself."""
    return psycopg.connect(address.conninfo(SUPERUSER, DATABASE), autocommit=True)


def asked(address: Address, question: str) -> object:
    """The first value that the server answers."""
    with connected(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row
    return row[0]
