"""Where experts write the profile: its first words, strengths, other observations, recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from api.context import today
from interlace import visits
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.visits.listed import asker
from web.visits.one import known
from web.visits.planning import revision_of
from web.visits.words import areas_of, kinds, principles, words

if TYPE_CHECKING:
    from flask import Response

    from interlace.visits import VisitTold


@pages.get("/t/<tenant>/visits/<uuid:visit_id>/writing")
def visit_writing(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """All that the experts write, and forms for more."""
    return _shown(_written(visit_id), Form(), "")


def _written(visit_id: UUID) -> VisitTold:
    one = known(visit_id)
    if "expert" not in one.parts:
        raise Forbidden("A profile is written by the experts who are named on the visit.")
    return one


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/writing")
def visit_write(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """Write one thing of it: which one, the form says by `part`."""
    one, form = _written(visit_id), Form.sent()
    part = form.text("part")
    try:
        _write(visit_id, part, form)
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _shown(one, form, part, 422)
    return go(address("visit_writing", visit_id=visit_id, done=part))


def _write(visit_id: UUID, part: str, form: Form) -> None:
    if part == "summary":
        visits.change(*asker(), visit_id, {"summary": form.text("summary") or None, "revision": revision_of(form)})
    elif part == "observation":
        visits.observe(*asker(), visit_id, {"kind": form.text("kind") or None, **form.given("area", "text")})
    elif part == "recommendation":
        visits.recommend(*asker(), visit_id, given_of(form))
    elif part in {"forget-observation", "forget-recommendation"}:
        perform = visits.remove_observation if part == "forget-observation" else visits.remove_recommendation
        perform(*asker(), _id(form.text("id")), {"revision": revision_of(form)})
    else:
        raise Unknown("There is nothing such to write.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Unknown("There is no such thing.") from error


def given_of(form: Form) -> dict[str, Any]:
    """A recommendation as its form says it."""
    given: dict[str, Any] = form.given("text", "area", "principle", "deadline")
    owner = form.text("owner")
    return given | ({"owner": owner} if owner else {})


def choices_of(one: VisitTold) -> list[tuple[str, str]]:
    """The areas that can be chosen for what is written of a visit."""
    return areas_of(visits.instrument(*asker(), today(), one.id) if one.assessment else None)


def _shown(one: VisitTold, form: Form, part: str, status: int = 200) -> Response:
    areas = choices_of(one)
    return page(
        "visits/writing.html",
        status,
        one=one,
        forms={name: form if name == part else Form() for name in ("observation", "recommendation")}
        | {"summary": form if part == "summary" else Form.of({"summary": one.summary})},
        form=form,
        areas=areas,
        named=dict(areas),
        kinds=[(kind, label, "") for kind, label in kinds().items()],
        principles=principles(),
        writes=one.state in {"planned", "under_way", "drafting"},
        done=request.args.get("done", ""),
        **words(),
    )
