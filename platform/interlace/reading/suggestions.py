"""Which strategies above a strategy or action may support: by what both name, and by how their texts read.

Suggestions for a person to judge. How much two have in common is told in words; nothing is ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.findings import cell_names
from interlace.errors import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graph.encoding import Words
    from interlace.reading.view import View

#: How many of its own cells the other names too.
OVERLAPS = ("all", "most", "some", "none")
#: How much alike titles and descriptions read.
LIKENESSES = ("close", "related", "little")
_HALF = 0.5
_CLOSE, _RELATED = 0.5, 0.2
_MOST_CANDIDATES = 2_000
_MOST_TOLD = 50


class Suggestion(NamedTuple):
    """A strategy in force above (row), the cells that both name, how many of the work's own that is, and how the
    texts of the two read."""

    strategy: int
    cells: Sequence[str]
    overlap: str
    likeness: str


class _Work(NamedTuple):
    """A strategy or action: its table and row, its number among the register's works, its owner (row), its cells."""

    table: str
    row: int
    number: int
    owner: int
    cells: Words


def suggested_links(view: View, code: str) -> Sequence[Suggestion]:
    """Strategies in force of bodies above the work's owner that it is not linked to, disputed or not, yet has cells or
    words in common with; by overlap, likeness and title. Raises Unknown where there is no such work."""
    work = _work(view, code)
    rows = _candidates(view, work)
    if not rows:
        return ()
    likeness = _likenesses(view, work, rows)
    own = int(np.bitwise_count(work.cells).sum())
    strategies = view.graph.register.strategies
    titles = view.sight.column("strategies", "title")
    found = []
    for row, alike in zip(rows, likeness.tolist(), strict=True):
        both = strategies.cells[view.strategy_number(row)] & work.cells
        word = _overlap(int(np.bitwise_count(both).sum()), own)
        reads = "close" if alike >= _CLOSE else "related" if alike >= _RELATED else "little"
        if word != "none" or reads != "little":
            found.append(Suggestion(row, cell_names(both), word, reads))
    found.sort(key=lambda one: (OVERLAPS.index(one.overlap), LIKENESSES.index(one.likeness), titles[one.strategy]))
    return found[:_MOST_TOLD]


def _overlap(both: int, own: int) -> str:
    if not both:
        return "none"
    return "all" if both == own else "most" if both > _HALF * own else "some"


def _work(view: View, code: str) -> _Work:
    register = view.graph.register
    row = view.sight.row_of_code("strategies", code)
    if row is not None:
        number = register.strategies.code.search_sorted(code)
        return _Work(
            "strategies", row, number, int(register.strategies.owner[number]), register.strategies.cells[number]
        )
    row = view.sight.row_of_code("actions", code)
    if row is None:
        raise Unknown(f"There is no strategy or action “{code[:200]}”.")
    action = register.actions.code.search_sorted(code)
    number = len(register.strategies.code) + action
    return _Work("actions", row, number, int(register.actions.body[action]), register.actions.cells[action])


def _candidates(view: View, work: _Work) -> list[int]:
    """Strategies in force that a body above leads, without those that the work has a link to, in the order of codes."""
    above = np.zeros(len(view.graph.live_body) + 1, dtype=np.bool_)
    row = int(view.graph.parent_row[work.owner])
    while row != NOBODY:
        above[row] = True
        row = int(view.graph.parent_row[row])
    links = view.graph.register.links
    linked = set(links.target[links.source == work.number].tolist())
    led = view.graph.works.led
    led = led[above[view.graph.register.strategies.owner[led]]]
    numbers = [number for number in led.tolist() if number not in linked and number != work.number]
    return [int(view.work_rows[number]) for number in numbers[:_MOST_CANDIDATES]]


def _likenesses(view: View, work: _Work, rows: Sequence[int]) -> NDArray[np.float64]:
    """How alike texts read, 0 to 1: characters in threes to fives within words, so that no language has to be known."""
    # Slow to import, and needed by few.
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [_text(view, work.table, work.row), *(_text(view, "strategies", row) for row in rows)]
    try:
        weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    except ValueError:
        # Texts of signs alone have nothing to compare.
        return np.zeros(len(rows), dtype=np.float64)
    alike: NDArray[np.float64] = (weights[1:] @ weights[0].T).toarray()[:, 0]
    return alike


def _text(view: View, table: str, row: int) -> str:
    """Title and description of a work, in all languages in which they are written."""
    further = [name for name in view.sight.translations(table) if name.startswith(("title", "description"))]
    texts = [view.sight.column(table, name)[row] for name in ("title", *further)]
    return " ".join(text for text in texts if text)
