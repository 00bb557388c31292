"""The form of a target: what a body wants to reach in an area, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import caller, database
from interlace.assessments.targets import set_target
from interlace.errors import Invalid, Stale, Unknown
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.names import named_by_code
from web.results.pictured import in_page
from web.results.shown import results_of, tenant_id

if TYPE_CHECKING:
    from flask import Response

    from interlace.assessments.results import PartTold, Results


@pages.route("/t/<tenant>/assessments/results/<body>/targets/<area>", methods=["GET", "POST"])
def target_page(tenant: str, body: str, area: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Set, change or take back a target."""
    found = results_of(body)
    part = next((one for one in found.areas if one.id == area), None)
    if part is None or not found.may_set_targets:
        raise Unknown(f"There are no results of “{body[:64]}”.")
    form = _begun(part)
    if request.method == "POST":
        form = Form.sent()
        try:
            set_target(database(), caller().principal, tenant_id(), _given(form, found, part))
        except Invalid as refused:
            form.refuse(refused)
        except Stale as refused:
            form.refuse_whole(refused)
        else:
            where = {"body": body, "instrument": found.instrument.id, "done": "target"}
            return go(address("results_page", **where))
    names = {one.id: in_page(one.name) for one in found.instrument.areas}
    return page(
        "results/target.html",
        422 if form.problems else 200,
        own=named_by_code("bodies", body),
        code=body,
        found=found,
        area=area,
        name=names[area],
        form=form,
        target=part.target,
    )


def _begun(part: PartTold) -> Form:
    if part.target is None:
        return Form.of({"revision": 0})
    told = {"target": f"{part.target.target.normalize():f}", "by_day": part.target.by_day}
    return Form.of({**told, "revision": part.target.revision})


def _given(form: Form, found: Results, part: PartTold) -> dict[str, object]:
    """What is sent to the service: nothing of a target that is taken back."""
    revision = form.text("revision")
    given: dict[str, object] = {"body": found.body, "instrument": found.instrument.id, "area": part.id}
    given["revision"] = int(revision) if revision.isdecimal() and len(revision) < 16 else 0  # noqa: PLR2004
    if form.text("do") == "remove":
        return given
    # A field that was left empty is asked for by name, and no target taken back by it.
    typed = form.text("target").replace(",", ".")
    return given | {"target": typed, "by_day": form.text("by_day")}
