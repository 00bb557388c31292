"""Why a finding opened or closed between two days: what happened without which it would not have, found by trying.

A cause is never guessed from what stands near: the later day is asked again as if a candidate had not come about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.encoding import NOBODY
from graph.governance import GovernanceGraph
from graph.rules import RULES
from graph.trends.happenings import Happening, Happenings, record_of
from policies import AREAS, LEVELS, RELATION_KINDS
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.evidence import Record
    from graph.listing import Key
    from graph.register import Register

#: One happening alone did it; it took several together; something did it that names nothing of what the finding
#: names; or nothing but the days that passed, past a threshold.
CAUSES = ("record", "together", "elsewhere", "time")
#: So many candidates are tried one by one.
MOST_TRIED = 12
#: So many of those that did it only together are told.
MOST_TOLD = 20


class Did(NamedTuple):
    """A record, and what came about for it."""

    record: Record
    how: str


@dataclass(frozen=True)
class Cause:
    """Why a finding opened or closed: one of `CAUSES`, and the records, each alone enough or none without others."""

    cause: str
    did: Sequence[Did] = ()


@dataclass(frozen=True)
class Trial:
    """Two days of one register, and all that happened between them."""

    happenings: Happenings
    earlier: date
    later: date

    @classmethod
    def of(cls, register: Register, earlier: date, later: date) -> Trial:
        """A trial of what happened between two days."""
        return cls(Happenings.between(register, earlier, later), earlier, later)

    def cause_of(self, key: Key, bodies: Sequence[int]) -> Cause:
        """Why the finding of this key, which was there on one of the days only, opened or closed.

        `bodies` are those that it concerns, as rows.
        """
        is_there = self._there(self.happenings.register, key)
        works = [number for kind, name in _parts(key) if kind in _WORKS for number in (self._work(name),)]
        candidates = self.happenings.touching(bodies, works)

        def undone_by(chosen: Sequence[Happening] | None) -> bool:
            return self._there(self.happenings.undone(chosen), key) != is_there

        if candidates and undone_by(candidates):
            alone = [one for one in candidates[:MOST_TRIED] if undone_by([one])]
            return Cause("record" if alone else "together", self._told(alone or candidates))
        return Cause("elsewhere" if undone_by(None) else "time")

    def _told(self, chosen: Sequence[Happening]) -> list[Did]:
        register = self.happenings.register
        cite = GovernanceGraph.at(register, self.later).cite
        return [Did(record_of(register, cite, one), one.how) for one in chosen[:MOST_TOLD]]

    def _work(self, name: str) -> int:
        return _work_number(self.happenings.register, name)

    def _there(self, register: Register, key: Key) -> bool:
        return is_there(GovernanceGraph.at(register, self.later), key)


_WORKS = frozenset({"strategy", "action", "work"})


def _parts(key: Key) -> list[tuple[str, str]]:
    metadata = METADATA[key.rule]
    return [(metadata.subject, key.subject), *([(metadata.object, key.object)] if key.object else [])]


def is_there(graph: GovernanceGraph, key: Key) -> bool:
    """Whether the rule of a key finds it; the rule alone is asked."""
    found = RULES[key.rule].find(graph)
    sides = [found.subject, *([] if found.object is None else [found.object])]
    there = np.ones(len(found), dtype=np.bool_)
    for side, (kind, name) in zip(sides, _parts(key), strict=True):
        there &= np.isin(side, _numbers(graph, kind, name))
    return bool(there.any())


def _numbers(graph: GovernanceGraph, kind: str, name: str) -> list[int]:
    """The numbers by which findings speak of what has this name."""
    register = graph.register
    if kind == "body":
        return [int(graph.place[_row(register, name)])]
    if kind in _WORKS:
        return [_work_number(register, name)]
    if kind == "area":
        return [AREAS.index(name)]
    if kind == "level/area":
        level, _, area = name.partition("/")
        return [LEVELS.index(level) * len(AREAS.ids) + AREAS.index(area)]
    ends, _, relation = name.partition(":")
    source, target = (_row(register, code) for code in ends.split(">"))
    own = register.relations
    same = (own.source == source) & (own.target == target) & (own.kind == RELATION_KINDS.index(relation))
    numbers: list[int] = np.flatnonzero(same).tolist()
    return numbers


def _row(register: Register, code: str) -> int:
    """The row of a body; that of nobody where there is none of this code."""
    row = register.bodies.code.search_sorted(code)
    return row if row < len(register.bodies.code) and register.bodies.code[row] == code else NOBODY


def _work_number(register: Register, code: str) -> int:
    """The number of a strategy or action among the works; that of none where there is none of this code."""
    before = 0
    for codes in (register.strategies.code, register.actions.code):
        row = codes.search_sorted(code)
        if row < len(codes) and codes[row] == code:
            return before + row
        before += len(codes)
    return NOBODY
