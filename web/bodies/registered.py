"""What a body has registered, table by table: a few lines on its own page, all of them on pages that these lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import policies
from interlace.errors import Unknown
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import day, say
from web.names import named, named_by_code
from web.slices import asked_slice
from web.words import consent, inline, period, term, told_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from flask import Response

    from interlace.reading.view import View
    from web.words import Part

#: So many lines of each table stand on the body's own page.
FEW = 8


@dataclass(frozen=True)
class Line:
    """One record as the page of its body tells it: what it is about besides the body, and what it says."""

    parts: Sequence[Part]
    says: str
    live: bool = True
    """Whether it holds on the day that is shown."""


@dataclass(frozen=True)
class Registered:
    """The first lines of a table, and how many there are."""

    table: str
    title: str
    lines: Sequence[Line]
    total: int


def registered(view: View, body: int, table: str, most: int = FEW) -> Registered:
    """What a body has in a table, the first of it."""
    rows = rows_of(view, body, table)
    return Registered(table, title_of(table), [line(view, body, table, row) for row in rows[:most]], len(rows))


@pages.get(
    "/t/<tenant>/bodies/<code>"
    "/<any(strategies, actions, participations, links, relations, reports, measurements):table>"
)
def body_records(tenant: str, code: str, table: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """All that a body has registered in one table. Raises Unknown."""
    view = shown()
    body = view.sight.row_of_code("bodies", code)
    if body is None:
        raise Unknown("There is no such body.")
    found = asked_slice(rows_of(view, body, table))
    return page(
        "bodies/registered.html",
        body=named("bodies", body, view),
        title=title_of(table),
        found=found,
        lines=[line(view, body, table, row) for row in found.items],
    )


def title_of(table: str) -> str:
    """What the records of a table are called together."""
    return {
        "strategies": say("Strategies"),
        "actions": say("Actions"),
        "participations": say("Parts in strategies"),
        "links": say("Links to strategies"),
        "relations": say("Relations"),
        "reports": say("Reports"),
        "declarations": say("Declarations"),
        "measurements": say("Measurements"),
    }[table]


def rows_of(view: View, body: int, table: str) -> list[int]:
    """The records that a body has in a table: what holds on the day first, then what is newest."""
    code = view.sight.column("bodies", "code")[body]
    rows = dict.fromkeys(_ROWS[table](view, code))
    return sorted(rows, key=lambda row: _order(view, body, table, row))


def _where(table: str, *columns: str) -> Callable[[View, str], list[int]]:
    return lambda view, code: [row for one in columns for row in view.sight.rows_where(table, one, code)]


def _of_works(table: str, column: str) -> Callable[[View, str], list[int]]:
    """Records that hang on the strategies and actions of a body."""

    def rows(view: View, code: str) -> list[int]:
        works = [
            view.sight.column("strategies", "code")[row] for row in view.sight.rows_where("strategies", "owner", code)
        ]
        works += [view.sight.column("actions", "code")[row] for row in view.sight.rows_where("actions", "body", code)]
        return [row for work in works for row in view.sight.rows_where(table, column, work)]

    return rows


_ROWS: Mapping[str, Callable[[View, str], list[int]]] = {
    "strategies": _where("strategies", "owner", "co_owners"),
    "actions": _where("actions", "body", "partners"),
    "participations": _where("participations", "body"),
    "relations": _where("relations", "source", "target"),
    "declarations": _where("declarations", "body"),
    "measurements": _where("measurements", "body"),
    "links": _of_works("links", "from"),
    "reports": _of_works("reports", "subject"),
}
#: The days that records are ordered by, the newest first.
_BEGIN = {
    "strategies": "starts_on",
    "actions": "starts_on",
    "declarations": "declared_on",
    "reports": "reported_on",
    "measurements": "measured_on",
}
_PERIODS = {
    "strategies": ("starts_on", "ends_on"),
    "actions": ("starts_on", "ends_on"),
    "relations": ("valid_from", "valid_to"),
}


def _order(view: View, body: int, table: str, row: int) -> tuple[Any, ...]:
    begins: date | None = view.sight.column(table, _BEGIN[table])[row] if table in _BEGIN else None
    by_name = _other(view, body, row) if table == "relations" else ""
    return not is_live(view, table, row), -begins.toordinal() if begins else 0, by_name, row


def is_live(view: View, table: str, row: int) -> bool:
    """Whether the day lies in the period of a record; a work must also be more than planned, and not be over."""
    if table not in _PERIODS:
        return True
    begins, ends = (view.sight.column(table, name)[row] for name in _PERIODS[table])
    in_period = (begins is None or begins <= view.as_of) and (ends is None or ends >= view.as_of)
    status = view.sight.column(table, "status")[row] if table in {"strategies", "actions"} else None
    return in_period and status in {None, "adopted", "ongoing"}


def _other(view: View, body: int, row: int) -> str:
    """The name of the other side of a relation."""
    code = view.sight.column("bodies", "code")[body]
    source, target = (view.sight.column("relations", end)[row] for end in ("source", "target"))
    other = view.sight.row_of_code("bodies", target if source == code else source)
    name: str = view.sight.column("bodies", "name")[other] if other is not None else ""
    return name.casefold()


def line(view: View, body: int, table: str, row: int) -> Line:
    """One record as the page of its body tells it."""
    live = is_live(view, table, row)
    if table == "relations":
        return _relation(view, body, row, live)
    told = told_record(table, row, view)
    if table in {"strategies", "actions"}:
        return Line(told.parts, " · ".join(filter(None, [told.says, _part_in(view, body, table, row)])), live)
    if table == "participations":
        return Line(told.parts[-1:], told.says, live)
    if table in {"declarations", "measurements"}:
        return Line([], told.says, live)
    return Line(told.parts, told.says, live)


def _part_in(view: View, body: int, table: str, row: int) -> str:
    """What the body is to a strategy or action, unless it leads or does it."""
    code = view.sight.column("bodies", "code")[body]
    if table == "strategies":
        return "" if view.sight.column(table, "owner")[row] == code else say("as co-owner")
    return "" if view.sight.column(table, "body")[row] == code else say("as partner")


def _relation(view: View, body: int, row: int, live: bool) -> Line:
    sight = view.sight
    code = sight.column("bodies", "code")[body]
    source, target, kind, status, mechanism = (
        sight.column("relations", name)[row] for name in ("source", "target", "kind", "status", "mechanism")
    )
    other = named_by_code("bodies", target if source == code else source, view)
    if source == code or policies.RELATION_KINDS[kind].symmetric:
        parts: list[Part] = [f"{term(policies.RELATION_KINDS, kind)} ", other or target]
    else:
        here = say("this body")
        parts = [other or source, f" {inline(term(policies.RELATION_KINDS, kind))} {here}"]
    begins, ends = (sight.column("relations", name)[row] for name in _PERIODS["relations"])
    says = [_word(view, row, status), period(begins, ends), mechanism, "" if live else say("not on the day shown")]
    return Line(parts, " · ".join(filter(None, says)), live)


def _word(view: View, row: int, status: str | None) -> str:
    """Whether both sides say so; since when the word of one is waited for."""
    declared_on = view.sight.column("relations", "declared_on")[row]
    if status in {"confirmed", "disputed"} or declared_on is None:
        return consent(status)
    return say("declared on %(day)s, not yet confirmed", day=day(declared_on))
