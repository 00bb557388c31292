"""Bodies merge into one, or one is split; what becomes of all that they had is told with it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from marshmallow import fields, validate

from api.descriptions import DESCRIPTIONS
from api.input import only
from api.rest import examples
from api.rest.changing import an_object, body, identifier, known_revision, revision, written
from api.rest.operation import JSON, Asks, Told, operation
from api.rest.records import RESOURCES
from api.rest.schemas import record_of, shape, text
from api.writing import answer, perform
from interlace.errors import FieldProblem, Invalid
from interlace.reading.records import told_stored
from interlace.register.belongings import FATES
from interlace.register.mergers import Fate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from api.answers import Answer
    from interlace.db.unit import Unit
    from interlace.register.mergers import Reorganised

_DAY = fields.Date(required=True, metadata={"description": "The first day of the new order."})
_LAW = text(DESCRIPTIONS["successions"]["framework"], allow_none=True)
_HEIR = {
    "description": "The id of a body that is there, or the values of one that begins on the day.",
    "oneOf": [{"type": "string", "format": "uuid"}, {"type": "object"}],
}
_FATE = {
    "type": "object",
    "properties": {
        "do": {"type": "string", "enum": ["move", "end", "keep"]},
        "heir": {"type": ["string", "null"], "description": "Code of the heir that it moves to."},
    },
    "required": ["do"],
    "additionalProperties": False,
}
_FATES = fields.Dict(
    metadata={
        "description": "What becomes of each kind of thing that the bodies had, or of a single thing by its id."
        f" Kinds: {', '.join(FATES)}.",
        "additionalProperties": _FATE,
    }
)
_MERGER = shape(
    "Merger",
    {
        "ended": fields.Dict(
            required=True,
            metadata={
                "description": "The bodies that end: id → the revision of it that you know.",
                "additionalProperties": {"type": "integer", "minimum": 0},
                "minProperties": 1,
            },
        ),
        "heir": fields.Raw(required=True, metadata=_HEIR),
        "on": _DAY,
        "fates": _FATES,
        "framework": _LAW,
    },
)
_SPLIT = shape(
    "Split",
    {
        "heirs": fields.List(fields.Raw(metadata=_HEIR), required=True, validate=validate.Length(min=1)),
        "on": _DAY,
        "fates": _FATES,
        "framework": _LAW,
    },
)
_OUTCOME = shape(
    "Outcome",
    {
        "kind": text("The kind of thing.", required=True),
        "of": text("Code of the body that had it.", required=True),
        "table": text("The table that it is a record of.", required=True),
        "id": fields.UUID(required=True, metadata={"description": "Its id."}),
        "became": text("What became of it: moved, joined, ended or kept.", required=True),
        "heir": text("Code of the heir that has it now.", required=True, allow_none=True),
    },
)
_REORGANISED = shape(
    "Reorganised",
    {
        "ended": fields.List(fields.Nested(record_of("bodies")), required=True),
        "heirs": fields.List(fields.Nested(record_of("bodies")), required=True),
        "successions": fields.List(fields.Nested(record_of("successions")), required=True),
        "outcomes": fields.List(fields.Nested(_OUTCOME), required=True),
    },
    description="The bodies that ended, their heirs, and what became of each single thing that they had.",
)
_EXAMPLE_OF_OUTCOME = {
    "kind": "strategies",
    "of": "pt-sef",
    "table": "strategies",
    "id": examples.OTHER_ID,
    "became": "moved",
    "heir": "pt-aima",
}
_EXAMPLE = {
    "ended": [examples.record("bodies")],
    "heirs": [examples.record("bodies")],
    "successions": [examples.record("successions")],
    "outcomes": [_EXAMPLE_OF_OUTCOME],
}
_TOLD = Told(
    "What became of them.",
    {JSON: (_REORGANISED, _EXAMPLE)},
    headers=("Interlace-Revision", "Idempotency-Replayed"),
)
_ONE_HEIR = re.compile("^/heirs(/0)?")
_EXAMPLE_OF_FATES = {"strategies": {"do": "move"}, "declarations": {"do": "keep"}}


@operation(
    RESOURCES["bodies"],
    "POST",
    "/bodies:merge",
    "merge_bodies",
    _TOLD,
    asks=Asks(
        _MERGER,
        {
            "ended": {examples.ID: examples.REVISION},
            "heir": examples.OTHER_ID,
            "on": "2027-01-01",
            "fates": _EXAMPLE_OF_FATES,
            "framework": "Decree-Law 41/2023",
        },
    ),
    refuses=(412,),
    performs=("body.merge",),
)
def merge() -> Response:
    """Merge bodies into one heir, which has their place from a day on.

    Every kind of thing that they had needs a fate; what is missing is told with how many things wait for it.
    """
    given = body()
    only(given, ("ended", "heir", "on", "fates", "framework"), ("ended", "heir"))
    ended = {
        identifier(name, f"/ended/{name[:64]}"): revision(known, f"/ended/{name[:64]}")
        for name, known in an_object(given["ended"], "/ended").items()
    }
    arguments = (ended, _heir(given["heir"], "/heir"), given.get("on"), _fates(given), given.get("framework"))
    try:
        return written(lambda unit: _answer(unit, perform(unit, "body.merge", *arguments)))
    except Invalid as refused:
        # The service knows heirs as a list; here there is one.
        told = (replace(one, pointer=_ONE_HEIR.sub("/heir", one.pointer)) for one in refused.problems)
        raise Invalid(told) from refused


@operation(
    RESOURCES["bodies"],
    "POST",
    "/bodies/<uuid:id>:split",
    "split_body",
    _TOLD,
    asks=Asks(
        _SPLIT,
        {"heirs": [examples.OTHER_ID, examples.NEW["bodies"]], "on": "2027-01-01", "fates": _EXAMPLE_OF_FATES},
    ),
    conditional=True,
    performs=("body.split",),
)
def split(record_id: UUID) -> Response:
    """Split a body into several heirs, which have its place from a day on.

    Every kind of thing that it had needs a fate, with the heir where it moves.
    """
    known, given = known_revision(), body()
    only(given, ("heirs", "on", "fates", "framework"), ("heirs",))
    if not isinstance(given["heirs"], list):
        raise Invalid([FieldProblem("/heirs", "bad-value")])
    heirs = [_heir(heir, f"/heirs/{place}") for place, heir in enumerate(given["heirs"])]
    arguments = (record_id, known, heirs, given.get("on"), _fates(given), given.get("framework"))
    return written(lambda unit: _answer(unit, perform(unit, "body.split", *arguments)))


def _heir(given: object, where: str) -> UUID | dict[str, Any]:
    """An id, or the values of a new body. Raises Invalid."""
    return given if isinstance(given, dict) else identifier(given, where)


def _fates(given: Mapping[str, Any]) -> dict[str | UUID, Fate]:
    """What is to become of each kind, or of single things by their ids. Raises Invalid."""
    told = given.get("fates")
    return {} if told is None else dict(_fate(name, fate) for name, fate in an_object(told, "/fates").items())


def _fate(name: str, given: object) -> tuple[str | UUID, Fate]:
    where = f"/fates/{name[:64]}"
    fate = an_object(given, where)
    only(fate, ("do", "heir"), ("do",), where)
    for part in ("do", "heir"):
        if not isinstance(fate.get(part), str | None):
            raise Invalid([FieldProblem(f"{where}/{part}", "bad-text")])
    return (name if name in FATES else _single(name)), Fate(fate["do"], fate.get("heir"))


def _single(name: str) -> str | UUID:
    """A single thing by its id; of anything else the service tells that it is no kind."""
    try:
        return UUID(name)
    except ValueError:
        return name


def _answer(unit: Unit, done: Reorganised) -> Answer:
    told = {
        "ended": [told_stored(one) for one in done.ended],
        "heirs": [told_stored(one) for one in done.heirs],
        "successions": [told_stored(one) for one in done.successions],
        "outcomes": [
            {**outcome.belonging._asdict(), "became": outcome.became, "heir": outcome.heir} for outcome in done.outcomes
        ],
    }
    return answer(unit, orjson.dumps(told))
