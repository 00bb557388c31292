"""The request register: what bodies are asked, by whom and why, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, input_type, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import requests
from interlace.db.models.asked import ANSWERS, ITEM_KINDS, OUTCOMES
from interlace.reading.pages import USUAL
from interlace.requests.burden import SIDES
from interlace.requests.listing import SHOWN_STATES
from interlace.requests.wanted import MOST_BODIES, MOST_ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.requests import QuestionTold, RequestTold

_ITEMS = {
    "declaration": "Whether its register is complete.",
    "strategies": "Its strategies.",
    "actions": "Its actions.",
    "participations": "Its parts in strategies.",
    "competences": "What it is competent for.",
    "strategy-field": "A field of a strategy: `CODE:field`.",
    "finding": "An open question of a rule, by its key.",
    "text": "Something in free words.",
}
_OUTCOMES = {
    "asked": "The body is asked.",
    "joined": "The body was asked already: you wait with the others.",
    "already_known": "The register had it.",
}
_STATES = {
    "waiting": "It waits for an answer.",
    "answered": "It has one.",
    "not_needed": "Nobody waits any more.",
    "known": "The register had it when it was asked.",
}
_ANSWERS = {
    "nothing_changed": "What is recorded stands; the declaration is renewed where it is about that.",
    "given": "It is in the register now, or said in the note.",
    "not_ours": "It is not for this body to say.",
    "not_known": "The body does not know.",
}
_SIDES = {"body": "Of those who are asked.", "asker": "Of those in whose name it is asked."}
enum("RequestItemKind", "What can be asked.", {kind: _ITEMS[kind] for kind in ITEM_KINDS})
enum("AskingOutcome", "What became of an item when it was asked.", {one: _OUTCOMES[one] for one in OUTCOMES})
enum("QuestionState", "How far a question has come.", {state: _STATES[state] for state in (*SHOWN_STATES, "known")})
enum("QuestionAnswer", "What a body answers.", {answer: _ANSWERS[answer] for answer in ANSWERS})
enum("BurdenSide", "Whose burden.", {side: _SIDES[side] for side in SIDES})


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _reader(context: Context) -> tuple[Any, Any, Any, Any]:
    return *_asker(context), context.view


def _requests(_source: object, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    page = requests.requests(*_reader(context), first=first, after=id_after(after))
    return Connection(page.requests, None, page.has_more, after is not None, lambda one: str(one.id))


def _request(_source: object, context: Context, uuid: UUID) -> RequestTold:
    return requests.request(*_reader(context), uuid)


def _askings(
    _source: object, context: Context, request: UUID, first: int = USUAL, after: str | None = None
) -> Connection:
    page = requests.askings(*_reader(context), request, first=first, after=id_after(after))
    return Connection(page.askings, None, page.has_more, after is not None, lambda one: str(one.id))


def _questions(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    body: Sequence[str] | None = None,
    state: Sequence[str] | None = None,
) -> Connection:
    page = requests.questions(
        *_reader(context),
        bodies=list(body) if body else None,
        states=[str(one) for one in state or ()],
        first=first,
        after=id_after(after),
    )
    return Connection(page.questions, None, page.has_more, after is not None, lambda one: str(one.id))


def _question(_source: object, context: Context, uuid: UUID) -> QuestionTold:
    return requests.question(*_reader(context), uuid)


def _burden(
    _source: object,
    context: Context,
    by: str | None = None,
    since: date | None = None,
    until: date | None = None,
    first: int = USUAL,
    after: str | None = None,
) -> Connection:
    asked = requests.AskedBurden(by=str(by or "body"), since=since, until=until, first=first, after=after)
    page = requests.burden(*_asker(context), context.today, asked)
    return Connection(page.rows, None, page.has_more, after is not None, lambda row: row.body or "")


_UUID = attribute("uuid", "UUID", "Which one it is.", "id")
_WHAT = [
    attribute("body", "str", "Code of the body that is asked."),
    attribute("kind", "RequestItemKind", "What it asks."),
    attribute("subject", "str", "What exactly; empty where the kind says it all."),
    attribute("words", "str | None", "Free words."),
]
_WHO = [
    attribute("asker", "str", "Who asks, as the audit calls them."),
    attribute("askerName", "str | None", "Their name, unless they are gone.", "asker_name"),
    attribute("forBody", "str | None", "Code of the body in whose name it is asked.", "for_body"),
    attribute("reason", "str", "Why."),
    attribute("deadline", "Date", "Until when."),
    attribute("at", "DateTime", "When it was asked."),
    attribute("withdrawnAt", "DateTime | None", "When it was taken back.", "withdrawn_at"),
]
_REPLY = [
    attribute("reply", "str | None", "What the asker told the body."),
    attribute("repliedAt", "DateTime | None", "When.", "replied_at"),
    attribute("replyDueOn", "Date | None", "Until when they are to say what came of the answer.", "reply_due_on"),
    attribute("replyOverdue", "bool", "Whether that day has passed.", "reply_overdue"),
]
object_type(
    "Request",
    "What somebody wants to know of bodies, and how far it has come.",
    [
        _UUID,
        *_WHO,
        attribute("bodies", "int", "How many bodies it asks."),
        attribute("waiting", "int", "How many items wait for an answer."),
        attribute("answered", "int", "How many have one."),
        attribute("alreadyKnown", "int", "How many the register had; these reached no body.", "already_known"),
        attribute("notNeeded", "int", "How many ended since nobody waited any more.", "not_needed"),
        attribute("repliesOwed", "int", "How many answers wait to hear what came of them.", "replies_owed"),
        attribute("repliesOverdue", "int", "How many of these for longer than agreed.", "replies_overdue"),
        attribute("overdue", "bool", "Whether something waits past the deadline."),
    ],
)
connection_type("Request", "requests", counted=False)
object_type(
    "Asking",
    "One item of a request, asked of one body.",
    [
        _UUID,
        attribute("request", "UUID", "The request."),
        attribute("question", "UUID", "The question, which several may ask."),
        *_WHAT,
        attribute("outcome", "AskingOutcome", "What became of it when it was asked."),
        attribute("since", "Date | None", "Since when it was known."),
        attribute("knownAs", "str | None", "Why it was known.", "known_as"),
        attribute("state", "QuestionState", "How far the question has come."),
        attribute("answer", "QuestionAnswer | None", "The answer."),
        attribute("note", "str | None", "What the body says to it."),
        attribute("endedAt", "DateTime | None", "When it was answered or ended.", "ended_at"),
        *_REPLY,
        attribute("nobody", "bool", "Nobody of the body uses Interlace yet."),
    ],
)
connection_type("Asking", "askings", counted=False)
object_type(
    "AskedBy",
    "Somebody who asks a question.",
    [
        attribute("request", "UUID", "Their request."),
        attribute("asking", "UUID", "The item of it."),
        *_WHO,
        *_REPLY,
    ],
)
object_type(
    "Question",
    "What a body is asked: once, with all who ask.",
    [
        _UUID,
        *_WHAT,
        attribute("state", "QuestionState", "How far it has come."),
        attribute("openedAt", "DateTime", "When it was first asked.", "opened_at"),
        attribute("endedAt", "DateTime | None", "When it was answered or ended.", "ended_at"),
        attribute("answer", "QuestionAnswer | None", "The answer."),
        attribute("answeredBy", "str | None", "The name of whoever answered, unless they are gone.", "answered_by"),
        attribute("note", "str | None", "What the body says to it."),
        attribute("deadline", "Date | None", "The earliest deadline of those who wait."),
        attribute("overdue", "bool", "Whether that day has passed."),
        attribute("askedBy", "list[AskedBy]", "All who ask.", "asked_by", page=20),
    ],
)
connection_type("Question", "questions", counted=False)
object_type(
    "Burden",
    "What asking costs a body, or what was asked in its name; in the order of codes, which is no ranking.",
    [
        attribute("body", "str | None", "Code of the body; empty for the tenant as a whole."),
        attribute("items", "int", "All that was asked."),
        attribute("asked", "int", "What reached the body by this."),
        attribute("joined", "int", "What it was asked already."),
        attribute("alreadyKnown", "int", "What it was spared.", "already_known"),
        attribute("answered", "int", "What has an answer."),
        attribute("waiting", "int", "What waits for one."),
        attribute("overdue", "int", "What waits past a deadline."),
        attribute(
            "medianDaysOpen", "float | None", "How long questions were open until their answer.", "median_days_open"
        ),
        attribute("repliesOwed", "int", "Answers that wait to hear what came of them.", "replies_owed"),
        attribute("repliesOverdue", "int", "Those that do so for longer than agreed.", "replies_overdue"),
    ],
)
connection_type("Burden", "burdens", counted=False)
_ONE = argument("uuid", "UUID", "Which one.")
TENANT_FIELDS = [
    field(
        "requests",
        "RequestConnection",
        "Your requests and those in the name of your bodies, the last first; whoever may ask everybody sees all.",
        _requests,
        FIRST,
        AFTER,
        fresh=True,
    ),
    field("request", "Request", "One request.", _request, _ONE, fresh=True),
    field(
        "askings",
        "AskingConnection",
        "What a request asks of whom, and what became of each.",
        _askings,
        argument("request", "UUID", "The request."),
        FIRST,
        AFTER,
        fresh=True,
    ),
    field(
        "questions",
        "QuestionConnection",
        "What is asked of the bodies that you write for, the last first.",
        _questions,
        FIRST,
        AFTER,
        argument("body", "list[str] | None", "Of these bodies (codes)."),
        argument("state", "list[QuestionState] | None", "In any of these states."),
        fresh=True,
    ),
    field("question", "Question", "What a body of yours is asked.", _question, _ONE, fresh=True),
    field(
        "burden",
        "BurdenConnection",
        "What asking costs and what it spared, body by body in the order of codes.",
        _burden,
        argument("by", "BurdenSide | None", "Of those who are asked, unless told otherwise."),
        argument("since", "Date | None", "The first day; a year before the last unless given."),
        argument("until", "Date | None", "The last day; today unless given."),
        FIRST,
        AFTER,
        fresh=True,
    ),
]


def _wish(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given for a request, in the words of the services."""
    names = {"bodies": "bodies", "below": "below", "reason": "reason", "deadline": "deadline", "forBody": "for_body"}
    told = {name: given[key] for key, name in names.items() if given.get(key) is not None}
    if given.get("level") is not None:
        told["level"] = str(given["level"])
    items = [
        {name: str(value) for name, value in item.items() if value is not None} for item in given.get("items") or ()
    ]
    return {**told, "items": items}


