"""Writes of both doors: a service of the catalogue in a unit of its own, and the answer that is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from api.answers import Answer, record_tag
from api.context import caller, database
from api.idempotency import Key, once_in
from interlace.db import tenancy
from interlace.reading.records import told_stored
from interlace.register.catalogue import SERVICES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit

JSON = "application/json"


def tenant_id() -> UUID:
    """The tenant in which the caller acts."""
    found = caller().principal.tenant_id
    assert found is not None  # noqa: S101 - whoever calls does so in a tenant
    return found


def write(make: Callable[[Unit], Answer], key: Key | None = None) -> Answer:
    """One write of the register: all that `make` does in its unit, or nothing; with a key it is done once.

    Raises what the services raise, and KeyReused.
    """
    with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
        return once_in(unit, key, lambda: make(unit))


def perform(unit: Unit, service: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever the service returns
    """Let a service of the catalogue do its work in a unit."""
    return SERVICES[service].perform(unit, *arguments)


def revision_of(unit: Unit) -> int:
    """The revision of the tenant once the unit is committed, as far as it was worked."""
    return unit.revision if unit.entries or unit.packed else unit.head.revision


def record_answer(unit: Unit, record: StoredRecord, status: int = 200, **headers: str) -> Answer:
    """A record as it stands after the write."""
    body = orjson.dumps(told_stored(record))
    tag = record_tag(body, record.revision)
    return answer(unit, body, status, {"ETag": f'"{tag}"', **headers})


def answer(unit: Unit, told: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """What is told of a write, with the tenant's revision."""
    beside = {"Interlace-Revision": str(revision_of(unit)), "Cache-Control": "private, no-cache", **(headers or {})}
    return Answer(told, JSON, beside, status)
