"""The server process itself: how it is started, told from others, and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interlace.db.server import locks
from interlace.db.server.address import PORT
from interlace.db.server.binaries import environment

if TYPE_CHECKING:
    from interlace.db.server.accounts import Account
    from interlace.db.server.places import Places

# A fast shutdown writes everything out, which takes its time on a slow disk; then the server is stopped as a crash
# would stop it, and loses nothing either.
_FAST_SECONDS = 60.0
_IMMEDIATE_SECONDS = 15.0
_PAUSE = 0.05
_STATUS_LINE = 7  # Of postmaster.pid, counted from nought.

_SETTINGS = (
    "listen_addresses=",
    f"port={PORT}",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=128MB",
    "max_wal_size=2GB",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    # What people wrote stays out of the log: neither statements nor the values that an error would quote.
    "log_statement=none",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "logging_collector=off",
    "log_destination=stderr",
    "log_checkpoints=off",
    "log_line_prefix=%m [%p] ",
)
# A power cut may cost data, a kill of the server may not: so commits still reach the operating system.
_HASTY = ("fsync=off", "full_page_writes=off")


@dataclass
class Postmaster:
    """A running server: our child, or one that a killed keeper left behind."""

    data: Path
    pid: int
    child: subprocess.Popen[bytes] | None

    def is_alive(self) -> bool:
        """Whether it still runs."""
        if self.child:
            return self.child.poll() is None
        return running_in(self.data) == self.pid

    def has_come_up(self) -> bool:
        """Whether it got as far as accepting connections, by its own word; a killed one can still be asked."""
        return _noted_pid(self.data) == self.pid and state_in(self.data) == "ready"

    def stop(self) -> None:
        """End it: cut connections, write everything out; when that takes too long, end it at once."""
        for number, seconds in ((signal.SIGINT, _FAST_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SECONDS)):
            deadline = time.monotonic() + seconds
            with suppress(ProcessLookupError):
                if self.is_alive():
                    os.kill(self.pid, number)
            while self.is_alive() and time.monotonic() < deadline:
                time.sleep(_PAUSE)


def launch(places: Places, binaries: Path, account: Account, *, durable: bool) -> Postmaster | None:
    """Start the server as its user, writing to our standard error; whether it comes up is yet to be seen.

    None while processes of an earlier server still live. They hold a lock that they inherited, which unlike process
    numbers can be trusted even between containers that share a home: two servers on one data folder would ruin it.
    """
    descriptor = locks.opened(places.server_lock)
    try:
        if not locks.takes(descriptor):
            return None
        _clear_traces(places, account)
        return _started(places, binaries, account, descriptor, durable=durable)
    finally:
        os.close(descriptor)


def _started(places: Places, binaries: Path, account: Account, lock: int, *, durable: bool) -> Postmaster:
    settings = [*_SETTINGS, f"unix_socket_directories={places.socket_folder(account)}", *(() if durable else _HASTY)]
    options = [part for setting in settings for part in ("-c", setting)]
    child = subprocess.Popen(  # noqa: S603
        [str(binaries / "postgres"), "-D", str(places.data), *options],
        cwd="/",
        env=environment(),
        stdin=subprocess.DEVNULL,
        pass_fds=[lock],
        **account.identity,
    )
    return Postmaster(places.data, child.pid, child)


def running_in(data: Path) -> int | None:
    """The process number of the server that runs in a data folder; None where none does.

    postmaster.pid outlives a killed server, and its number may have gone to another program: so the program is asked.
    """
    pid = _noted_pid(data)
    return pid if pid and f"\0-D\0{data}\0" in _command_line(pid) else None


def state_in(data: Path) -> str:
    """What the server last noted of itself: `starting`, `ready`, `stopping`; empty where it noted nothing."""
    lines = _note(data)
    return lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""


def _clear_traces(places: Places, account: Account) -> None:
    """Remove what a killed server left and what would keep the next from starting.

    PostgreSQL itself recognises a number that nobody has any more, but not one that another program has now, nor its
    own while the dead process waits to be buried, which in a container may be for ever.
    """
    for leftover in places.socket_folder(account).glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)
    pid = _noted_pid(places.data)
    if pid and not running_in(places.data) and _is_taken(pid):
        (places.data / "postmaster.pid").unlink(missing_ok=True)


def _note(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _noted_pid(data: Path) -> int | None:
    lines = _note(data)
    return int(lines[0]) if lines and lines[0].strip().isdecimal() else None


def _is_taken(pid: int) -> bool:
    """Whether any process has this number, a dead and unburied one included."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # Somebody else's.
    return True


def _command_line(pid: int) -> str:
    """The words of a running program, each closed by a nul; empty where it does not run."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="surrogateescape")
        except OSError:
            return ""
    command = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return _as_nuls(subprocess.run(command, capture_output=True, text=True, check=False).stdout)  # noqa: S603


def _as_nuls(words: str) -> str:
    # `ps` parts words by blanks; of the folder's name, which may hold some, only the ends can be told.
    return words.replace(" -D ", "\0-D\0").replace(" -c ", "\0-c\0")
