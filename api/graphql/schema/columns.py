"""Fields that tell a column of a record: made from the one list of tables and columns, so that a new one is told too.

A column that names other records gives two fields: their codes, as in a bundle, and the records themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.descriptions import DESCRIPTIONS, ID, REVISION
from api.graphql.schema import nodes
from api.graphql.schema.parts import argument, attribute, camel, field, input_type, object_type
from api.graphql.schema.sources import OF_TABLE, Row, coded
from api.graphql.schema.words import OF_CHOICES
from graph.tables import SCHEMA, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context

_MOST_INT = 2**31 - 1
_TYPES = {
    Kind.CODE: "str",
    Kind.TEXT: "str",
    Kind.REFERENCE: "str",
    Kind.REFERENCES: "list[str]",
    Kind.DATE: "Date",
    Kind.DECIMAL: "Decimal",
    Kind.TEXTS: "list[str]",
    Kind.CELLS: "list[Cell]",
}
#: Columns of names in the register's own language, beside which stand translations.
TRANSLATED = ("name", "title")


class Cell:
    """A principle and an area."""

    __slots__ = ("area", "principle")

    def __init__(self, told: str) -> None:
        self.principle, _, self.area = told.partition(":")


class Translation:
    """A name or title in another language."""

    __slots__ = ("language", "text")

    def __init__(self, language: str, text: str) -> None:
        self.language = language
        self.text = text


_CELL = (("principle", "Principle", "The principle."), ("area", "Area", "The policy area."))
object_type(
    "Cell", "A cell of the grid: one principle in one policy area.", [attribute(*one) for one in _CELL], source=Cell
)
input_type("CellInput", "A cell of the grid: one principle in one policy area.", [field(*one) for one in _CELL])
_TRANSLATION = (
    ("language", "str", "The language: `fr`, `pt-BR`."),
    ("text", "str", "The name or title in it."),
)
object_type(
    "Translation", "A name or title in another language.", [attribute(*one) for one in _TRANSLATION], source=Translation
)


def column_type(table: str, name: str, *, given: bool = False) -> str:
    """The type of a column's values, without saying whether there is one; `given` for inputs."""
    column = SCHEMA[table][name]
    if column.kind is Kind.CHOICE:
        return OF_CHOICES[column.choices]
    if column.kind is Kind.WHOLE:
        return "int" if column.most is not None and column.most <= _MOST_INT else "Long"
    type_ = _TYPES[column.kind]
    return type_.replace("Cell", "CellInput") if given else type_


def column_fields(table: str) -> list[StrawberryField]:
    """The fields of a table's records that tell what stands in their columns, after id and revision."""
    type_ = OF_TABLE[table].__name__
    told = [
        field("id", "ID", nodes.ID, nodes.id_of),
        field("uuid", "UUID", ID, _cell(table, "id")),
        field("revision", "int", REVISION, _cell(table, "revision")),
    ]
    for name, column in SCHEMA[table].items():
        told += _fields(table, name, column)
    assert type_  # noqa: S101 - named by its class
    return told


def _fields(table: str, name: str, column: Column) -> list[StrawberryField]:
    words = DESCRIPTIONS[table][name]
    if name in TRANSLATED:
        return [_named(table, name, words), _translations(table, name)]
    if column.kind is Kind.REFERENCE:
        return [
            field(f"{camel(name)}Code", _perhaps("str", column), words, _cell(table, name)),
            *_record(table, name, column),
        ]
    if column.kind is Kind.REFERENCES:
        codes = f"{camel(name).removesuffix('s')}Codes"
        return [
            field(codes, "list[str]", words, _cell(table, name), page=10),
            field(camel(name), "list[Body]", f"These bodies. {words}", _records(table, name, column), page=10),
        ]
    if column.kind is Kind.CELLS:
        return [field(camel(name), "list[Cell]", words, _cells(table, name), page=20)]
    return [field(camel(name), _perhaps(column_type(table, name), column), words, _cell(table, name))]


def _perhaps(type_: str, column: Column) -> str:
    return type_ if column.required or type_.startswith("list[") else f"{type_} | None"


def _cell(table: str, name: str) -> Callable[[Row, Context], Any]:
    def plain(source: Row, _context: Context) -> Any:  # noqa: ANN401
        return source.view.sight.column(table, name)[source.row]

    return plain


def _named(table: str, name: str, words: str) -> StrawberryField:
    def plain(source: Row, _context: Context, language: str | None = None) -> Any:  # noqa: ANN401
        sight = source.view.sight
        if language is None:
            return sight.column(table, name)[source.row]
        there = f"{name}_{language}" in sight.translations(table)
        told = sight.column(table, f"{name}_{language}")[source.row] if there else None
        return told or sight.column(table, name)[source.row]

    wanted = argument("language", "str | None", "In this language, where there is a translation.")
    return field(name, "str", words.partition(" `")[0], plain, wanted)


def _translations(table: str, name: str) -> StrawberryField:
    def plain(source: Row, _context: Context) -> list[Translation]:
        sight = source.view.sight
        told = (
            (column.removeprefix(f"{name}_"), sight.column(table, column)[source.row])
            for column in sight.translations(table)
            if column.startswith(f"{name}_")
        )
        return [Translation(language, text) for language, text in told if text is not None]

    return field("translations", "list[Translation]", f"The {name} in other languages.", plain, page=5)


def _record(table: str, name: str, column: Column) -> list[StrawberryField]:
    """The field of the record that a column names; a parent is that of the day, which the graph tells."""
    if (table, name) == ("bodies", "parent"):
        return []

    def plain(source: Row, _context: Context) -> Row | None:
        return coded(source.view, column.refers_to, source.view.sight.column(table, name)[source.row])

    type_ = "Work" if len(column.refers_to) > 1 else OF_TABLE[column.refers_to[0]].__name__
    words = DESCRIPTIONS[table][name]
    told = words.removeprefix("Code of ").removeprefix("the ") if words.startswith("Code of ") else words
    return [field(camel(name), _perhaps(type_, column), told[:1].upper() + told[1:], plain)]


def _records(table: str, name: str, column: Column) -> Callable[[Row, Context], list[Row]]:
    def plain(source: Row, _context: Context) -> list[Row]:
        codes = source.view.sight.column(table, name)[source.row]
        found = [coded(source.view, column.refers_to, code) for code in codes]
        return [record for record in found if record is not None]

    return plain


def _cells(table: str, name: str) -> Callable[[Row, Context], list[Cell]]:
    def plain(source: Row, _context: Context) -> list[Cell]:
        return [Cell(told) for told in source.view.sight.column(table, name)[source.row]]

    return plain
