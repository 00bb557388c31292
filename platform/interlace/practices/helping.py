"""What of the commons may help with a finding: practices that answered the same kind of gap, and those of its field.

They stand in the order of how near they are to the finding (its rule, its cells, its areas), then of publication; never
by how well a body does. Whoever published them may be of another tenant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import load_only

from interlace.commons.entries import LISTED, EntryTold, shown, told_entry
from interlace.db import tenancy
from interlace.db.models import CommonsEntry
from interlace.reading.findings import finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from interlace.db.connections import Database
    from interlace.reading.view import View

REASONS = ("same-rule", "same-cells", "same-areas")
MOST_TOLD = 10


class Help(NamedTuple):
    """An entry and why it may help: it came from the same kind of gap, or speaks to these cells or areas."""

    entry: EntryTold
    reason: str
    shared: Sequence[str]
    """The cells or areas that the finding and the entry have in common; the rule, where that is the reason."""


def helping(database: Database, view: View, tenant_id: UUID, key: str, most: int = MOST_TOLD) -> Sequence[Help]:
    """The practices that speak to a finding, the nearest first. Raises Unknown."""
    found = finding(view, key)
    cells, areas = [*found.cells], _areas(found.cells, found.areas)
    near: list[tuple[str, Sequence[str], ColumnElement[bool]]] = [
        ("same-rule", [found.rule], CommonsEntry.rules.overlap([found.rule])),
        ("same-cells", cells, CommonsEntry.cells.overlap(cells)),
        ("same-areas", areas, CommonsEntry.areas.overlap(areas)),
    ]
    helps: dict[UUID, Help] = {}
    with tenancy.reading(database, tenant_id) as session:
        for reason, values, speaks in near:
            if not values or len(helps) >= most:
                continue
            rows = (
                select(CommonsEntry)
                .options(load_only(*LISTED))
                .where(CommonsEntry.kind == "practice", speaks, shown(), CommonsEntry.id.not_in([*helps]))
                .order_by(CommonsEntry.published_at.desc(), CommonsEntry.id.desc())
                .limit(most - len(helps))
            )
            for one in session.scalars(rows):
                told = told_entry(one, tenant_id, whole=False)
                helps[one.id] = Help(told, reason, _shared(told, reason, values))
    return [*helps.values()]


def _areas(cells: Sequence[str], areas: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*areas, *(cell.partition(":")[2] for cell in cells)]))


def _shared(told: EntryTold, reason: str, values: Sequence[str]) -> Sequence[str]:
    of = {"same-rule": told.rules, "same-cells": told.cells, "same-areas": told.areas}[reason]
    return [value for value in values if value in of]
