"""What a caller takes along: one strategy as StratML or JSON-LD, or all bodies as Popolo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.exchange import linked_plans, plan_of, popolo, stratml
from interlace.errors import FieldProblem, Invalid, Unknown
from interlace.reading.exports import require_export

if TYPE_CHECKING:
    from interlace.principals import Principal
    from interlace.reading.view import View

#: Form → how its files are called: those of one strategy, and the one of all bodies.
FORMS = ("stratml", "jsonld", "popolo")
_SUFFIXES = {"stratml": "stratml.xml", "jsonld": "strategy.jsonld", "popolo": "popolo.json"}
MEDIA_TYPES = {"stratml": "application/xml", "jsonld": "application/ld+json", "popolo": "application/json"}


@dataclass(frozen=True)
class Taken:
    """A file: its name, media type and bytes; and what of the register its format has no place for, with counts."""

    name: str
    media_type: str
    content: bytes
    left_out: dict[str, int]


def take(principal: Principal, view: View, form: str, strategy: str | None = None) -> Taken:
    """A file of what the principal sees. Raises Forbidden, Unknown, Invalid."""
    require_export(principal)
    tables = view.sight.snapshot.register.tables
    if form == "popolo":
        name = f"bodies-r{view.revision}.{_SUFFIXES[form]}"
        return Taken(name, MEDIA_TYPES[form], popolo.write(tables), popolo.left_out(tables))
    if form not in FORMS:
        raise Invalid([FieldProblem("/form", "bad-choice", {"choices": ", ".join(FORMS)})])
    if strategy is None:
        raise Invalid([FieldProblem("/strategy", "required")])
    if view.sight.row_of_code("strategies", strategy) is None:
        raise Unknown(f"There is no strategy {strategy[:64]}.")
    plan = plan_of(tables, strategy)
    left = {
        "links": len(
            {*view.sight.rows_where("links", "from", strategy), *view.sight.rows_where("links", "to", strategy)}
        ),
        "participations": len(view.sight.rows_where("participations", "strategy", strategy)),
        "reports": len(view.sight.rows_where("reports", "subject", strategy)),
    }
    counts = {name: count for name, count in left.items() if count}
    content = stratml.write(plan, counts) if form == "stratml" else linked_plans.write(plan, counts)
    return Taken(f"{strategy}.{_SUFFIXES[form]}", MEDIA_TYPES[form], content, counts)
