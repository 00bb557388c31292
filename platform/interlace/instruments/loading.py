"""Administrators load instruments and crosswalks, and take away what nothing stands on. A version never changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select

from interlace.db import tenancy
from interlace.db.models import AssessmentSnapshot, LoadedCrosswalk, LoadedInstrument
from interlace.errors import Conflict, FieldProblem, Invalid
from interlace.identity.permissions import Operation, require, require_of
from interlace.instruments.finding import crosswalk_of, instrument_of
from interlace.instruments.kept import (
    CrosswalkListed,
    InstrumentListed,
    listed_one,
    parts_of_crosswalk_key,
    parts_of_key,
    uses_of,
)
from policies.instruments import (
    MOST_BYTES,
    InstrumentInvalid,
    InstrumentProblem,
    read,
    read_crosswalk,
    shipped,
    told,
    told_crosswalk,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal
    from policies.instruments import Crosswalk

#: So many versions of instruments, and so many crosswalks, a tenant loads.
MOST_LOADED = 50
#: How a file may be written.
FORMATS = ("toml", "json")


def refused(error: InstrumentInvalid) -> Invalid:
    """What is wrong with a file, as services tell what is wrong with a field: each problem with its line."""
    return Invalid(
        FieldProblem(f"/content{one.pointer}", f"instrument-{one.code}", {**one.details, "line": str(one.line)})
        for one in error.problems
    )


def load(database: Database, principal: Principal, tenant_id: UUID, content: bytes, name: str) -> InstrumentListed:
    """Load a version of an instrument from a TOML or JSON file; the same one again changes nothing.

    Raises Forbidden; InstrumentInvalid; Conflict where there is another of the same id and version, or too many.
    """
    require_of(principal, tenant_id, Operation.SETTINGS_CHANGE)
    # Before the write, which keeps others of the tenant waiting.
    found = read(content, name)
    values = _that_fits(told(found))
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.SETTINGS_CHANGE, unit.today)
        known = _digest(unit.session, found.id, found.version)
        if known is None:
            _require_room(unit.session, LoadedInstrument)
            made = LoadedInstrument(
                instrument=found.id,
                version=found.version,
                status=found.status,
                content=values,
                digest=found.digest,
                loaded_by=_person(unit),
                loaded_at=unit.at,
            )
            unit.session.add(made)
            unit.session.flush()
            unit.did("instrument.load", f"instrument:{found.id}@{found.version}", digest=found.digest)
        elif known != found.digest:
            raise Conflict(
                f"There is another instrument {found.id} of version {found.version}. A version never changes:"
                " give this one a version of its own."
            )
        return listed_one(unit.session, found, uses_of(unit.session))


def remove(database: Database, principal: Principal, tenant_id: UUID, key: str) -> None:
    """Take away a version that was loaded (`id@version`) and that nothing stands on.

    Raises Forbidden, Unknown; Conflict for what is shipped, and where rounds, workspaces or crosswalks stand on it.
    """
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.SETTINGS_CHANGE, unit.today)
        name, version = parts_of_key(key)
        found = instrument_of(unit.session, name, version)
        listed = listed_one(unit.session, found, uses_of(unit.session))
        if listed.shipped:
            raise Conflict("This instrument comes with the program, and stays.")
        if listed.uses or _frozen(unit.session, name, version):
            raise Conflict("Rounds or strategies under way stand on this instrument: what was asked stays readable.")
        if _walked(unit.session, name, version):
            raise Conflict("Crosswalks lead from or to this version. Take them away first.")
        own = (LoadedInstrument.instrument == name, LoadedInstrument.version == version)
        unit.session.execute(delete(LoadedInstrument).where(*own))
        unit.did("instrument.remove", f"instrument:{name}@{version}")


def load_crosswalk(
    database: Database, principal: Principal, tenant_id: UUID, content: bytes, name: str
) -> CrosswalkListed:
    """Load a crosswalk, checked against both of its versions, which the tenant has already.

    Raises Forbidden, InstrumentInvalid; Unknown for a version that is not there; Conflict as `load` does.
    """
    require_of(principal, tenant_id, Operation.SETTINGS_CHANGE)
    first = read_crosswalk(content, name)
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.SETTINGS_CHANGE, unit.today)
        old, new = (
            instrument_of(unit.session, first.instrument, version) for version in (first.old_version, first.new_version)
        )
        found = read_crosswalk(content, name, old, new)
        values = _that_fits(told_crosswalk(found))
        key = (found.instrument, found.old_version, found.new_version)
        known = unit.session.get(LoadedCrosswalk, (tenant_id, *key))
        if known is None:
            _require_room(unit.session, LoadedCrosswalk)
            known = _crosswalk_row(unit, found, values)
            unit.session.add(known)
            unit.session.flush()
            unit.did("crosswalk.load", f"crosswalk:{found.key}", digest=found.digest)
        elif known.digest != found.digest:
            raise Conflict(f"There is another crosswalk {found.key}. Take it away first.")
        return CrosswalkListed(
            *key,
            found.source,
            len(found.mapped),
            len(found.dropped),
            len(found.added),
            found.digest,
            known.loaded_at,
        )


def remove_crosswalk(database: Database, principal: Principal, tenant_id: UUID, key: str) -> None:
    """Take away a crosswalk (`instrument@old@new`). Raises Forbidden, Unknown."""
    with tenancy.writing(database, tenant_id, principal) as unit:
        require(unit.session, principal, Operation.SETTINGS_CHANGE, unit.today)
        name, old, new = parts_of_crosswalk_key(key)
        crosswalk_of(unit.session, name, old, new)
        unit.session.execute(
            delete(LoadedCrosswalk).where(
                LoadedCrosswalk.instrument == name,
                LoadedCrosswalk.old_version == old,
                LoadedCrosswalk.new_version == new,
            )
        )
        unit.did("crosswalk.remove", f"crosswalk:{key}")


def _that_fits(values: dict[str, Any]) -> dict[str, Any]:
    """What is to be stored, with all that a file may leave out. Raises InstrumentInvalid where it is too much."""
    if len(json.dumps(values, ensure_ascii=False).encode()) > MOST_BYTES:
        raise InstrumentInvalid([InstrumentProblem(1, "", "too-large", {"most": f"{MOST_BYTES:,}"})])
    return values


def _person(unit: Unit) -> UUID | None:
    return unit.principal.id if unit.principal.kind == "user" else None


def _crosswalk_row(unit: Unit, found: Crosswalk, values: dict[str, Any]) -> LoadedCrosswalk:
    return LoadedCrosswalk(
        tenant_id=unit.tenant_id,
        instrument=found.instrument,
        old_version=found.old_version,
        new_version=found.new_version,
        content=values,
        digest=found.digest,
        loaded_by=_person(unit),
        loaded_at=unit.at,
    )


def _digest(session: Session, name: str, version: str) -> str | None:
    """The digest of what has this id and version already, loaded or shipped."""
    key = (LoadedInstrument.instrument == name, LoadedInstrument.version == version)
    loaded = session.scalar(select(LoadedInstrument.digest).where(*key))
    ship = shipped().get(name)
    return loaded or (ship.digest if ship is not None and ship.version == version else None)


def _require_room(session: Session, table: type[LoadedInstrument | LoadedCrosswalk]) -> None:
    if (session.scalar(select(func.count()).select_from(table)) or 0) >= MOST_LOADED:
        raise Conflict(f"A tenant loads at most {MOST_LOADED} of these. Take away what nothing stands on.")


def _frozen(session: Session, name: str, version: str) -> bool:
    row = select(AssessmentSnapshot.assessment).where(
        AssessmentSnapshot.instrument == name, AssessmentSnapshot.version == version
    )
    return session.scalar(row.limit(1)) is not None


def _walked(session: Session, name: str, version: str) -> bool:
    either = or_(LoadedCrosswalk.old_version == version, LoadedCrosswalk.new_version == version)
    row = select(LoadedCrosswalk.digest).where(LoadedCrosswalk.instrument == name, either)
    return session.scalar(row.limit(1)) is not None
