"""Item by item: what the body answered, and what the experts say of that; an area at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from api.context import today
from interlace import visits
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import language
from web.visits.listed import asker
from web.visits.one import known
from web.visits.planning import revision_of
from web.visits.words import answer_in_words, areas_of, options_of, words

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

_FIELDS = {"answer": "value"}


@pages.get("/t/<tenant>/visits/<uuid:visit_id>/items")
def visit_items(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """The items of one area, the first unless the address names another."""
    return _shown(visit_id, Form(), "")


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/items")
def visit_find(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """Say of an item what was found."""
    form = Form.sent()
    item = form.text("item")
    given: dict[str, Any] = {
        "item": item or None,
        "said": form.text("said") or None,
        "reason": form.text("reason") or None,
        "revision": revision_of(form),
    }
    if form.text("said") == "adjusted":
        standing, _, value = form.text("value").partition(":")
        given["answer"] = {"standing": standing, "value": value or form.text("number") or None} if standing else None
    try:
        visits.find(*asker(), visit_id, given)
    except Invalid as refused:
        form.refuse(refused, _FIELDS)
    except (Stale, Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _shown(visit_id, form, item, 422)
    area = request.args.get("area")
    return go(address("visit_items", visit_id=visit_id, area=area, _anchor=f"item-{item}"))


def _shown(visit_id: UUID, form: Form, of: str, status: int = 200) -> Response:
    """The page; `of` is the item whose form was sent."""
    one, instrument = known(visit_id), visits.instrument(*asker(), today(), visit_id)
    found = visits.items(*asker(), today(), visit_id, language())
    areas, kinds = areas_of(instrument), instrument.items_by_id
    area = request.args.get("area", "")
    area = area if area in {name for name, _ in areas} else areas[0][0]
    ids = [name for name, _ in areas]
    after = ids[ids.index(area) + 1] if area != ids[-1] else None
    return page(
        "visits/items.html",
        status,
        one=one,
        items=[item for item in found if item.area == area],
        area=area,
        areas=areas,
        after=after,
        spoken={name: (sum(i.said is not None for i in found if i.area == name), sum(i.area == name for i in found))
                for name in ids},
        form=form,
        of=of,
        writes="expert" in one.parts and one.concluded_at is None and one.sent_at is None and one.closed_at is None,
        options={item.item: options_of(kinds[item.item]) for item in found},
        answer=lambda item, answer: answer_in_words(kinds[item], answer),
        **words(),
    )  # fmt: skip
