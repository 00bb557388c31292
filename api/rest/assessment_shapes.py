"""What the operations of rounds and assessments are asked and tell, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.operation import JSON, READ_HEADERS, Told
from api.rest.schemas import shape, text, whole
from interlace.assessments.given import MOST_BODIES, MOST_INVITED
from interlace.assessments.values import EVIDENCE_KINDS, MOST_ANSWER_CHARACTERS, MOST_EVIDENCE_CHARACTERS
from interlace.db.models.assessments import (
    MOST_EVIDENCE,
    MOST_TITLE_CHARACTERS,
    MOST_WORDS,
    SOURCES,
    STANDINGS,
    STATES,
    VOICES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Fields = dict[str, "fields.Field[Any]"]
ASKED = ("yes", "no", "open")


def _choice(choices: Sequence[str], description: str, *, required: bool = True) -> fields.Field[Any]:
    told = {"description": description}
    return fields.String(required=required, validate=validate.OneOf(choices), metadata=told)


def _text(description: str) -> fields.Field[Any]:
    return text(description, required=True, allow_none=True)


def _moment(description: str) -> fields.Field[Any]:
    return fields.DateTime(required=True, allow_none=True, metadata={"description": description})


def _flag(description: str) -> fields.Field[Any]:
    return fields.Boolean(required=True, metadata={"description": description})


def _id(description: str, *, empty: bool = False) -> fields.Field[Any]:
    return fields.UUID(required=True, allow_none=empty, metadata={"description": description})


def _count(description: str) -> fields.Field[Any]:
    return whole(description, required=True, allow_none=True)


def page_of(name: str, item: Any, example: Mapping[str, Any]) -> Told:  # noqa: ANN401 - a schema
    """A page of a list."""
    listed = shape(f"{name}List", {"items": fields.List(fields.Nested(item), required=True)})
    return Told("A page.", {JSON: (listed, {"items": [example]})}, headers=("Link", *READ_HEADERS))


def whole_list(name: str, item: Any, example: Mapping[str, Any]) -> Told:  # noqa: ANN401 - a schema
    """A list that is told whole."""
    listed = shape(f"{name}List", {"items": fields.List(fields.Nested(item), required=True)})
    return Told("All of them.", {JSON: (listed, {"items": [example]})}, headers=READ_HEADERS)


_TITLE = text("What the round is called.", validate=validate.Length(1, MOST_TITLE_CHARACTERS))
_ABOUT = text("What it is for.", allow_none=True, validate=validate.Length(max=MOST_WORDS))
_DUE = fields.Date(metadata={"description": "Until when."})
INVITED = shape(
    "AssessedBody",
    {
        "body": text("Code of the body that is assessed.", required=True),
        "civil_society": fields.List(
            fields.String(),
            validate=validate.Length(max=MOST_INVITED),
            metadata={"description": "Codes of the civil-society bodies that are asked for their view."},
        ),
        "reviewers": fields.List(
            fields.UUID(),
            validate=validate.Length(max=MOST_INVITED),
            metadata={"description": "The people who review, by id."},
        ),
    },
)
_BODIES = fields.List(fields.Nested(INVITED), required=True, validate=validate.Length(1, MOST_BODIES))
_VOICES = fields.List(fields.String(validate=validate.OneOf(VOICES)), validate=validate.Length(1))
NEW_ROUND = shape(
    "NewAssessmentRound",
    {
        "title": text("What it is called.", required=True, validate=validate.Length(1, MOST_TITLE_CHARACTERS)),
        "description": _ABOUT,
        "instrument": text("Which instrument.", required=True),
        "version": text("Which version of it; the newest unless given.", allow_none=True),
        "voices": _VOICES,
        "due_on": fields.Date(required=True, metadata={"description": "Until when."}),
        "bodies": _BODIES,
    },
)
EXAMPLE_BODIES = [{"body": "pt-loures", "civil_society": ["pt-club"], "reviewers": [OTHER_ID]}]
EXAMPLE_NEW: dict[str, Any] = {
    "title": "Autumn 2026",
    "instrument": "intercultural-index",
    "voices": ["body", "civil_society", "reviewer"],
    "due_on": "2027-01-31",
    "bodies": EXAMPLE_BODIES,
}
ROUND_PATCH = shape("AssessmentRoundPatch", {"title": _TITLE, "description": _ABOUT, "due_on": _DUE})
ADDED = shape("AddedBodies", {"bodies": _BODIES})
RELEASE = shape("AssessmentRelease", {"body": text("Code of the body.", required=True)})
RELEASED = shape("ReleasedAssessments", {"released": whole("How many voices were released.", required=True)})
ROUND_COLUMNS: Fields = {
    "id": _id("Which one it is."),
    "title": text("What it is called.", required=True),
    "description": _text("What it is for."),
    "instrument": text("What is filled in.", required=True),
    "version": text("Which version of it.", required=True),
    "voices": fields.List(fields.String(validate=validate.OneOf(VOICES)), required=True),
    "due_on": fields.Date(required=True, metadata={"description": "Until when."}),
    "opened_by": _text("Who opened it, unless they are gone."),
    "opened_at": _moment("When."),
    "closed_at": _moment("When it was closed."),
    "revision": whole("Its revision, which those say who change it.", required=True),
    "bodies": whole("How many bodies of it you may know of.", required=True),
    "assessments": whole("How many voices on these.", required=True),
    "sent": whole("How many of these were sent.", required=True),
    "manages": _flag("Whether you look after it."),
    "overdue": _flag("Its day has passed, and it is open still."),
}
EXAMPLE_ROUND: dict[str, Any] = {
    "id": ID,
    "title": "Autumn 2026",
    "description": None,
    "instrument": "intercultural-index",
    "version": "1",
    "voices": ["body", "civil_society", "reviewer"],
    "due_on": "2027-01-31",
    "opened_by": "Ana Sousa",
    "opened_at": "2026-11-30T10:15:00+00:00",
    "closed_at": None,
    "revision": 1,
    "bodies": 1,
    "assessments": 3,
    "sent": 0,
    "manages": True,
    "overdue": False,
}
ROUND = shape("AssessmentRound", ROUND_COLUMNS, description="Bodies fill in one version of an instrument until a day.")
PERSON = shape("AssessmentPerson", {"id": _id("Who."), "name": text("Their name.", required=True)})
EXAMPLE_PERSON = {"id": OTHER_ID, "name": "Rui Costa"}
ASSESSMENT_COLUMNS: Fields = {
    "id": _id("Which one it is."),
    "round": _id("The round that it is of."),
    "title": text("What the round is called.", required=True),
    "instrument": text("What is filled in.", required=True),
    "instrument_version": text("Which version of it.", required=True),
    "body": text("Code of the body that is assessed.", required=True),
    "voice": _choice(VOICES, "Whose view it is."),
    "author": _text("Code of the body that speaks; reviewers are people."),
    "version": whole("1, and one more for each correction.", required=True),
    "corrects": _id("The version before.", empty=True),
    "state": _choice(STATES, "How far it has come."),
    "due_on": fields.Date(required=True, metadata={"description": "Until when."}),
    "closed": _flag("The round is closed: what was not sent stays a draft."),
    "review_asked_by": _text("Who said that it is ready to be looked through."),
    "sent_at": _moment("When it was sent."),
    "sent_by": _text("By whom; told within the voice."),
    "released_at": _moment("When the other voices could read it."),
    "revision": whole("Its revision, which those say who send it.", required=True),
    "yours": _flag("Whether you speak in it."),
    "readable": _flag("Whether you may read what it says."),
    "reviewers": fields.List(fields.Nested(PERSON), required=True),
    "answered": _count("Items with an answer; told to whoever may read it."),
    "unconfirmed": _count("Those that came from the register or the last round and that nobody has confirmed."),
}
EXAMPLE_ASSESSMENT: dict[str, Any] = {
    "id": ID,
    "round": OTHER_ID,
    "title": "Autumn 2026",
    "instrument": "intercultural-index",
    "instrument_version": "1",
    "body": "pt-loures",
    "voice": "body",
    "author": "pt-loures",
    "version": 1,
    "corrects": None,
    "state": "open",
    "due_on": "2027-01-31",
    "closed": False,
    "review_asked_by": None,
    "sent_at": None,
    "sent_by": None,
    "released_at": None,
    "revision": 1,
    "yours": True,
    "readable": True,
    "reviewers": [],
    "answered": 12,
    "unconfirmed": 3,
}
ASSESSMENT = shape("Assessment", ASSESSMENT_COLUMNS, description="One voice on one body in a round.")
EVIDENCE = shape(
    "AssessmentEvidence",
    {
        "kind": _choice(EVIDENCE_KINDS, "A record of the register, an address of a page, or words."),
        "text": text(
            "`strategy:CODE`, `action:CODE` or `body:CODE`; `https://…`; or words.",
            required=True,
            validate=validate.Length(1, MOST_EVIDENCE_CHARACTERS),
        ),
    },
)
_EVIDENCE = fields.List(fields.Nested(EVIDENCE), validate=validate.Length(max=MOST_EVIDENCE))
_VALUE = text(
    "A choice’s id, words, or a number as a string with at most six decimals.",
    allow_none=True,
    validate=validate.Length(max=MOST_ANSWER_CHARACTERS),
)
GIVEN_ANSWER = shape(
    "GivenAssessmentAnswer",
    {
        "item": text("Which item.", required=True),
        "standing": _choice(STANDINGS, "`answered` where there is a value, unless given.", required=False),
        "value": _VALUE,
        "evidence": _EVIDENCE,
        "note": text("What is said beside it.", allow_none=True, validate=validate.Length(max=MOST_WORDS)),
        "after": whole("The revision of the answer that you read; 0 where there was none.", required=True),
    },
)
EXAMPLE_GIVEN: dict[str, Any] = {"item": "commitment-1", "value": "yes", "after": 0}
PUT = shape(
    "PutAssessmentAnswer",
    {"item": text("Which item.", required=True), "revision": whole("Its revision now.", required=True)},
)
_SAID: Fields = {
    "standing": _choice(STANDINGS, "How it stands."),
    "value": _text("The answer, if it is answered."),
    "note": _text("What is said beside it."),
    "source": _choice(SOURCES, "Whether somebody said it, or it came from elsewhere and is to be confirmed."),
    "answered_by": _text("Who said it; told within the voice."),
    "answered_at": _moment("When."),
}
KEPT = shape("KeptAssessmentAnswer", {"id": _id("Which one it is."), **_SAID})
ANSWER_COLUMNS: Fields = {
    "item": text("Which item.", required=True),
    "area": text("The area that it is in.", required=True),
    "asked": _choice(ASKED, "`no`: it is skipped; `open`: what it hangs on is not answered."),
    **_SAID,
    "evidence": fields.List(fields.Nested(EVIDENCE), required=True),
    "revision": whole("Its revision; 0 where nobody has touched it.", required=True),
    "others": fields.List(
        fields.Nested(KEPT), required=True, metadata={"description": "What else was said in the same voice."}
    ),
}
EXAMPLE_ANSWER: dict[str, Any] = {
    "item": "commitment-1",
    "area": "commitment",
    "asked": "yes",
    "standing": "answered",
    "value": "yes",
    "note": None,
    "source": "register",
    "answered_by": None,
    "answered_at": "2026-11-30T10:15:00+00:00",
    "evidence": [{"kind": "record", "text": "strategy:PT-loures-1"}],
    "revision": 1,
    "others": [],
}
ANSWER = shape("AssessmentAnswer", ANSWER_COLUMNS, description="How an item stands in one voice.")
AREA_COLUMNS: Fields = {
    "area": text("Which area.", required=True),
    "items": whole("Items that are asked.", required=True),
    "answered": whole("Those that are answered.", required=True),
    "unconfirmed": whole("Those that nobody has confirmed.", required=True),
    "handed_to": fields.List(fields.Nested(PERSON), required=True),
    "last_by": _text("Who answered last."),
    "last_at": _moment("When."),
}
AREA = shape("AssessmentArea", AREA_COLUMNS, description="How far an area has come, and who is on it.")
EXAMPLE_AREA: dict[str, Any] = {
    "area": "commitment",
    "items": 6,
    "answered": 4,
    "unconfirmed": 1,
    "handed_to": [EXAMPLE_PERSON],
    "last_by": "Rui Costa",
    "last_at": "2026-11-30T10:15:00+00:00",
}
ITEM_PROBLEM = shape(
    "AssessmentProblem",
    {
        "pointer": text("`/answers/<item>/…`.", required=True),
        "code": text("What is wrong.", required=True),
        "details": fields.Dict(keys=fields.String(), values=fields.String(), required=True),
    },
)
REVIEW = shape(
    "AssessmentReview",
    {
        "problems": fields.List(
            fields.Nested(ITEM_PROBLEM), required=True, metadata={"description": "What keeps it from being sent."}
        ),
        "missing": fields.List(
            fields.String(), required=True, metadata={"description": "Items not answered: scores become ranges."}
        ),
        "unconfirmed": fields.List(fields.String(), required=True),
    },
)
EXAMPLE_REVIEW: dict[str, Any] = {"problems": [], "missing": ["commitment-2"], "unconfirmed": ["commitment-1"]}
COMMENT_COLUMNS: Fields = {
    "id": _id("Which one it is."),
    "item": _text("The item that it is about; empty where it is about the whole."),
    "text": text("What is said.", required=True),
    "author": _text("Who says it, unless they are gone."),
    "mine": _flag("Whether you wrote it."),
    "written_at": _moment("When."),
}
EXAMPLE_COMMENT: dict[str, Any] = {
    "id": ID,
    "item": "commitment-1",
    "text": "Is the plan of 2019 meant?",
    "author": "Ana Sousa",
    "mine": True,
    "written_at": "2026-11-30T10:15:00+00:00",
}
COMMENT = shape("AssessmentComment", COMMENT_COLUMNS, description="What people of one voice say to each other.")
NEW_COMMENT = shape(
    "NewAssessmentComment",
    {
        "item": text("The item that it is about.", allow_none=True),
        "text": text("What is said.", required=True, validate=validate.Length(1, MOST_WORDS)),
    },
)
SNAPSHOT = shape(
    "AssessmentSnapshot",
    {
        "assessment": _id("What was sent."),
        "instrument": text("Which instrument.", required=True),
        "version": text("Which version of it.", required=True),
        "instrument_digest": text("SHA-256 of the instrument.", required=True),
        "answers": fields.Dict(keys=fields.String(), required=True),
        "scores": fields.Dict(keys=fields.String(), required=True),
        "digest": text("SHA-256 of the canonical JSON of all this.", required=True),
        "made_at": _moment("When it was frozen."),
        "reproducible": _flag("Whether the scores came out of the answers again, to the digit, just now."),
    },
    description="What was sent, frozen.",
)
EXAMPLE_SNAPSHOT: dict[str, Any] = {
    "assessment": ID,
    "instrument": "intercultural-index",
    "version": "1",
    "instrument_digest": "0" * 64,
    "answers": {"commitment-1": {"standing": "answered", "value": "yes"}},
    "scores": {},
    "digest": "1" * 64,
    "made_at": "2026-11-30T10:15:00+00:00",
    "reproducible": True,
}
HANDING = shape(
    "AssessmentHanding", {"area": text("Which area.", required=True), "user": _id("A person of the same voice.")}
)
EXAMPLE_HANDING = {"area": "commitment", "user": OTHER_ID}
