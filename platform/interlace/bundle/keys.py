"""What makes a record the same record in two registers: its code, or what no two records share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from policies import RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The columns that a table's records are told apart by. Competences have none: there, the whole row counts.
UNIQUE: Mapping[str, tuple[str, ...]] = {
    "bodies": ("code",),
    "strategies": ("code",),
    "actions": ("code",),
    "commitments": ("strategy", "principle", "area"),
    "links": ("from", "to"),
    "participations": ("strategy", "body", "phase"),
    "successions": ("predecessor", "successor", "on"),
    "declarations": ("body", "declared_on"),
    "reports": ("subject", "reported_on"),
    "oppositions": ("strategy", "other", "marked_by", "marked_on"),
    "measurements": ("body", "instrument", "measured_on", "principle", "area"),
}
SYMMETRIC = [term.id for term in RELATION_KINDS if term.symmetric]


def key_of(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """For each row the columns that make it the same record elsewhere, named `0`, `1` …; values that are empty count.

    A relation is the one of these bodies, kind and beginning, for symmetric kinds in either order. Of rows that are
    alike in every column, competences may have several: they are told apart by counting.
    """
    if table == "relations":
        return _numbered(frame.select(*pair_of_twins(), "kind", "valid_from"))
    if table == "competences":
        whole = _numbered(frame)
        return whole.with_columns(pl.int_range(pl.len()).over(whole.columns).alias("copy"))
    return _numbered(frame.select(UNIQUE[table]))


def pair_of_twins() -> tuple[pl.Expr, pl.Expr]:
    """The two bodies of a relation; for symmetric kinds the smaller code first."""
    swapped = pl.col("kind").is_in(SYMMETRIC) & (pl.col("source") > pl.col("target"))
    return (
        pl.when(swapped).then("target").otherwise("source").alias("one"),
        pl.when(swapped).then("source").otherwise("target").alias("other"),
    )


def _numbered(key: pl.DataFrame) -> pl.DataFrame:
    return key.rename({name: str(number) for number, name in enumerate(key.columns)})