def _ask(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    made = requests.ask(*_asker(context), context.view, _wish(given))
    return {"uuid": str(made.id), "waiting": made.waiting, "alreadyKnown": made.already_known}


def _preview(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = requests.preview(*_asker(context), context.view, _wish(given))
    counts = {"asked": found.asked, "joined": found.joined, "alreadyKnown": found.already_known}
    return {**counts, "items": orjson.loads(orjson.dumps(found.foreseen))}


def _withdraw(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(requests.withdraw(*_asker(context), given["uuid"]).id)}


def _reply(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = {name: given[name] for name in ("text", "body") if given.get(name) is not None}
    requests.reply(*_asker(context), given["uuid"], told)
    return {"uuid": str(given["uuid"])}


def _answer(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = {"answer": str(given["answer"]), "note": given.get("note")}
    return {"uuid": str(requests.answer(*_asker(context), given["uuid"], told).id)}


done(
    "RequestPayload",
    "What asking came to.",
    told_by("uuid", "UUID | None", "The request."),
    told_by("waiting", "int | None", "How many items wait for an answer."),
    told_by("alreadyKnown", "int | None", "How many the register had."),
)
done(
    "RequestPreviewPayload",
    "What asking would come to.",
    told_by("asked", "int | None", "How many items would reach a body."),
    told_by("joined", "int | None", "How many are asked by others already."),
    told_by("alreadyKnown", "int | None", "How many the register has."),
    told_by("items", "JSON | None", "Each item of each body, as REST tells it."),
)
input_type(
    "RequestItemInput",
    "One thing that is asked for.",
    [
        field("kind", "RequestItemKind", "What is asked."),
        field("subject", "str | None", "Of a field of a strategy: `CODE:field`; of a finding: its key."),
        field("text", "str | None", "Of a text: the question."),
    ],
)
_WISH = [
    field("bodies", "list[str] | None", f"Codes, at most {MOST_BODIES}; else who is concerned by the findings."),
    field("below", "str | None", "Code of a body: all below it are asked, of `level` or of any."),
    field("level", "Level | None", "Of which level."),
    field("items", "list[RequestItemInput]", f"What is asked, at most {MOST_ITEMS}."),
    field("reason", "str", "Why, in words that the bodies read."),
    field("deadline", "Date", "Until when."),
    field("forBody", "str | None", "Code of the body in whose name it is asked."),
]
_WHICH = field("uuid", "UUID", "Which one.")
MUTATION_FIELDS = [
    service_mutation(
        "requestMake",
        "Ask bodies for items. What the register knows already, and what others ask already, reaches no body again.",
        _ask,
        "RequestPayload",
        _WISH,
    ),
    service_mutation(
        "requestPreview",
        "See what asking would come to. Nothing is written, and nobody is told.",
        _preview,
        "RequestPreviewPayload",
        _WISH,
    ),
    service_mutation(
        "requestWithdraw",
        "Take a request back: questions for which nobody waits any more end.",
        _withdraw,
        "UuidPayload",
        [_WHICH],
    ),
    service_mutation(
        "requestReply",
        "Tell bodies that have answered a request what came of it.",
        _reply,
        "UuidPayload",
        [
            _WHICH,
            field("text", "str", "What came of it."),
            field("body", "str | None", "Code of the body that is told; without it all that have answered."),
        ],
    ),
    service_mutation(
        "questionAnswer",
        "Answer a question for all who ask it.",
        _answer,
        "UuidPayload",
        [
            _WHICH,
            field("answer", "QuestionAnswer", "The answer."),
            field("note", "str | None", "What the body says to it."),
        ],
    ),
]
