"""Instruments and crosswalks of a land, and those that are loaded to be taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace import instruments
from interlace.principals import SYSTEM

if TYPE_CHECKING:
    from tests.api.walk.lands import Land

_FRESH = "fresh-"


def file_of(name: str, version: str = "1") -> str:
    """An instrument of one item, as a file."""
    return (
        f'id = "{name}"\nversion = "{version}"\nkind = "checklist"\nstatus = "official"\nsource = "Ours"\n'
        f'languages = ["en"]\nname = {{ en = "{name}" }}\n[[areas]]\nid = "all"\nname = {{ en = "All" }}\n'
        '[[items]]\nid = "plan"\narea = "all"\ntype = "yes_partly_no"\nquestion = { en = "Have you a plan?" }\n'
    )


def crosswalk_of(name: str) -> str:
    """The crosswalk from its version 1 to its version 2, as a file."""
    return (
        f'kind = "crosswalk"\ninstrument = "{name}"\nold_version = "1"\nnew_version = "2"\nsource = "Ours"\n'
        'languages = ["en"]\n[[items]]\nitem = "plan"\nof = ["plan"]\n'
    )


def settled(land: Land, name: str) -> dict[str, str]:
    """Two versions and what leads from one to the other: the keys by which they are read."""
    who = (land.database, SYSTEM, land.tenant_id)
    for version in ("1", "2"):
        instruments.load(*who, file_of(name, version).encode(), "x.toml")
    made = instruments.load_crosswalk(*who, crosswalk_of(name).encode(), "x.toml")
    return {"instruments": f"{name}@1", "crosswalks": made.key}


def fresh_name(land: Land) -> str:
    """A name for an instrument that nobody has; those that were made for this before are taken away."""
    who = (land.database, SYSTEM, land.tenant_id)
    for walk in instruments.crosswalks(*who):
        if walk.instrument.startswith(_FRESH):
            instruments.remove_crosswalk(*who, walk.key)
    for one in instruments.instruments(*who):
        if one.id.startswith(_FRESH):
            instruments.remove(*who, one.key)
    return f"{_FRESH}{land.fresh()}"


def fresh(land: Land) -> str:
    """The key of an instrument on which nothing stands."""
    content = file_of(fresh_name(land)).encode()
    return instruments.load(land.database, SYSTEM, land.tenant_id, content, "x.toml").key


def fresh_crosswalk(land: Land) -> str:
    """The key of a crosswalk of an instrument of its own."""
    return settled(land, fresh_name(land))["crosswalks"]


def walkable(land: Land) -> str:
    """A crosswalk as a file, between two versions that are there."""
    name = fresh_name(land)
    for version in ("1", "2"):
        instruments.load(land.database, SYSTEM, land.tenant_id, file_of(name, version).encode(), "x.toml")
    return crosswalk_of(name)
