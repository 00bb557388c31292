"""`python -m benchmarks trends`: three years of months in one computation, beside one full analysis, in turn."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

from benchmarks.measuring import BODIES, everything, figure, goal, timed
from graph.register import Register
from graph.trends.counting import counted_days
from interlace.synthetic import synthetic_country

ROUNDS = 5
MONTHS = 36
TITLE = "## Trends, at 36,000 bodies"
#: How many times a full analysis the months may take together.
MOST = 20


def month_ends() -> list[date]:
    """The ends of 36 months, the last of them December 2025."""
    firsts = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(1, MONTHS + 1)]
    return [first - timedelta(days=1) for first in firsts]


def trends_lines() -> list[str]:
    """What the report tells of trends."""
    register = Register.of(*synthetic_country(BODIES, seed=1))
    days = month_ends()
    everything(register)
    rounds = [
        (
            statistics.median(timed(lambda: everything(register))[0] for _ in range(3)),
            timed(lambda: counted_days(register, days))[0],
            timed(lambda: counted_days(register, days, threads=2))[0],
        )
        for _ in range(ROUNDS)
    ]
    one, alone, beside = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(two / single for single, _, two in rounds)
    return [
        TITLE,
        "",
        f"Findings, alignment and coverage at the ends of {MONTHS} months, equal to what each day says by itself.",
        "",
        "| | ms |",
        "|---|---:|",
        f"| one full analysis | {figure(one)} |",
        f"| {MONTHS} months in one thread | {figure(alone)} |",
        f"| {MONTHS} months in two threads | {figure(beside)} |",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal(f"{MONTHS} months at most {MOST} times one full analysis", ratio, MOST),
        "",
    ]
