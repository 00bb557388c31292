"""Thresholds as forms show them: what each decides, in which unit, between which bounds; shares as percentages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from graph.settings import Thresholds
from interlace.bundle.settings import THRESHOLDS, most_of
from web.languages import number, say

if TYPE_CHECKING:
    from web.forms import Form

_MOST_PERCENT = 100


@dataclass(frozen=True)
class Threshold:
    """One threshold; `usual` is its default as a form holds it."""

    id: str
    name: str
    about: str
    unit: str
    share: bool
    least: int
    most: int
    usual: str


def thresholds() -> list[Threshold]:
    """All of them, in their own order."""
    days, percent = say("days"), say("percent")
    words = {
        "aligned_from": (
            say("Aligned from"),
            say("From this share of covered cells on, a body is aligned with a strategy, or convergent."),
            percent,
        ),
        "fresh_days": (
            say("A declaration counts for"),
            say("So long a body’s word that its register is complete turns what is missing into a gap."),
            days,
        ),
        "declared_share": (
            say("Declared from"),
            say("From this share of declared registers on, a finding about several bodies is a gap, not a question."),
            percent,
        ),
        "small_population": (
            say("Small places"),
            say("Local authorities with fewer inhabitants need no strategy of their own."),
            say("inhabitants"),
        ),
        "delivery_days": (
            say("A completed action counts for"),
            say("So long after its end an action still covers its cells."),
            days,
        ),
        "stale_days": (
            say("A report counts for"),
            say("After so many days without a report, what was told of a strategy or action is stale."),
            days,
        ),
        "confirm_days": (
            say("An answer is due after"),
            say("After so many days without an answer, a finding says that a relation is not confirmed."),
            days,
        ),
        "fragment": (
            say("Separate from"),
            say("A part of the network that nothing joins to the rest is told of from so many bodies on."),
            say("bodies"),
        ),
        "contradicted_below": (
            say("Asked about below"),
            say("Where a body measured less than this, what its strategy commits to there is asked about."),
            say("points of 100"),
        ),
    }
    return [_threshold(name, *words[name]) for name in THRESHOLDS]


def _threshold(name: str, label: str, about: str, unit: str) -> Threshold:
    default = getattr(Thresholds, name)
    share = isinstance(default, Fraction)
    most = _MOST_PERCENT if share else most_of(name)
    return Threshold(name, label, about, unit, share, int(name == "fragment"), most, text_of(default))


def text_of(value: Fraction | int) -> str:
    """A threshold as a form holds it: a share in percent, with as many decimals as it has."""
    if isinstance(value, int):
        return str(value)
    percent = Decimal(value.numerator) * 100 / Decimal(value.denominator)
    return f"{percent.normalize():f}"


def read(form: Form) -> dict[str, Decimal | int | None]:
    """What a form says of each threshold; None gives it its default again. What is wrong is noted at its field."""
    found: dict[str, Decimal | int | None] = {}
    for one in thresholds():
        typed = form.text(one.id).replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
        try:
            value = Decimal(typed) if typed else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is None:
            found[one.id] = None
        elif _fits(one, value):
            found[one.id] = value / 100 if one.share else int(value)
        else:
            form.wrong(one.id, _expected(one))
    return found


def _fits(one: Threshold, value: Decimal) -> bool:
    return value.is_finite() and one.least <= value <= one.most and (one.share or value == int(value))


def _expected(one: Threshold) -> str:
    bounds = {"least": number(one.least), "most": number(one.most)}
    if one.share:
        return say("Expected: a number from %(least)s to %(most)s.", **bounds)
    return say("Expected: a whole number from %(least)s to %(most)s.", **bounds)
