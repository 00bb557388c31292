"""`interlace case`: what people make of findings, in a tenant of the installation."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from interlace.cases.listing import CaseListed
    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.snapshots.store import SnapshotStore

STATES = ("open", "acknowledged", "in_progress", "disputed", "accepted_risk", "closed")
SAID = (*STATES[1:], "open", "upheld", "rejected")
_MEMORY = 2**30
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@group_with_examples(
    "interlace case list portugal --state disputed",
    "interlace case show portugal strategy-missing:PT-sintra",
    'interlace case answer portugal strategy-missing:PT-sintra upheld --reason "It was adopted in 2020."',
)
def command() -> None:
    """What people make of findings: answers, owners, deadlines. A case is kept under its finding's key."""


@command.command("list")
@tenant_argument
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only those that stand like this.")
@click.option("--owner", "owners", metavar="CODE", multiple=True, help="Only those that this body owns.")
@click.option("--overdue", is_flag=True, help="Only those past their joint deadline.")
@_format
def listed(tenant: str, states: tuple[str, ...], owners: tuple[str, ...], overdue: bool, form: str) -> None:
    """List the cases of TENANT, what is due first at the top."""
    from interlace import cases
    from interlace.cli.output import console, table

    found: list[CaseListed] = []
    after = None
    with _asking(tenant) as asker:
        while True:
            asked = cases.AskedCases(state=states, owner=owners, overdue=overdue or None, first=200, after=after)
            page = cases.cases(*asker, asked)
            found += page.items
            after = page.next_after
            if after is None:
                break
    if form == "json":
        _write({"cases": [asdict(one) for one in found]})
        return
    grid = table("", [say("Finding"), say("State"), say("Deadline"), say("Owners")])
    for one in found:
        grid.add_row(one.finding, one.state, "–" if one.deadline is None else str(one.deadline), " ".join(one.owners))
    console().print(grid)


@command.command()
@tenant_argument
@click.argument("key")
@_format
def show(tenant: str, key: str, form: str) -> None:
    """Show the case of the finding of this KEY."""
    from interlace import cases

    with _asking(tenant) as asker:
        told = cases.case(*asker, key)
    if form == "json":
        _write(asdict(told))
        return
    click.echo(f"{say('Finding')}  {told.finding}\n{say('State')}  {told.state}")
    click.echo(f"{say('Owners')}  {' '.join(owner.body for owner in told.owners) or '–'}")
    click.echo(f"{say('Deadline')}  {told.deadline or '–'}")
    for answer in told.answers:
        who = answer.by_name or answer.by
        click.echo(f"{answer.number}. {answer.said}  {answer.body or '–'}  {who}, {_minute(answer.at)}")
        if answer.reason:
            click.echo(f"   {answer.reason}")
    for comment in told.comments:
        click.echo(f"»  {comment.by_name or comment.by}, {_minute(comment.at)}: {comment.text or '–'}")
    for episode in told.episodes:
        click.echo(f"{episode.opened_on} – {episode.closed_on or ''} {episode.closed_by or ''}".rstrip())


@command.command()
@tenant_argument
@click.argument("key")
@click.argument("said", type=click.Choice(SAID))
@click.option("--reason", help="Why, or what was done.")
@click.option("--url", metavar="URL", help="A page that shows it.")
@click.option("--until", metavar="YYYY-MM-DD", help="The last day of an accepted risk.")
@click.option("--body", metavar="CODE", help="For which body; the first that it concerns unless told.")
def answer(
    tenant: str, key: str, said: str, reason: str | None, url: str | None, until: str | None, body: str | None
) -> None:
    """Say something of the finding of this KEY, after what was said last."""
    from interlace import cases

    with _asking(tenant) as asker:
        number = cases.case(*asker, key).number
        values = {
            "finding": key,
            "said": said,
            "after": number,
            "reason": reason,
            "evidence_url": url,
            "until": until,
            "body": body,
        }
        cases.answer(*asker, values)
        state = cases.case(*asker, key).state
    click.echo(say("{key} is now: {state}", key=key, state=state))


@contextmanager
def _asking(tenant: str) -> Iterator[tuple[Database, SnapshotStore, Principal, UUID]]:
    """What services of cases begin with, for the program itself."""
    from interlace.principals import SYSTEM
    from interlace.snapshots.store import SnapshotStore

    with opened() as database:
        yield database, SnapshotStore(_MEMORY), SYSTEM, tenant_id(database, tenant)


def _write(values: object) -> None:
    import orjson

    click.echo(orjson.dumps(values, option=orjson.OPT_INDENT_2).decode())


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
