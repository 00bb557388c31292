"""Bodies like one that have closed a gap which it still has, and what they began meanwhile: whom to ask how.

For learning, not for ranking: those found stand in the order of their names, and nothing says how well they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.listing import RULE_IDS
from interlace.reading.shown import folded
from interlace.reading.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from graph.encoding import Flags, Int64s
    from graph.listing import Listing

#: Two places are alike where neither has more than so many times the other's people.
_FACTOR = 3
_MOST = 5
#: Strategies and actions that are more than meant, or are no longer; an empty status means the first of them.
_IN_EARNEST = {"strategies": (None, "adopted"), "actions": (None, "ongoing", "completed")}


@dataclass(frozen=True)
class Began:
    """A body that closed a gap, by its row, and the rows of what it began since the earlier day."""

    body: int
    strategies: Sequence[int]
    actions: Sequence[int]
    links: Sequence[int]
    """Those of its new strategies and actions."""
    relations: Sequence[int]

    @property
    def nothing(self) -> bool:
        """Whether nothing that it registered began meanwhile."""
        return not (self.strategies or self.actions or self.relations)


@dataclass(frozen=True)
class ClosedElsewhere:
    """The bodies like one that closed their findings of a rule: the first of them by name, and how many there are."""

    bodies: Sequence[Began]
    total: int


def closed_elsewhere(view: View, earlier: date, body: int, most: int = _MOST) -> Mapping[str, ClosedElsewhere]:
    """By each rule of which the body has a finding: who like it had one on the earlier day and has none now."""
    after = view.analysis.listing
    own = view.row_at(body)
    rules = sorted({RULE_IDS[number] for number in after.rule[after.concerning(own)].tolist()})
    if not rules:
        return {}
    before = View(view.sight, earlier).analysis.listing
    alike = _alike(view, own)
    found = {}
    for rule in rules:
        rows = np.flatnonzero(alike & _had(before, after, rule, own))
        named = by_name(view, view.sight.body_rows[rows])
        bodies = [began(view, row, earlier, view.as_of) for row in named[:most].tolist()]
        found[rule] = ClosedElsewhere(bodies, len(rows))
    return found


def _alike(view: View, own: int) -> Flags:
    """By row of the register: whether a body is of the same level, and of similar population where both are known."""
    graph, bodies = view.graph, view.graph.register.bodies
    people = np.zeros(len(graph.live_body), dtype=np.int64)
    people[graph.body] = graph.population
    alike: Flags = graph.live_body & (bodies.level == bodies.level[own])
    similar = (people <= _FACTOR * people[own]) & (people[own] <= _FACTOR * people)
    alike &= (people == 0) | (people[own] == 0) | similar
    alike[own] = False
    return alike


def _had(before: Listing, after: Listing, rule: str, own: int) -> Flags:
    """By row of the register: whether a body had such a finding before and has none after, in the part that `own` has
    in its: that of the subject or that of the object."""
    number = RULE_IDS.index(rule)
    as_subject = bool((after.one[after.rule == number] == own).any())

    def concerned(listing: Listing) -> Flags:
        flags = np.zeros(len(listing.graph.live_body) + 1, dtype=np.bool_)
        flags[(listing.one if as_subject else listing.other)[listing.rule == number]] = True
        return flags[:-1]

    return concerned(before) & ~concerned(after)


def by_name(view: View, rows: Int64s) -> Int64s:
    """Bodies (rows) in the order of their names."""
    names = view.sight.tables["bodies"].frame["name"].gather(rows)
    ordered = pl.DataFrame({"row": rows, "name": names}).sort(folded(pl.col("name")), "row")
    return ordered["row"].to_numpy()


def began(view: View, body: int, earlier: date, until: date) -> Began:
    """What a body (row) began after the earlier day and up to the other."""
    sight = view.sight
    code = sight.column("bodies", "code")[body]

    def since(table: str, begins: str, *columns: str) -> list[int]:
        days = sight.column(table, begins)
        rows = sorted({row for column in columns for row in sight.rows_where(table, column, code)})
        return [row for row in rows if days[row] is not None and earlier < days[row] <= until]

    in_earnest = {table: sight.column(table, "status") for table in _IN_EARNEST}
    strategies, actions = (
        [row for row in since(table, "starts_on", *columns) if in_earnest[table][row] in _IN_EARNEST[table]]
        for table, columns in (("strategies", ("owner", "co_owners")), ("actions", ("body",)))
    )
    works = [sight.column("strategies", "code")[row] for row in strategies]
    works += [sight.column("actions", "code")[row] for row in actions]
    links = [link for work in works for link in sight.rows_where("links", "from", work)]
    relations = since("relations", "valid_from", "source", "target")
    return Began(body, strategies, actions, links, relations)
