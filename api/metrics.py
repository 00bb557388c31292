"""`/metrics` for Prometheus: what this process counted, and what can be seen of it at the moment of asking."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, request

from api import requests
from api.answers import ANSWERS
from api.context import DATABASE, SNAPSHOTS, today
from api.guard import public
from interlace import measures
from interlace.db import tenancy
from interlace.errors import Busy, Unknown
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

    from api.answers import Answers
    from interlace.db.connections import Database
    from interlace.snapshots.snapshot import Snapshot
    from interlace.snapshots.store import SnapshotStore

blueprint = Blueprint("metrics", __name__)
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")
_TOKEN = "interlace.metrics_token"  # noqa: S105 - where it is found
_MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


def measure(app: Flask, token: str | None) -> None:
    """Count every request from now on, and tell of it at `/metrics`; with a token, to whoever has that."""
    measures.begin()
    app.extensions[_TOKEN] = token
    app.after_request(_answered)
    app.register_blueprint(blueprint)


def _answered(response: Response) -> Response:
    measures.answered(requests.route(), requests.method(), response.status_code, requests.seconds())
    return response


@blueprint.get("/metrics")
@public
def scrape() -> Response:
    """The figures. Raises Unknown for whoever may not see them."""
    if not _may_see():
        raise Unknown("There is no such address.")
    from prometheus_client import generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST

    return Response(
        generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _may_see() -> bool:
    """Whoever has the token; where none is set, this machine itself, unless it passes on what another asks."""
    token = current_app.extensions[_TOKEN]
    if token is not None:
        scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
        return scheme.casefold() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _registry() -> CollectorRegistry:
    """What all processes counted where they count together, else this one, and beside it what this one sees now."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    told = CollectorRegistry()
    if os.environ.get(_MULTIPROCESS):
        MultiProcessCollector(told)  # type: ignore[no-untyped-call]
    else:
        told.register(_Kept(measures.begin().registry))
    told.register(_Seen(current_app.extensions))
    return told


class _Kept:
    """The metrics of another registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Those."""
        return iter(self._registry.collect())


class _Seen:
    """What can be seen of the process that answers, at this moment."""

    def __init__(self, extensions: dict[str, object]) -> None:
        self._database = cast("Database", extensions[DATABASE])
        self._snapshots = cast("SnapshotStore", extensions[SNAPSHOTS])
        self._answers = cast("Answers", extensions[ANSWERS])

    def collect(self) -> Iterator[Metric]:
        """Each, of this process alone."""
        yield from self._of_answers()
        yield from self._of_connections()
        yield from self._of_snapshots()
        yield from self._of_jobs()

    def _of_answers(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        found = CounterMetricFamily(
            "interlace_kept_answers", "Reads by whether their answer was kept ready.", labels=["worker", "outcome"]
        )
        found.add_metric([_worker(), "hit"], self._answers.hits)
        found.add_metric([_worker(), "miss"], self._answers.misses)
        yield found
        size = GaugeMetricFamily("interlace_kept_answers_bytes", "What kept answers take.", labels=["worker"])
        size.add_metric([_worker()], self._answers.memory)
        yield size

    def _of_connections(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        told = GaugeMetricFamily(
            "interlace_database_connections",
            "Connections to the database: open, idle, and requests waiting for one.",
            labels=["worker", "state"],
        )
        for state, number in self._database.usage.items():
            told.add_metric([_worker(), state], number)
        yield told

    def _of_snapshots(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        size = GaugeMetricFamily("interlace_snapshots_bytes", "What snapshots take; an estimate.", labels=["worker"])
        size.add_metric([_worker()], sum(self._snapshots.memory.values()))
        yield size
        findings = GaugeMetricFamily(
            "interlace_findings",
            "Findings of today, by tenant and family of rules, where somebody asked for them.",
            labels=["tenant", "family"],
        )
        for snapshot in self._snapshots.present:
            for family, number in _findings_of(snapshot).items():
                findings.add_metric([str(snapshot.tenant_id), family], number)
        yield findings

    def _of_jobs(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        told = GaugeMetricFamily("interlace_jobs", "Jobs of all tenants that have not ended.", labels=["state"])
        # Figures are told although the database does not answer: that is when they are looked at.
        with suppress(Busy):
            for state, number in tenancy.queued(self._database).items():
                told.add_metric([state], number)
        yield told


def _findings_of(snapshot: Snapshot) -> Counter[str]:
    analysis = snapshot.known_analysis(today())
    counts: Counter[str] = Counter()
    for rule, found in analysis.found.items() if analysis else ():
        counts[RULES[rule].family] += len(found)
    return counts


def _worker() -> str:
    return str(os.getpid())
