"""What the bodies of the tenant offer, ask for and call together, and one of them with what fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace import commons, gatherings
from interlace.db import tenancy
from interlace.db.models.gatherings import KINDS
from interlace.errors import Conflict
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.gatherings import words
from web.gatherings.asked import after, asker
from web.languages import say
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask import Response

    from interlace.gatherings import GatheringTold


@pages.get("/t/<tenant>/commons/gatherings")
def gathering_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All of a kind, or of every kind, the latest first."""
    kind = request.args.get("kind", "")
    found = gatherings.gatherings(*asker(), kinds=[kind] if kind in KINDS else [], first=50, after=after())
    return page(
        "gatherings/list.html",
        items=found.items,
        next_after=found.next_after,
        kind=kind if kind in KINDS else "",
        kinds=words.kinds(),
        new_ones=words.new_ones() if own_bodies() or may(Operation.PUBLICATION_DECIDE) else {},
        states=words.states(),
        done={"removed": say("It is removed.")}.get(request.args.get("done", "")),
    )


@pages.get("/t/<tenant>/commons/gatherings/<uuid:gathering_id>")
def gathering_one(tenant: str, gathering_id: UUID) -> Response:  # noqa: ARG001
    """One of them."""
    return _one(gatherings.gathering(*asker(), gathering_id), Form())


@pages.post("/t/<tenant>/commons/gatherings/<uuid:gathering_id>/publish")
def gathering_publish(tenant: str, gathering_id: UUID) -> Response:  # noqa: ARG001
    """Propose it for the commons, as it is now."""
    told, form = gatherings.gathering(*asker(), gathering_id), Form.sent()
    try:
        commons.propose(*asker(), told.kind, gathering_id)
    except Conflict as refused:
        form.refuse_whole(refused)
        return _one(told, form, 409)
    return go(address("gathering_one", gathering_id=gathering_id, done="proposed"))


def _one(told: GatheringTold, form: Form, status: int = 200) -> Response:
    writes = may(Operation.RECORDS_WRITE, told.body)
    said = {"made": say("It is kept."), "changed": say("It is changed."), "proposed": say("It is proposed.")}
    return page(
        "gatherings/one.html",
        status,
        one=told,
        form=form,
        kinds=words.kinds(),
        states=words.states(),
        labels=words.labels(),
        standing=_standing(told),
        writes=writes,
        proposes=may(Operation.PUBLICATION_PROPOSE, told.body),
        matches=gatherings.matches(*asker(), told.id) if told.kind == "mentoring_request" else None,
        members=gatherings.members(*asker(), told.id) if told.kind == "network" else None,
        done=said.get(request.args.get("done", "")),
    )


def _standing(told: GatheringTold) -> Mapping[str, UUID]:
    """Whether it is proposed, and published."""
    database, _, tenant_id = asker()
    with tenancy.reading(database, tenant_id) as session:
        return commons.standing_of(session, told.kind, told.id)
