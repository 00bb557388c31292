"""Parts in strategies that are on record of somebody’s bodies: seen, made right, or taken out where none was taken.

Nobody is asked to confirm a part. Whoever writes for the body may make it right, as may the owners of the strategy; so
“we were consulted” is answered by saying how it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from api.context import caller, database
from api.writing import perform, tenant_id
from interlace.db import tenancy
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.inbox.past import past_of
from web.inbox.waiting import Place, rows_naming
from web.names import named_by_code
from web.rights import may

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from flask import Response

    from graph.encoding import Int64s
    from interlace.db.records import StoredRecord
    from web.inbox.scope import Scope
    from web.names import Named

TABLE = "participations"
COLUMNS = ("strategy", "body", "phase", "depth")


@dataclass(frozen=True)
class Part:
    """A body’s part in a strategy."""

    id: str
    revision: int
    strategy: Named
    owners: Sequence[Named]
    body: Named
    phase: str
    depth: str
    since: date | None
    may_change: bool


def part_rows(scope: Scope) -> Int64s:
    """The rows of the parts of a scope’s bodies in strategies that are not their own."""
    sight = shown().sight
    parts = sight.tables[TABLE].frame.select("strategy", "body").with_row_index("row")
    if scope.bodies is not None:
        parts = parts[rows_naming(sight, TABLE, "body", scope.bodies)]
    owners = sight.tables["strategies"].frame.select("code", "owner", "co_owners")
    joined = parts.join(owners, left_on="strategy", right_on="code", maintain_order="left")
    shared = pl.col("co_owners").list.contains(pl.col("body")).fill_null(value=False)
    return joined.filter((pl.col("body") != pl.col("owner")) & ~shared)["row"].to_numpy().astype(np.int64)


def parts_of(places: Sequence[Place]) -> list[Part]:
    """Parts as pages tell them; few of them, as a page shows."""
    told = [shown().sight.told(TABLE, place.row) for place in places]
    days = past_of([one["revision"] for one in told]).days
    found = []
    for one in told:
        strategy, body = named_by_code("strategies", one["strategy"]), named_by_code("bodies", one["body"])
        assert strategy is not None and body is not None  # noqa: S101, PT018 - a part refers to what is there
        owners = [owner for code in _owners(one["strategy"]) if (owner := named_by_code("bodies", code))]
        may_change = may(Operation.RECORDS_WRITE, one["body"], *(owner.code for owner in owners))
        since = days.get(one["revision"])
        found.append(
            Part(one["id"], one["revision"], strategy, owners, body, one["phase"], one["depth"], since, may_change)
        )
    return found


def _owners(strategy: str) -> list[str]:
    """The codes of a strategy’s lead owner and co-owners."""
    sight = shown().sight
    row = sight.row_of_code("strategies", strategy)
    return (
        [] if row is None else [sight.column("strategies", "owner")[row], *sight.column("strategies", "co_owners")[row]]
    )


def _part(record_id: UUID) -> Part:
    row = shown().sight.row_of(TABLE, record_id)
    if row is None:
        raise Unknown(f"There is no record {record_id} in {TABLE}.")
    (found,) = parts_of([Place(TABLE, row)])
    return found


@pages.get("/t/<tenant>/inbox/parts/<uuid:record_id>")
def inbox_part(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """A part, to be made right or taken out."""
    part = _part(record_id)
    if not part.may_change:
        raise Forbidden(f"This part is not the caller’s to change: {record_id}.")
    return _shown(part, Form.of({"phase": part.phase, "depth": part.depth}))


def _shown(part: Part, form: Form, status: int = 200) -> Response:
    return page("inbox/part.html", status, one=part, form=form)


@pages.post("/t/<tenant>/inbox/parts/<uuid:record_id>")
def inbox_part_change(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Say how a body took part after all."""
    form, before = Form.sent(), _part(record_id)
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            given = form.given("phase", "depth")
            perform(unit, "participation.change", record_id, _revision(form), given)
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _shown(_part(record_id), form, 422)
    return go(
        address("inbox", show="parts", done="corrected", part=str(record_id), was=f"{before.phase}:{before.depth}")
    )


@pages.get("/t/<tenant>/inbox/parts/<uuid:record_id>/removal")
def inbox_part_removal(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """What taking a part out means, before it is done."""
    part = _part(record_id)
    if not part.may_change:
        raise Forbidden(f"This part is not the caller’s to take out: {record_id}.")
    return page("inbox/part_removal.html", one=part, form=Form())


@pages.post("/t/<tenant>/inbox/parts/<uuid:record_id>/removal")
def inbox_part_remove(tenant: str, record_id: UUID) -> Response:  # noqa: ARG001
    """Take out a part that was not taken."""
    form = Form.sent()
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            gone: StoredRecord = perform(unit, "participation.remove", record_id, _revision(form))
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
        return page("inbox/part_removal.html", 422, one=_part(record_id), form=form)
    taken = ":".join(str(gone[name]) for name in COLUMNS)
    return go(address("inbox", show="parts", done="removed", part=taken))


@pages.post("/t/<tenant>/inbox/parts/restore")
def inbox_part_restore(tenant: str) -> Response:  # noqa: ARG001
    """Put a part back that was taken out just now."""
    form = Form.sent()
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, "participation.record", form.given(*COLUMNS))
    except (Invalid, Conflict):
        # It was put back meanwhile, or what it named is gone: the list tells how things stand.
        return go(address("inbox", show="parts", done="not-restored"))
    return go(address("inbox", show="parts", done="restored"))


def _revision(form: Form) -> int:
    """At which revision the record was read; none that ever was where that was not sent."""
    given = form.text("revision")
    return int(given) if given.isdecimal() else -1
