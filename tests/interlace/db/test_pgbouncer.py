"""PgBouncer in transaction mode: statements of all clients share a few sessions of the server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text

from interlace.configuration import Configuration
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.db.server.accounts import server_account
from tests.databases import new_tenant
from tests.interlace.db.server.processes import wait_until
from tests.interlace.db.test_leaks import see_each_their_own

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = shutil.which("pgbouncer", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not installed here.")

SETTINGS = """
[databases]
{name} = host={host} port={port} dbname={name}
[pgbouncer]
unix_socket_dir = {folder}
unix_socket_mode = 0777
listen_addr =
listen_port = 6543
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 2
logfile = {folder}/log
"""


CLIENT = """
import sys
from uuid import UUID
from interlace.configuration import Configuration
from interlace.db.connections import Database
from tests.interlace.db.test_leaks import see_each_their_own
database = Database(Configuration.of())
assert see_each_their_own(database, [UUID(sys.argv[1])], 30)
database.close()
"""


@pytest.fixture(scope="module")
def pooled(database: Database) -> Iterator[Database]:
    """The database behind a PgBouncer with two sessions; migrations go past it."""
    server = conninfo_to_dict(database.logins.owner)
    if not str(server["host"]).startswith("/"):
        pytest.skip("PgBouncer is tried in front of a server of this machine.")
    folder = Path(tempfile.mkdtemp(prefix="il-", dir="/tmp")).resolve()
    account = server_account(folder / "nothing")
    settings = SETTINGS.format(name=server["dbname"], host=server["host"], port=server.get("port", 5432), folder=folder)
    (folder / "settings").write_text(settings, encoding="utf-8")
    password = conninfo_to_dict(database.logins.application).get("password")
    (folder / "users").write_text(f'"interlace_app" "{password or ""}"\n', encoding="utf-8")
    for path in (folder, *folder.iterdir()):
        account.own(path)
    assert PROGRAM
    command, quiet = [PROGRAM, str(folder / "settings")], subprocess.DEVNULL
    bouncer = subprocess.Popen(command, cwd="/", stdout=quiet, stderr=quiet, **account.identity)
    through = f"postgresql://interlace_app@/{server['dbname']}?host={folder}&port=6543"
    wait_until(lambda: _answers(through))
    environment = {"INTERLACE_DATABASE_URL": through, "INTERLACE_OWNER_DATABASE_URL": database.logins.owner}
    made = Database(Configuration.of(environment))
    try:
        yield made
    finally:
        made.close()
        bouncer.send_signal(signal.SIGKILL)
        bouncer.wait()
        shutil.rmtree(folder)


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def test_tenants_stay_apart_where_their_statements_share_sessions(pooled: Database) -> None:
    assert see_each_their_own(pooled, [new_tenant(pooled) for _ in range(4)], rounds=40)


def test_fewer_sessions_than_clients_serve_all(pooled: Database) -> None:
    """Otherwise the test above would prove nothing: four clients, at most two sessions."""
    tenants = [new_tenant(pooled) for _ in range(4)]
    sessions = set()
    for tenant_id in tenants * 3:
        with tenancy.reading(pooled, tenant_id) as session:
            sessions.add(session.scalar(text("SELECT pg_backend_pid()")))
    assert 1 <= len(sessions) <= 2


def test_a_tenant_that_was_set_for_a_transaction_is_not_left_to_another_client(pooled: Database) -> None:
    tenant_id = new_tenant(pooled)
    with tenancy.reading(pooled, tenant_id) as session:
        assert session.scalar(text("SELECT current_setting('app.tenant_id')")) == str(tenant_id)
    for _ in range(6):
        with psycopg.connect(pooled.logins.application) as stranger:
            row = stranger.execute("SELECT current_setting('app.tenant_id', true), current_user").fetchone()
            assert row in {("", "interlace_app"), (None, "interlace_app")}
            with pytest.raises(psycopg.Error):
                stranger.execute("SELECT count(*) FROM bodies")


def test_the_role_of_a_platforms_transaction_is_not_left_to_another_client(pooled: Database) -> None:
    for _ in range(6):
        with tenancy.platform(pooled, uuid4()) as session:
            assert session.scalar(text("SELECT current_user")) == "interlace_identity"
        with psycopg.connect(pooled.logins.application) as stranger:
            row = stranger.execute("SELECT current_user::text, current_setting('app.user_id', true)").fetchone()
            assert row in {("interlace_app", ""), ("interlace_app", None)}


def test_processes_share_a_pgbouncer(pooled: Database) -> None:
    tenants = [new_tenant(pooled) for _ in range(2)]
    environment = {
        **os.environ,
        "INTERLACE_DATABASE_URL": str(pooled.configuration.database_url),
        "INTERLACE_OWNER_DATABASE_URL": str(pooled.configuration.owner_database_url),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    started = [subprocess.Popen([sys.executable, "-c", CLIENT, str(tenant)], env=environment) for tenant in tenants]
    assert [process.wait(60) for process in started] == [0, 0]
