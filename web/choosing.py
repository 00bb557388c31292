"""Choosing a body by typing: its code, its name in any language, or enough of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from flask import request

from interlace.reading.shown import folded
from web.blueprint import pages
from web.days import shown
from web.frame import page
from web.languages import say
from web.names import Named, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.reading.view import View
    from web.forms import Form

#: So many bodies are offered, or told apart in a sentence.
_MOST_OFFERED, _MOST_TOLD = 12, 5
#: What somebody types is not longer.
_LONGEST = 200


def body_typed(view: View, typed: str, form: Form, field: str) -> int | None:
    """The row of the body that somebody means; None where that is not certain, which is noted at the form's field."""
    known = view.sight.row_of_code("bodies", typed)
    if known is not None:
        return known
    alike = bodies_called(view, typed) or bodies_like(view, typed)
    if len(alike) == 1:
        return alike[0]
    if not alike:
        form.wrong(field, say("There is no body of this name or code. Type a part of its name, such as its town."))
        return None
    told = ", ".join(f"{one.name} ({one.code})" for one in (named("bodies", row) for row in alike[:_MOST_TOLD]))
    more = say(" and others") if len(alike) > _MOST_TOLD else ""
    form.wrong(field, say("This could be several bodies: %(names)s. Type the code of one.", names=told + more))
    return None


def bodies_meant(form: Form, field: str) -> list[Named]:
    """Which bodies somebody may have meant who typed something that is not certain; the first of them."""
    if field not in form.problems:
        return []
    return [named("bodies", row) for row in bodies_like(shown(), form.text(field))[:_MOST_OFFERED]]


def bodies_called(view: View, typed: str) -> Sequence[int]:
    """The bodies of which this is the code or a name, without regard to accents and capitals; in the order of codes."""
    texts = pl.select("\n" + pl.lit(view.sight.folded("bodies")) + "\n").to_series()
    return _holding(view, texts, f"\n{_small(typed)}\n")


def bodies_like(view: View, typed: str) -> Sequence[int]:
    """The bodies in whose code or names this occurs, in the order of their codes."""
    return _holding(view, view.sight.folded("bodies"), _small(typed))


def _small(typed: str) -> str:
    return str(pl.select(folded(pl.lit(typed[:_LONGEST].strip()))).item())


def _holding(view: View, texts: pl.Series, wanted: str) -> Sequence[int]:
    if not wanted.strip():
        return ()
    holds = texts.str.contains(wanted, literal=True).to_numpy()
    order = view.sight.body_rows
    rows: list[int] = order[holds[order]].tolist()
    return rows


@pages.get("/t/<tenant>/suggestions/bodies")
def body_suggestions(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The bodies that somebody may mean, as options for the field in which they type; `field` names it."""
    typed = request.args.get(request.args.get("field", "q"), "")
    rows = bodies_like(shown(), typed)[:_MOST_OFFERED]
    return page("suggestions.html", bodies=[named("bodies", row) for row in rows])
