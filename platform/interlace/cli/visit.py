"""`interlace visit`: expert visits in a tenant of the installation, and what was recommended after them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id
from interlace.cli.options import Day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from interlace.reading.view import View
    from interlace.visits import RecommendationTold, VisitTold

_MEMORY = 2**30
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
_visit = click.argument("visit", type=click.UUID)


@group_with_examples(
    "interlace visit list portugal",
    'interlace visit plan portugal --body PT-sintra --title "Visit to Sintra" --from 2027-05-03 --to 2027-05-05',
    "interlace visit name portugal VISIT rui@example.org",
    "interlace visit recommendations portugal --overdue",
)
def command() -> None:
    """Experts who visit bodies, and what becomes of what they recommend."""


@command.command("list")
@tenant_argument
@click.option("--body", "bodies", metavar="CODE", multiple=True, help="Only visits to this body (repeatable).")
@click.option("--state", "states", multiple=True, help="Only visits in this state (repeatable).")
@_format
def listed(tenant: str, bodies: tuple[str, ...], states: tuple[str, ...], form: str) -> None:
    """List the visits in TENANT, the last planned first."""
    from interlace import visits
    from interlace.principals import SYSTEM

    found: list[VisitTold] = []
    with opened() as database:
        known = tenant_id(database, tenant)
        while True:
            asked = {"bodies": bodies, "states": states, "after": found[-1].id if found else None}
            page = visits.visits(database, SYSTEM, known, _view(database, known), first=200, **asked)  # type: ignore[arg-type]
            found += page.visits
            if not page.has_more:
                break
    if form == "json":
        _write({"visits": [asdict(one) for one in found]})
        return
    headings = (say("Visit"), say("Body"), say("From"), say("To"), say("How far"), say("Title"))
    rows = [(str(one.id), one.body, str(one.starts_on), str(one.ends_on), one.state, one.title) for one in found]
    _grid(headings, rows)


@command.command()
@tenant_argument
@click.option("--body", required=True, metavar="CODE", help="The body that is visited.")
@click.option("--title", required=True, help="What the visit is called.")
@click.option("--from", "since", type=Day(), required=True, help="The first day.")
@click.option("--to", "until", type=Day(), required=True, help="The last day.")
@click.option("--assessment", type=click.UUID, help="An assessment that the body has sent.")
def plan(tenant: str, body: str, title: str, since: date, until: date, assessment: UUID | None) -> None:
    """Plan a visit in TENANT."""
    from interlace import visits
    from interlace.principals import SYSTEM

    given = {"body": body, "title": title, "starts_on": since, "ends_on": until, "assessment": assessment}
    with opened() as database:
        told = {name: value for name, value in given.items() if value is not None}
        made = visits.plan(database, SYSTEM, tenant_id(database, tenant), told)
    click.echo(say("Planned: {visit}", visit=made))


@command.command()
@tenant_argument
@_visit
@click.argument("email")
def name(tenant: str, visit: UUID, email: str) -> None:
    """Name a member of TENANT, by their address, as an expert of a visit."""
    from interlace import visits
    from interlace.principals import SYSTEM

    with opened() as database:
        person = visits.name_expert(database, SYSTEM, tenant_id(database, tenant), visit, {"email": email})
    click.echo(say("Named: {person}", person=person))


@command.command()
@tenant_argument
@_visit
@_format
def show(tenant: str, visit: UUID, form: str) -> None:
    """Show a visit of TENANT, and its profile as far as it is written."""
    from interlace import visits
    from interlace.principals import SYSTEM

    with opened() as database:
        known = tenant_id(database, tenant)
        told = visits.profile(database, SYSTEM, known, _view(database, known).as_of, visit)
    if form == "json":
        areas = [asdict(area) for area in told.areas]
        _write({"visit": asdict(told.visit), "areas": areas})
        return
    one = told.visit
    click.echo(f"{one.title} · {told.body_name} · {one.starts_on} – {one.ends_on} · {one.state}")
    if one.expert_missing:
        click.echo(say("An expert is missing."), err=True)
    if one.summary:
        click.echo(f"\n{one.summary}")
    _grid((say("Area"), say("The body says"), say("The experts saw")), [
        (area.name, _range(area.body), _range(area.experts)) for area in told.areas
    ])  # fmt: skip
    _recommended(told.recommendations)


@command.command()
@tenant_argument
@click.option("--body", "owners", metavar="CODE", multiple=True, help="Only those to this body (repeatable).")
@click.option("--overdue", is_flag=True, help="Only those whose day has passed undone.")
@_format
def recommendations(tenant: str, owners: tuple[str, ...], overdue: bool, form: str) -> None:
    """List what was recommended in TENANT, the last written first. Nothing here is a ranking."""
    from interlace import visits
    from interlace.principals import SYSTEM

    found: list[RecommendationTold] = []
    with opened() as database:
        known = tenant_id(database, tenant)
        while True:
            after = found[-1].id if found else None
            page = visits.recommendations(
                database, SYSTEM, known, _view(database, known),
                owners=owners, overdue_only=overdue, first=200, after=after,
            )  # fmt: skip
            found += page.recommendations
            if not page.has_more:
                break
    if form == "json":
        _write({"recommendations": [asdict(one) for one in found]})
        return
    _recommended(found)


def _recommended(found: Sequence[RecommendationTold]) -> None:
    headings = (say("Recommendation"), say("Body"), say("Until"), say("How it stands"), say("In words"))
    late = say("late")
    rows = [
        (
            str(one.id),
            one.owner,
            str(one.deadline or "–"),
            one.progress + (f" ({late})" if one.overdue else ""),
            one.text,
        )
        for one in found
    ]
    _grid(headings, rows)


def _range(one: object) -> str:
    from interlace.visits import Range

    if not isinstance(one, Range):
        return "–"
    lower, upper = f"{one.lower:.0f}", f"{one.upper:.0f}"
    return lower if lower == upper else f"{lower}–{upper}"


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from interlace.cli.output import console, table

    grid = table("", list(headings))
    for row in rows:
        grid.add_row(*row)
    console().print(grid)


def _view(database: object, known: UUID) -> View:
    """All that there is today."""
    from datetime import UTC, datetime

    from interlace.db.connections import Database
    from interlace.reading.sight import Sight
    from interlace.reading.view import View
    from interlace.snapshots.store import SnapshotStore

    assert isinstance(database, Database)  # noqa: S101 - as it was opened
    return View(Sight(SnapshotStore(_MEMORY).current(database, known), frozenset()), datetime.now(UTC).date())


def _write(told: object) -> None:
    import orjson

    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2, default=str).decode())
