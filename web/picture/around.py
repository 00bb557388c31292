"""What a picture of one body or of one finding shows: those concerned, their surroundings, the way between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.encoding import NOBODY
from interlace.errors import Unknown
from interlace.reading import findings
from web.picture.ties import ties_of
from web.picture.visible import Wanted
from web.words import rule_language, told_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.explain import Explanation
    from interlace.reading.findings import Cited, FoundOne
    from interlace.reading.view import View
    from web.picture.land import Land
    from web.words import ToldRecord

#: Of a network with thousands of members so many are shown around it.
_MOST_PARTNERS = 120
#: So many records of a finding are looked at and listed; findings about a whole country rest on all its authorities.
_MOST_RECORDS = 30


@dataclass(frozen=True)
class Around:
    """One body: those that it coordinates with, by number, and how many more there are."""

    number: int
    partners: Sequence[int]
    further: int

    @property
    def wanted(self) -> Wanted:
        """It, its partners, and all that is below it."""
        return Wanted((self.number, *self.partners), (self.number,))


def around(view: View, land: Land, code: str) -> Around | None:
    """The surroundings of the body of this code; None where it is not there on that day."""
    number = number_of(view, land, code)
    if number is None:
        return None
    partners = ties_of(view, land).of(number)
    return Around(number, partners[:_MOST_PARTNERS], max(len(partners) - _MOST_PARTNERS, 0))


def number_of(view: View, land: Land, code: str) -> int | None:
    """The number of the body of this code; None where there is none that day."""
    row = view.sight.row_of_code("bodies", code)
    number = NOBODY if row is None else int(land.number[view.row_at(row)])
    return None if number == NOBODY else number


@dataclass(frozen=True)
class EvidencePath:
    """A finding: the line of bodies that it rests on, from the one concerned upwards, and the records."""

    found: FoundOne
    told: Explanation
    path: Sequence[int]
    cited: Sequence[int]
    """The bodies that the records name, by number."""
    relations: frozenset[tuple[int, int]]
    """Pairs of bodies whose relation is one of the records, the lesser number first."""
    records: Sequence[ToldRecord]
    further: int
    """How many records are not listed."""

    @property
    def wanted(self) -> Wanted:
        """All that it names."""
        return Wanted((*self.path, *self.cited))


def evidence_path(view: View, land: Land, key: str) -> EvidencePath | None:
    """The path of the finding of this key; None where that is not found on that day."""
    try:
        found = findings.finding(view, key)
    except Unknown:
        return None
    evidence = findings.evidence(view, found)
    named = _Named(view, land)
    for body in evidence.path:
        named.body(body)
    path = list(named.numbers)
    records = evidence.records[:_MOST_RECORDS]
    for record in (findings.subject_of(view, found), findings.object_of(view, found)):
        if record is not None:
            named.record(*record)
    for cited in records:
        if cited.row is not None:
            named.record(cited.table, cited.row)
    return EvidencePath(
        found=found,
        told=findings.explained(view, found, rule_language()),
        path=path,
        cited=list(named.numbers),
        relations=frozenset(named.relations),
        records=list(_told(view, records)),
        further=len(evidence.records) - len(records),
    )


def _told(view: View, records: Sequence[Cited]) -> Iterator[ToldRecord]:
    return (told_record(cited.table, cited.row, view) for cited in records if cited.row is not None)


#: The columns of each table in which the code of a body stands, and the code of a strategy or action.
_BODIES = {
    "strategies": ("owner",),
    "actions": ("body",),
    "relations": ("source", "target"),
    "participations": ("body",),
    "competences": ("body",),
    "declarations": ("body",),
    "successions": ("predecessor", "successor"),
    "oppositions": ("marked_by",),
    "measurements": ("body",),
}
_WORKS = {
    "commitments": ("strategy",),
    "participations": ("strategy",),
    "reports": ("subject",),
    "links": ("from", "to"),
    "oppositions": ("strategy", "other"),
}


@dataclass
class _Named:
    """Gathers the bodies that records name, each once, in the order in which they are named."""

    view: View
    land: Land
    numbers: dict[int, None] = field(default_factory=dict)
    relations: set[tuple[int, int]] = field(default_factory=set)

    def body(self, row: int) -> int | None:
        """Note a body by its row in the view; gives its number."""
        number = int(self.land.number[self.view.row_at(row)])
        if number == NOBODY:
            return None
        self.numbers.setdefault(number)
        return number

    def record(self, table: str, row: int) -> None:
        """Note the bodies that a record names, also by a work of theirs."""
        sight = self.view.sight
        if table == "bodies":
            self.body(row)
        named = [self._code(sight.column(table, column)[row]) for column in _BODIES.get(table, ())]
        ends = sorted(number for number in named if number is not None)
        if table == "relations" and len(ends) == len(named):
            self.relations.add((ends[0], ends[-1]))
        for column in _WORKS.get(table, ()):
            self._work(sight.column(table, column)[row])

    def _code(self, code: str) -> int | None:
        row = self.view.sight.row_of_code("bodies", code)
        return None if row is None else self.body(row)

    def _work(self, code: str) -> None:
        for table in ("strategies", "actions"):
            row = self.view.sight.row_of_code(table, code)
            if row is not None:
                self.record(table, row)
