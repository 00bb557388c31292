"""`interlace demo`: a database with two countries and people, the main job on one of them, and what to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.installation import opened
from interlace.cli.options import Progress, Source, analysed, as_of_option, lang_option, read_graph
from interlace.texts import Speaker

if TYPE_CHECKING:
    from datetime import date

    from graph.analysis import Analysis
    from interlace.db.connections import Database
    from interlace.demonstration import SignIn

_MOST_IMPORTANT = 6
_DEMO = Path("demo")
_STEPS = 16


@command_with_examples(
    "interlace demo",
    "interlace demo --no-serve --lang fr",
)
@click.option("--no-serve", is_flag=True, help="Stop after the report.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="Where to serve.")
@as_of_option
@lang_option
def command(no_serve: bool, port: int, as_of: date, lang: str) -> None:
    """Set up a database with Portugal and Spain and people of each kind, report on Portugal, then serve.

    May be repeated: what is there already is left as it is. To end the demonstration, remove INTERLACE_HOME, or the
    two tenants' database.
    """
    from interlace.cli.serve import serve
    from interlace.db import migration

    if not _DEMO.is_dir():
        raise Failed("The demonstration data are not here: run this in the folder of the project, where demo/ is.")
    speaker = Speaker(lang)
    with opened(migrated=False) as database:
        migration.upgrade(database)
        people = _set_up(database)
        _report(database, as_of, lang)
        _print_sign_ins(people, speaker)
        _print_next(as_of, port, speaker, serving=not no_serve)
        _print_pages(port, speaker, serving=not no_serve)
        if not no_serve:
            serve(database, "127.0.0.1", port)


def _set_up(database: Database) -> dict[str, list[SignIn]]:
    """Both countries and their people, with progress."""
    from interlace.demonstration import COUNTRIES, set_up, sign_ins

    people = {}
    for country in COUNTRIES:
        with Progress(_STEPS, country.slug) as progress:
            tenant_id = set_up(database, country, _DEMO / country.slug, progress.step)
            people[country.slug] = list(sign_ins(database, country, tenant_id))
    return people


def _report(database: Database, as_of: date, lang: str) -> None:
    """The main job, from the database: who is there, how it is aligned, what matters most."""
    from graph.frames import finding_frame
    from graph.summary import alignment_map, summarise
    from interlace.cli.align import print_map
    from interlace.cli.gaps import print_findings
    from interlace.cli.output import console
    from interlace.cli.summary import print_summary

    source = Source(None, "portugal")
    speaker, screen = Speaker(lang), console()
    graph = read_graph(source, as_of, lang, database)
    analysis: Analysis = analysed(graph)
    print_summary(summarise(analysis), speaker)
    print_map(alignment_map(graph), speaker)
    frame = finding_frame(analysis).sort("priority", descending=True, maintain_order=True)
    # One finding a rule, so that the first screen shows what kinds of things are found.
    screen.print(speaker.say("What matters most, one of each kind"), style="bold")
    first = frame.unique("rule", keep="first", maintain_order=True).head(_MOST_IMPORTANT)
    print_findings(analysis, first, frame.height, str(source), speaker)
    screen.print()
    screen.print(
        speaker.say("An unofficial coding of public sources, not reviewed by the bodies named: demo/portugal/NOTES.md"),
        markup=False,
    )


def _print_sign_ins(people: dict[str, list[SignIn]], speaker: Speaker) -> None:
    from interlace.cli.output import console, table

    say = speaker.say
    grid = table(
        say("Sign-ins for trying (tenant, person, e-mail, password)"),
        [say("Tenant"), say("Person"), say("Role"), say("E-mail"), say("Password")],
    )
    for slug, sign_ins in people.items():
        for sign_in in sign_ins:
            person = sign_in.person
            role = f"{person.role} {person.body or ''}".strip()
            grid.add_row(slug, person.does, role, sign_in.email, sign_in.password)
    console().print(grid)


def _print_next(as_of: date, port: int, speaker: Speaker, *, serving: bool) -> None:
    from interlace.cli.output import console

    say, screen = speaker.say, console()
    screen.print(say("What to type next:"), style="bold")
    for line in (
        "interlace gaps --tenant portugal --family vertical",
        "interlace gaps --tenant portugal --body PT-lisboa --lang fr",
        f"interlace compare --tenant portugal --from 2019-06-01 --to {as_of}",
        "interlace summary --tenant spain",
        "interlace audit verify portugal",
        "interlace --help",
    ):
        screen.print(f"  .venv/bin/{line}")
    if serving:
        screen.print(say("While this serves, another program gets a token in this way:"), style="bold")
        screen.print(
            f"  curl -s http://127.0.0.1:{port}/auth/token -H 'Content-Type: application/json' -d"
            ' \'{"tenant": "portugal", "email": "national@portugal.example", "password": "…"}\'',
            soft_wrap=True,
        )


def _print_pages(port: int, speaker: Speaker, *, serving: bool) -> None:
    """Last, so that it stands beside the address that is served: what people look at, and as whom."""
    from interlace.cli.output import console

    say, screen = speaker.say, console()
    address = f"http://127.0.0.1:{port}"
    told = (
        say("Open {address} in a browser and sign in. What to look at first:", address=address)
        if serving
        else say("`interlace serve` shows this on pages at {address}. What to look at first:", address=address)
    )
    screen.print(told, style="bold", soft_wrap=True)
    for account, tour in (
        ("national", say("Overview, then Findings, then Graph: where the levels pull together, and where not")),
        ("local", say("My desk: what a municipality registers, and what it gets back")),
        ("society", say("Inbox: what others say of an association, which confirms or disputes it")),
        ("admin", say("Administration: people and roles, thresholds, imports, what was done by whom")),
    ):
        screen.print(f"  {account}@portugal.example  {tour}", soft_wrap=True, markup=False)
