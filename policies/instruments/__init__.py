"""Instruments: versioned questionnaires, checklists and frames, as data with a typed reader."""

from __future__ import annotations

from policies.instruments.crosswalk_reading import is_crosswalk, read_crosswalk, told_crosswalk
from policies.instruments.crosswalks import Crosswalk, Dropped, Mapped, Origin
from policies.instruments.model import (
    Answer,
    AnswerType,
    Condition,
    Instrument,
    InstrumentArea,
    Item,
    ItemOption,
    Kind,
    Standing,
    Text,
)
from policies.instruments.parsing import MOST_BYTES
from policies.instruments.prefills import PREFILLS
from policies.instruments.problems import InstrumentInvalid, InstrumentProblem
from policies.instruments.reading import read
from policies.instruments.shipping import shipped
from policies.instruments.telling import told

__all__ = [
    "MOST_BYTES",
    "PREFILLS",
    "Answer",
    "AnswerType",
    "Condition",
    "Crosswalk",
    "Dropped",
    "Instrument",
    "InstrumentArea",
    "InstrumentInvalid",
    "InstrumentProblem",
    "Item",
    "ItemOption",
    "Kind",
    "Mapped",
    "Origin",
    "Standing",
    "Text",
    "is_crosswalk",
    "read",
    "read_crosswalk",
    "shipped",
    "told",
    "told_crosswalk",
]
