"""A tenant's register as a bundle: imported anywhere, it gives the same register; the same register, the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.tables import SCHEMA, Tables
from interlace.bundle import Bundle
from interlace.bundle.keys import UNIQUE, pair_of_twins
from interlace.db.settings import settings_of
from interlace.snapshots.loading import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from graph.settings import Settings


def export_bundle(session: Session) -> Bundle:
    """The register of the session's tenant, rows in the order of what they are told apart by."""
    stored = load(session)
    frames = {name: stored.tables[name].frame for name in SCHEMA}
    return bundle_of(frames, settings_of(stored.settings))


def bundle_of(frames: Mapping[str, pl.DataFrame], settings: Settings) -> Bundle:
    """A bundle of these records, rows in the order of what they are told apart by."""
    return Bundle(Tables.of({name: _ordered(name, frames[name]) for name in SCHEMA}), settings)


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(*_key(name, frame), nulls_last=False)


def _key(name: str, frame: pl.DataFrame) -> list[pl.Expr]:
    if name in UNIQUE:
        return [pl.col(column) for column in UNIQUE[name]]
    if name == "relations":
        return [*pair_of_twins(), pl.col("kind"), pl.col("valid_from")]
    # Competences that are alike in every column may stand in any order.
    return [pl.col(column) for column in frame.columns]
