"""An installation as a partner meets it: a served application on a PostgreSQL of its own, with people of each kind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interlace import demonstration
from interlace.configuration import Configuration
from interlace.db import migration
from interlace.db.connections import Database
from interlace.identity import service_accounts, users
from interlace.principals import SYSTEM
from tests.databases import LIMITS
from tests.interlace.db.server.processes import end
from tests.interlace.identity.people import PASSWORD
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from interlace.identity.service_accounts import Credentials

TENANT = "portugal"
SCOPES = ("read", "write", "findings", "import", "webhooks")
_PATIENCE = 60
#: Role → the body that it is for.
_PEOPLE: Mapping[str, str | None] = {
    "reader": None,
    "contributor": "PT-lisboa",
    "steward": "PT",
    "administrator": None,
}


@dataclass(frozen=True)
class Served:
    """Where the application is, and what can be said to it. Each tenant has the demonstration register of Portugal."""

    url: str
    home: Path
    log: Path
    partners: Mapping[str, Credentials]

    def sign_in(self, role: str, tenant: str = TENANT) -> dict[str, str]:
        """What somebody of a tenant signs in with."""
        return {"tenant": tenant, "email": f"{role}@{tenant}.example", "password": PASSWORD}

    def credentials(self, tenant: str = TENANT) -> dict[str, str]:
        """What the partner system of a tenant signs in with."""
        partner = self.partners[tenant]
        return {"tenant": tenant, "client_id": str(partner.id), "client_secret": partner.secret}

    def token(self, given: Mapping[str, str]) -> str:
        """An access token."""
        asked = urllib.request.Request(  # noqa: S310 - our own application
            f"{self.url}/auth/token", json.dumps(given).encode(), {"Content-Type": "application/json"}
        )
        return str(json.loads(_answer(asked))["access_token"])

    def get(self, address: str, token: str) -> Any:  # noqa: ANN401 - whatever is told
        """JSON that is read with a token."""
        return json.loads(self.text(address, token))

    def text(self, address: str, token: str) -> str:
        """Any other text."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return _answer(urllib.request.Request(f"{self.url}{address}", headers=headers)).decode()  # noqa: S310 - ours

    def complaints(self) -> list[str]:
        """What the application itself thought worth an error in its log."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if '"level":"error"' in line or "Traceback" in line]


def _answer(asked: urllib.request.Request) -> bytes:
    with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:  # noqa: S310 - our own application
        return bytes(answer.read())


@contextmanager
def served(tenants: Sequence[str] = (TENANT,)) -> Iterator[Served]:
    """Set up, serve, and leave nothing behind."""
    # A folder that the database's user can reach, under a name short enough for sockets.
    street = Path(tempfile.mkdtemp(prefix="il-", dir="/tmp")).resolve()
    street.chmod(0o755)
    environment = {
        "INTERLACE_HOME": str(street / "home"),
        "INTERLACE_DURABLE": "no",
        "INTERLACE_PASSWORD_MEMORY_KIB": "8",
        "INTERLACE_PASSWORD_ROUNDS": "1",
        **dict.fromkeys(LIMITS, "0"),
    }
    try:
        database = Database(Configuration.of(environment))
        try:
            migration.upgrade(database)
            partners = {tenant: _settle(database, tenant) for tenant in tenants}
            with _process(environment, street / "log") as url:
                yield Served(url, street / "home", street / "log", partners)
        finally:
            database.close()
    finally:
        end(street / "home")
        shutil.rmtree(street)


def _settle(database: Database, tenant: str) -> Credentials:
    """A tenant with a register, its people and its partner system."""
    country = demonstration.Country(tenant, "en", ())
    tenant_id = demonstration.set_up(database, country, ROOT / "demo" / TENANT, lambda _: None)
    for role, body in _PEOPLE.items():
        administrator = _person(database, tenant_id, tenant, role, body)
    return service_accounts.create(database, SYSTEM, tenant_id, name="Statistics", scopes=SCOPES, maker=administrator)


def _person(database: Database, tenant_id: UUID, tenant: str, role: str, body: str | None) -> UUID:
    return users.settle(
        database,
        SYSTEM,
        tenant_id,
        email=f"{role}@{tenant}.example",
        name=f"The {role}",
        role=role,
        body=body,
        language="en",
        password=PASSWORD,
    )


@contextmanager
def _process(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """`interlace serve` at a free port of this machine."""
    port = _free_port()
    command = [sys.executable, "-m", "interlace.cli", "serve", "--port", str(port)]
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=written, stderr=subprocess.STDOUT
        ) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/readyz", process, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own application
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The application does not serve:\n{log.read_text(encoding='utf-8')}") from None
            time.sleep(0.1)
