"""The definition of scores, in exact fractions that are rounded once, at the end. docs/scores.md tells it in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from graph.scoring.routing import Asked, asked_items
from graph.scoring.tree import PLACES, Cell, Score, ScoreTree
from policies.instruments.model import AnswerType, Standing

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from policies.instruments.model import Answer, Instrument, Item

#: What an item counts as: its worth from 0 to 1, or a range, or nothing where it drops out.
Range: TypeAlias = tuple[Fraction, Fraction]
OPEN: Range = (Fraction(0), Fraction(1))
#: A share without `full_at` is worth 1 at 100 per cent.
WHOLE = Decimal(100)
_NUMBERS = (AnswerType.NUMBER, AnswerType.SHARE)
#: Numbers reach from 10 to the minus this to 10 to this.
MOST_DIGITS = 30
Key = TypeVar("Key", bound="Hashable")


class AnswerUnfit(ValueError):
    """An answer that its item does not take."""

    def __init__(self, item: str, value: object) -> None:
        super().__init__(f"“{item}” does not take the answer “{value}”.")
        self.item = item
        self.value = value


@dataclass
class _Sum:
    """A weighted mean under way. `weight` is of all that counts."""

    lower: Fraction = Fraction(0)
    upper: Fraction = Fraction(0)
    weight: Fraction = Fraction(0)
    answered: int = 0
    items: int = 0

    def take(self, worth: Range, weight: Fraction, answered: int, items: int) -> None:
        """Count one more part."""
        self.lower += worth[0] * weight
        self.upper += worth[1] * weight
        self.weight += weight
        self.answered += answered
        self.items += items

    def mean(self) -> Range | None:
        """From 0 to 1; None where nothing counts."""
        return (self.lower / self.weight, self.upper / self.weight) if self.weight else None

    def score(self) -> Score | None:
        """The mean from 0 to 100, rounded."""
        mean = self.mean()
        if mean is None:
            return None
        return Score(lower=_rounded(mean[0]), upper=_rounded(mean[1]), answered=self.answered, items=self.items)


def score(instrument: Instrument, answers: Mapping[str, Answer]) -> ScoreTree:
    """All scores of these answers; an item without one is not answered. Items that are not there are passed over.

    Raises AnswerUnfit for an answer that its item does not take; ValueError where conditions go round in a circle.
    """
    return score_counted(instrument, counted(instrument, answers))


def score_counted(instrument: Instrument, worths: Mapping[str, Range | None]) -> ScoreTree:
    """All scores of what each item counts as; an item that is not there does not count."""
    areas = {area.id: _Sum() for area in instrument.areas}
    principles: dict[str, _Sum] = {}
    cells: dict[Cell, _Sum] = {}
    shares = {area.id: Fraction(area.weight) for area in instrument.areas}
    for item in instrument.items:
        if not item.scored:
            continue
        wholes = [principles.setdefault(item.principle, _Sum())] if item.principle else []
        wholes += [cells.setdefault(cell, _Sum()) for cell in item.cells]
        worth = worths.get(item.id)
        if worth is None:
            continue
        settled = int(worth[0] == worth[1])
        areas[item.area].take(worth, Fraction(item.weight), settled, 1)
        for whole in wholes:
            whole.take(worth, Fraction(item.weight) * shares[item.area], settled, 1)
    return ScoreTree(
        core=_over(areas, {area.id: shares[area.id] for area in instrument.areas if not area.optional}),
        extended=_over(areas, shares),
        areas=_scores(areas),
        principles=_scores(principles),
        cells=_scores(cells),
    )


def _over(areas: Mapping[str, _Sum], weights: Mapping[str, Fraction]) -> Score | None:
    """The weighted mean of areas; one in which nothing counts gives its weight to the others."""
    whole = _Sum()
    for area, weight in weights.items():
        mean = areas[area].mean()
        if mean is not None:
            whole.take(mean, weight, areas[area].answered, areas[area].items)
    return whole.score()


def _scores(sums: Mapping[Key, _Sum]) -> Mapping[Key, Score | None]:
    return MappingProxyType({key: one.score() for key, one in sums.items()})


def counted(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, Range | None]:
    """By scored item: what it counts as. Raises AnswerUnfit, ValueError."""
    asked = asked_items(instrument, answers)
    return {item.id: _worth(item, asked[item.id], answers.get(item.id)) for item in _scored(instrument)}


def _scored(instrument: Instrument) -> Iterable[Item]:
    return (item for item in instrument.items if item.scored)


def _worth(item: Item, asked: Asked, answer: Answer | None) -> Range | None:
    if asked is Asked.NO:
        return None
    # Where it is not known whether an item is asked, its answer does not settle it: it may drop out.
    if answer is None or asked is Asked.OPEN or answer.standing is Standing.NOT_ANSWERED:
        return OPEN
    if answer.standing is Standing.OUTSIDE_COMPETENCE:
        return None
    worth = worth_of(item, answer.value)
    return None if worth is None else (worth, worth)


def worth_of(item: Item, value: object) -> Fraction | None:
    """What an answer to a scored item is worth, from 0 to 1; None where it takes the item out. Raises AnswerUnfit."""
    if item.type in _NUMBERS:
        return _in_proportion(item, value)
    for option in item.options:
        if option.id == value:
            return None if option.worth is None else Fraction(option.worth)
    raise AnswerUnfit(item.id, value)


def _in_proportion(item: Item, value: object) -> Fraction:
    """A number in proportion to the one that is worth 1; a number of which that is not said is worth 1 above 0."""
    number = _number(item, value)
    full = item.full_at if item.full_at is not None else WHOLE if item.type is AnswerType.SHARE else Decimal(0)
    if full <= 0:
        return Fraction(int(number > 0))
    return min(number / Fraction(full), Fraction(1))


def _number(item: Item, value: object) -> Fraction:
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except ArithmeticError:
        raise AnswerUnfit(item.id, value) from None
    # A short text can be a number with a thousand million digits.
    if not number.is_finite() or number < 0 or not -MOST_DIGITS <= number.adjusted() <= MOST_DIGITS:
        raise AnswerUnfit(item.id, value)
    return Fraction(number)


def _rounded(mean: Fraction) -> Decimal:
    """Hundredfold with six decimals, half to even: exact, whatever the precision of the thread's context."""
    with localcontext() as context:
        context.prec = 40
        millionths = round(mean * 100 * 10**6)
        return (Decimal(millionths) / 10**6).quantize(PLACES, rounding=ROUND_HALF_EVEN)
