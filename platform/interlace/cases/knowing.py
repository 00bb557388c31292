"""Who among people may know of a finding: one that speaks of a draft is told to those who may know of the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from interlace.identity.callers import grants_of
from interlace.principals import Principal
from interlace.reading.visible import hidden_drafts

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.cases.seeing import SeenFinding


def knowing(session: Session, seen: SeenFinding, people: Collection[UUID]) -> set[UUID]:
    """Those of these people who may know of a finding."""
    snapshot, named = seen.view.sight.snapshot, {seen.parts.subject, seen.parts.object}
    drafts = snapshot.tables["strategies"].frame.filter(
        pl.col("code").is_in(list(named)) & (pl.col("status") == "draft")
    )
    if drafts.is_empty():
        return set(people)
    found: set[UUID] = set()
    for person in people:
        who = Principal("user", person, snapshot.tenant_id, grants_of(session, person))
        if named.isdisjoint(hidden_drafts(snapshot, who, seen.view.as_of)):
            found.add(person)
    return found
