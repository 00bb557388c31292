"""Instruments in a tenant: those that are shipped, those that were loaded, and crosswalks between their versions."""

from __future__ import annotations

from interlace.instruments.finding import crosswalk_of, instrument_of
from interlace.instruments.given import load_crosswalk_given, load_given
from interlace.instruments.kept import (
    CrosswalkListed,
    InstrumentListed,
    InstrumentShown,
    crosswalk,
    crosswalks,
    instrument,
    instruments,
)
from interlace.instruments.loading import FORMATS, load, load_crosswalk, refused, remove, remove_crosswalk

__all__ = [
    "FORMATS",
    "CrosswalkListed",
    "InstrumentListed",
    "InstrumentShown",
    "crosswalk",
    "crosswalk_of",
    "crosswalks",
    "instrument",
    "instrument_of",
    "instruments",
    "load",
    "load_crosswalk",
    "load_crosswalk_given",
    "load_given",
    "refused",
    "remove",
    "remove_crosswalk",
]
