"""The part of the report that tells of the doors, each figure beside its goal; `python -m benchmarks doors` alone."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.doors import load, postgraphile
from benchmarks.doors.first import OURS, STRAWBERRY, first
from benchmarks.doors.installation import THREADS, WORKERS, installed, serving, serving_bare
from benchmarks.doors.mixed import CONNECTIONS, SECONDS, Mixed, mixed_load
from benchmarks.doors.repeated import first_answers, repeated
from benchmarks.doors.writes import ROUNDS, write_then_read
from benchmarks.measuring import BODIES, figure, goal, goal_at_least

if TYPE_CHECKING:
    from benchmarks.doors.installation import Installation
    from benchmarks.doors.load import Pair
    from benchmarks.doors.repeated import Known

TITLE = "## The doors"


@dataclass(frozen=True)
class Figures:
    """All that was measured."""

    known: Known
    pairs: dict[str, Pair]
    cpu: dict[str, float]
    beside: dict[str, float]
    written: dict[str, float]
    mixed: Mixed


def measured(installation: Installation, folder: Path) -> Figures:
    """One after another, so that nothing is measured beside anything else."""
    answers = folder / "answers"
    with serving(installation) as ours:
        token = ours.token(installation)
        known = first_answers(ours, token, answers)
        pairs: dict[str, Pair] = {}
        if load.is_there():
            with serving_bare(answers) as other:
                _say("answers that were given before")
                pairs = repeated(ours, other, token, known)
        _say("answers that nobody was given before")
        cpu = first(installation)
        beside = postgraphile.beside(installation, ours, token)
        _say("a write and its effect")
        written = write_then_read(ours, token)
        _say("many at once")
        mixed = mixed_load(ours, ours.token(installation))
    return Figures(known, pairs, cpu, beside, written, mixed)


def doors_lines(bodies: int = BODIES) -> list[str]:
    """The lines of the report."""
    with tempfile.TemporaryDirectory() as folder, installed(bodies) as installation:
        figures = measured(installation, Path(folder))
    return [
        f"{TITLE}, at {bodies:,} bodies",
        "",
        f"Served with {WORKERS} workers of {THREADS} threads on the machine that asks, too. The large question is 100"
        f" bodies × 3 strategies × 4 scores: {figures.known.leaves:,} values in {len(figures.known.scores):,} bytes.",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        *_goals(figures),
        "",
        *_repeated(figures),
        "",
        *_first(figures),
        "",
        *_mixed(figures),
    ]


def _goals(figures: Figures) -> list[str]:
    mixed = figures.mixed.figures()
    wrong = sum(value for name, value in mixed.items() if name.startswith(("errors", "answers")))
    rows = [
        goal_at_least(f"{name}, answered again: share of a bare Flask view’s requests a second", pair.ratio, 0.7)
        for name, pair in figures.pairs.items()
    ]
    ratio = figures.cpu[STRAWBERRY] / figures.cpu[OURS]
    rows.append(goal_at_least("the large question, never asked before: times less CPU than strawberry", ratio, 8))
    if figures.beside:
        ratio = figures.beside[postgraphile.THEIRS] / figures.beside[postgraphile.OURS]
        rows.append(goal_at_least("the same over HTTP: times less time than PostGraphile", ratio, 1))
    rows.append(goal("a write and reading its effect on findings, p95, ms", figures.written["p95"], 400))
    rows.append(
        goal(
            f"{CONNECTIONS} connections, {SECONDS} s, writes among reads: errors, and answers too old or wrong",
            wrong,
            0,
        )
    )
    return rows


def _repeated(figures: Figures) -> list[str]:
    if not figures.pairs:
        return [load.MISSING]
    return [
        f"Requests a second with {load.CONNECTIONS} connections, medians of {load.ROUNDS} rounds in which ours and the"
        " bare view take turns; beside the ratio the least and the greatest of a round:",
        "",
        "| answered again | ours | bare | ratio |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {pair.told} |" for name, pair in figures.pairs.items()),
    ]


def _first(figures: Figures) -> list[str]:
    return [
        "| the large question, CPU | ms |",
        "|---|---:|",
        *(f"| {name} | {figure(value)} |" for name, value in figures.cpu.items()),
        "",
        *postgraphile.lines(figures.beside),
    ]


def _mixed(figures: Figures) -> list[str]:
    return [
        "| a write, then the findings that tell of it | ms |",
        "|---|---:|",
        *(f"| {name} of {ROUNDS} | {figure(value)} |" for name, value in figures.written.items()),
        "",
        f"| {CONNECTIONS} connections for {SECONDS} s | |",
        "|---|---:|",
        *(f"| {name} | {_plain(value)} |" for name, value in figures.mixed.figures().items()),
        *(f"| error: {words} | {number} |" for words, number in figures.mixed.errors.most_common(5)),
    ]


def _plain(value: float) -> str:
    return f"{value:,.0f}"


def _say(words: str) -> None:
    print(f"the doors: {words} …", file=sys.stderr)


def put_into(report: Path, title: str, lines: list[str]) -> None:
    """Put a part of this title in its place in a report, or at the end of one that has none yet."""
    kept = report.read_text(encoding="utf-8").split("\n")
    start = next((number for number, line in enumerate(kept) if line.startswith(title)), len(kept))
    ends = (number for number in range(start + 1, len(kept)) if kept[number].startswith("## "))
    end = next(ends, len(kept))
    report.write_text("\n".join([*kept[:start], *lines, "", *kept[end:]]).rstrip("\n") + "\n", encoding="utf-8")
