"""The records of a register: lists, single records, and what hangs on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.descriptions import TABLES
from api.rest import examples
from api.rest.answering import one_record, record_list, record_rows, row_of
from api.rest.operation import CSV, JSON, READ_HEADERS, Resource, Told, operation
from api.rest.parameters import AS_OF_DAY, list_parameters
from api.rest.schemas import SINGULAR, list_of, record_of
from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from flask import Response

    from interlace.reading.view import View

    #: The rows that belong to one row of another table.
    Rows = Callable[[View, int], Sequence[int]]

RESOURCES: Mapping[str, Resource] = {table: Resource(table, description) for table, description in TABLES.items()}


def _page(table: str, *further: str) -> Told:
    csv = "id,revision,…\r\n"
    media = {JSON: (list_of(table), examples.listed(table)), CSV: ({"type": "string"}, csv)}
    return Told("A page." if not further else "All of them.", media, headers=("Link", *READ_HEADERS))


def _offer_reads(table: str) -> None:
    """A table's list and its single records."""
    singular = SINGULAR[table]
    parameters = list_parameters(table)

    def every() -> Response:
        return record_list(table)

    every.__doc__ = f"List {table}."
    operation(RESOURCES[table], "GET", f"/{table}", f"list_{table}", _page(table), parameters=parameters)(every)

    def single(record_id: UUID) -> Response:
        return one_record(table, record_id)

    single.__doc__ = f"Read a {singular}."
    told = Told("The record.", {JSON: (record_of(table), examples.record(table))}, headers=READ_HEADERS)
    offer = operation(RESOURCES[table], "GET", f"/{table}/<uuid:id>", f"read_{singular}", told, parameters=[AS_OF_DAY])
    offer(single)


def _where(table: str, *columns: str, by: tuple[str, str]) -> Rows:
    """The rows of a table that name a record in one of these columns, by that column of the record’s own table."""

    def rows(seen: View, row: int) -> Sequence[int]:
        named = seen.sight.column(*by)[row]
        found = [one for column in columns for one in seen.sight.rows_where(table, column, named)]
        return list(dict.fromkeys(found))

    return rows


def _commitments_of_body(seen: View, body: int) -> Sequence[int]:
    rows = _where("strategies", "owner", "co_owners", by=("bodies", "code"))(seen, body)
    codes = [seen.sight.column("strategies", "code")[row] for row in rows]
    return [row for code in codes for row in seen.sight.rows_where("commitments", "strategy", code)]


_BODY, _STRATEGY, _ACTION = ("bodies", "code"), ("strategies", "code"), ("actions", "code")
#: What hangs on a record: (its table, part of the address) → (table, rows, sentence).
_BELONGING: Mapping[tuple[str, str], tuple[str, Rows, str]] = {
    ("bodies", "children"): ("bodies", lambda seen, row: seen.children(row), "the live bodies whose parent it is"),
    ("bodies", "below"): ("bodies", lambda seen, row: seen.below(row), "the live authorities below it, however deep"),
    ("bodies", "relations"): (
        "relations",
        _where("relations", "source", "target", by=_BODY),
        "relations from it and to it",
    ),
    ("bodies", "strategies"): (
        "strategies",
        _where("strategies", "owner", "co_owners", by=_BODY),
        "strategies that it owns, alone or with others",
    ),
    ("bodies", "commitments"): ("commitments", _commitments_of_body, "commitments of its strategies"),
    ("bodies", "actions"): (
        "actions",
        _where("actions", "body", "partners", by=_BODY),
        "actions of its own, or with it as a partner",
    ),
    ("bodies", "competences"): ("competences", _where("competences", "body", by=_BODY), "its competences"),
    ("bodies", "participations"): (
        "participations",
        _where("participations", "body", by=_BODY),
        "the parts that it took in strategies",
    ),
    ("bodies", "declarations"): ("declarations", _where("declarations", "body", by=_BODY), "its declarations"),
    ("bodies", "measurements"): ("measurements", _where("measurements", "body", by=_BODY), "what it scored in cells"),
    ("bodies", "successions"): (
        "successions",
        _where("successions", "predecessor", "successor", by=_BODY),
        "successions that it ended or began with",
    ),
    ("strategies", "commitments"): (
        "commitments",
        _where("commitments", "strategy", by=_STRATEGY),
        "what it commits to",
    ),
    ("strategies", "participations"): (
        "participations",
        _where("participations", "strategy", by=_STRATEGY),
        "who took part in it",
    ),
    ("strategies", "links"): ("links", _where("links", "from", "to", by=_STRATEGY), "links from it and to it"),
    ("strategies", "oppositions"): (
        "oppositions",
        _where("oppositions", "strategy", "other", by=_STRATEGY),
        "what it has been marked as working against, and what against it",
    ),
    ("strategies", "reports"): ("reports", _where("reports", "subject", by=_STRATEGY), "reports on it"),
    ("actions", "links"): ("links", _where("links", "from", by=_ACTION), "links from it"),
    ("actions", "reports"): ("reports", _where("reports", "subject", by=_ACTION), "reports on it"),
}


def _offer_belonging(of: str, part: str) -> None:
    """The list of what hangs on a record."""
    table, rows, sentence = _BELONGING[of, part]

    def every(record_id: UUID) -> Response:
        return record_list(table, lambda seen: rows(seen, row_of(seen, of, record_id)))

    every.__doc__ = f"Of a {SINGULAR[of]}: {sentence}."
    name, address = f"list_{SINGULAR[of]}_{part}", f"/{of}/<uuid:id>/{part}"
    operation(RESOURCES[of], "GET", address, name, _page(table), parameters=list_parameters(table))(every)


for _table in SCHEMA:
    _offer_reads(_table)
for _of, _part in _BELONGING:
    _offer_belonging(_of, _part)


@operation(
    RESOURCES["bodies"],
    "GET",
    "/bodies/<uuid:id>/ancestors",
    "list_body_ancestors",
    _page("bodies", "all"),
    parameters=[AS_OF_DAY],
)
def ancestors(record_id: UUID) -> Response:
    """List the live bodies above a body, the nearest first."""
    return record_rows("bodies", lambda seen: seen.ancestors(row_of(seen, "bodies", record_id)))
