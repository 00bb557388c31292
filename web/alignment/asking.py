"""What these pages are asked for in their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from flask import request

from graph.encoding import NOBODY
from interlace.errors import FieldProblem, Invalid, Unknown
from web.days import shown
from web.names import named

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So many branches a choice offers; deeper ones are opened from pages that show them.
_MOST_BRANCHES = 200


def one_of(name: str, choices: Sequence[str]) -> str | None:
    """One of these values, or nothing. Raises Invalid for anything else."""
    value = request.args.get(name) or None
    if value is not None and value not in choices:
        raise Invalid([FieldProblem(f"/{name}", "bad-choice", {"choices": ", ".join(choices)})])
    return value


def several(name: str) -> list[str]:
    """The values of an argument that are not empty, as lists take them."""
    return [value for value in request.args.getlist(name) if value]


def row_of(table: str, code: str) -> int:
    """The row of the body, strategy or action of this code. Raises Unknown."""
    row = shown().sight.row_of_code(table, code)
    if row is None:
        raise Unknown(f"Nothing in {table} has the code “{code[:100]}”.")
    return row


def body_asked(name: str = "branch") -> int | None:
    """The row of the body whose code is asked for, if one is. Raises Unknown."""
    code = request.args.get(name)
    return row_of("bodies", code) if code else None


def after_asked() -> str | None:
    """The cursor of the page before, if this is not the first one."""
    return request.args.get("after") or None


def branch_choices() -> list[tuple[str, str]]:
    """Branches to choose among: the highest authorities with others below, those right below, and the chosen one."""
    view = shown()
    hierarchy = view.graph.hierarchy
    above = hierarchy.parent
    second = (above != NOBODY) & (hierarchy.parent[above] == NOBODY)
    heads = np.flatnonzero(((above == NOBODY) | second) & (hierarchy.end - np.arange(hierarchy.size) > 1))
    rows = [view.body_at(place) for place in heads[:_MOST_BRANCHES].tolist()]
    chosen = body_asked()
    if chosen is not None and chosen not in rows:
        rows.append(chosen)
    return [(one.code, one.name) for one in (named("bodies", row) for row in rows)]
