"""A recommendation as codes and numbers, for whoever reads it as data; and as the changes of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.frames import finding_key
from graph.remedies.candidates import Kind
from graph.whatif import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import polars as pl

    from graph.remedies.candidates import Candidate
    from graph.remedies.search import Moved, Recommendation, Step

#: So many of the findings that a step closes, eases or opens are told one by one, and of the bodies that decide.
MOST_TOLD = 20
#: Why a change of a kind is permitted.
PERMITTED: Mapping[Kind, str] = {
    Kind.LINK: "both-in-force",
    Kind.RELATION: "either-side",
    Kind.MEMBERSHIP: "body-and-network",
    Kind.NETWORK: "members-together",
    Kind.COMMITMENT: "competent",
    Kind.PARTICIPATION: "owner-invites",
}
#: What becomes of findings in a step.
FATES = ("closes", "eases", "opens", "worsens")


def changes_of(candidates: Iterable[Candidate]) -> list[Change]:
    """The changes of a scenario that come to the same."""
    return [change for candidate in candidates for change in _changes_of(candidate)]


def _changes_of(candidate: Candidate) -> Iterator[Change]:
    for addition in candidate.additions:
        if addition.instead is not None:
            yield Change("remove", addition.table, dict(addition.instead))
        # What is declared is declared by the one who writes it down.
        given = {name: value for name, value in addition.values.items() if name not in {"status", "declared_on"}}
        yield Change("add", addition.table, given)


def share_of(part: float, bound: float) -> float:
    """Which part of the bound that is, 0 to 1; all of it where nothing can be closed."""
    return min(max(part / bound, 0.0), 1.0) if bound else 1.0


def fates_of(step: Step) -> dict[str, list[Moved]]:
    """What becomes of findings in a step, the weightiest first.

    Of findings elsewhere only those are told that open or become graver: the others are not counted.
    """
    fates: dict[str, list[Moved]] = {fate: [] for fate in FATES}
    for moved in step.moved:
        if moved.after > moved.before:
            fates["worsens" if moved.before else "opens"].append(moved)
        elif moved.inside:
            fates["eases" if moved.after else "closes"].append(moved)
    return fates


def as_object(told: Recommendation, codes: pl.Series) -> dict[str, Any]:
    """A recommendation as JSON holds it; `codes` are those of the register's bodies, row by row."""
    return {
        "branch": None if told.head is None else codes[told.head],
        "changes_asked": told.asked,
        "findings": told.findings,
        "open": told.open,
        "total": told.total,
        "bound": told.bound,
        "share_of_bound": share_of(told.total, told.bound),
        "candidates": told.candidates,
        "steps": [_step(number, step, told.bound, codes) for number, step in enumerate(told.steps, 1)],
    }


def _step(number: int, step: Step, bound: float, codes: pl.Series) -> dict[str, Any]:
    change, fates = step.change, fates_of(step)
    return {
        "number": number,
        "kind": change.kind.value,
        "about": dict(change.details),
        "cells": list(change.cells),
        "decided_by": [codes[row] for row in change.deciders[:MOST_TOLD]],
        "decided_by_total": len(change.deciders),
        "permitted": PERMITTED[change.kind],
        "gain": step.gain,
        "total": step.total,
        "share_of_bound": share_of(step.total, bound),
        **{fate: [_moved(one) for one in moved[:MOST_TOLD]] for fate, moved in fates.items()},
        **{f"{fate}_total": len(moved) for fate, moved in fates.items()},
        "changes": [
            {"verb": one.verb, "table": one.table, "values": values_of(one.values)} for one in changes_of([change])
        ],
    }


def values_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a record as JSON holds them."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _moved(moved: Moved) -> dict[str, Any]:
    rule, subject, other = moved.key
    return {
        "key": finding_key(rule, subject, other or None),
        "rule": rule,
        "priority_before": moved.before,
        "priority_after": moved.after,
    }
