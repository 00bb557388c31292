"""`interlace import-file`: a strategy, bodies or a practice in a format of others, into a tenant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import INVALID
from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say, tenant_id
from interlace.texts import language_of

if TYPE_CHECKING:
    from interlace.errors import FieldProblem
    from interlace.exchange import Brought

_FORMS = ("stratml", "jsonld", "popolo", "practice-stratml", "practice-jsonld")
_SUFFIXES = {".xml": "stratml", ".stratml": "stratml", ".jsonld": "jsonld", ".json": "popolo"}
_MEMORY = 2**30


@command_with_examples(
    "interlace import-file plan.xml --tenant portugal --owner PT-lisboa --dry-run",
    "interlace import-file bodies.popolo.json --tenant portugal",
    "interlace import-file garden.practice.xml --tenant portugal --owner PT-lisboa",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tenant", metavar="SLUG", required=True, help="The tenant whose register it is.")
@click.option(
    "--form",
    type=click.Choice(_FORMS),
    help="stratml (.xml), jsonld (.jsonld): a strategy; popolo (.json): bodies; practice-stratml (.practice.xml),"
    " practice-jsonld (.practice.jsonld): a practice. By default as the file is called.",
)
@click.option(
    "--owner", metavar="CODE", help="The body that leads the strategy, if not the file’s, or whose practice it is."
)
@click.option("--code", metavar="CODE", help="The code of the strategy, if not the file’s.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(
    file: Path, tenant: str, form: str | None, owner: str | None, code: str | None, dry_run: bool, output: str
) -> None:
    """Bring FILE into a tenant: all that it adds, or nothing where anything is wrong.

    What the register has already stays as it is. Exit status: 0 done or nothing to do, 1 the file is refused, 2 wrong
    usage.
    """
    from interlace import exchange
    from interlace.errors import Conflict, Invalid
    from interlace.principals import SYSTEM
    from interlace.scenarios.previewing import Desk
    from interlace.snapshots.store import SnapshotStore

    form = form or _form_of(file)
    if form is None:
        raise click.UsageError("The name of the file does not say its form. Say it with --form.")
    asked = exchange.Asked(form, file.read_bytes(), owner, code)
    with opened() as database:
        known = tenant_id(database, tenant)
        desk = Desk(database, SnapshotStore(_MEMORY), SYSTEM, known, datetime.now(UTC).date())
        try:
            brought = (exchange.look if dry_run else exchange.bring)(desk, asked)
        except (Invalid, Conflict) as refused:
            _tell_problems(refused.problems)
            raise click.exceptions.Exit(INVALID) from None
    if output == "json":
        _write_json(brought)
    else:
        _tell(brought, dry_run=dry_run)


def _form_of(file: Path) -> str | None:
    """The form that a file is of by its name; None where that does not say it."""
    form = _SUFFIXES.get(file.suffix.lower())
    practice = f"practice-{form}"
    return practice if file.stem.lower().endswith(".practice") and practice in _FORMS else form


def _tell_problems(problems: tuple[FieldProblem, ...]) -> None:
    from interlace.bundle.problems import expected_of
    from interlace.cli.output import console, table

    grid = table("", [say("Place"), say("Expected")])
    for problem in problems:
        grid.add_row(problem.pointer or "/", expected_of(problem, language_of()))
    screen = console(err=True)
    screen.print(grid)
    screen.print(say("Problems: {count}. Nothing was kept.", count=len(problems)))


def _write_json(brought: Brought) -> None:
    import orjson

    from interlace.exchange.plain import of_brought

    click.echo(orjson.dumps(of_brought(brought), option=orjson.OPT_INDENT_2).decode())


def _tell(brought: Brought, *, dry_run: bool) -> None:
    from interlace.cli.output import console, table

    screen = console()
    grid = table("", [say("Table"), say("Record"), say("What becomes of it")])
    for change in brought.added:
        values = change.values
        named = values["title"] if change.table == "practices" else values.get("code")
        key = named or " ".join(str(value) for value in values.values())
        grid.add_row(change.table, key, say("added"))
    for one in brought.already:
        differs = say("stays; the file says otherwise in: {columns}", columns=", ".join(one.differs))
        grid.add_row(one.table, one.key, differs if one.differs else say("there already"))
    screen.print(grid)
    if brought.notes:
        left = table("", [say("Place"), say("Not taken over"), say("Read")])
        for note in brought.notes:
            left.add_row(note.place, note.what, note.value)
        screen.print(left)
    if dry_run:
        click.echo(say("This was a dry run: nothing was written."))
    elif not brought.written:
        click.echo(say("Nothing changed: the register held all of it already."))
