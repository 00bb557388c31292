"""Every table that can be taken along, as a frame of codes and ids: the register's own, and what follows from it.

The address filters them as it filters the lists of pages; what it says that a table does not know is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from flask import request

from api.rest.parameters import asked_of
from graph.encoding import DAWN
from graph.frames import alignment_frame, profile_frame
from graph.reported import reported_of
from graph.tables import SCHEMA, Kind
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.reading.branches import branch_of
from interlace.reading.compare import CHANGES, compared
from interlace.reading.findings import AskedFindings, numbers_of
from interlace.reading.pages import filters_of, has_period, rows_of
from policies import ALIGNMENT_STATES, LEVELS
from web.days import compare_to
from web.report.found import change_frame, found_frame, with_words
from web.report.scope import flagged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from interlace.reading.view import View

#: What any table's address may say beside its filters.
ASIDE = frozenset({"as_of", "compare_to", "lang", "headers", "separator", "after"})
#: So many findings are told in words at once: each is explained by itself.
MOST_TOLD = 2_000
_FOUND_BY = ("family", "rule", "severity", "certainty", "principle", "area")


class TooMany(Exception):
    """More rows are asked for than are put into one file of this kind; `most` may be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} rows")
        self.most = most


def frame_of(view: View, name: str) -> pl.DataFrame:
    """The rows of a table that the address asks for. Raises Unknown, Invalid, TooMany."""
    if name in SCHEMA:
        return _of_register(view, name)
    if name not in _MADE:
        raise Unknown(f"There is no table “{name[:64]}”.")
    made, filters = _MADE[name]
    _refuse({"branch", *filters})
    return made(view)


def counts(view: View) -> Mapping[str, int]:
    """How many rows each table has, all told."""
    graph, listing = view.graph, view.analysis.listing
    between = compared(view, compare_to()).totals
    return {
        **{name: len(view.sight.tables[name].ids) for name in SCHEMA},
        "findings": len(listing),
        "changes": sum(between[change] for change in CHANGES[:3]),
        "alignment": len(graph.alignment.place),
        "profiles": graph.authorities,
        "unreported": int((~graph.declared).sum()),
    }


def _refuse(known: set[str]) -> None:
    unknown = sorted(set(request.args) - known - ASIDE)
    if unknown:
        choices = ", ".join(sorted(known))
        raise Invalid([FieldProblem(f"/{name[:64]}", "unknown-field", {"choices": choices}) for name in unknown])


def _of_register(view: View, name: str) -> pl.DataFrame:
    """A table of the register: drafts that are not the caller's to see are not in it."""
    _refuse({*filters_of(name), "q", "sort", *(("live",) if has_period(name) else ())})
    frame = view.sight.tables[name].frame[rows_of(view, name, asked_of(name))]
    own = [column for column in SCHEMA[name] if column in frame.columns]
    further = [column for column in frame.columns if column not in own]
    decimals = [column for column in own if SCHEMA[name][column].kind is Kind.DECIMAL]
    return frame.select(*own, *further).with_columns(pl.col(decimals).cast(pl.Float64, strict=False))


def _findings(view: View) -> pl.DataFrame:
    return found_frame(view.analysis, numbers_of(view, _asked(view)))


def _told(view: View) -> pl.DataFrame:
    """Findings in words. Raises TooMany, Invalid."""
    numbers = numbers_of(view, _asked(view))
    if len(numbers) > MOST_TOLD:
        raise TooMany(MOST_TOLD)
    return with_words(view.analysis, found_frame(view.analysis, numbers), numbers)


def _asked(view: View) -> AskedFindings:
    return AskedFindings(
        family=_values("family"),
        rule=_values("rule"),
        severity=_values("severity"),
        certainty=_values("certainty"),
        principle=_values("principle"),
        area=_values("area"),
        body=_rows(view, "body"),
        branch=_rows(view, "branch"),
        sort=request.args.get("sort") or AskedFindings.sort,
    )


