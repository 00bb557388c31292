"""`interlace import`: a bundle into a tenant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interlace.cli.failures import INVALID, Failed
from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened, say, tenant_id
from interlace.cli.options import Progress
from interlace.texts import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.models import Job


@command_with_examples(
    "interlace import demo/portugal --tenant portugal",
    "interlace import more.zip --tenant portugal --mode merge --dry-run",
)
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--tenant", metavar="SLUG", required=True, help="The tenant whose register it is.")
@click.option(
    "--mode",
    type=click.Choice(("replace", "merge")),
    help="replace: afterwards the register is exactly the bundle; merge: add and change by code, remove nothing."
    " Needed where the register has records.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--queue", is_flag=True, help="Leave the work to a worker (interlace worker) and do not wait for it.")
def command(bundle: Path, tenant: str, mode: str | None, dry_run: bool, queue: bool) -> None:
    """Bring BUNDLE, a folder or .zip of files, into a tenant: all of it, or nothing where anything is wrong.

    Exit status: 0 done or nothing to do, 1 the bundle is invalid or the work failed, 2 wrong usage.
    """
    from interlace.jobs import submit_import
    from interlace.principals import SYSTEM

    with opened() as database:
        tenant_known = tenant_id(database, tenant)
        if mode is None and _has_records(database, tenant_known):
            raise click.UsageError(
                f"The tenant {tenant} has records. Say what is meant: --mode replace (afterwards it holds exactly the"
                " bundle) or --mode merge (add and change by code, remove nothing). --dry-run shows what would change."
            )
        job = submit_import(database, tenant_known, SYSTEM, bundle, mode or "replace", dry_run=dry_run)  # type: ignore[arg-type]
        if queue:
            click.echo(say("Queued: {job}", job=job))
            return
        _tell(_run(database, tenant_known, job), tenant)


def _has_records(database: Database, tenant: UUID) -> bool:
    from sqlalchemy import select

    from interlace.db import tenancy
    from interlace.db.models import Body

    with tenancy.reading(database, tenant) as session:
        return session.scalar(select(Body.id).limit(1)) is not None


def _run(database: Database, tenant: UUID, job: UUID) -> Job:
    """Run the job in this process, with progress on the terminal."""
    from interlace.jobs import run_here

    with Progress(100, "") as progress:
        done = 0

        def watch(percent: int, step: str) -> None:
            nonlocal done
            progress.step(step, advance=percent - done)
            done = percent

        return run_here(database, tenant, job, watch)


def _tell(job: Job, tenant: str) -> None:
    result: Mapping[str, Any] = job.result or {}
    if job.state != "succeeded":
        _tell_failure(job.state, result)
    if result["nothing_changed"]:
        click.echo(say("Nothing changed: the register held all of it already."))
        return
    _tell_counts(result["tables"])
    if result["settings_changed"]:
        click.echo(say("Settings of the tenant change too."))
    if result["dry_run"]:
        click.echo(say("This was a dry run: nothing was written."))
    else:
        revision = result["revision"]
        click.echo(
            say(
                "Imported: revision {revision}. Next: interlace summary --tenant {tenant}",
                revision=revision,
                tenant=tenant,
            )
        )


def _tell_counts(tables: Mapping[str, Mapping[str, int]]) -> None:
    from graph.tables import SCHEMA
    from interlace.cli.output import console, table

    headings = [say("Table"), say("Added"), say("Changed"), say("Removed"), say("As before")]
    grid = table("", headings, right=range(1, 5))
    for name in SCHEMA:
        counts = tables[name]
        if any(counts.values()):
            grid.add_row(name, *(str(counts[kind]) for kind in ("added", "changed", "removed", "kept")))
    console().print(grid)


def _tell_failure(state: str, result: Mapping[str, Any]) -> None:
    """Say why the import did not come about, and end."""
    if "problems" not in result:
        raise Failed(str(result.get("sentence") or say("The job was {state}.", state=state)))
    from interlace.cli.output import console, table

    language = language_of()
    grid = table("", [say("File"), say("Line"), say("Column"), say("Read"), say("Expected")], right=[1])
    for problem in result["problems"]:
        line = str(problem["line"] or "")
        grid.add_row(problem["file"], line, problem["column"], problem["value"], problem["expected"][language])
    screen = console(err=True)
    screen.print(grid)
    count = len(result["problems"]) + result["more"]
    screen.print(say("Problems: {count}. Nothing was kept.", count=count))
    raise click.exceptions.Exit(INVALID)
