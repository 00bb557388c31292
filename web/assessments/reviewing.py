"""Looked through before it is sent: everything on one page, with what is missing; sent after one more question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.context import view
from interlace import assessments
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from web.assessments.one import one
from web.assessments.words import asker, instrument, words
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response


@pages.get("/t/<tenant>/assessments/<uuid:assessment_id>/review")
def assessment_review(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Everything that was answered, with what is missing and what keeps it from being sent."""
    return _shown(assessment_id, Form())


def _shown(assessment_id: UUID, form: Form, status: int = 200, template: str = "assessments/review.html") -> Response:
    found = one(assessment_id)
    if not found.yours:
        raise Forbidden("It is looked through by whoever speaks in this voice.")
    review = assessments.review(*asker(), view(), assessment_id)
    asked = instrument(found.instrument, found.instrument_version)
    wrong: dict[str, str] = {}
    for problem in review.problems:
        lacks_evidence = problem.pointer.endswith("/evidence")
        item = problem.pointer.split("/")[2]
        wrong.setdefault(
            item,
            say("This answer needs something that shows it.") if lacks_evidence else say("This answer does not fit."),
        )
    return page(
        template,
        status,
        one=found,
        instrument=asked,
        answers=assessments.answers(*asker(), view(), assessment_id),
        review=review,
        wrong=wrong,
        form=form,
        **words(),
    )


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/review")
def assessment_ask_review(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """It is ready to be looked through, or goes back to being filled in."""
    form = Form.sent()
    back = form.text("deed") == "back"
    service = assessments.take_back_review if back else assessments.ask_review
    try:
        service(*asker(), assessment_id, _revision(form))
    except Stale as refused:
        form.refuse_whole(refused)
    except Conflict as refused:
        form.wrong("", str(refused))
    else:
        done = {"done": "back"} if back else {}
        return go(address("assessment_one" if back else "assessment_review", assessment_id=assessment_id, **done))
    return _shown(assessment_id, form, 409)


@pages.get("/t/<tenant>/assessments/<uuid:assessment_id>/sending")
def assessment_sending(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """Is it to be sent?"""
    return _shown(assessment_id, Form(), template="assessments/sending.html")


@pages.post("/t/<tenant>/assessments/<uuid:assessment_id>/sending")
def assessment_send(tenant: str, assessment_id: UUID) -> Response:  # noqa: ARG001
    """Send it."""
    form = Form.sent()
    try:
        assessments.send(*asker(), assessment_id, _revision(form))
    except Invalid:
        form.wrong("", say("Some answers keep this from being sent. They are named below."))
        return _shown(assessment_id, form, 422)
    except Stale as refused:
        form.refuse_whole(refused)
    except Conflict as refused:
        form.wrong("", str(refused))
    else:
        return go(address("assessment_one", assessment_id=assessment_id, done="sent"))
    return _shown(assessment_id, form, 409)


def _revision(form: Form) -> int:
    """The revision that the page showed; one that nothing has where it was tampered with."""
    told = form.text("revision")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 9 else 0  # noqa: PLR2004 - more is none
