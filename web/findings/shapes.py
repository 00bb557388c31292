"""Where the lines of a drawing stand: so narrow that a telephone shows it whole, so high as its words need."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from web.findings.drawing import BODY, MISSING, MORE, WORK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.findings.drawing import Arc, Drawing, Line

WIDTH = 340
#: Where what a line says begins, after its mark, and how far each step goes in.
_LEFT, _STEP, _AFTER_MARK = 12, 24, 16
#: Ways from line to line run here, right of all words.
_LANE = 306
_ROW, _NOTE_ROW, _BETWEEN, _ABOVE_BODY = 18, 17, 9, 6
_BOX = 6
#: How wide one letter is on average, and how many rows a text may take.
_LETTER, _BOLD_LETTER = 6.5, 7.0
_MOST_ROWS = 3


class Row(NamedTuple):
    """One row of words: where its base line begins, and whether it is a note."""

    x: int
    y: int
    text: str
    note: bool


@dataclass(frozen=True)
class Placed:
    """A line with its mark at (x, y), its rows of words, and the way to what it hangs on."""

    line: Line
    x: int
    y: int
    top: int
    bottom: int
    rows: Sequence[Row]
    way: str


class Curve(NamedTuple):
    """A way from line to line as a path; its point is at (x, y)."""

    path: str
    x: int
    y: int
    missed: bool


@dataclass(frozen=True)
class Shapes:
    """All that is drawn."""

    height: int
    placed: Sequence[Placed]
    curves: Sequence[Curve]
    confirmed: bool
    width: int = WIDTH
    box_left: int = _LEFT
    lane: int = _LANE


def shapes_of(drawing: Drawing) -> Shapes:
    """The shapes of a drawing."""
    placed: list[Placed] = []
    y = _BETWEEN
    for line in drawing.lines:
        y += _ABOVE_BODY if line.kind == BODY and line.depth == 0 and placed else 0
        placed.append(_placed(line, y, placed))
        y = placed[-1].bottom + _BETWEEN
    curves = [_curve(placed[arc.lower], placed[arc.upper], arc, number) for number, arc in enumerate(drawing.arcs)]
    return Shapes(y, placed, curves, drawing.confirmed)


def _placed(line: Line, top: int, before: Sequence[Placed]) -> Placed:
    x = _LEFT + line.depth * _STEP
    inset = _BOX if line.kind == MISSING else 0
    begin = x + (_AFTER_MARK if line.kind != MISSING else inset)
    room = _LANE - 10 - begin
    rows, y = [], top + inset
    for text, note in ((line.text, False), (line.note, True)):
        letter = _BOLD_LETTER if line.kind == BODY and not note else _LETTER
        for part in _in_rows(text, int(room / letter)):
            y += _NOTE_ROW if note else _ROW
            rows.append(Row(begin, y - 4, part, note))
    mark = top + inset + _ROW // 2 + 1
    return Placed(line, x, mark, top, y + inset, rows, _way(line, x, mark, before))


def _in_rows(text: str, letters: int) -> list[str]:
    """A text in rows of so many letters; what does not fit is told beside the drawing."""
    return wrap(text, letters, max_lines=_MOST_ROWS, placeholder=" …", break_long_words=True) if text else []


def _way(line: Line, x: int, y: int, before: Sequence[Placed]) -> str:
    """From the nearest line before that stands one step further out; of a body in the line, from the one above it."""
    if line.depth == 0:
        above = next((one for one in reversed(before) if one.line.depth == 0), None)
        return "" if above is None or above.line.aside or line.kind != BODY else f"M{x} {above.y}V{y}"
    above = next((one for one in reversed(before) if one.line.depth == line.depth - 1), None)
    return "" if above is None else f"M{above.x} {above.y}V{y}H{x}"


def _curve(lower: Placed, upper: Placed, arc: Arc, number: int) -> Curve:
    """Out to the right of all words, up, and back in; each a little further out than the one before."""
    out = _LANE + 10 + min(number, 3) * 6
    start, end = (lower.top + lower.bottom) // 2, upper.y
    begin = _LANE - 2 if lower.line.kind == MISSING else _right_of(lower)
    point = _right_of(upper) + 4
    path = (
        f"M{begin} {start}H{out - 6}Q{out} {start} {out} {start - 6}V{end + 6}Q{out} {end} {out - 6} {end}H{point + 6}"
    )
    return Curve(path, point, end, arc.missed)


def _right_of(one: Placed) -> int:
    """Where the first row of a line ends, roughly."""
    letter = _BOLD_LETTER if one.line.kind in {BODY, WORK, MORE} else _LETTER
    row = one.rows[0]
    return min(int(row.x + len(row.text) * letter) + 4, _LANE)
