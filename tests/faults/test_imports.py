"""Imports that are cut off: afterwards all of the bundle is there, or nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from psycopg.errors import DiskFull
from sqlalchemy.exc import OperationalError

from interlace.bundle import write_bundle
from interlace.db import tenancy
from interlace.errors import Busy
from interlace.principals import SYSTEM
from interlace.synthetic import synthetic_country
from interlace.transfer import staging
from interlace.transfer.importing import import_bundle
from tests.faults.installations import Installation, ended, some_time
from tests.interlace.db.server.processes import end
from tests.interlace.transfer.test_importing import same

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODIES = 1500


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle whose import takes a second or so."""
    folder = tmp_path_factory.mktemp("bundles") / "country"
    write_bundle(*synthetic_country(BODIES, seed=1), folder)
    return folder


def assert_all_or_nothing(installation: Installation, country: Path) -> None:
    register = installation.assert_whole()
    if register.revision == 1:
        assert list(register.tables["bodies"].frame["code"]) == ["PT"]
    else:
        same(register, country)


@pytest.mark.parametrize("moment", range(3))
def test_an_import_whose_process_is_killed_is_all_there_or_not_at_all(
    installation: Installation, country: Path, moment: int
) -> None:
    dice = random.Random(os.getpid() + moment)
    importer = installation.start("importer", str(country))
    _first_step(importer)
    some_time(dice, 1.2)
    importer.send_signal(signal.SIGKILL)
    ended([importer])
    assert_all_or_nothing(installation, country)


@pytest.mark.parametrize("moment", range(3))
def test_an_import_whose_server_is_killed_is_all_there_or_not_at_all(
    installation: Installation, country: Path, moment: int
) -> None:
    dice = random.Random(os.getpid() + moment)
    importer = installation.start("importer", str(country))
    _first_step(importer)
    some_time(dice, 1.2)
    installation.kill_server()
    told = ended([importer])
    assert_all_or_nothing(installation, country)
    if told[-1].startswith("done"):
        same(installation.register(), country)


def test_of_two_imports_at_once_the_second_waits_and_finds_what_the_first_left(
    installation: Installation, country: Path
) -> None:
    told = ended([installation.start("importer", str(country)) for _ in range(2)])
    assert sorted(line for line in told if line.startswith("done")) == ["done: 2", "done: None"]
    same(installation.assert_whole(), country)


def test_an_import_that_fails_at_any_copy_leaves_nothing(
    installation: Installation, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = staging._copy

    def full(*arguments: object) -> None:
        if arguments[2] == "links":
            raise DiskFull("could not extend file: No space left on device")
        copy(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(staging, "_copy", full)
    with (
        pytest.raises((DiskFull, Busy)),
        tenancy.writing(installation.database, installation.tenant_id, SYSTEM, bulk=True) as unit,
    ):
        import_bundle(unit, country, "replace", lambda _: None)
    assert list(installation.assert_whole().tables["bodies"].frame["code"]) == ["PT"]


@pytest.fixture
def small_disk(street: Path) -> Iterator[Path]:
    """A home on a disk of 200 MiB."""
    disk = street / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "none", str(disk)], check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("a small disk can be mounted only by root; a failing copy is tried above")
    home = disk / "home"
    yield home
    end(home)
    subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S607


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_an_import_that_fills_the_disk_leaves_nothing_and_the_installation_goes_on(
    small_disk: Path, tmp_path: Path
) -> None:
    installation = Installation.at(small_disk)
    large = tmp_path / "large"
    write_bundle(*synthetic_country(12 * BODIES, seed=1), large)
    with (
        pytest.raises((OperationalError, DiskFull, Busy)),
        tenancy.writing(installation.database, installation.tenant_id, SYSTEM, bulk=True) as unit,
    ):
        import_bundle(unit, large, "replace", lambda _: None)
    assert list(installation.assert_whole().tables["bodies"].frame["code"]) == ["PT"]
    installation.database.close()


def _first_step(process: subprocess.Popen[str]) -> None:
    """Wait until the process has begun."""
    assert process.stdout is not None
    assert process.stdout.readline()
