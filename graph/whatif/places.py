"""Findings and pairs of one register found again in another that differs from it by a few edits.

They are compared by number. Where records came or went, the numbers of those after them have moved; that is worked out
from the edits. As columns of both hardly differ, what is alike at both ends is passed over, and only the rest matched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.amendment import changes_of
from graph.encoding import NOBODY
from graph.splicing import rows_of
from policies import AREAS, LEVELS
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.amendment import Change, Edit
    from graph.analysis import Analysis
    from graph.encoding import Int64s, Rows
    from graph.findings import Found
    from graph.governance import GovernanceGraph

_WORKS = frozenset({"strategy", "action", "work"})


class Translation:
    """The numbers of a register's records before some edits, told as those they have afterwards, `NOBODY` if gone."""

    def __init__(self, before: Analysis, after: Analysis, edits: Sequence[Edit]) -> None:
        self._before, self._after = before.graph, after.graph
        changes = changes_of(edits)
        register, other = before.graph.register, after.graph.register
        self.bodies = _moved(register.bodies.code, changes.get("bodies"))
        self.strategies = _moved(register.strategies.code, changes.get("strategies"))
        actions = _moved(register.actions.code, changes.get("actions"))
        later = np.where(actions == NOBODY, NOBODY, actions + len(other.strategies.code))
        self._works = np.concatenate([self.strategies[:-1], later])

    def findings(self, rule: str, found: Found, *, of_before: bool) -> Int64s:
        """What the findings of a rule are known by in the register after, a number each."""
        metadata = METADATA[rule]
        subject = self._numbers(metadata.subject, found.subject, of_before=of_before)
        if found.object is None:
            return subject
        named = self._numbers(metadata.object, found.object, of_before=of_before)
        whole = subject * self._size(metadata.object) + named
        return np.where((subject == NOBODY) | (named == NOBODY), NOBODY, whole)

    def pairs(self, strategy: Rows, place: Rows, *, of_before: bool) -> Int64s:
        """The same for pairs of a strategy and an authority."""
        number = self.strategies[strategy] if of_before else strategy.astype(np.int64)
        body = self._numbers("body", place, of_before=of_before)
        whole = number * self._size("body") + body
        return np.where((number == NOBODY) | (body == NOBODY), NOBODY, whole) if of_before else whole

    def places(self) -> Int64s:
        """By place of authority before: its place among the authorities after."""
        before, after = self._before, self._after
        rows = self._numbers("body", np.arange(before.authorities), of_before=True)
        places = np.where(rows == NOBODY, NOBODY, after.place[rows]).astype(np.int64)
        return np.where(places < after.authorities, places, NOBODY)

    def _numbers(self, kind: str, numbers: Rows, *, of_before: bool) -> Int64s:
        graph = self._before if of_before else self._after
        if kind == "body":
            rows = graph.body[numbers]
            return self.bodies[rows] if of_before else rows.astype(np.int64)
        if kind in _WORKS:
            return self._works[numbers] if of_before else numbers.astype(np.int64)
        if kind == "relation":
            return self._relations(graph, numbers, of_before=of_before)
        return numbers.astype(np.int64)

    def _relations(self, graph: GovernanceGraph, rows: Rows, *, of_before: bool) -> Int64s:
        relations = graph.register.relations
        source, target = relations.source[rows].astype(np.int64), relations.target[rows].astype(np.int64)
        if of_before:
            source, target = self.bodies[source], self.bodies[target]
        numbers = self._after.ranks.relation_numbers(source, target, relations.kind[rows])
        return np.where((source == NOBODY) | (target == NOBODY), NOBODY, numbers)

    def _size(self, kind: str) -> int:
        """More than any number of this kind."""
        register = self._after.register
        if kind in _WORKS:
            return len(register.strategies.code) + len(register.actions.code) + 1
        return len(register.bodies.code) + len(AREAS.ids) * len(LEVELS.ids) + 1


def _moved(code: pl.Series, change: Change | None) -> Int64s:
    """By row of ascending codes: where it stands after the change, and `NOBODY` after the last for nobody."""
    rows = np.arange(len(code) + 1, dtype=np.int64)
    rows[-1] = NOBODY
    if change is None:
        return rows
    gone, come = ({str(record["code"]) for record in records} for records in change)
    left = rows_of(code, pl.Series("code", sorted(gone - come), dtype=pl.String))
    at = code.search_sorted(pl.Series("code", sorted(come - gone), dtype=pl.String)).to_numpy()
    shift = np.zeros(len(code) + 1, dtype=np.int64)
    np.add.at(shift, at, 1)
    np.subtract.at(shift, left, 1)
    rows[:-1] += np.cumsum(shift)[:-1]
    rows[left] = NOBODY
    return rows


def matched(was: Int64s, now: Int64s) -> tuple[Int64s, Int64s]:
    """Where the same numbers stand in both; each stands once in either, but `NOBODY`, which matches nothing."""
    most = min(len(was), len(now))
    head = _alike(was[:most] == now[:most])
    rest = most - head
    tail = _alike((was[len(was) - rest :] == now[len(now) - rest :])[::-1])
    one, other = was[head : len(was) - tail], now[head : len(now) - tail]
    stood, stayed = _matched_anyhow(one, other)
    ends = np.arange(tail)
    stood = np.concatenate([np.arange(head), head + stood, len(was) - tail + ends])
    stayed = np.concatenate([np.arange(head), head + stayed, len(now) - tail + ends])
    named = was[stood] != NOBODY
    return stood[named], stayed[named]


def _alike(same: np.ndarray) -> int:
    """How many are alike from the beginning."""
    differ = np.flatnonzero(~same)
    return int(differ[0]) if len(differ) else len(same)


def _matched_anyhow(was: Int64s, now: Int64s) -> tuple[Int64s, Int64s]:
    if not len(was) or not len(now):
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    order = np.argsort(now, kind="stable")
    at = np.minimum(np.searchsorted(now, was, sorter=order), len(now) - 1)
    stayed = order[at]
    stood = np.flatnonzero(now[stayed] == was)
    return stood, stayed[stood]
