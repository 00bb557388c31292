"""A line of the picture of results: one area or principle as a range, with what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from policies import PRINCIPLES
from web.languages import language, number, say, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from graph.scoring import Score
    from interlace.assessments.helping import Offer
    from interlace.assessments.results import PartTold
    from policies.instruments import Text


class Span(NamedTuple):
    """Where something is in a picture, in hundredths of its width."""

    start: float
    width: float


@dataclass(frozen=True)
class Line:
    """An area or principle. Spans are None where there is nothing to draw; texts say the same in words."""

    id: str
    name: str
    optional: bool
    sure: Span | None
    open: Span | None
    earlier: Span | None
    band: Span | None
    target: float | None
    now_told: str
    answered_told: str
    earlier_told: Sequence[str]
    target_told: str
    target_day: date | None
    band_told: str
    word: str | None
    word_told: str
    offers: Sequence[Offer]


def line_of(part: PartTold, name: str) -> Line:
    """A part as a line of the picture."""
    now = part.now
    last = next((one for one in reversed(part.earlier) if one is not None), None)
    return Line(
        id=part.id,
        name=name,
        optional=part.optional,
        sure=None if now is None else Span(0, float(now.lower)),
        open=None if now is None or now.exact else _span(now.lower, now.upper),
        earlier=None if last is None else _span(last.lower, last.upper),
        band=None if part.band is None else _span(part.band.lower, part.band.upper),
        target=None if part.target is None else float(part.target.target),
        now_told=range_told(now),
        answered_told=""
        if now is None
        else say("%(some)s of %(all)s", some=number(now.answered), all=number(now.items)),
        earlier_told=[range_told(one) for one in part.earlier],
        target_told="" if part.target is None else points(part.target.target),
        target_day=None if part.target is None else part.target.by_day,
        band_told="" if part.band is None else _between(part.band.lower, part.band.upper),
        word=part.word,
        word_told=word_told(part.word),
        offers=part.offers,
    )


def _span(lower: Decimal, upper: Decimal) -> Span:
    return Span(float(lower), float(upper - lower))


def points(value: Decimal) -> str:
    """A score as pages tell it: to one decimal."""
    return number(round(float(value), 1))


def range_told(score: Score | None) -> str:
    """A score in words: one number, or from where to where; a dash where nothing counts."""
    if score is None:
        return "–"
    return points(score.lower) if score.lower == score.upper else _between(score.lower, score.upper)


def _between(lower: Decimal, upper: Decimal) -> str:
    return say("%(lower)s to %(upper)s", lower=points(lower), upper=points(upper))


def word_told(word: str | None) -> str:
    """What is said of a part."""
    words = {
        "strength": say("Strength"),
        "to_work_on": say("To work on"),
        "neither": say("As the whole"),
        "not_known": say("Still open"),
    }
    return "" if word is None else words[word]


def in_page(words: Text | Mapping[str, str]) -> str:
    """A text of an instrument in the language of the page, else in English, else in its first."""
    return words.get(language()) or words.get("en") or next(iter(words.values()))


def principle_told(principle: str) -> str:
    """The name of a principle."""
    return told(PRINCIPLES[principle].name)
