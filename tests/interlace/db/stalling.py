"""A way to a PostgreSQL server that can be stopped up: connections stand, and nothing comes through any more."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from pathlib import Path


class Passage:
    """Listens on a socket in a folder and hands on what comes to the server of a URL, unless it is `stopped`."""

    def __init__(self, folder: Path, url: str) -> None:
        self.known = conninfo_to_dict(url)
        self.folder = folder
        self.open = threading.Event()
        self.open.set()
        self._ends: list[socket.socket] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The URL that leads through here."""
        password = f":{self.known['password']}" if self.known.get("password") else ""
        return f"postgresql://{self.known['user']}{password}@/{self.known['dbname']}?host={self.folder}&port=5432"

    def stop(self) -> None:
        """Let nothing through; it is kept."""
        self.open.clear()

    def go_on(self) -> None:
        """Let everything through."""
        self.open.set()

    def close(self) -> None:
        """End it, with all that goes through."""
        self.open.set()
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = self._server()
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=(source, target), daemon=True).start()

    def _server(self) -> socket.socket:
        host, port = str(self.known.get("host", "localhost")), int(self.known.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(f"{host}/.s.PGSQL.{port}")
        return connected

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65_536):
                self.open.wait()
                target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
