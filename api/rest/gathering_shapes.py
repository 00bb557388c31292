"""Shapes of gatherings, approaches and members of networks as REST tells them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from marshmallow import fields, validate

from api.rest.examples import ID
from api.rest.schemas import shape, text, whole
from interlace.db.models.commons import MOST_REASON_CHARACTERS
from interlace.db.models.gatherings import (
    KINDS,
    LANGUAGE,
    MOST_PLACES,
    MOST_TEXT_CHARACTERS,
    MOST_TITLE_CHARACTERS,
    STATES,
)
from interlace.gatherings import between
from interlace.gatherings.values import MOST_ITEMS
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from interlace.gatherings import ApproachTold, GatheringTold

Fields = dict[str, fields.Field[Any]]
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"


def _words(description: str, most: int = MOST_TEXT_CHARACTERS, **more: Any) -> fields.Field[Any]:  # noqa: ANN401
    return fields.String(validate=validate.Length(max=most), metadata={"description": description}, **more)


def _some(description: str, choices: Sequence[str] | None = None) -> fields.Field[Any]:
    one = fields.String(validate=validate.OneOf(choices)) if choices else fields.String()
    return fields.List(one, validate=validate.Length(max=MOST_ITEMS), metadata={"description": description})


def _choice(description: str, choices: Sequence[str], **more: Any) -> fields.Field[Any]:  # noqa: ANN401
    return fields.String(validate=validate.OneOf(choices), metadata={"description": description}, **more)


def _nullable(made: fields.Field[Any]) -> fields.Field[Any]:
    made.allow_none = True
    return made


def values() -> Fields:
    """What is said of a gathering, whatever its kind; each kind has some of these."""
    return {
        "state": _choice("How it stands: a draft is seen by those who write for the body.", STATES),
        "language": fields.String(
            validate=validate.Regexp(LANGUAGE), metadata={"description": "In which language it is written."}
        ),
        "title": fields.String(
            validate=validate.Length(1, MOST_TITLE_CHARACTERS), metadata={"description": "What it is called."}
        ),
        "text": fields.String(
            validate=validate.Length(1, MOST_TEXT_CHARACTERS), metadata={"description": "What it is about."}
        ),
        "principles": _some("Principles that it is about.", PRINCIPLES.ids),
        "areas": _some("Areas that it is about.", AREAS.ids),
        "languages": _some("Languages in which one can take part."),
        "starts_on": _nullable(fields.Date(metadata={"description": "Of a study visit: its first day."})),
        "ends_on": _nullable(fields.Date(metadata={"description": "Its last day."})),
        "until": _nullable(fields.Date(metadata={"description": "The last day on which it can be answered."})),
        "places": _nullable(whole("How many it has room for.", validate=validate.Range(1, MOST_PLACES))),
        "place": _nullable(_words("Where.", 500)),
        "online": _nullable(_words("An address where one takes part or reads on.", 500)),
        "programme": _nullable(_words("Programme or agenda.")),
        "who_may_apply": _nullable(_words("Who may apply or join.")),
        "report": _nullable(_words("What came of a study visit.")),
        "papers": _some("Addresses of papers of an event."),
        "minutes": _nullable(_words("Minutes of an event.")),
        "decisions": _some("What an event decided."),
        "starts_at": _nullable(_clock("When an event begins, by the clocks of `time_zone`: 2026-10-01T09:30.")),
        "ends_at": _nullable(_clock("When it ends.")),
        "time_zone": _nullable(_words("The time zone of an event: Europe/Lisbon.", 500)),
    }


def _clock(description: str) -> fields.Field[Any]:
    return fields.String(validate=validate.Regexp(_MOMENT), metadata={"description": description})


def _told() -> Fields:
    known = values()
    for one in known.values():
        one.required = True
    return known


COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "kind": _choice("What it is.", KINDS, required=True),
    "body": text("Code of the body whose it is.", required=True),
    **_told(),
    "made_at": fields.DateTime(required=True),
    "changed_at": fields.DateTime(required=True),
    "revision": whole("Its own revision, which a change takes as `If-Match`.", required=True),
}
GATHERING = shape("Gathering", COLUMNS, description="What a body offers, asks for or calls together.")
EXAMPLE_NEW = {
    "kind": "study_visit",
    "body": "pt-lisboa",
    "state": "draft",
    "language": "en",
    "title": "How a city library became a meeting place",
    "text": "Three days with those who run it.",
    "principles": ["meaningful_interaction"],
    "areas": ["culture_sport"],
    "languages": ["en", "pt"],
    "starts_on": "2027-05-10",
    "ends_on": "2027-05-12",
    "until": "2027-03-31",
    "places": 8,
    "place": "Lisboa",
}
EXAMPLE = {
    "id": ID,
    **dict.fromkeys(values()),
    **EXAMPLE_NEW,
    "papers": [],
    "decisions": [],
    "made_at": "2026-11-30T10:15:00+00:00",
    "changed_at": "2026-11-30T10:15:00+00:00",
    "revision": 1,
}


def of_gathering(one: GatheringTold) -> dict[str, Any]:
    """A gathering as JSON holds it."""
    told = {name: _plain(value) for name, value in asdict(one.values).items()}
    return {
        "id": one.id,
        "kind": one.kind,
        "body": one.body,
        **{name: told[name] for name in values()},
        "made_at": one.made_at,
        "changed_at": one.changed_at,
        "revision": one.revision,
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


_SIDE = shape(
    "ApproachSide",
    {
        "body": text("Its code, in its own tenant.", required=True),
        "name": text("Its name.", required=True),
        "tenant": text("The name of its tenant.", required=True),
    },
    description="A body on one side of an approach. People are named on neither.",
)
APPROACH_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "kind": _choice("What is asked.", between.KINDS, required=True),
    "entry": fields.UUID(required=True, metadata={"description": "The entry of the commons that it is about."}),
    "entry_there": fields.Boolean(required=True, metadata={"description": "Whether that is published still."}),
    "title": text("The title of the entry.", required=True),
    "sender": fields.Nested(_SIDE, required=True),
    "addressee": fields.Nested(_SIDE, required=True),
    "text": text("What was written.", required=True),
    "state": _choice("How it stands; `ended`: the entry was withdrawn first.", between.STATES, required=True),
    "answer": fields.String(required=True, allow_none=True),
    "received": fields.Boolean(required=True, metadata={"description": "Whether a body of yours is written to."}),
    "may_answer": fields.Boolean(required=True),
    "may_withdraw": fields.Boolean(required=True),
    "sent_at": fields.DateTime(required=True),
    "answered_at": fields.DateTime(required=True, allow_none=True),
}
APPROACH = shape("Approach", APPROACH_COLUMNS, description="What one body writes to another about an entry.")
EXAMPLE_APPROACH = {
    "id": ID,
    "kind": "application",
    "entry": ID,
    "entry_there": True,
    "title": "How a city library became a meeting place",
    "sender": {"body": "es-bilbao", "name": "Bilbao", "tenant": "Spain"},
    "addressee": {"body": "pt-lisboa", "name": "Lisboa", "tenant": "Portugal"},
    "text": "Two of us would like to come.",
    "state": "sent",
    "answer": None,
    "received": False,
    "may_answer": False,
    "may_withdraw": True,
    "sent_at": "2026-11-30T10:15:00+00:00",
    "answered_at": None,
}
NEW_APPROACH = shape(
    "NewApproach",
    {
        "entry": fields.UUID(required=True, metadata={"description": "The entry of the commons."}),
        "body": text("Code of a body of yours, in whose name you write.", required=True),
        "text": fields.String(required=True, validate=validate.Length(1, MOST_REASON_CHARACTERS)),
        "kind": _choice("`question`, or what is asked of such entries.", between.KINDS[:-1]),
    },
)
ANSWER = shape(
    "ApproachAnswer",
    {"answer": _nullable(_words("What you answer.", MOST_REASON_CHARACTERS))},
)


def of_approach(one: ApproachTold) -> Mapping[str, Any]:
    """An approach as JSON holds it."""
    return asdict(one)


MEMBER_COLUMNS: Fields = {
    "id": fields.UUID(required=True),
    "body": text("Its code, in its own tenant.", required=True),
    "name": text("Its name.", required=True),
    "tenant": text("The name of its tenant.", required=True),
    "coordinator": fields.Boolean(required=True),
    "since": fields.Date(required=True),
    "ours": fields.Boolean(required=True, metadata={"description": "Whether it is a body of this tenant."}),
    "may_end": fields.Boolean(required=True, metadata={"description": "Whether you can end the membership."}),
}
MEMBER = shape("NetworkMember", MEMBER_COLUMNS, description="A body of a network across tenants.")
EXAMPLE_MEMBER = {
    "id": ID,
    "body": "es-bilbao",
    "name": "Bilbao",
    "tenant": "Spain",
    "coordinator": False,
    "since": "2026-11-30",
    "ours": False,
    "may_end": False,
}
