"""Webhooks: addresses of other systems that are told what happens, and how another is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace.db.models.webhooks import EVENTS
from interlace.errors import Conflict, Invalid
from interlace.identity.permissions import Operation
from interlace.webhooks import managing
from web.administration.access import asker
from web.administration.actors import actors
from web.administration.roles import Word
from web.blueprint import pages
from web.forms import Form, chosen
from web.frame import page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from flask import Response

    from interlace.webhooks.showing import NewSecret


def events() -> Mapping[str, Word]:
    """What can be told, by id."""
    words = (
        Word("change.committed", say("Something changed"), say("Each change of the register, with its records.")),
        Word("finding.opened", say("A finding appeared"), say("A gap or open question that was not there before.")),
        Word("finding.closed", say("A finding went"), say("One that is there no longer.")),
        Word(
            "finding.answered",
            say("A finding was answered"),
            say("A body accepted or disputed it, or accepted the risk."),
        ),
        Word("import.finished", say("An import ended"), say("A bundle was brought in.")),
    )
    known = {word.id: word for word in words}
    return {event: known.get(event, Word(event, event, "")) for event in EVENTS}


def event_name(event: str) -> str:
    """What a delivery tells of, in words."""
    known = events()
    if event in known:
        return known[event].name
    return say("Trial") if event == "webhook.trial" else event


@pages.get("/t/<tenant>/administration/webhooks")
def administration_webhooks(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All webhooks, the oldest first."""
    found = managing.webhooks(*asker(Operation.WEBHOOKS_MANAGE))
    return page("administration/webhooks.html", webhooks=found, events=events(), actors=actors())


@pages.get("/t/<tenant>/administration/webhooks/new")
def administration_webhook_new(tenant: str) -> Response:  # noqa: ARG001
    """A form for another one."""
    asker(Operation.WEBHOOKS_MANAGE)
    return page("administration/webhook_new.html", form=Form.of({"events": ["change.committed"]}), events=events())


@pages.post("/t/<tenant>/administration/webhooks/new")
def administration_webhook_create(tenant: str) -> Response:  # noqa: ARG001
    """Make one. Its secret stands on the answer and nowhere else."""
    who, form = asker(Operation.WEBHOOKS_MANAGE), Form.sent()
    values = given(form)
    if not form.problems:
        try:
            return told_once(managing.create(*who, values))
        except Invalid as refused:
            form.refuse(refused)
        except Conflict as refused:
            form.refuse_whole(refused)
    return page("administration/webhook_new.html", 422, form=form, events=events())


def given(form: Form) -> dict[str, Any]:
    """What a form says of a webhook; what is missing is noted."""
    wanted = chosen(form, "events", list(EVENTS))
    if not form.text("url"):
        form.wrong("url", say("Please fill this in."))
    if not wanted:
        form.wrong("events", say("Please choose at least one."))
    return {"url": form.text("url"), "events": wanted, "description": form.text("description") or None}


def told_once(made: NewSecret) -> Response:
    """The page that tells a new secret."""
    return page("administration/webhook_secret.html", made=made)
