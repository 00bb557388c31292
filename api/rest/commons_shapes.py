"""Shapes of entries, facets and publications, as the REST door tells them, with an example of each."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.rest.examples import ID, OTHER_ID
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace.db.models.commons import KINDS, MOST_REASON_CHARACTERS, STATES
from interlace.practices.helping import REASONS
from policies import AREAS, LEVELS, PRINCIPLES


def _texts(description: str, *choices: str) -> fields.Field[Any]:
    one = fields.String(validate=validate.OneOf(choices)) if choices else fields.String()
    return fields.List(one, required=True, metadata={"description": description})


def _day(description: str) -> fields.Field[Any]:
    return fields.Date(required=True, allow_none=True, metadata={"description": description})


def _moment(description: str, *, none: bool = True) -> fields.Field[Any]:
    return fields.DateTime(required=True, allow_none=none, metadata={"description": description})


def _or_none(description: str) -> fields.Field[Any]:
    return text(description, required=True, allow_none=True)


LISTED: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "kind": fields.String(required=True, validate=validate.OneOf(KINDS)),
    "language": text("The language of title and summary.", required=True),
    "languages": _texts("All in which there are texts."),
    "title": text("What it is called.", required=True),
    "summary": text("What it is, in a few sentences.", required=True),
    "body": text("Code of the body that published it, in its own tenant.", required=True),
    "body_name": text("The name of the body.", required=True),
    "level": fields.String(required=True, validate=validate.OneOf(LEVELS.ids)),
    "tenant_name": text("The name of the tenant.", required=True),
    "country": _or_none("The country of the tenant, by two letters."),
    "principles": _texts("The principles that it is about.", *PRINCIPLES.ids),
    "areas": _texts("The areas that it is about.", *AREAS.ids),
    "cells": _texts("`principle:area`, where it is known which goes with which."),
    "rules": _texts("The rules whose findings it speaks to."),
    "starts_on": _day("When it began or begins."),
    "ends_on": _day("When it ended or ends."),
    "year": number("The year in which it began, or else in which it was published.", required=True),
    "published_at": _moment("When it was published.", none=False),
    "own": fields.Boolean(required=True, metadata={"description": "Whether your own tenant published it."}),
}
ENTRY_IN_LIST = shape("CommonsEntryInList", dict(LISTED), description="Something that all tenants may read.")
ENTRY = shape(
    "CommonsEntry",
    {
        **LISTED,
        "content": fields.Dict(
            keys=fields.String(), required=True, metadata={"description": "The whole, as its kind tells it."}
        ),
    },
    description="Something that all tenants may read, as its body and its tenant published it.",
)
_COUNT = shape(
    "CommonsCount",
    {"value": text("A value.", required=True), "entries": number("How many of what was found have it.", required=True)},
)
_COUNTED = ("kinds", "principles", "areas", "countries", "languages", "levels", "years")
FACETS = shape(
    "CommonsFacets",
    {
        "total": number("How many were found.", required=True),
        **{name: fields.List(fields.Nested(_COUNT), required=True) for name in _COUNTED},
    },
    description="How many there are of each value; each facet as if nothing had been chosen in it.",
)
ENTRIES = shape(
    "CommonsEntryList",
    {
        "items": fields.List(fields.Nested(ENTRY_IN_LIST), required=True),
        "facets": fields.Nested(
            FACETS, required=True, allow_none=True, metadata={"description": "With the first page alone."}
        ),
        "resembling": fields.Boolean(
            required=True,
            metadata={"description": "Nothing has these words: names and titles that resemble them were found."},
        ),
    },
)
PUBLICATION: dict[str, fields.Field[Any]] = {
    "id": fields.UUID(required=True),
    "kind": fields.String(required=True, validate=validate.OneOf(KINDS)),
    "subject": text("What of the tenant’s own it publishes: `practice:<id>`.", required=True),
    "body": text("Code of the body.", required=True),
    "title": text("What it is called.", required=True),
    "state": fields.String(required=True, validate=validate.OneOf(STATES)),
    "proposed": fields.Dict(
        keys=fields.String(), required=True, metadata={"description": "The entry as it was proposed."}
    ),
    "proposed_by": _or_none("Who of the body proposed it; none where they have left, or where a program did."),
    "proposed_at": _moment("When.", none=False),
    "decided_by": _or_none("Who decided for the tenant."),
    "decided_at": _moment("When."),
    "withdrawn_by": _or_none("Who took it back."),
    "withdrawn_at": _moment("When."),
    "reason": _or_none("Why it was refused or taken back."),
    "entry": fields.UUID(
        required=True, allow_none=True, metadata={"description": "The entry, as long as it is published."}
    ),
    "may_decide": fields.Boolean(
        required=True, metadata={"description": "Whether it waits for a decision that you may take."}
    ),
}
PUBLICATION_SHAPE = shape("Publication", PUBLICATION, description="What a body proposed and its tenant decided.")
REASON = fields.String(
    allow_none=True, validate=validate.Length(max=MOST_REASON_CHARACTERS), metadata={"description": "Why."}
)
EXAMPLE_LISTED: dict[str, Any] = {
    "id": ID,
    "kind": "practice",
    "language": "pt",
    "languages": ["en", "pt"],
    "title": "Mediadores nos centros de saúde",
    "summary": "Mediadores interculturais acompanham consultas nos centros de saúde.",
    "body": "pt-loures",
    "body_name": "Município de Loures",
    "level": "local",
    "tenant_name": "Portugal",
    "country": "PT",
    "principles": ["real_equality"],
    "areas": ["health_social_care"],
    "cells": ["real_equality:health_social_care"],
    "rules": ["strategy-missing"],
    "starts_on": "2019-01-01",
    "ends_on": None,
    "year": 2019,
    "published_at": "2026-03-31T10:15:00+00:00",
    "own": False,
}
EXAMPLE_ENTRY = {**EXAMPLE_LISTED, "content": {"place": "Loures", "contacts": ["Head of the health unit"]}}
EXAMPLE_FACETS = {
    "total": 1,
    **{name: [] for name in _COUNTED},
    "kinds": [{"value": "practice", "entries": 1}],
}
EXAMPLE_PUBLICATION: dict[str, Any] = {
    "id": OTHER_ID,
    "kind": "practice",
    "subject": f"practice:{ID}",
    "body": "pt-loures",
    "title": "Mediadores nos centros de saúde",
    "state": "proposed",
    "proposed": {"title": "Mediadores nos centros de saúde", "language": "pt"},
    "proposed_by": "Ana Reis",
    "proposed_at": "2026-03-30T09:00:00+00:00",
    "decided_by": None,
    "decided_at": None,
    "withdrawn_by": None,
    "withdrawn_at": None,
    "reason": None,
    "entry": None,
    "may_decide": True,
}
HELP = shape(
    "CommonsHelp",
    {
        "reason": fields.String(
            required=True,
            validate=validate.OneOf(REASONS),
            metadata={
                "description": "Why it may help: it came from the same kind of gap, or is of its cells or areas."
            },
        ),
        "shared": _texts("The rule, cells or areas that both have in common."),
        "entry": fields.Nested(ENTRY_IN_LIST, required=True),
    },
    description="A practice that speaks to a finding.",
)
HELPS = shape("CommonsHelpList", {"items": fields.List(fields.Nested(HELP), required=True)})
EXAMPLE_HELP = {"reason": "same-rule", "shared": ["strategy-missing"], "entry": EXAMPLE_LISTED}
