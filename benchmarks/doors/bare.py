"""A bare Flask application that sends files as they are: what the doors are held against.

It reads nothing of a request but its address, knows nobody, and asks no database. `python -m benchmarks.doors.bare`
serves it as `interlace serve` serves the application.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import Flask, Response

from api.input import MOST_BYTES
from interlace.serving import server
from interlace.serving.gateway import Gateway

ANSWERS = "INTERLACE_BENCHMARK_ANSWERS"

app = Flask("bare", static_folder=None)
_answers = {file.name: file.read_bytes() for file in Path(os.environ.get(ANSWERS, os.devnull)).glob("*")}


@app.route("/same/<name>", methods=["GET", "POST"])
def same(name: str) -> Response:
    """The bytes of a file."""
    return Response(_answers[name], content_type="application/json")


@app.get("/unchanged")
def unchanged() -> Response:
    """304."""
    return Response(status=304)


def made() -> Gateway:
    """The application of one process."""
    return Gateway(app, int(os.environ[server.THREADS]), lambda *_: MOST_BYTES, lambda: None)


if __name__ == "__main__":
    port, workers, threads = map(int, sys.argv[1:])
    server.run("127.0.0.1", port, workers, threads, lambda: None, f"{__spec__.name}:made")
