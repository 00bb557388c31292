"""Instruments and crosswalks as both doors for programs tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.instruments import told, told_crosswalk

if TYPE_CHECKING:
    from interlace.instruments.kept import CrosswalkListed, InstrumentListed, InstrumentShown
    from policies.instruments import Crosswalk


def of_listed(one: InstrumentListed) -> dict[str, Any]:
    """An instrument in a list."""
    return {
        "key": one.key,
        "id": one.id,
        "version": one.version,
        "name": dict(one.name),
        "kind": one.kind,
        "status": one.status,
        "source": one.source,
        "languages": list(one.languages),
        "areas": one.areas,
        "items": one.items,
        "shipped": one.shipped,
        "loaded_at": None if one.loaded_at is None else one.loaded_at.isoformat(),
        "uses": one.uses,
        "digest": one.digest,
    }


def of_shown(one: InstrumentShown) -> dict[str, Any]:
    """An instrument whole: how it stands in the tenant, and its content as a file would have it."""
    return {**of_listed(one.listed), "content": told(one.instrument)}


def of_crosswalk_listed(one: CrosswalkListed) -> dict[str, Any]:
    """A crosswalk in a list."""
    return {
        "key": one.key,
        "instrument": one.instrument,
        "old_version": one.old_version,
        "new_version": one.new_version,
        "source": one.source,
        "mapped": one.mapped,
        "dropped": one.dropped,
        "added": one.added,
        "loaded_at": one.loaded_at.isoformat(),
        "digest": one.digest,
    }


def of_crosswalk(one: Crosswalk) -> dict[str, Any]:
    """A crosswalk whole."""
    return {"key": one.key, "digest": one.digest, "content": told_crosswalk(one)}