def _values(name: str) -> list[str]:
    return [value for value in request.args.getlist(name) if value]


def _rows(view: View, name: str) -> list[int] | None:
    """The bodies that the address names. Raises Invalid for one that is not there."""
    codes = _values(name)
    rows = [view.sight.row_of_code("bodies", code) for code in codes]
    if None in rows:
        raise Invalid([FieldProblem(f"/{name}", "unknown-code", {"tables": "bodies"})])
    return [row for row in rows if row is not None] or None


def _changes(view: View) -> pl.DataFrame:
    between = compared(view, compare_to())
    heads = _rows(view, "branch")
    concerned = None if heads is None else flagged(view, heads)
    frame = pl.concat([change_frame(view.analysis, between, change, concerned) for change in CHANGES[:3]])
    return _only(view, frame, ("change", "rule", "severity", "certainty"), {"change": CHANGES[:3]})


def _alignment(view: View) -> pl.DataFrame:
    frame = alignment_frame(view.graph, view.graph.alignment)
    levels = view.sight.tables["bodies"].frame.select(body="code", level="level")
    frame = frame.join(levels, on="body", how="left", maintain_order="left")
    choices = {"state": ALIGNMENT_STATES.ids, "level": LEVELS.ids}
    frame = _only(view, frame, ("strategy", "body", "state", "level"), choices, "body")
    return frame.select("strategy", "body", "level", "state", "linked", "demand", "covered", "ratio")


def _profiles(view: View) -> pl.DataFrame:
    frame = profile_frame(view.graph, view.analysis.profiles)
    return _only(view, frame, ("body", "level"), {"level": LEVELS.ids}, "body")


def _unreported(view: View) -> pl.DataFrame:
    """The live bodies that have not declared their records complete lately enough, in the order of their codes."""
    graph, reported = view.graph, reported_of(view.analysis.listing)
    place = np.flatnonzero(~graph.declared)
    place = place[np.argsort(graph.body[place])]
    frame = pl.DataFrame(
        {
            "body": graph.register.bodies.code.gather(graph.body[place]),
            "level": pl.Series(LEVELS.ids).gather(graph.level[place]),
            "declared_on": reported.declared_on[place],
            "questions": reported.questions[place],
        }
    )
    declared_on = pl.when(pl.col("declared_on") != DAWN).then("declared_on").cast(pl.Date)
    frame = frame.with_columns(declared_on.alias("declared_on"))
    return _only(view, frame, ("body", "level"), {"level": LEVELS.ids}, "body")


def _only(
    view: View,
    frame: pl.DataFrame,
    filters: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    body: str | None = None,
) -> pl.DataFrame:
    """The rows with the values that the address names; of bodies in the branches that it names, if a column has bodies.

    Raises Invalid.
    """
    for name in filters:
        wanted = _values(name)
        if wanted and not set(wanted) <= set(choices.get(name, wanted)):
            raise Invalid([FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(choices[name])})])
        if wanted:
            frame = frame.filter(pl.col(name).is_in(wanted))
    heads = _rows(view, "branch")
    if body is not None and heads is not None:
        rows = np.unique(np.concatenate([branch_of(view, head) for head in heads]))
        frame = frame.filter(pl.col(body).is_in(view.sight.tables["bodies"].frame["code"][rows].to_list()))
    return frame


#: What follows from the register: how it is made, and by what it can be filtered.
_MADE: Mapping[str, tuple[Callable[[View], pl.DataFrame], Sequence[str]]] = {
    "findings": (_findings, (*_FOUND_BY, "body", "sort")),
    "explained": (_told, (*_FOUND_BY, "body", "sort")),
    "changes": (_changes, ("change", "rule", "severity", "certainty")),
    "alignment": (_alignment, ("strategy", "body", "state", "level")),
    "profiles": (_profiles, ("body", "level")),
    "unreported": (_unreported, ("body", "level")),
}
