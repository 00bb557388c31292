"""An instrument as JSON holds it, whole: what is stored, told by the doors, and what its digest is taken of."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from policies.instruments.options import OUT

if TYPE_CHECKING:
    from decimal import Decimal

    from policies.instruments.model import Instrument, InstrumentArea, Item, ItemOption


def exact(value: Fraction | Decimal) -> str:
    """An exact number as text: `1/7`, or `1` where it is whole."""
    return str(Fraction(value))


def told(instrument: Instrument) -> dict[str, Any]:
    """The instrument as a file of its own would have it, weights and usual options written out. `read` reads it."""
    values: dict[str, Any] = {
        "id": instrument.id,
        "version": instrument.version,
        "name": dict(instrument.name),
        "kind": str(instrument.kind),
        "status": instrument.status,
        "source": instrument.source,
        "languages": list(instrument.languages),
    }
    if instrument.licence is not None:
        values["licence"] = instrument.licence
    if instrument.description is not None:
        values["description"] = dict(instrument.description)
    values["areas"] = [_area(area) for area in instrument.areas]
    values["items"] = [told_item(item) for item in instrument.items]
    return values


def _area(area: InstrumentArea) -> dict[str, Any]:
    return {"id": area.id, "name": dict(area.name), "weight": exact(area.weight), "optional": area.optional}


def told_item(item: Item) -> dict[str, Any]:
    """One item as JSON; what it does not have is left out."""
    values: dict[str, Any] = {
        "id": item.id,
        "area": item.area,
        "question": dict(item.question),
        "type": str(item.type),
        "weight": exact(item.weight),
        "evidence": item.evidence,
    }
    if item.principle is not None:
        values["principle"] = item.principle
    if item.cells:
        values["cells"] = [f"{principle}:{area}" for principle, area in item.cells]
    if item.options:
        values["options"] = [_option(option) for option in item.options]
    if item.full_at is not None:
        values["full_at"] = f"{item.full_at.normalize():f}"
    if item.help is not None:
        values["help"] = dict(item.help)
    if item.asked_if:
        values["asked_if"] = [{"item": one.item, "one_of": list(one.one_of)} for one in item.asked_if]
    if item.prefill is not None:
        values["prefill"] = item.prefill
    return values


def _option(option: ItemOption) -> dict[str, Any]:
    worth = OUT if option.worth is None else exact(option.worth)
    return {"id": option.id, "name": dict(option.name), "worth": worth}


def digest_of(instrument: Instrument) -> str:
    """SHA-256 of the canonical JSON, hexadecimal: keys sorted, no spaces, UTF-8."""
    return digest_of_values(told(instrument))


def digest_of_values(values: dict[str, Any]) -> str:
    """The same of what JSON holds already."""
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
