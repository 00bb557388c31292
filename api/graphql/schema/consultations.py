"""Consultations: what bodies are asked on a text, what they reply, and what becomes of each reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, object_type
from api.graphql.schema.services import service_mutation
from api.graphql.schema.workspaces import UUID_OF, asker, reader
from interlace import workspaces
from interlace.db.models.workspaces import VERDICTS
from interlace.reading.pages import USUAL
from interlace.workspaces.consulted import STANDINGS, STATES
from interlace.workspaces.consulting import MOST_CONSULTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.workspaces import ConsultationTold

_STATES = {"open": "Bodies may reply.", "over": "Its deadline has passed.", "withdrawn": "It was taken back."}
_STANDINGS = {
    "answered": "It replied, and knows what became of that.",
    "unanswered": "It replied, and waits to hear what becomes of that.",
    "no_reply": "It was consulted and did not reply.",
}
_VERDICTS = {"taken_up": "It is taken up.", "in_part": "It is taken up in part.", "not": "It is not taken up."}
enum("ConsultationState", "How a consultation stands.", {one: _STATES[one] for one in STATES})
enum("ConsultedStanding", "How a consulted body stands.", {one: _STANDINGS[one] for one in STANDINGS})
enum("ConsultationVerdict", "What becomes of a reply.", {one: _VERDICTS[one] for one in VERDICTS})


def _consultations(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    workspace: UUID | None = None,
    body: Sequence[str] | None = None,
    state: Sequence[str] | None = None,
) -> Connection:
    page = workspaces.consultations(
        *reader(context),
        workspace=workspace,
        bodies=list(body or ()),
        states=[str(one) for one in state or ()],
        first=first,
        after=id_after(after),
    )
    return Connection(page.consultations, None, page.has_more, after is not None, lambda one: str(one.id))


def _consultation(_source: object, context: Context, uuid: UUID) -> ConsultationTold:
    return workspaces.consultation(*reader(context), uuid)


def _bodies(
    _source: object, context: Context, consultation: UUID, first: int = USUAL, after: str | None = None
) -> Connection:
    page = workspaces.consulted(*reader(context), consultation, first=first, after=after)
    return Connection(page.bodies, None, page.has_more, after is not None, lambda one: one.body)


def _replies(
    _source: object, context: Context, consultation: UUID, first: int = USUAL, after: str | None = None
) -> Connection:
    page = workspaces.replies(*reader(context), consultation, first=first, after=id_after(after))
    return Connection(page.replies, None, page.has_more, after is not None, lambda one: str(one.id))


object_type(
    "Consultation",
    "A text put to bodies with a question and a deadline. Numbers are told to whoever asks; once over, to all.",
    [
        UUID_OF,
        attribute("workspace", "UUID | None", "The workspace; told to who works in it."),
        attribute("body", "str", "Code of the authority that consults."),
        attribute("title", "str", "What it is about."),
        attribute("question", "str", "What is asked."),
        attribute("text", "str | None", "What is put to the bodies; told to them, and to all once it is over."),
        attribute("dueOn", "Date", "Until when.", "due_on"),
        attribute("openedAt", "DateTime", "When it was opened.", "opened_at"),
        attribute("state", "ConsultationState", "How it stands."),
        attribute("bodies", "int | None", "How many are consulted."),
        attribute("replied", "int | None", "How many have replied."),
        attribute("unanswered", "int | None", "Replies that wait to hear what becomes of them."),
        attribute("own", "list[str]", "Codes of consulted bodies that you write for.", page=5),
        attribute("revision", "int", "How often it was changed."),
    ],
)
connection_type("Consultation", "consultations", counted=False)
object_type(
    "ConsultedBody",
    "A body that is consulted.",
    [
        attribute("body", "str", "Its code."),
        attribute("standing", "ConsultedStanding", "How it stands."),
        attribute("replies", "int", "How often it replied."),
        attribute("published", "bool", "Whether all members read its replies."),
    ],
)
connection_type("ConsultedBody", "bodies", counted=False)
object_type(
    "ConsultationReply",
    "What a body replied, and what became of it.",
    [
        UUID_OF,
        attribute("body", "str", "Code of the body."),
        attribute("text", "str", "What it said."),
        attribute("byName", "str | None", "Who wrote it; told to its own body.", "by_name"),
        attribute("at", "DateTime", "When."),
        attribute("verdict", "ConsultationVerdict | None", "What becomes of it; null while it was not answered."),
        attribute("because", "str | None", "Why."),
        attribute("answeredByName", "str | None", "Who answered; told to whoever asks.", "answered_by_name"),
        attribute("answeredAt", "DateTime | None", "When it was first answered.", "answered_at"),
    ],
)
connection_type("ConsultationReply", "replies", counted=False)
_OF = argument("consultation", "UUID", "The consultation.")
TENANT_FIELDS = [
    field(
        "consultations",
        "ConsultationConnection",
        "Those that you ask, that your bodies are asked, and of which all may read; the last first.",
        _consultations,
        FIRST,
        AFTER,
        argument("workspace", "UUID | None", "Of this workspace."),
        argument("body", "list[str] | None", "That ask these bodies (codes)."),
        argument("state", "list[ConsultationState] | None", "In any of these states."),
        fresh=True,
    ),
    field(
        "consultation",
        "Consultation",
        "One consultation.",
        _consultation,
        argument("uuid", "UUID", "Which one."),
        fresh=True,
    ),
    field(
        "consultedBodies",
        "ConsultedBodyConnection",
        "Who is consulted, and how each stands.",
        _bodies,
        _OF,
        FIRST,
        AFTER,
        fresh=True,
    ),
    field(
        "consultationReplies",
        "ConsultationReplyConnection",
        "What bodies replied, and what became of each.",
        _replies,
        _OF,
        FIRST,
        AFTER,
        fresh=True,
    ),
]


def _told(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names if given.get(name) is not None}


def _consult(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = _told(given, "title", "text", "question", "bodies") | {"due_on": given["dueOn"]}
    return {"uuid": str(workspaces.consult(*asker(context), given["uuid"], told).id)}


def _postpone(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    until = {"due_on": given["dueOn"]}
    return {"uuid": str(workspaces.postpone(*asker(context), given["uuid"], given["revision"], until).id)}


def _withdraw(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(workspaces.withdraw(*asker(context), given["uuid"], given["revision"]).id)}


def _reply(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = _told(given, "body", "text", "publish")
    return {"uuid": str(workspaces.reply(*asker(context), given["uuid"], told).id)}


def _publish(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(workspaces.publish(*asker(context), given["uuid"], _told(given, "body")).id)}


def _answer(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = _told(given, "reply", "because", "anew") | {"verdict": str(given["verdict"])}
    return {"uuid": str(workspaces.answer(*asker(context), given["uuid"], told).id)}


_WHICH = field("uuid", "UUID", "Which consultation.")
_BODY = field("body", "str", "Code of a consulted body that you write for.")
_REVISION = field("revision", "int", "The revision that you know. Where it has changed since, nothing is written.")
MUTATION_FIELDS = [
    service_mutation(
        "workspaceConsult",
        "Put a text to bodies with a question and a deadline. Of the workspace they see this and nothing else.",
        _consult,
        "UuidPayload",
        [
            field("uuid", "UUID", "Which workspace."),
            field("title", "str", "What it is about."),
            field("text", "str", "What is put to them."),
            field("question", "str", "The question."),
            field("dueOn", "Date", "Until when."),
            field("bodies", "list[str]", f"Codes, at most {MOST_CONSULTED}."),
        ],
    ),
    service_mutation(
        "consultationPostpone",
        "Let a consultation last until a later day; bodies that have not replied are told.",
        _postpone,
        "UuidPayload",
        [_WHICH, _REVISION, field("dueOn", "Date", "Until when.")],
    ),
    service_mutation(
        "consultationWithdraw",
        "Take back a consultation to which nobody has replied.",
        _withdraw,
        "UuidPayload",
        [_WHICH, _REVISION],
    ),
    service_mutation(
        "consultationReply",
        "Reply for a consulted body; again, where one word gives the other.",
        _reply,
        "UuidPayload",
        [
            _WHICH,
            _BODY,
            field("text", "str", "What it says."),
            field("publish", "bool | None", "Whether all members read its replies from now on."),
        ],
    ),
    service_mutation(
        "consultationPublish",
        "Agree for a consulted body that all members read its replies before the deadline is over.",
        _publish,
        "UuidPayload",
        [_WHICH, _BODY],
    ),
    service_mutation(
        "consultationAnswer",
        "Say what becomes of a reply: taken up, in part or not, and why.",
        _answer,
        "UuidPayload",
        [
            _WHICH,
            field("reply", "UUID", "The reply."),
            field("verdict", "ConsultationVerdict", "What becomes of it."),
            field("because", "str", "Why."),
            field("anew", "bool | None", "Whether it takes the place of the answer that was given."),
        ],
    ),
]
