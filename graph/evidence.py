"""What a finding rests on: records, the path in the hierarchy, and the facts that the rule weighed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.encoding import Words

    #: A number, a code or a term's id, a day, nothing known; or a list, or a list of groups of these.
    Fact = int | str | None | list[str] | list[int] | list[list[str]]


class Record(NamedTuple):
    """One record of the register: its table and its key (a code, or the codes that make it unique)."""

    table: str
    key: str


@dataclass(frozen=True)
class Evidence:
    """The records that a finding rests on and the facts that its rule weighed.

    `path` is a line of bodies from the one concerned up to its root; `facts` have the names that the rule's
    explanation uses.
    """

    records: tuple[Record, ...]
    path: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One row of `Found`, as the rule's metadata tells; without object -1, without cells or areas `None` and 0."""

    subject: int
    object: int
    cells: Words | None
    areas: int
    confirmed: bool
