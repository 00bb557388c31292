"""Findings as columns: what one rule found, a row a finding, made into objects only where somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from policies import AREAS, PRINCIPLES, SEVERITIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.encoding import Flags, Int8s, Int32s, Int64s, Rows, Words

CRITICAL, HIGH, MEDIUM, LOW = range(len(SEVERITIES.ids))
_WEIGHTS = np.array([term.weight for term in SEVERITIES])


@dataclass(frozen=True)
class Found:
    """What one rule found. Subjects and objects are numbers whose meaning the rule's metadata tells.

    A *body* is its place in the graph, a *strategy*, *action* or *work* its number among the works of the
    register, a *relation* its row, an *area* its place in the vocabulary, *level/area* is level × 20 + area.
    """

    subject: Int32s
    reach: Int64s
    severity: Int8s
    confirmed: Flags
    object: Int32s | None = None
    cells: Words | None = None
    areas: Words | None = None

    def __len__(self) -> int:
        return len(self.subject)


def found(
    subject: Rows,
    reach: Int64s,
    severity: NDArray[np.integer] | int,
    *,
    confirmed: Flags | bool = True,
    object: Rows | None = None,  # noqa: A002 - the field's word
    cells: Words | None = None,
    areas: Words | None = None,
) -> Found:
    """Findings with single values spread over all rows."""
    size = len(subject)
    return Found(
        subject=subject.astype(np.int32),
        reach=reach,
        severity=np.broadcast_to(np.asarray(severity, dtype=np.int8), size),
        confirmed=np.broadcast_to(np.asarray(confirmed, dtype=np.bool_), size),
        object=None if object is None else object.astype(np.int32),
        cells=cells,
        areas=areas,
    )


def priorities(found: Found, whole_population: int) -> NDArray[np.float64]:
    """weight × (0.5 + 0.5 × reach / R); the second factor is 0.5 where nobody's population is known."""
    share = 0.5 * found.reach / whole_population if whole_population else np.zeros(len(found))
    return _WEIGHTS[found.severity] * (0.5 + share)


def cell_names(row: NDArray[np.uint32]) -> list[str]:
    """The cells of one row of words as `principle:area`, sorted."""
    return sorted(
        f"{principle}:{area}"
        for word, principle in zip(row.tolist(), PRINCIPLES.ids, strict=True)
        for area in area_names(word)
    )


def area_names(word: int) -> list[str]:
    """The areas of one word, sorted."""
    return sorted(area for bit, area in enumerate(AREAS.ids) if word >> bit & 1)
