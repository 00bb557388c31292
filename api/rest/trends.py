"""How it developed month by month, and what caused the changes between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import request
from marshmallow import fields, validate

from api import answers
from api.answers import Answer
from api.context import database, today, view
from api.rest.answering import CSV_TYPE, as_csv, listing
from api.rest.findings import RULE, chosen
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, form, operation
from api.rest.parameters import AFTER, DAY, Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.reading.causes import CAUSES, EXPLAINED, HOW, MOST_EXPLAINED, USUAL_EXPLAINED, explained_changes
from interlace.reading.trends import KNOWN, Span, told_point, trend_now, trend_then
from interlace.register.values import day
from policies import ALIGNMENT_STATES, CERTAINTIES, FAMILIES, PRINCIPLES, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.causes import Explained
    from interlace.reading.view import View

TRENDS = Resource("trends", "How findings, alignment and coverage developed, and what caused that.")

_COUNT = validate.Range(min=0)


def _counts(name: str, of: Sequence[str]) -> Any:  # noqa: ANN401 - a schema
    return fields.Nested(
        shape(name, {one: number("A count.", required=True, validate=_COUNT) for one in of}), required=True
    )


_POINT = shape(
    "TrendPoint",
    {
        "day": fields.Date(required=True),
        "revision": number("The revision of the register that it is told by.", required=True),
        "certainties": _counts("TrendCertainties", CERTAINTIES.ids),
        "severities": _counts("TrendSeverities", SEVERITIES.ids),
        "families": _counts("TrendFamilies", FAMILIES.ids),
        "rules": _counts("TrendRules", tuple(RULES)),
        "states": _counts("TrendStates", ALIGNMENT_STATES.ids),
        "competent": number("Areas that authorities are competent for, summed up.", required=True),
        "covered": _counts("TrendCovered", PRINCIPLES.ids),
    },
    description="A day in numbers: findings, pairs of strategy and authority by state, areas covered by principle.",
)
_EXAMPLE_POINT = {
    "day": "2026-02-28",
    "revision": 41,
    "certainties": dict.fromkeys(CERTAINTIES.ids, 12),
    "severities": dict.fromkeys(SEVERITIES.ids, 6),
    "families": dict.fromkeys(FAMILIES.ids, 5),
    "rules": dict.fromkeys(RULES, 1),
    "states": dict.fromkeys(ALIGNMENT_STATES.ids, 20),
    "competent": 400,
    "covered": dict.fromkeys(PRINCIPLES.ids, 120),
}
_COLUMNS = ("day", "revision", "section", "name", "value")
_FROM = Parameter("from", "A day of the first month; 36 months are told unless it is.", DAY, example="2025-01-31")
_TO = Parameter("to", "The last day; today unless told.", DAY, example="2026-03-31")


@operation(
    TRENDS, "GET", "/trends", "read_trends",
    Told(
        "The months, the earliest first.",
        {
            JSON: (
                shape(
                    "Trend",
                    {
                        "known": fields.String(required=True, validate=validate.OneOf(KNOWN)),
                        "items": fields.List(fields.Nested(_POINT), required=True),
                    },
                ),
                {"known": "now", "items": [_EXAMPLE_POINT]},
            ),
            CSV: ({"type": "string"}, ",".join(_COLUMNS) + "\r\n"),
        },
        headers=READ_HEADERS,
    ),
    parameters=[
        _FROM,
        _TO,
        Parameter(
            "known",
            "By the register as it is `now`, or as it was known `then`: at the last revision by the end of each day.",
            {"type": "string", "enum": [*KNOWN], "default": KNOWN[0]},
        ),
        Parameter("branch", "Code of a body: only what concerns it and the authorities below it."),
    ],
)  # fmt: skip
def read_trends() -> Response:
    """Read how findings, alignment and coverage stood at the ends of months, at most 240, and on the last day."""
    last = day("to", request.args["to"]) if "to" in request.args else today()
    span = Span(day("from", request.args["from"]), last) if "from" in request.args else Span.until(last)
    known = request.args.get("known", KNOWN[0])
    if known not in KNOWN:
        raise Invalid([FieldProblem("/known", "bad-choice", {"choices": ", ".join(KNOWN)})])
    seen = view(last)
    asked = (request.path, request.query_string.decode("latin-1"), form())
    return answers.read(seen, lambda: _trend(seen, span, known), *asked)


def _trend(seen: View, span: Span, known: str) -> Answer:
    branch = _branch(seen)
    points = trend_now(seen, span, branch) if known == "now" else trend_then(database(), seen, span, branch)
    told = [told_point(point) for point in points]
    if form() == CSV:
        return Answer(as_csv(_rows(told), _COLUMNS).encode(), CSV_TYPE)
    return Answer(orjson.dumps({"known": known, "items": told}), JSON)


def _rows(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for point in told:
        head = {"day": point["day"], "revision": point["revision"]}
        rows.append({**head, "section": "competent", "name": "", "value": point["competent"]})
        sections = ("certainties", "severities", "families", "rules", "states", "covered")
        rows += [
            {**head, "section": section, "name": name, "value": value}
            for section in sections
            for name, value in point[section].items()
        ]
    return rows


def _branch(seen: View) -> int | None:
    code = request.args.get("branch")
    if code is None:
        return None
    row = seen.sight.row_of_code("bodies", code)
    if row is None:
        raise Unknown(f"There is no body “{code[:64]}”.")
    return row


_DID = shape(
    "Did",
    {
        "table": text("The table of the record.", required=True),
        "key": text("The code of the record, or the codes that make it unique.", required=True),
        "how": fields.String(required=True, validate=validate.OneOf(HOW)),
    },
    description="A record, and what came about for it.",
)
_EXPLAINED = shape(
    "ExplainedChange",
    {
        "change": fields.String(required=True, validate=validate.OneOf(EXPLAINED)),
        "key": text("What the finding is known by.", required=True),
        "rule": chosen("rule"),
        "severity": chosen("severity"),
        "certainty": chosen("certainty"),
        "cause": fields.String(
            required=True,
            validate=validate.OneOf(CAUSES),
            metadata={
                "description": "`record`: each of the records alone did it. `together`: only all of them. `elsewhere`: "
                "records that name nothing of what the finding names. `time`: no record, but a day that passed."
            },
        ),
        "did": fields.List(fields.Nested(_DID), required=True),
    },
    description="A finding that opened or closed, and what without which it would not have.",
)
_EXAMPLE_EXPLAINED = {
    "change": "closed",
    "key": "strategy-missing:pt-sintra",
    "rule": "strategy-missing",
    "severity": "high",
    "certainty": "unreported",
    "cause": "record",
    "did": [{"table": "strategies", "key": "pt-sintra-2026", "how": "began"}],
}
_EXPLAINED_COLUMNS = ("change", "key", "rule", "severity", "certainty", "cause", "did")


@operation(
    TRENDS, "GET", "/causes", "list_causes",
    Told(
        "A page.",
        {
            JSON: (
                shape(
                    "CauseList",
                    {
                        "items": fields.List(fields.Nested(_EXPLAINED), required=True),
                        "total": number("How many there are in all pages together.", required=True, validate=_COUNT),
                    },
                ),
                {"items": [_EXAMPLE_EXPLAINED], "total": 1},
            ),
            CSV: ({"type": "string"}, ",".join(_EXPLAINED_COLUMNS) + "\r\n"),
        },
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[
        Parameter("from", "The earlier day.", DAY, required=True, example="2025-03-31"),
        _TO,
        Parameter("change", "Only what opened, or what closed.", {"type": "string", "enum": [*EXPLAINED]}, many=True),
        RULE,
        Parameter(
            "first",
            "How many a page holds; each is worked out anew.",
            {"type": "integer", "minimum": 1, "maximum": MOST_EXPLAINED, "default": USUAL_EXPLAINED},
        ),
        AFTER,
    ],
)  # fmt: skip
def list_causes() -> Response:
    """List the findings that opened or closed between two days with what caused that: which record, or time alone."""
    if "from" not in request.args:
        raise Invalid([FieldProblem("/from", "required")])
    earlier = day("from", request.args["from"])
    seen = view(day("to", request.args["to"]) if "to" in request.args else today())
    asked = (request.path, request.query_string.decode("latin-1"), form())

    def make() -> Answer:
        page = explained_changes(
            seen,
            earlier,
            request.args.getlist("change") or EXPLAINED,
            request.args.getlist("rule"),
            whole("first", USUAL_EXPLAINED, 1, MOST_EXPLAINED),
            request.args.get("after"),
        )
        items = [told_cause(one) for one in page.items]
        if form() == CSV:
            items = [{**one, "did": [" ".join(did.values()) for did in one["did"]]} for one in items]
        return listing(items, page.total, _EXPLAINED_COLUMNS, page.next_after, "causes")

    return answers.read(seen, make, *asked)


def told_cause(one: Explained) -> dict[str, Any]:
    """An explained change as JSON holds it."""
    told = {name: getattr(one.difference, name) for name in ("change", "key", "rule", "severity", "certainty")}
    did = [{"table": did.record.table, "key": did.record.key, "how": did.how} for did in one.did]
    return {**told, "cause": one.cause, "did": did}
