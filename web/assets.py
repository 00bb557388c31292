"""Style, scripts and fonts: built beforehand, named by their contents, and therefore kept by browsers for good."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import send_from_directory, url_for

from api.guard import public
from web.blueprint import pages

if TYPE_CHECKING:
    from flask import Response

BUILT = Path(__file__).parent / "built"
_A_YEAR = 366 * 24 * 3600


class NotBuilt(Exception):
    """What pages load was not built; the sentence says how that is done."""


@cache
def _names() -> dict[str, str]:
    path = BUILT / "list.json"
    if not path.exists():
        raise NotBuilt(f"{BUILT} is empty. In a checkout, `make set-up` builds what the pages load.")
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """The address of a built file, by the name of its source: `asset("interlace.css")`. Raises NotBuilt."""
    return url_for("web.built", name=_names()[name])


def built_file(name: str) -> Path:
    """Where it lies. Raises NotBuilt."""
    return BUILT / _names()[name]


@pages.get("/assets/<path:name>")
@public
def built(name: str) -> Response:
    """A built file."""
    response = send_from_directory(BUILT, name, max_age=_A_YEAR)
    response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
