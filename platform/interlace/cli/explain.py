"""`interlace explain`: one finding, its evidence as a small tree, and what closes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.help import command_with_examples
from interlace.cli.options import as_of_option, format_option, lang_option, read_graph, source_of, tenant_option
from interlace.texts import Speaker
from policies import CERTAINTIES, OECD_GAPS, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    from rich.tree import Tree

    from graph.analysis import Analysis
    from graph.evidence import Evidence

_MOST_RECORDS = 12


@command_with_examples(
    "interlace explain demo/portugal strategy-missing:PT-sintra --lang fr",
)
@click.argument("words", nargs=-1, metavar="[BUNDLE] KEY")
@tenant_option
@as_of_option
@format_option("table", "json", "csv")
@lang_option
def command(words: tuple[str, ...], tenant: str | None, as_of: date, form: str, lang: str) -> None:
    """Explain one finding; as CSV, the records it rests on.

    KEY is `rule:subject` or `rule:subject:object`, as `interlace gaps` prints it.
    """
    from graph.analysis import analyse, evidence_of
    from graph.frames import finding_frame, finding_key
    from interlace.cli.gaps import finding_object
    from interlace.cli.output import print_csv, print_json

    if not words or len(words) > 2:  # noqa: PLR2004 - a bundle and a key
        raise click.UsageError("Name a BUNDLE (or a --tenant) and the KEY of a finding.")
    source, key = source_of(Path(words[0]) if words[1:] else None, tenant), words[-1]
    rule = key.split(":", maxsplit=1)[0]
    if rule not in RULES:
        raise click.BadParameter(f"there is no rule “{rule}”. Rules: {', '.join(RULES)}.", param_hint="KEY")
    analysis = analyse(read_graph(source, as_of, lang), [rule])
    for row in finding_frame(analysis).iter_rows(named=True):
        if finding_key(row["rule"], row["subject"], row["object"]) == key:
            if form == "json":
                print_json(finding_object(analysis, row) | {"rule_set": row["rule_set"]})
            elif form == "csv":
                print_csv(("table", "record"), evidence_of(analysis, rule, row["row"]).records)
            else:
                _print(analysis, row["rule"], row["row"], row["severity"], row["certainty"], Speaker(lang))
            return
    say = Speaker(lang).say
    raise Failed(
        say(
            "On {day} there is no finding {key}. Keys: interlace gaps {bundle} --rule {rule} --format csv",
            day=as_of,
            key=key,
            bundle=source,
            rule=rule,
        )
    )


def _print(analysis: Analysis, rule: str, row: int, severity: str, certainty: str, speaker: Speaker) -> None:
    from rich.text import Text
    from rich.tree import Tree

    from graph.explain import explain
    from interlace.cli.output import console

    say, language, metadata = speaker.say, speaker.language, RULES[rule]
    told = explain(analysis, rule, row, language)
    sure = CERTAINTIES[certainty]
    gap = OECD_GAPS[metadata.oecd_gap].name.in_language(language)
    tree = Tree(Text(metadata.title.in_language(language), style="bold"))
    for line in (
        told.text,
        f"{say('Rule')}: {rule}, {say('version')} {metadata.version}. {metadata.question.in_language(language)}",
        f"{say('On')}: {analysis.graph.as_of}",
        f"{SEVERITIES[severity].name.in_language(language)} · {sure.name.in_language(language)}: "
        f"{sure.description.in_language(language)}",
        f"{gap} · {metadata.recommendation.in_language(language)}",
    ):
        tree.add(Text(line))
    evidence = tree.add(say("Evidence"))
    _add_path(evidence, analysis, told.evidence, speaker)
    _add_records(evidence, analysis, told.evidence, speaker)
    _add_facts(evidence, analysis, rule, told.evidence, speaker)
    tree.add(Text(f"{say('What would close it')}: {told.closes}", style="green"))
    console().print(tree)


def _add_path(branch: Tree, analysis: Analysis, evidence: Evidence, speaker: Speaker) -> None:
    from rich.text import Text

    if not evidence.path:
        return
    line = branch.add(speaker.say("Line of authorities, from the body concerned upwards"))
    for code in evidence.path:
        line = line.add(Text(f"{analysis.graph.register.names[code]} ({code})"))


def _add_records(branch: Tree, analysis: Analysis, evidence: Evidence, speaker: Speaker) -> None:
    from rich.text import Text

    register = analysis.graph.register
    names = {"bodies": register.names, "strategies": register.titles, "actions": register.titles}
    tables: dict[str, list[str]] = {}
    for record in evidence.records:
        tables.setdefault(record.table, []).append(record.key)
    for table, keys in tables.items():
        listed = branch.add(f"{table}.csv")
        for key in keys[:_MOST_RECORDS]:
            listed.add(Text(f"{key}  {names.get(table, {}).get(key, '')}".rstrip()))
        if len(keys) > _MOST_RECORDS:
            more = len(keys) - _MOST_RECORDS
            listed.add(speaker.say("… and {count} more (--format json lists all)", count=more))


def _add_facts(branch: Tree, analysis: Analysis, rule: str, evidence: Evidence, speaker: Speaker) -> None:
    """What the records do not show by themselves: groups, sizes, levels, principles."""
    from rich.text import Text

    from graph.explain import Names

    say = speaker.say
    titles = {
        "sizes": say("Sizes of the parts, in bodies"),
        "expected": say("Levels expected"),
        "represented": say("Levels represented"),
        "missing": say("Levels missing"),
        "principles": say("Principles missing"),
    }
    names = Names(analysis.graph.register, speaker.language)
    for name, value in evidence.facts.items():
        if name == "groups" and isinstance(value, list):
            groups = branch.add(say("Groups not in touch with each other"))
            for group in value[:_MOST_RECORDS]:
                groups.add(Text(", ".join(group) if isinstance(group, list) else str(group)))
        elif name in titles:
            branch.add(Text(f"{titles[name]}: {names.fact(rule, name, value)}"))
