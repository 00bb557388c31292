"""`interlace serve`: the application over HTTP."""

from __future__ import annotations

import logging
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say

if TYPE_CHECKING:
    from interlace.db.connections import Database

_THREADS = 8
_MOST_SECONDS_SILENT = 30


@command_with_examples(
    "interlace serve",
    "interlace serve --port 8080",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is every network.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
def command(host: str, port: int) -> None:
    """Serve the application until it is told to stop (SIGTERM or Ctrl-C).

    With the server of our own, long work is done and webhooks are sent here too; with another, start `interlace worker`
    beside it.
    """
    with opened() as database:
        serve(database, host, port)


def serve(database: Database, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; requests that have begun are answered."""
    import signal

    import waitress

    from interlace.app import create_app
    from interlace.jobs import working_beside
    from interlace.webhooks import delivering

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    application = create_app(database=database)
    try:
        server = waitress.create_server(
            application, host=host, port=port, threads=_THREADS, channel_timeout=_MOST_SECONDS_SILENT, ident=None
        )
    except OSError as error:
        raise Failed(
            say(
                "Nothing can be served at {host}:{port} ({reason}). Choose another port: --port 8080",
                host=host,
                port=port,
                reason=error.strerror or error,
            )
        ) from error
    # waitress ends as on Ctrl-C, which lets what has begun come to its end. Not by way of that signal itself: what a
    # script starts in the background ignores it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # It may come before waitress has begun.
    with ExitStack() as beside, suppress(KeyboardInterrupt):
        if database.configuration.database_url is None:
            beside.enter_context(working_beside(database))
            beside.enter_context(delivering(database))
        click.echo(say("Serving at http://{host}:{port}. Ctrl-C ends it.", host=host, port=port), err=True)
        server.run()
