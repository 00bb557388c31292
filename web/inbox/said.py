"""A relation or link as a page tells it: who says what of whom, since when, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from api.context import today
from interlace.identity.permissions import Operation
from policies import RELATION_KINDS
from web.days import shown
from web.inbox.past import past_of
from web.inbox.waiting import DECLARED, LINKS, RELATIONS, Places, status_of
from web.names import named, named_by_code
from web.rights import may

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from graph.encoding import Int64s
    from interlace.reading.sight import Sight
    from web.inbox.past import Past
    from web.inbox.waiting import Place
    from web.names import Named

#: The kind of a link, beside those of relations.
SUPPORTS = "supports"
#: What follows from an answer is the same for all of a group; the order is that of pages.
GROUPS = ("coordination", "links", "others", "part_of")


@dataclass(frozen=True)
class Statement:
    """What one side says of another. `source` and `target` are bodies, of a link a work and a strategy."""

    table: str
    id: str
    revision: int
    kind: str
    status: str
    source: Named
    target: Named
    speakers: Sequence[Named]
    """The bodies that say so."""
    addressees: Sequence[Named]
    """The bodies whose word is asked for."""
    since: date | None
    valid_from: date | None
    valid_to: date | None
    mechanism: str | None
    evidence: str | None
    reason: str | None
    """Why it is disputed, where that is known."""
    areas: Sequence[str]
    """Of a link: the policy areas in which both have a cell."""
    shares_cells: bool
    may_answer: bool

    @property
    def key(self) -> str:
        """What names it, with the revision at which it was read."""
        return f"{self.table}:{self.id}:{self.revision}"

    @property
    def group(self) -> str:
        """With which others it is told: what follows from an answer is alike."""
        return _group(self.kind)

    @property
    def days(self) -> int | None:
        """For how many days it has waited."""
        return (today() - self.since).days if self.since is not None and self.status == DECLARED else None

    @property
    def overdue(self) -> bool:
        """Whether a finding says by now that nobody has answered it."""
        dated = self.table == "relations" and self.kind != "part_of" and self.days is not None
        return dated and (self.days or 0) > shown().sight.snapshot.settings.thresholds.confirm_days


def in_order(sight: Sight, rows: Mapping[str, Int64s]) -> Places:
    """Relations and links by group, in each those first that have stood as they stand for longest."""
    relations, links = rows[RELATIONS], rows[LINKS]
    kinds = sight.tables[RELATIONS].frame["kind"].gather(relations)
    places = {kind: GROUPS.index(_group(kind)) for kind in RELATION_KINDS.ids}
    groups = kinds.replace_strict(places, return_dtype=pl.Int64).to_numpy()
    group = np.concatenate([groups, np.full(len(links), GROUPS.index(_group(SUPPORTS)))])
    revision = np.concatenate([sight.tables[RELATIONS].revision[relations], sight.tables[LINKS].revision[links]])
    return Places(relations, links, np.lexsort((revision, group)))


def _group(kind: str) -> str:
    if kind == SUPPORTS:
        return "links"
    if kind == "part_of":
        return "part_of"
    return "coordination" if RELATION_KINDS[kind].coordination else "others"


def statements_of(places: Sequence[Place]) -> list[Statement]:
    """Relations and links as pages tell them; few of them, as a page shows."""
    sight = shown().sight
    past = past_of([sight.column(place.table, "revision")[place.row] for place in places])
    return [_statement(sight, place, past) for place in places]


def _statement(sight: Sight, place: Place, past: Past) -> Statement:
    return (_relation if place.table == "relations" else _link)(sight, place, past)


def _relation(sight: Sight, place: Place, past: Past) -> Statement:
    told = sight.told("relations", place.row)
    source, target = _named("bodies", told["source"]), _named("bodies", told["target"])
    return Statement(
        table="relations",
        id=told["id"],
        revision=told["revision"],
        kind=told["kind"],
        status=status_of(sight, place),
        source=source,
        target=target,
        speakers=[source],
        addressees=[target],
        since=told["declared_on"] or past.days.get(told["revision"]),
        valid_from=told["valid_from"],
        valid_to=told["valid_to"],
        mechanism=told["mechanism"],
        evidence=told["evidence_url"],
        reason=past.reasons.get(told["revision"]),
        areas=(),
        shares_cells=False,
        may_answer=may(Operation.CONSENT_GIVE, told["target"]),
    )


def _link(sight: Sight, place: Place, past: Past) -> Statement:
    told = sight.told("links", place.row)
    source, target = _work(told["from"]), _work(told["to"])
    asked = _behind(sight, target)
    both = _cells(sight, source) & _cells(sight, target)
    return Statement(
        table="links",
        id=told["id"],
        revision=told["revision"],
        kind=SUPPORTS,
        status=status_of(sight, place),
        source=source,
        target=target,
        speakers=[_named("bodies", code) for code in _behind(sight, source)],
        addressees=[_named("bodies", code) for code in asked],
        since=past.days.get(told["revision"]),
        valid_from=None,
        valid_to=None,
        mechanism=None,
        evidence=None,
        reason=past.reasons.get(told["revision"]),
        areas=sorted({cell.partition(":")[2] for cell in both}),
        shares_cells=bool(both),
        may_answer=may(Operation.CONSENT_GIVE, *asked),
    )


def _named(table: str, code: str) -> Named:
    found = named_by_code(table, code)
    assert found is not None  # noqa: S101 - what a record refers to is there, and seen by whoever sees the record
    return found


def _work(code: str) -> Named:
    strategy = shown().sight.row_of_code("strategies", code)
    return _named("actions", code) if strategy is None else named("strategies", strategy)


def _behind(sight: Sight, work: Named) -> list[str]:
    """The bodies behind a strategy or action: who leads it, then who owns it too."""
    if work.table == "actions":
        return [sight.column("actions", "body")[work.row]]
    return [sight.column("strategies", "owner")[work.row], *sight.column("strategies", "co_owners")[work.row]]


def _cells(sight: Sight, work: Named) -> set[str]:
    """The cells of a strategy or action, as `principle:area`."""
    if work.table == "actions":
        return set(sight.column("actions", "cells")[work.row])
    principles, areas = sight.column("commitments", "principle"), sight.column("commitments", "area")
    return {f"{principles[row]}:{areas[row]}" for row in sight.rows_where("commitments", "strategy", work.code)}
