"""One instrument, to be read whole; and a crosswalk from one version to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import caller, database
from api.writing import tenant_id
from interlace import instruments
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.frame import page
from web.instruments.words import evidence, kinds, said, shown_areas, statuses
from web.rights import may

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/instruments/<path:key>")
def instrument_one(tenant: str, key: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Areas, items, answers and weights, what is asked when, and what each item measures."""
    found = instruments.instrument(database(), caller().principal, tenant_id(), key)
    return page(
        "instruments/one.html",
        one=found.listed,
        instrument=found.instrument,
        areas=shown_areas(found.instrument),
        said=said,
        kinds=kinds(),
        statuses=statuses(),
        evidence=evidence(),
        may_load=may(Operation.SETTINGS_CHANGE),
    )


@pages.get("/t/<tenant>/crosswalks/<path:key>")
def crosswalk_one(tenant: str, key: str) -> Response:  # noqa: ARG001
    """What became of each item from one version to the next."""
    who = (database(), caller().principal, tenant_id())
    found = instruments.crosswalk(*who, key)
    old, new = (
        instruments.instrument(*who, f"{found.instrument}@{version}").instrument
        for version in (found.old_version, found.new_version)
    )
    return page(
        "instruments/crosswalk.html",
        one=found,
        old=old.items_by_id,
        new=new.items_by_id,
        name=new.name,
        said=said,
        may_load=may(Operation.SETTINGS_CHANGE),
    )
