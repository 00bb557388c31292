"""Practices as JSON holds them, for every door."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from interlace.commons.plain import plain
from interlace.practices.showing import PracticeTold

PRACTICE = tuple(field.name for field in fields(PracticeTold))


def of_practice(told: PracticeTold) -> dict[str, Any]:
    """A practice."""
    values = {name: plain(getattr(told, name)) for name in PRACTICE}
    return values | {"evidence": [one._asdict() for one in told.evidence]}
