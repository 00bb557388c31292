"""An installation that may be killed, what its processes did, and whether its register is whole afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from graph.tables import SCHEMA
from interlace.configuration import Configuration
from interlace.db import audit, migration, tenancy
from interlace.db.connections import Database
from interlace.db.models import AuditRecord, Change, OutboxMessage, TenantRegister
from interlace.errors import Busy
from interlace.history import register_at
from interlace.principals import SYSTEM
from interlace.register import bodies
from interlace.snapshots.loading import load
from tests.databases import new_tenant
from tests.interlace.transfer.test_importing import sorted_rows
from tests.repository import ROOT

if TYPE_CHECKING:
    import random
    from pathlib import Path
    from uuid import UUID

    from interlace.snapshots.loading import StoredRegister

_PATIENCE = 60


@dataclass(frozen=True)
class Installation:
    """A home with a server of its own, and a tenant on it."""

    home: Path
    database: Database
    tenant_id: UUID

    @classmethod
    def at(cls, home: Path) -> Installation:
        """Set up a server, the tables, a tenant, and in its register the body `PT`."""
        database = Database(Configuration.of({"INTERLACE_HOME": str(home), "INTERLACE_DURABLE": "no"}))
        migration.upgrade(database)
        made = cls(home, database, new_tenant(database))
        with tenancy.writing(database, made.tenant_id, SYSTEM) as unit:
            bodies.register(unit, {"code": "PT", "name": "Portugal", "level": "national"})
        return made

    def start(self, script: str, *words: str) -> subprocess.Popen[str]:
        """A process of the application, which runs one of the scripts of this folder."""
        environment = {**os.environ, "INTERLACE_HOME": str(self.home), "INTERLACE_DURABLE": "no"}
        command = [sys.executable, "-m", f"tests.faults.{script}", str(self.tenant_id), *words]
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def postmaster(self) -> int:
        """The number of the server's first process, as it is now."""
        return int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])

    def kill_server(self) -> None:
        """Kill PostgreSQL as it stands."""
        # Between two of its lives there is nobody to kill.
        with suppress(ProcessLookupError, FileNotFoundError, ValueError):
            os.kill(self.postmaster(), signal.SIGKILL)

    def register(self) -> StoredRegister:
        """The register as it stands, once the server answers again."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                with tenancy.reading(self.database, self.tenant_id, bulk=True) as session:
                    return load(session)
            except Busy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def assert_whole(self) -> StoredRegister:
        """Revisions follow one another, the feed tells the register, audit holds, each change has its message."""
        register = self.register()
        with tenancy.reading(self.database, self.tenant_id, bulk=True) as session:
            head = session.scalars(select(TenantRegister)).one()
            assert head.revision == register.revision
            revisions = session.scalars(select(Change.revision).distinct().order_by(Change.revision)).all()
            assert revisions == list(range(1, head.revision + 1))
            told = register_at(session, head.revision)
            for name in SCHEMA:
                assert sorted_rows(name, told.tables[name]) == sorted_rows(name, register.tables[name].frame), name
            end = audit.verify(session, self.tenant_id)
            assert isinstance(end, audit.ChainEnd), end
            assert end.number == session.scalar(select(func.count()).select_from(AuditRecord))
            changed = select(func.count()).where(OutboxMessage.event == "change.committed")
            assert session.scalar(changed) == head.revision
        return register


def ended(processes: list[subprocess.Popen[str]]) -> list[str]:
    """What the processes said, line by line, once all have ended."""
    lines: list[str] = []
    for process in processes:
        said, complaints = process.communicate(timeout=4 * _PATIENCE)
        assert process.returncode in {0, -signal.SIGKILL}, complaints
        lines += said.splitlines()
    return lines


def some_time(dice: random.Random, most: float) -> None:
    """Wait for a moment of no particular length."""
    time.sleep(dice.uniform(0.05, most))
