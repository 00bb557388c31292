"""The few changes that close most of what is open in a branch, and how good any could be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import request
from marshmallow import fields, validate

from api.answers import Answer
from api.rest.answering import read
from api.rest.findings import chosen
from api.rest.operation import JSON, READ_HEADERS, Resource, Told, operation
from api.rest.parameters import AS_OF_DAY, Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from graph.remedies import MOST_CHANGES, Kind
from graph.remedies.telling import FATES, MOST_TOLD, PERMITTED, as_object
from graph.whatif import TABLES
from interlace.reading.remedies import USUAL_CHANGES, recommended

if TYPE_CHECKING:
    from flask import Response

    from interlace.reading.view import View

RECOMMENDATIONS = Resource("recommendations", "The few changes that close most of what is open, and a bound on any.")

_BRANCH = Parameter("branch", "Code of a body: its branch. All bodies unless it is told.", example="pt-loures")
_CHANGES = Parameter(
    "changes",
    "How many changes at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST_CHANGES, "default": USUAL_CHANGES},
)
_COUNT = validate.Range(min=0)
_FATES = {
    "closes": "The findings of the branch that are there no longer",
    "eases": "The findings of the branch that become less grave",
    "opens": "The findings that come, wherever they are",
    "worsens": "The findings that become graver, wherever they are",
}


def _priority(description: str) -> fields.Float:
    return fields.Float(required=True, metadata={"description": description})


_MOVED = shape(
    "MovedFinding",
    {
        "key": text("What the finding is known by.", required=True),
        "rule": chosen("rule"),
        "priority_before": _priority("Its priority before the step; 0 if it was not there."),
        "priority_after": _priority("Its priority after the step; 0 if it is not there."),
    },
    description="What becomes of a finding in a step.",
)
_CHANGE = shape(
    "ProposedChange",
    {
        "verb": fields.String(required=True, validate=validate.OneOf(("add", "remove"))),
        "table": fields.String(required=True, validate=validate.OneOf(list(TABLES))),
        "values": fields.Dict(required=True, metadata={"description": "The record, in the words of a bundle."}),
    },
    description="A record that comes or leaves, as scenarios take it.",
)
_STEP = shape(
    "RecommendedStep",
    {
        "number": number("The step, from 1.", required=True),
        "kind": fields.String(required=True, validate=validate.OneOf([one.value for one in Kind])),
        "about": fields.Dict(required=True, metadata={"description": "Codes of what it is about, by name."}),
        "cells": fields.List(fields.String(), required=True, metadata={"description": "The cells committed to."}),
        "decided_by": fields.List(
            fields.String(),
            required=True,
            metadata={"description": f"Codes of those whose decision it is, the first {MOST_TOLD}."},
        ),
        "decided_by_total": number("How many they are.", required=True, validate=_COUNT),
        "permitted": fields.String(required=True, validate=validate.OneOf(list(PERMITTED.values()))),
        "gain": _priority("The priority that it closes, less what it opens."),
        "total": _priority("The same of this step and those before it."),
        "share_of_bound": _priority("`total` by the bound of the whole recommendation."),
        **{
            fate: fields.List(
                fields.Nested(_MOVED), required=True, metadata={"description": f"{_FATES[fate]}, {MOST_TOLD} at most."}
            )
            for fate in FATES
        },
        **{f"{fate}_total": number("How many they are.", required=True, validate=_COUNT) for fate in FATES},
        "changes": fields.List(
            fields.Nested(_CHANGE), required=True, metadata={"description": "What would be written."}
        ),
    },
    description="One change, and what it makes of the findings beside those before it.",
)
_RECOMMENDATION = shape(
    "Recommendation",
    {
        "branch": text("Code of the body at the head; null for all bodies.", required=True, allow_none=True),
        "changes_asked": number("How many changes were asked for.", required=True),
        "findings": number("How many findings concern the branch.", required=True, validate=_COUNT),
        "open": _priority("Their priority together."),
        "total": _priority("What all steps close together, less what they open."),
        "bound": _priority("No choice of so many of the candidates closes more than this."),
        "share_of_bound": _priority("`total` by `bound`: at least so near to the best it is."),
        "candidates": number("How many changes were looked at.", required=True, validate=_COUNT),
        "steps": fields.List(fields.Nested(_STEP), required=True),
    },
    description="Changes that close most of what is open in a branch.",
)
_EXAMPLE: dict[str, Any] = {
    "branch": "pt-loures",
    "changes_asked": 5,
    "findings": 9,
    "open": 3.2,
    "total": 0.2,
    "bound": 0.4,
    "share_of_bound": 0.5,
    "candidates": 4,
    "steps": [
        {
            "number": 1,
            "kind": "relation",
            "about": {"body": "pt-loures", "other": "pt-lisboa"},
            "cells": [],
            "decided_by": ["pt-loures", "pt-lisboa"],
            "decided_by_total": 2,
            "permitted": "either-side",
            "gain": 0.2,
            "total": 0.2,
            "share_of_bound": 0.5,
            "closes": [
                {
                    "key": "mechanism-missing:pt-loures:pt-lisboa",
                    "rule": "mechanism-missing",
                    "priority_before": 0.2,
                    "priority_after": 0.0,
                }
            ],
            "eases": [],
            "opens": [],
            "worsens": [],
            "closes_total": 1,
            "eases_total": 0,
            "opens_total": 0,
            "worsens_total": 0,
            "changes": [
                {
                    "verb": "add",
                    "table": "relations",
                    "values": {
                        "source": "pt-loures",
                        "target": "pt-lisboa",
                        "kind": "coordinates_with",
                        "valid_from": "2026-03-31",
                    },
                }
            ],
        }
    ],
}


@operation(
    RECOMMENDATIONS,
    "GET",
    "/recommendations",
    "recommend_changes",
    Told("The recommendation.", {JSON: (_RECOMMENDATION, _EXAMPLE)}, headers=READ_HEADERS),
    parameters=[AS_OF_DAY, _BRANCH, _CHANGES],
)
def recommend_changes() -> Response:
    """Recommend the changes that close most of what is open in a branch, with a bound on how good any could be."""
    return read(_recommended)


def _recommended(seen: View) -> Answer:
    told = recommended(seen, request.args.get("branch"), whole("changes", USUAL_CHANGES, 1, MOST_CHANGES))
    return Answer(orjson.dumps(as_object(told, seen.graph.register.bodies.code)), JSON)
