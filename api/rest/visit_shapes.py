"""What the operations of expert visits are asked and tell, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.schemas import shape, text, whole
from interlace.db.models.assessments import STANDINGS
from interlace.db.models.visits import (
    FOUND,
    LANGUAGES,
    MOST_CELLS,
    MOST_ENTRIES,
    MOST_TITLE_CHARACTERS,
    MOST_URL_CHARACTERS,
    MOST_WORDS,
    OBSERVED,
    SAID,
)
from interlace.visits import PROGRESS, STATES
from policies import PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

Fields = dict[str, "fields.Field[Any]"]
_WORDS = validate.Length(1, MOST_WORDS)


def _choice(choices: Sequence[str], description: str, *, required: bool = True, empty: bool = False) -> Any:  # noqa: ANN401
    permitted = [*choices, None] if empty else [*choices]
    one = validate.OneOf(permitted)
    return fields.String(required=required, allow_none=empty, validate=one, metadata={"description": description})


def _text(description: str) -> fields.Field[Any]:
    return text(description, required=True, allow_none=True)


def _moment(description: str, *, empty: bool = True) -> fields.Field[Any]:
    return fields.DateTime(required=True, allow_none=empty, metadata={"description": description})


def _flag(description: str, *, empty: bool = False) -> fields.Field[Any]:
    return fields.Boolean(required=True, allow_none=empty, metadata={"description": description})


def _day(description: str, *, required: bool = True, empty: bool = False) -> fields.Field[Any]:
    return fields.Date(required=required, allow_none=empty, metadata={"description": description})


def _list(nested: Any, description: str, *, required: bool = True, most: int | None = None) -> fields.Field[Any]:  # noqa: ANN401
    inner = nested if isinstance(nested, fields.Field) else fields.Nested(nested)
    bound = None if most is None else validate.Length(max=most)
    return fields.List(inner, required=required, validate=bound, metadata={"description": description})


ANSWER = shape(
    "VisitAnswer",
    {"standing": _choice(STANDINGS, "How the item stands."), "value": _text("Its value, where it is answered.")},
    description="An answer to an item.",
)
_ANSWER_GIVEN = shape(
    "NewVisitAnswer",
    {
        "standing": _choice(STANDINGS, "How the item stands."),
        "value": text("A choice’s id or a number as text, where it is answered.", allow_none=True),
    },
)
_ENTRY: Fields = {
    "day": _day("On which day."),
    "what": text("What happens.", required=True),
    "hour": text("When, `HH:MM`.", allow_none=True),
    "place": text("Where.", allow_none=True),
}
_MET: Fields = {
    "role": text("What they are there for; nobody’s name.", required=True),
    "organisation": text("Of which organisation.", allow_none=True),
}
_ENTRIES = shape("VisitProgrammeEntry", _ENTRY, description="What happens when and where.")
_ROLES = shape("VisitMet", _MET, description="Somebody who is met, by role and organisation.")
_EXPERT = shape(
    "VisitExpert",
    {
        "user": fields.UUID(required=True),
        "name": _text("Their name, unless they are gone."),
        "missing": _flag("They have lost access: who coordinates may name another."),
        "named_at": _moment("When they were named.", empty=False),
    },
)
_OBSERVATION: Fields = {
    "id": fields.UUID(required=True),
    "kind": _choice(OBSERVED, "What it is."),
    "area": _text("An area of the instrument, or of the register where the visit has no instrument."),
    "text": text("In words.", required=True),
    "by": _text("The writer’s name, unless they are gone."),
    "at": _moment("When it was written.", empty=False),
    "revision": whole("How often it was written.", required=True),
}
OBSERVATION = shape("VisitObservation", _OBSERVATION)
_STEP = shape(
    "VisitStep",
    {
        "number": whole("Its number.", required=True),
        "said": _choice(SAID, "What was said."),
        "reason": _text("Why, or how."),
        "evidence": _text("An address, or a record such as `action:CODE`."),
        "body": _text("Code of the body for which it was said."),
        "by": _text("Who said it, unless they are gone."),
        "at": _moment("When.", empty=False),
    },
)
RECOMMENDATION_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "visit": fields.UUID(required=True),
    "body": text("Code of the visited body.", required=True),
    "text": text("What is recommended.", required=True),
    "area": _text("An area of the instrument, or of the register where the visit has no instrument."),
    "principle": _choice(PRINCIPLES.ids, "The principle to which it speaks.", empty=True),
    "cells": _list(fields.String(), "Cells of the register, `principle:area`."),
    "owner": text("Code of the body that answers it and is to do it.", required=True),
    "deadline": _day("Until when.", empty=True),
    "progress": _choice(PROGRESS, "How it stands."),
    "overdue": _flag("Its day has passed and something is still to be done."),
    "steps": _list(_STEP, "All that was said of it, the first first."),
    "revision": whole("How often it was written.", required=True),
}
RECOMMENDATION = shape("VisitRecommendation", RECOMMENDATION_COLUMNS, description="What experts recommend to a body.")
EXAMPLE_RECOMMENDATION: dict[str, Any] = {
    "id": OTHER_ID,
    "visit": ID,
    "body": "pt-loures",
    "text": "Ask the residents’ associations before the plan is drawn.",
    "area": "participation",
    "principle": "active_citizenship",
    "cells": ["active_citizenship:housing"],
    "owner": "pt-loures",
    "deadline": "2027-12-31",
    "progress": "answered",
    "overdue": False,
    "steps": [
        {
            "number": 1,
            "said": "accepts",
            "reason": None,
            "evidence": None,
            "body": "pt-loures",
            "by": "Ana Sousa",
            "at": "2027-06-01T09:00:00+00:00",
        }
    ],
    "revision": 1,
}
VISIT_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "body": text("Code of the body that is visited.", required=True),
    "title": text("What the visit is called.", required=True),
    "language": _choice(LANGUAGES, "In which the profile is written."),
    "state": _choice(STATES, "How far it has come."),
    "starts_on": _day("Its first day."),
    "ends_on": _day("Its last day."),
    "parts": _list(fields.String(), "What you are to it: `coordinator`, `expert`, `body`, `reader`."),
    "assessment": fields.UUID(required=True, allow_none=True, metadata={"description": "What it looks at."}),
    "instrument": _text("Id of the instrument of that."),
    "version": _text("Its version."),
    "programme": _list(_ENTRIES, "By day and hour."),
    "met": _list(_ROLES, "Who is met."),
    "experts": _list(_EXPERT, "Who visits."),
    "expert_missing": _flag("Somebody who was named has lost access, or nobody is named."),
    "reads_draft": _flag("Whether you read what the experts write."),
    "summary": _text("The words with which the profile begins."),
    "observations": _list(OBSERVATION, "Strengths and other observations."),
    "recommendations": _list(RECOMMENDATION, "What is recommended."),
    "concluded_at": _moment("When what was found became the reviewer’s voice."),
    "sent_at": _moment("When it was sent to the body."),
    "comment": _text("The body’s own words."),
    "agrees": _flag("Whether the body agrees.", empty=True),
    "commented_by": _text("Who said so for the body, unless they are gone."),
    "commented_at": _moment("When."),
    "published_at": _moment("When the profile was published."),
    "closed_at": _moment("When the visit ended without a published profile."),
    "revision": whole("How often the visit was changed.", required=True),
}
VISIT = shape("Visit", VISIT_COLUMNS, description="A visit of experts to a body, as you may see it.")
EXAMPLE_VISIT: dict[str, Any] = {
    "id": ID,
    "body": "pt-loures",
    "title": "Visit to Loures",
    "language": "en",
    "state": "with_body",
    "starts_on": "2027-05-03",
    "ends_on": "2027-05-05",
    "parts": ["body", "reader"],
    "assessment": OTHER_ID,
    "instrument": "intercultural-index",
    "version": "1",
    "programme": [{"day": "2027-05-03", "what": "Meeting with the schools", "hour": "10:00", "place": "Town hall"}],
    "met": [{"role": "Head of education", "organisation": "Municipality of Loures"}],
    "experts": [{"user": OTHER_ID, "name": "Rui Lopes", "missing": False, "named_at": "2027-03-01T09:00:00+00:00"}],
    "expert_missing": False,
    "reads_draft": True,
    "summary": "Loures works with its schools.",
    "observations": [
        {
            "id": OTHER_ID,
            "kind": "strength",
            "area": "education",
            "text": "Mediators in all schools.",
            "by": "Rui Lopes",
            "at": "2027-05-04T15:00:00+00:00",
            "revision": 1,
        }
    ],
    "recommendations": [EXAMPLE_RECOMMENDATION],
    "concluded_at": "2027-05-10T09:00:00+00:00",
    "sent_at": "2027-05-20T09:00:00+00:00",
    "comment": None,
    "agrees": None,
    "commented_by": None,
    "commented_at": None,
    "published_at": None,
    "closed_at": None,
    "revision": 5,
}
_TITLE = validate.Length(1, MOST_TITLE_CHARACTERS)
_PLAN: Fields = {
    "title": text("What the visit is called.", validate=_TITLE),
    "language": _choice(LANGUAGES, "In which the profile is written.", required=False),
    "starts_on": _day("Its first day.", required=False),
    "ends_on": _day("Its last day.", required=False),
    "assessment": fields.UUID(allow_none=True, metadata={"description": "One that the body has sent."}),
    "programme": _list(_ENTRIES, "What happens.", required=False, most=MOST_ENTRIES),
    "met": _list(_ROLES, "Who is met.", required=False, most=MOST_ENTRIES),
}
PLAN = shape(
    "NewVisit",
    {
        **_PLAN,
        "body": text("Code of the body.", required=True),
        "title": text("What the visit is called.", required=True, validate=_TITLE),
        "starts_on": _day("Its first day."),
        "ends_on": _day("Its last day."),
    },
)
EXAMPLE_PLAN: dict[str, Any] = {
    name: EXAMPLE_VISIT[name] for name in ("body", "title", "starts_on", "ends_on", "programme", "met")
}
_REVISION: Fields = {"revision": whole("That at which you read it.", required=True)}
CHANGE = shape(
    "VisitChange",
    {**_PLAN, **_REVISION, "summary": text("The words of the profile.", allow_none=True, validate=_WORDS)},
    description="What is to be changed; what is left out stays, null takes back.",
)
KNOWN = shape("VisitRevision", dict(_REVISION), description="At which revision you read it.")
EXAMPLE_KNOWN = {"revision": 4}
PERSON = shape(
    "VisitPerson",
    {
        "user": fields.UUID(metadata={"description": "A member of the tenant."}),
        "email": text("Or their address.", allow_none=True),
    },
)
RELEASED = shape("VisitReleased", {"user": fields.UUID(required=True)})
FINDING = shape(
    "NewVisitFinding",
    {
        "item": text("Id of the item.", required=True),
        "said": _choice(FOUND, "What you found."),
        "answer": fields.Nested(_ANSWER_GIVEN, allow_none=True, metadata={"description": "The other answer."}),
        "reason": text("Why; of an adjusted answer always.", allow_none=True, validate=_WORDS),
        "revision": whole("That of what stands for the item, 0 where nothing does.", required=True),
    },
)
EXAMPLE_FINDING = {
    "item": "education-1",
    "said": "adjusted",
    "answer": {"standing": "answered", "value": "planned"},
    "reason": "Two of nine schools have begun.",
    "revision": 0,
}
NEW_OBSERVATION = shape(
    "NewVisitObservation",
    {
        "kind": _choice(OBSERVED, "What it is."),
        "area": text("An area.", allow_none=True),
        "text": text("In words.", required=True, validate=_WORDS),
    },
)
OBSERVATION_CHANGE = shape(
    "VisitObservationChange",
    {
        "kind": _choice(OBSERVED, "What it is.", required=False),
        "area": text("An area.", allow_none=True),
        "text": text("In words.", validate=_WORDS),
        **_REVISION,
    },
)
_RECOMMENDED: Fields = {
    "text": text("What is recommended.", validate=_WORDS),
    "area": text("An area.", allow_none=True),
    "principle": _choice(PRINCIPLES.ids, "A principle.", required=False, empty=True),
    "cells": _list(fields.String(), "Cells, `principle:area`.", required=False, most=MOST_CELLS),
    "owner": text("Code of a body; the visited one unless told otherwise."),
    "deadline": _day("Until when.", required=False, empty=True),
}
NEW_RECOMMENDATION = shape(
    "NewVisitRecommendation",
    {**_RECOMMENDED, "text": text("What is recommended.", required=True, validate=_WORDS)},
)
RECOMMENDATION_CHANGE = shape("VisitRecommendationChange", {**_RECOMMENDED, **_REVISION})
STEP = shape(
    "NewVisitStep",
    {
        "said": _choice(SAID, "The owner `accepts`, `in_part`, `not_accepted`, then `in_progress`, `done`; who visits "
                        "says `confirmed` or `reopened`."),
        "after": whole("The number of the last thing said of it, 0 for none.", required=True),
        "reason": text("Why, or how.", allow_none=True, validate=_WORDS),
        "evidence": text("An address, or a record such as `action:CODE`.", allow_none=True,
                         validate=validate.Length(max=MOST_URL_CHARACTERS)),
    },
)  # fmt: skip
EXAMPLE_STEP = {"said": "done", "after": 1, "evidence": "https://example.org/minutes"}
COMMENT = shape(
    "VisitComment",
    {
        "agrees": _flag("Whether the body agrees."),
        "comment": text("Its own words; where it does not agree, always.", allow_none=True, validate=_WORDS),
        **_REVISION,
    },
)
ITEM_COLUMNS: Fields = {
    "item": text("Its id.", required=True),
    "area": text("Id of its area.", required=True),
    "question": text("What it asks, in English where there is no other.", required=True),
    "type": text("Its type.", required=True),
    "answer": fields.Nested(ANSWER, required=True, metadata={"description": "What the body answered."}),
    "said": _choice(FOUND, "What the experts say of that.", empty=True),
    "adjusted": fields.Nested(ANSWER, required=True, allow_none=True, metadata={"description": "Their own answer."}),
    "reason": _text("Why."),
    "by": _text("Who wrote it, unless they are gone."),
    "at": _moment("When."),
    "revision": whole("How often it was written, 0 for never.", required=True),
}
ITEM = shape("VisitItem", ITEM_COLUMNS, description="An item of the assessment, as the body and the experts see it.")
EXAMPLE_ITEM: dict[str, Any] = {
    "item": "education-1",
    "area": "education",
    "question": "Do all schools have mediators?",
    "type": "yes_planned_no",
    "answer": {"standing": "answered", "value": "yes"},
    "said": "adjusted",
    "adjusted": {"standing": "answered", "value": "planned"},
    "reason": "Two of nine schools have begun.",
    "by": "Rui Lopes",
    "at": "2027-05-04T15:00:00+00:00",
    "revision": 1,
}
_RANGE = shape(
    "VisitRange",
    {
        "lower": text("At least, from 0 to 100.", required=True),
        "upper": text("At most.", required=True),
        "answered": whole("How many items are settled.", required=True),
        "items": whole("Of how many.", required=True),
    },
)
_AREA = shape(
    "VisitArea",
    {
        "area": text("Its id.", required=True),
        "name": text("Its name.", required=True),
        "body": fields.Nested(_RANGE, required=True, allow_none=True, metadata={"description": "As the body sees it."}),
        "experts": fields.Nested(_RANGE, required=True, allow_none=True, metadata={"description": "As experts do."}),
        "confirmed": whole("Items confirmed.", required=True),
        "adjusted": whole("Items adjusted.", required=True),
        "not_seen": whole("Items not seen.", required=True),
        "unspoken": whole("Items of which nothing was said.", required=True),
    },
)
PROFILE = shape(
    "VisitProfile",
    {
        "visit": fields.Nested(VISIT, required=True),
        "body_name": text("What the body is called.", required=True),
        "instrument_name": _text("What the instrument is called."),
        "instrument_status": _text("Whether it is `official` or `unofficial`."),
        "areas": _list(_AREA, "Areas in the instrument’s order, each as the body and as the experts see it."),
    },
    description="The profile of a visited body. It compares a body with itself alone.",
)
_EXAMPLE_RANGE = {"lower": "50.000000", "upper": "75.000000", "answered": 3, "items": 4}
EXAMPLE_PROFILE: dict[str, Any] = {
    "visit": EXAMPLE_VISIT,
    "body_name": "Loures",
    "instrument_name": "Index of intercultural practice",
    "instrument_status": "unofficial",
    "areas": [
        {
            "area": "education",
            "name": "Education",
            "body": _EXAMPLE_RANGE,
            "experts": _EXAMPLE_RANGE | {"upper": "100.000000", "answered": 2},
            "confirmed": 2,
            "adjusted": 0,
            "not_seen": 2,
            "unspoken": 0,
        }
    ],
}
