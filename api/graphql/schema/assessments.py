"""Assessments in rounds and voices. What they say, item by item, is told as REST tells it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from api.graphql.schema.lists import AFTER, FIRST, Connection, connection_type, id_after
from api.graphql.schema.parts import argument, attribute, enum, field, input_type, object_type
from api.graphql.schema.services import done, service_mutation, told_by
from interlace import assessments
from interlace.db.models.assessments import STATES, VOICES
from interlace.reading.pages import USUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from api.graphql.schema.context import Context
    from interlace.assessments import AssessmentTold, RoundTold

_VOICES = {
    "body": "The body’s own.",
    "civil_society": "That of a civil-society body.",
    "reviewer": "That of people who were named as reviewers.",
}
_STATES = {
    "open": "It is filled in.",
    "in_review": "It is looked through before it is sent.",
    "sent": "It was sent and is frozen; the other voices do not read it yet.",
    "released": "The other voices can read it.",
}
enum("AssessmentVoice", "Whose view an assessment is.", {voice: _VOICES[voice] for voice in VOICES})
enum("AssessmentState", "How far an assessment has come.", {state: _STATES[state] for state in STATES})


def _asker(context: Context) -> tuple[Any, Any, Any]:
    return context.database, context.caller.principal, context.tenant_id


def _reader(context: Context) -> tuple[Any, Any, Any, Any]:
    return *_asker(context), context.view


def _plain(told: object) -> Any:  # noqa: ANN401 - whatever JSON has
    return orjson.loads(orjson.dumps(told))


def _rounds(_source: object, context: Context, first: int = USUAL, after: str | None = None) -> Connection:
    page = assessments.rounds(*_reader(context), first=first, after=id_after(after))
    return Connection(page.rounds, None, page.has_more, after is not None, lambda one: str(one.id))


def _round(_source: object, context: Context, uuid: UUID) -> RoundTold:
    return assessments.round_of(*_reader(context), uuid)


def _assessments(
    _source: object,
    context: Context,
    first: int = USUAL,
    after: str | None = None,
    round: UUID | None = None,  # noqa: A002 - GraphQL's name
    body: str | None = None,
    state: Sequence[str] | None = None,
    yours: bool = False,
) -> Connection:
    page = assessments.assessments(
        *_reader(context),
        round_id=round,
        body=body,
        states=[str(one) for one in state or ()],
        yours=yours,
        first=first,
        after=id_after(after),
    )
    return Connection(page.assessments, None, page.has_more, after is not None, lambda one: str(one.id))


def _assessment(_source: object, context: Context, uuid: UUID) -> AssessmentTold:
    return assessments.assessment(*_reader(context), uuid)


def _answers(_source: object, context: Context, assessment: UUID, area: str | None = None) -> Any:  # noqa: ANN401
    return _plain(assessments.answers(*_reader(context), assessment, area=area))


def _areas(_source: object, context: Context, assessment: UUID) -> Any:  # noqa: ANN401 - JSON
    return _plain(assessments.areas(*_reader(context), assessment))


def _people(_source: object, context: Context, assessment: UUID) -> Any:  # noqa: ANN401 - JSON
    return _plain(assessments.people(*_reader(context), assessment))


def _review(_source: object, context: Context, assessment: UUID) -> Any:  # noqa: ANN401 - JSON
    return _plain(asdict(assessments.review(*_reader(context), assessment)))


def _comments(
    _source: object,
    context: Context,
    assessment: UUID,
    item: str | None = None,
    first: int = USUAL,
    after: str | None = None,
) -> Any:  # noqa: ANN401 - JSON
    page = assessments.comments(*_reader(context), assessment, item=item, first=first, after=id_after(after))
    next_after = str(page.comments[-1].id) if page.has_more else None
    return {"items": _plain(page.comments), "next_after": next_after}


def _snapshot(_source: object, context: Context, assessment: UUID) -> Any:  # noqa: ANN401 - JSON
    return _plain(assessments.snapshot(*_reader(context), assessment))


_UUID = attribute("uuid", "UUID", "Which one it is.", "id")
object_type(
    "AssessmentRound",
    "Bodies fill in one version of an instrument until a day.",
    [
        _UUID,
        attribute("title", "str", "What it is called."),
        attribute("description", "str | None", "What it is for."),
        attribute("instrument", "str", "What is filled in."),
        attribute("version", "str", "Which version of it."),
        attribute("voices", "list[AssessmentVoice]", "Whose views are asked for.", page=3),
        attribute("dueOn", "Date", "Until when.", "due_on"),
        attribute("openedBy", "str | None", "Who opened it, unless they are gone.", "opened_by"),
        attribute("openedAt", "DateTime", "When.", "opened_at"),
        attribute("closedAt", "DateTime | None", "When it was closed.", "closed_at"),
        attribute("revision", "int", "Its revision, which those say who change it."),
        attribute("bodies", "int", "How many bodies of it you may know of."),
        attribute("assessments", "int", "How many voices on these."),
        attribute("sent", "int", "How many of these were sent."),
        attribute("manages", "bool", "Whether you look after it."),
        attribute("overdue", "bool", "Its day has passed, and it is open still."),
    ],
)
connection_type("AssessmentRound", "rounds", counted=False)
object_type(
    "AssessmentPerson",
    "Somebody who has a part in an assessment.",
    [_UUID, attribute("name", "str", "Their name.")],
)
object_type(
    "Assessment",
    "One voice on one body in a round.",
    [
        _UUID,
        attribute("round", "UUID", "The round that it is of."),
        attribute("title", "str", "What the round is called."),
        attribute("instrument", "str", "What is filled in."),
        attribute("instrumentVersion", "str", "Which version of it.", "instrument_version"),
        attribute("body", "str", "Code of the body that is assessed."),
        attribute("voice", "AssessmentVoice", "Whose view it is."),
        attribute("author", "str | None", "Code of the body that speaks; reviewers are people."),
        attribute("version", "int", "1, and one more for each correction."),
        attribute("corrects", "UUID | None", "The version before."),
        attribute("state", "AssessmentState", "How far it has come."),
        attribute("dueOn", "Date", "Until when.", "due_on"),
        attribute("closed", "bool", "The round is closed: what was not sent stays a draft."),
        attribute("reviewAskedBy", "str | None", "Who said that it is ready.", "review_asked_by"),
        attribute("sentAt", "DateTime | None", "When it was sent.", "sent_at"),
        attribute("sentBy", "str | None", "By whom; told within the voice.", "sent_by"),
        attribute("releasedAt", "DateTime | None", "When the other voices could read it.", "released_at"),
        attribute("revision", "int", "Its revision, which those say who send it."),
        attribute("yours", "bool", "Whether you speak in it."),
        attribute("readable", "bool", "Whether you may read what it says."),
        attribute("reviewers", "list[AssessmentPerson]", "Who reviews.", page=10),
        attribute("answered", "int | None", "Items with an answer; told to whoever may read it."),
        attribute("unconfirmed", "int | None", "Those that nobody has confirmed."),
    ],
)
connection_type("Assessment", "assessments", counted=False)
_ONE = argument("uuid", "UUID", "Which one.")
_OF = argument("assessment", "UUID", "The assessment.")
TENANT_FIELDS = [
    field(
        "assessmentRounds",
        "AssessmentRoundConnection",
        "Rounds of the bodies that you look after and of those on which you speak, the last first.",
        _rounds,
        FIRST,
        AFTER,
        fresh=True,
    ),
    field("assessmentRound", "AssessmentRound", "One round.", _round, _ONE, fresh=True),
    field(
        "assessments",
        "AssessmentConnection",
        "Assessments in which you speak, and how far others have come whose rounds you look after.",
        _assessments,
        FIRST,
        AFTER,
        argument("round", "UUID | None", "Of this round."),
        argument("body", "str | None", "On this body (code)."),
        argument("state", "list[AssessmentState] | None", "In any of these states."),
        argument("yours", "bool", "Only those in which you speak.", False),
        fresh=True,
    ),
    field("assessment", "Assessment", "One assessment.", _assessment, _ONE, fresh=True),
    field(
        "assessmentAnswers",
        "JSON",
        "How each item stands, as REST tells it.",
        _answers,
        _OF,
        argument("area", "str | None", "Only items of this area."),
        fresh=True,
    ),
    field("assessmentAreas", "JSON", "How far each area has come, as REST tells it.", _areas, _OF, fresh=True),
    field("assessmentPeople", "JSON", "The people of your own voice, as REST tells it.", _people, _OF, fresh=True),
    field(
        "assessmentReview", "JSON", "What is to be known before it is sent, as REST tells it.", _review, _OF, fresh=True
    ),
    field(
        "assessmentComments",
        "JSON",
        "What people of your own voice said: `items` as REST tells them, and `next_after`.",
        _comments,
        _OF,
        argument("item", "str | None", "Only about this item."),
        FIRST,
        AFTER,
        fresh=True,
    ),
    field("assessmentSnapshot", "JSON", "What was sent, as REST tells it.", _snapshot, _OF, fresh=True),
]


def _invited(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The bodies of a round in the words of the services."""
    return [
        {
            "body": one["body"],
            "civil_society": list(one.get("civilSociety") or ()),
            "reviewers": [str(person) for person in one.get("reviewers") or ()],
        }
        for one in given["bodies"]
    ]


