"""Parameters of requests: what may be asked for, as the document tells it, and read strictly. What is not documented is
refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from api.descriptions import AS_OF, DESCRIPTIONS
from graph.tables import SCHEMA, Column, Kind
from interlace.errors import FieldProblem, Invalid
from interlace.reading.pages import LONGEST_TEXT, MOST, USUAL, Asked, filters_of, has_period, sorts_of
from interlace.register.values import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

_WHOLE = re.compile(r"[0-9]{1,18}")
_MOST_OF_ONE = 200


#: No register keeps the character U+0000.
TEXTUAL: Mapping[str, Any] = {"type": "string", "pattern": r"^[^\u0000]*$"}


@dataclass(frozen=True)
class Parameter:
    """Something that a request may say beside its body. `many` may be told several times: any of them will do."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: TEXTUAL)
    place: str = "query"
    many: bool = False
    required: bool = False
    example: object = None

    @property
    def told(self) -> dict[str, Any]:
        """As OpenAPI describes it."""
        schema = {"type": "array", "items": self.schema} if self.many else self.schema
        told: dict[str, Any] = {"name": self.name, "in": self.place, "description": self.description, "schema": schema}
        if self.example is not None:
            told["example"] = [self.example] if self.many else self.example
        return told | ({"required": True} if self.required else {})


DAY = {"type": "string", "format": "date"}
AS_OF_DAY = Parameter("as_of", AS_OF, DAY, example="2026-03-31")
FIRST = Parameter(
    "first", "How many a page holds.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
)
AFTER = Parameter("after", "Where the page before ended, as its `Link` says.")
TEXT = Parameter(
    "q",
    "Text to look for in codes, names and titles; accents and capitals do not matter.",
    {**TEXTUAL, "maxLength": LONGEST_TEXT},
)
IF_MATCH = Parameter(
    "If-Match",
    'What you know of the record: the `ETag` of its answer, or its revision as `"41"`.',
    place="header",
    required=True,
    example='"41"',
)
IF_NONE_MATCH = Parameter("If-None-Match", "The `ETag` of the answer that you have.", place="header")
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "A key of your own, 1 to 255 visible characters: a request that is sent again with it is performed once in a day.",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    place="header",
    example="5f6c1b0e-order-17",
)


def format_of(*names: str) -> Parameter:
    """In which form the answer is wanted, for who cannot send `Accept`."""
    return Parameter("format", "The form of the answer, in place of `Accept`.", {"type": "string", "enum": [*names]})


def list_parameters(table: str, *further: Parameter) -> Sequence[Parameter]:
    """What lists of a table can be asked for."""
    sorts = [f"{sign}{name}" for name in sorts_of(table) for sign in ("", "-")]
    told = [AS_OF_DAY, FIRST, AFTER, TEXT]
    told.append(Parameter("sort", "The column of the order; after `-` descending.", {"type": "string", "enum": sorts}))
    if has_period(table):
        live = "Only what has (`true`) or has not (`false`) its period on the day."
        told.append(Parameter("live", live, {"type": "boolean"}))
    return [*told, *further, *(_filter(table, name) for name in filters_of(table))]


def _filter(table: str, name: str) -> Parameter:
    if name == "id":
        return Parameter("id", "Only these records.", {"type": "string", "format": "uuid"}, many=True)
    column = SCHEMA[table][name]
    schema = _value(column)
    if not column.required and schema is not TEXTUAL:
        schema = {"anyOf": [schema, {"const": ""}]}
    description = f"{DESCRIPTIONS[table][name]} Only records with this value" + (
        "." if column.required else "; an empty one means that there is none."
    )
    return Parameter(name, description, schema, many=True)


def _value(column: Column) -> Mapping[str, Any]:
    if column.choices:
        return {"type": "string", "enum": [*column.choices]}
    if column.kind is Kind.WHOLE:
        return {"type": "integer", "minimum": column.least or 0, "maximum": column.most}
    return DAY if column.kind is Kind.DATE else TEXTUAL


def check_parameters(known: Mapping[str, Parameter]) -> None:
    """Raise Invalid with every parameter of the query that is not known, or that is told too often."""
    problems = []
    for name, values in request.args.lists():
        parameter = known.get(name)
        if parameter is None:
            problems.append(FieldProblem(_pointer(name), "unknown-field", {"choices": ", ".join(known) or "none"}))
        elif len(values) > (_MOST_OF_ONE if parameter.many else 1):
            problems.append(FieldProblem(_pointer(name), "bad-value"))
        elif any("\0" in value for value in values):
            problems.append(FieldProblem(_pointer(name), "nul"))
    if problems:
        raise Invalid(problems)


def as_of() -> date | None:
    """The day that is asked about; None for today. Raises Invalid."""
    return day("as_of", request.args["as_of"]) if "as_of" in request.args else None


def whole(name: str, usual: int, least: int, most: int) -> int:
    """A whole number of the query. Raises Invalid."""
    told = request.args.get(name)
    if told is None:
        return usual
    if not _WHOLE.fullmatch(told) or not least <= int(told) <= most:
        raise Invalid([FieldProblem(f"/{name}", "bad-whole", {"least": str(least), "most": str(most)})])
    return int(told)


def yes_or_no(name: str) -> bool | None:
    """`true` or `false` of the query; None where it is not told. Raises Invalid."""
    told = request.args.get(name)
    if told not in {None, "true", "false"}:
        raise Invalid([FieldProblem(f"/{name}", "bad-choice", {"choices": "true, false"})])
    return None if told is None else told == "true"


def asked_of(table: str) -> Asked:
    """The list that is asked for. Raises Invalid."""
    known = set(filters_of(table))
    filters = {name: list(_typed(table, name, told)) for name, told in request.args.lists() if name in known}
    return Asked(
        filters,
        request.args.get("q"),
        request.args.get("sort"),
        yes_or_no("live"),
        whole("first", USUAL, 1, MOST),
        request.args.get("after"),
    )


def _typed(table: str, name: str, told: Sequence[str]) -> Iterator[object]:
    """Values as the column holds them; an empty one is none."""
    kind = Kind.TEXT if name == "id" else SCHEMA[table][name].kind
    for value in told:
        if name == "id":
            yield _id(value)
        elif not value:
            yield None
        elif kind is Kind.DATE:
            yield day(name, value)
        elif kind is Kind.WHOLE:
            yield _whole(table, name, value)
        else:
            yield value


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Invalid([FieldProblem("/id", "bad-value")]) from error


def _whole(table: str, name: str, value: str) -> int:
    column = SCHEMA[table][name]
    if not _WHOLE.fullmatch(value):
        raise Invalid([FieldProblem(f"/{name}", "bad-whole", {"least": str(column.least), "most": str(column.most)})])
    return int(value)


def _pointer(name: str) -> str:
    return "/" + name[:64].replace("~", "~0").replace("/", "~1")
