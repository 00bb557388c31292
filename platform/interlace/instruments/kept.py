"""Which instruments and crosswalks a tenant has: those that are shipped, and those that it loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select

from interlace.db import tenancy
from interlace.db.models import AssessmentRound, LoadedCrosswalk, LoadedInstrument, Workspace
from interlace.errors import Unknown
from interlace.identity.permissions import Operation, allows, require_of
from interlace.instruments.finding import crosswalk_of, instrument_of
from policies.instruments import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from policies.instruments import Crosswalk, Instrument

#: What stands between the parts of a key.
SEPARATOR = "@"
_PARTS_OF_CROSSWALK = 3
#: How many rounds and workspaces stand on each id and version; None where that is not told.
Uses: TypeAlias = "Mapping[tuple[str, str], int] | None"


@dataclass(frozen=True)
class InstrumentListed:
    """An instrument in a list. `loaded_at` is None for what is shipped.

    `uses` are rounds and workspaces with it; None for whoever may not take it away, since not all know of each.
    """

    id: str
    version: str
    name: Mapping[str, str]
    kind: str
    status: str
    source: str
    languages: Sequence[str]
    areas: int
    items: int
    digest: str
    loaded_at: datetime | None
    uses: int | None

    @property
    def key(self) -> str:
        """What names it: `id@version`."""
        return f"{self.id}{SEPARATOR}{self.version}"

    @property
    def shipped(self) -> bool:
        """Whether it comes with the program."""
        return self.loaded_at is None


@dataclass(frozen=True)
class InstrumentShown:
    """An instrument whole, and how it stands in the tenant."""

    instrument: Instrument
    listed: InstrumentListed


@dataclass(frozen=True)
class CrosswalkListed:
    """A crosswalk in a list: how many new items come from old ones, and how many old ones were dropped."""

    instrument: str
    old_version: str
    new_version: str
    source: str
    mapped: int
    dropped: int
    added: int
    digest: str
    loaded_at: datetime

    @property
    def key(self) -> str:
        """What names it: `instrument@old@new`."""
        return SEPARATOR.join((self.instrument, self.old_version, self.new_version))


def instruments(database: Database, principal: Principal, tenant_id: UUID) -> Sequence[InstrumentListed]:
    """What is shipped, then what the tenant loaded, by id and version. Raises Forbidden."""
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    with tenancy.reading(database, tenant_id) as session:
        return listed(session, _uses_for(session, principal, tenant_id))


def instrument(database: Database, principal: Principal, tenant_id: UUID, key: str) -> InstrumentShown:
    """One instrument whole, by its key `id@version`. Raises Forbidden, Unknown."""
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    with tenancy.reading(database, tenant_id) as session:
        name, version = parts_of_key(key)
        found = instrument_of(session, name, version)
        return InstrumentShown(found, listed_one(session, found, _uses_for(session, principal, tenant_id)))


def crosswalks(database: Database, principal: Principal, tenant_id: UUID) -> Sequence[CrosswalkListed]:
    """The crosswalks that the tenant loaded, by instrument and versions. Raises Forbidden."""
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    with tenancy.reading(database, tenant_id) as session:
        key = (LoadedCrosswalk.instrument, LoadedCrosswalk.old_version, LoadedCrosswalk.new_version)
        content = LoadedCrosswalk.content
        rows = session.execute(
            select(
                *key,
                content["source"].astext.label("source"),
                func.jsonb_array_length(content["items"]).label("mapped"),
                func.jsonb_array_length(content["dropped"]).label("dropped"),
                func.jsonb_array_length(content["added"]).label("added"),
                LoadedCrosswalk.digest,
                LoadedCrosswalk.loaded_at,
            ).order_by(*key)
        )
        return [CrosswalkListed(*row) for row in rows]


def crosswalk(database: Database, principal: Principal, tenant_id: UUID, key: str) -> Crosswalk:
    """One crosswalk whole, by its key `instrument@old@new`. Raises Forbidden, Unknown."""
    require_of(principal, tenant_id, Operation.REGISTER_READ)
    with tenancy.reading(database, tenant_id) as session:
        return crosswalk_of(session, *parts_of_crosswalk_key(key))


def parts_of_key(key: str) -> tuple[str, str]:
    """Id and version. Raises Unknown where it is no key."""
    name, separator, version = key.partition(SEPARATOR)
    if not separator or "\0" in key:
        raise Unknown(f"There is no instrument “{key[:64]}”. An instrument is named id{SEPARATOR}version.")
    return name, version


def parts_of_crosswalk_key(key: str) -> tuple[str, str, str]:
    """Instrument, old version and new version. Raises Unknown where it is no key."""
    parts = key.split(SEPARATOR)
    if len(parts) != _PARTS_OF_CROSSWALK or "\0" in key:
        raise Unknown(f"There is no crosswalk “{key[:64]}”. A crosswalk is named instrument@old@new.")
    return parts[0], parts[1], parts[2]


def shipped_listed() -> list[InstrumentListed]:
    """What is shipped, without any tenant."""
    return [_of(one, None, None) for one in shipped().values()]


def listed(session: Session, uses: Uses) -> list[InstrumentListed]:
    """All instruments of the tenant of a session."""
    ships = [_of(one, None, uses) for one in shipped().values()]
    content = LoadedInstrument.content
    rows = session.execute(
        select(
            LoadedInstrument.instrument.label("id"),
            LoadedInstrument.version,
            content["name"].label("name"),
            content["kind"].astext.label("kind"),
            LoadedInstrument.status,
            content["source"].astext.label("source"),
            content["languages"].label("languages"),
            func.jsonb_array_length(content["areas"]).label("areas"),
            func.jsonb_array_length(content["items"]).label("items"),
            LoadedInstrument.digest,
            LoadedInstrument.loaded_at,
        ).order_by(LoadedInstrument.instrument, LoadedInstrument.version)
    )
    return [*ships, *(_of_row(row, uses) for row in rows)]


def _of_row(row: Row[Any], uses: Uses) -> InstrumentListed:
    return InstrumentListed(
        id=row.id,
        version=row.version,
        name=row.name,
        kind=row.kind,
        status=row.status,
        source=row.source,
        languages=tuple(row.languages),
        areas=row.areas,
        items=row.items,
        digest=row.digest,
        loaded_at=row.loaded_at,
        uses=None if uses is None else uses.get((row.id, row.version), 0),
    )


def listed_one(session: Session, found: Instrument, uses: Uses) -> InstrumentListed:
    """How one instrument stands in the tenant of a session."""
    key = (LoadedInstrument.instrument == found.id, LoadedInstrument.version == found.version)
    return _of(found, session.scalar(select(LoadedInstrument.loaded_at).where(*key)), uses)


def _of(found: Instrument, loaded_at: datetime | None, uses: Uses) -> InstrumentListed:
    return InstrumentListed(
        id=found.id,
        version=found.version,
        name=found.name,
        kind=str(found.kind),
        status=found.status,
        source=found.source,
        languages=found.languages,
        areas=len(found.areas),
        items=len(found.items),
        digest=found.digest,
        loaded_at=loaded_at,
        uses=None if uses is None else uses.get((found.id, found.version), 0),
    )


def _uses_for(session: Session, principal: Principal, tenant_id: UUID) -> Uses:
    """The same for those who may take instruments away: of rounds and workspaces others may not even know."""
    return uses_of(session) if allows(principal, tenant_id, Operation.SETTINGS_CHANGE, (), lambda _: ()) else None


def uses_of(session: Session) -> Mapping[tuple[str, str], int]:
    """How many rounds and workspaces stand on each version, by id and version."""
    found: dict[tuple[str, str], int] = {}
    for name, version in (
        (AssessmentRound.instrument, AssessmentRound.version),
        (Workspace.frame, Workspace.frame_version),
    ):
        for row in session.execute(select(name, version, func.count()).group_by(name, version)):
            found[row[0], row[1]] = found.get((row[0], row[1]), 0) + row[2]
    return found
