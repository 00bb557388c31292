"""Things that are kept because they may be wanted again, within bounds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """The things that were used last, within a number and a weight. Shared by threads."""

    def __init__(self, most: int, most_weight: int) -> None:
        self._most = most
        self._most_weight = most_weight
        self._weight = 0
        self._things: OrderedDict[str, tuple[Thing, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._things)

    def find(self, key: str) -> Thing | None:
        """The thing of a key, if it is still kept."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def keep(self, key: str, thing: Thing, weight: int) -> None:
        """Keep a thing, and let go of those that were not used for longest; one that is too heavy is not kept."""
        with self._lock:
            self._weight -= self._things.pop(key, (thing, 0))[1]
            if weight <= self._most_weight:
                self._things[key] = thing, weight
                self._weight += weight
            while len(self._things) > self._most or self._weight > self._most_weight:
                self._weight -= self._things.popitem(last=False)[1][1]
