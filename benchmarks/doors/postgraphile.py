"""PostGraphile over the same database, beside the GraphQL door; measured where somebody has installed it.

    mkdir somewhere && cd somewhere && npm install postgraphile@5 node@22
    INTERLACE_POSTGRAPHILE=somewhere python -m benchmarks doors

It signs in as the application does, so that row-level security shows it one tenant, and is asked for the same bodies
and strategies. The scores are worked out by nobody there: it reads as many commitments instead, and has an index for
the bodies that are asked for.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from psycopg import connect
from psycopg.conninfo import conninfo_to_dict

from benchmarks.doors.installation import CHOSEN, POPULATION, STRATEGIES, Served, free_port, running
from benchmarks.doors.questions import GRAPHQL, SCORES, asked, fresh, leaves
from benchmarks.measuring import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.doors.installation import Installation

FOLDER = "INTERLACE_POSTGRAPHILE"
OURS, THEIRS = "ours, the document new each time", "PostGraphile, the document new each time"
KNOWN, THEIRS_KNOWN = "ours, asked again", "PostGraphile, asked again"
ROUNDS = 61
_SCRIPT = Path(__file__).with_suffix(".mjs")
_SAME = (
    f'{{allBodies(first:{CHOSEN},condition:{{population:"{POPULATION}"}})'
    f"{{nodes{{code strategiesByTenantIdAndOwner(first:{STRATEGIES})"
    "{nodes{title commitmentsByTenantIdAndStrategy(first:4){nodes{depth}}}}}}}"
)
_FIGURES = "values in its answer"


def beside(installation: Installation, ours: Served, token: str) -> dict[str, float]:
    """Milliseconds over HTTP on one connection, medians of rounds in turn; nothing where it is not installed."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return {}
    with connect(installation.database.logins.owner, autocommit=True) as owner:
        owner.execute("CREATE INDEX IF NOT EXISTS bodies_population ON bodies (tenant_id, population)")
        owner.execute("ANALYZE bodies")
    with _serving(installation, Path(folder)) as theirs:
        ask_ours = _asking(ours, GRAPHQL, {"Authorization": f"Bearer {token}"})
        ask_theirs = _asking(theirs, "/graphql", {})
        works = {
            OURS: lambda: ask_ours(fresh()),
            THEIRS: lambda: ask_theirs(fresh().replace(SCORES, _SAME)),
            KNOWN: lambda: ask_ours(SCORES),
            THEIRS_KNOWN: lambda: ask_theirs(_SAME),
        }
        return _in_turn(works) | {_FIGURES: float(leaves(orjson.loads(ask_theirs(_SAME))["data"]))}


def _in_turn(works: Mapping[str, Callable[[], bytes]]) -> dict[str, float]:
    spent: dict[str, list[float]] = {name: [] for name in works}
    for number in range(ROUNDS + 10):
        for name, work in works.items():
            start = time.perf_counter()
            answer = work()
            taken = (time.perf_counter() - start) * 1000
            if b'"errors"' in answer[:20]:
                raise RuntimeError(f"{name}: {answer[:500]!r}")
            # The first ones let it compile what it runs.
            if number >= 10:
                spent[name].append(taken)
    return {name: statistics.median(one) for name, one in spent.items()}


def _asking(served: Served, path: str, headers: Mapping[str, str]) -> Callable[[str], bytes]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)

    def ask(query: str) -> bytes:
        connection.request("POST", path, orjson.dumps(asked(query)), {"Content-Type": "application/json", **headers})
        return connection.getresponse().read()

    return ask


@contextmanager
def _serving(installation: Installation, folder: Path) -> Iterator[Served]:
    known = conninfo_to_dict(installation.database.logins.application)
    own = folder.resolve() / "node_modules" / ".bin" / "node"
    port = free_port()
    environment = {
        "PGHOST": str(known["host"]),
        "PGPORT": str(known["port"]),
        "PGUSER": str(known["user"]),
        "PGDATABASE": str(known["dbname"]),
        "POSTGRAPHILE_FOLDER": str(folder.resolve()),
        "POSTGRAPHILE_PORT": str(port),
        "POSTGRAPHILE_TENANT": str(installation.tenant_id),
        "GRAPHILE_ENV": "production",
    }
    node = str(own) if own.exists() else shutil.which("node") or "node"
    with running([str(_SCRIPT)], environment, port, node) as served:
        yield served


def lines(figures: Mapping[str, float]) -> list[str]:
    """What the report tells."""
    if not figures:
        return [f"PostGraphile was not there to be measured: benchmarks/doors/postgraphile.py tells how ({FOLDER})."]
    return [
        "PostGraphile 5 on the same database signs in as the application does, with row-level security; where ours"
        f" works out four scores a strategy it reads up to four commitments, {figures[_FIGURES]:,.0f} values in all:",
        "",
        "| the large question over HTTP, one connection | ms |",
        "|---|---:|",
        *(f"| {name} | {figure(value)} |" for name, value in figures.items() if name != _FIGURES),
    ]
