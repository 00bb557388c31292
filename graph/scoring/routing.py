"""Which items are asked, by what was answered so far: yes, no, or not known yet."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.instruments.model import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from policies.instruments.model import Answer, Condition, Instrument, Item


class Asked(Enum):
    """Whether an item is asked. Once it is known it stays so, whatever else is answered."""

    YES = "yes"
    NO = "no"
    """It is skipped: it counts neither for nor against, even if somebody had answered it before."""
    OPEN = "open"
    """What it hangs on is not answered: it may yet be asked or skipped."""


def asked_items(instrument: Instrument, answers: Mapping[str, Answer]) -> Mapping[str, Asked]:
    """By item id whether it is asked. Raises ValueError where conditions go round in a circle or name no item."""
    known: dict[str, Asked] = {}
    for item in by_conditions(instrument):
        known[item.id] = _all({_holds(one, known, answers) for one in item.asked_if})
    return MappingProxyType(known)


def by_conditions(instrument: Instrument) -> Sequence[Item]:
    """All items, each after those that its conditions name. Raises ValueError where they go round in a circle or name
    no item.
    """
    items = instrument.items_by_id
    ready: dict[str, Item] = {}
    under_way: set[str] = set()
    for first in items:
        # Without recursion, so that a long chain of conditions is no error.
        waiting = [first]
        while waiting:
            name = waiting[-1]
            missing = [condition.item for condition in items[name].asked_if if condition.item not in ready]
            if name in ready or not missing:
                ready.setdefault(name, items[name])
                waiting.pop()
                continue
            under_way.add(name)
            if any(one in under_way or one not in items for one in missing):
                raise ValueError(f"The conditions of “{name}” lead nowhere.")
            waiting += missing
    return list(ready.values())


def _holds(condition: Condition, known: Mapping[str, Asked], answers: Mapping[str, Answer]) -> Asked:
    answer = answers.get(condition.item)
    asked = known[condition.item]
    if asked is Asked.NO:
        return Asked.NO
    if answer is None or answer.standing is Standing.NOT_ANSWERED:
        return Asked.OPEN
    # Outside competence is none of the options, so what hangs on it is not asked.
    if answer.standing is Standing.OUTSIDE_COMPETENCE or str(answer.value) not in condition.one_of:
        return Asked.NO
    return asked


def _all(found: AbstractSet[Asked]) -> Asked:
    if Asked.NO in found:
        return Asked.NO
    return Asked.OPEN if Asked.OPEN in found else Asked.YES
