"""Answers to one version of an instrument as answers to another: what can be carried over, and what is lost on the way.

Nothing is lost silently. An item that comes from several is answered by their weighed worth, told exactly; where none
of its options is worth just that, the nearest one stands for it and is marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from graph.scoring.exact import worth_of
from graph.scoring.routing import Asked, asked_items
from policies.instruments.model import Answer, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.instruments.crosswalks import Crosswalk, Mapped, Origin
    from policies.instruments.model import Instrument, Item, Text

_PLACES = Decimal(1).scaleb(-6)


class Change(StrEnum):
    """What happened to an answer on the way."""

    DROPPED = "dropped"
    """Its item has no successor; the answer is lost."""
    CHANGED = "changed"
    """It was carried over to an item whose meaning changed."""
    COMBINED = "combined"
    """It was weighed together with others, exactly."""
    ROUNDED = "rounded"
    """It was weighed together with others, and the nearest answer stands for them."""
    UNANSWERED = "unanswered"
    """Not all that its successor comes from was answered, so the successor is not answered."""
    ADDED = "added"
    """The item is new: nobody has been asked."""


@dataclass(frozen=True)
class Crossing:
    """What happened between old items and a new one. `worth` is the exact worth of what was weighed together."""

    change: Change
    old: tuple[str, ...]
    new: str | None
    reason: Text | None = None
    worth: Fraction | None = None

    @property
    def loses(self) -> bool:
        """Whether something that was answered is not there any more."""
        return self.change in {Change.DROPPED, Change.UNANSWERED, Change.ROUNDED}


@dataclass(frozen=True)
class Crossed:
    """Answers to the new version, and all that did not pass as it was."""

    answers: Mapping[str, Answer]
    crossings: Sequence[Crossing]


def cross(old: Instrument, new: Instrument, crosswalk: Crosswalk, answers: Mapping[str, Answer]) -> Crossed:
    """Carry answers over from the old version to the new one. The crosswalk fits both, as it does once it was loaded.

    Raises AnswerUnfit for an answer that its old item does not take.
    """
    olds, news = old.items_by_id, new.items_by_id
    # What was answered before it turned out not to be asked counts for nothing, and is not carried over either.
    asked = asked_items(old, answers)
    answers = {name: answer for name, answer in answers.items() if asked.get(name) is not Asked.NO}
    carried: dict[str, Answer] = {}
    crossings = [
        Crossing(Change.DROPPED, (one.item,), None, one.reason)
        for one in crosswalk.dropped
        if _said(answers.get(one.item))
    ]
    for mapped in crosswalk.mapped:
        origins = [origin for origin in mapped.origins if asked[origin.item] is not Asked.NO]
        if len(mapped.origins) == 1:
            answer, crossing = _single(mapped, answers.get(mapped.origins[0].item))
        else:
            answer, crossing = _several(mapped, [(one, olds[one.item]) for one in origins], news[mapped.item], answers)
        carried[mapped.item] = answer
        crossings += [] if crossing is None else [crossing]
    crossings += [Crossing(Change.ADDED, (), item) for item in crosswalk.added]
    return Crossed(carried, tuple(crossings))


def _said(answer: Answer | None) -> bool:
    return answer is not None and answer.standing is not Standing.NOT_ANSWERED


def _single(mapped: Mapped, answer: Answer | None) -> tuple[Answer, Crossing | None]:
    if answer is None or not _said(answer):
        return Answer(Standing.NOT_ANSWERED), None
    value = answer.value
    if isinstance(value, str) and value in mapped.values:
        value = mapped.values[value]
    old = tuple(origin.item for origin in mapped.origins)
    changed = None if mapped.changed is None else Crossing(Change.CHANGED, old, mapped.item, mapped.changed)
    return Answer(answer.standing, value), changed


def _several(
    mapped: Mapped, sources: Sequence[tuple[Origin, Item]], target: Item, answers: Mapping[str, Answer]
) -> tuple[Answer, Crossing | None]:
    """The answer to an item that comes from several, of those that were asked; where none was, nobody has answered."""
    old = tuple(source.id for _, source in sources)
    given = [answers.get(source) for source in old]
    if not given or not all(map(_said, given)):
        lost = Crossing(Change.UNANSWERED, old, target.id) if any(map(_said, given)) else None
        return Answer(Standing.NOT_ANSWERED), lost
    worth = _weighed(sources, answers)
    if worth is None:
        return Answer(Standing.OUTSIDE_COMPETENCE), Crossing(Change.COMBINED, old, target.id, mapped.changed)
    value, exactly = _value_of(target, worth)
    change = Change.COMBINED if exactly else Change.ROUNDED
    return Answer(Standing.ANSWERED, value), Crossing(change, old, target.id, mapped.changed, worth)


def _weighed(sources: Sequence[tuple[Origin, Item]], answers: Mapping[str, Answer]) -> Fraction | None:
    """The weighed worth of all that counts; None where all of it is outside the body's competence."""
    total = weight = Fraction(0)
    for origin, source in sources:
        answer = answers[source.id]
        worth = None if answer.standing is Standing.OUTSIDE_COMPETENCE else worth_of(source, answer.value)
        if worth is not None:
            total += origin.weight * worth
            weight += origin.weight
    return total / weight if weight else None


def _value_of(target: Item, worth: Fraction) -> tuple[str | Decimal, bool]:
    """The answer that is worth this, or the nearest one (of two the lower), and whether it is worth exactly this."""
    if not target.options:
        exact = worth * Fraction(target.full_at or 1)
        value = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_PLACES).normalize()
        return value, Fraction(value) == exact
    worths = {option.id: Fraction(option.worth) for option in target.options if option.worth is not None}
    nearest = min(worths, key=lambda option: (abs(worths[option] - worth), worths[option]))
    return nearest, worths[nearest] == worth
