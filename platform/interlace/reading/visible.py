"""Which drafts a caller may not know of, told from the snapshot alone; who may what is asked where it always is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.encoding import NOBODY
from interlace.identity.permissions import Operation, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from datetime import date

    from interlace.principals import Principal
    from interlace.snapshots.snapshot import Snapshot


def hidden_drafts(snapshot: Snapshot, principal: Principal, today: date) -> frozenset[str]:
    """The codes of drafts that the principal may not know of; the hierarchy is the one of today."""
    above = above_of(snapshot, today)

    def may_read(*owners: str) -> bool:
        return allows(principal, snapshot.tenant_id, Operation.DRAFTS_READ, owners, above)

    if may_read():
        return frozenset()
    strategies = snapshot.tables["strategies"].frame
    drafts = strategies.filter(pl.col("status") == "draft").select("code", "owner", "co_owners").rows()
    return frozenset(code for code, owner, co_owners in drafts if not may_read(owner, *(co_owners or ())))


def above_of(snapshot: Snapshot, today: date) -> Callable[[str], Container[str]]:
    """Gives the live bodies above one, as `interlace.identity.lineage` reads them from the tables."""

    def above(code: str) -> list[str]:
        graph = snapshot.graph_at(today)
        codes, parent = snapshot.register.bodies.code, graph.parent_row
        row = codes.search_sorted(code)
        found = []
        while row < len(codes) and (row := int(parent[row])) != NOBODY:
            found.append(codes[row])
        return found

    return above
