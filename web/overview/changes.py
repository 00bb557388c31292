"""What became of findings between the two days of the page, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from interlace.reading.compare import CHANGES, compared, differences_page
from policies import FAMILIES
from policies.rules import RULES
from web.blueprint import pages
from web.days import as_of, compare_to, shown
from web.frame import page
from web.languages import say, told

if TYPE_CHECKING:
    from flask import Response

#: Findings that stayed as they were are no news.
_NEWS = CHANGES[:3]


@pages.get("/t/<tenant>/changes")
def changes(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The list of differences."""
    if compare_to() >= as_of():
        return page("overview/changes.html", comparison=None)
    comparison = compared(shown(), compare_to())
    chosen = {"change": [change for change in request.args.getlist("change") if change], "rule": _rules()}
    found = differences_page(comparison, chosen["change"] or _NEWS, chosen["rule"], after=request.args.get("after"))
    return page(
        "overview/changes.html",
        comparison=comparison,
        found=found,
        chosen=chosen,
        changes=list(zip(_NEWS, (say("Opened"), say("Closed"), say("Changed")), strict=True)),
        families=[(term.id, told(term.name)) for term in FAMILIES],
        rules=_kinds(),
    )


def _rules() -> list[str]:
    """The rules that are asked for: those named, or all of a family."""
    named = [rule for rule in request.args.getlist("rule") if rule]
    family = request.args.get("family")
    return named or [rule for rule, metadata in RULES.items() if metadata.family == family]


def _kinds() -> list[tuple[str, str]]:
    """The rules that can be chosen: those of the family, if one is."""
    family = request.args.get("family")
    return [(rule, told(one.title)) for rule, one in RULES.items() if not family or one.family == family]
