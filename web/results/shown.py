"""The page of a body's results, and the same as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Response, request

from api.context import caller, database, view
from api.rest.answering import CSV_TYPE, as_csv
from graph.scoring.groups import CHOICES
from interlace.assessments.results import results
from interlace.assessments.tabled import COLUMNS, rows_of
from interlace.errors import Unknown
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.frame import page
from web.languages import language, number, say
from web.names import named_by_code
from web.results.pictured import in_page, line_of, principle_told, range_told
from web.rights import may

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from interlace.assessments.results import Results, SentTold


class Round(NamedTuple):
    """A round in words."""

    title: str
    sent_on: date
    version: str
    core: str
    extended: str
    comparable: bool
    dropped: int
    added: int


def tenant_id() -> UUID:
    """The tenant of the page."""
    found = caller().principal.tenant_id
    assert found is not None  # noqa: S101 - pages of a tenant
    return found


def results_of(body: str) -> Results:
    """The results that the address asks for. Raises Unknown."""
    group = request.args.get("group", CHOICES[0])
    return results(
        database(),
        # Today, whatever day the address names: on another day others might look after the body, and groups that differ
        # by one body would tell its score.
        view(),
        caller().principal,
        tenant_id(),
        body,
        instrument=request.args.get("instrument") or None,
        group=group if group in CHOICES else CHOICES[0],
        language=language(),
    )


@pages.get("/t/<tenant>/assessments/results/<body>")
def results_page(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What a body can learn from what it sent."""
    own = named_by_code("bodies", body)
    try:
        found = results_of(body)
    except Unknown:
        # Whoever writes for the body may know that nothing was sent; for all others there is no such page.
        if own is None or request.args.get("instrument") or not may(Operation.RECORDS_WRITE, body):
            raise
        return page("results/none.html", own=own, code=body)
    areas = {area.id: in_page(area.name) for area in found.instrument.areas}
    lines = [line_of(part, areas[part.id]) for part in found.areas]
    return page(
        "results/results.html",
        own=own,
        code=body,
        found=found,
        instrument=in_page(found.instrument.name),
        latest=_round(found.latest),
        earlier=[_round(one) for one in found.earlier],
        areas=lines,
        principles=[line_of(part, principle_told(part.id)) for part in found.principles],
        by_word=[
            (word, [line for line in lines if line.word == word]) for word in ("strength", "to_work_on", "not_known")
        ],
        groups=[(choice, group_told(choice)) for choice in CHOICES],
        others=_others(found),
        has_voices=any(one.released for one in (found.latest, *found.earlier)),
    )


@pages.get("/t/<tenant>/assessments/results/<body>/table.csv")
def results_file(tenant: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The results as a table that spreadsheets read."""
    content = as_csv(rows_of(results_of(body)), COLUMNS).encode("utf-8-sig")
    headers = {"Content-Disposition": 'attachment; filename="results.csv"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, content_type=CSV_TYPE)


def _round(one: SentTold) -> Round:
    core, extended = range_told(one.core), range_told(one.extended)
    return Round(one.title, one.sent_on, one.version, core, extended, one.comparable, one.dropped, one.added)


def group_told(choice: str) -> str:
    """By what similar bodies are chosen."""
    words = {
        "level": say("All of the same level"),
        "population": say("Of the same level and similar population"),
        "part": say("Of the same level, in the same part of the country"),
    }
    return words[choice]


def _others(found: Results) -> str:
    """At least how many similar bodies there are; empty where nothing is told of them."""
    known: Sequence[int] = [band.others for band in found.group.bands.values()]
    return number(min(known)) if known else ""
