"""The embedded PostgreSQL: one server a home, started by the first process that needs it, stopped after the last."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from interlace.db.server.address import DATABASE, SUPERUSER, Address
from interlace.db.server.failures import ServerFailed

if TYPE_CHECKING:
    from pathlib import Path

    from interlace.db.server.inspection import ServerStatus

__all__ = ["DATABASE", "SUPERUSER", "Address", "ServerFailed", "ensure_server", "release", "status"]


def ensure_server(home: Path, *, durable: bool = True) -> Address:
    """Start the server of this home, or join the one that runs, and return where it answers.

    The process counts as a user of the server from now until it ends, however it ends. A forked child holds its
    parent's place: the server stays until the last of them has gone. May be called again at any time, and should be
    after a lost connection: it then waits for the server to come back, and mends what was killed.

    `durable=False` starts a server that does not wait for the disk, and which stops sooner after its last user.

    Raises ServerFailed when there is no server to be had.
    """
    _require_local_sockets()
    from interlace.db.server.joining import join

    return join(home, durable=durable)


def release(home: Path) -> None:
    """Count this process no longer as a user of the server; nothing happens where it was none."""
    _require_local_sockets()
    from interlace.db.server.joining import leave

    leave(home)


def status(home: Path) -> ServerStatus:
    """How the server of this home is; starts and changes nothing."""
    _require_local_sockets()
    from interlace.db.server.inspection import inspect

    return inspect(home)


def _require_local_sockets() -> None:
    if not hasattr(socket, "AF_UNIX"):
        raise ServerFailed(
            "This system has no local sockets, which the embedded PostgreSQL needs: name a server of your own in "
            "INTERLACE_DATABASE_URL."
        )
