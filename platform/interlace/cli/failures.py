"""How the command line ends when something went wrong: one sentence, the next step, an exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from interlace.errors import Invalid

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
        _end(_sentence_of(error))


def _sentence_of(error: Exception) -> str:
    """What a person is told; modules of the database are asked only where they have been loaded already."""
    if isinstance(error, Invalid):
        from interlace.bundle.problems import expected_of

        return "; ".join(f"{problem.pointer[1:]}: expected {expected_of(problem, 'en')}" for problem in error.problems)
    if type(error).__module__.startswith("interlace."):
        # Errors of our own are sentences: of services, of the configuration, of the server, of a bundle.
        return str(error)
    if type(error).__module__.startswith(("psycopg", "sqlalchemy")):
        return f"The database refused or did not answer: {_first_line(error)}. `interlace doctor` looks for the cause."
    return (
        f"Something unexpected went wrong ({type(error).__name__}: {error}). Nothing was changed. "
        "Run the command again with `interlace --debug …` and report what it prints."
    )


def _first_line(error: Exception) -> str:
    """What the database says is wrong, without its hints and without a full stop."""
    lines = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")


def _end(sentence: str) -> None:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(INVALID)
