"""A database that stops answering without closing anything hangs nobody, and is used again when it answers."""

from __future__ import annotations

import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.errors import PROBLEM
from interlace.app import create_app
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.errors import Busy
from tests.interlace.db.stalling import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask.testing import FlaskClient

    from tests.api.conftest import Visitor

#: Silence, the question whether the server lives, and a busy machine: what hung would hang for the whole test.
BOUND = 30


@pytest.fixture
def passage(accounts: Database) -> Iterator[Passage]:
    """A way to the database of the tests that can be stopped up."""
    with tempfile.TemporaryDirectory(prefix="way-") as folder:
        made = Passage(Path(folder), str(accounts.configuration.database_url))
        yield made
        made.close()


@pytest.fixture
def behind(accounts: Database, passage: Passage) -> Iterator[Database]:
    """The database, through that way."""
    database = Database(replace(accounts.configuration, database_url=passage.url))
    yield database
    database.close()


def bearer(client: FlaskClient, visitor: Visitor) -> dict[str, str]:
    """What a visitor shows."""
    token = client.post("/auth/token", json=visitor.credentials()).get_json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


def test_a_stalled_database_is_told_and_used_again_when_it_goes_on(
    visitor: Visitor, behind: Database, passage: Passage
) -> None:
    client = create_app(behind.configuration, behind).test_client()
    shown = bearer(client, visitor)
    address = f"/api/v1/tenants/{visitor.slug}"
    assert client.get("/readyz").status_code == client.get(address, headers=shown).status_code == 200
    passage.stop()
    began = time.monotonic()
    first = client.get(address, headers=shown)
    assert time.monotonic() - began < BOUND
    assert (first.status_code, first.content_type) == (503, PROBLEM)
    assert client.get("/healthz").status_code == 200
    time.sleep(1.1)  # Until readiness is looked at again.
    assert client.get("/readyz").status_code == 503
    assert [client.get(address, headers=shown).status_code for _ in range(20)] == [503] * 20
    assert time.monotonic() - began < 2 * BOUND
    passage.go_on()
    while (again := client.get(address, headers=shown)).status_code == 503:
        assert time.monotonic() - began < 3 * BOUND
        time.sleep(0.2)
    assert again.status_code == 200
    assert client.get("/readyz").status_code == 200


def test_who_waits_within_a_transaction_is_freed_too(behind: Database, passage: Passage, tenant_id: UUID) -> None:
    ended: list[str] = []

    def read() -> None:
        try:
            with tenancy.reading(behind, tenant_id, bulk=True) as session:
                ready.wait()
                stopped.wait()
                session.connection().exec_driver_sql("SELECT 1")
        except Busy as busy:
            ended.append(str(busy))

    ready, stopped = threading.Barrier(5), threading.Event()
    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    ready.wait()
    passage.stop()
    stopped.set()
    for thread in threads:
        thread.join(BOUND)
    assert len(ended) == 4
    with pytest.raises(Busy, match="does not answer"), tenancy.reading(behind, tenant_id):
        pass


def test_a_slow_statement_of_a_server_that_lives_is_waited_for(behind: Database, tenant_id: UUID) -> None:
    with tenancy.reading(behind, tenant_id, bulk=True) as session:
        assert session.connection().exec_driver_sql("SELECT pg_sleep(5), 1").one()[1] == 1
