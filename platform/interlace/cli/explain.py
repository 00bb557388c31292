"""`interlace explain`: one finding, its evidence as a small tree, and what closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interlace.cli.failures import Failed
from interlace.cli.options import as_of_option, bundle_argument, format_option, lang_option, read_graph
from interlace.texts import Speaker
from policies import CERTAINTIES, OECD_GAPS, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rich.tree import Tree

    from graph.analysis import Analysis
    from graph.evidence import Evidence

_MOST_RECORDS = 12


@click.command(epilog="Example:  interlace explain demo/portugal strategy-missing:PT-sintra --lang fr")
@bundle_argument
@click.argument("key")
@as_of_option
@format_option("table", "json")
@lang_option
def command(bundle: Path, key: str, as_of: date, form: str, lang: str) -> None:
    """Explain one finding. KEY is `rule:subject` or `rule:subject:object`, as `interlace gaps` prints it."""
    from graph.analysis import analyse  # noqa: PLC0415 - slow to import
    from graph.frames import finding_frame, finding_key  # noqa: PLC0415
    from interlace.cli.gaps import finding_object  # noqa: PLC0415
    from interlace.cli.output import print_json  # noqa: PLC0415

    rule = key.split(":")[0]
    if rule not in RULES:
        raise click.BadParameter(f"there is no rule “{rule}”. Rules: {', '.join(RULES)}.", param_hint="KEY")
    analysis = analyse(read_graph(bundle, as_of, lang), [rule])
    for row in finding_frame(analysis).iter_rows(named=True):
        if finding_key(row["rule"], row["subject"], row["object"]) == key:
            if form == "json":
                print_json(finding_object(analysis, row))
            else:
                _print(analysis, row["rule"], row["row"], row["severity"], row["certainty"], Speaker(lang))
            return
    say = Speaker(lang).say
    raise Failed(
        say("On {day} there is no finding {key}. Keys: interlace gaps {bundle} --rule {rule} --format csv",
            day=as_of, key=key, bundle=bundle, rule=rule)
    )


def _print(analysis: Analysis, rule: str, row: int, severity: str, certainty: str, speaker: Speaker) -> None:  # noqa: PLR0913
    from rich.text import Text  # noqa: PLC0415
    from rich.tree import Tree  # noqa: PLC0415

    from graph.explain import explain  # noqa: PLC0415
    from interlace.cli.output import console  # noqa: PLC0415

    say, language, metadata = speaker.say, speaker.language, RULES[rule]
    told = explain(analysis, rule, row, language)
    tree = Tree(Text(metadata.title.in_language(language), style="bold"))
    tree.add(Text(told.text))
    tree.add(Text(f"{say('Rule')}: {rule}, {say('version')} {metadata.version}. {metadata.question.in_language(language)}"))
    tree.add(Text(f"{say('On')}: {analysis.graph.as_of}"))
    tree.add(
        Text(
            f"{SEVERITIES[severity].name.in_language(language)} · {CERTAINTIES[certainty].name.in_language(language)}: "
            f"{CERTAINTIES[certainty].description.in_language(language)}"
        )
    )
    tree.add(Text(f"{OECD_GAPS[metadata.oecd_gap].name.in_language(language)} · {metadata.recommendation.in_language(language)}"))
    _add_evidence(tree, analysis, told.evidence, speaker)
    tree.add(Text(f"{say('What would close it')}: {told.closes}", style="green"))
    console().print(tree)


def _add_evidence(tree: Tree, analysis: Analysis, evidence: Evidence, speaker: Speaker) -> None:
    from rich.text import Text  # noqa: PLC0415

    say, register = speaker.say, analysis.graph.register
    branch = tree.add(say("Evidence"))
    if evidence.path:
        line = branch.add(say("Line of authorities, from the body concerned upwards"))
        for code in evidence.path:
            line = line.add(Text(f"{register.names[code]} ({code})"))
    tables: dict[str, list[str]] = {}
    for record in evidence.records:
        tables.setdefault(record.table, []).append(record.key)
    for table, keys in tables.items():
        listed = branch.add(f"{table}.csv")
        for key in keys[:_MOST_RECORDS]:
            name = register.names.get(key) if table == "bodies" else register.titles.get(key)
            listed.add(Text(key if name is None else f"{key}  {name}"))
        if len(keys) > _MOST_RECORDS:
            listed.add(say("… and {count} more (--format json lists all)", count=len(keys) - _MOST_RECORDS))
    for name, value in evidence.facts.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            groups = branch.add(say("Groups not in touch with each other"))
            for group in value[:_MOST_RECORDS]:
                groups.add(Text(", ".join(map(str, group))))
        elif name in {"sizes", "expected", "represented", "missing", "principles"} and isinstance(value, list):
            branch.add(Text(f"{name}: {', '.join(map(str, value))}"))
