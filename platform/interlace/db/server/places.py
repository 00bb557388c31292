"""The files and folders of the embedded server inside a home."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interlace.db.server.address import PORT, Address
from interlace.db.server.failures import ServerFailed

if TYPE_CHECKING:
    from interlace.db.server.accounts import Account

# The kernel allows 107 bytes for a socket's path on Linux and 103 on macOS.
_LONGEST_SOCKET = 100
_SOCKET = f".s.PGSQL.{PORT}"
_SEPARATORS = frozenset(',"')  # Of the setting that names the socket folder.


@dataclass(frozen=True)
class Places:
    """Where everything of one embedded server is. Two spellings of one home are one home."""

    home: Path

    @classmethod
    def of(cls, home: Path) -> Places:
        """The places in a home, which need not exist yet."""
        return cls(home.resolve())

    @property
    def root(self) -> Path:
        """The folder of everything that belongs to PostgreSQL."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL calls its data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """What the server and its keeper have to say."""
        return self.root / "server.log"

    @property
    def start_lock(self) -> Path:
        """Held by the one process that is starting or joining."""
        return self.root / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by all processes that use the server; the keeper takes it for itself when nobody does."""
        return self.root / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper as long as it lives; holds its process number."""
        return self.root / "keeper.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the server and each of its children as long as one of them lives."""
        return self.root / "server.lock"

    def socket_folder(self, account: Account) -> Path:
        """The folder of the socket: in the home, or where its path would be too long, one of a short name in /tmp."""
        within = self.root / "socket"
        if len(os.fsencode(within / _SOCKET)) <= _LONGEST_SOCKET and not _SEPARATORS & set(str(within)):
            return within
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        # Never TMPDIR: each process of this home must come to the same answer.
        return Path(f"/tmp/interlace-{mark}-{account.uid}")  # noqa: S108

    def address(self, account: Account) -> Address:
        """Where the server of this home answers."""
        return Address(host=str(self.socket_folder(account)))


def make_root(places: Places) -> None:
    """Make the home and the server's folder in it, as far as they are missing.

    Root's server runs as another user, who has to pass through them; there they can be entered, but not listed.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    for folder in reversed(places.home.parents):
        _make(folder, 0o755)
    _make(places.home, mode)
    _make(places.root, mode)


def _make(folder: Path, mode: int) -> None:
    if folder.is_dir():
        return
    try:
        folder.mkdir()
    except FileExistsError:
        if folder.is_dir():
            return  # Another process was quicker.
        raise
    folder.chmod(mode)  # mkdir's own mode would be narrowed by the umask.


def make_socket_folder(places: Places, account: Account) -> None:
    """Make the folder of the socket, for the server's user alone.

    Whoever enters it is let in without a password; so one that somebody else has made is refused with ServerFailed.
    """
    folder = places.socket_folder(account)
    try:
        folder.mkdir(mode=0o700)
        account.own(folder)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
            raise ServerFailed(
                f"{folder} is where the server's socket has to be, and it does not belong to the user "
                f"{account.name}: remove it, or set INTERLACE_HOME to a folder with a shorter path."
            ) from None
        folder.chmod(0o700)