def _open(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"title": "title", "description": "description", "instrument": "instrument", "version": "version"}
    wish: dict[str, Any] = {name: given[key] for key, name in names.items() if given.get(key) is not None}
    wish |= {"due_on": given["dueOn"], "bodies": _invited(given)}
    if given.get("voices") is not None:
        wish["voices"] = [str(one) for one in given["voices"]]
    return {"uuid": str(assessments.open_round(*_asker(context), wish).id)}


def _change(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"title": "title", "description": "description", "dueOn": "due_on", "revision": "revision"}
    wish = {name: given[key] for key, name in names.items() if key in given}
    return {"uuid": str(assessments.change_round(*_asker(context), given["uuid"], wish).id)}


def _add_bodies(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = assessments.add_bodies(*_asker(context), given["uuid"], {"bodies": _invited(given)})
    return {"uuid": str(told.id)}


def _close(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(assessments.close_round(*_asker(context), given["uuid"]).id)}


def _reopen(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(assessments.reopen_round(*_asker(context), given["uuid"]).id)}


def _release(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"count": assessments.release(*_asker(context), given["uuid"], given["body"])}


def _answer(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    names = ("item", "standing", "value", "note", "after")
    wish: dict[str, Any] = {name: given[name] for name in names if given.get(name) is not None}
    if given.get("evidence") is not None:
        wish["evidence"] = [{"kind": one["kind"], "text": one["text"]} for one in given["evidence"]]
    return {"revision": assessments.answer(*_asker(context), given["uuid"], wish)}


def _confirm(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"count": assessments.confirm_area(*_asker(context), given["uuid"], {"area": given.get("area")})}


def _prefill(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    told = assessments.prefill(*_reader(context), given["uuid"])
    return {"count": told.from_register + told.from_earlier}


def _handing(given: Mapping[str, Any]) -> dict[str, str]:
    return {"area": given["area"], "user": str(given["user"])}


def _hand_over(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    assessments.hand_over(*_asker(context), given["uuid"], _handing(given))
    return {"uuid": str(given["uuid"])}


def _take_from(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    assessments.take_from(*_asker(context), given["uuid"], _handing(given))
    return {"uuid": str(given["uuid"])}


def _comment(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    wish = {name: given[name] for name in ("item", "text") if given.get(name) is not None}
    return {"uuid": str(assessments.comment(*_asker(context), given["uuid"], wish))}


def _uncomment(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    assessments.remove_comment(*_asker(context), given["uuid"], given["comment"])
    return {"uuid": str(given["uuid"])}


def _ask_review(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(assessments.ask_review(*_asker(context), given["uuid"], given["revision"]).id)}


def _take_back(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(assessments.take_back_review(*_asker(context), given["uuid"], given["revision"]).id)}


def _send(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(assessments.send(*_asker(context), given["uuid"], given["revision"]).id)}


def _correct(context: Context, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"uuid": str(assessments.correct(*_asker(context), given["uuid"]))}


done("AssessmentAnswerPayload", "What answering came to.", told_by("revision", "int | None", "The answer’s revision."))
done("AssessmentCountPayload", "How many it was.", told_by("count", "int | None", "How many."))
input_type(
    "AssessedBodyInput",
    "A body of a round.",
    [
        field("body", "str", "Its code."),
        field("civilSociety", "list[str] | None", "Codes of the civil-society bodies that are asked for their view."),
        field("reviewers", "list[UUID] | None", "The people who review."),
    ],
)
input_type(
    "AssessmentEvidenceInput",
    "What shows that an answer is so.",
    [
        field("kind", "str", "`record`, `address` or `words`."),
        field("text", "str", "`strategy:CODE`, `action:CODE` or `body:CODE`; an address; or words."),
    ],
)
_WHICH = field("uuid", "UUID", "Which one.")
_REVISION = field("revision", "int", "Its revision, as you read it.")
_BODIES = field("bodies", "list[AssessedBodyInput]", "Its bodies.")
_HANDING = [_WHICH, field("area", "str", "Which area."), field("user", "UUID", "A person of the same voice.")]
MUTATION_FIELDS = [
    service_mutation(
        "assessmentRoundOpen",
        "Ask bodies to fill in an instrument until a day.",
        _open,
        "UuidPayload",
        [
            field("title", "str", "What it is called."),
            field("description", "str | None", "What it is for."),
            field("instrument", "str", "Which instrument."),
            field("version", "str | None", "Which version of it; the newest unless given."),
            field("voices", "list[AssessmentVoice] | None", "Whose views are asked for; the body’s own unless given."),
            field("dueOn", "Date", "Until when."),
            _BODIES,
        ],
    ),
    service_mutation(
        "assessmentRoundChange",
        "Change title, description or day of a round that is open.",
        _change,
        "UuidPayload",
        [
            _WHICH,
            _REVISION,
            field("title", "str | None", "What it is called."),
            field("description", "str | None", "What it is for."),
            field("dueOn", "Date | None", "Until when."),
        ],
    ),
    service_mutation(
        "assessmentRoundAddBodies", "Bring a round to more bodies.", _add_bodies, "UuidPayload", [_WHICH, _BODIES]
    ),
    service_mutation(
        "assessmentRoundClose", "Close a round: nothing more is answered or sent.", _close, "UuidPayload", [_WHICH]
    ),
    service_mutation("assessmentRoundReopen", "Open a closed round again.", _reopen, "UuidPayload", [_WHICH]),
    service_mutation(
        "assessmentRelease",
        "Open the voices on a body in a round to each other.",
        _release,
        "AssessmentCountPayload",
        [_WHICH, field("body", "str", "Code of the body.")],
    ),
    service_mutation(
        "assessmentAnswer",
        "Answer one item. Where somebody else did so meanwhile, yours is kept beside theirs.",
        _answer,
        "AssessmentAnswerPayload",
        [
            _WHICH,
            field("item", "str", "Which item."),
            field("standing", "str | None", "`answered` where there is a value, `outside_competence`, `not_answered`."),
            field("value", "str | None", "A choice’s id, words, or a number as a string."),
            field("evidence", "list[AssessmentEvidenceInput] | None", "What shows that it is so."),
            field("note", "str | None", "What is said beside it."),
            field("after", "int", "The revision of the answer that you read; 0 where there was none."),
        ],
    ),
    service_mutation(
        "assessmentConfirm",
        "Confirm all answers of an area, or of the whole, that came from elsewhere.",
        _confirm,
        "AssessmentCountPayload",
        [_WHICH, field("area", "str | None", "Which area; all unless given.")],
    ),
    service_mutation(
        "assessmentPrefill",
        "Fill in what the register and the last round know, where nobody has answered.",
        _prefill,
        "AssessmentCountPayload",
        [_WHICH],
    ),
    service_mutation("assessmentHandOver", "Hand an area to somebody.", _hand_over, "UuidPayload", _HANDING),
    service_mutation("assessmentTakeFrom", "Take an area from somebody again.", _take_from, "UuidPayload", _HANDING),
    service_mutation(
        "assessmentComment",
        "Say something to the others of your own voice.",
        _comment,
        "UuidPayload",
        [_WHICH, field("item", "str | None", "About which item."), field("text", "str", "What is said.")],
    ),
    service_mutation(
        "assessmentUncomment",
        "Take back a comment of your own.",
        _uncomment,
        "UuidPayload",
        [_WHICH, field("comment", "UUID", "Which comment.")],
    ),
    service_mutation(
        "assessmentAskReview",
        "Say that it is ready to be looked through.",
        _ask_review,
        "UuidPayload",
        [_WHICH, _REVISION],
    ),
    service_mutation("assessmentTakeBack", "Go on filling in.", _take_back, "UuidPayload", [_WHICH, _REVISION]),
    service_mutation("assessmentSend", "Send what was looked through.", _send, "UuidPayload", [_WHICH, _REVISION]),
    service_mutation("assessmentCorrect", "Begin a new version of what was sent.", _correct, "UuidPayload", [_WHICH]),
]
