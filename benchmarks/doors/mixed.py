"""Many connections at once that read all kinds of things while some write: errors, and answers that are too old.

A read that began after a write was answered with revision N must tell N or more, and what it tells must be what was
written up to the revision that it names.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import statistics
import time
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.doors.client import Answer, Connection
from benchmarks.doors.questions import BODIES, GRAPHQL, REST, SCORES, asked, fresh
from benchmarks.doors.writes import Strategy, findings_of, strategies_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.doors.installation import Served

CONNECTIONS, SECONDS = 200, 60
#: So many connections write, each to a strategy of its own; the share of writes among all requests.
WRITERS, SHARE = 20, 0.02
_LATEST = f"{REST}/strategies?sort=-revision&first=50"
#: What is read, and how often.
_READS = {"the large question": 45, "the same, new": 10, "bodies": 20, "latest strategies": 10, "findings": 15}


@dataclass
class _Written:
    """What was written to a strategy: from each revision on."""

    revisions: list[int] = field(default_factory=list)
    states: list[tuple[str, bool]] = field(default_factory=list)

    def at(self, revision: int) -> tuple[str, bool] | None:
        """Its title and whether its review is overdue; nothing before the first write."""
        place = bisect_right(self.revisions, revision)
        return self.states[place - 1] if place else None


@dataclass
class Mixed:
    """What came of it."""

    strategies: list[Strategy]
    known: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    older: int = 0
    spent: dict[str, list[float]] = field(default_factory=dict)
    #: For each question and revision: the answer's digest, and the answer itself of all but the large question.
    told: dict[tuple[str, int], tuple[bytes, bytes]] = field(default_factory=dict)
    history: dict[str, _Written] = field(default_factory=dict)
    differing: int = 0
    wrong: int = 0

    @property
    def requests(self) -> int:
        """How many were answered."""
        return sum(map(len, self.spent.values()))

    @property
    def writes(self) -> int:
        """How many of them wrote."""
        return len(self.spent.get("write", ()))

    def figures(self) -> dict[str, float]:
        """The figures of a report."""
        every = [one for some in self.spent.values() for one in some]
        return {
            "requests": self.requests,
            "requests a second": self.requests / SECONDS,
            "writes": self.writes,
            "errors": sum(self.errors.values()),
            "answers older than their revision": self.older,
            "answers that differ from others of their revision": self.differing,
            "answers that tell otherwise than was written": self.wrong,
            "revisions of which answers were looked at": len({revision for _, revision in self.told}),
            "median of all, ms": statistics.median(every) * 1000,
            "p95 of all, ms": statistics.quantiles(every, n=20)[18] * 1000,
            "longest, ms": max(every) * 1000,
        }

    def keep(self, question: str, answer: Answer, least: int) -> None:
        """Look at an answer to a read that began when revision `least` had been told."""
        self.older += answer.revision < least
        digest = hashlib.sha256(answer.body).digest()
        known = self.told.setdefault((question, answer.revision), (digest, answer.body))
        self.differing += known[0] != digest

    def check(self) -> None:
        """Hold what was told against what was written, when all of that is known."""
        for (question, revision), (_, body) in self.told.items():
            if question in _TELLING:
                told, place = _TELLING[question](orjson.loads(body), self.strategies), _PLACES[question]
                states = {code: self.history[code].at(revision) for code in told}
                self.wrong += sum(state is not None and told[code] != state[place] for code, state in states.items())


def _titles(told: Any, strategies: list[Strategy]) -> dict[str, object]:  # noqa: ANN401 - JSON
    bodies = {body["code"]: body for body in told["data"]["tenant"]["bodies"]["nodes"]}
    return {one.code: bodies[one.owner]["strategies"]["nodes"][0]["title"] for one in strategies}


def _latest(told: Any, strategies: list[Strategy]) -> dict[str, object]:  # noqa: ANN401 - JSON
    ours = {one.code for one in strategies}
    return {item["code"]: item["title"] for item in told["items"] if item["code"] in ours}


def _overdue(told: Any, strategies: list[Strategy]) -> dict[str, object]:  # noqa: ANN401 - JSON
    found = {item["subject"] for item in told["items"]}
    return {one.code: one.code in found for one in strategies}


#: What an answer tells of strategies by their codes, and which part of a written state that is.
_TELLING: dict[str, Callable[[Any, list[Strategy]], dict[str, object]]] = {
    "the large question": _titles,
    "latest strategies": _latest,
    "findings": _overdue,
}
_PLACES = {"the large question": 0, "latest strategies": 0, "findings": 1}


async def _read(mixed: Mixed, connection: Connection, kind: str) -> Answer:
    if kind == "the large question":
        return await connection.ask("POST", GRAPHQL, asked(SCORES))
    if kind == "the same, new":
        return await connection.ask("POST", GRAPHQL, asked(fresh()))
    address = {"bodies": BODIES, "latest strategies": _LATEST, "findings": findings_of(mixed.strategies)}[kind]
    return await connection.ask("GET", address)


async def _write(mixed: Mixed, connection: Connection, strategy: Strategy) -> None:
    written = mixed.history[strategy.code]
    title, overdue = f"Written {len(written.states) + 1} times", len(written.states) % 2 == 0
    revision = await strategy.write(connection, {"title": title, **strategy.overdue(overdue)})
    written.revisions.append(revision)
    written.states.append((title, overdue))
    mixed.known = max(mixed.known, revision)


async def _one(mixed: Mixed, connection: Connection, number: int, end: float) -> None:
    """One connection's requests until the end."""
    chance = random.Random(number)  # noqa: S311 - it chooses questions
    while time.monotonic() < end:
        writes = number < len(mixed.strategies) and chance.random() < SHARE * CONNECTIONS / len(mixed.strategies)
        kind = "write" if writes else chance.choices([*_READS], [*_READS.values()])[0]
        least, start = mixed.known, time.perf_counter()
        try:
            if writes:
                await _write(mixed, connection, mixed.strategies[number])
            else:
                answer = await _read(mixed, connection, kind)
                if answer.status != 200 or b'"errors"' in answer.body[:20]:
                    mixed.errors[f"{kind}: {answer.status} {answer.body[:200]!r}"] += 1
                    continue
                mixed.keep("the large question" if kind == "the same, new" else kind, answer, least)
        except (OSError, TimeoutError, RuntimeError, asyncio.IncompleteReadError) as error:
            mixed.errors[f"{kind}: {error!r}"] += 1
            return
        mixed.spent.setdefault(kind, []).append(time.perf_counter() - start)


async def _all(port: int, token: str) -> Mixed:
    connections = [Connection(port, token) for _ in range(CONNECTIONS)]
    for connection in connections:
        await connection.open()
    mixed = Mixed((await strategies_in_force(connections[0]))[:WRITERS])
    mixed.history = {strategy.code: _Written() for strategy in mixed.strategies}
    end = time.monotonic() + SECONDS
    await asyncio.gather(*(_one(mixed, connection, number, end) for number, connection in enumerate(connections)))
    for connection in connections:
        connection.close()
    mixed.check()
    return mixed


def mixed_load(served: Served, token: str) -> Mixed:
    """200 connections for a minute."""
    return asyncio.run(_all(served.port, token))
