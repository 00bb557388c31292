"""What the pages of strategies and of actions share: their links, reports and findings, and who may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from interlace.identity.permissions import Operation
from interlace.reading.about import found_about
from interlace.reading.findings import explained
from web.days import address, shown
from web.names import named_by_code
from web.rights import may
from web.words import rule_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from interlace.reading.about import Counted
    from interlace.reading.findings import FoundOne
    from web.names import Named

#: So many links, reports and findings are told on the page of a record; lists have the others.
MOST_TOLD = 50
_MOST_FINDINGS = 10


class Linked(NamedTuple):
    """A strategy or action at the other end of a link, and what the two sides say."""

    work: Named
    status: str


class Links(NamedTuple):
    """Some links of a record, and how many there are in all."""

    told: Sequence[Linked]
    total: int


class Report(NamedTuple):
    """What was reported on a day."""

    on: date
    progress: str | None
    note: str | None


class Opposition(NamedTuple):
    """Another strategy that one works against, as a body has marked it, and what the caller may do about it."""

    other: Named
    marked_by: Named | None
    marked_on: date | None
    resolved_on: date | None
    reason: str | None
    resolve: str | None
    withdraw: str | None


class Findings(NamedTuple):
    """What was found about a record: in words what matters most, and all of it counted by rule."""

    told: Sequence[tuple[FoundOne, str]]
    counts: Mapping[str, Counted]
    total: int


def links_of(code: str, end: str) -> Links:
    """The links that lead from a work (`from`), or to it (`to`)."""
    sight, other = shown().sight, {"from": "to", "to": "from"}[end]
    rows, status, ends = (
        sight.rows_where("links", end, code),
        sight.column("links", "status"),
        sight.column("links", other),
    )
    told = sorted(rows, key=lambda row: str(ends[row]))[:MOST_TOLD]
    return Links([Linked(_work(ends[row]), status[row] or "declared") for row in told], len(rows))


def _work(code: str) -> Named:
    found = named_by_code("strategies", code) or named_by_code("actions", code)
    assert found is not None  # noqa: S101 - a link whose end is hidden is hidden too
    return found


def reports_of(code: str) -> Sequence[Report]:
    """The last reports on a work, the latest first; what was reported after the day that is shown is not told."""
    view, sight = shown(), shown().sight
    on, progress, note = (sight.column("reports", name) for name in ("reported_on", "progress", "note"))
    rows = [row for row in sight.rows_where("reports", "subject", code) if on[row] <= view.as_of]
    rows.sort(key=lambda row: on[row], reverse=True)
    return [Report(on[row], progress[row], note[row]) for row in rows[:MOST_TOLD]]


def oppositions_of(code: str) -> Sequence[Opposition]:
    """What a strategy has been marked as working against by the day that is shown; what is not resolved first."""
    view, sight = shown(), shown().sight
    rows = {row for end in ("strategy", "other") for row in sight.rows_where("oppositions", end, code)}
    told = [_opposition(code, sight.told("oppositions", row), view.as_of) for row in sorted(rows)]
    begun = [one for one in told if one.marked_on is None or one.marked_on <= view.as_of]
    return sorted(begun, key=lambda one: one.resolved_on is not None)[:MOST_TOLD]


def _opposition(code: str, record: Mapping[str, Any], as_of: date) -> Opposition:
    over = record["resolved_on"] is not None and record["resolved_on"] <= as_of
    sides = [_owners(record[end]) for end in ("strategy", "other")]
    concerned = [*sides[0], *sides[1], record["marked_by"]]
    open_ = record["resolved_on"] is None
    return Opposition(
        other=_work(record["other"] if record["strategy"] == code else record["strategy"]),
        marked_by=named_by_code("bodies", record["marked_by"]),
        marked_on=record["marked_on"],
        resolved_on=record["resolved_on"] if over else None,
        reason=record["reason"],
        resolve=_page("desk_resolve", record_id=record["id"])
        if open_ and may(Operation.CONSENT_GIVE, *concerned)
        else None,
        withdraw=_page("desk_remove", table="oppositions", record_id=record["id"])
        if may(Operation.CONSENT_GIVE, record["marked_by"])
        else None,
    )


def _owners(strategy: str) -> list[str]:
    sight = shown().sight
    row = sight.row_of_code("strategies", strategy)
    if row is None:
        return []
    return [sight.column("strategies", "owner")[row], *sight.column("strategies", "co_owners")[row]]


def _page(endpoint: str, **arguments: str) -> str | None:
    return address(endpoint, **arguments) if f"web.{endpoint}" in current_app.view_functions else None


def findings_of(number: int) -> Findings:
    """What was found about a work, by its number among the register's."""
    view = shown()
    found = found_about(view, number, _MOST_FINDINGS)
    told = [(one, explained(view, one, rule_language()).text) for one in found.first]
    return Findings(told, found.counts, found.total)


def where_changed(endpoint: str, code: str, *bodies: str) -> str | None:
    """Where the record of this code is changed, for those who may write for one of these bodies."""
    if f"web.{endpoint}" not in current_app.view_functions or not may(Operation.RECORDS_WRITE, *bodies):
        return None
    return address(endpoint, code=code)


def web_address(text: str | None) -> str | None:
    """An address that a link may lead to; nothing where it is none of the web."""
    try:
        return text if text and urlsplit(text).scheme in {"http", "https"} else None
    except ValueError:
        return None
