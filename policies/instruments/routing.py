"""Routing: an item may be asked only after an earlier one, and the way leads in no circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.instruments.model import Condition
    from policies.instruments.places import Path
    from policies.instruments.problems import Problems
    from policies.instruments.weights import ItemRead


#: So many circles are told at most: a file can have twenty thousand, each through a thousand items.
_MOST_CIRCLES = 100


def check_routing(read: Sequence[ItemRead], problems: Problems) -> None:
    """Note conditions on items that are unknown, stand later or have no such option, and each circle once."""
    order = {one.item.id: place for place, one in enumerate(read)}
    circles = _circles({one.item.id: [condition.item for condition in one.item.asked_if] for one in read}, order)
    for circle in circles:
        told = " → ".join((*circle, circle[0]))
        problems.add((*read[order[circle[0]]].path, "asked_if"), "routing-cycle", circle=told)
    circling = {frozenset(pair) for circle in circles for pair in _steps(circle)}
    for place, one in enumerate(read):
        for number, condition in enumerate(one.item.asked_if):
            path = (*one.path, "asked_if", number)
            if not condition.item:
                continue
            if condition.item not in order:
                problems.add((*path, "item"), "unknown-item", item=condition.item)
                continue
            other = read[order[condition.item]]
            if order[condition.item] > place and frozenset((one.item.id, condition.item)) not in circling:
                later = problems.line(other.path)
                problems.add((*path, "item"), "later-item", item=condition.item, later=later)
            _check_options(condition, other, path, problems)


def _check_options(condition: Condition, other: ItemRead, path: Path, problems: Problems) -> None:
    known = [option.id for option in other.item.options]
    if not known:
        problems.add((*path, "item"), "no-choice", item=condition.item)
        return
    for place, option in enumerate(condition.one_of):
        if option and option not in known:
            at = (*path, "one_of", place)
            problems.add(at, "unknown-option", item=condition.item, choices=", ".join(known), option=option)


def _steps(circle: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, circle[(place + 1) % len(circle)]) for place, one in enumerate(circle)]


def _circles(asks: Mapping[str, Sequence[str]], order: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Circles of conditions, each told once from its earliest item; an item that asks itself is one."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in asks:
        way: list[str] = []
        places: dict[str, int] = {}
        # Depth first, without recursion: a file may have a chain of a thousand items.
        stack = [(start, iter(asks[start]))] if start not in done else []
        if stack:
            places[start] = len(way)
            way.append(start)
        while stack:
            item, others = stack[-1]
            other = next((one for one in others if one in asks), None)
            if other is None:
                stack.pop()
                done.add(item)
                del places[way.pop()]
            elif other in places:
                found.append(_from_earliest(way[places[other] :], order))
                if len(found) == _MOST_CIRCLES:
                    return list(dict.fromkeys(found))
            elif other not in done:
                places[other] = len(way)
                way.append(other)
                stack.append((other, iter(asks[other])))
    return list(dict.fromkeys(found))


def _from_earliest(circle: Sequence[str], order: Mapping[str, int]) -> tuple[str, ...]:
    first = min(range(len(circle)), key=lambda place: order[circle[place]])
    return (*circle[first:], *circle[:first])
