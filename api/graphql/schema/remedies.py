"""The few changes that close most of what is open in a branch, and how good any could be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.graphql.schema.parts import argument, enum, field, object_type
from graph.remedies import MOST_CHANGES
from graph.remedies.telling import FATES, MOST_TOLD, as_object
from interlace.reading.remedies import USUAL_CHANGES, recommended

if TYPE_CHECKING:
    from collections.abc import Callable

    from strawberry.types.field import StrawberryField

    from api.graphql.schema.context import Context


class Told(dict[str, Any]):
    """A part of a recommendation, as it is told as JSON."""


def _recommendation(
    source: Any,  # noqa: ANN401 - the tenant
    context: Context,
    branch: str | None = None,
    changes: int = USUAL_CHANGES,
) -> Told:
    view = source.view

    def made() -> Told:
        return Told(as_object(recommended(view, branch, changes), view.graph.register.bodies.code))

    return context.searched((view, "recommendation", branch, changes), made)


def _of(name: str) -> Callable[[Told, Context], Any]:
    return lambda source, _context: source[name]


def _parts(name: str) -> Callable[[Told, Context], list[Told]]:
    return lambda source, _context: [Told(part) for part in source[name]]


def _told(name: str, type_: str, description: str, key: str, page: int | None = None) -> StrawberryField:
    return field(name, type_, description, _of(key), page=page)


enum(
    "RemedyKind",
    "What sort of decision a recommended change is.",
    {
        "link": "A strategy or action below is linked to a strategy above.",
        "relation": "Two bodies coordinate.",
        "membership": "A body joins a network.",
        "network": "Bodies found a network.",
        "commitment": "A strategy takes up cells.",
        "participation": "A body takes part in a strategy.",
    },
)
_FATES = {
    "closes": "The findings of the branch that are there no longer",
    "eases": "The findings of the branch that become less grave",
    "opens": "The findings that come, wherever they are",
    "worsens": "The findings that become graver, wherever they are",
}
object_type(
    "MovedFinding",
    "What becomes of a finding in a step.",
    [
        _told("key", "str", "What the finding is known by.", "key"),
        _told("rule", "Rule", "The rule that found it.", "rule"),
        _told("priorityBefore", "float", "Its priority before; 0 if it was not there.", "priority_before"),
        _told("priorityAfter", "float", "Its priority after; 0 if it is not there.", "priority_after"),
    ],
    source=Told,
)
object_type(
    "RecommendedStep",
    "One change, and what it makes of the findings beside those before it.",
    [
        _told("number", "int", "The step, from 1.", "number"),
        _told("kind", "RemedyKind", "What sort of decision it is.", "kind"),
        _told("about", "JSON", "Codes of what it is about, by name.", "about"),
        _told("cells", "list[str]", "The cells committed to, as `principle:area`.", "cells", page=80),
        _told("decidedBy", "list[str]", "Codes of those whose decision it is.", "decided_by", page=MOST_TOLD),
        _told("decidedByTotal", "int", "How many they are.", "decided_by_total"),
        _told("permitted", "str", "Why it is permitted.", "permitted"),
        _told("gain", "float", "The priority that it closes, less what it opens.", "gain"),
        _told("total", "float", "The same of this step and those before it.", "total"),
        _told("shareOfBound", "float", "`total` by the bound of the recommendation.", "share_of_bound"),
        *(
            field(fate, "list[MovedFinding]", f"{_FATES[fate]}, the weightiest first.", _parts(fate), page=MOST_TOLD)
            for fate in FATES
        ),
        *(_told(f"{fate}Total", "int", "How many they are.", f"{fate}_total") for fate in FATES),
        _told(
            "changes",
            "JSON",
            "What would be written: a list of `verb`, `table` and `values`, as scenarios take it.",
            "changes",
        ),
    ],
    source=Told,
)
object_type(
    "Recommendation",
    "Changes that close most of what is open in a branch.",
    [
        _told("branch", "str | None", "Code of the body at the head; null for all bodies.", "branch"),
        _told("changesAsked", "int", "How many changes were asked for.", "changes_asked"),
        _told("findings", "int", "How many findings concern the branch.", "findings"),
        _told("open", "float", "Their priority together.", "open"),
        _told("total", "float", "What all steps close together, less what they open.", "total"),
        _told("bound", "float", "No choice of so many of the candidates closes more than this.", "bound"),
        _told("shareOfBound", "float", "`total` by `bound`: at least so near to the best it is.", "share_of_bound"),
        _told("candidates", "int", "How many changes were looked at.", "candidates"),
        field("steps", "list[RecommendedStep]", "The changes, in their order.", _parts("steps"), page=MOST_CHANGES),
    ],
    source=Told,
)
TENANT_FIELDS = [
    field(
        "recommendation",
        "Recommendation",
        "The few changes that close most of what is open in a branch.",
        _recommendation,
        argument("branch", "str | None", "Code of a body: its branch. All bodies unless it is told.", None),
        argument("changes", "int", f"How many changes at most: 1 to {MOST_CHANGES}.", USUAL_CHANGES),
    ),
]
