"""What must hold between the records of a bundle: codes, references, periods, hierarchy, twins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.tables import SCHEMA, Kind
from interlace.bundle.keys import UNIQUE, pair_of_twins
from interlace.bundle.problems import MOST_PROBLEMS
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.bundle.columns import Table
    from interlace.bundle.problems import ProblemList

_PERIODS = {
    "bodies": ("valid_from", "valid_to"),
    "competences": ("valid_from", "valid_to"),
    "relations": ("valid_from", "valid_to"),
    "strategies": ("starts_on", "ends_on"),
    "actions": ("starts_on", "ends_on"),
    "oppositions": ("marked_on", "resolved_on"),
}
_PAIRS = {
    "relations": ("source", "target"),
    "links": ("from", "to"),
    "successions": ("predecessor", "successor"),
    "oppositions": ("strategy", "other"),
}
_AUTHORITIES = [term.id for term in LEVELS if term.rank is not None]


def check_records(tables: Mapping[str, Table], problems: ProblemList, unread: Sequence[str]) -> None:
    """Add every problem between records. Values that were wrong by themselves are null here and passed over.

    `unread` names tables whose file is there but could not be read: nothing is said of codes that may be theirs.
    """
    _check_codes(tables, problems)
    for name, columns in UNIQUE.items():
        if name in tables and columns != ("code",):
            _check_unique(name, tables[name], columns, problems)
    for name, (start, end) in _PERIODS.items():
        if name in tables:
            _check_period(tables[name], start, end, problems)
    for name, (one, other) in _PAIRS.items():
        if name in tables:
            _check_pair(tables[name], one, other, problems)
    _check_spans(tables, problems)
    for name in tables:
        _check_references(name, tables, problems, unread)
    if "bodies" in tables:
        _check_hierarchy(tables, problems)
    if "relations" in tables:
        _check_twins(tables["relations"], problems)


def _numbered(table: Table) -> pl.DataFrame:
    """The frame with each row's line."""
    return table.frame.with_columns(pl.Series("line", table.lines))


def _report(
    table: Table,
    wrong: pl.DataFrame,
    column: str,
    value: str,
    code: str,
    problems: ProblemList,
    **details: str,
) -> None:
    """One problem for each wrong row; `details` name columns of it."""
    problems.add_unshown(wrong.height - MOST_PROBLEMS)
    for row in wrong.sort("line").head(MOST_PROBLEMS).iter_rows(named=True):
        told = {name: row[source] for name, source in details.items()}
        problems.add(table.file, row["line"], column, row[value], code, **told)


def _check_codes(tables: Mapping[str, Table], problems: ProblemList) -> None:
    """Codes are unique: of bodies, and of strategies and actions together."""
    for space in (("bodies",), ("strategies", "actions")):
        present = [tables[name] for name in space if name in tables]
        if not present:
            continue
        codes = pl.concat(
            [
                _numbered(table).select("code", "line", pl.lit(number).alias("table"))
                for number, table in enumerate(present)
            ]
        ).drop_nulls("code")
        if codes["code"].n_unique() == codes.height:
            continue
        first = codes.unique("code", keep="first", maintain_order=True)
        later = codes.join(first, on=["code", "line", "table"], how="anti")
        told = later.join(first.select("code", first="line", where="table"), on="code").with_columns(
            file=pl.col("where").replace_strict(range(len(present)), [table.file for table in present])
        )
        for number, table in enumerate(present):
            wrong = told.filter(pl.col("table") == number)
            _report(table, wrong, "code", "code", "duplicate-code", problems, where="file", first="first")


def _check_unique(name: str, table: Table, columns: Sequence[str], problems: ProblemList) -> None:
    needed = [column for column in columns if SCHEMA[name][column].required]
    keys = _numbered(table).select(*columns, "line").drop_nulls(needed)
    if keys.select(pl.struct(columns).n_unique()).item() == keys.height:
        return
    first = keys.group_by(columns, maintain_order=True).agg(first=pl.col("line").first())
    wrong = keys.join(first, on=list(columns), nulls_equal=True).filter(pl.col("line") != pl.col("first"))
    wrong = wrong.with_columns(what=pl.lit(", ".join(columns)))
    _report(table, wrong, columns[0], columns[0], "duplicate", problems, what="what", first="first")


def _check_period(table: Table, start: str, end: str, problems: ProblemList) -> None:
    wrong = _numbered(table).filter(pl.col(end) < pl.col(start))
    _report(table, wrong, end, end, "end-before-start", problems, start=start)


def _check_pair(table: Table, one: str, other: str, problems: ProblemList) -> None:
    wrong = _numbered(table).filter(pl.col(one) == pl.col(other))
    _report(table, wrong, other, other, "self", problems)


def _check_spans(tables: Mapping[str, Table], problems: ProblemList) -> None:
    """The least that a score can be is not above the most; exactly, as the database compares them."""
    table = tables.get("measurements")
    if table is None:
        return
    wrong = _numbered(table).drop_nulls(["score_from", "score_to"]).filter(~_spanning())
    wrong = wrong.with_columns(start=pl.lit("score_from"))
    _report(table, wrong, "score_to", "score_to", "less-than", problems, start="start")


