"""Answers to one version of an instrument, scored in the terms of another by a crosswalk.

What the other version asks anew was never asked, so it is open: the score becomes a range, and nothing is guessed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from graph.scoring.exact import OPEN, Range, counted, score_counted
from graph.scoring.routing import Asked, asked_items
from policies.instruments.model import Answer, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.scoring.tree import ScoreTree
    from policies.instruments.crosswalks import Crosswalk, Mapped
    from policies.instruments.model import Instrument, Item


def score_across(crosswalk: Crosswalk, old: Instrument, new: Instrument, answers: Mapping[str, Answer]) -> ScoreTree:
    """The scores that answers to the old version have in the new one.

    A new item that comes from one old item takes its answer; one that comes from several is worth their mean by the
    weights that the crosswalk gives, of those that count. Raises AnswerUnfit, ValueError.
    """
    before = counted(old, answers)
    single = {one.item: one for one in crosswalk.mapped if len(one.origins) == 1}
    carried = {name: _carried(one, new.items_by_id[name], answers) for name, one in single.items()}
    worths = counted(new, carried)
    skipped = {
        origin.item for one in single.values() for origin in one.origins if before.get(origin.item, OPEN) is None
    }
    for name, one in single.items():
        # What was skipped or outside competence was no question then, and is none now.
        if one.origins[0].item in skipped and name in worths:
            worths[name] = None
    asked = asked_items(new, carried)
    for one in crosswalk.mapped:
        if len(one.origins) > 1 and one.item in worths:
            mixed = _mixed(one, before)
            worths[one.item] = None if asked[one.item] is Asked.NO else OPEN if asked[one.item] is Asked.OPEN else mixed
    return score_counted(new, worths)


def _carried(one: Mapped, item: Item, answers: Mapping[str, Answer]) -> Answer:
    """The answer to the one item from which this one comes, in its own options."""
    answer = answers.get(one.origins[0].item, Answer(Standing.NOT_ANSWERED))
    if answer.standing is not Standing.ANSWERED or not item.options:
        return answer
    value = one.values.get(str(answer.value), str(answer.value))
    known = {option.id for option in item.options}
    return Answer(Standing.ANSWERED, value) if value in known else Answer(Standing.NOT_ANSWERED)


def _mixed(one: Mapped, before: Mapping[str, Range | None]) -> Range | None:
    """The mean of several old items by weight; those that do not count give their weight to the others."""
    parts: Sequence[tuple[Range, Fraction]] = [
        (worth, Fraction(origin.weight))
        for origin in one.origins
        if (worth := before.get(origin.item, OPEN)) is not None
    ]
    whole = sum((weight for _, weight in parts), Fraction(0))
    if not whole:
        return None
    lower = sum((worth[0] * weight for worth, weight in parts), Fraction(0)) / whole
    upper = sum((worth[1] * weight for worth, weight in parts), Fraction(0)) / whole
    return lower, upper
