"""Webhooks: addresses that are told what happens, and the log of what was delivered to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields, validate

from api.context import caller, database
from api.rest.beside import id_after, nothing, once, sent, tenant_id, told, told_list
from api.rest.changing import body
from api.rest.examples import ID, OTHER_ID
from api.rest.given import Given
from api.rest.members import GONE
from api.rest.operation import JSON, MERGE_PATCH, READ_HEADERS, Asks, Resource, Told, operation
from api.rest.parameters import AFTER, FIRST, Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace.db.models.webhooks import EVENTS, MOST_URL_CHARACTERS, STATES
from interlace.reading.pages import MOST, USUAL
from interlace.webhooks import managing
from interlace.webhooks.values import MOST_DESCRIPTION

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from api.answers import Answer
    from interlace.webhooks.showing import DeliveryTold, NewSecret, WebhookTold

WEBHOOKS = Resource("webhooks", "Addresses that are told what happens, as Standard Webhooks have it.")


def _moment(description: str) -> fields.Field[Any]:
    return fields.DateTime(required=True, allow_none=True, metadata={"description": description})


_URL = fields.String(
    required=True,
    validate=[validate.Regexp("^https?://"), validate.Length(max=MOST_URL_CHARACTERS)],
    metadata={"description": "Where messages are posted to; no private address, unless the operator allows it."},
)
_EVENTS = fields.List(
    fields.String(validate=validate.OneOf(EVENTS)),
    required=True,
    validate=validate.Length(1),
    metadata={"description": "What it is told."},
)
_DESCRIPTION = fields.String(
    allow_none=True, validate=validate.Length(max=MOST_DESCRIPTION), metadata={"description": "What it is for."}
)
_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "url": text("Where messages are posted to.", required=True),
    "events": _EVENTS,
    "description": text("What it is for.", required=True, allow_none=True),
    "active": fields.Boolean(required=True, metadata={"description": "Whether messages are sent."}),
    "disabled_because": text("Why not, if they are not.", required=True, allow_none=True),
    "maker": fields.UUID(required=True, metadata={"description": "Whose rights bound what it is told."}),
    "through": fields.UUID(
        required=True, allow_none=True, metadata={"description": "The service account that made it."}
    ),
    "created_at": fields.DateTime(required=True),
    "failing_since": _moment("Since when nothing arrives."),
    "signs": fields.Boolean(
        required=True, metadata={"description": "Whether it has a secret to sign with; without one it sends nothing."}
    ),
    "previous_secret_until": _moment("Until when messages are signed with the secret before too."),
    "waiting": number("How many messages are on their way.", required=True),
}
_WEBHOOK = shape("Webhook", _COLUMNS, description="An address that is told what happens.")
_EXAMPLE = {
    "id": ID,
    "url": "https://partner.example/interlace",
    "events": ["change.committed", "import.finished"],
    "description": "Statistics office",
    "active": True,
    "disabled_because": None,
    "maker": OTHER_ID,
    "through": None,
    "created_at": "2026-03-31T10:15:00+00:00",
    "failing_since": None,
    "signs": True,
    "previous_secret_until": None,
    "waiting": 0,
}
_SECRET = shape(
    "WebhookSecret",
    {
        **_COLUMNS,
        "secret": text("What messages are signed with (`whsec_…`). It is told this once.", required=True),
    },
    description="A webhook with its new secret.",
)
_EXAMPLE_SECRET = {**_EXAMPLE, "secret": "whsec_told-this-once"}
_TOLD = Told("The webhook.", {JSON: (_WEBHOOK, _EXAMPLE)}, headers=READ_HEADERS)


def _told(one: WebhookTold) -> dict[str, Any]:
    return dict(vars(one))


def _with_secret(made: NewSecret, status: int, headers: dict[str, str] | None = None) -> Answer:
    return told({**_told(made.webhook), "secret": made.secret}, status, headers, secret=True)


@operation(
    WEBHOOKS,
    "GET",
    "/webhooks",
    "list_webhooks",
    Told(
        "All of them.",
        {
            JSON: (
                shape("WebhookList", {"items": fields.List(fields.Nested(_WEBHOOK), required=True)}),
                {"items": [_EXAMPLE]},
            )
        },
        headers=READ_HEADERS,
    ),
)
def list_webhooks() -> Response:
    """List all webhooks, the oldest first."""
    found = managing.webhooks(database(), caller().principal, tenant_id())
    return sent(told_list([_told(one) for one in found], tuple(_COLUMNS)))


@operation(
    WEBHOOKS,
    "POST",
    "/webhooks",
    "create_webhook",
    Told("It is made.", {JSON: (_SECRET, _EXAMPLE_SECRET)}, 201, ("Location",)),
    asks=Asks(
        shape("NewWebhook", {"url": _URL, "events": _EVENTS, "description": _DESCRIPTION}),
        {"url": "https://partner.example/interlace", "events": ["change.committed"], "description": "Statistics"},
    ),
)
def create_webhook() -> Response:
    """Make a webhook, which is told what happens from now on, as far as you may know of it. Its secret is told once."""
    given = body()

    def make() -> Answer:
        made = managing.create(database(), caller().principal, tenant_id(), given)
        return _with_secret(made, 201, {"Location": f"{request.path}/{made.webhook.id}"})

    return once(make, secret=True)


@operation(WEBHOOKS, "GET", "/webhooks/<uuid:id>", "read_webhook", _TOLD)
def read_webhook(record_id: UUID) -> Response:
    """Read a webhook."""
    return sent(told(_told(managing.webhook(database(), caller().principal, tenant_id(), record_id))))


_CHANGE = shape(
    "WebhookChange",
    {
        "url": fields.String(validate=[validate.Regexp("^https?://"), validate.Length(max=MOST_URL_CHARACTERS)]),
        "events": fields.List(fields.String(validate=validate.OneOf(EVENTS)), validate=validate.Length(1)),
        "description": _DESCRIPTION,
        "active": fields.Boolean(),
    },
)


@operation(
    WEBHOOKS,
    "PATCH",
    "/webhooks/<uuid:id>",
    "change_webhook",
    Told("The webhook.", {JSON: (_WEBHOOK, _EXAMPLE)}),
    asks=Asks(_CHANGE, {"active": False}, (JSON, MERGE_PATCH)),
)
def change_webhook(record_id: UUID) -> Response:
    """Change a webhook. Whoever gives another address is its maker from then on; what waits while it is off is lost."""
    return sent(told(_told(managing.change(database(), caller().principal, tenant_id(), record_id, body()))))


@operation(WEBHOOKS, "DELETE", "/webhooks/<uuid:id>", "remove_webhook", GONE)
def remove_webhook(record_id: UUID) -> Response:
    """Remove a webhook with its secrets and the log of its deliveries."""
    managing.remove(database(), caller().principal, tenant_id(), record_id)
    return sent(nothing())


_OVERLAP = validate.Range(0, managing.LONGEST_OVERLAP)


@operation(
    WEBHOOKS,
    "POST",
    "/webhooks/<uuid:id>:rotate-secret",
    "rotate_webhook_secret",
    Told("The webhook.", {JSON: (_SECRET, _EXAMPLE_SECRET)}),
    asks=Asks(
        shape(
            "SecretRotation",
            {
                "keep_seconds": number(
                    "So long messages are signed with the secret before too.",
                    validate=_OVERLAP,
                    load_default=managing.OVERLAP,
                )
            },
        ),
        {"keep_seconds": 3600},
        required=False,
    ),
)
def rotate_secret(record_id: UUID) -> Response:
    """Give a webhook a new secret, which is told this once."""
    given = Given("keep_seconds", required=False)
    keep = given.whole("keep_seconds", managing.OVERLAP, 0, managing.LONGEST_OVERLAP)
    given.check()

    def make() -> Answer:
        who = caller().principal
        return _with_secret(managing.rotate_secret(database(), who, tenant_id(), record_id, keep_seconds=keep), 200)

    return once(make, secret=True)


_DELIVERY_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "webhook": fields.UUID(required=True),
    "message": fields.UUID(required=True, metadata={"description": "What the header `webhook-id` says."}),
    "event": text("What it tells of.", required=True),
    "revision": number("The revision that it tells of.", required=True, allow_none=True),
    "state": fields.String(required=True, validate=validate.OneOf(STATES)),
    "attempts": number("How often it was tried.", required=True),
    "queued_at": fields.DateTime(required=True),
    "next_at": _moment("When it is tried next."),
    "attempted_at": _moment("When it was tried last."),
    "ended_at": _moment("When it arrived or was given up."),
    "status_code": number("What the receiver answered.", required=True, allow_none=True),
    "error": text("Why it did not arrive.", required=True, allow_none=True),
    "excerpt": text("The beginning of what the receiver said.", required=True, allow_none=True),
    "milliseconds": number("How long the receiver took.", required=True, allow_none=True),
}
_DELIVERY = shape("WebhookDelivery", _DELIVERY_COLUMNS, description="A message on its way to a webhook.")
_EXAMPLE_DELIVERY = {
    "id": ID,
    "webhook": OTHER_ID,
    "message": ID,
    "event": "change.committed",
    "revision": 41,
    "state": "delivered",
    "attempts": 1,
    "queued_at": "2026-03-31T10:15:00+00:00",
    "next_at": None,
    "attempted_at": "2026-03-31T10:15:01+00:00",
    "ended_at": "2026-03-31T10:15:01+00:00",
    "status_code": 204,
    "error": None,
    "excerpt": None,
    "milliseconds": 35,
}
_DELIVERIES = Told(
    "A page.",
    {
        JSON: (
            shape("WebhookDeliveryList", {"items": fields.List(fields.Nested(_DELIVERY), required=True)}),
            {"items": [_EXAMPLE_DELIVERY]},
        )
    },
    headers=("Link", *READ_HEADERS),
)
_STATE = Parameter("state", "Only deliveries in these states.", {"type": "string", "enum": [*STATES]}, many=True)
_ONE_DELIVERY = {JSON: (_DELIVERY, _EXAMPLE_DELIVERY)}


def _delivery(one: DeliveryTold) -> dict[str, Any]:
    return dict(vars(one))


@operation(
    WEBHOOKS,
    "POST",
    "/webhooks/<uuid:id>:try-out",
    "try_webhook",
    Told("It is queued.", _ONE_DELIVERY, 202),
)
def try_out(record_id: UUID) -> Response:
    """Send a webhook a message of the event `webhook.trial`, behind what waits."""
    return once(lambda: told(_delivery(managing.try_out(database(), caller().principal, tenant_id(), record_id)), 202))


@operation(
    WEBHOOKS,
    "GET",
    "/webhooks/<uuid:id>/deliveries",
    "list_webhook_deliveries",
    _DELIVERIES,
    parameters=[FIRST, AFTER, _STATE],
)
def list_deliveries(record_id: UUID) -> Response:
    """List what was sent to a webhook, the last first."""
    page = managing.deliveries(
        database(),
        caller().principal,
        tenant_id(),
        record_id,
        states=request.args.getlist("state"),
        first=whole("first", USUAL, 1, MOST),
        after=id_after(),
    )
    items = [_delivery(one) for one in page.deliveries]
    return sent(told_list(items, tuple(_DELIVERY_COLUMNS), page.deliveries[-1].id if page.has_more else None))


@operation(
    WEBHOOKS,
    "GET",
    "/deliveries/<uuid:id>",
    "read_webhook_delivery",
    Told("The delivery.", _ONE_DELIVERY, headers=READ_HEADERS),
)
def read_delivery(record_id: UUID) -> Response:
    """Read how a delivery went."""
    return sent(told(_delivery(managing.delivery(database(), caller().principal, tenant_id(), record_id))))


@operation(
    WEBHOOKS,
    "POST",
    "/deliveries/<uuid:id>:send-again",
    "send_webhook_delivery_again",
    Told("It is queued.", _ONE_DELIVERY, 202),
)
def send_again(record_id: UUID) -> Response:
    """Send a message once more, behind what waits; one that waits is tried now."""
    return once(
        lambda: told(_delivery(managing.send_again(database(), caller().principal, tenant_id(), record_id)), 202)
    )
