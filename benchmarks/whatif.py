"""`python -m benchmarks whatif`: what one change would do, beside one full analysis, in turn in one run."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.measuring import AS_OF, BODIES, everything, figure, goal, timed
from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.whatif import TABLES, Change, Preview, Refused, edits_of, what_if
from interlace.synthetic import synthetic_country

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.analysis import Analysis
    from graph.tables import Tables

ROUNDS = 9
TITLE = "## What if, at 36,000 bodies"
#: How many times a full analysis one change may take, all that is shown of it included.
MOST = 1.5


def _changes(tables: Tables, turn: int) -> Iterator[tuple[str, Change]]:
    """One change of each kind, about records from the midst of each table."""
    for table, columns in TABLES.items():
        frame = tables[table]
        record = frame.row(frame.height * (turn + 1) // (ROUNDS + 1), named=True)
        named = [*columns, "valid_from", "valid_to", "role"] if table in {"relations", "competences"} else columns
        yield f"remove {table}", Change("remove", table, {name: record[name] for name in named if name in record})
        if "code" in record:
            record["code"] = f"{record['code']}x"
        if table in {"relations", "links", "commitments"}:
            record |= _elsewhere(tables, table, turn)
        if "status" in record and table != "actions":
            record["status"] = None
        yield f"add {table}", Change("add", table, record)


def _elsewhere(tables: Tables, table: str, turn: int) -> dict[str, object]:
    """Values that make of a record another one, which is not there yet."""
    codes = tables.bodies.filter(level="network")["code"]
    if table == "relations":
        return {"target": codes[turn], "kind": "member_of", "valid_from": AS_OF, "valid_to": None}
    strategies = tables.strategies["code"]
    if table == "links":
        return {"from": strategies[-1 - turn], "to": strategies[turn]}
    return {"strategy": strategies[turn * 7], "principle": "active_citizenship", "area": "specific_groups"}


def _shown(register: Register, change: Change, before: Analysis) -> Preview:
    """All that a person is shown of a change: findings, pairs and people."""
    told = what_if(register, edits_of(register.tables, [change], AS_OF), AS_OF, before)
    _ = told.moves.counts(), told.people
    return told


def whatif_lines() -> list[str]:
    """What the report tells."""
    tables, settings = synthetic_country(BODIES, seed=1)
    register = Register.of(tables, settings)
    before = analyse(GovernanceGraph.at(register, AS_OF))
    _ = before.listing
    spent: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    for turn in range(ROUNDS):
        for kind, change in _changes(tables, turn):
            try:
                edits_of(tables, [change], AS_OF)
            except Refused:
                # Something refers to it, or it was withdrawn before.
                continue
            whole = timed(lambda: everything(register))[0]
            took = timed(lambda change=change: _shown(register, change, before))[0]  # type: ignore[misc]
            spent.setdefault(kind, []).append(took)
            ratios.setdefault(kind, []).append(took / whole)
    overall = statistics.median(ratio for of_kind in ratios.values() for ratio in of_kind)
    return [
        TITLE,
        "",
        "One change: checked, laid over the register, analysed, and compared with what was there: findings, pairs of",
        "strategy and authority, people. Beside it a full analysis, both in turn.",
        "",
        "| goal | measured | met |",
        "|---|---:|---|",
        goal(f"what one change would do, in {MOST:g} times a full analysis (median)", overall, MOST),
        "",
        "| change | ms | ratio |",
        "|---|---:|---:|",
        *(
            f"| {kind} | {figure(statistics.median(spent[kind]))} | {statistics.median(ratios[kind]):.2f} |"
            for kind in sorted(spent)
        ),
    ]


if __name__ == "__main__":
    print("\n".join(whatif_lines()))
