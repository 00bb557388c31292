"""Shapes of what is sent and answered, as marshmallow schemas that the OpenAPI document is written from.

Those of records are derived from the one list of columns. Inputs are read by the services, which alone tell what is
wrong with them: both doors have one validator.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields, validate

from api.descriptions import DESCRIPTIONS, ID, REVISION, TABLES
from graph.tables import SCHEMA, Column, Kind
from interlace.register.values import MOST_CHARACTERS
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
DECIMAL = r"^[0-9]{1,18}(\.[0-9]{1,18})?$"
TRANSLATION = r"^(name|title)_[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
#: The one of many, as it is called in names of schemas and operations.
SINGULAR = {table: table[:-3] + "y" if table.endswith("ies") else table[:-1] for table in SCHEMA}
#: What a choice may be at first: whoever creates a record has not the other side's word.
_AT_FIRST: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("relations", "status"): ("declared",),
    ("links", "status"): ("declared",),
    ("strategies", "status"): ("draft", "adopted"),
}


class _Converter(OpenAPIConverter):
    """Writes what a schema's `Meta.told` adds to it in JSON Schema."""

    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:  # noqa: ANN401 - a schema or its class, as apispec has it
        told: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        return told | getattr(schema.Meta, "told", {})


class Plugin(MarshmallowPlugin):
    """apispec's plugin for marshmallow, with the converter above."""

    Converter = _Converter


def shape(name: str, columns: Mapping[str, fields.Field[Any]], **told: object) -> type[Schema]:
    """A schema of this name; `told` is what JSON Schema is to say beside its fields, such as a description."""
    meta = type("Meta", (), {"told": {"additionalProperties": False, **told}})
    made: type[Schema] = type(f"{name}Schema", (Schema,), {**columns, "Meta": meta})
    return made


def text(description: str, **told: Any) -> fields.Field[Any]:  # noqa: ANN401 - what marshmallow takes
    """A text."""
    return fields.String(metadata={"description": description}, **told)


def whole(description: str, **told: Any) -> fields.Field[Any]:  # noqa: ANN401 - what marshmallow takes
    """A whole number."""
    return fields.Integer(metadata={"description": description}, **told)


@cache
def record_of(table: str) -> type[Schema]:
    """A record as it is answered: every column is there, lists are never null."""
    columns = {name: _field(table, name, _answered(column)) for name, column in SCHEMA[table].items()}
    beside = {
        "id": fields.UUID(required=True, metadata={"description": ID}),
        "revision": whole(REVISION, required=True, validate=validate.Range(min=0)),
    }
    # No type is told: generated clients would hold the record's other columns to it too.
    further = {"description": "Translations, and columns of an imported bundle that Interlace does not know: texts."}
    name = SINGULAR[table].title()
    return shape(name, beside | columns, description=TABLES[table], additionalProperties=further)


@cache
def list_of(table: str) -> type[Schema]:
    """A page of a list."""
    told = {
        "items": fields.List(fields.Nested(record_of(table)), required=True),
        "total": whole("How many there are in all pages together.", required=True, validate=validate.Range(min=0)),
    }
    return shape(f"{SINGULAR[table].title()}List", told)


@cache
def new_of(table: str) -> type[Schema]:
    """The values of a new record."""
    columns = {name: _field(table, name, _asked(table, name)) for name in SCHEMA[table]}
    return shape(f"New{SINGULAR[table].title()}", columns, **_translated(table))


@cache
def change_of(table: str) -> type[Schema]:
    """Other values of a record; what is not named stays, null empties."""
    if table == "commitments":
        # A strategy commits in a cell or does not: only how deeply can be another.
        return shape("CommitmentChange", {"depth": _field(table, "depth", {"required": True})})
    return shape(f"{SINGULAR[table].title()}Change", _optional(table), **_translated(table))


@cache
def values_of(table: str) -> type[Schema]:
    """Values of a record, whether it is new or changed."""
    return shape(f"{SINGULAR[table].title()}Values", _optional(table), **_translated(table))


