"""The keeper: a small process that starts the server, starts it again when it dies, and stops it after its last user.

Run as `python -m interlace.db.server.keeper HOME BINARIES durable|hasty`, in a session of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from interlace.db.server import locks
from interlace.db.server.accounts import server_account
from interlace.db.server.places import Places
from interlace.db.server.postmaster import Postmaster, launch, running_in

if TYPE_CHECKING:
    from types import FrameType

_POLL = 0.2
_PATIENCE = 2.0
_GRACE = 2.0  # Seconds without a user after which the server stops: a person's next command should find it running.
_HASTY_GRACE = 0.5
_ATTEMPTS = 10
_LONGEST_PAUSE = 3.0
_LARGEST_LOG = 10_000_000


class Keeper:
    """Looks after one server as long as somebody uses it."""

    def __init__(self, places: Places, binaries: Path, *, durable: bool) -> None:
        self.places = places
        self.binaries = binaries
        self.durable = durable
        self.grace = _GRACE if durable else _HASTY_GRACE
        self.account = server_account(places.data)
        self.users = locks.opened(places.users_lock)
        self.unused_since: float | None = None
        self.failures = 0
        self.next_attempt = 0.0
        self.told_to_end = False
        self.server: Postmaster | None = None

    def keep(self) -> bool:
        """Look after the server until its last user has gone; whether it could be kept running until then."""
        signal.signal(signal.SIGTERM, self._end)
        try:
            while not self.told_to_end and not self._nobody_is_left():
                if not self._look_after_server():
                    return False
                _shorten(self.places.log)
                time.sleep(_POLL)
        finally:
            if self.server:
                self.server.stop()
        return True

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_end = True

    def _nobody_is_left(self) -> bool:
        """Whether nobody has used the server for a while. If so the users' lock stays taken: newcomers wait outside
        until the server has stopped, and then start it anew."""
        if not locks.takes(self.users):
            self.unused_since = None
            return False
        now = time.monotonic()
        self.unused_since = self.unused_since or now
        if now - self.unused_since >= self.grace:
            return True
        locks.let_go(self.users)
        return False

    def _look_after_server(self) -> bool:
        """Start the server if it does not run; False once that has failed too often in a row."""
        if self.server and self.failures and self.server.has_come_up():
            self.failures = 0
        if self.server and self.server.is_alive():
            return True
        if self.server:
            self._count_failure()
        if self.failures > _ATTEMPTS:
            _say(f"PostgreSQL did not come up in {_ATTEMPTS} attempts; given up")
            return False
        if time.monotonic() >= self.next_attempt:
            self.server = self._adopted() or self._launched()
        return True

    def _count_failure(self) -> None:
        pause = min(_POLL * 2**self.failures, _LONGEST_PAUSE)
        self.failures += 1
        self.next_attempt = time.monotonic() + pause
        self.server = None
        _say(f"PostgreSQL has ended though it is in use; it is started again in {pause:.1f} s")

    def _adopted(self) -> Postmaster | None:
        """The server that an earlier keeper left when it was killed."""
        pid = running_in(self.places.data)
        return Postmaster(self.places.data, pid, None) if pid else None

    def _launched(self) -> Postmaster | None:
        return launch(self.places, self.binaries, self.account, durable=self.durable)


def main() -> int:
    """Become the keeper of a home, unless it has one."""
    home, binaries, manner = sys.argv[1:]
    places = Places.of(Path(home))
    lock = locks.opened(places.keeper_lock)
    # A moment's patience, since whoever asks whether there is a keeper takes the lock for that long.
    if not locks.takes_within(_PATIENCE, lock):
        return 0
    # The process that was started ends when the lock is taken: whoever started it waits for that, and has no child
    # to bury later.
    if os.fork():
        os._exit(0)
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    try:
        kept = Keeper(places, Path(binaries), durable=manner == "durable").keep()
    except Exception as error:  # The log is where a process without a terminal can say so.
        _say(f"The keeper cannot go on: {error!r}")
        return 1
    return 0 if kept else 1


def _say(sentence: str) -> None:
    moment = datetime.now(UTC).isoformat(sep=" ", timespec="milliseconds")
    sys.stderr.write(f"{moment} [{os.getpid()}] KEEPER:  {sentence}\n")
    sys.stderr.flush()


def _shorten(log: Path) -> None:
    """Keep the log bounded: at its limit it becomes the earlier one and begins anew.

    It is copied and emptied rather than moved, since the server goes on writing into the file it has open.
    """
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        with suppress(OSError):  # On a full disk the earlier log is the one to forego.
            shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


if __name__ == "__main__":
    sys.exit(main())
