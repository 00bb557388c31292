"""Webhooks with their deliveries, and imports: what partner systems send and are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace.db.models.webhooks import EVENTS, STATES
from interlace.jobs import listing, rows
from interlace.reading.pages import USUAL
from interlace.webhooks import managing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.db.models import Job
    from interlace.webhooks.showing import NewSecret, WebhookTold

_EVENTS = {
    "change.committed": "The register changed.",
    "finding.opened": "A rule found something new.",
    "finding.closed": "What a rule found is there no longer.",
    "finding.answered": "A body answered a finding.",
    "import.finished": "An import came to its end.",
}
_DELIVERY_STATES = {
    "waiting": "It waits for its turn.",
    "failed": "It did not arrive and will be tried again.",
    "delivered": "It arrived.",
    "given-up": "It did not arrive, and is not tried any more.",
}


def _webhooks(_source: object, context: Context) -> Sequence[WebhookTold]:
    return managing.webhooks(context.database, context.caller.principal, context.tenant_id)


def _deliveries(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    webhook: UUID | None = None,
    state: Sequence[str] | None = None,
) -> Connection:
    page = managing.deliveries(
        context.database,
        context.caller.principal,
        context.tenant_id,
        webhook,
        states=[str(one) for one in state or ()],
        first=first,
        after=id_after(after),
    )
    return Connection(page.deliveries, None, page.has_more, after is not None, lambda delivery: str(delivery.id))


def _imports(_source: object, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    page = listing.jobs_page(context.database, context.caller.principal, context.tenant_id, first, id_after(after))
    return Connection(page.jobs, None, page.has_more, after is not None, lambda job: str(job.id))


def _import(_source: object, context: Context, uuid: UUID) -> Job:
    return listing.job(context.database, context.caller.principal, context.tenant_id, uuid)


enum("WebhookEvent", "What a webhook can be told.", {event: _EVENTS[event] for event in EVENTS})
enum("DeliveryState", "How far a message has come.", {state: _DELIVERY_STATES[state] for state in STATES})
object_type(
    "Webhook",
    "An address that is told what happens, as Standard Webhooks have it.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("url", "str", "Where messages are posted to."),
        attribute("events", "list[WebhookEvent]", "What it is told.", page=5),
        attribute("description", "str | None", "What it is for."),
        attribute("active", "bool", "Whether messages are sent."),
        attribute("disabledBecause", "str | None", "Why not, if they are not.", "disabled_because"),
        attribute("maker", "UUID", "Whose rights bound what it is told."),
        attribute("createdAt", "DateTime", "When it was made.", "created_at"),
        attribute("failingSince", "DateTime | None", "Since when nothing arrives.", "failing_since"),
        attribute("signs", "bool", "Whether it has a secret to sign with; without one it sends nothing."),
        attribute(
            "previousSecretUntil",
            "DateTime | None",
            "Until when messages are signed with the secret before too.",
            "previous_secret_until",
        ),
        attribute("waiting", "int", "How many messages are on their way."),
    ],
)
object_type(
    "WebhookDelivery",
    "A message on its way to a webhook, or how it went.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("webhook", "UUID", "The webhook."),
        attribute("message", "UUID", "What the header `webhook-id` says."),
        attribute("event", "str", "What it tells of."),
        attribute("revision", "int | None", "The revision that it tells of."),
        attribute("state", "DeliveryState", "How far it has come."),
        attribute("attempts", "int", "How often it was tried."),
        attribute("queuedAt", "DateTime", "When it was put in line.", "queued_at"),
        attribute("nextAt", "DateTime | None", "When it is tried next.", "next_at"),
        attribute("attemptedAt", "DateTime | None", "When it was tried last.", "attempted_at"),
        attribute("endedAt", "DateTime | None", "When it arrived or was given up.", "ended_at"),
        attribute("statusCode", "int | None", "What the receiver answered.", "status_code"),
        attribute("error", "str | None", "Why it did not arrive."),
        attribute("excerpt", "str | None", "The beginning of what the receiver said."),
        attribute("milliseconds", "int | None", "How long the receiver took."),
    ],
)
connection_type("WebhookDelivery", "deliveries", counted=False)
object_type(
    "Import",
    "The import of a bundle, which takes a while.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("state", "str", "`waiting`, `running`, `succeeded`, `failed` or `cancelled`."),
        attribute("actor", "str", "Who asked for it."),
        attribute("progress", "int", "How far it has come, in percent."),
        attribute("step", "str | None", "What is being done now."),
        attribute("result", "JSON | None", "What it did, or what was wrong."),
        attribute("createdAt", "DateTime", "When it was asked for.", "created_at"),
        attribute("endedAt", "DateTime | None", "When it came to its end.", "ended_at"),
    ],
)
connection_type("Import", "imports", counted=False)
_UUID = argument("uuid", "UUID", "Which one.")
TENANT_FIELDS = [
    field("webhooks", "list[Webhook]", "All webhooks; for those who manage them.", _webhooks, page=20, fresh=True),
    field(
        "webhookDeliveries",
        "WebhookDeliveryConnection",
        "Messages to webhooks, the last one first; for those who manage them.",
        _deliveries,
        FIRST,
        AFTER,
        argument("webhook", "UUID | None", "To this webhook."),
        argument("state", "list[DeliveryState] | None", "In any of these states."),
        fresh=True,
    ),
    field(
        "imports",
        "ImportConnection",
        "The imports that were asked for, the last one first. One is asked for by REST, which takes files.",
        _imports,
        FIRST,
        AFTER,
        fresh=True,
    ),
    field("import", "Import", "One import.", _import, _UUID, fresh=True),
]


def _create(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return _secret(managing.create(*_asker(context), _values(given)))


def _change(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    managing.change(*_asker(context), given["uuid"], _values(given))
    return {"uuid": str(given["uuid"])}


def _rotate(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    seconds = given.get("keepSeconds")
    keep = managing.OVERLAP if seconds is None else seconds
    return _secret(managing.rotate_secret(*_asker(context), given["uuid"], keep_seconds=keep))


def _remove(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    managing.remove(*_asker(context), given["uuid"])
    return {"uuid": str(given["uuid"])}


def _try_out(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(managing.try_out(*_asker(context), given["uuid"]).id)}


def _send_again(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(managing.send_again(*_asker(context), given["uuid"]).id)}


def _cancel(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    database, principal, tenant_id = _asker(context)
    return {"uuid": str(rows.cancel(database, tenant_id, principal, given["uuid"]).id)}


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _values(given: Mapping[str, Any]) -> dict[str, object]:
    told = {name: given[name] for name in ("url", "description", "active") if name in given}
    return told | ({"events": [str(event) for event in given["events"]]} if given.get("events") is not None else {})


def _secret(made: NewSecret) -> dict[str, str]:
    return {"uuid": str(made.webhook.id), "secret": made.secret}


done(
    "WebhookSecretPayload",
    "What a write came to.",
    told_by("uuid", "UUID | None", "The webhook."),
    told_by("secret", "str | None", "The secret that its messages are signed with, told this once."),
)
_WHICH = field("uuid", "UUID", "Which one.")
_WORDS = field("description", "str | None", "What it is for.")
MUTATION_FIELDS = [
    service_mutation(
        "webhookCreate",
        "Make a webhook; it is told what happens from now on.",
        _create,
        "WebhookSecretPayload",
        [
            field("url", "str", "Where messages are to be posted."),
            field("events", "list[WebhookEvent]", "What it is to be told."),
            _WORDS,
        ],
        secret=True,
    ),
    service_mutation(
        "webhookChange",
        "Change a webhook; what is left out stays as it is.",
        _change,
        "UuidPayload",
        [
            _WHICH,
            field("url", "str | None", "Where messages are to be posted."),
            field("events", "list[WebhookEvent] | None", "What it is to be told."),
            _WORDS,
            field("active", "bool | None", "Whether messages are to be sent."),
        ],
    ),
    service_mutation(
        "webhookRotateSecret",
        "Give a webhook a new secret.",
        _rotate,
        "WebhookSecretPayload",
        [
            _WHICH,
            field("keepSeconds", "int | None", "So long messages are signed with the one before too; a day at first."),
        ],
        secret=True,
    ),
    service_mutation("webhookRemove", "Take a webhook away with its deliveries.", _remove, "UuidPayload", [_WHICH]),
    service_mutation("webhookTryOut", "Send a webhook a message to try it out.", _try_out, "UuidPayload", [_WHICH]),
    service_mutation("webhookSendAgain", "Send the message of a delivery again.", _send_again, "UuidPayload", [_WHICH]),
    service_mutation(
        "importCancel",
        "End an import that waits or runs, as if it had never begun. One is asked for by REST, which takes files.",
        _cancel,
        "UuidPayload",
        [_WHICH],
    ),
]
