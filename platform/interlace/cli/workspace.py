"""`interlace workspace`: strategies in the making, and consultations on them, in a tenant of the installation."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id
from interlace.cli.options import Day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from io import TextIOWrapper
    from uuid import UUID

    from interlace.workspaces import Adoption, ConsultedTold, ReplyTold, WorkspaceTold

_MEMORY = 2**30
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
_id = click.argument("workspace", type=click.UUID, metavar="ID")


@group_with_examples(
    "interlace workspace list portugal",
    'interlace workspace open portugal --body PT --title "Strategy 2030"',
    "interlace workspace adopt portugal ID --dry-run",
)
def command() -> None:
    """Where authorities prepare a strategy step by step, put it to others, and adopt it into the register."""


@command.command("list")
@tenant_argument
@click.option("--body", "bodies", metavar="CODE", multiple=True, help="Only those of this body (repeatable).")
@_format
def listed(tenant: str, bodies: tuple[str, ...], form: str) -> None:
    """List the workspaces of TENANT, the last first."""
    from interlace import workspaces
    from interlace.cli.output import console, table

    found: list[WorkspaceTold] = []
    with _reading(tenant) as reader:
        while True:
            after = found[-1].id if found else None
            page = workspaces.workspaces(*reader, bodies=bodies, first=200, after=after)
            found += page.workspaces
            if not page.has_more:
                break
    if form == "json":
        _write({"workspaces": [asdict(one) for one in found]})
        return
    grid = table("", [say("Workspace"), say("Body"), say("Title"), say("State"), say("Recorded")])
    for one in found:
        asked, recorded = sum(step.asked for step in one.steps), sum(step.recorded for step in one.steps)
        grid.add_row(str(one.id), one.body, one.title, one.state, f"{recorded} / {asked}")
    console().print(grid)


@command.command()
@tenant_argument
@_id
@_format
def show(tenant: str, workspace: UUID, form: str) -> None:
    """Show how far the workspace of this ID has come: what is recorded for each step, and what is missing."""
    from interlace import workspaces

    with _reading(tenant) as reader:
        told = workspaces.workspace(*reader, workspace)
        asked = workspaces.consultations(*reader, workspace=workspace, first=200).consultations
    if form == "json":
        _write({**asdict(told), "consultations": [asdict(one) for one in asked]})
        return
    click.echo(f"{told.title}  {told.body}  {told.state}  {told.strategy or '–'}")
    for step in told.steps:
        click.echo(f"{step.id}  {step.recorded} / {step.asked}  {say('Missing')}: {' '.join(step.missing) or '–'}")
    for one in asked:
        click.echo(f"{one.id}  {one.title}  {one.state}  {one.due_on}  {one.replied} / {one.bodies}")


@command.command("open")
@tenant_argument
@click.option("--body", metavar="CODE", required=True, help="The authority.")
@click.option("--title", required=True, help="What it is called.")
def open_(tenant: str, body: str, title: str) -> None:
    """Open a workspace for an authority of TENANT."""
    from interlace import workspaces

    with _reading(tenant) as (database, who, known, _):
        made = workspaces.open_(database, who, known, {"body": body, "title": title})
    click.echo(say("Opened: {workspace}", workspace=made.id))


@command.command("set")
@tenant_argument
@_id
@click.argument("name")
@click.argument("value")
@click.option("--after", type=int, default=0, show_default=True, help="The revision of the field that you saw.")
def set_(tenant: str, workspace: UUID, name: str, value: str, after: int) -> None:
    """Write VALUE into the field NAME: notes.STEP, strategy.COLUMN or cell.PRINCIPLE.AREA."""
    from interlace import workspaces

    with _reading(tenant) as (database, who, known, _):
        given = {"name": name, "value": value, "after": after}
        came = workspaces.write(database, who, known, workspace, given)
    click.echo(f"{came.outcome}  {came.field.name}  {came.field.value}  --after {came.field.revision}")
    if came.outcome == "kept":
        click.echo(say("Another value stands; yours is kept beside it."), err=True)


@command.command()
@tenant_argument
@_id
@click.option("--title", required=True, help="What it is about.")
@click.option("--text", type=click.File(encoding="utf-8"), required=True, help="A file with the text.")
@click.option("--question", required=True, help="What is asked.")
@click.option("--until", type=Day(), required=True, help="Until when.")
@click.option("--body", "bodies", metavar="CODE", multiple=True, required=True, help="A body (repeatable).")
def consult(
    tenant: str, workspace: UUID, title: str, text: TextIOWrapper, question: str, until: date, bodies: tuple[str, ...]
) -> None:
    """Put a text to bodies with a question; their people are told."""
    from interlace import workspaces

    given = {"title": title, "text": text.read(), "question": question, "due_on": until, "bodies": list(bodies)}
    with _reading(tenant) as (database, who, known, _):
        made = workspaces.consult(database, who, known, workspace, given)
    click.echo(say("Asked: {request}", request=made.id))


@command.command()
@tenant_argument
@click.argument("consultation", type=click.UUID, metavar="ID")
@_format
def replies(tenant: str, consultation: UUID, form: str) -> None:
    """Show who was consulted, what they replied, and what became of each reply."""
    from interlace import workspaces

    asked: list[ConsultedTold] = []
    said: list[ReplyTold] = []
    with _reading(tenant) as reader:
        while True:
            bodies = workspaces.consulted(*reader, consultation, first=200, after=asked[-1].body if asked else None)
            asked += bodies.bodies
            if not bodies.has_more:
                break
        while True:
            page = workspaces.replies(*reader, consultation, first=200, after=said[-1].id if said else None)
            said += page.replies
            if not page.has_more:
                break
    if form == "json":
        _write({"bodies": [asdict(one) for one in asked], "replies": [asdict(one) for one in said]})
        return
    for one in asked:
        click.echo(f"{one.body}  {one.standing}")
        for reply in said:
            if reply.body == one.body:
                click.echo(f"  {reply.text}\n  → {reply.verdict or '–'}  {reply.because or ''}".rstrip())


@command.command()
@tenant_argument
@_id
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@_format
def adopt(tenant: str, workspace: UUID, dry_run: bool, form: str) -> None:
    """Record the strategy, its commitments and who was consulted on it: all of it, or nothing, once."""
    from interlace import workspaces

    with _reading(tenant) as (database, who, known, view):
        foreseen = workspaces.adoption(database, who, known, view, workspace)
        made = None if dry_run else workspaces.adopt(database, who, known, workspace, foreseen.revision)
    if form == "json":
        told = {**asdict(foreseen), "adopted": None if made is None else made.strategy}
        _write(told)
        return
    _tell(foreseen)
    if made is not None:
        click.echo(say("Adopted: {strategy}", strategy=made.strategy))


def _tell(foreseen: Adoption) -> None:
    for name, value in foreseen.strategy.items():
        click.echo(f"{name}  {value}")
    for cell in foreseen.commitments:
        click.echo(f"{cell.principle}:{cell.area}  {cell.depth}")
    for part in foreseen.parts:
        click.echo(f"{part.body}  {part.depth}")
    if foreseen.silent:
        click.echo(say("Consulted, no reply: {bodies}", bodies=" ".join(foreseen.silent)), err=True)
    for problem in foreseen.problems:
        click.echo(f"{problem.pointer}: {problem.code}", err=True)


@contextmanager
def _reading(tenant: str) -> Iterator[tuple[Any, Any, UUID, Any]]:
    """The installation, and the machine itself as whoever acts, with all that there is today."""
    from datetime import UTC, datetime

    from interlace.principals import SYSTEM
    from interlace.reading.sight import Sight
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

    with opened() as database:
        known = tenant_id(database, tenant)
        snapshot = SnapshotStore(_MEMORY).current(database, known)
        yield database, SYSTEM, known, View(Sight(snapshot, frozenset()), datetime.now(UTC).date())


def _write(told: object) -> None:
    import orjson

    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
