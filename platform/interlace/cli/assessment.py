"""`interlace assessment`: rounds in which bodies fill in an instrument, in a tenant of the installation."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from interlace.cli.asking import asking as _asking
from interlace.cli.asking import write as _write
from interlace.cli.assessment_results import results, target, voices
from interlace.cli.help import group_with_examples
from interlace.cli.installation import say, tenant_argument
from interlace.cli.options import Day

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

VOICES = ("body", "civil_society", "reviewer")
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
_round = click.argument("round_id", metavar="ROUND", type=click.UUID)


@group_with_examples(
    "interlace assessment rounds portugal",
    'interlace assessment open portugal --title "Autumn" --instrument intercultural-index --body PT-sintra '
    "--until 2027-01-31",
    "interlace assessment show portugal 019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42",
    "interlace assessment results portugal PT-sintra --group population",
)
def command() -> None:
    """Rounds of assessments: who is asked, in which voices, and how far each has come."""


@command.command("rounds")
@tenant_argument
@_format
def listed(tenant: str, form: str) -> None:
    """List the rounds of TENANT, the last one first."""
    from interlace import assessments
    from interlace.cli.output import console, table

    found: list[assessments.RoundTold] = []
    with _asking(tenant) as (database, who, known, view):
        while True:
            after = found[-1].id if found else None
            page = assessments.rounds(database, who, known, view, first=200, after=after)
            found += page.rounds
            if not page.has_more:
                break
    if form == "json":
        _write({"rounds": [asdict(one) for one in found]})
        return
    headings = [say("Round"), say("Title"), say("Instrument"), say("Until"), say("Bodies"), say("Sent"), say("State")]
    grid = table("", headings, right=range(4, 6))
    for one in found:
        state = say("closed") if one.closed_at else say("open")
        numbers = (str(one.bodies), f"{one.sent}/{one.assessments}")
        grid.add_row(str(one.id), one.title, f"{one.instrument} {one.version}", str(one.due_on), *numbers, state)
    console().print(grid)


@command.command("open")
@tenant_argument
@click.option("--title", required=True, help="What the round is called.")
@click.option("--description", help="What it is for.")
@click.option("--instrument", required=True, metavar="ID", help="What is filled in.")
@click.option("--instrument-version", metavar="VERSION", help="Which version of it; the newest unless given.")
@click.option("--body", "bodies", metavar="CODE", multiple=True, required=True, help="A body (repeatable).")
@click.option("--voice", "voices", type=click.Choice(VOICES), multiple=True, help="Whose view (repeatable).")
@click.option("--civil-society", "societies", metavar="CODE", multiple=True, help="Who is asked too (repeatable).")
@click.option("--reviewer", "reviewers", metavar="ID", multiple=True, help="Who reviews, by id (repeatable).")
@click.option("--until", type=Day(), required=True, help="Until when.")
@_format
def open_(
    tenant: str,
    title: str,
    description: str | None,
    instrument: str,
    instrument_version: str | None,
    bodies: tuple[str, ...],
    voices: tuple[str, ...],
    societies: tuple[str, ...],
    reviewers: tuple[str, ...],
    until: date,
    form: str,
) -> None:
    """Open a round in TENANT. The people of each voice are told."""
    from interlace import assessments

    asked = set(voices) | {"body"} if not voices else set(voices)
    asked |= ({"civil_society"} if societies else set()) | ({"reviewer"} if reviewers else set())
    beside = {"civil_society": list(societies), "reviewers": list(reviewers)}
    given: dict[str, Any] = {
        "title": title,
        "description": description,
        "instrument": instrument,
        "version": instrument_version,
        "voices": sorted(asked),
        "due_on": until,
        "bodies": [{"body": body, **{name: some for name, some in beside.items() if some}} for body in bodies],
    }
    with _asking(tenant) as (database, who, known, _):
        made = assessments.open_round(database, who, known, given)
    if form == "json":
        _write(asdict(made))
        return
    click.echo(say("Opened: {round}", round=made.id))


@command.command()
@tenant_argument
@_round
@_format
def show(tenant: str, round_id: UUID, form: str) -> None:
    """Show how far each voice of a ROUND of TENANT has come, in the order of codes."""
    from interlace import assessments
    from interlace.cli.output import console, table

    found: list[assessments.AssessmentTold] = []
    with _asking(tenant) as (database, who, known, view):
        told = assessments.round_of(database, who, known, view, round_id)
        while True:
            after = found[-1].id if found else None
            page = assessments.assessments(database, who, known, view, round_id=round_id, first=200, after=after)
            found += page.assessments
            if not page.has_more:
                break
    found.sort(key=lambda one: (one.body, one.voice, one.author or "", one.version))
    if form == "json":
        _write({"round": asdict(told), "assessments": [asdict(one) for one in found]})
        return
    click.echo(f"{told.title} · {told.instrument} {told.version} · {told.due_on}")
    grid = table("", [say("Assessment"), say("Body"), say("Voice"), say("Version"), say("State")], right=[3])
    for one in found:
        voice = one.voice if one.author in {None, one.body} else f"{one.voice} {one.author}"
        grid.add_row(str(one.id), one.body, voice, str(one.version), one.state)
    console().print(grid)


@command.command()
@tenant_argument
@_round
def close(tenant: str, round_id: UUID) -> None:
    """Close a ROUND of TENANT: nothing more is answered or sent, drafts stay."""
    from interlace import assessments

    with _asking(tenant) as (database, who, known, _):
        told = assessments.close_round(database, who, known, round_id)
    click.echo(say("Closed. Sent: {sent} of {all}", sent=told.sent, all=told.assessments))


@command.command()
@tenant_argument
@_round
@click.option("--body", required=True, metavar="CODE", help="The body on which the voices speak.")
def release(tenant: str, round_id: UUID, body: str) -> None:
    """Open the voices on a body in a ROUND of TENANT to each other."""
    from interlace import assessments

    with _asking(tenant) as (database, who, known, _):
        count = assessments.release(database, who, known, round_id, body)
    click.echo(say("Released: {count}", count=count))


for _one in (results, voices, target):
    command.add_command(_one)
