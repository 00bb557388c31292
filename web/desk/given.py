"""What a body has given: its actions, strategies, reports, parts and relations, each with what can be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.context import view
from web.days import address
from web.languages import say
from web.words import told_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from web.desk.acting import Acting
    from web.words import ToldRecord

#: So many of each kind are shown, the latest first.
MOST = 25


@dataclass(frozen=True)
class Entry:
    """A record in words, and links to what can be done to it: (address, label)."""

    told: ToldRecord
    deeds: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Kind:
    """The entries of one kind, how many there are, and where one more is given: (address, label)."""

    name: str
    heading: str
    entries: Sequence[Entry]
    total: int
    more: tuple[str, str] | None


def given_by(acting: Acting) -> list[Kind]:
    """What a body has given, by kind."""
    code = acting.code
    works = [view().sight.column(table, "code")[row] for table, row in [*_strategies(code), *_actions(code)]]
    return [
        _kind(
            "actions",
            say("Actions"),
            _actions(code),
            (address("desk_new_action", body=code), say("Register an action")),
        ),
        _kind(
            "strategies",
            say("Strategies"),
            _strategies(code),
            (address("desk_new_strategy", body=code), say("Register a strategy")),
        ),
        _kind("reports", say("Reports"), [place for work in works for place in _where("reports", "subject", work)]),
        _kind(
            "participations",
            say("Parts in strategies"),
            _where("participations", "body", code),
            (address("desk_new_part", body=code), say("Record a part")),
        ),
        _kind(
            "relations",
            say("Relations"),
            [*_where("relations", "source", code), *_where("relations", "target", code)],
            (address("desk_new_relation", body=code), say("Declare a relation")),
            code,
        ),
        _kind(
            "measurements",
            say("Measurements"),
            _where("measurements", "body", code),
            (address("desk_new_measurement", body=code), say("Record a measurement")),
        ),
    ]


def _actions(code: str) -> list[tuple[str, int]]:
    return _where("actions", "body", code)


def _strategies(code: str) -> list[tuple[str, int]]:
    return [*_where("strategies", "owner", code), *_where("strategies", "co_owners", code)]


def _where(table: str, column: str, value: str) -> list[tuple[str, int]]:
    return [(table, row) for row in view().sight.rows_where(table, column, value)]


def _kind(
    name: str, heading: str, places: Sequence[tuple[str, int]], more: tuple[str, str] | None = None, body: str = ""
) -> Kind:
    revisions = view().sight.column(name, "revision")
    latest = sorted(dict.fromkeys(places), key=lambda place: (-revisions[place[1]], place[1]))
    entries = [Entry(told_record(table, row, view()), _deeds(table, row, body)) for table, row in latest[:MOST]]
    return Kind(name, heading, entries, len(latest), more)


#: Records that are not changed as a whole: the page on which something of them is, and what its address names besides.
_CORRECTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "reports": ("desk_report", {}),
    "measurements": ("desk_remove", {"table": "measurements"}),
    "participations": ("inbox_part", {}),
}


def _correcting() -> dict[str, str]:
    return {"reports": say("Correct"), "measurements": say("Take it back"), "participations": say("Change")}


def _deeds(table: str, row: int, body: str) -> list[tuple[str, str]]:
    values = view().sight.told(table, row)
    if table == "actions":
        return [
            (address("desk_action", code=values["code"]), say("Change")),
            (address("desk_new_report", code=values["code"]), say("Report")),
        ]
    if table == "strategies":
        return [
            (address("desk_strategy", code=values["code"]), say("Change")),
            (address("desk_commitments", code=values["code"]), say("Commitments")),
            (address("desk_new_report", code=values["code"]), say("Report")),
        ]
    if table in _CORRECTED:
        endpoint, named = _CORRECTED[table]
        return [(address(endpoint, record_id=values["id"], **named), _correcting()[table])]
    if values["source"] == body and values["kind"] != "part_of":
        return [(address("desk_relation", record_id=values["id"]), say("Change or end"))]
    waits = values["target"] == body and values["status"] in {None, "declared"}
    return [(address("inbox"), say("Confirm or dispute"))] if waits else []
