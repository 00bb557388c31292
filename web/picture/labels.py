"""Names as they stand beside a mark: in few short lines, of which the last words matter most."""

from __future__ import annotations

#: What fits into a column, in letters of usual width, and into a row.
LONGEST, MOST_LINES = 19, 3
_BROKEN = "…"


def label(name: str, after: str = "") -> tuple[str, ...]:
    """The lines of a name; `after` closes the last one. What is too long loses words in its middle, not at its end."""
    words = [part for word in name.split() for part in _parts(word)]
    lines = _wrapped([*words, after] if after else words)
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    tail = [after] if after else []
    while words:
        longer = _wrapped([_BROKEN, words[-1], *tail])
        if len(longer) > MOST_LINES - 1:
            break
        tail.insert(0, words.pop())
    return (lines[0], *_wrapped([_BROKEN, *tail]))


def _parts(word: str) -> list[str]:
    """A word, cut where it is longer than a line."""
    return [word[start : start + LONGEST] for start in range(0, len(word), LONGEST)]


def _wrapped(words: list[str]) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= LONGEST:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
