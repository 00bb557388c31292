"""`interlace serve`: the application over HTTP."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say

if TYPE_CHECKING:
    from interlace.db.connections import Database

_MOST_WORKERS_UNASKED = 4
_THREADS = 8


@command_with_examples(
    "interlace serve",
    "interlace serve --host 0.0.0.0 --port 8080 --workers 4",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is every network.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; without a number one for each core, at most 4.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=_THREADS, show_default=True, help="Threads of each process."
)
def command(host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve the application until it is told to stop (SIGTERM or Ctrl-C).

    With the server of our own, work that takes long is done here too, and one process serves; with another, start
    `interlace worker` beside it.
    """
    with opened() as database:
        serve(database, host, port, workers, threads)


def serve(database: Database, host: str, port: int, workers: int | None = None, threads: int = _THREADS) -> None:
    """Serve until SIGTERM or Ctrl-C; requests that have begun are answered."""
    from interlace import logs
    from interlace.cases import following
    from interlace.jobs import working_beside
    from interlace.reminders import sending
    from interlace.serving import server
    from interlace.webhooks import delivering

    try:
        server.require_free(host, port)
    except OSError as error:
        raise Failed(
            say(
                "Nothing can be served at {host}:{port} ({reason}). Choose another port: --port 8080",
                host=host,
                port=port,
                reason=error.strerror or error,
            )
        ) from error
    logs.prepare()
    alone = database.configuration.database_url is None
    with ExitStack() as beside:
        if alone:
            beside.enter_context(working_beside(database))
            beside.enter_context(delivering(database))
            beside.enter_context(sending(database))
            beside.enter_context(following(database))
        serving = say("Serving at http://{host}:{port}. Ctrl-C ends it.", host=host, port=port)
        number = workers or (1 if alone else min(os.cpu_count() or 1, _MOST_WORKERS_UNASKED))
        server.run(host, port, number, threads, lambda: click.echo(serving, err=True))
