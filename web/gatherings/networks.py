"""Networks across tenants as pages: who belongs to one, inviting, leaving, coordinating."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from interlace import commons, gatherings
from interlace.commons import Asked
from interlace.commons.searching import MOST_A_PAGE
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.gatherings.asked import asker
from web.languages import say
from web.rights import may

if TYPE_CHECKING:
    from flask import Response

_DEEDS = ("leave", "coordinate", "release")


@pages.get("/t/<tenant>/commons/networks/<uuid:network_id>")
def network_members(tenant: str, network_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Who belongs to it."""
    return _page(network_id, Form())


@pages.post("/t/<tenant>/commons/networks/<uuid:network_id>")
def network_deed(tenant: str, network_id: UUID) -> Response:  # noqa: ARG001
    """Let a member leave, or coordinate, or do so no longer."""
    form = Form.sent()
    deed, member = form.text("do"), _id(form.text("member"))
    if deed not in _DEEDS or member is None:
        raise Unknown("There is nothing such to do.")
    if deed == "leave":
        gatherings.leave(*asker(), member)
    else:
        gatherings.coordinate(*asker(), member, deed == "coordinate")
    return go(address("network_members", network_id=network_id, done=deed))


@pages.post("/t/<tenant>/commons/networks/<uuid:network_id>/invite")
def network_invite(tenant: str, network_id: UUID) -> Response:  # noqa: ARG001
    """Invite a body that has published something."""
    form = Form.sent()
    try:
        made = gatherings.invite(*asker(), network_id, _invited(form), form.text("text") or None)
    except Invalid as refused:
        form.refuse(refused)
        return _page(network_id, form, 422)
    except Conflict as refused:
        form.refuse_whole(refused)
        return _page(network_id, form, 409)
    return go(address("approach_one", approach_id=made.id, done="sent"))


def _invited(form: Form) -> UUID:
    """The entry that was chosen. Raises Invalid."""
    found = _id(form.text("invited"))
    if found is None:
        raise Invalid([FieldProblem("/invited", "required")])
    return found


def _page(network_id: UUID, form: Form, status: int = 200) -> Response:
    members = gatherings.members(*asker(), network_id)
    title, own = _named(network_id)
    invites = own is not None and may(Operation.RECORDS_WRITE, own)
    said = {
        "leave": say("The membership has ended."),
        "coordinate": say("It coordinates the network."),
        "release": say("It coordinates the network no longer."),
    }
    return page(
        "gatherings/network.html",
        status,
        network_id=network_id,
        title=title,
        members=members,
        form=form,
        offered=_offered(own) if invites else [],
        may_invite=invites,
        done=said.get(request.args.get("done", "")),
    )


def _named(network_id: UUID) -> tuple[str, str | None]:
    """The title of a network, and its body where it is of this tenant. Raises Unknown."""
    database, _, tenant_id = asker()
    try:
        entry = commons.entry(database, tenant_id, network_id)
    except Unknown:
        told = gatherings.gathering(*asker(), network_id)
        return told.values.title, told.body
    return entry.title, entry.body if entry.own else None


def _offered(own: str | None) -> list[tuple[str, str]]:
    """Bodies that have published something, each once, by name; without the one whose network it is."""
    database, _, tenant_id = asker()
    found = commons.entries(database, tenant_id, Asked(), first=MOST_A_PAGE).items
    others = [one for one in found if not (one.own and one.body == own)]
    bodies = {(one.tenant_name, one.body_name): str(one.id) for one in others}
    return sorted(((entry, f"{body} ({tenant})") for (tenant, body), entry in bodies.items()), key=lambda one: one[1])


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
