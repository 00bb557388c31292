"""An installation of its own for the doors: a country, a service account that may write, and servers in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import polars as pl
from psycopg import connect

from benchmarks.doors.bare import ANSWERS
from interlace.bundle import write_bundle
from interlace.configuration import Configuration
from interlace.db import migration, tenancy
from interlace.db.connections import Database
from interlace.db.models import Membership, Tenant, User
from interlace.db.server import release
from interlace.identity import service_accounts
from interlace.principals import SYSTEM
from interlace.synthetic import synthetic_country
from interlace.transfer.importing import import_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from graph.settings import Settings
    from graph.tables import Tables
    from interlace.identity.service_accounts import Credentials

SLUG = "country"
WORKERS, THREADS = 2, 8
#: The bodies that are asked about: so many, each with so many strategies or more, told apart by their population.
CHOSEN, STRATEGIES, POPULATION = 100, 3, 123_457
_MOST_SECONDS_TO_START = 60


@dataclass(frozen=True)
class Installation:
    """Where it is, and how to get in."""

    environment: Mapping[str, str]
    database: Database
    tenant_id: UUID
    credentials: Credentials = field(repr=False)


@dataclass(frozen=True)
class Served:
    """A server that answers on this machine."""

    port: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, installation: Installation) -> str:
        """A new access token of the service account, good for a quarter of an hour."""
        known = installation.credentials
        asked = {"tenant": SLUG, "client_id": str(known.id), "client_secret": known.secret}
        told = self.ask("POST", "/auth/token", asked, {})[2]
        return str(orjson.loads(told)["access_token"])

    def ask(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request on a connection of its own: status, headers in small letters, body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = None if body is None else orjson.dumps(body)
        connection.request(method, path, sent, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def country(bodies: int) -> tuple[Tables, Settings]:
    """An invented country in which the bodies that are asked about can be told apart."""
    tables, settings = synthetic_country(bodies, seed=1)
    owners = tables["strategies"].group_by("owner").len().filter(pl.col("len") >= STRATEGIES)
    local = tables["bodies"].filter((pl.col("level") == "local") & pl.col("code").is_in(owners["owner"].implode()))
    chosen = local["code"].sort().head(CHOSEN)
    population = pl.when(pl.col("code").is_in(chosen.implode())).then(POPULATION)
    # Nobody else has just as many people.
    others = pl.when(pl.col("population") == POPULATION).then(POPULATION + 1).otherwise(pl.col("population"))
    told = tables.bodies.with_columns(population.otherwise(others).alias("population"))
    return replace(tables, bodies=told), settings


@contextmanager
def installed(bodies: int) -> Iterator[Installation]:
    """An installation with a country, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="interlace-doors-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        # The embedded server runs as an account that may not look into a folder of ours.
        Path(folder).chmod(0o755)
        environment = {
            "INTERLACE_HOME": str(home),
            "INTERLACE_DURABLE": "no",
            "INTERLACE_RATE_PER_MINUTE": "0",
            "INTERLACE_ADDRESS_RATE_PER_MINUTE": "0",
            "INTERLACE_SIGN_IN_RATE_PER_MINUTE": "0",
        }
        database = Database(Configuration.of(environment))
        try:
            migration.upgrade(database)
            tenant_id = _filled(database, bodies, Path(folder) / "bundle")
            yield Installation(environment, database, tenant_id, _account(database, tenant_id))
        finally:
            database.close()
            release(home)


def _filled(database: Database, bodies: int, bundle: Path) -> UUID:
    write_bundle(*country(bodies), bundle)
    tenant = Tenant(slug=SLUG)
    with tenancy.platform(database) as session:
        session.add(tenant)
    with tenancy.writing(database, tenant.id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, bundle, "replace", lambda _: None)
    with connect(database.logins.owner, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")
    return tenant.id


def _account(database: Database, tenant_id: UUID) -> Credentials:
    """A service account that may read and write, with the rights of an administrator."""
    user = User(email="administrator@example.org", name="Administrator")
    with tenancy.platform(database) as session:
        session.add(user)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=user.id, role="administrator", body=None))
        unit.did("benchmark", "membership")
    return service_accounts.create(
        database, SYSTEM, tenant_id, name="benchmark", scopes=["read", "write", "findings"], maker=user.id
    )


@contextmanager
def serving(installation: Installation) -> Iterator[Served]:
    """The application behind its web server, until the block ends."""
    port = free_port()
    options = ["--port", str(port), "--workers", str(WORKERS), "--threads", str(THREADS)]
    with running(["-m", "interlace.cli", "serve", *options], installation.environment, port) as served:
        yield served


@contextmanager
def serving_bare(answers: Path) -> Iterator[Served]:
    """The bare application behind the same web server, until the block ends."""
    port = free_port()
    command = ["-m", "benchmarks.doors.bare", str(port), str(WORKERS), str(THREADS)]
    with running(command, {ANSWERS: str(answers)}, port) as served:
        yield served


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], port: int, python: str = sys.executable
) -> Iterator[Served]:
    """A process that serves at a port, until the block ends."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([python, *command], env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            wait_until(port, process)
            yield Served(port)
        finally:
            process.terminate()
            process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _MOST_SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} did not start")
