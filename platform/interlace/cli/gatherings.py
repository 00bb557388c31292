"""`interlace gatherings`: mentoring, study visits, networks and events of a tenant, and their calendar."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.gatherings import GatheringTold

_KINDS = ("mentoring_offer", "mentoring_request", "study_visit", "network", "event")
_STATES = ("draft", "open", "closed")
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@group_with_examples(
    "interlace gatherings list portugal --kind event",
    "interlace gatherings show portugal 01890000-0000-7000-8000-000000000001",
    "interlace gatherings calendar portugal 01890000-0000-7000-8000-000000000001 > meeting.ics",
)
def command() -> None:
    """What bodies offer, ask for and call together: mentoring, study visits, networks, events."""


@command.command("list")
@tenant_argument
@click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only of this kind.")
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="Only those that stand so.")
@click.option("--body", "bodies", metavar="CODE", multiple=True, help="Only those of this body.")
@_format
def listed(tenant: str, kinds: tuple[str, ...], states: tuple[str, ...], bodies: tuple[str, ...], form: str) -> None:
    """List those of TENANT, the latest first."""
    from interlace import gatherings
    from interlace.cli.output import console, table
    from interlace.principals import SYSTEM

    found: list[GatheringTold] = []
    after: UUID | None = None
    with opened() as database:
        asker = database, SYSTEM, tenant_id(database, tenant)
        while True:
            page = gatherings.gatherings(*asker, kinds=kinds, states=states, bodies=bodies, after=after)
            found += page.items
            after = page.next_after
            if after is None:
                break
    if form == "json":
        _write({"gatherings": [asdict(one) for one in found]})
        return
    grid = table("", [say("Id"), say("Kind"), say("State"), say("Body"), say("Title")])
    for one in found:
        grid.add_row(str(one.id), one.kind, one.values.state, one.body, one.values.title)
    console().print(grid)


@command.command()
@tenant_argument
@click.argument("gathering", type=click.UUID)
@_format
def show(tenant: str, gathering: UUID, form: str) -> None:
    """Show one of them, by its id."""
    from interlace import gatherings
    from interlace.principals import SYSTEM

    with opened() as database:
        told = gatherings.gathering(database, SYSTEM, tenant_id(database, tenant), gathering)
    if form == "json":
        _write(asdict(told))
        return
    click.echo(f"{told.values.title}\n{told.kind}, {told.values.state}, {told.body}\n\n{told.values.text}")


@command.command()
@tenant_argument
@click.argument("gathering", type=click.UUID)
def calendar(tenant: str, gathering: UUID) -> None:
    """Write an event or study visit as an iCalendar file."""
    from interlace import gatherings
    from interlace.principals import SYSTEM

    with opened() as database:
        click.echo(gatherings.calendar_of(database, SYSTEM, tenant_id(database, tenant), gathering), nl=False)


def _write(values: object) -> None:
    import orjson

    click.echo(orjson.dumps(values, option=orjson.OPT_INDENT_2).decode())
