"""One strategy and one authority below it: what it asks, what covers it, how they are linked, what would align it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app

from interlace.errors import Unknown
from interlace.identity.permissions import Operation
from interlace.reading.alignment import pairs
from interlace.reading.findings import explained, finding
from interlace.reading.pairing import pair_told
from interlace.reading.standing import standing
from policies import AREAS
from web.alignment.asking import row_of
from web.blueprint import pages
from web.days import address, shown
from web.frame import page
from web.languages import day, say, say_number
from web.names import named, named_by_code
from web.rights import may
from web.words import rule_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Response

    from interlace.reading.findings import FoundOne
    from interlace.reading.pairing import PairTold
    from interlace.reading.view import View

#: Rules whose findings are about a strategy and one authority below it.
_RULES = ("alignment-nominal", "alignment-convergent", "commitment-uncascaded")


@pages.get("/t/<tenant>/alignment/<code>/<body>")
def alignment_pair(tenant: str, code: str, body: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """What a strategy asks of an authority, and what becomes of it."""
    view, strategy, authority = shown(), row_of("strategies", code), row_of("bodies", body)
    names: dict[str, Any] = {"strategy": named("strategies", strategy), "authority": named("bodies", authority)}
    in_force = standing(view, strategy) == "in_force"
    found = pairs(view, body=authority, strategy=strategy) if in_force else []
    if not found:
        return page("alignment/no_pair.html", why=_why(view, authority, in_force=in_force), **names)
    told = pair_told(view, found[0])
    return page(
        "alignment/pair.html",
        pair=told,
        cells=_grid(told),
        areas=[area for area in AREAS.ids if any(cell.endswith(f":{area}") for cell in told.cells.demanded)],
        closes=list(_closes(told)),
        found=list(_findings(view, code, body)),
        owner=named_by_code("bodies", view.sight.column("strategies", "owner")[strategy]),
        desk=_desk(body),
        **names,
    )


def _desk(body: str) -> str | None:
    """Where the records of a body are written, for those who may."""
    if "web.desk_of" not in current_app.view_functions or not may(Operation.RECORDS_WRITE, body):
        return None
    return address("desk_of", body=body)


def _why(view: View, authority: int, *, in_force: bool) -> str:
    if not in_force:
        return say("This strategy is not in force on %(day)s, so nothing is asked of anybody.", day=day(view.as_of))
    if not view.live(authority):
        return say("This body does not exist on %(day)s.", day=day(view.as_of))
    return say(
        "This strategy asks nothing of this body: it does not stand below the strategy’s owner, or is not competent "
        "for any area in which the strategy has commitments with objectives."
    )


def _grid(told: PairTold) -> Mapping[str, tuple[str, str, None, str]]:
    """Each cell that is asked: covered, a gap, or an open question."""
    covered = {cell: ("✓", "cell-holds", None, say("Covered")) for cell in told.cells.covered}
    missing = (
        ("✗", "cell-gap", None, say("Gap")) if told.declared else ("?", "cell-question", None, say("Open question"))
    )
    return {**covered, **dict.fromkeys(told.cells.missing, missing)}


def _closes(told: PairTold) -> Iterator[str]:
    """What would align the authority with the strategy, one thing a sentence."""
    if not told.declared and told.cells.missing:
        yield say("Report what is there already, and declare the register complete.")
    if told.needed:
        yield say_number(
            "Cover %(num)s of the cells that are missing, by a commitment with objectives or by an action under way.",
            "Cover %(num)s of the cells that are missing, by commitments with objectives or by actions under way.",
            told.needed,
        )
    if not told.pair.linked:
        yield from _links_wanted(told)


def _links_wanted(told: PairTold) -> Iterator[str]:
    if any(link.status == "disputed" for link in told.links):
        yield say("Settle the link that is disputed: a disputed link does not count.")
    elif told.links:
        yield say(
            "Renew what the link leads from: neither a strategy in force nor an action under way stands behind it."
        )
    else:
        yield say("Link a strategy in force or an action under way to this strategy, if it is meant to support it.")


def _findings(view: View, code: str, body: str) -> Iterator[tuple[FoundOne, str]]:
    for rule in _RULES:
        try:
            found = finding(view, f"{rule}:{code}:{body}")
        except Unknown:
            continue
        yield found, explained(view, found, rule_language()).text
