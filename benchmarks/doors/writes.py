"""A write and its effect on findings: how long until whoever wrote has read what follows from it."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.doors.client import Connection
from benchmarks.doors.installation import CHOSEN, POPULATION
from benchmarks.doors.questions import GRAPHQL, REST, asked

if TYPE_CHECKING:
    from benchmarks.doors.installation import Served

ROUNDS = 60
RULE = "review-overdue"
_STRATEGIES = (
    f"{{tenant{{bodies(first:{CHOSEN},filter:{{population:[{POPULATION}]}})"
    "{nodes{code strategies(first:1){nodes{uuid revision code inForce}}}}}}"
)


@dataclass
class Strategy:
    """A strategy that is written to: the first of its lead owner, as far as is known."""

    uuid: str
    code: str
    owner: str
    revision: int

    def overdue(self, whether: bool) -> dict[str, str | None]:
        """A change after which its review is overdue, or is not."""
        day = datetime.now(UTC).date() + timedelta(days=-2 if whether else 30)
        return {"review_due_on": day.isoformat(), "reviewed_on": None}

    async def write(self, connection: Connection, change: dict[str, Any]) -> int:
        """Change it, and know its new revision; the tenant's revision, which is the same."""
        known = {"If-Match": f'"{self.revision}"'}
        answer = await connection.ask("PATCH", f"{REST}/strategies/{self.uuid}", change, known)
        if answer.status != 200:
            raise RuntimeError(f"the write was answered {answer.status}: {answer.body[:300]!r}")
        self.revision = int(orjson.loads(answer.body)["revision"])
        return answer.revision


def findings_of(strategies: list[Strategy]) -> str:
    """The address of the findings that tell of overdue reviews of the owners of these strategies."""
    bodies = "".join(f"&body={one.owner}" for one in strategies)
    return f"{REST}/findings?rule={RULE}&first=200{bodies}"


async def strategies_in_force(connection: Connection) -> list[Strategy]:
    """Strategies that are in force today, one an owner."""
    told = orjson.loads((await connection.ask("POST", GRAPHQL, asked(_STRATEGIES))).body)
    return [
        Strategy(one["uuid"], one["code"], body["code"], one["revision"])
        for body in told["data"]["tenant"]["bodies"]["nodes"]
        for one in body["strategies"]["nodes"]
        if one["inForce"]
    ]


async def _rounds(port: int, token: str) -> list[float]:
    connection = Connection(port, token)
    await connection.open()
    strategy = (await strategies_in_force(connection))[0]
    address, spent = findings_of([strategy]), []
    for number in range(ROUNDS):
        start = time.perf_counter()
        revision = await strategy.write(connection, strategy.overdue(number % 2 == 0))
        answer = await connection.ask("GET", address)
        spent.append((time.perf_counter() - start) * 1000)
        found = {item["key"] for item in orjson.loads(answer.body)["items"]}
        if answer.revision < revision or (f"{RULE}:{strategy.code}" in found) != (number % 2 == 0):
            raise RuntimeError(f"after revision {revision} a finding is told otherwise: {answer.body[:300]!r}")
    connection.close()
    return spent


def write_then_read(served: Served, token: str) -> dict[str, float]:
    """Milliseconds from the beginning of a write until its effect on findings was read."""
    spent = asyncio.run(_rounds(served.port, token))
    cut = statistics.quantiles(spent, n=20)
    return {"median": statistics.median(spent), "p95": cut[18], "most": max(spent)}
