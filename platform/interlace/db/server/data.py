"""The data folder: made whole or not at all, and read only by the version that wrote it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from interlace.db.server.address import SUPERUSER
from interlace.db.server.binaries import environment
from interlace.db.server.failures import ServerFailed, disk_is_full

if TYPE_CHECKING:
    from interlace.db.server.accounts import Account
    from interlace.db.server.binaries import Binaries
    from interlace.db.server.places import Places

NO_SPACE = "No space left on device"
_UNFINISHED = ".data-"


def written_by(data: Path) -> int | None:
    """The major version that wrote a data folder; None where there is none yet."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        if data.exists():
            raise ServerFailed(
                f"{data} holds no database of PostgreSQL: move the folder aside, and restore your last backup with "
                "`interlace restore`."
            ) from None
        return None


def require_same_version(data: Path, binaries: Binaries) -> None:
    """Refuse, with ServerFailed, a data folder that another major version wrote; PostgreSQL could not read it."""
    found = written_by(data)
    if found not in {None, binaries.major}:
        raise ServerFailed(
            f"The data in {data} was written by PostgreSQL {found}, and the one at hand is {binaries.major}: make "
            "a backup with the installation that wrote it, move the folder aside, and give the backup to "
            "`interlace restore`."
        )


def make_data(places: Places, binaries: Binaries, account: Account, *, durable: bool) -> None:
    """Make the data folder where there is none, and clear away what a killed attempt left."""
    for leftover in places.root.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if places.data.exists():
        return
    aside = Path(tempfile.mkdtemp(dir=places.root, prefix=_UNFINISHED))
    try:
        account.own(aside)
        _initialise(aside, binaries, account, durable=durable)
        aside.rename(places.data)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _initialise(folder: Path, binaries: Binaries, account: Account, *, durable: bool) -> None:
    command = [
        str(binaries.folder / "initdb"),
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale=C",
        "--auth-local=trust",
        "--auth-host=reject",
        "--data-checksums",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]
    done = subprocess.run(  # noqa: S603
        command, cwd="/", env=environment(), capture_output=True, text=True, check=False, **account.identity
    )
    if done.returncode == 0:
        return
    if NO_SPACE in done.stderr:
        raise ServerFailed(disk_is_full(folder.parent))
    raise ServerFailed(f"PostgreSQL could not make its data folder in {folder.parent}: {done.stderr.strip()}")
