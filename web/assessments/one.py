"""One assessment: how far each area has come and who is on it; what was sent, with its scores as ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from api.context import view
from graph import scoring
from interlace import assessments
from interlace.errors import Conflict, Forbidden, Invalid
from web.assessments.words import asker, instrument, words
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.assessments import AssessmentTold


def one(assessment_id: UUID) -> AssessmentTold:
    """An assessment of which the caller may know. Raises Unknown."""
    return assessments.assessment(*asker(), view(), assessment_id)


@pages.get("/t/<tenant>/assessments/<uuid:assessment_id>")
def assessment_one(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Areas and progress of one's own; of others, how far they have come, or what they sent once it is open."""
    return shown(assessment_id)


def shown(assessment_id: UUID, form: Form | None = None, status: int = 200) -> Response:
    """The page of an assessment."""
    found = one(assessment_id)
    asked = instrument(found.instrument, found.instrument_version)
    return page(
        "assessments/one.html",
        status,
        one=found,
        instrument=asked,
        areas={area.area: area for area in assessments.areas(*asker(), view(), assessment_id)} if found.yours else {},
        comments=assessments.comments(*asker(), view(), assessment_id, first=200).comments if found.yours else (),
        form=form or Form(),
        done=request.args.get("done"),
        count=request.args.get("count", type=int) or 0,
        **words(),
    )


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/prefill")
def assessment_prefill(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """Fill in what is known already."""
    try:
        told = assessments.prefill(*asker(), view(), assessment_id)
    except Conflict as refused:
        return _refused(assessment_id, refused)
    count = told.from_register + told.from_earlier
    return go(address("assessment_one", assessment_id=assessment_id, done="prefilled", count=count))


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/comments")
def assessment_comment(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """Say something about the whole."""
    form = Form.sent()
    try:
        assessments.comment(*asker(), assessment_id, {"text": form.text("text")})
    except Invalid as refused:
        form.refuse(refused)
        return shown(assessment_id, form, 422)
    return go(address("assessment_one", assessment_id=assessment_id) + "#comments")


@pages.get("/t/<tenant>/assessments/<uuid:assessment_id>/sent")
def assessment_sent(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """What was sent: each item, and the scores of each area as ranges."""
    found = one(assessment_id)
    asked = instrument(found.instrument, found.instrument_version)
    frozen = assessments.snapshot(*asker(), view(), assessment_id)
    return page(
        "assessments/sent.html",
        one=found,
        instrument=asked,
        frozen=frozen,
        tree=scoring.read(dict(frozen.scores)),
        **words(),
    )


@pages.get("/t/<tenant>/assessments/<uuid:assessment_id>/correction")
def assessment_correction(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """Is a new version to be begun?"""
    found = one(assessment_id)
    if not found.yours:
        raise Forbidden("A correction is begun by whoever speaks in this voice.")
    return page("assessments/correction.html", one=found, form=Form(), **words())


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/correction")
def assessment_correct(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """Begin it."""
    try:
        made = assessments.correct(*asker(), assessment_id)
    except Conflict as refused:
        form = Form()
        form.wrong("", str(refused))
        return page("assessments/correction.html", 409, one=one(assessment_id), form=form, **words())
    return go(address("assessment_one", assessment_id=made, done="corrected"))


def _refused(assessment_id: UUID, refused: Conflict) -> Response:
    form = Form()
    form.wrong("", str(refused))
    return shown(assessment_id, form, 409)
