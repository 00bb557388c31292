"""`interlace gaps`: the findings, what matters most first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from interlace.cli.help import command_with_examples
from interlace.cli.options import Source, analysed, body_option, branch_codes, read_graph, with_register
from interlace.texts import Speaker
from policies import CERTAINTIES, FAMILIES, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from graph.analysis import Analysis

_SHOWN = 20


@command_with_examples(
    "interlace gaps demo/portugal --family vertical",
    "interlace gaps demo/portugal --body PT-lisboa --certainty confirmed --lang fr",
)
@with_register("table", "json", "csv")
@click.option(
    "--rule",
    type=click.Choice(list(RULES)),
    multiple=True,
    metavar="RULE",
    help="Only this rule (repeatable).",
)
@click.option("--family", type=click.Choice(FAMILIES.ids), multiple=True, help="Only this family (repeatable).")
@body_option
@click.option("--certainty", type=click.Choice(CERTAINTIES.ids), help="Confirmed gaps or open questions only.")
@click.option("--severity", type=click.Choice(SEVERITIES.ids), multiple=True, help="Only this severity (repeatable).")
@click.option("--limit", type=click.IntRange(min=0), help=f"At most so many (default: {_SHOWN} as a table, else all).")
def command(
    source: Source,
    as_of: date,
    form: str,
    lang: str,
    rule: tuple[str, ...],
    family: tuple[str, ...],
    body: str | None,
    certainty: str | None,
    severity: tuple[str, ...],
    limit: int | None,
) -> None:
    """List coordination gaps and open questions, by priority. --body CODE takes that body's whole branch."""
    from graph.frames import finding_frame, finding_key
    from interlace.cli.output import print_csv, print_json

    graph = read_graph(source, as_of, lang)
    analysis = analysed(graph)
    codes = None if body is None else branch_codes(graph, body)
    frame = _chosen(finding_frame(analysis), analysis, rule, family, codes, certainty, severity)
    frame = frame.sort("priority", descending=True, maintain_order=True)
    limit = _SHOWN if limit is None and form == "table" else limit
    shown = frame if limit is None else frame.head(limit)
    if form == "json":
        found = shown.iter_rows(named=True)
        print_json([finding_object(analysis, row) | {"rule_set": row["rule_set"]} for row in found])
    elif form == "csv":
        keys = (finding_key(row["rule"], row["subject"], row["object"]) for row in shown.iter_rows(named=True))
        columns = ("rule", "subject", "object", "certainty", "severity", "reach", "priority", "rule_set")
        rows = zip(keys, shown.select(columns).iter_rows(), strict=True)
        print_csv(("key", *columns), ((key, *row) for key, row in rows))
    else:
        print_findings(analysis, shown, frame.height, str(source), Speaker(lang))


def _chosen(
    frame: pl.DataFrame,
    analysis: Analysis,
    rules: tuple[str, ...],
    families: tuple[str, ...],
    codes: list[str] | None,
    certainty: str | None,
    severities: tuple[str, ...],
) -> pl.DataFrame:
    import polars as pl

    if rules:
        frame = frame.filter(pl.col("rule").is_in(rules))
    if families:
        frame = frame.filter(pl.col("rule").is_in([name for name, rule in RULES.items() if rule.family in families]))
    if certainty:
        frame = frame.filter(pl.col("certainty") == certainty)
    if severities:
        frame = frame.filter(pl.col("severity").is_in(severities))
    return frame if codes is None else _of_branch(frame, analysis, codes)


def _of_branch(frame: pl.DataFrame, analysis: Analysis, codes: list[str]) -> pl.DataFrame:
    """Findings whose subject, or that subject's owner, or whose object is one of these bodies."""
    import polars as pl

    register = analysis.graph.register
    branch = set(codes)
    body = register.bodies.code
    owners = dict(zip(register.strategies.code, body.gather(register.strategies.owner), strict=True))
    owners |= dict(zip(register.actions.code, body.gather(register.actions.body), strict=True))

    def concerned(row: dict[str, Any]) -> bool:
        subjects = row["subject"].split(":")[0].split(">")
        named = {*subjects, *(owners.get(code, code) for code in subjects), row["object"]}
        if row["object"] in owners:
            named.add(owners[row["object"]])
        return not branch.isdisjoint(named)

    flags = [concerned(row) for row in frame.select("subject", "object").iter_rows(named=True)]
    return frame.filter(pl.Series(flags, dtype=pl.Boolean))


def finding_object(analysis: Analysis, row: dict[str, Any]) -> dict[str, Any]:
    """One finding as the JSON formats give it, evidence included."""
    from graph.analysis import evidence_of, finding_at
    from graph.findings import area_names, cell_names

    finding = finding_at(analysis, row["rule"], row["row"])
    evidence = evidence_of(analysis, row["rule"], row["row"])
    records: dict[str, list[str]] = {}
    for record in evidence.records:
        records.setdefault(record.table, []).append(record.key)
    return {
        "rule": row["rule"],
        "subject": row["subject"],
        "object": row["object"],
        "cells": [] if finding.cells is None else cell_names(finding.cells),
        "areas": area_names(finding.areas),
        "certainty": row["certainty"],
        "severity": row["severity"],
        "reach": row["reach"],
        "priority": row["priority"],
        "evidence": {"records": records, "path": evidence.path, "facts": evidence.facts},
    }


def print_findings(analysis: Analysis, frame: pl.DataFrame, total: int, bundle: str, speaker: Speaker) -> None:
    """Findings for a person: what, where, how sure, what would close it."""
    from rich.padding import Padding
    from rich.text import Text

    from graph.explain import explain
    from graph.frames import finding_key
    from interlace.cli.output import console, severity_style

    say, language, screen = speaker.say, speaker.language, console()
    for row in frame.iter_rows(named=True):
        told = explain(analysis, row["rule"], row["row"], language)
        head = Text(RULES[row["rule"]].title.in_language(language), style="bold")
        head.append(
            f"  {SEVERITIES[row['severity']].name.in_language(language)}",
            style=severity_style(row["severity"]),
        )
        head.append(f" · {CERTAINTIES[row['certainty']].name.in_language(language)}", style="not bold")
        if row["reach"]:
            head.append(f" · {say('people concerned: {count}', count=speaker.number(row['reach']))}", style="not bold")
        screen.print(head)
        screen.print(Padding(Text(told.text), (0, 0, 0, 2)))
        screen.print(Padding(Text(f"→ {told.closes}", style="green"), (0, 0, 0, 2)))
        key = finding_key(row["rule"], row["subject"], row["object"])
        screen.print(Padding(Text(key, style="dim"), (0, 0, 1, 2)))
    if not total:
        screen.print(say("Nothing was found."))
    elif frame.height < total:
        shown = say("Shown: {shown} of {total}.", shown=frame.height, total=total)
        screen.print(
            f"{shown} {say('More: interlace gaps {bundle} --limit {total}', bundle=bundle, total=total)}",
        )
    if frame.height:
        screen.print(say("The proof of one: interlace explain {bundle} KEY", bundle=bundle), style="dim")
