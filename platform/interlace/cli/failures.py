"""How the command line ends when something went wrong: one sentence, the next step, an exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

INVALID = 1


class Failed(click.ClickException):
    """Something a person can mend; the message says what and how."""

    exit_code = INVALID


def explain_failures(command: Callable[..., object]) -> None:
    """Run a click command; what click does not catch itself becomes a sentence here."""
    try:
        command()
    except OSError as error:
        _end(f"{error.strerror or error}: {error.filename or 'input/output'}")
    except MemoryError:
        _end("Not enough memory for a register of this size.")
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        _end(
            f"Something unexpected went wrong ({type(error).__name__}: {error}). Nothing was changed. "
            "Run the command again with `interlace --debug …` and report what it prints."
        )


def _end(sentence: str) -> None:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(INVALID)
