"""`interlace assessment results`, `voices` and `target`: what was sent, held against itself, a target and a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interlace.cli.asking import asking, write
from interlace.cli.installation import say, tenant_argument
from interlace.cli.options import Day

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from graph.scoring import Score

#: As `graph.scoring.groups` has them; written out, so that help needs no analysis.
GROUPS = ("level", "population", "part")
_body = click.argument("body", metavar="BODY")
_instrument = click.option("--instrument", metavar="ID", help="Which instrument; what was sent last unless given.")


@click.command()
@tenant_argument
@_body
@_instrument
@click.option("--group", type=click.Choice(GROUPS), default="level", show_default=True, help="Which similar bodies.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def results(tenant: str, body: str, instrument: str | None, group: str, form: str) -> None:
    """Show what BODY of TENANT can learn from what it sent, in the order of the instrument."""
    from interlace.assessments.results import results as found_results
    from interlace.assessments.tabled import COLUMNS, rows_of

    with asking(tenant) as (database, who, known, view):
        found = found_results(database, view, who, known, body, instrument=instrument, group=group)
    if form == "json":
        from api.rest.result_shapes import told_results
        from policies import PRINCIPLES

        write(told_results(found, {one.id: one.name.en for one in PRINCIPLES}))
        return
    from interlace.cli.output import console, print_csv, table

    if form == "csv":
        print_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in rows_of(found)])
        return
    click.echo(f"{found.body} · {found.instrument.id} {found.instrument.version} · {found.latest.sent_on}")
    headings = [say("Part"), say("Now"), say("Before"), say("Target"), say("Similar bodies"), say("In short")]
    grid = table("", headings, right=range(1, 5))
    for part in (*found.areas, *found.principles):
        before = part.earlier[-1] if part.earlier else None
        target = "–" if part.target is None else f"{part.target.target.normalize():f} ({part.target.by_day})"
        band = "–" if part.band is None else f"{part.band.lower}–{part.band.upper}"
        grid.add_row(part.id, _range(part.now), _range(before), target, band, part.word or "–")
    console().print(grid)


def _range(score: Score | None) -> str:
    if score is None:
        return "–"
    lower, upper = f"{score.lower:.1f}", f"{score.upper:.1f}"
    return lower if score.lower == score.upper else f"{lower}–{upper}"


@click.command()
@tenant_argument
@_body
@click.option("--round", "round_id", metavar="ROUND", type=click.UUID, help="The last that was released unless given.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def voices(tenant: str, body: str, round_id: UUID | None, form: str) -> None:
    """Show the released voices on BODY of TENANT side by side, where they differ."""
    from interlace.assessments.divergence import voices as found_voices

    with asking(tenant) as (database, who, known, view):
        found = found_voices(database, view, who, known, body, round_id=round_id)
    if form == "json":
        from api.rest.result_shapes import told_voices

        write(told_voices(found))
        return
    from interlace.cli.output import console, table

    click.echo(f"{found.body} · {found.instrument.id} {found.instrument.version} · {found.title}")
    speakers = [
        one.voice if one.author in {None, found.body} else f"{one.voice} {one.author}" for one in found.speakers
    ]
    grid = table("", [say("Item"), *speakers])
    for one in found.items:
        if one.apart:
            grid.add_row(one.id, *(str(each.value or each.standing.value) for each in one.answers))
    console().print(grid)


@click.command()
@tenant_argument
@_body
@click.option("--instrument", required=True, metavar="ID", help="Which instrument.")
@click.option("--area", required=True, metavar="ID", help="One of its areas.")
@click.option("--target", metavar="NUMBER", help="From 0 to 100; without it, the target is taken back.")
@click.option("--until", type=Day(), help="By when.")
@click.option("--revision", type=int, default=0, show_default=True, help="The revision that you read; 0 for a new one.")
def target(
    tenant: str, body: str, instrument: str, area: str, target: str | None, until: date | None, revision: int
) -> None:
    """Set, change or take back what BODY of TENANT wants to reach in an area."""
    from interlace.assessments.targets import set_target

    values: dict[str, object] = {"body": body, "instrument": instrument, "area": area, "revision": revision}
    if target is not None or until is not None:
        values |= {"target": target, "by_day": None if until is None else until.isoformat()}
    with asking(tenant) as (database, who, known, _):
        made = set_target(database, who, known, values)
    click.echo(say("Taken back.") if made is None else say("Kept at revision {revision}.", revision=made.revision))
