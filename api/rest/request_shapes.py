"""What the operations of the request register and of notices are asked and tell, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.operation import JSON, READ_HEADERS, Told
from api.rest.schemas import shape, text, whole
from interlace.db.models.asked import (
    ANSWERS,
    ITEM_KINDS,
    MOST_NOTE_CHARACTERS,
    MOST_REASON_CHARACTERS,
    MOST_WORDS,
    OUTCOMES,
    QUESTION_STATES,
)
from interlace.notices.kinds import KINDS
from interlace.requests.known import WHYS
from interlace.requests.listing import SHOWN_STATES
from interlace.requests.wanted import MOST_BODIES, MOST_ITEMS
from policies import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Fields = dict[str, "fields.Field[Any]"]


def _choice(choices: Sequence[str], description: str, *, empty: bool = False) -> fields.Field[Any]:
    permitted = [*choices, None] if empty else [*choices]
    return fields.String(
        required=True, allow_none=empty, validate=validate.OneOf(permitted), metadata={"description": description}
    )


def _text(description: str) -> fields.Field[Any]:
    return text(description, required=True, allow_none=True)


def _moment(description: str) -> fields.Field[Any]:
    return fields.DateTime(required=True, allow_none=True, metadata={"description": description})


def _day(description: str) -> fields.Field[Any]:
    return fields.Date(required=True, allow_none=True, metadata={"description": description})


def _flag(description: str) -> fields.Field[Any]:
    return fields.Boolean(required=True, metadata={"description": description})


def page_of(name: str, item: Any, example: Mapping[str, Any], **more: fields.Field[Any]) -> Told:  # noqa: ANN401 - a schema
    """A page of a list."""
    listed = shape(f"{name}List", {"items": fields.List(fields.Nested(item), required=True), **more})
    return Told("A page.", {JSON: (listed, {"items": [example]})}, headers=("Link", *READ_HEADERS))


_SHORT = validate.Length(max=MOST_WORDS)
_BODIES = f"Their codes, at most {MOST_BODIES}; without them, who is concerned by the findings."
_REASON = validate.Length(1, MOST_REASON_CHARACTERS)
ITEM: Fields = {
    "kind": _choice(ITEM_KINDS, "What is asked."),
    "subject": text(
        "Of `strategy-field`: `CODE:field`; of `finding`: its key.", validate=validate.Length(max=MOST_WORDS)
    ),
    "text": text("Of `text`: the question.", validate=validate.Length(max=MOST_WORDS)),
}
ASKS = shape(
    "NewRequest",
    {
        "bodies": fields.List(fields.String(), metadata={"description": _BODIES}),
        "below": text("Code of a body: all below it are asked, of `level` or of any."),
        "level": fields.String(validate=validate.OneOf(LEVELS.ids)),
        "items": fields.List(
            fields.Nested(shape("RequestItem", ITEM)), required=True, validate=validate.Length(1, MOST_ITEMS)
        ),
        "reason": text("Why, in words that the bodies read.", required=True, validate=_REASON),
        "deadline": fields.Date(required=True, metadata={"description": "Until when."}),
        "for_body": text("Code of the body in whose name it is asked.", allow_none=True),
    },
)
EXAMPLE_ASKS: dict[str, Any] = {
    "bodies": ["pt-loures", "pt-amadora"],
    "items": [{"kind": "strategies"}, {"kind": "text", "text": "Who is in charge of mediation?"}],
    "reason": "For the report to the Council of Europe",
    "deadline": "2027-01-31",
    "for_body": "pt-acm",
}

REQUEST_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "asker": text("Who asks: `user:<id>`, `service:<id>` or `system`.", required=True),
    "asker_name": _text("Their name, unless they are gone."),
    "for_body": _text("Code of the body in whose name it is asked; empty for the tenant as a whole."),
    "reason": text("Why.", required=True),
    "deadline": _day("Until when."),
    "at": _moment("When it was asked."),
    "withdrawn_at": _moment("When it was taken back."),
    "bodies": whole("How many bodies it asks.", required=True),
    "waiting": whole("How many items wait for an answer.", required=True),
    "answered": whole("How many have one.", required=True),
    "already_known": whole("How many the register had; these reached no body.", required=True),
    "not_needed": whole("How many ended since nobody waited any more.", required=True),
    "replies_owed": whole("How many answers wait to hear what came of them.", required=True),
    "replies_overdue": whole("How many of these for longer than agreed.", required=True),
    "overdue": _flag("Whether something waits past the deadline."),
}
EXAMPLE_REQUEST: dict[str, Any] = {
    "id": ID,
    "asker": f"user:{OTHER_ID}",
    "asker_name": "Ana Sousa",
    "for_body": "pt-acm",
    "reason": "For the report to the Council of Europe",
    "deadline": "2027-01-31",
    "at": "2026-11-30T10:15:00+00:00",
    "withdrawn_at": None,
    "bodies": 2,
    "waiting": 2,
    "answered": 0,
    "already_known": 2,
    "not_needed": 0,
    "replies_owed": 0,
    "replies_overdue": 0,
    "overdue": False,
}
REQUEST = shape("Request", REQUEST_COLUMNS, description="What somebody wants to know, and how far it has come.")

_WHAT: Fields = {
    "body": text("Code of the body that is asked.", required=True),
    "kind": _choice(ITEM_KINDS, "What it asks."),
    "subject": text("What exactly; empty where the kind says it all.", required=True),
    "words": _text("Free words, of `text`."),
}
FORESEEN = shape(
    "ForeseenAsking",
    {
        **_WHAT,
        "outcome": _choice(OUTCOMES, "What would become of it."),
        "why": _choice(WHYS, "Why it is known, where it is.", empty=True),
        "since": _day("Since when it is known."),
        "nobody": _flag("Nobody of the body uses Interlace yet."),
    },
)
EXAMPLE_FORESEEN: dict[str, Any] = {
    "body": "pt-loures",
    "kind": "strategies",
    "subject": "",
    "words": None,
    "outcome": "already_known",
    "why": "declared",
    "since": "2026-09-01",
    "nobody": False,
}
PREVIEW = shape(
    "RequestPreview",
    {
        "asked": whole("How many items would reach a body.", required=True),
        "joined": whole("How many are asked by others already.", required=True),
        "already_known": whole("How many the register has.", required=True),
        "items": fields.List(fields.Nested(FORESEEN), required=True),
    },
    description="What a request would come to. Nothing is written, and nobody is told.",
)
ASKING_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "request": fields.UUID(required=True),
    "question": fields.UUID(required=True),
    **_WHAT,
    "outcome": _choice(OUTCOMES, "What became of it when it was asked."),
    "since": _day("Since when it was known."),
    "known_as": _choice(WHYS, "Why it was known, where it was.", empty=True),
    "state": _choice(QUESTION_STATES, "How far the question has come."),
    "answer": _choice(ANSWERS, "The answer.", empty=True),
    "note": _text("What the body says to it."),
    "ended_at": _moment("When it was answered or ended."),
    "reply": _text("What the asker told the body."),
    "replied_at": _moment("When."),
    "reply_due_on": _day("Until when the asker is to say what came of the answer."),
    "reply_overdue": _flag("Whether that day has passed."),
    "nobody": _flag("Nobody of the body uses Interlace yet."),
}
EXAMPLE_ASKING: dict[str, Any] = {
    "id": ID,
    "request": OTHER_ID,
    "question": ID,
    "body": "pt-loures",
    "kind": "strategies",
    "subject": "",
    "words": None,
    "outcome": "asked",
    "since": None,
    "known_as": None,
    "state": "answered",
    "answer": "nothing_changed",
    "note": None,
    "ended_at": "2026-12-02T09:00:00+00:00",
    "reply": None,
    "replied_at": None,
    "reply_due_on": "2027-01-01",
    "reply_overdue": False,
    "nobody": False,
}
ASKING = shape("Asking", ASKING_COLUMNS, description="One item of a request, asked of one body.")
_ASKED_BY = shape(
    "AskedBy",
    {
        "request": fields.UUID(required=True),
        "asking": fields.UUID(required=True),
        "asker": text("Who asks.", required=True),
        "asker_name": _text("Their name, unless they are gone."),
        "for_body": _text("Code of the body in whose name it is asked."),
        "reason": text("Why.", required=True),
        "deadline": _day("Until when."),
        "at": _moment("When it was asked."),
        "withdrawn_at": _moment("When it was taken back."),
        "reply": _text("What they told the body."),
        "replied_at": _moment("When."),
        "reply_due_on": _day("Until when they are to say what came of the answer."),
        "reply_overdue": _flag("Whether that day has passed."),
    },
)
_EXAMPLE_ASKED_BY: dict[str, Any] = {
    "request": OTHER_ID,
    "asking": ID,
    "asker": f"user:{OTHER_ID}",
    "asker_name": "Ana Sousa",
    "for_body": "pt-acm",
    "reason": "For the report to the Council of Europe",
    "deadline": "2027-01-31",
    "at": "2026-11-30T10:15:00+00:00",
    "withdrawn_at": None,
    "reply": None,
    "replied_at": None,
    "reply_due_on": None,
    "reply_overdue": False,
}
QUESTION_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    **_WHAT,
    "state": _choice(SHOWN_STATES, "How far it has come."),
    "opened_at": _moment("When it was first asked."),
    "ended_at": _moment("When it was answered or ended."),
    "answer": _choice(ANSWERS, "The answer.", empty=True),
    "answered_by": _text("The name of whoever answered, unless they are gone."),
    "note": _text("What the body says to it."),
    "deadline": _day("The earliest deadline of those who wait."),
    "overdue": _flag("Whether that day has passed."),
    "asked_by": fields.List(fields.Nested(_ASKED_BY), required=True),
}
EXAMPLE_QUESTION: dict[str, Any] = {
    "id": ID,
    "body": "pt-loures",
    "kind": "strategies",
    "subject": "",
    "words": None,
    "state": "waiting",
    "opened_at": "2026-11-30T10:15:00+00:00",
    "ended_at": None,
    "answer": None,
    "answered_by": None,
    "note": None,
    "deadline": "2027-01-31",
    "overdue": False,
    "asked_by": [_EXAMPLE_ASKED_BY],
}
QUESTION = shape("Question", QUESTION_COLUMNS, description="What a body is asked: once, with all who ask.")
ANSWER = shape(
    "Answer",
    {
        "answer": _choice(ANSWERS, "`nothing_changed` renews the declaration where it is about the register."),
        "note": text("What the body says to it.", allow_none=True, validate=validate.Length(max=MOST_NOTE_CHARACTERS)),
    },
)
REPLY = shape(
    "Reply",
    {
        "text": text("What came of the answers.", required=True, validate=validate.Length(1, MOST_NOTE_CHARACTERS)),
        "body": text("Code of the body that is told; without it all that have answered.", allow_none=True),
    },
)
BURDEN_COLUMNS: Fields = {
    "body": _text("Code of the body; empty for the tenant as a whole."),
    "items": whole("All that was asked.", required=True),
    "asked": whole("What reached the body by this.", required=True),
    "joined": whole("What it was asked already.", required=True),
    "already_known": whole("What it was spared.", required=True),
    "answered": whole("What has an answer.", required=True),
    "waiting": whole("What waits for one.", required=True),
    "overdue": whole("What waits past a deadline.", required=True),
    "median_days_open": fields.Float(
        required=True, allow_none=True, metadata={"description": "How long questions were open until their answer."}
    ),
    "replies_owed": whole("Answers that wait to hear what came of them.", required=True),
    "replies_overdue": whole("Those that do so for longer than agreed.", required=True),
}
EXAMPLE_BURDEN: dict[str, Any] = {
    "body": "pt-loures",
    "items": 6,
    "asked": 2,
    "joined": 1,
    "already_known": 3,
    "answered": 2,
    "waiting": 1,
    "overdue": 0,
    "median_days_open": 4.5,
    "replies_owed": 1,
    "replies_overdue": 0,
}
BURDEN = shape("Burden", BURDEN_COLUMNS, description="What asking costs, and what it was spared.")
NOTICE_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "kind": _choice(list(KINDS), "What it is."),
    "about": text("What it is about, as `request:<id>` or `case:<finding key>`.", required=True),
    "details": fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": "Who, what, until when."}
    ),
    "at": _moment("When."),
    "read_at": _moment("When it was read."),
}
EXAMPLE_NOTICE: dict[str, Any] = {
    "id": ID,
    "kind": "request-asked",
    "about": f"request:{OTHER_ID}",
    "details": {"who": "High Commission", "what": "For the report", "until": "2027-01-31"},
    "at": "2026-11-30T10:15:00+00:00",
    "read_at": None,
}
NOTICE = shape("Notice", NOTICE_COLUMNS, description="Something that you are told.")
