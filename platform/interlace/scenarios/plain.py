"""Scenarios and what they would come to as plain values of JSON, the same through every door."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from interlace.scenarios.values import stored

if TYPE_CHECKING:
    from interlace.scenarios.effects import Effects
    from interlace.scenarios.previewing import Compared, Differences, ScenarioPreview
    from interlace.scenarios.seeing import ScenarioTold

_LISTS = ("opened", "closed", "changed", "pairs")


def of_scenario(scenario: ScenarioTold) -> dict[str, Any]:
    """A scenario."""
    told = {one.name: getattr(scenario, one.name) for one in fields(scenario)}
    return {**told, "changes": stored(scenario.changes), "shared_with": list(scenario.shared_with)}


def of_effects(effects: Effects, first: int) -> dict[str, Any]:
    """What changes would come to, with so many of each list."""
    told = asdict(effects)
    people = told["people"]
    shortened = {name: told[name][:first] for name in _LISTS}
    return {
        **told,
        **shortened,
        "people": {**people, "gaining": people["gaining"][:first], "losing": people["losing"][:first]},
    }


def of_preview(preview: ScenarioPreview, first: int) -> dict[str, Any]:
    """What a scenario would come to."""
    return {
        "scenario": preview.scenario.id,
        "base_revision": preview.scenario.base_revision,
        "present_revision": preview.present_revision,
        "old": preview.old,
        **of_effects(preview.effects, first),
    }


def of_comparison(compared: Compared, first: int) -> dict[str, Any]:
    """Two scenarios side by side."""
    return {
        "first": of_preview(compared.first, first),
        "second": of_preview(compared.second, first),
        "opened": _differences(compared.opened, first),
        "closed": _differences(compared.closed, first),
    }


def _differences(one: Differences, first: int) -> dict[str, Any]:
    told = asdict(one)
    return {**told, "first": told["first"][:first], "second": told["second"][:first]}
