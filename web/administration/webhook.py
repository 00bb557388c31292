"""One webhook: changed, tried out, given a new secret, removed; and what was sent to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from interlace.db.models.webhooks import STATES
from interlace.errors import Conflict, FieldProblem, Invalid, Unknown
from interlace.identity.permissions import Operation
from interlace.webhooks import managing
from web.administration.access import asker
from web.administration.actors import actors
from web.administration.webhooks import event_name, events, given, told_once
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

#: So many deliveries a page lists.
_FIRST = 30


def states() -> Mapping[str, str]:
    """How deliveries stand, in words."""
    return {
        "waiting": say("On its way"),
        "failed": say("Failed, tried again"),
        "delivered": say("Arrived"),
        "given-up": say("Given up"),
    }


@pages.get("/t/<tenant>/administration/webhooks/<uuid:webhook_id>")
def administration_webhook(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """How a webhook stands, and what was sent to it last."""
    who = asker(Operation.WEBHOOKS_MANAGE)
    state = request.args.get("state")
    return page(
        "administration/webhook.html",
        one=managing.webhook(*who, webhook_id),
        sent=managing.deliveries(
            *who, webhook_id, states=[state] if state in STATES else (), first=_FIRST, after=_after()
        ),
        events=events(),
        event_name=event_name,
        states=states(),
        actors=actors(),
    )


def _after() -> UUID | None:
    try:
        return UUID(request.args["after"]) if request.args.get("after") else None
    except ValueError as error:
        raise Invalid([FieldProblem("/after", "bad-cursor")]) from error


@pages.get("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/change")
def administration_webhook_edit(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001
    """A form by which it is changed."""
    one = managing.webhook(*asker(Operation.WEBHOOKS_MANAGE), webhook_id)
    values = {
        "url": one.url,
        "events": one.events,
        "description": one.description,
        "active": "yes" if one.active else "",
    }
    return page("administration/webhook_change.html", one=one, form=Form.of(values), events=events())


@pages.post("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/change")
def administration_webhook_change(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001
    """Change it."""
    who, form = asker(Operation.WEBHOOKS_MANAGE), Form.sent()
    values = {**given(form), "active": form.text("active") == "yes"}
    if not form.problems:
        try:
            managing.change(*who, webhook_id, values)
        except Invalid as refused:
            form.refuse(refused)
    if form.problems:
        one = managing.webhook(*who, webhook_id)
        return page("administration/webhook_change.html", 422, one=one, form=form, events=events())
    return _back(webhook_id, "changed")


@pages.post("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/try")
def administration_webhook_try(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001
    """Send it a message that says nothing."""
    try:
        managing.try_out(*asker(Operation.WEBHOOKS_MANAGE), webhook_id)
    except Conflict:
        return _back(webhook_id, "not-sending")
    return _back(webhook_id, "tried")


@pages.post("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>")
def administration_delivery_again(tenant: str, webhook_id: UUID, delivery_id: UUID) -> Response:  # noqa: ARG001
    """Send a message once more."""
    who = asker(Operation.WEBHOOKS_MANAGE)
    if managing.delivery(*who, delivery_id).webhook != webhook_id:
        raise Unknown(f"There is no delivery {delivery_id}.")
    try:
        managing.send_again(*who, delivery_id)
    except Conflict:
        return _back(webhook_id, "not-sending")
    return _back(webhook_id, "again")


@pages.post("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/secret")
def administration_webhook_rotate(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001
    """Give it a new secret, which is told once; the one before is good for a day more, or no longer."""
    keep = 0 if request.form.get("at_once") == "yes" else int(timedelta(days=1).total_seconds())
    who = asker(Operation.WEBHOOKS_MANAGE)
    return told_once(managing.rotate_secret(*who, webhook_id, keep_seconds=keep))


@pages.get("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/removal")
def administration_webhook_removal(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001
    """What removing it means, before it is done."""
    one = managing.webhook(*asker(Operation.WEBHOOKS_MANAGE), webhook_id)
    return page("administration/webhook_removal.html", one=one)


@pages.post("/t/<tenant>/administration/webhooks/<uuid:webhook_id>/removal")
def administration_webhook_remove(tenant: str, webhook_id: UUID) -> Response:  # noqa: ARG001
    """Remove it with its secrets and the log of what was sent."""
    managing.remove(*asker(Operation.WEBHOOKS_MANAGE), webhook_id)
    return go(address("administration_webhooks", done="removed"))


def _back(webhook_id: UUID, done: str) -> Response:
    return go(address("administration_webhook", webhook_id=webhook_id, done=done))
