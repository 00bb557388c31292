"""Findings: coordination gaps and open questions, each with what it rests on and what would close it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
from flask import request
from marshmallow import fields, validate

from api import answers
from api.answers import Answer
from api.context import view
from api.descriptions import RULE_SET
from api.rest.alignment import BODY, list_shape, rows_of
from api.rest.answering import listing, read, row_of
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, form, operation
from api.rest.parameters import AFTER, AS_OF_DAY, FIRST, Parameter, as_of, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from api.rest.spoken import LANGUAGE, language
from graph.tables import SCHEMA
from interlace.reading import findings
from interlace.reading.findings import SORTS, AskedFindings
from interlace.reading.pages import MOST, USUAL
from interlace.texts import LANGUAGES
from policies import AREAS, CERTAINTIES, FAMILIES, OECD_GAPS, PRINCIPLES, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Response

    from interlace.reading.findings import Cited, FoundOne
    from interlace.reading.view import View

FINDINGS = Resource("findings", "Coordination gaps and open questions that follow from the register on a day.")
#: So many of the records that a finding rests on are told; some rest on every authority of a country.
MOST_RECORDS = 1_000


def _one_of(name: str, description: str, values: tuple[str, ...]) -> Parameter:
    return Parameter(name, description, {"type": "string", "enum": [*values]}, many=True)


RULE = _one_of("rule", "Only findings of these rules.", tuple(RULES))
_FILTERS = (
    _one_of("family", "Only findings of these families of rules.", FAMILIES.ids),
    RULE,
    _one_of("severity", "Only findings that are so grave.", SEVERITIES.ids),
    _one_of("certainty", "Only confirmed gaps, or only open questions.", CERTAINTIES.ids),
    BODY,
    Parameter("branch", "Code of a body: only findings of these and of the live authorities below them.", many=True),
    _one_of("principle", "Only findings that name cells of these principles.", PRINCIPLES.ids),
    _one_of("area", "Only findings that name these policy areas.", AREAS.ids),
    Parameter(
        "sort",
        "The order; after `-` descending. Equal ones by rule and codes.",
        {"type": "string", "enum": [*SORTS], "default": "-priority"},
    ),
)
_CHOICES = {"family": FAMILIES.ids, "rule": tuple(RULES), "severity": SEVERITIES.ids, "certainty": CERTAINTIES.ids}


def chosen(name: str) -> fields.Field[Any]:
    """One of the words that a finding is told by."""
    return fields.String(required=True, validate=validate.OneOf(_CHOICES[name]))


_COLUMNS: dict[str, fields.Field[Any]] = {
    "key": text("What it is known by: `rule:subject` or `rule:subject:object`.", required=True),
    "rule": chosen("rule"),
    "family": chosen("family"),
    "subject": text("What it is about; of which kind that is, the rule tells.", required=True),
    "object": text("What else it is about.", required=True, allow_none=True),
    "certainty": chosen("certainty"),
    "severity": chosen("severity"),
    "reach": number("How many people live where it matters.", required=True),
    "priority": fields.Float(required=True, metadata={"description": "Severity and reach in one number."}),
    "cells": fields.List(fields.String(), required=True, metadata={"description": "The cells that it names."}),
    "areas": fields.List(fields.String(), required=True, metadata={"description": "The areas that it names."}),
    "rule_set": text(RULE_SET, required=True),
}
FOUND: dict[str, Any] = {
    "key": "strategy-missing:pt-sintra",
    "rule": "strategy-missing",
    "family": "vertical",
    "subject": "pt-sintra",
    "object": None,
    "certainty": "unreported",
    "severity": "high",
    "reach": 385606,
    "priority": 0.75,
    "cells": [],
    "areas": [],
    "rule_set": "3",
}
_PAGE = Told(
    "A page.",
    {
        JSON: (list_shape("FindingList", shape("Finding", _COLUMNS)), {"items": [FOUND], "total": 1}),
        CSV: ({"type": "string"}, ",".join(_COLUMNS) + "\r\n"),
    },
    headers=("Link", *READ_HEADERS),
)


@operation(FINDINGS, "GET", "/findings", "list_findings", _PAGE, parameters=[AS_OF_DAY, FIRST, AFTER, *_FILTERS])
def every() -> Response:
    """List findings, what matters most first unless asked otherwise."""
    return read(_listed)


@operation(
    FINDINGS,
    "GET",
    "/bodies/<uuid:id>/findings",
    "list_body_findings",
    _PAGE,
    parameters=[AS_OF_DAY, FIRST, AFTER, *(one for one in _FILTERS if one.name not in {"body", "branch"})],
)
def of_body(record_id: UUID) -> Response:
    """List the findings that concern a body: that are about it, or about what it leads or does."""
    return read(lambda seen: _listed(seen, [row_of(seen, "bodies", record_id)]))


def _listed(seen: View, bodies: Sequence[int] | None = None) -> Answer:
    page = findings.findings_page(seen, _asked(seen, bodies))
    return listing([_told(one) for one in page.items], page.total, _COLUMNS, page.next_after, "findings")


def _asked(seen: View, bodies: Sequence[int] | None) -> AskedFindings:
    named = {
        name: request.args.getlist(name) for name in ("family", "rule", "severity", "certainty", "principle", "area")
    }
    return AskedFindings(
        **named,
        body=rows_of(seen, "bodies", "body") if bodies is None else bodies,
        branch=rows_of(seen, "bodies", "branch"),
        first=whole("first", USUAL, 1, MOST),
        after=request.args.get("after"),
        sort=request.args.get("sort", AskedFindings.sort),
    )


def _told(one: FoundOne) -> dict[str, Any]:
    told = asdict(one)
    del told["row"]
    return told


_RECORD = shape(
    "CitedRecord",
    {
        "table": fields.String(required=True, validate=validate.OneOf(list(SCHEMA))),
        "key": text("Its code, or the codes that tell it apart.", required=True),
        "id": fields.UUID(required=True, allow_none=True),
    },
    description="A record that a finding rests on.",
)
_STEP = shape(
    "PathStep",
    {
        "id": fields.UUID(required=True),
        "code": text("Its code.", required=True),
        "name": text("Its name.", required=True),
    },
    description="A body.",
)
_EVIDENCE = shape(
    "Evidence",
    {
        "records": fields.List(
            fields.Nested(_RECORD), required=True, metadata={"description": f"The first {MOST_RECORDS} of them."}
        ),
        "records_total": number("How many records it rests on.", required=True),
        "path": fields.List(
            fields.Nested(_STEP),
            required=True,
            metadata={"description": "The line of bodies from the one concerned up to its root."},
        ),
        "facts": fields.Dict(required=True, metadata={"description": "What the rule weighed, by name."}),
    },
    description="What a finding rests on.",
)
_EXPLAINED = {
    "language": fields.String(required=True, validate=validate.OneOf(LANGUAGES)),
    "title": text("What the rule is called.", required=True),
    "question": text("The question that the rule answers.", required=True),
    "text": text("What was found.", required=True),
    "closes": text("What would close it, and who can do that.", required=True),
    "subject_name": text("The subject by its name.", required=True),
    "object_name": text("The object by its name.", required=True, allow_none=True),
    "rule_version": number("The version of the rule.", required=True),
    "oecd_gap": text("Which of the OECD’s seven coordination gaps it speaks to.", required=True),
    "recommendation": text("What of Recommendation CM/Rec(2022)10 it serves.", required=True),
    "evidence": fields.Nested(_EVIDENCE, required=True),
}
_EXAMPLE = {
    **FOUND,
    "language": "en",
    "title": "No strategy in force",
    "question": "Which authorities own no strategy?",
    "text": "Sintra (pt-sintra), a local authority, owns no strategy that is in force.",
    "closes": "Sintra adopts a strategy, or records the one that it has.",
    "subject_name": "Sintra (pt-sintra)",
    "object_name": None,
    "rule_version": 1,
    "oecd_gap": "Policy gap",
    "recommendation": "Strategies at all levels of government.",
    "evidence": {
        "records": [{"table": "bodies", "key": "pt-sintra", "id": "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42"}],
        "records_total": 1,
        "path": [{"id": "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42", "code": "pt-sintra", "name": "Sintra"}],
        "facts": {"level": "local"},
    },
}


@operation(
    FINDINGS, "GET", "/findings/<path:key>", "read_finding",
    Told(
        "The finding.",
        {JSON: (shape("ExplainedFinding", {**_COLUMNS, **_EXPLAINED}), _EXAMPLE)},
        headers=("Content-Language", *READ_HEADERS),
    ),
    parameters=[AS_OF_DAY, LANGUAGE],
)  # fmt: skip
def single(key: str) -> Response:
    """Read a finding by its key: in words, with what it rests on and what would close it."""
    seen, spoken = view(as_of()), language()
    asked = (request.path, request.query_string.decode("latin-1"), form(), spoken)
    return answers.read(seen, lambda: _explained(seen, findings.finding(seen, key), spoken), *asked)


def _explained(seen: View, one: FoundOne, spoken: str) -> Answer:
    told, rule = findings.explained(seen, one, spoken), RULES[one.rule]
    words = {
        "language": spoken,
        "title": rule.title.in_language(spoken),
        "question": rule.question.in_language(spoken),
        "text": told.text,
        "closes": told.closes,
        "subject_name": told.subject,
        "object_name": told.object,
        "rule_version": rule.version,
        "oecd_gap": OECD_GAPS[rule.oecd_gap].name.in_language(spoken),
        "recommendation": rule.recommendation.in_language(spoken),
    }
    body = orjson.dumps({**_told(one), **words, "evidence": _evidence(seen, one)})
    return Answer(body, JSON, {"Content-Language": spoken})


def _evidence(seen: View, one: FoundOne) -> dict[str, Any]:
    proof = findings.evidence(seen, one)
    names = {name: seen.sight.column("bodies", name) for name in ("id", "code", "name")}
    return {
        "records": [_cited(seen, cited) for cited in proof.records[:MOST_RECORDS]],
        "records_total": len(proof.records),
        "path": [{name: column[row] for name, column in names.items()} for row in proof.path],
        "facts": dict(proof.facts),
    }


def _cited(seen: View, cited: Cited) -> dict[str, Any]:
    record_id = None if cited.row is None else seen.sight.column(cited.table, "id")[cited.row]
    return {"table": cited.table, "key": cited.key, "id": record_id}
