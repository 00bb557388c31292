"""Writes by eight processes at once, while some of them or PostgreSQL are killed: what was acknowledged is there."""

from __future__ import annotations

import os
import random
import signal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from interlace.db import tenancy
from interlace.errors import Busy
from interlace.principals import SYSTEM
from interlace.register import actions
from tests.faults.installations import ended, some_time

if TYPE_CHECKING:
    from tests.faults.installations import Installation

WRITERS, WRITES = 8, 25
#: So many are enough for kills to come between.
FEW = 10


def codes(installation: Installation) -> set[str]:
    return set(installation.assert_whole().tables["actions"].frame["code"])


def test_two_hundred_writes_at_once_are_all_there(installation: Installation) -> None:
    writers = [installation.start("writer", f"W{number}", str(WRITES)) for number in range(WRITERS)]
    told = set(ended(writers))
    assert len(told) == WRITERS * WRITES
    assert codes(installation) == told


def test_killed_writers_leave_what_they_were_told_and_at_most_one_write_more(installation: Installation) -> None:
    dice = random.Random(os.getpid())
    writers = [installation.start("writer", f"W{number}", str(FEW)) for number in range(WRITERS)]
    victims = dice.sample(writers, WRITERS // 2)
    for victim in victims:
        some_time(dice, 0.8)
        victim.send_signal(signal.SIGKILL)
    told = set(ended(writers))
    there = codes(installation)
    assert told <= there
    # A process that was killed between the commit and its own word may have one write that nobody was told of.
    assert len(there - told) <= len(victims)


def test_a_server_killed_during_writes_comes_back_with_every_one_of_them(installation: Installation) -> None:
    dice = random.Random(os.getpid())
    writers = [installation.start("writer", f"W{number}", str(FEW)) for number in range(WRITERS)]
    for _ in range(2):
        some_time(dice, 2.0)
        installation.kill_server()
    told = set(ended(writers))
    assert len(told) == WRITERS * FEW
    assert codes(installation) == told


def test_a_connection_cut_in_a_transaction_leaves_nothing_and_the_next_write_works(installation: Installation) -> None:
    def cut_off() -> None:
        with tenancy.writing(installation.database, installation.tenant_id, SYSTEM) as unit:
            actions.record(unit, {"code": "LOST", "title": "Lost", "body": "PT"})
            unit.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Busy):
        cut_off()
    with tenancy.writing(installation.database, installation.tenant_id, SYSTEM) as unit:
        actions.record(unit, {"code": "KEPT", "title": "Kept", "body": "PT"})
    assert codes(installation) == {"KEPT"}


def test_a_clock_that_goes_back_disturbs_neither_revisions_nor_feed_nor_audit(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, day in enumerate((20, 10, 15)):
        # The machine's own clock is not a test's to turn back.
        monkeypatch.setattr(tenancy, "datetime", _stopped_on(day))
        with tenancy.writing(installation.database, installation.tenant_id, SYSTEM) as unit:
            actions.record(unit, {"code": f"A{number}", "title": "A", "body": "PT"})
    monkeypatch.undo()
    assert codes(installation) == {"A0", "A1", "A2"}


def _stopped_on(day: int) -> type:
    from datetime import datetime, tzinfo

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Stopped:
            return cls(2026, 1, day, tzinfo=tz)

    return Stopped
