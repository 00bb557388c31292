"""Answers that were given before: the large question and a list of bodies, beside a bare view with the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from benchmarks.doors import load
from benchmarks.doors.load import Request
from benchmarks.doors.questions import BODIES, GRAPHQL, SCORES, asked, leaves

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.doors.installation import Served
    from benchmarks.doors.load import Pair

_BY_GET = f"{GRAPHQL}?query={quote(SCORES)}"


@dataclass(frozen=True)
class Known:
    """What our server answers to the requests that are repeated, which the bare view sends too."""

    scores: bytes
    bodies: bytes
    tag: str

    @property
    def leaves(self) -> int:
        """The values in the large answer."""
        return leaves(orjson.loads(self.scores)["data"])


def first_answers(ours: Served, token: str, folder: Path) -> Known:
    """Ask once, and put the answers where the bare view finds them."""
    bearer = {"Authorization": f"Bearer {token}"}
    status, _, scores = ours.ask("POST", GRAPHQL, asked(SCORES), bearer)
    status_of_get, headers, _ = ours.ask("GET", _BY_GET, None, bearer)
    status_of_list, _, bodies = ours.ask("GET", BODIES, None, bearer)
    if {status, status_of_get, status_of_list} != {200} or b'"errors"' in scores:
        raise RuntimeError(f"the questions are not answered: {scores[:500]!r} {bodies[:500]!r}")
    folder.mkdir()
    (folder / "scores").write_bytes(scores)
    (folder / "bodies").write_bytes(bodies)
    return Known(scores, bodies, headers["etag"])


def repeated(ours: Served, bare: Served, token: str, known: Known) -> dict[str, Pair]:
    """Requests a second by what is asked."""
    bearer = {"Authorization": f"Bearer {token}"}
    return {
        "the large question, POST": load.compared(
            Request(ours.url + GRAPHQL, bearer, asked(SCORES)),
            Request(f"{bare.url}/same/scores", bearer, asked(SCORES)),
        ),
        "the same by GET with `If-None-Match`: 304": load.compared(
            Request(ours.url + _BY_GET, {**bearer, "If-None-Match": known.tag}),
            Request(f"{bare.url}/unchanged", {**bearer, "If-None-Match": known.tag}),
        ),
        "a list of 50 bodies, REST": load.compared(
            Request(ours.url + BODIES, bearer), Request(f"{bare.url}/same/bodies", bearer)
        ),
    }
