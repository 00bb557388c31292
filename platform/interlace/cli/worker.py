"""`interlace worker`: does the long work that others ask for, posts to webhooks, and mails reminders."""

from __future__ import annotations

from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say


@command_with_examples("interlace worker")
def command() -> None:
    """Take up imports and other long work of all tenants, post to their webhooks and mail what people are to be told,
    until it is told to stop (SIGTERM or Ctrl-C).

    `interlace serve` with the server of our own has a worker in itself. As many workers as you like may run.
    """
    import click

    from interlace import logs
    from interlace.cases import following
    from interlace.jobs import run_worker
    from interlace.reminders import sending
    from interlace.webhooks import delivering

    logs.prepare()
    with opened() as database, delivering(database), following(database), sending(database):
        click.echo(say("The worker waits for work. Ctrl-C ends it."), err=True)
        run_worker(database)
