"""`interlace instrument`: questionnaires, checklists and frames as files, and in a tenant of the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interlace.cli.failures import INVALID, Failed
from interlace.cli.help import group_with_examples
from interlace.cli.installation import opened, tenant_argument, tenant_id
from interlace.cli.options import format_option, lang_option
from interlace.texts import Speaker

if TYPE_CHECKING:
    from interlace.cli.instrument_files import Checked
    from interlace.instruments import InstrumentListed
    from policies.instruments import Answer, Crosswalk, Instrument, InstrumentInvalid

_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@group_with_examples(
    "interlace instrument list",
    "interlace instrument show multilevel-self-check",
    "interlace instrument check index-2.toml index-1-to-2.toml",
    "interlace instrument load portugal index-2.toml",
    "interlace instrument crosswalk index-1.toml index-2.toml index-1-to-2.toml",
)
def command() -> None:
    """Questionnaires, checklists and frames as data, and crosswalks between their versions."""


@command.command()
@click.argument("files", type=_file, nargs=-1, required=True, metavar="FILE…")
@format_option("table", "json")
@lang_option
def check(files: tuple[Path, ...], form: str, lang: str) -> None:
    """List everything that is wrong with each FILE, an instrument or a crosswalk, line by line.

    A crosswalk is held against its versions where they are among the files. Exit status: 0 valid, 1 invalid.
    """
    from interlace.cli.instrument_files import check_files
    from interlace.cli.output import print_json

    found = check_files(files)
    if form == "json":
        print_json({"files": [one.object(lang) for one in found]})
    else:
        for one in found:
            _print_checked(one, Speaker(lang))
    raise click.exceptions.Exit(INVALID if any(one.problems for one in found) else 0)


def _print_checked(one: Checked, speaker: Speaker) -> None:
    from interlace.cli.output import console, table

    say = speaker.say
    if not one.problems:
        click.echo(say("{file}: valid, {key}", file=one.path, key=one.key))
        return
    grid = table(str(one.path), [say("Line"), say("Where"), say("Expected")], right=(0,))
    for problem in one.problems:
        grid.add_row(str(problem.line), problem.pointer or "/", problem.expected(speaker.language))
    console().print(grid)
    if one.more:
        click.echo(say("{count} more.", count=speaker.number(one.more)))


@command.command("list")
@click.argument("tenant", metavar="[TENANT]", required=False)
@format_option("table", "json")
@lang_option
def listed(tenant: str | None, form: str, lang: str) -> None:
    """List what is shipped, and with TENANT what that tenant loaded too."""
    from interlace.cli.instrument_files import in_language
    from interlace.cli.output import console, print_json, table
    from interlace.instruments import plain

    found, speaker = _found(tenant), Speaker(lang)
    if form == "json":
        print_json({"instruments": [plain.of_listed(one) for one in found]})
        return
    say = speaker.say
    grid = table("", [say("Key"), say("Name"), say("Kind"), say("Status"), say("Items")], right=(4,))
    for one in found:
        grid.add_row(one.key, in_language(one.name, lang), one.kind, one.status, speaker.number(one.items))
    console().print(grid)


def _found(tenant: str | None) -> list[InstrumentListed]:
    from interlace import instruments
    from interlace.instruments.kept import shipped_listed
    from interlace.principals import SYSTEM

    if tenant is None:
        return shipped_listed()
    with opened() as database:
        return list(instruments.instruments(database, SYSTEM, tenant_id(database, tenant)))


@command.command()
@click.argument("name", metavar="NAME")
@click.option("--tenant", metavar="SLUG", help="The tenant that loaded it, by its key `id@version`.")
@format_option("table", "json")
@lang_option
def show(name: str, tenant: str | None, form: str, lang: str) -> None:
    """Show the instrument of this NAME: an id, a key `id@version`, or a file."""
    from interlace.cli.instrument_files import in_language
    from interlace.cli.output import print_json
    from policies.instruments import told

    found = _named(name, tenant, lang)
    if form == "json":
        print_json({**told(found), "digest": found.digest})
        return
    say = Speaker(lang).say
    click.echo(f"{in_language(found.name, lang)}\n{found.id}@{found.version} · {found.kind} · {found.status}")
    click.echo(f"{say('Source')}  {found.source}")
    for area in found.areas:
        click.echo(f"\n{in_language(area.name, lang)}  ({area.weight})")
        for item in found.items:
            if item.area == area.id:
                worths = " / ".join(in_language(option.name, lang) for option in item.options) or str(item.type)
                click.echo(f"  {item.id}: {in_language(item.question, lang)}  [{worths}]")


def _named(name: str, tenant: str | None, lang: str) -> Instrument:
    from interlace import instruments
    from interlace.cli.instrument_files import instrument_named
    from interlace.principals import SYSTEM
    from policies.instruments import InstrumentInvalid

    if tenant is not None:
        with opened() as database:
            return instruments.instrument(database, SYSTEM, tenant_id(database, tenant), name).instrument
    try:
        found = instrument_named(name)
    except InstrumentInvalid as error:
        raise _failed(name, error, lang) from error
    if found is None:
        raise Failed(Speaker(lang).say("There is no instrument {name}. Next: interlace instrument list", name=name))
    return found


def _failed(name: object, error: InstrumentInvalid, lang: str) -> Failed:
    first = error.problems[0]
    say = Speaker(lang).say
    return Failed(
        say(
            "{file}, line {line}: expected {expected}. Next: interlace instrument check {file}",
            file=name,
            line=first.line,
            expected=first.expected(lang),
        )
    )


@command.command()
@tenant_argument
@click.argument("file", type=_file)
@lang_option
def load(tenant: str, file: Path, lang: str) -> None:
    """Load the instrument or crosswalk in FILE into TENANT. A version never changes once it is loaded."""
    from interlace import instruments
    from interlace.principals import SYSTEM
    from policies.instruments import InstrumentInvalid, is_crosswalk

    content = file.read_bytes()
    try:
        load_it = instruments.load_crosswalk if is_crosswalk(content, file.name) else instruments.load
        with opened() as database:
            made = load_it(database, SYSTEM, tenant_id(database, tenant), content, file.name)
    except InstrumentInvalid as error:
        raise _failed(file, error, lang) from error
    click.echo(Speaker(lang).say("{key} is loaded into {tenant}.", key=made.key, tenant=tenant))


@command.command()
@tenant_argument
@click.argument("key")
@lang_option
def remove(tenant: str, key: str, lang: str) -> None:
    """Take the instrument or crosswalk of this KEY out of TENANT, if nothing stands on it."""
    from interlace import instruments
    from interlace.principals import SYSTEM

    take = instruments.remove_crosswalk if key.count("@") > 1 else instruments.remove
    with opened() as database:
        take(database, SYSTEM, tenant_id(database, tenant), key)
    click.echo(Speaker(lang).say("{key} is taken away.", key=key))


@command.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("file", type=_file)
@click.option("--answers", type=_file, help="Answers to OLD as JSON: {item: {standing, value}}.")
@format_option("table", "json")
@lang_option
def crosswalk(old: str, new: str, file: Path, answers: Path | None, form: str, lang: str) -> None:
    """Hold the crosswalk in FILE against both versions, and tell what is carried over and what is lost."""
    from graph.crosswalk import cross
    from interlace.cli.instrument_files import crossed_object
    from interlace.cli.output import print_json
    from policies.instruments import InstrumentInvalid, read_crosswalk

    before, after = (_named(name, None, lang) for name in (old, new))
    try:
        walk = read_crosswalk(file.read_bytes(), file.name, before, after)
    except InstrumentInvalid as error:
        raise _failed(file, error, lang) from error
    crossed = None if answers is None else cross(before, after, walk, _answers(before, answers, lang))
    told = crossed_object(walk, crossed, lang)
    if form == "json":
        print_json(told)
    else:
        _print_crossed(walk, told, Speaker(lang))


def _answers(instrument: Instrument, path: Path, lang: str) -> dict[str, Answer]:
    """The answers in a file. Raises Failed where there are none; Invalid for an answer that its item does not take."""
    import orjson

    from interlace.assessments.values import answer_of

    try:
        values = orjson.loads(path.read_bytes())
    except ValueError:
        values = None
    items = instrument.items_by_id
    good = isinstance(values, dict) and all(name in items and isinstance(one, dict) for name, one in values.items())
    if not good:
        say = Speaker(lang).say
        raise Failed(say("{file} holds no answers to {instrument}.", file=path, instrument=instrument.id))
    return {
        name: answer_of(items[name], one.get("standing"), one.get("value"), f"/{name}") for name, one in values.items()
    }


def _print_crossed(walk: Crosswalk, told: dict[str, Any], speaker: Speaker) -> None:
    from interlace.cli.output import console, table

    say = speaker.say
    grid = table(walk.key, [say("New item"), say("From"), say("What happens")])
    for one in told["carried"]:
        grid.add_row(one["item"], " + ".join(one["of"]), one["changed"] or say("carried over"))
    for item in told["added"]:
        grid.add_row(item, "–", say("new"))
    for one in told["dropped"]:
        grid.add_row("–", one["item"], say("dropped: {reason}", reason=one["reason"]))
    console().print(grid)
    if "crossings" in told:
        lost = table(say("What does not pass as it was"), [say("From"), say("New item"), say("What happens")])
        for one in told["crossings"]:
            lost.add_row(" + ".join(one["old"]) or "–", one["new"] or "–", one["change"])
        console().print(lost)
