"""The page for partner systems: its examples work as written. Those of TypeScript need Node: `make check-api`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.third_party.examples import blocks, run_python, run_shell, statuses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.third_party.serving import Served


@pytest.mark.skipif(not all(map(shutil.which, ("bash", "curl", "jq"))), reason="bash, curl or jq is not installed")
def test_what_is_written_for_the_shell_works_as_written(application: Served, tmp_path: Path) -> None:
    lines = run_shell(application, tmp_path).splitlines()
    promised = statuses("\n".join(blocks("sh")))
    assert promised
    assert [line for line in lines if line.isdecimal()] == promised
    assert "client_secret" in "\n".join(lines)
    assert sum(line.startswith("PT-") for line in lines) > 25
    assert any(line.startswith("/status: ") for line in lines)
    assert "idempotency-replayed: true" in (tmp_path / "headers.txt").read_text()


def test_what_is_written_in_python_works_as_written(application: Served, tmp_path: Path) -> None:
    lines = run_python(application, tmp_path).splitlines()
    assert any(line.startswith("PT-NUTS2") for line in lines)
    assert "Choir of the quarter" in lines[-2]
    assert lines[-1].startswith("None ")


def test_what_is_written_in_typescript_is_there_to_be_compiled() -> None:
    assert len(blocks("typescript")) == 1
