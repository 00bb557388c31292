"""What may be proposed: one decision of one body, or of the bodies that found a network together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.amendment import Edit
from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from numpy.typing import NDArray

    from graph.encoding import Int64s


class Kind(StrEnum):
    """What sort of decision a change is."""

    LINK = "link"
    RELATION = "relation"
    MEMBERSHIP = "membership"
    NETWORK = "network"
    COMMITMENT = "commitment"
    PARTICIPATION = "participation"


_KEYS = {"commitments": ("strategy", "principle", "area"), "participations": ("strategy", "body", "phase")}


class Addition(NamedTuple):
    """A record that comes; `instead` is the record of the same key that it takes the place of, if there is one."""

    table: str
    values: Mapping[str, Any]
    instead: Mapping[str, Any] | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What no two records of its table share."""
        columns = _KEYS.get(self.table)
        return (self.table, *(self.values[name] for name in columns or self.values))

    @property
    def edit(self) -> Edit:
        """What it comes to in a register."""
        empty = dict.fromkeys(SCHEMA[self.table])
        before = None if self.instead is None else {**empty, **self.instead}
        return Edit(self.table, before, {**empty, **self.values})


@dataclass(frozen=True)
class Candidate:
    """One change that may be proposed, and what it has to do with the findings of the branch.

    `touches` are the numbers of all findings that it may help to close or to ease, alone or with others, and `gives`
    beside them what it may give to that: whatever candidates are chosen, a finding loses at most what they give
    together, and one that none of them touches stays as it is. `hopes` is how much priority it may take off each of
    them by itself, `fears` what it is bound to open; these only say in which order candidates are tried.
    """

    kind: Kind
    additions: tuple[Addition, ...]
    deciders: tuple[int, ...]
    """Rows of the bodies whose decision it is, the one that has to begin first."""
    details: Mapping[str, str]
    """Codes of what it is about, by the names that its sentence uses."""
    cells: tuple[str, ...]
    """The cells that are committed to, as `principle:area`."""
    touches: Int64s
    gives: NDArray[np.float64]
    hopes: NDArray[np.float64]
    fears: float = 0.0

    @property
    def edits(self) -> list[Edit]:
        """What it comes to in a register."""
        return [addition.edit for addition in self.additions]

    def without(self, made: Container[tuple[object, ...]]) -> Candidate:
        """The same without records that are there by now."""
        left = tuple(one for one in self.additions if one.key not in made)
        if len(left) == len(self.additions):
            return self
        cells = tuple(f"{one.values['principle']}:{one.values['area']}" for one in left if one.table == "commitments")
        return replace(self, additions=left, cells=cells)

    @property
    def founded(self) -> str | None:
        """The code of the body that it begins, if it begins one."""
        return next((str(one.values["code"]) for one in self.additions if one.table == "bodies"), None)

    def with_code(self, code: str) -> Candidate:
        """The same with another code for the body that it begins."""
        was = self.founded
        additions = tuple(
            one._replace(values={name: code if value == was else value for name, value in one.values.items()})
            for one in self.additions
        )
        return replace(self, additions=additions, details={**self.details, "network": code})

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from every other one, and the order in which those that are worth the same are taken."""
        last = tuple(
            ":".join("" if value is None else str(value) for value in item.values.values()) for item in self.additions
        )
        return (self.kind, *last)


class Touched(NamedTuple):
    """The columns of a candidate that speak of findings."""

    touches: Int64s
    gives: NDArray[np.float64]
    hopes: NDArray[np.float64]

    @classmethod
    def of(cls, gives: Mapping[int, float], hopes: Mapping[int, float]) -> Touched:
        """Numbers once each; what is hoped for is given, too."""
        numbers = sorted({*gives, *hopes})
        hoped = np.array([hopes.get(number, 0.0) for number in numbers], dtype=np.float64)
        given = np.array([gives.get(number, 0.0) for number in numbers], dtype=np.float64)
        return cls(np.array(numbers, dtype=np.int64), np.maximum(given, hoped), hoped)


def once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates in the order of their keys, of those that come to the same only one."""
    by_key = {candidate.key: candidate for candidate in candidates}
    return [by_key[key] for key in sorted(by_key)]
