"""Programs of Node that check the doors: installed once from the lock file, outside of what git knows."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HERE = ROOT / "tests" / "third_party"
#: Ignored by git, removed by `make clean`.
PLACE = ROOT / "build" / "third_party"
_LEAST_NODE = 20
_MISSING = f"""\
The doors are checked by programs of Node {_LEAST_NODE} or newer and npm, which are not here. Please install them:
  Debian 13+, Ubuntu 25.04+:  sudo apt install nodejs npm
  macOS with Homebrew:        brew install node
  elsewhere:                  an installer from nodejs.org"""


class Failed(Exception):
    """A check did not hold; what was printed says how."""


class Missing(Exception):
    """What the checks need is not on this machine; the sentences say what to install."""


def run(*command: str | Path, cwd: Path = PLACE) -> str:
    """What a program prints. Raises Failed with all of it where the program is not content."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{done.stdout}{done.stderr}".strip())
    return done.stdout


def install() -> None:
    """Have the programs in place. Raises Missing, Failed."""
    _require_node()
    PLACE.mkdir(parents=True, exist_ok=True)
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = PLACE / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, PLACE)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def program(name: str) -> Path:
    """Where an installed program is."""
    return PLACE / "node_modules" / ".bin" / name


def workshop(name: str) -> Path:
    """A fresh copy of the clients, beside the installed packages so that they find them."""
    place = PLACE / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(HERE / "clients", place)
    return place


def _require_node() -> None:
    try:
        version = run("node", "--version", cwd=ROOT)
        run("npm", "--version", cwd=ROOT)
    except FileNotFoundError as error:
        raise Missing(_MISSING) from error
    if int(version.removeprefix("v").partition(".")[0]) < _LEAST_NODE:
        raise Missing(_MISSING)
