"""The search of the commons, with facets beside what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request

from api.commons import cursor_of, place_after
from api.context import database
from api.writing import tenant_id
from interlace import commons
from interlace.commons.searching import MOST_WORDS_CHARACTERS
from interlace.errors import Invalid
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.commons import words
from web.forms import Form
from web.frame import page
from web.languages import say
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.commons import Facets, Page

_A_PAGE = 20
#: Of a facet so many values are shown, and all that are chosen.
_SHOWN = 12
_FACETS = ("kinds", "principles", "areas", "countries", "languages", "levels", "years")


class Value(NamedTuple):
    """A value of a facet as a box: what it is called, how many entries have it, whether it is chosen."""

    value: str
    label: str
    entries: int
    chosen: bool


class Facet(NamedTuple):
    """A facet as a group of boxes."""

    name: str
    label: str
    values: Sequence[Value]


@pages.get("/t/<tenant>/commons")
def commons_search(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Search what all tenants have published."""
    form = Form.of({"q": request.args.get("q", "")})
    try:
        found = commons.entries(
            database(), tenant_id(), _asked(), first=_A_PAGE, after=place_after(request.args.get("after"))
        )
    except Invalid as refused:
        form.refuse(refused, {"words": "q"})
        found = commons.entries(database(), tenant_id(), commons.Asked(), first=_A_PAGE)
    return page(
        "commons/search.html",
        422 if form.problems else 200,
        form=form,
        found=found,
        facets=_facets(found),
        next_after=cursor_of(found.next_after),
        most=MOST_WORDS_CHARACTERS,
        kinds=words.kinds(),
        value=words.value,
        practices_of=own_bodies(),
        may_decide=may(Operation.PUBLICATION_DECIDE),
    )


def _asked() -> commons.Asked:
    """What the address asks for. Raises Invalid."""
    args = request.args
    years = [int(year) for year in args.getlist("years") if year.isascii() and year.isdigit() and len(year) <= 4]  # noqa: PLR2004
    chosen = {name: [one for one in args.getlist(name) if one] for name in _FACETS if name != "years"}
    return commons.Asked(args.get("q", ""), years=years, rules=[one for one in args.getlist("rules") if one], **chosen)


def _facets(found: Page) -> list[Facet]:
    if found.facets is None:
        return []
    labels = {
        "kinds": say("What it is"),
        "principles": say("Principles"),
        "areas": say("Areas"),
        "countries": say("Countries"),
        "languages": say("Languages"),
        "levels": say("Levels"),
        "years": say("Years"),
    }
    return [Facet(name, label, values) for name, label in labels.items() if (values := _values(found.facets, name))]


def _values(facets: Facets, name: str) -> list[Value]:
    chosen = {one for one in request.args.getlist(name) if one}
    counts = {one.value: one.entries for one in getattr(facets, name)}
    shown = [*counts][:_SHOWN]
    shown += [one for one in counts if one in chosen and one not in shown]
    found = [Value(one, words.value(name, one), counts[one], one in chosen) for one in shown]
    if name == "years":
        return sorted(found, key=lambda one: one.value, reverse=True)
    return found
