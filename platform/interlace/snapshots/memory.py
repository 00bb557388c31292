"""How much memory values hold: columns by what they say of themselves, all else by what Python says."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import islice

import numpy as np
import polars as pl

#: Of a mapping with very many entries so many are measured; the others are taken to be alike.
_SAMPLE = 100


def size_of(*values: object) -> int:
    """Bytes that these values and all that they hold take, each counted once; an estimate.

    Frames that share text with each other count it each, so that it is too much rather than too little.
    """
    seen: set[int] = set()
    waiting = list(values)
    size = 0
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        own, held = _measured(value)
        size += own
        waiting += held
    return size


def _measured(value: object) -> tuple[int, list[object]]:
    """The bytes of one value, and what is to be measured beside it."""
    if isinstance(value, pl.DataFrame | pl.Series):
        return int(value.estimated_size()), []
    if isinstance(value, np.ndarray):
        # A view keeps alive all of the array that it looks at.
        return (0, [value.base]) if isinstance(value.base, np.ndarray) else (value.nbytes, [])
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if isinstance(value, tuple | list):
        return sys.getsizeof(value), list(value)
    if is_dataclass(value) and not isinstance(value, type):
        # Beside its fields, what it has worked out since.
        known = (
            vars(value)
            if hasattr(value, "__dict__")
            else {field.name: getattr(value, field.name) for field in fields(value)}
        )
        return sys.getsizeof(value), list(known.values())
    return sys.getsizeof(value), []


def _of_mapping(value: Mapping[object, object]) -> tuple[int, list[object]]:
    if len(value) <= _SAMPLE:
        return sys.getsizeof(value), [*value.keys(), *value.values()]
    sample = sum(sys.getsizeof(key) + sys.getsizeof(held) for key, held in islice(value.items(), _SAMPLE))
    return sys.getsizeof(value) + sample * len(value) // _SAMPLE, []
