"""Where the embedded server answers."""

from __future__ import annotations

from dataclasses import dataclass

SUPERUSER = "interlace_owner"
DATABASE = "interlace"
PORT = 5432  # Of the socket's name only: the server listens on no network.


@dataclass(frozen=True)
class Address:
    """A folder with a socket in it, and who may do everything there."""

    host: str
    port: int = PORT
    superuser: str = SUPERUSER

    def conninfo(self, user: str, database: str) -> str:
        """The address as libpq and psycopg take it: `host=… port=… user=… dbname=…`."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(host=self.host, port=self.port, user=user, dbname=database)
