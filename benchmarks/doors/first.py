"""An answer that nobody was given before: CPU time of all that the GraphQL door does, beside plain strawberry."""

from __future__ import annotations

import gc
import statistics
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson

from api.graphql.documents import Documents
from api.graphql.execution import GraphQLRequest, execute, prepare
from api.graphql.over_http import JSON
from api.graphql.schema.build import schema
from api.graphql.schema.context import Context
from benchmarks.doors import plain
from benchmarks.doors.installation import POPULATION, SLUG
from benchmarks.doors.questions import SCORES, fresh
from interlace.identity.callers import Caller
from interlace.principals import Grant, Principal
from interlace.reading.views import view_of
from interlace.serving.application import collect_rarely
from interlace.snapshots.store import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from benchmarks.doors.installation import Installation
    from interlace.reading.view import View

OURS = "never asked before: parsed, held to the limits, validated, compiled, executed, encoded"
STRAWBERRY = "strawberry"
_DEPTHS = 45


class Door:
    """What the door does once it knows who asks: from a document to the bytes of its answer."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._store = SnapshotStore(2**40)
        self._documents = Documents(schema())
        self._today = datetime.now(UTC).date()
        found = self._store.current(installation.database, installation.tenant_id)
        principal = Principal("user", uuid4(), installation.tenant_id, (Grant("administrator", None),))
        self._caller = Caller(principal, SLUG, None, found.revision, found.stored.made_at)

    def _view(self, caller: Caller, day: date) -> View:
        return view_of(self._store, self._installation.database, caller, day, self._today)

    def answer(self, document: str) -> bytes:
        """The answer to a document."""
        request = GraphQLRequest(document, None, None, {}, is_safe=False, media_type=JSON)
        context = Context(self._view, self._today, self._caller, self._installation.database)
        outcome = execute(prepare(self._documents, request, SLUG), context)
        if not outcome.compiled:
            raise RuntimeError(f"the question was not compiled: {outcome.body[:500]!r}")
        return outcome.body


def first(installation: Installation) -> dict[str, float]:
    """Milliseconds of CPU for the same answer, by who makes it."""
    door = Door(installation)
    answer = orjson.loads(door.answer(SCORES))["data"]
    objects = plain.tenant_of(answer, POPULATION)
    if orjson.loads(_by_strawberry(objects))["data"] != answer:
        raise RuntimeError("strawberry answers otherwise")
    return _at_depths(
        {
            OURS: lambda: door.answer(fresh()),
            "the document known, the answer not": partial(door.answer, SCORES),
            STRAWBERRY: lambda: _by_strawberry(objects),
        }
    )


def _by_strawberry(objects: plain.Tenant) -> bytes:
    result = plain.schema.execute_sync(fresh(), context_value=objects)
    return orjson.dumps({"data": result.data, "errors": result.errors})


def _at_depths(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of CPU that each takes, medians of rounds in turn, each round called from another depth.

    CPython 3.11 takes memory for its stack in pieces and gives each back at once: where a piece ends amid what is
    called most, that takes several times as long. Objects are collected as in a process that serves.
    """
    thresholds = gc.get_threshold()
    collect_rarely()
    spent: dict[str, list[float]] = {name: [] for name in works}
    for depth in range(_DEPTHS):
        for name, work in works.items():
            # Once before, for what others left in the processor's caches is none of its own cost.
            _from(depth, work)
            start = time.process_time()
            _from(depth, work)
            spent[name].append((time.process_time() - start) * 1000)
    gc.set_threshold(*thresholds)
    return {name: statistics.median(one) for name, one in spent.items()}


def _from(depth: int, work: Callable[[], object]) -> object:
    return _from(depth - 1, work) if depth else work()
