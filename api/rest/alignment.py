"""How strategies are carried below their owners: pairs, the map of levels and principles, profiles of authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import request
from marshmallow import fields, validate

from api.answers import Answer
from api.rest.answering import CSV_TYPE, as_csv, listing, read, row_of
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, form, operation
from api.rest.parameters import AFTER, AS_OF_DAY, FIRST, TEXT, Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace.errors import Unknown
from interlace.reading import alignment
from interlace.reading.alignment import AskedPairs, pairs_page
from interlace.reading.pages import MOST, USUAL, Asked, page_of
from policies import ALIGNMENT_STATES, AREAS, LEVELS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

    from graph.summary import AlignmentMap
    from interlace.reading.alignment import Pair, Score
    from interlace.reading.view import View

PAIRS = Resource("alignment", "How strategies in force are carried by the authorities below their owners.")
PROFILES = Resource("profiles", "In how many of the areas that it is competent for an authority covers each principle.")

STATE = {"type": "string", "enum": [*ALIGNMENT_STATES.ids]}
LEVEL = {"type": "string", "enum": [*LEVELS.ids]}
BODY = Parameter("body", "Code of a body: only what is of these.", many=True)
_AT_LEVEL = Parameter("level", "Only bodies of these levels.", LEVEL, many=True)
_STRATEGY = Parameter("strategy", "Code of a strategy: only pairs of these.", many=True)
_STATE = Parameter("state", "Only pairs in these states.", STATE, many=True)

_COUNT = validate.Range(min=0)
_SHARE = fields.Float(required=True, allow_none=True, metadata={"description": "A share from 0 to 1."})
_CELL = fields.String(validate=validate.OneOf([f"{one}:{area}" for one in PRINCIPLES.ids for area in AREAS.ids]))
_PAIR = shape(
    "Pair",
    {
        "strategy": text("Code of the strategy.", required=True),
        "body": text("Code of the authority below its lead owner.", required=True),
        "demand": number("Cells of the strategy in areas that the authority is competent for.", required=True),
        "covered": number("How many of them it covers.", required=True),
        "ratio": fields.Float(required=True, metadata={"description": "`covered` by `demand`."}),
        "linked": fields.Boolean(required=True, metadata={"description": "Whether links lead to the strategy."}),
        "state": fields.String(required=True, validate=validate.OneOf(ALIGNMENT_STATES.ids)),
        "missing": fields.List(_CELL, required=True, metadata={"description": "The cells that it does not cover."}),
    },
    description="A strategy in force and an authority that it asks something of.",
)
_EXAMPLE_PAIR = {
    "strategy": "pt-plan",
    "body": "pt-loures",
    "demand": 4,
    "covered": 3,
    "ratio": 0.75,
    "linked": True,
    "state": "aligned",
    "missing": ["real_equality:housing"],
}
_COLUMNS = tuple(_EXAMPLE_PAIR)


def list_shape(name: str, item: object) -> object:
    """A page of things of one shape."""
    total = number("How many there are in all pages together.", required=True, validate=_COUNT)
    return shape(name, {"items": fields.List(fields.Nested(item), required=True), "total": total})  # type: ignore[arg-type]


_PAGE = Told(
    "A page.",
    {
        JSON: (list_shape("PairList", _PAIR), {"items": [_EXAMPLE_PAIR], "total": 1}),
        CSV: ({"type": "string"}, ",".join(_COLUMNS) + "\r\n"),
    },
    headers=("Link", *READ_HEADERS),
)


def rows_of(seen: View, table: str, name: str) -> list[int] | None:
    """The rows of the codes that a parameter names, unknown ones left out; None where it is not told."""
    if name not in request.args:
        return None
    found = (seen.sight.row_of_code(table, code) for code in request.args.getlist(name))
    return [row for row in found if row is not None]


@operation(
    PAIRS, "GET", "/alignment", "list_alignment", _PAGE,
    parameters=[AS_OF_DAY, FIRST, AFTER, _STRATEGY, BODY, _STATE, _AT_LEVEL],
)  # fmt: skip
def pairs() -> Response:
    """List pairs of a strategy in force and an authority below its owner, by their codes."""
    return read(_pairs)


@operation(
    PAIRS,
    "GET",
    "/bodies/<uuid:id>/alignment",
    "list_body_alignment",
    _PAGE,
    parameters=[AS_OF_DAY, FIRST, AFTER, _STRATEGY, _STATE],
)
def pairs_of_body(record_id: UUID) -> Response:
    """List how a body carries the strategies of the authorities above it."""
    return read(lambda seen: _pairs(seen, bodies=[row_of(seen, "bodies", record_id)]))


@operation(
    PAIRS,
    "GET",
    "/strategies/<uuid:id>/alignment",
    "list_strategy_alignment",
    _PAGE,
    parameters=[AS_OF_DAY, FIRST, AFTER, BODY, _STATE, _AT_LEVEL],
)
def pairs_of_strategy(record_id: UUID) -> Response:
    """List how a strategy is carried by the authorities below its owner."""
    return read(lambda seen: _pairs(seen, strategies=[row_of(seen, "strategies", record_id)]))


def _pairs(seen: View, strategies: Sequence[int] | None = None, bodies: Sequence[int] | None = None) -> Answer:
    asked = AskedPairs(
        strategies=rows_of(seen, "strategies", "strategy") if strategies is None else strategies,
        bodies=rows_of(seen, "bodies", "body") if bodies is None else bodies,
        states=request.args.getlist("state"),
        levels=request.args.getlist("level"),
        first=whole("first", USUAL, 1, MOST),
        after=request.args.get("after"),
    )
    page = pairs_page(seen, asked)
    return listing([_pair(seen, pair) for pair in page.items], page.total, _COLUMNS, page.next_after, "alignment")


def _pair(seen: View, pair: Pair) -> dict[str, Any]:
    codes = {
        "strategy": seen.sight.column("strategies", "code")[pair.strategy],
        "body": seen.sight.column("bodies", "code")[pair.body],
    }
    return {**pair._asdict(), **codes, "missing": alignment.cells(seen, pair).missing}


def _principles(**columns: fields.Field[Any]) -> fields.Field[Any]:
    told = shape("Covered", columns, description="Areas of a principle.")
    return fields.Nested(shape("ByPrinciple", {one: fields.Nested(told, required=True) for one in PRINCIPLES.ids}))


_COVERED = number("Areas that are covered.", required=True, validate=_COUNT)
_COMPETENT = number("Areas that there is competence for.", required=True, validate=_COUNT)
_BY_PRINCIPLE = _principles(covered=_COVERED, competent=_COMPETENT, ratio=_SHARE)
_BY_PRINCIPLE.required = True
_SOME = {"covered": 6, "competent": 9, "ratio": 0.6666666666666666}
_EXAMPLE_PRINCIPLES = dict.fromkeys(PRINCIPLES.ids, _SOME)
_STATES = {one: number("Pairs in this state.", required=True, validate=_COUNT) for one in ALIGNMENT_STATES.ids}
_MAP_ROW = shape(
    "MapRow",
    {
        "level": fields.String(required=True, validate=validate.OneOf(LEVELS.ids)),
        "principles": _BY_PRINCIPLE,
        "states": fields.Nested(shape("PairStates", dict(_STATES)), required=True),
    },
    description="The authorities of a level together.",
)
_MAP = shape("AlignmentMap", {"levels": fields.List(fields.Nested(_MAP_ROW), required=True)})
_EXAMPLE_MAP = {
    "level": "regional",
    "principles": _EXAMPLE_PRINCIPLES,
    "states": {one: place for place, one in enumerate(ALIGNMENT_STATES.ids)},
}
_MAP_COLUMNS = ("level", "competent", *(f"{one}_covered" for one in PRINCIPLES.ids), *ALIGNMENT_STATES.ids)


@operation(
    PAIRS, "GET", "/alignment/map", "read_alignment_map",
    Told(
        "The map.",
        {JSON: (_MAP, {"levels": [_EXAMPLE_MAP]}), CSV: ({"type": "string"}, ",".join(_MAP_COLUMNS) + "\r\n")},
        headers=READ_HEADERS,
    ),
    parameters=[AS_OF_DAY],
)  # fmt: skip
def alignment_map() -> Response:
    """Read what the authorities of each level cover together, and how they carry the strategies above them."""
    return read(lambda seen: _mapped(alignment.alignment_map(seen)))


def _mapped(told: AlignmentMap) -> Answer:
    if form() == CSV:
        rows = [
            dict(zip(_MAP_COLUMNS, (row.level, row.competent, *row.covered, *row.states), strict=True))
            for row in told.rows
        ]
        return Answer(as_csv(rows, _MAP_COLUMNS).encode(), CSV_TYPE)
    levels = [
        {
            "level": row.level,
            "principles": {
                one: {
                    "covered": covered,
                    "competent": row.competent,
                    "ratio": covered / row.competent if row.competent else None,
                }
                for one, covered in zip(PRINCIPLES.ids, row.covered, strict=True)
            },
            "states": dict(zip(ALIGNMENT_STATES.ids, row.states, strict=True)),
        }
        for row in told.rows
    ]
    return Answer(orjson.dumps({"levels": levels}), JSON)


_PROFILE = shape(
    "Profile",
    {
        "body": text("Code of the authority.", required=True),
        "level": fields.String(required=True, validate=validate.OneOf(LEVELS.ids)),
        "principles": _BY_PRINCIPLE,
    },
    description="What an authority covers, principle by principle. Profiles are listed by code: they are no ranking.",
)
_PROFILE_COLUMNS = ("body", "level", "competent", *(f"{one}_covered" for one in PRINCIPLES.ids))
_EXAMPLE_PROFILE = {"body": "pt-loures", "level": "local", "principles": _EXAMPLE_PRINCIPLES}


@operation(
    PROFILES, "GET", "/profiles", "list_profiles",
    Told(
        "A page.",
        {
            JSON: (list_shape("ProfileList", _PROFILE), {"items": [_EXAMPLE_PROFILE], "total": 1}),
            CSV: ({"type": "string"}, ",".join(_PROFILE_COLUMNS) + "\r\n"),
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[AS_OF_DAY, FIRST, AFTER, TEXT, BODY, _AT_LEVEL],
)  # fmt: skip
def profiles() -> Response:
    """List the profiles of live authorities, in the order of codes."""
    return read(_profiles)


def _profiles(seen: View) -> Answer:
    filters: dict[str, Sequence[str]] = {
        name: request.args.getlist(told)
        for name, told in (("code", "body"), ("level", "level"))
        if told in request.args
    }
    asked = Asked(filters, request.args.get("q"), None, None, whole("first", USUAL, 1, MOST), request.args.get("after"))
    authorities = [seen.body_at(place) for place in range(seen.graph.authorities)]
    page = page_of(seen, "bodies", asked, authorities)
    items = [_profile(seen, body) for body in page.rows]
    return listing(items, page.total, _PROFILE_COLUMNS, page.next_after, "profiles")


def _profile(seen: View, body: int) -> dict[str, Any]:
    scores: Sequence[Score] = alignment.profile(seen, body) or ()
    told = {"body": seen.sight.column("bodies", "code")[body], "level": seen.sight.column("bodies", "level")[body]}
    if form() == CSV:
        return {**told, "competent": scores[0].competent, **{f"{one.principle}_covered": one.covered for one in scores}}
    by_principle = {
        one.principle: {"covered": one.covered, "competent": one.competent, "ratio": one.ratio} for one in scores
    }
    return {**told, "principles": by_principle}


@operation(
    PROFILES,
    "GET",
    "/bodies/<uuid:id>/profile",
    "read_body_profile",
    Told(
        "The profile.",
        {
            JSON: (_PROFILE, _EXAMPLE_PROFILE),
            CSV: ({"type": "string"}, ",".join(_PROFILE_COLUMNS) + "\r\n"),
        },
        headers=READ_HEADERS,
    ),
    parameters=[AS_OF_DAY],
)
def profile_of_body(record_id: UUID) -> Response:
    """Read what an authority covers, principle by principle; of other bodies, and of none that day, there is none."""
    return read(lambda seen: _one_profile(seen, row_of(seen, "bodies", record_id)))


def _one_profile(seen: View, body: int) -> Answer:
    if alignment.profile(seen, body) is None:
        raise Unknown(f"This is no authority that is live on {seen.as_of}: it has no profile.")
    told = _profile(seen, body)
    if form() == CSV:
        return Answer(as_csv([told], _PROFILE_COLUMNS).encode(), CSV_TYPE)
    return Answer(orjson.dumps(told), JSON)
