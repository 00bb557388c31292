"""Instruments: versioned questionnaires, checklists and frames, as data with a typed reader."""

from __future__ import annotations

from policies.instruments.model import (
    Answer,
    AnswerType,
    Condition,
    Instrument,
    InstrumentArea,
    Item,
    ItemOption,
    Standing,
    Text,
)

__all__ = [
    "Answer",
    "AnswerType",
    "Condition",
    "Instrument",
    "InstrumentArea",
    "Item",
    "ItemOption",
    "Standing",
    "Text",
]
