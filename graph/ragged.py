"""Lists of lists without lists: many ranges laid end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.encoding import Int32s, Int64s


def spread(starts: NDArray[np.signedinteger], ends: NDArray[np.signedinteger]) -> tuple[Int64s, Int64s]:
    """Every (range, member): range i holds starts[i] … ends[i] − 1, its members ascending.

    spread([5, 0], [7, 1]) is ([0, 0, 1], [5, 6, 0]).
    """
    lengths = ends - starts
    owner = np.repeat(np.arange(len(starts)), lengths)
    member = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths - starts, lengths)
    return owner, member


def group_starts(keys: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where each run of equal keys begins; `keys` are in order."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))


def in_order(keys: NDArray[np.signedinteger]) -> Int64s:
    """The stable order that makes `keys` ascend: what `argsort` says, in time that grows with their number only.

    NumPy counts keys of 16 bits and compares all others; numbers of bodies and records are one or two of such keys.
    """
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    least = int(keys.min())
    span = int(keys.max()) - least
    if span >= 1 << 32:
        return np.argsort(keys, kind="stable")
    offset = (keys.astype(np.int64) - least).astype(np.uint32)
    order = np.argsort(offset.astype(np.uint16), kind="stable")
    if span >= 1 << 16:
        order = order[np.argsort((offset >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def starts_of(keys: NDArray[np.signedinteger], groups: int) -> Int64s:
    """Where the members of each of the groups 0 … groups − 1 begin once `keys` are in order, and one more entry."""
    return np.append(0, np.cumsum(np.bincount(keys, minlength=groups)))


def is_among(keys: NDArray[np.signedinteger], sorted_keys: NDArray[np.signedinteger]) -> NDArray[np.bool_]:
    """Whether each key is one of `sorted_keys` (ascending)."""
    if not len(sorted_keys):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.searchsorted(sorted_keys, keys)
    at[at == len(sorted_keys)] = 0
    found: NDArray[np.bool_] = sorted_keys[at] == keys
    return found


def number_groups(starts: NDArray[np.int64], size: int) -> Int32s:
    """The number of the group that each of `size` entries is in; groups begin at `starts`."""
    return np.repeat(np.arange(len(starts), dtype=np.int32), np.diff(np.append(starts, size)))
