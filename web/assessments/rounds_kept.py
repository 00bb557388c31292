"""What is done with a round that is there: its day changed, bodies added, closed, opened again, voices released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interlace import assessments
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from web.assessments.rounds import bodies_of, conflict, one, people_offered, shown
from web.assessments.words import asker, words
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

_FORBIDDEN = "Rounds are looked after by stewards of their bodies or of one above, and by administrators."


def _managed(round_id: UUID) -> None:
    if not one(round_id).manages:
        raise Forbidden(_FORBIDDEN)


@pages.post("/t/<tenant>/assessments/rounds/<uuid:round_id>/change")
def round_change(tenant: str, round_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """Another day, another title."""
    form = Form.sent()
    revision = form.text("revision")
    given = {
        "title": form.text("title"),
        "due_on": form.text("due_on"),
        "revision": int(revision) if revision.isascii() and revision.isdigit() and len(revision) <= 9 else None,  # noqa: PLR2004 - more is no revision
    }
    try:
        assessments.change_round(*asker(), round_id, given)
    except Invalid as refused:
        form.refuse(refused)
    except Stale as refused:
        form.refuse_whole(refused)
    except Conflict as refused:
        conflict(form, refused)
    else:
        return go(address("round_one", round_id=round_id, done="changed"))
    return shown(round_id, form, 422)


@pages.get("/t/<tenant>/assessments/rounds/<uuid:round_id>/bodies")
def round_bodies(tenant: str, round_id: UUID) -> Response:  # noqa: ARG001
    """A form for more bodies, civil society and reviewers."""
    _managed(round_id)
    return _bodies(round_id, Form())


@pages.post("/t/<tenant>/assessments/rounds/<uuid:round_id>/bodies")
def round_add_bodies(tenant: str, round_id: UUID) -> Response:  # noqa: ARG001
    """Bring the round to them."""
    form = Form.sent()
    try:
        given = {"bodies": bodies_of(form, one(round_id).voices)}
        assessments.add_bodies(*asker(), round_id, given)
    except Invalid as refused:
        form.refuse(refused)
    except Forbidden as refused:
        form.wrong("bodies", str(refused))
    except Conflict as refused:
        conflict(form, refused)
    else:
        return go(address("round_one", round_id=round_id, done="added"))
    return _bodies(round_id, form, 422)


def _bodies(round_id: UUID, form: Form, status: int = 200) -> Response:
    return page(
        "assessments/round_bodies.html", status, one=one(round_id), form=form, people=people_offered(), **words()
    )


@pages.get("/t/<tenant>/assessments/rounds/<uuid:round_id>/closing")
def round_closing(tenant: str, round_id: UUID) -> Response:  # noqa: ARG001
    """Is it to be closed, or opened again?"""
    _managed(round_id)
    return page("assessments/round_closing.html", one=one(round_id), form=Form(), **words())


@pages.post("/t/<tenant>/assessments/rounds/<uuid:round_id>/closing")
def round_close(tenant: str, round_id: UUID) -> Response:  # noqa: ARG001
    """Close it, or open it again."""
    form = Form.sent()
    reopen = form.text("deed") == "reopen"
    try:
        (assessments.reopen_round if reopen else assessments.close_round)(*asker(), round_id)
    except Conflict as refused:
        conflict(form, refused)
        return page("assessments/round_closing.html", 409, one=one(round_id), form=form, **words())
    return go(address("round_one", round_id=round_id, done="reopened" if reopen else "closed"))


@pages.get("/t/<tenant>/assessments/rounds/<uuid:round_id>/release/<body>")
def round_releasing(tenant: str, round_id: UUID, body: str) -> Response:  # noqa: ARG001
    """Are the voices on a body to be opened to each other?"""
    _managed(round_id)
    return page("assessments/round_releasing.html", one=one(round_id), body=body, form=Form(), **words())


@pages.post("/t/<tenant>/assessments/rounds/<uuid:round_id>/release/<body>")
def round_release(tenant: str, round_id: UUID, body: str) -> Response:  # noqa: ARG001
    """Open them."""
    form = Form.sent()
    try:
        assessments.release(*asker(), round_id, body)
    except Conflict as refused:
        conflict(form, refused)
        return page("assessments/round_releasing.html", 409, one=one(round_id), body=body, form=form, **words())
    return go(address("round_one", round_id=round_id, done="released"))
