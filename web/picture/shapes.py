"""Shapes of marks and lines, as paths of SVG."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.picture.drawn import Tie
    from web.picture.layout import Point

_FIFTHS = 5


def wedge(fifths: int, radius: float) -> str:
    """So many fifths of a circle around the origin, from the top clockwise."""
    angle = 2 * pi * fifths / _FIFTHS
    x, y = radius * sin(angle), -radius * cos(angle)
    return f"M0 0V{-radius}A{radius} {radius} 0 {int(angle > pi)} 1 {x:.2f} {y:.2f}Z"


def through(points: Sequence[Point]) -> str:
    """Straight from point to point."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def curve(tie: Tie, spots: Sequence[Point]) -> str:
    """A curve from one node to the other that leaves the straight line by the tie's bend."""
    (x, y), (other_x, other_y) = spots[tie.one], spots[tie.other]
    length = max(((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5, 1)
    aside_x, aside_y = -(other_y - y) / length, (other_x - x) / length
    middle_x, middle_y = (x + other_x) / 2 + aside_x * tie.bend, (y + other_y) / 2 + aside_y * tie.bend
    return f"M{x:g} {y:g}Q{middle_x:.1f} {middle_y:.1f} {other_x:g} {other_y:g}"
