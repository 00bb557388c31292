"""An instrument by its id and version, as the tenant loaded it or as it is shipped; crosswalks between versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db.models import LoadedCrosswalk, LoadedInstrument
from interlace.errors import Unknown
from policies.instruments import read, read_crosswalk, shipped

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from policies.instruments import Crosswalk, Instrument

_KEPT = 64


class _ReadOnce:
    """The last instruments that were read, by their digest: what has a digest never changes."""

    def __init__(self) -> None:
        self._found: dict[str, Instrument] = {}

    def known(self, digest: str) -> Instrument | None:
        """The instrument of this digest, if it was read not long ago."""
        return self._found.get(digest)

    def put(self, digest: str, content: bytes) -> Instrument:
        """Read an instrument and keep it, in place of the one that was read first."""
        found = read(content, "stored.json")
        while len(self._found) >= _KEPT:
            self._found.pop(next(iter(self._found)), None)
        self._found[digest] = found
        return found


_read_once = _ReadOnce()


def instrument_of(session: Session, instrument: str, version: str) -> Instrument:
    """A version of an instrument that the tenant loaded, else the shipped one. Raises Unknown."""
    key = (LoadedInstrument.instrument == instrument, LoadedInstrument.version == version)
    digest = session.scalar(select(LoadedInstrument.digest).where(*key))
    if digest is None:
        found = shipped().get(instrument)
        if found is None or found.version != version:
            raise Unknown(f"There is no instrument “{instrument[:64]}” of version “{version[:64]}”.")
        return found
    known = _read_once.known(digest)
    if known is None:
        content = session.scalars(select(LoadedInstrument.content).where(*key)).one()
        known = _read_once.put(digest, json.dumps(content).encode())
    return known


def crosswalk_of(session: Session, instrument: str, old_version: str, new_version: str) -> Crosswalk:
    """The crosswalk between two versions that the tenant loaded. Raises Unknown."""
    content = session.scalar(
        select(LoadedCrosswalk.content).where(
            LoadedCrosswalk.instrument == instrument,
            LoadedCrosswalk.old_version == old_version,
            LoadedCrosswalk.new_version == new_version,
        )
    )
    if content is None:
        told = f"of “{instrument[:64]}” from “{old_version[:64]}” to “{new_version[:64]}”"
        raise Unknown(f"There is no crosswalk {told}.")
    return read_crosswalk(json.dumps(content).encode(), "stored.json")
