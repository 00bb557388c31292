"""The changes that a scenario is made of, and what can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Verb = Literal["add", "remove"]

#: The tables that a change may be about, and the columns that a record which is removed must be named by.
#: Further columns may be given to tell it from others: a relation's beginning, a competence's role.
TABLES: Mapping[str, tuple[str, ...]] = {
    "bodies": ("code",),
    "strategies": ("code",),
    "commitments": ("strategy", "principle", "area"),
    "actions": ("code",),
    "links": ("from", "to"),
    "relations": ("source", "target", "kind"),
    "competences": ("body", "area"),
    "participations": ("strategy", "body", "phase"),
}


@dataclass(frozen=True)
class Change:
    """One record that is added or removed, as the ordinary services do it.

    `values` are typed as `graph.tables` says. Of a record that is added those left out are empty; one that is removed
    is found by the columns of `TABLES` and all others that are given. To *remove* an adopted strategy is to withdraw
    it; a draft goes with its commitments.
    """

    verb: Verb
    table: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """Why a change cannot be made: the number of the change, the column meant (or none), and a message of bundles."""

    change: int
    column: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Some changes cannot be made to this register; `problems` tells all of them, in the order of the changes."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.change}/{problem.column}: {problem.code}" for problem in self.problems))
