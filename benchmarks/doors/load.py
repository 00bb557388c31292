"""Requests a second that a server answers, by wrk; two servers take turns, since the machine does other things too."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECTIONS, SECONDS, ROUNDS = 32, 2, 9
MISSING = "`wrk` is not installed (Debian: `apt install wrk`): requests a second were not measured."
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAILED = re.compile(r"Non-2xx or 3xx responses: .*|Socket errors: .*")


@dataclass(frozen=True)
class Request:
    """A request that is made again and again."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None


@dataclass(frozen=True)
class Pair:
    """Requests a second of ours and of the bare view, round by round."""

    ours: list[float]
    bare: list[float]

    @property
    def ratios(self) -> list[float]:
        """Ours as a share of the bare view's, by round."""
        return [one / other for one, other in zip(self.ours, self.bare, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of these."""
        return statistics.median(self.ratios)

    @property
    def told(self) -> str:
        """The cells of a table."""
        spread = f"{self.ratio:.2f} ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        return f"{statistics.median(self.ours):,.0f} | {statistics.median(self.bare):,.0f} | {spread}"


def is_there() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def compared(ours: Request, bare: Request) -> Pair:
    """Both under the same load, in turn, after a first round that counts for nothing."""
    pair = Pair([], [])
    for request in (ours, bare):
        _rate(request, 1)
    for number in range(ROUNDS):
        # Whatever grows slower with time would otherwise always hit the same one.
        sides = [(pair.ours, ours), (pair.bare, bare)]
        for rates, request in sides if number % 2 else reversed(sides):
            rates.append(_rate(request, SECONDS))
    return pair


def _rate(request: Request, seconds: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_script(request))
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, request.url]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60).stdout
    failed = _FAILED.search(told)
    if failed:
        raise RuntimeError(f"{Path(request.url).name}: {failed[0]}")
    found = _RATE.search(told)
    if found is None:
        raise RuntimeError(told)
    return float(found[1])


def _script(request: Request) -> str:
    lines = [f"wrk.headers[{_lua(name)}] = {_lua(value)}" for name, value in request.headers.items()]
    if request.body is not None:
        lines += [
            'wrk.method = "POST"',
            'wrk.headers["Content-Type"] = "application/json"',
            f"wrk.body = {_lua(orjson.dumps(request.body).decode())}",
        ]
    return "\n".join(lines)


def _lua(text: str) -> str:
    """A text in Lua, whatever is in it."""
    return '"' + "".join(f"\\{code:03d}" for code in text.encode()) + '"'
