"""Views of registers that tests make up, without a database: of random countries and of Portugal."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import numpy as np
import polars as pl

from graph.register import Register
from graph.tables import SCHEMA, Tables
from interlace.bundle import read_bundle
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.snapshots.ids import Ids
from interlace.snapshots.loading import StoredRegister, StoredTable
from interlace.snapshots.snapshot import Snapshot
from tests.brute_force.random_countries import AS_OF, random_country
from tests.graph.small import settings_of, tables_of
from tests.repository import ROOT

if TYPE_CHECKING:
    from datetime import date

    from graph.settings import Settings

TENANT = UUID(int=7)


def view_over(tables: Tables, settings: Settings, day: date, hidden: frozenset[str] = frozenset()) -> View:
    """What somebody sees of these tables who may not know of the hidden drafts."""
    stored = StoredRegister(1, {}, {name: _stored(tables[name]) for name in SCHEMA}, None)
    snapshot = Snapshot.of(TENANT, stored, Register.of(tables, settings))
    return View(Sight(snapshot, hidden), day)


def _stored(frame: pl.DataFrame) -> StoredTable:
    return StoredTable(frame, Ids.of([uuid4() for _ in range(frame.height)]), np.ones(frame.height, dtype=np.int64))


def random_view(seed: int, *, with_drafts: bool = True, hide: bool = False) -> View:
    """A random country on its day: whole, without its drafts, or with its drafts hidden."""
    country = random_country(seed)
    tables = tables_of(country.tables)
    strategies = tables.strategies
    drafts = frozenset(strategies.filter(pl.col("status") == "draft")["code"])
    if not with_drafts:
        country_without = {name: _without(tables[name], drafts) for name in SCHEMA}
        tables = Tables.of(country_without)
    settings = settings_of(country.thresholds, country.matrix)
    return view_over(tables, settings, AS_OF, drafts if hide else frozenset())


def _without(frame: pl.DataFrame, drafts: frozenset[str]) -> pl.DataFrame:
    named = [column for column in frame.columns if column in {"strategy", "other", "from", "to", "subject"}]
    if "owner" in frame.columns:
        named.append("code")
    gone = [pl.col(column).is_in(list(drafts)) for column in named]
    return frame.filter(~pl.any_horizontal(gone)) if gone and drafts else frame


@cache
def portugal(day: date) -> View:
    """Portugal as its bundle tells it."""
    bundle = read_bundle(ROOT / "demo" / "portugal")
    return view_over(bundle.tables, bundle.settings, day)
