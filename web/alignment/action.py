"""One action: all that is on record about it, what it supports, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.alignment.asking import row_of
from web.alignment.records import findings_of, links_of, reports_of, web_address, where_changed
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import number, say
from web.names import named, named_by_code
from web.words import status_of_work

if TYPE_CHECKING:
    from flask import Response


@pages.get("/t/<tenant>/actions/<code>")
def action(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The action of this code."""
    view, row = shown(), row_of("actions", code)
    record = view.sight.told("actions", row)
    work = view.action_number(row)
    return page(
        "alignment/action.html",
        record=record,
        itself=named("actions", row),
        doer=named_by_code("bodies", record["body"]),
        partners=[one for partner in record["partners"] if (one := named_by_code("bodies", partner))],
        budget=None if record["budget_amount"] is None else number(float(record["budget_amount"])),
        standing=status_of_work("actions", row),
        delivers=bool(view.graph.works.delivering[work - len(view.graph.works.in_force)]),
        document=web_address(record["url"]),
        cells={cell: ("✓", "cell-holds", None, say("It works here")) for cell in record["cells"]},
        supports=links_of(code, "from"),
        reports=reports_of(code),
        findings=findings_of(work),
        change=where_changed("desk_action", code, record["body"]),
    )
