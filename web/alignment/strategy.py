"""One strategy: all that is on record about it, what hangs on it, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interlace.reading.alignment import pairs
from interlace.reading.carried import higher_strategies
from interlace.reading.standing import lapsed_anchors, standing
from policies import COMMITMENT_DEPTHS, PHASES
from web.alignment.asking import row_of
from web.alignment.records import findings_of, links_of, oppositions_of, reports_of, web_address, where_changed
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import told
from web.names import named, named_by_code
from web.slices import asked_slice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from interlace.reading.view import View
    from web.names import Named

#: The looks of a cell by the depth of the commitment in it.
_LOOKS = {1: "cover-1", 2: "cover-3", 3: "cover-5"}


class Participation(NamedTuple):
    """A body's part in a strategy."""

    body: Named | None
    phase: str
    depth: str


@pages.get("/t/<tenant>/strategies/<code>")
def strategy(tenant: str, code: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The strategy of this code."""
    view, row = shown(), row_of("strategies", code)
    record = view.sight.told("strategies", row)
    owner = named_by_code("bodies", record["owner"])
    assert owner is not None  # noqa: S101 - references lead to bodies
    co_owners = [one for co_owner in record["co_owners"] if (one := named_by_code("bodies", co_owner))]
    number = view.strategy_number(row)
    participations = asked_slice(_participations(view, code))
    return page(
        "alignment/strategy.html",
        record=record,
        itself=named("strategies", row),
        owner=owner,
        level=view.sight.column("bodies", "level")[owner.row],
        co_owners=co_owners,
        standing=standing(view, row),
        still_led_to=int(lapsed_anchors(view)[number]),
        document=web_address(record["url"]),
        cells=_commitments(view, code),
        depths=[(_LOOKS[int(one.id)], one.id, told(one.name)) for one in COMMITMENT_DEPTHS],
        supports=links_of(code, "from"),
        supported=links_of(code, "to"),
        higher=[(named("strategies", pair.strategy), pair) for pair in pairs(view, body=owner.row)],
        asks=row in higher_strategies(view),
        oppositions=oppositions_of(code),
        oppose=where_changed("desk_oppose", code, owner.code, *(one.code for one in co_owners)),
        participations=participations,
        reports=reports_of(code),
        findings=findings_of(number),
        change=where_changed("desk_strategy", code, owner.code, *(one.code for one in co_owners)),
    )


def _commitments(view: View, code: str) -> Mapping[str, tuple[str, str, None, str]]:
    """What the grid shows in each cell with a commitment: its depth."""
    principle, area, depth = (view.sight.column("commitments", name) for name in ("principle", "area", "depth"))
    return {
        f"{principle[row]}:{area[row]}": (
            str(depth[row]),
            _LOOKS[depth[row]],
            None,
            told(COMMITMENT_DEPTHS[str(depth[row])].name),
        )
        for row in view.sight.rows_where("commitments", "strategy", code)
    }


def _participations(view: View, code: str) -> list[Participation]:
    """Who takes part, phase by phase, in the order of codes."""
    body, phase, depth = (view.sight.column("participations", name) for name in ("body", "phase", "depth"))
    rows = sorted(
        view.sight.rows_where("participations", "strategy", code),
        key=lambda row: (PHASES.index(phase[row]), body[row]),
    )
    return [Participation(named_by_code("bodies", body[row]), phase[row], depth[row]) for row in rows]