def _optional(table: str) -> dict[str, fields.Field[Any]]:
    return {name: _field(table, name, _changed(column)) for name, column in SCHEMA[table].items()}


def _translated(table: str) -> dict[str, Any]:
    if not {"name", "title"} & set(SCHEMA[table]):
        return {}
    # No type is told, for the same reason.
    translation = {"description": f"A translation: a text of at most {MOST_CHARACTERS} characters, or null."}
    return {"patternProperties": {TRANSLATION: translation}}


def _answered(column: Column) -> dict[str, Any]:
    return {"required": True, "allow_none": not column.required and column.kind not in _LISTED}


def _asked(table: str, name: str) -> dict[str, Any]:
    column = SCHEMA[table][name]
    asked: dict[str, Any] = {"required": column.required, "allow_none": not column.required}
    if (table, name) in _AT_FIRST:
        asked["choices"] = _AT_FIRST[table, name]
    if name in {"declared_on", "reported_on"}:
        asked |= {"required": False}
    return asked


def _changed(column: Column) -> dict[str, Any]:
    return {"required": False, "allow_none": not column.required}


def _field(table: str, name: str, told: dict[str, Any]) -> fields.Field[Any]:
    column = SCHEMA[table][name]
    column = column._replace(choices=told.pop("choices", column.choices))
    return _FIELDS[column.kind](column, {**told, "metadata": {"description": DESCRIPTIONS[table][name]}})


def _text(_: Column, told: dict[str, Any]) -> fields.Field[Any]:
    return fields.String(validate=validate.Length(max=MOST_CHARACTERS), **told)


def _code(_: Column, told: dict[str, Any]) -> fields.Field[Any]:
    return fields.String(validate=validate.Regexp(CODE), **told)


def _choice(column: Column, told: dict[str, Any]) -> fields.Field[Any]:
    return fields.String(validate=validate.OneOf(column.choices), **told)


def _whole(column: Column, told: dict[str, Any]) -> fields.Field[Any]:
    return fields.Integer(validate=validate.Range(min=column.least or 0, max=column.most), **told)


def _decimal(_: Column, told: dict[str, Any]) -> fields.Field[Any]:
    return fields.String(validate=validate.Regexp(DECIMAL), **told)


def _list(item: fields.Field[Any]) -> Callable[[Column, dict[str, Any]], fields.Field[Any]]:
    return lambda _, told: fields.List(item, **told)


_CELLS = [f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids]
_LISTED = frozenset({Kind.TEXTS, Kind.REFERENCES, Kind.CELLS})
_FIELDS: Mapping[Kind, Callable[[Column, dict[str, Any]], fields.Field[Any]]] = {
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.REFERENCE: _code,
    Kind.REFERENCES: _list(fields.String(validate=validate.Regexp(CODE))),
    Kind.DATE: lambda _, told: fields.Date(**told),
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.CHOICE: _choice,
    Kind.TEXTS: _list(fields.String(validate=validate.Regexp("^[^|]+$"))),
    Kind.CELLS: _list(fields.String(validate=validate.OneOf(_CELLS))),
}

#: RFC 9457.
PROBLEM = shape(
    "Problem",
    {
        "type": text("Address of what is said about this kind of problem.", required=True),
        "title": text("What all problems of the kind have in common.", required=True),
        "status": whole("The status of the answer.", required=True),
        "detail": text("What is the matter here.", required=True),
        "instance": text("The request’s id, which names it in the log.", required=True),
        "errors": fields.List(
            fields.Nested(
                shape(
                    "FieldProblem",
                    {
                        "pointer": text("JSON pointer to the field, or `/name` of a parameter.", required=True),
                        "detail": text("What was expected.", required=True),
                        "code": text("The same for programs; it does not change.", required=True),
                    },
                )
            ),
            metadata={"description": "What is wrong, field by field."},
        ),
    },
    description="What went wrong, as RFC 9457 tells it.",
)
