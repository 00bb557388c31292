"""Setting up says what is missing, in words, and leaves alone what is done."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Stand-ins for a Python: they answer the questions that the script asks of one.
OLD = 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac'
INCOMPLETE = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "set-up.sh", tmp_path / "scripts")
    (tmp_path / "web" / "assets").mkdir(parents=True)
    for name in ("uv.lock", "pyproject.toml", "web/package-lock.json", "web/assets/build.mjs"):
        (tmp_path / name).touch()
    return tmp_path


def set_up(house: Path, python: str) -> subprocess.CompletedProcess[str]:
    stand_in = house / "python"
    stand_in.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    stand_in.chmod(0o755)
    environment = {"PATH": "/usr/bin:/bin", "PYTHON": str(stand_in)}
    script = str(house / "scripts" / "set-up.sh")
    return subprocess.run([script], env=environment, capture_output=True, text=True, check=False)


def test_an_old_python_is_told_with_what_to_install(house: Path) -> None:
    done = set_up(house, OLD)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; here is Python 3.9.2" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr
    assert not (house / ".venv").exists()


def test_a_python_without_venv_is_told_with_what_to_install(house: Path) -> None:
    done = set_up(house, INCOMPLETE)
    assert done.returncode == 1
    assert "sudo apt install python3.12-venv" in done.stderr
    assert not (house / ".venv").exists()


def test_a_folder_that_is_set_up_is_left_alone(house: Path) -> None:
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "bin" / "python").symlink_to(house / "python")
    wanted = "cd '{0}' && {{ cat uv.lock pyproject.toml scripts/set-up.sh | cksum && pwd; }} > .venv/.set-up"
    subprocess.run(["/bin/sh", "-c", wanted.format(house)], check=True)
    # What pages load was built of empty files.
    (house / "web" / "built").mkdir()
    subprocess.run(["/bin/sh", "-c", f"cksum < /dev/null > '{house}/web/built/.built-of'"], check=True)
    done = set_up(house, "exit 0")
    assert (done.returncode, done.stderr) == (0, "")
