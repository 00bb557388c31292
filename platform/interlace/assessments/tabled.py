"""Results as rows of a table, for files and terminals: areas and principles in the instrument's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.scoring import Score
    from interlace.assessments.results import PartTold, Results

COLUMNS: Sequence[str] = (
    "body",
    "instrument",
    "version",
    "sent_on",
    "kind",
    "id",
    "lower",
    "upper",
    "answered",
    "items",
    "word",
    "earlier_sent_on",
    "earlier_lower",
    "earlier_upper",
    "target",
    "by_day",
    "band_lower",
    "band_upper",
    "band_others",
)


def rows_of(found: Results) -> list[dict[str, Any]]:
    """A row for each area and principle; what is not there is empty. `earlier` is the last round before."""
    head = {
        "body": found.body,
        "instrument": found.instrument.id,
        "version": found.instrument.version,
        "sent_on": found.latest.sent_on.isoformat(),
    }
    parts = (*found.areas, *found.principles)
    return [{**dict.fromkeys(COLUMNS, ""), **head, **dict(_row(found, part))} for part in parts]


def _row(found: Results, part: PartTold) -> Iterator[tuple[str, Any]]:
    yield from {"kind": part.kind, "id": part.id, "word": part.word or ""}.items()
    if part.now is not None:
        yield from _range("", part.now)
        yield from {"answered": part.now.answered, "items": part.now.items}.items()
    if part.earlier and part.earlier[-1] is not None:
        yield "earlier_sent_on", found.earlier[-1].sent_on.isoformat()
        yield from _range("earlier_", part.earlier[-1])
    if part.target is not None:
        yield from {"target": str(part.target.target), "by_day": part.target.by_day.isoformat()}.items()
    if part.band is not None:
        yield from {"band_lower": str(part.band.lower), "band_upper": str(part.band.upper)}.items()
        yield "band_others", part.band.others


def _range(before: str, score: Score) -> Iterator[tuple[str, Any]]:
    yield f"{before}lower", str(score.lower)
    yield f"{before}upper", str(score.upper)
