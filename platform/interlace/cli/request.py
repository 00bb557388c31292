"""`interlace request`: what bodies are asked, in a tenant of the installation."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, say, tenant_argument, tenant_id
from interlace.cli.options import Day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from interlace.reading.view import View
    from interlace.requests import RequestTold
    from interlace.requests.asking import Preview

PLAIN = ("declaration", "strategies", "actions", "participations", "competences")
_MEMORY = 2**30
_format = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@group_with_examples(
    "interlace request list portugal",
    'interlace request ask portugal --body PT-sintra --item strategies --reason "For the report" --until 2027-01-31',
    "interlace request burden portugal --by asker",
)
def command() -> None:
    """What bodies are asked: each thing once, whoever wants to know it."""


@command.command("list")
@tenant_argument
@_format
def listed(tenant: str, form: str) -> None:
    """List what was asked in TENANT, the last request first."""
    from interlace import requests
    from interlace.cli.output import console, table

    found: list[RequestTold] = []
    with _asking(tenant) as (database, who, known, view):
        while True:
            after = found[-1].id if found else None
            page = requests.requests(database, who, known, view, first=200, after=after)
            found += page.requests
            if not page.has_more:
                break
    if form == "json":
        _write({"requests": [asdict(one) for one in found]})
        return
    columns = ("Request", "Asker", "Until", "Bodies", "Waiting", "Answered", "Known", "Replies owed")
    grid = table("", _headings(columns), right=range(3, 8))
    for one in found:
        numbers = (one.bodies, one.waiting, one.answered, one.already_known, one.replies_owed)
        grid.add_row(str(one.id), one.for_body or "–", str(one.deadline), *map(str, numbers))
    console().print(grid)


@command.command()
@tenant_argument
@click.option("--body", "bodies", metavar="CODE", multiple=True, help="A body that is asked (repeatable).")
@click.option("--below", metavar="CODE", help="All bodies below this one are asked.")
@click.option("--level", help="With --below: only those of this level.")
@click.option("--item", "items", type=click.Choice(PLAIN), multiple=True, help="What is asked (repeatable).")
@click.option("--field", "fields", metavar="CODE:FIELD", multiple=True, help="A field of a strategy is asked.")
@click.option("--finding", "findings", metavar="KEY", multiple=True, help="An open question of a rule is asked.")
@click.option("--text", "texts", multiple=True, help="Something is asked in free words.")
@click.option("--reason", required=True, help="Why; the bodies read it.")
@click.option("--until", type=Day(), required=True, help="Until when.")
@click.option("--for", "for_body", metavar="CODE", help="The body in whose name it is asked.")
@click.option("--dry-run", is_flag=True, help="Only say what it would come to.")
@_format
def ask(
    tenant: str,
    bodies: tuple[str, ...],
    below: str | None,
    level: str | None,
    items: tuple[str, ...],
    fields: tuple[str, ...],
    findings: tuple[str, ...],
    texts: tuple[str, ...],
    reason: str,
    until: date,
    for_body: str | None,
    dry_run: bool,
    form: str,
) -> None:
    """Ask bodies of TENANT. What the register knows, and what others ask already, reaches no body again."""
    from interlace import requests

    asked: list[dict[str, str]] = [
        *({"kind": kind} for kind in items),
        *({"kind": "strategy-field", "subject": field} for field in fields),
        *({"kind": "finding", "subject": key} for key in findings),
        *({"kind": "text", "text": text} for text in texts),
    ]
    given: dict[str, Any] = {"items": asked, "reason": reason, "deadline": until, "for_body": for_body}
    given |= {"bodies": list(bodies)} if bodies or not below else {"below": below, "level": level}
    if not bodies and not below:
        del given["bodies"]
    with _asking(tenant) as (database, who, known, view):
        foreseen = requests.preview(database, who, known, view, given)
        made = None if dry_run else requests.ask(database, who, known, view, given)
    if form == "json":
        counts = {"asked": foreseen.asked, "joined": foreseen.joined, "already_known": foreseen.already_known}
        told = {"items": [asdict(one) for one in foreseen.foreseen]}
        _write({"request": None if made is None else asdict(made), **counts, **told})
        return
    _tell(foreseen)
    if made is not None:
        click.echo(say("Asked: {request}", request=made.id))


def _tell(foreseen: Preview) -> None:
    click.echo(say("Questions that reach a body: {count}", count=foreseen.asked))
    click.echo(say("Asked by others already: {count}", count=foreseen.joined))
    click.echo(say("Known already: {count}", count=foreseen.already_known))
    nobody = sorted({one.body for one in foreseen.foreseen if one.nobody and one.outcome != "already_known"})
    if nobody:
        click.echo(say("Nobody of these bodies uses Interlace yet: {bodies}", bodies=" ".join(nobody)), err=True)


@command.command()
@tenant_argument
@click.option("--by", type=click.Choice(["body", "asker"]), default="body", show_default=True, help="Of whom.")
@click.option("--from", "since", type=Day(), help="The first day; a year before the last unless given.")
@click.option("--to", "until", type=Day(), help="The last day; today unless given.")
@_format
def burden(tenant: str, by: str, since: date | None, until: date | None, form: str) -> None:
    """Show what asking costs in TENANT and what it spared, in the order of codes. Nothing here is a ranking."""
    from interlace import requests
    from interlace.cli.output import console, table

    rows: list[requests.Burden] = []
    with _asking(tenant) as (database, who, known, view):
        while True:
            after = rows[-1].body if rows else None
            asked = requests.AskedBurden(by=by, since=since, until=until, first=500, after=after)
            page = requests.burden(database, who, known, view.as_of, asked)
            rows += page.rows
            if not page.has_more:
                break
    if form == "json":
        span = {"from": page.since.isoformat(), "to": page.until.isoformat(), "by": by}
        _write({**span, "rows": [row._asdict() for row in rows], "whole": page.whole._asdict()})
        return
    columns = ("Body", "Items", "Reached", "Joined", "Known", "Answered", "Waiting", "Days open", "Replies owed")
    grid = table("", _headings(columns), right=range(1, 9))
    for row in rows:
        days = "–" if row.median_days_open is None else str(row.median_days_open)
        numbers = (row.items, row.asked, row.joined, row.already_known, row.answered, row.waiting)
        grid.add_row(row.body or "–", *map(str, numbers), days, str(row.replies_owed))
    console().print(grid)


def _headings(columns: Sequence[str]) -> list[str]:
    words = {
        "Request": say("Request"),
        "Asker": say("Asker"),
        "Until": say("Until"),
        "Bodies": say("Bodies"),
        "Waiting": say("Waiting"),
        "Answered": say("Answered"),
        "Known": say("Known already"),
        "Replies owed": say("Replies owed"),
        "Body": say("Body"),
        "Items": say("Asked in all"),
        "Reached": say("Reached the body"),
        "Joined": say("Joined"),
        "Days open": say("Days open (median)"),
    }
    return [words[column] for column in columns]


@contextmanager
def _asking(tenant: str) -> Iterator[tuple[Database, Principal, UUID, View]]:
    """The installation, and the machine itself as whoever asks, with all that there is today."""
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
