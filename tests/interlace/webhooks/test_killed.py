"""Deliverers in processes of their own that are killed while they send: what they had begun is sent again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from interlace.webhooks import Deliverer
from tests.databases import HOME
from tests.interlace.identity.people import KEYS
from tests.interlace.jobs.helpers import wait_until
from tests.interlace.webhooks.helpers import HERE, left_in_outbox, log, states, webhook_to, write
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from tests.interlace.webhooks.receivers import Receiver

DELIVERER = """
import signal
from interlace.configuration import Configuration
from interlace.db.connections import Database
from interlace.webhooks import Pace, delivering
with delivering(Database(Configuration.of()), Pace(poll=0.05, look=0.1, hold=3)):
    signal.pause()
"""


@contextmanager
def delivering_process(database: Database, *program: str) -> Iterator[subprocess.Popen[bytes]]:
    """A deliverer in a process of its own; killed at the end if it still runs."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)]),
        "INTERLACE_DATABASE_URL": str(database.configuration.database_url),
        "INTERLACE_HOME": str(HOME),
        "INTERLACE_SECRET_KEYS": KEYS,
        "INTERLACE_WEBHOOKS_ALLOW": "127.0.0.0/8",
    }
    process = subprocess.Popen([sys.executable, *(program or ("-c", DELIVERER))], env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_what_a_killed_deliverer_was_sending_another_sends_again_and_then_the_rest(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    made = webhook_to(database, admin, receiver.url)
    let_go = threading.Event()
    receiver.before = lambda: waits(let_go)
    with delivering_process(database) as first:
        write(database, tenant_id, "A", "B", "C")
        wait_until(lambda: len(receiver.got) == 1)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert states(database, admin)[0] in {"waiting", "failed"}
    let_go.set()
    with delivering_process(database):
        wait_until(lambda: states(database, admin) == ["delivered"] * 3)
    assert receiver.revisions == [1, 1, 2, 3]
    assert receiver.got[0].id == receiver.got[1].id
    assert all(got.verified_by(made.secret) for got in receiver.got)
    assert left_in_outbox(database, tenant_id) == 0


def waits(event: threading.Event) -> None:
    event.wait(30)


def test_deliverers_killed_again_and_again_lose_nothing_and_keep_the_order(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    webhook_to(database, admin, receiver.url)
    for number in range(2):
        with delivering_process(database) as process, delivering_process(database):
            so_far = len(receiver.got)
            write(database, tenant_id, *(f"A{number}-{each}" for each in range(10)))
            wait_until(lambda so_far=so_far: len(receiver.got) > so_far)  # type: ignore[misc]
            process.kill()
    wait_until(lambda: Deliverer(database, transport=HERE).deliver(tenant_id) == 0 and not waiting(database, admin))
    first_seen = list(dict.fromkeys(receiver.revisions))
    assert first_seen == list(range(1, 21))


def waiting(database: Database, admin: Principal) -> bool:
    return any(delivery.ended_at is None for delivery in log(database, admin))


def test_the_worker_of_the_command_line_posts_and_ends_when_it_is_told_to(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    webhook_to(database, admin, receiver.url)
    with delivering_process(database, "-m", "interlace.cli", "worker") as worker:
        write(database, tenant_id, "A")
        wait_until(lambda: receiver.revisions == [1])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0
