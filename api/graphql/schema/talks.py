"""Requests to talk, for people: programs are told nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import talks
from interlace.reading.pages import USUAL
from interlace.talks import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.talks import OpenBody, TalkTold

_STATES = {
    "asked": "It waits for an answer.",
    "accepted": "Both sides know each other’s names and addresses.",
    "declined": "Somebody who was asked does not wish to talk.",
    "withdrawn": "Whoever asked has taken it back.",
    "expired": "Nobody answered within sixty days.",
}
enum("TalkState", "How a request to talk stands.", {state: _STATES[state] for state in STATES})
object_type(
    "TalkPerson",
    "Somebody who agreed to talk.",
    [attribute("name", "str", "Their name."), attribute("email", "str", "Their address.")],
)
object_type(
    "Talk",
    "A request to talk. It names people once both sides agree.",
    [
        attribute("uuid", "UUID", "Which one it is.", "id"),
        attribute("finding", "str", "The key of the finding that the asker wants to close."),
        attribute("body", "str", "Code of the body whose people are asked."),
        attribute("message", "str", "What was asked."),
        attribute("state", "TalkState", "How it stands."),
        attribute("askedByMe", "bool", "Whether you asked.", "asked_by_me"),
        attribute("forBodies", "list[str]", "Codes of the bodies for which the asker acts.", "for_bodies", page=20),
        attribute("askedAt", "DateTime", "When it was asked.", "asked_at"),
        attribute("expiresAt", "DateTime", "Until when it can be answered.", "expires_at"),
        attribute("endedAt", "DateTime | None", "When it was answered or withdrawn.", "ended_at"),
        attribute("withWhom", "TalkPerson | None", "The other person, once it is accepted.", "with_whom"),
    ],
)
object_type(
    "OpenToTalk",
    "A body for which you act, and whether you may be asked to talk on its behalf.",
    [
        attribute("body", "str", "Its code."),
        attribute("openToTalk", "bool", "Whether you may be asked.", "open_to_talk"),
    ],
)


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _talks(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: UUID | None = None,
    state: Sequence[str] | None = None,
) -> Sequence[TalkTold]:
    states = [str(one) for one in state or ()]
    return talks.talks(*_asker(context), states=states, first=first, after=after).items


def _talk(_source: object, context: Context, uuid: UUID) -> TalkTold:
    return talks.talk(*_asker(context), uuid)


def _open(_source: object, context: Context) -> Sequence[OpenBody]:
    return talks.open_bodies(*_asker(context))


TENANT_FIELDS = [
    field(
        "talks",
        "list[Talk]",
        "What you asked for, what waits for your answer and what you answered; the latest first.",
        _talks,
        argument("first", "int", "How many, at most 200.", USUAL),
        argument("after", "UUID | None", "Only those after this one."),
        argument("state", "list[TalkState] | None", "Only those that stand so."),
        page=USUAL,
        fresh=True,
    ),
    field("talk", "Talk", "A request that concerns you.", _talk, argument("uuid", "UUID", "Which one."), fresh=True),
    field("openToTalk", "list[OpenToTalk]", "For which bodies you may be asked to talk.", _open, page=20, fresh=True),
]


def _ask(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    values = {name: given[name] for name in ("finding", "body", "message")}
    made = talks.ask(context.database, context.view, context.caller.principal, context.tenant_id, values)
    return {"uuid": str(made), "state": "asked"}


def _answer(accept: bool) -> Any:  # noqa: ANN401 - what performs a mutation
    def perform(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
        told = talks.answer(*_asker(context), given["uuid"], accept)
        whom = {} if told.with_whom is None else {"name": told.with_whom.name, "email": told.with_whom.email}
        return {"uuid": str(told.id), "state": told.state, **whom}

    return perform


def _withdraw(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = talks.withdraw(*_asker(context), given["uuid"])
    return {"uuid": str(told.id), "state": told.state}


def _set_open(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = talks.set_open(*_asker(context), given["body"], given["openToTalk"])
    return {"body": told.body, "openToTalk": told.open_to_talk}


done(
    "TalkPayload",
    "What became of a request to talk.",
    told_by("uuid", "UUID | None", "Which one it is."),
    told_by("state", "TalkState | None", "How it stands."),
    told_by("name", "str | None", "The name of the other person, once it is accepted."),
    told_by("email", "str | None", "Their address."),
)
done(
    "OpenToTalkPayload",
    "Whether you may be asked.",
    told_by("body", "str | None", "Code of the body."),
    told_by("openToTalk", "bool | None", "Whether you may be asked on its behalf."),
)
_WHICH = field("uuid", "UUID", "Which one.")
MUTATION_FIELDS = [
    service_mutation(
        "talkAsk",
        "Ask the people of a body that closed such a gap whether you may talk.",
        _ask,
        "TalkPayload",
        [
            field("finding", "str", "The key of an open finding of a body for which you act."),
            field("body", "str", "Code of a body that is told of as having closed one."),
            field("message", "str", "What you ask."),
        ],
    ),
    service_mutation("talkAccept", "Accept: both are told names.", _answer(True), "TalkPayload", [_WHICH]),
    service_mutation("talkDecline", "Decline; nothing is told of you.", _answer(False), "TalkPayload", [_WHICH]),
    service_mutation("talkWithdraw", "Take back a request of your own.", _withdraw, "TalkPayload", [_WHICH]),
    service_mutation(
        "openToTalkSet",
        "Say whether you may be asked to talk on behalf of a body for which you act.",
        _set_open,
        "OpenToTalkPayload",
        [field("body", "str", "Its code."), field("openToTalk", "bool", "Whether you may be asked.")],
    ),
]
