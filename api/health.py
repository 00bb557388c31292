"""Whether the process runs, and whether it can serve."""

from __future__ import annotations

import threading
import time

from flask import Blueprint, Response, current_app, jsonify

from api.context import database
from api.guard import public
from interlace.db import migration
from interlace.errors import Busy

blueprint = Blueprint("health", __name__)
_OUTCOME = "interlace.readiness"
_BELIEVED_SECONDS = 1.0


@blueprint.get("/healthz")
@public
def process() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers, and is at the revision that the program needs. Raises Busy."""
    readiness: _Readiness = current_app.extensions.setdefault(_OUTCOME, _Readiness())
    if complaint := readiness.complaint():
        raise Busy(complaint)
    return jsonify({"status": "ok"})


class _Readiness:
    """What was found last. However many ask, the database is asked by one of them a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found_at = float("-inf")
        self._complaint: str | None = None

    def complaint(self) -> str | None:
        """Why nothing can be served, if so."""
        with self._lock:
            if time.monotonic() - self._found_at > _BELIEVED_SECONDS:
                self._complaint = _look()
                self._found_at = time.monotonic()
            return self._complaint


def _look() -> str | None:
    try:
        state = migration.seen(database())
    except Busy as busy:
        return str(busy)
    if not state.up_to_date:
        return "The database is not at the revision that the program needs; `interlace db upgrade` helps."
    return None
