"""The national picture in numbers, and what changed in it between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import request
from marshmallow import fields, validate

from api import answers
from api.answers import Answer
from api.context import today, view
from api.rest.answering import CSV_TYPE, as_csv, listing, read
from api.rest.findings import FOUND, RULE, chosen
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, form, operation
from api.rest.parameters import AFTER, AS_OF_DAY, DAY, FIRST, Parameter, whole
from api.rest.schemas import shape, text
from api.rest.schemas import whole as number
from graph.summary import summarise
from interlace.errors import FieldProblem, Invalid
from interlace.reading.compare import CHANGES, Difference, compared, differences_page
from interlace.reading.pages import MOST, USUAL
from interlace.register.values import day
from policies import CERTAINTIES, FAMILIES, LEVELS, SEVERITIES
from policies.rules import RULES

if TYPE_CHECKING:
    from datetime import date

    from flask import Response

    from graph.summary import Summary
    from interlace.reading.compare import Compared
    from interlace.reading.view import View

SUMMARY = Resource("summary", "Who is in the register, what is in force, what was found: counts only.")
COMPARE = Resource("compare", "Which findings opened, closed and stayed between two days, by the same register.")

_COUNT = validate.Range(min=0)


def _counts(name: str, of: tuple[str, ...]) -> Any:  # noqa: ANN401 - a schema
    return shape(name, {one: number("A count.", required=True, validate=_COUNT) for one in of})


_LEVEL = shape(
    "LevelSummary",
    {
        "id": fields.String(required=True, validate=validate.OneOf(LEVELS.ids)),
        "bodies": number("Live bodies.", required=True),
        "declared": number("Of them, those that declared their records complete.", required=True),
        "with_strategy": number("Of them, those that own a strategy in force.", required=True),
        "population": number("People in their territories; 0 where nothing is known.", required=True),
    },
)
_FAMILY = _counts("FamilySummary", (*SEVERITIES.ids, *CERTAINTIES.ids))
_BY_FAMILY = {family: fields.Nested(_FAMILY, required=True) for family in FAMILIES.ids}
_SUMMARY = shape(
    "Summary",
    {
        "name": text("The tenant’s name.", required=True, allow_none=True),
        "as_of": fields.Date(required=True),
        "levels": fields.List(fields.Nested(_LEVEL), required=True),
        "families": fields.Nested(shape("FamilySummaries", dict(_BY_FAMILY)), required=True),
        "rules": fields.Nested(_counts("RuleCounts", tuple(RULES)), required=True),
    },
)
_EXAMPLE_SUMMARY = {
    "name": "Portugal",
    "as_of": "2026-03-31",
    "levels": [{"id": one, "bodies": 5, "declared": 2, "with_strategy": 3, "population": 0} for one in LEVELS.ids],
    "families": dict.fromkeys(FAMILIES.ids, dict.fromkeys((*SEVERITIES.ids, *CERTAINTIES.ids), 3)),
    "rules": dict.fromkeys(RULES, 1),
}


@operation(
    SUMMARY, "GET", "/summary", "read_summary",
    Told(
        "The summary.",
        {JSON: (_SUMMARY, _EXAMPLE_SUMMARY), CSV: ({"type": "string"}, "section,name,value\r\n")},
        headers=READ_HEADERS,
    ),
    parameters=[AS_OF_DAY],
)  # fmt: skip
def read_summary() -> Response:
    """Read the national picture of a day in numbers."""
    return read(lambda seen: _summed_up(summarise(seen.analysis)))


def _summed_up(told: Summary) -> Answer:
    if form() == CSV:
        columns = ("section", "name", "value")
        rows = [dict(zip(columns, row, strict=True)) for row in told.as_rows()]
        return Answer(as_csv(rows, columns).encode(), CSV_TYPE)
    return Answer(orjson.dumps(told.as_object()), JSON)


_BEFORE = {"allow_none": True, "required": True}
_DIFFERENCE = shape(
    "Difference",
    {
        "change": fields.String(required=True, validate=validate.OneOf(CHANGES)),
        "key": text("What the finding is known by.", required=True),
        "rule": chosen("rule"),
        "family": chosen("family"),
        "subject": text("What it is about.", required=True),
        "object": text("What else it is about.", required=True, allow_none=True),
        "severity": chosen("severity"),
        "certainty": chosen("certainty"),
        "reach": number("How many people live where it matters.", required=True),
        "severity_before": text("What it was on the earlier day.", **_BEFORE),
        "certainty_before": text("What it was on the earlier day.", **_BEFORE),
    },
    description="What became of a finding; a closed one is told as it was.",
)
_CHANGE_COUNTS = _counts("ChangeCounts", CHANGES)
_COMPARED = shape(
    "Comparison",
    {
        "from": fields.Date(required=True),
        "to": fields.Date(required=True),
        "totals": fields.Nested(_CHANGE_COUNTS, required=True),
        "rules": fields.Dict(
            keys=fields.String(validate=validate.OneOf(list(RULES))),
            values=fields.Nested(_CHANGE_COUNTS),
            required=True,
            metadata={"description": "The same by rule; rules without findings are left out."},
        ),
        "items": fields.List(fields.Nested(_DIFFERENCE), required=True),
        "total": number("How many items there are in all pages together.", required=True, validate=_COUNT),
    },
)
_EXAMPLE_DIFFERENCE = {
    "change": "opened",
    **{name: FOUND[name] for name in Difference._fields if name in FOUND},
    "severity_before": None,
    "certainty_before": None,
}
_EXAMPLE_COUNTS = {"opened": 1, "closed": 0, "changed": 0, "kept": 12}
_EXAMPLE_COMPARED = {
    "from": "2024-01-01",
    "to": "2026-03-31",
    "totals": _EXAMPLE_COUNTS,
    "rules": {"strategy-missing": _EXAMPLE_COUNTS},
    "items": [_EXAMPLE_DIFFERENCE],
    "total": 1,
}
_FROM = Parameter("from", "The earlier day.", DAY, required=True, example="2024-01-01")
_TO = Parameter("to", "The later day; today unless told.", DAY, example="2026-03-31")
_CHANGE = Parameter(
    "change",
    "Only findings of which this became; unless told, all but those that stayed as they were.",
    {"type": "string", "enum": [*CHANGES]},
    many=True,
)


@operation(
    COMPARE, "GET", "/compare", "compare_days",
    Told(
        "What became of findings.",
        {JSON: (_COMPARED, _EXAMPLE_COMPARED), CSV: ({"type": "string"}, ",".join(Difference._fields) + "\r\n")},
        headers=("Link", *READ_HEADERS),
    ),
    parameters=[_FROM, _TO, _CHANGE, RULE, FIRST, AFTER],
)  # fmt: skip
def compare_days() -> Response:
    """Compare two days: which findings opened, closed, changed and stayed, by the register as it is now."""
    earlier, later = _days()
    seen = view(later)
    asked = (request.path, request.query_string.decode("latin-1"), form())
    return answers.read(seen, lambda: _compared(seen, earlier), *asked)


def _days() -> tuple[date, date]:
    if "from" not in request.args:
        raise Invalid([FieldProblem("/from", "required")])
    later = day("to", request.args["to"]) if "to" in request.args else today()
    return day("from", request.args["from"]), later


def _compared(seen: View, earlier: date) -> Answer:
    told = compared(seen, earlier)
    changes = request.args.getlist("change") or CHANGES[:3]
    first, after = whole("first", USUAL, 1, MOST), request.args.get("after")
    page = differences_page(told, changes, request.args.getlist("rule"), first, after)
    items = [one._asdict() for one in page.items]
    answer = listing(items, page.total, Difference._fields, page.next_after, "compare")
    if form() == CSV:
        return answer
    return Answer(orjson.dumps({**_counted(told), "items": items, "total": page.total}), JSON, answer.headers)


def _counted(told: Compared) -> dict[str, Any]:
    return {
        "from": told.earlier,
        "to": told.later,
        "totals": dict(told.totals),
        "rules": {rule: dict(counts) for rule, counts in told.counts.items()},
    }
