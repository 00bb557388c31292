"""Approaches between bodies of all tenants about entries of the commons, and networks across tenants."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.context import caller, database
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.examples import ID
from api.rest.gathering_shapes import (
    ANSWER,
    APPROACH,
    APPROACH_COLUMNS,
    EXAMPLE_APPROACH,
    EXAMPLE_MEMBER,
    MEMBER,
    MEMBER_COLUMNS,
    NEW_APPROACH,
    of_approach,
)
from api.rest.given import Given
from api.rest.members import GONE
from api.rest.operation import JSON, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole, yes_or_no
from api.rest.request_shapes import page_of
from api.rest.schemas import shape
from interlace import gatherings
from interlace.db.models.commons import MOST_REASON_CHARACTERS
from interlace.reading.pages import MOST, USUAL

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from api.answers import Answer

APPROACHES = Resource("approaches", "What bodies write to each other about entries of the commons; no address is told.")
NETWORKS = Resource("networks", "Who belongs to networks across tenants.")
_TOLD = {JSON: (APPROACH, EXAMPLE_APPROACH)}


def _asker() -> tuple[Any, Any, UUID]:
    return database(), caller().principal, tenant_id()


@operation(
    APPROACHES, "GET", "/approaches", "list_approaches", page_of("Approach", APPROACH, EXAMPLE_APPROACH),
    parameters=[
        FIRST,
        AFTER,
        Parameter("received", "Only what was received (`true`) or sent (`false`).", {"type": "boolean"}),
    ],
)  # fmt: skip
def list_approaches() -> Response:
    """List what the bodies for which you write have sent and received, the latest first."""
    page = gatherings.approaches(
        *_asker(), received=yes_or_no("received"), first=whole("first", USUAL, 1, MOST), after=id_after()
    )
    return sent(told_list([of_approach(one) for one in page.items], tuple(APPROACH_COLUMNS), page.next_after))


@operation(
    APPROACHES, "GET", "/approaches/<uuid:id>", "read_approach", Told("It.", _TOLD, headers=READ_HEADERS)
)  # fmt: skip
def read_approach(record_id: UUID) -> Response:
    """Read an approach from or to a body for which you write."""
    return sent(told(of_approach(gatherings.approach_of(*_asker(), record_id))))


@operation(
    APPROACHES, "POST", "/approaches", "send_approach", Told("It is sent.", _TOLD, 201),
    asks=Asks(
        NEW_APPROACH,
        {"entry": ID, "body": "es-bilbao", "text": "Two of us would like to come.", "kind": "application"},
    ),
)  # fmt: skip
def send_approach() -> Response:
    """Write to those behind an entry of the commons, in the name of a body of yours; for people."""
    given = body()
    return once(lambda: told(of_approach(gatherings.approach(*_asker(), given)), 201))


def _answer(record_id: UUID, accept: bool) -> Response:
    given = Given("answer", required=False)
    said = given.text("answer", required=False)
    given.check()
    return once(lambda: told(of_approach(gatherings.answer(*_asker(), record_id, accept, said))))


_ASKS = Asks(ANSWER, {"answer": "You are welcome."}, required=False)


@operation(APPROACHES, "POST", "/approaches/<uuid:id>:accept", "accept_approach", Told("It.", _TOLD), asks=_ASKS)
def accept_approach(record_id: UUID) -> Response:
    """Accept, for the body that is written to. It takes a place where there are only so many."""
    return _answer(record_id, accept=True)


@operation(APPROACHES, "POST", "/approaches/<uuid:id>:decline", "decline_approach", Told("It.", _TOLD), asks=_ASKS)
def decline_approach(record_id: UUID) -> Response:
    """Decline, for the body that is written to."""
    return _answer(record_id, accept=False)


@operation(APPROACHES, "POST", "/approaches/<uuid:id>:withdraw", "withdraw_approach", Told("It.", _TOLD))
def withdraw_approach(record_id: UUID) -> Response:
    """Take back what a body of yours has sent and nobody has answered."""
    return once(lambda: told(of_approach(gatherings.withdraw(*_asker(), record_id))))


@operation(
    NETWORKS, "GET", "/networks/<uuid:id>/members", "list_network_members",
    Told(
        "The members, by tenant and name.",
        {
            JSON: (
                shape("NetworkMemberList", {"items": fields.List(fields.Nested(MEMBER), required=True)}),
                {"items": [EXAMPLE_MEMBER]},
            )
        },
        headers=READ_HEADERS,
    ),
)  # fmt: skip
def list_members(record_id: UUID) -> Response:
    """List the bodies that belong to a network: that of an entry of the commons, or one of this tenant’s own."""
    items = [asdict(one) for one in gatherings.members(*_asker(), record_id)]
    return sent(told_list(items, tuple(MEMBER_COLUMNS)))


@operation(
    NETWORKS, "POST", "/networks/<uuid:id>:invite", "invite_to_network",
    Told("The invitation.", _TOLD, 201),
    asks=Asks(
        shape(
            "NewInvitation",
            {
                "invited": fields.UUID(
                    required=True, metadata={"description": "Any entry of the body that is invited."}
                ),
                "text": fields.String(required=True, validate=validate.Length(1, MOST_REASON_CHARACTERS)),
            },
        ),
        {"invited": ID, "text": "Would you like to join us?"},
    ),
)  # fmt: skip
def invite(record_id: UUID) -> Response:
    """Invite a body, of whichever tenant, to a network of yours; for people."""
    given = Given("invited", "text")
    invited, said = given.id("invited"), given.text("text")
    given.check()

    def make() -> Answer:
        return told(of_approach(gatherings.invite(*_asker(), record_id, invited, said)), 201)

    return once(make)


@operation(
    NETWORKS, "POST", "/network-members/<uuid:id>:coordinate", "coordinate_network",
    Told("The member.", {JSON: (MEMBER, EXAMPLE_MEMBER)}),
    asks=Asks(
        shape("Coordinating", {"coordinator": fields.Boolean(required=True)}), {"coordinator": True}
    ),
)  # fmt: skip
def coordinate(record_id: UUID) -> Response:
    """Say that a member coordinates a network of yours, or does so no longer."""
    given = Given("coordinator")
    yes = given.flag("coordinator")
    given.check()
    return once(lambda: told(asdict(gatherings.coordinate(*_asker(), record_id, yes))))


@operation(NETWORKS, "DELETE", "/network-members/<uuid:id>", "leave_network", GONE)
def leave(record_id: UUID) -> Response:
    """End a membership: for the body itself, or for the network."""
    gatherings.leave(*_asker(), record_id)
    return sent(nothing())
