"""An installation served by several processes: they count together, and none outlives the one that started it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from interlace.db.connections import Database


@pytest.fixture
def serving(database: Database, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`interlace serve` with two processes, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "interlace.cli", "serve", "--port", str(port), "--workers", "2"]
    settings = {"INTERLACE_DATABASE_URL": str(database.configuration.database_url), "INTERLACE_HOME": str(tmp_path)}
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            assert str(port) in next(line for line in process.stderr if not line.startswith("{"))
            yield process, port
        finally:
            process.kill()


def asked(port: int, path: str) -> str:
    """What is answered at a path."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        told: str = answer.read().decode()
        return told


def test_processes_count_together_and_end_with_the_one_that_started_them(
    serving: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = serving
    for _ in range(12):
        asked(port, "/problems/unknown")
    counted = re.search(r'seconds_count\{.*route="/problems/<code>".*\} (\d+)', asked(port, "/metrics"))
    assert counted
    assert int(counted[1]) == 12
    process.kill()
    deadline = time.monotonic() + 30
    while listens(port):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def listens(port: int) -> bool:
    """Whether anything does."""
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0
