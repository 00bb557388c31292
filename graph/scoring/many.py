"""The scores of many assessments of one instrument at once, as columns: the same as `score` but for the last bits.

What is kept and told is always what `score` says, to the digit; this is for looking over thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.scoring.exact import AnswerUnfit, worth_of
from graph.scoring.routing import by_conditions
from policies.instruments.model import AnswerType, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction
    from typing import TypeAlias

    from numpy.typing import NDArray

    from graph.encoding import Flags, Int32s
    from policies.instruments.model import Instrument, Item

    Floats: TypeAlias = NDArray[np.float64]

#: What the answers of many assessments stand in: a row an answer, at most one for an assessment and item.
ANSWERS = pl.Schema({"assessment": pl.UInt32, "item": pl.String, "standing": pl.String, "value": pl.String})
_NUMBERS = (AnswerType.NUMBER, AnswerType.SHARE)
#: What an item counts as, beside a worth: nothing, or a range from 0 to 1.
_OUT, _OPEN = -1.0, -2.0
#: Instead of the number of a word: outside competence, and not answered. The third is the number of nothing at all.
_OUTSIDE, _MISSING, _NOWHERE = -2, -1, -3


@dataclass(frozen=True)
class Columns:
    """Scores from 0 to 100, a row an assessment and a column a part; NaN where nothing counts."""

    lower: Floats
    upper: Floats
    answered: Floats
    items: Floats


@dataclass(frozen=True)
class ManyScores:
    """The scores of many assessments. `core` and `extended` have one column each."""

    core: Columns
    extended: Columns
    areas: Columns
    principles: Columns
    cells: Columns
    area_ids: Sequence[str]
    principle_ids: Sequence[str]
    cell_ids: Sequence[tuple[str, str]]


def score_many(instrument: Instrument, answers: pl.DataFrame, count: int) -> ManyScores:
    """The scores of assessments 0 to `count` − 1, from their answers (`ANSWERS`); items that are not there are passed
    over. Raises AnswerUnfit for an answer that its item does not take.
    """
    worth = _Grid(instrument, answers, count).worths()
    items = [item for item in instrument.items if item.scored]
    areas = [area.id for area in instrument.areas]
    share = {area.id: float(area.weight) for area in instrument.areas}
    principles = list(dict.fromkeys(item.principle for item in items if item.principle))
    cells = list(dict.fromkeys(cell for item in items for cell in item.cells))
    within = [[float(item.weight) * (item.area == area) for area in areas] for item in items]
    heavy = [float(item.weight) * share[item.area] for item in items]
    by_principle = [[w * (item.principle == one) for one in principles] for item, w in zip(items, heavy, strict=True)]
    # A cell that an item names twice counts twice, as it does one by one.
    by_cell = [[w * item.cells.count(one) for one in cells] for item, w in zip(items, heavy, strict=True)]
    parts, weights = _columns(worth, _matrix(within, len(areas)))
    core = np.array([share[area.id] * (not area.optional) for area in instrument.areas])
    return ManyScores(
        core=_over(parts, weights, core, np.array([not area.optional for area in instrument.areas])),
        extended=_over(parts, weights, np.array(list(share.values())), np.ones(len(areas), dtype=np.bool_)),
        areas=parts,
        principles=_columns(worth, _matrix(by_principle, len(principles)))[0],
        cells=_columns(worth, _matrix(by_cell, len(cells)))[0],
        area_ids=areas,
        principle_ids=principles,
        cell_ids=cells,
    )


def _matrix(rows: Sequence[Sequence[float]], columns: int) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(len(rows), columns)


def _columns(worth: Floats, weight: Floats) -> tuple[Columns, Floats]:
    """Weighted means of scored items by part, and the weight of what counts in each."""
    counts, known = worth != _OUT, worth >= 0
    least = np.where(known, worth, 0.0)
    total = counts.astype(np.float64) @ weight
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = 100 * (least @ weight) / total
        upper = 100 * ((least + (counts & ~known)) @ weight) / total
    named = (weight > 0).astype(np.float64)
    return Columns(lower, upper, known.astype(np.float64) @ named, counts.astype(np.float64) @ named), total


def _over(parts: Columns, weights: Floats, share: Floats, among: Flags) -> Columns:
    """The weighted mean of areas that are among those asked for and in which something counts."""
    there = weights > 0
    total = there @ share
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = np.where(there, parts.lower, 0.0) @ share / total
        upper = np.where(there, parts.upper, 0.0) @ share / total
    return Columns(
        lower=lower[:, None],
        upper=upper[:, None],
        answered=(parts.answered @ among)[:, None],
        items=(parts.items @ among)[:, None],
    )


class _Grid:
    """The answers by item (a row) and assessment (a column): which of the distinct `words` was given, if any."""

    def __init__(self, instrument: Instrument, answers: pl.DataFrame, count: int) -> None:
        self._ready = by_conditions(instrument)
        self._items = [item for item in instrument.items if item.scored]
        self._place = {item.id: place for place, item in enumerate(instrument.items)}
        self._words, given = _numbered(answers["value"])
        self._number = {word: number for number, word in enumerate(self._words)}
        standings, stands = _numbered(answers["standing"])
        # What is answered is the number of a word; a row more takes what answers no item.
        coded = np.select(
            [_among(stands, standings, Standing.ANSWERED), _among(stands, standings, Standing.OUTSIDE_COMPETENCE)],
            [given, _OUTSIDE],
            _MISSING,
        )
        self._given = np.full((len(self._place) + 1, count), _MISSING, dtype=np.int32)
        names, named = _numbered(answers["item"])
        rows = np.array([self._place.get(name, len(self._place)) for name in [*names, ""]], dtype=np.int64)
        self._given[rows[named], answers["assessment"].to_numpy()] = coded

    def worths(self) -> Floats:
        """By assessment and scored item: its worth, or that it is open or out."""
        asked: dict[str, tuple[Flags, Flags]] = {}
        for item in self._ready:
            asked[item.id] = self._asked(item, asked)
        worths = np.empty((self._given.shape[1], len(self._items)))
        for column, item in enumerate(self._items):
            skipped, undecided = asked[item.id]
            given = self._given[self._place[item.id]]
            worth = self._worth(item, given)
            if item.asked_if:
                worth = np.where(skipped, _OUT, np.where(undecided, _OPEN, worth))
            worths[:, column] = worth
        return worths

    def _asked(self, item: Item, asked: Mapping[str, tuple[Flags, Flags]]) -> tuple[Flags, Flags]:
        """By assessment whether an item is skipped, and whether that is undecided."""
        skipped = np.zeros(self._given.shape[1], dtype=np.bool_)
        undecided = skipped.copy()
        for condition in item.asked_if:
            given = self._given[self._place[condition.item]]
            wanted = [self._number[option] for option in condition.one_of if option in self._number]
            out, maybe = asked[condition.item]
            missing = given == _MISSING
            skipped |= out | (~missing & ~np.isin(given, wanted))
            undecided |= maybe | missing
        return skipped, undecided & ~skipped

    def _worth(self, item: Item, given: Int32s) -> Floats:
        """By assessment: what is given, as if the item were asked. Raises AnswerUnfit."""
        # The last two entries are for what is outside competence and what is missing, which count from the end.
        table = np.full(len(self._words) + 2, np.nan)
        table[_OUTSIDE], table[_MISSING] = _OUT, _OPEN
        if item.type in _NUMBERS:
            told = np.unique(given[given >= 0])
            table[told] = [_known(worth_of(item, self._words[number])) for number in told.tolist()]
        for option in item.options:
            if option.id in self._number:
                table[self._number[option.id]] = _known(option.worth)
        worth: Floats = table[given]
        unfit = np.flatnonzero(np.isnan(worth))
        if len(unfit):
            raise AnswerUnfit(item.id, self._words[int(given[unfit[0]])])
        return worth


def _known(worth: Decimal | Fraction | None) -> float:
    return _OUT if worth is None else float(worth)


def _numbered(column: pl.Series) -> tuple[list[str], Int32s]:
    """The distinct texts of a column, and by row the number of its text; one that is missing has the number −1."""
    distinct = column.drop_nulls().unique()
    coded = column.cast(pl.Enum(distinct)).to_physical().cast(pl.Int32).fill_null(-1)
    return distinct.to_list(), coded.to_numpy()


def _among(codes: Int32s, words: Sequence[str], word: str) -> Flags:
    among: Flags = codes == (words.index(word) if word in words else _NOWHERE)
    return among
