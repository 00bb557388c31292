"""`interlace whatif`: what changes would come to, without making them."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import click

from graph.tables import SCHEMA
from interlace.cli.failures import INVALID
from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, analysed, read_register, today, with_register
from interlace.texts import Speaker
from policies import ALIGNMENT_STATES
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from io import BufferedReader

    from graph.register import Register
    from graph.whatif import Change
    from interlace.errors import FieldProblem
    from interlace.scenarios.effects import Effects

_MOST_LISTED = 20
_TOLD_IN_JSON = 200


@command_with_examples(
    'interlace whatif demo/portugal --change "add relations source=PT-sintra target=PT-NET-RPCI kind=member_of"',
    'interlace whatif demo/portugal --change "remove strategies code=PT-lisboa-plan" --format json',
    "interlace whatif --tenant portugal --changes changes.json",
)
@with_register("table", "json")
@click.option(
    "--change",
    "written",
    metavar="'VERB TABLE COLUMN=VALUE …'",
    multiple=True,
    help="A record that is added or removed; several are made one after the other.",
)
@click.option("--changes", "file", type=click.File("rb"), help="A JSON list of changes, as REST takes them.")
def command(
    source: Source, as_of: date, form: str, lang: str, written: Sequence[str], file: BufferedReader | None
) -> None:
    """Findings that changes would open, close and change, alignment before and after, people reached.

    Nothing is written. Changes mean what the ordinary services do: relations and links are declared, a strategy that
    is removed is withdrawn, and what something refers to stays. Exit status 1 where the register does not admit them.
    """
    from interlace.cli.output import print_json
    from interlace.scenarios.plain import of_effects

    changes = _read([*_of_file(file), *(_parsed(one) for one in written)], lang)
    if not changes:
        raise click.UsageError("Name at least one --change, or a file of --changes.")
    effects = _effects(read_register(source, lang), changes, as_of, lang)
    if form == "json":
        print_json({name: value for name, value in of_effects(effects, _TOLD_IN_JSON).items() if name != "withheld"})
    else:
        _print(effects, Speaker(lang))


def _of_file(file: BufferedReader | None) -> list[Any]:
    if file is None:
        return []
    try:
        told = json.load(file)
    except ValueError as error:
        raise click.BadParameter(f"this is no JSON: {error}.", param_hint="--changes") from error
    if not isinstance(told, list):
        raise click.BadParameter("write a list of changes: […].", param_hint="--changes")
    return told


def _parsed(written: str) -> dict[str, Any]:
    """A change as JSON holds it, of `add relations source=A target=B kind=consults`."""
    try:
        verb, table, *pairs = shlex.split(written)
    except ValueError as error:
        raise click.BadParameter(
            "write it as 'add relations source=A target=B kind=consults'.", param_hint="--change"
        ) from error
    values: dict[str, Any] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        column = SCHEMA.get(table, {}).get(name)
        several = column is not None and str(column.kind.data_type).startswith("List")
        values[name] = value.split("|") if several else value
    return {"verb": verb, "table": table, "values": values}


def _read(given: list[Any], lang: str) -> tuple[Change, ...]:
    """The changes, typed; what is wrong with them is told, and ends the command."""
    from interlace.errors import Invalid
    from interlace.scenarios.values import read_changes

    try:
        return read_changes(given)
    except Invalid as refused:
        raise _refused(refused.problems, lang) from None


def _effects(register: Register, changes: Sequence[Change], as_of: date, lang: str) -> Effects:
    from graph.governance import GovernanceGraph
    from graph.whatif import Refused, edits_of, what_if
    from interlace.scenarios.effects import effects_of
    from interlace.scenarios.values import pointed

    try:
        edits = edits_of(register.tables, changes, today())
    except Refused as refused:
        raise _refused(list(pointed(refused.problems)), lang) from None
    before = analysed(GovernanceGraph.at(register, as_of))
    return effects_of(what_if(register, edits, as_of, before), 0, 0)


def _refused(problems: Sequence[FieldProblem], lang: str) -> click.exceptions.Exit:
    """Tell what stands against the changes."""
    from interlace.bundle.problems import expected_of

    say = Speaker(lang).say
    for problem in problems:
        click.echo(f"{problem.pointer}: {say('expected')}: {expected_of(problem, lang)}", err=True)
    return click.exceptions.Exit(INVALID)


def _print(effects: Effects, speaker: Speaker) -> None:
    from interlace.cli.output import console, table

    say, number = speaker.say, speaker.number
    out = console()
    title = say("What {count} records would come to on {day}", count=number(effects.records), day=effects.as_of)
    grid = table(title, [say("Rule"), "", say("Opened"), say("Closed"), say("Changed")], right=(2, 3, 4))
    for one in effects.rules:
        counts = map(number, (one.opened, one.closed, one.changed))
        grid.add_row(one.rule, RULES[one.rule].title.in_language(speaker.language), *counts)
    grid.add_section()
    totals = map(number, (effects.opened_total, effects.closed_total, effects.changed_total))
    grid.add_row(say("All"), "", *totals)
    out.print(grid)
    states = table(
        say("Pairs of a strategy and an authority"), [say("State"), say("Before"), say("After")], right=(1, 2)
    )
    for state in effects.states:
        name = ALIGNMENT_STATES[state.state].name.in_language(speaker.language)
        states.add_row(name, number(state.before), number(state.after))
    out.print(states)
    people = effects.people
    out.print(say("Inhabitants of authorities that gain: {count}", count=number(people.gained)))
    if people.losing_total:
        out.print(say("Inhabitants of authorities that lose: {count}", count=number(people.lost)))
    for heading, findings in ((say("Would close"), effects.closed), (say("Would open"), effects.opened)):
        for finding in findings[:_MOST_LISTED]:
            out.print(f"{heading}: {finding.key}", highlight=False, markup=False)