def _spanning() -> pl.Expr:
    """Whether `score_from` ≤ `score_to`: whole parts as numbers, then decimals as texts of one length."""
    least, most = (pl.col(name).str.extract(r"^([0-9]+)").cast(pl.Int64) for name in ("score_from", "score_to"))
    under, over = (
        pl.col(name).str.extract(r"\.([0-9]+)$").fill_null("").str.pad_end(18, "0")
        for name in ("score_from", "score_to")
    )
    return (least < most) | ((least == most) & (under <= over))


def _codes(name: str, tables: Mapping[str, Table], unread: Sequence[str]) -> pl.Series | None:
    """The codes of a table; nothing where not all of them could be read."""
    if name in unread:
        return None
    if name not in tables:
        return pl.Series("code", [], dtype=pl.String)
    table = tables[name]
    aside = pl.Series("code", table.codes_aside, dtype=pl.String)
    return pl.concat([table.frame["code"].drop_nulls(), aside]) if table.whole else None


def _check_references(name: str, tables: Mapping[str, Table], problems: ProblemList, unread: Sequence[str]) -> None:
    table = tables[name]
    for column, kind in SCHEMA[name].items():
        if not kind.refers_to:
            continue
        known = [_codes(target, tables, unread) for target in kind.refers_to]
        if any(codes is None for codes in known):
            continue
        codes = pl.concat([codes for codes in known if codes is not None])
        values = _numbered(table).select("line", column).drop_nulls()
        if kind.kind is Kind.REFERENCES:
            values = values.explode(column)
        wrong = values.join(codes.alias(column).to_frame().unique(), on=column, how="anti")
        wrong = wrong.with_columns(tables=pl.lit(", ".join(f"{target}.csv" for target in kind.refers_to)))
        _report(table, wrong, column, column, "unknown-code", problems, tables="tables")


def _check_hierarchy(tables: Mapping[str, Table], problems: ProblemList) -> None:
    """Parents and `part_of` rows lead to authorities that may contain the child; `serves`, `member_of` likewise."""
    bodies = tables["bodies"]
    levels = bodies.frame.select("code", "level").drop_nulls().unique("code", keep="first")
    own = _numbered(bodies)
    _check_parents(bodies, own.select("line", "level", parent="parent"), "parent", levels, problems)
    served = own.select("line", "serves").drop_nulls().join(_levels_of(levels, "serves"), on="serves")
    wrong = served.filter(~pl.col("serves_level").is_in(_AUTHORITIES))
    _report(bodies, wrong, "serves", "serves", "not-an-authority", problems)
    if "relations" not in tables:
        return
    relations = tables["relations"]
    rows = _numbered(relations)
    moves = rows.filter(pl.col("kind") == "part_of").join(_levels_of(levels, "source"), on="source")
    moves = moves.select("line", level="source_level", parent="target")
    _check_parents(relations, moves, "target", levels, problems)
    joins = rows.filter(pl.col("kind") == "member_of").join(_levels_of(levels, "target"), on="target")
    wrong = joins.filter(pl.col("target_level") != "network")
    _report(relations, wrong, "target", "target", "not-a-network", problems)


def _levels_of(levels: pl.DataFrame, column: str) -> pl.DataFrame:
    return levels.select(pl.col("code").alias(column), pl.col("level").alias(f"{column}_level"))


def _check_parents(
    table: Table, children: pl.DataFrame, column: str, levels: pl.DataFrame, problems: ProblemList
) -> None:
    """A parent is an authority of smaller rank, for civil society any authority, for a network nobody."""
    ranks = {term.id: term.rank if term.rank is not None else -1 for term in LEVELS}
    pairs = children.drop_nulls().join(_levels_of(levels, "parent"), on="parent")
    rank = pl.col("level").replace_strict(ranks, return_dtype=pl.Int8)
    above = pl.col("parent_level").replace_strict(ranks, return_dtype=pl.Int8)
    lawful = (above >= 0) & ((pl.col("level") == "civil_society") | (above < rank))
    _report(table, pairs.filter(~lawful), column, "parent", "bad-parent", problems)


def _check_twins(table: Table, problems: ProblemList) -> None:
    """No two relations of the same bodies and kind at once; for symmetric kinds in either order."""
    rows = (
        _numbered(table)
        .drop_nulls(["source", "target", "kind"])
        .select(
            "line",
            "kind",
            "target",
            *pair_of_twins(),
            start=pl.col("valid_from").fill_null(pl.date(1, 1, 1)).to_physical(),
            end=pl.col("valid_to").fill_null(pl.date(9999, 12, 31)).to_physical(),
        )
    )
    key = ["one", "other", "kind"]
    twins = rows.filter(pl.struct(key).is_duplicated()).sort(*key, "start", "line")
    if not twins.height:
        return
    last: dict[tuple[str, str, str], tuple[int, int]] = {}
    wrong: list[tuple[int, str, dict[str, object]]] = []
    for row in twins.iter_rows(named=True):
        pair = (row["one"], row["other"], row["kind"])
        end, line = last.get(pair, (row["start"] - 1, 0))
        if row["start"] <= end:
            wrong.append((max(row["line"], line), row["target"], {"first": min(row["line"], line)}))
        if row["end"] >= end:
            last[pair] = (row["end"], row["line"])
    problems.add_each(table.file, "target", "overlap", sorted(wrong, key=lambda told: told[0]))
