"""A home for an embedded server, and its end."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.interlace.db.server.processes import end

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def street() -> Iterator[Path]:
    """A folder that every user of the system can reach, unlike pytest's own, under a name short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="il-", dir="/tmp")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(street: Path) -> Iterator[Path]:
    """A home that is not there yet; the server that a test starts in it is stopped."""
    home = street / "a person's höme"
    yield home
    end(home)
