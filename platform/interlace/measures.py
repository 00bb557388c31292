"""What is counted while the application serves. Each floor tells of what it did; elsewhere nothing listens.

The instruments are Prometheus', which takes a while to import: only a process that serves does so, by `begin`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LONG = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True)
class Instruments:
    """What this process counts with."""

    registry: CollectorRegistry
    requests: Histogram
    refreshes: Histogram
    deliveries: Counter
    refusals: Counter


_beginning = threading.Lock()
_instruments: Instruments | None = None


def begin() -> Instruments:
    """Count from now on; the instruments of this process, made once."""
    global _instruments  # noqa: PLW0603 - a process counts once, whatever it serves
    with _beginning:
        if _instruments is None:
            _instruments = _made()
        return _instruments


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """A request was answered."""
    if _instruments is not None:
        _instruments.requests.labels(route, method, str(status)).observe(seconds)


def refreshed(how: str, seconds: float) -> None:
    """A snapshot was made: `loaded` whole, `amended` by what changed since, or `past`."""
    if _instruments is not None:
        _instruments.refreshes.labels(how).observe(seconds)


def delivered(outcome: str) -> None:
    """A webhook was posted: `delivered`, or `failed` and to be tried again, or `given-up`."""
    if _instruments is not None:
        _instruments.deliveries.labels(outcome).inc()


def refused(limit: str) -> None:
    """A request was refused because of a limit of rate."""
    if _instruments is not None:
        _instruments.refusals.labels(limit).inc()


def _made() -> Instruments:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    return Instruments(
        registry,
        Histogram(
            "interlace_request_seconds",
            "Requests by pattern of their address, method and status, and how long each took.",
            ("route", "method", "status"),
            buckets=_QUICK,
            registry=registry,
        ),
        Histogram(
            "interlace_snapshot_refresh_seconds",
            "Snapshots made, by how, and how long each took.",
            ("how",),
            buckets=_LONG,
            registry=registry,
        ),
        Counter(
            "interlace_webhook_deliveries",
            "Posts to webhooks, by outcome.",
            ("outcome",),
            registry=registry,
        ),
        Counter(
            "interlace_rate_refusals",
            "Requests refused because somebody asked too often, by limit.",
            ("limit",),
            registry=registry,
        ),
    )
