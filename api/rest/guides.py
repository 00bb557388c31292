"""Guides: themes of intercultural policy with public sources, and what helps with the findings of a rule."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Response, request
from marshmallow import fields, validate

from api.context import caller
from api.rest.beside import sent, tenant_id, told_list
from api.rest.operation import JSON, READ_HEADERS, Resource, Told, operation
from api.rest.parameters import Parameter
from api.rest.schemas import shape, text
from interlace.errors import FieldProblem, Invalid
from interlace.identity.permissions import Operation, require_of
from policies import AREAS, LANGUAGES, PRINCIPLES
from policies.guides import GUIDES as ALL
from policies.guides import helping_with
from policies.rules import RULES

if TYPE_CHECKING:
    from policies.guides import Guide

GUIDES = Resource("guides", "Themes of intercultural policy in our own words, with public sources.")
_SOURCE = shape(
    "GuideSource",
    {
        "title": text("What the page is called.", required=True),
        "address": text("Its address.", required=True),
        "language": text("Its language.", required=True),
        "seen": fields.Boolean(
            required=True, metadata={"description": "Whether its content was looked at for the guide."}
        ),
    },
)
_COLUMNS: dict[str, fields.Field[Any]] = {
    "id": text("Its name for programs.", required=True),
    "title": text("The theme.", required=True),
    "summary": text("What it is about.", required=True),
    "first_step": text("What to do first.", required=True),
    "areas": fields.List(fields.String(validate=validate.OneOf(AREAS.ids)), required=True),
    "principles": fields.List(fields.String(validate=validate.OneOf(PRINCIPLES.ids)), required=True),
    "rules": fields.List(
        fields.String(), required=True, metadata={"description": "The rules with whose findings it helps."}
    ),
    "sources": fields.List(fields.Nested(_SOURCE), required=True),
}


def told_guide(guide: Guide, language: str) -> dict[str, Any]:
    """A guide in one of the field's languages."""
    return {
        "id": guide.id,
        "title": guide.title.in_language(language),
        "summary": guide.summary.in_language(language),
        "first_step": guide.first_step.in_language(language),
        "areas": list(guide.areas),
        "principles": list(guide.principles),
        "rules": list(guide.rules),
        "sources": [asdict(source) for source in guide.sources],
    }


@operation(
    GUIDES, "GET", "/guides", "list_guides",
    Told(
        "The guides.",
        {
            JSON: (
                shape("GuideList", {"items": fields.List(fields.Nested(shape("Guide", _COLUMNS)), required=True)}),
                {"items": [told_guide(ALL["participation"], "en")]},
            )
        },
        headers=READ_HEADERS,
    ),
    parameters=[
        Parameter("rule", "Only those that help with this rule.", {"type": "string", "enum": [*RULES]}),
        Parameter("language", "In this language.", {"type": "string", "enum": [*LANGUAGES], "default": "en"}),
    ],
)  # fmt: skip
def list_guides() -> Response:
    """List the eight themes, or what helps with the findings of a rule."""
    require_of(caller().principal, tenant_id(), Operation.REGISTER_READ)
    rule, language = request.args.get("rule"), request.args.get("language", "en")
    for name, value, known in (("rule", rule, tuple(RULES)), ("language", language, LANGUAGES)):
        if value is not None and value not in known:
            raise Invalid([FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(known)})])
    found = ALL.values() if rule is None else helping_with(rule)
    return sent(told_list([told_guide(guide, language) for guide in found], tuple(_COLUMNS)))
