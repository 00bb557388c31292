"""Findings as rows of a table: with the names of what they are about, and if asked in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.explain import explain
from graph.findings import area_names, cell_names
from graph.frames import finding_frame
from graph.listing import RULE_IDS
from policies import AREAS, CERTAINTIES, LEVELS, SEVERITIES
from policies.rules import RULES
from web.languages import language, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.analysis import Analysis
    from graph.encoding import Flags, Rows, Words
    from interlace.reading.compare import Compared

_COLUMNS = (
    *("key", "rule", "family", "severity", "certainty", "subject", "subject_name", "object", "object_name"),
    *("cells", "areas", "reach", "priority", "rule_set"),
)
_KINDS = {name: {rule: getattr(RULES[rule], name) for rule in RULES} for name in ("subject", "object", "family")}
_WORKS = ("strategy", "action", "work")


def found_frame(analysis: Analysis, numbers: Rows) -> pl.DataFrame:
    """The findings of these numbers in the listing, in their order."""
    listing = analysis.listing
    asked = pl.DataFrame({"rule": pl.Series(RULE_IDS).gather(listing.rule[numbers]), "row": listing.row[numbers]})
    frame = asked.join(finding_frame(analysis), on=["rule", "row"], how="left", maintain_order="left")
    return _named(analysis, _gridded(analysis, frame)).select(_COLUMNS)


def with_words(analysis: Analysis, frame: pl.DataFrame, numbers: Rows) -> pl.DataFrame:
    """The same with two more columns: what was found and what would close it, in the language of the page."""
    listing = analysis.listing
    places = zip(listing.rule[numbers].tolist(), listing.row[numbers].tolist(), strict=True)
    words = [explain(analysis, RULE_IDS[rule], row, language()) for rule, row in places]
    return frame.with_columns(
        pl.Series("explanation", [one.text for one in words], dtype=pl.String),
        pl.Series("closes", [one.closes for one in words], dtype=pl.String),
    )


def change_frame(analysis: Analysis, between: Compared, change: str, concerned: Flags | None) -> pl.DataFrame:
    """What became of findings in one way; of those that concern flagged bodies (rows of the register) if any are."""
    listing = between.before if change == "closed" else between.after
    numbers = between.numbers[change]
    kept = np.ones(len(numbers), dtype=np.bool_) if concerned is None else listing.concerns(concerned)[numbers]
    keys = [listing.key(number) for number in numbers[kept].tolist()]
    before = between.before, between.numbers_before[change][kept] if change == "changed" else None
    frame = pl.DataFrame(
        {
            "change": pl.repeat(change, len(keys), eager=True),
            "rule": pl.Series([key.rule for key in keys], dtype=pl.String),
            "severity": _terms(SEVERITIES.ids, listing.severity[numbers[kept]]),
            "severity_before": None if before[1] is None else _terms(SEVERITIES.ids, before[0].severity[before[1]]),
            "certainty": _terms(CERTAINTIES.ids, ~listing.confirmed[numbers[kept]]),
            "certainty_before": None if before[1] is None else _terms(CERTAINTIES.ids, ~before[0].confirmed[before[1]]),
            "subject": pl.Series([key.subject for key in keys], dtype=pl.String),
            "object": pl.Series([key.object or None for key in keys], dtype=pl.String),
        },
        schema_overrides={"severity_before": pl.String, "certainty_before": pl.String},
    )
    return _named(analysis, frame).select(
        *("change", "key", "rule", "family", "severity", "severity_before", "certainty", "certainty_before"),
        *("subject", "subject_name", "object", "object_name"),
    )


def _terms(ids: Sequence[str], places: Rows | Flags) -> pl.Series:
    return pl.Series(ids, dtype=pl.String).gather(places.astype(np.int64))


def _named(analysis: Analysis, frame: pl.DataFrame) -> pl.DataFrame:
    """With key, family, and the names of subjects and objects."""
    key = pl.concat_str("rule", "subject", "object", separator=":", ignore_nulls=True)
    return frame.with_columns(
        key.alias("key"),
        pl.col("rule").replace_strict(_KINDS["family"], return_dtype=pl.String).alias("family"),
        _name(analysis, "subject").alias("subject_name"),
        _name(analysis, "object").alias("object_name"),
    )


def _name(analysis: Analysis, column: str) -> pl.Expr:
    """What subjects or objects are called: bodies, works, areas by their names, relations by those of both ends."""
    register = analysis.graph.register
    kind = pl.col("rule").replace_strict(_KINDS[column], return_dtype=pl.String)
    code = pl.col(column)
    ends = _of(register.names, code.str.extract(r"^(.+)>")), _of(register.names, code.str.extract(r">(.+):"))
    return (
        pl.when(kind == "body").then(_of(register.names, code))
        .when(kind.is_in(_WORKS)).then(_of(register.titles, code))
        .when(kind == "area").then(_of(_areas(), code))
        .when(kind == "level/area").then(_of(_areas_of_levels(), code))
        .when(kind == "relation").then(pl.concat_str(ends[0], pl.lit(" → "), ends[1]))
    )  # fmt: skip


def _of(names: dict[str, str], code: pl.Expr) -> pl.Expr:
    old, new = pl.Series([*names], dtype=pl.String), pl.Series([*names.values()], dtype=pl.String)
    return code.replace_strict(old, new, default=None, return_dtype=pl.String)


def _areas() -> dict[str, str]:
    return {area.id: told(area.name) for area in AREAS}


def _areas_of_levels() -> dict[str, str]:
    return {f"{level.id}/{area}": f"{told(level.name)}, {name}" for level in LEVELS for area, name in _areas().items()}


def _gridded(analysis: Analysis, frame: pl.DataFrame) -> pl.DataFrame:
    """With the cells and areas that findings name, as ids."""
    parts = []
    for rule, own in frame.with_row_index("place").group_by("rule"):
        found = analysis.found[str(rule[0])]
        rows = own["row"].to_numpy()
        parts.append(
            own.select(
                "place",
                cells=_lists(None if found.cells is None else found.cells[rows], len(rows), cells=True),
                areas=_lists(None if found.areas is None else found.areas[rows][:, None], len(rows), cells=False),
            )
        )
    if not parts:
        nothing = pl.lit(None, pl.List(pl.String))
        return frame.with_columns(cells=nothing, areas=nothing)
    return pl.concat([frame, pl.concat(parts).sort("place").drop("place")], how="horizontal")


def _lists(words: Words | None, number: int, *, cells: bool) -> pl.Series:
    """Sets of cells or areas as lists of their ids; few are told apart, so each is spelled out once."""
    if words is None:
        return pl.Series([None] * number, dtype=pl.List(pl.String))
    different, place = np.unique(words, axis=0, return_inverse=True)
    named = [cell_names(word) if cells else area_names(int(word[0])) for word in different]
    return pl.Series([names or None for names in named], dtype=pl.List(pl.String)).gather(place.reshape(-1))
