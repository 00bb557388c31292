"""Whether the process runs, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from api.context import database
from api.guard import public
from interlace.db import migration
from interlace.errors import Busy

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def process() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers, and is at the revision that the program needs. Raises Busy."""
    state = migration.seen(database())
    if not state.up_to_date:
        raise Busy("The database is not at the revision that the program needs; `interlace db upgrade` helps.")
    return jsonify({"status": "ok"})
