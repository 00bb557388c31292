"""There is one place that opens transactions: `tenancy`, above what connects and beside what migrates."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from interlace.db.models import RECORDS
from tests.repository import ROOT, own_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS = ("platform", "api", "web", "graph", "policies")
OPENERS = {
    "create_engine", "create_async_engine", "engine_from_config", "Session", "TenantSession", "sessionmaker",
    "scoped_session", "async_sessionmaker", "AsyncSession", "ConnectionPool", "AsyncConnectionPool", "getconn",
    "raw_connection",
}  # fmt: skip
DRIVERS = {"psycopg", "psycopg2", "asyncpg", "pg8000", "sqlite3"}
ALLOWED = {f"platform/interlace/db/{name}.py" for name in ("tenancy", "connections", "watching", "migration")}
SERVER = "platform/interlace/db/server/"
#: The doctor tries whether each role gets in at all, and looks at the catalogue.
DOCTOR = "platform/interlace/doctor.py"


def openings(source: str) -> Iterator[str]:
    """What a module does that could lead to a transaction past the gate."""
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (opened := _opened(node.func, imported)):
            yield f"line {node.lineno}: {opened}"
        if isinstance(node, ast.Attribute) and node.attr == "engine":
            yield f"line {node.lineno}: engine"


def _opened(called: ast.expr, imported: dict[str, str]) -> str:
    """The name of what is called, if it opens something."""
    words = ast.unparse(called).split(".")
    whole = [*imported.get(words[0], words[0]).split("."), *words[1:]]
    of_a_driver = whole[0] in DRIVERS and whole[-1] in {"connect", "Connection", "AsyncConnection"}
    return whole[-1] if whole[-1] in OPENERS or of_a_driver else ""


def modules() -> list[Path]:
    inside = [path for path in own_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in FOLDERS]
    return [path for path in inside if not _may_open(str(path.relative_to(ROOT)))]


def _may_open(name: str) -> bool:
    return name in {*ALLOWED, DOCTOR} or name.startswith(SERVER)


def test_the_doctor_connects_and_does_no_more() -> None:
    doctor = (ROOT / DOCTOR).read_text(encoding="utf-8")
    assert {opening.split()[-1] for opening in openings(doctor)} <= {"connect"}
    assert not any(f"FROM {table}" in doctor for table in RECORDS)


def test_nothing_else_opens_a_transaction() -> None:
    found = {str(path.relative_to(ROOT)): list(openings(path.read_text(encoding="utf-8"))) for path in modules()}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) > len(ALLOWED)


def test_those_that_may_do_open_them() -> None:
    """Otherwise the test above would prove nothing."""
    for name in ALLOWED:
        assert list(openings((ROOT / name).read_text(encoding="utf-8"))), name


@pytest.mark.parametrize(
    "source",
    [
        "import sqlalchemy as sa\nsa.create_engine('x')",
        "from sqlalchemy import create_engine\ncreate_engine('x')",
        "from sqlalchemy import create_engine as make\nmake('x')",
        "from sqlalchemy.orm import Session\nwith Session(bind) as session: pass",
        "from sqlalchemy.orm import Session as S\nS(bind)",
        "from interlace.db.tenancy import TenantSession\nTenantSession(bind)",
        "import psycopg\npsycopg.connect('x')",
        "import psycopg\npsycopg.Connection('x')",
        "from psycopg import connect\nconnect('x')",
        "from psycopg import connect as open_it\nopen_it('x')",
        "from psycopg_pool import ConnectionPool\nConnectionPool('x')",
        "pool.getconn()",
        "database.engine.connect()",
        "with database.engine.begin() as connection: pass",
    ],
)
def test_other_ways_in_would_be_found(source: str) -> None:
    assert list(openings(source))


@pytest.mark.parametrize(
    "source", ["socket.connect(address)", "signal.connect(f)", "session.execute(x)", "engines = 1"]
)
def test_what_only_sounds_alike_is_left_alone(source: str) -> None:
    assert list(openings(source)) == []
