"""One visit: what is planned, who visits, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import request

from api.context import today
from interlace import visits
from interlace.errors import Conflict, DomainError, Forbidden, Invalid, Stale, Unknown
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import say
from web.visits.listed import asker
from web.visits.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from interlace.visits import VisitTold


def known(visit_id: UUID) -> VisitTold:
    """A visit that the caller may know of. Raises Unknown."""
    return visits.visit(*asker(), today(), visit_id)


@pages.get("/t/<tenant>/visits/<uuid:visit_id>")
def visit_one(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """One visit."""
    return shown(known(visit_id), Form())


def shown(one: VisitTold, form: Form, status: int = 200) -> Response:
    """The page of a visit, with a form that names an expert."""
    return page(
        "visits/one.html",
        status,
        one=one,
        form=form,
        deeds=offered(one),
        written=one.state in {"planned", "under_way", "drafting"},
        over=one.state in {"published", "closed"},
        done=request.args.get("done", ""),
        **words(),
    )


def deeds() -> Mapping[str, tuple[str, str]]:
    """What can be done to a visit as a whole, and what follows from it."""
    return {
        "conclude": (
            say("Conclude what was found"),
            say("What was found of each item stands from then on, as the reviewer’s voice on the assessment."),
        ),
        "send": (
            say("Send the profile to the body"),
            say("The people of the body read it and say what they think of it. You write on only if you take it back."),
        ),
        "resume": (
            say("Take the profile back"),
            say("The body no longer reads it until you send it again, and then says anew what it thinks."),
        ),
        "publish": (
            say("Publish the profile"),
            say("Everybody in this tenant reads it, with the body’s own words. What it says stays."),
        ),
        "close": (
            say("Close the visit"),
            say("It ends without a profile that others read. This cannot be undone."),
        ),
    }  # fmt: skip


def offered(one: VisitTold) -> list[str]:
    """What the caller may do to it as it stands."""
    found: list[str] = []
    if one.state in {"published", "closed"}:
        return found
    if "expert" in one.parts:
        if one.concluded_at is None:
            found += ["conclude"] if one.state in {"under_way", "drafting"} else []
        elif one.sent_at is None:
            found += ["send"] if one.summary else []
        if one.sent_at is not None:
            found.append("resume")
    if "coordinator" in one.parts:
        found += ["publish"] if one.commented_at is not None else []
        found.append("close")
    return found


@pages.get("/t/<tenant>/visits/<uuid:visit_id>/do/<any(conclude, send, resume, publish, close):deed>")
def visit_deed(tenant: str, visit_id: UUID, deed: str) -> Response:  # noqa: ARG001
    """Is this to be done?"""
    one = known(visit_id)
    if deed not in offered(one):
        raise Forbidden("This is not yours to do, or not now.")
    return _confirmation(one, deed, Form())


def _confirmation(one: VisitTold, deed: str, form: Form, status: int = 200) -> Response:
    title, follows = deeds()[deed]
    return page("visits/deed.html", status, one=one, deed=deed, title=title, follows=follows, form=form)


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/do/<any(conclude, send, resume, publish, close):deed>")
def visit_do(tenant: str, visit_id: UUID, deed: str) -> Response:  # noqa: ARG001
    """Do it."""
    one, form = known(visit_id), Form.sent()
    revision = form.text("revision")
    perform = {
        "conclude": visits.conclude,
        "send": visits.send,
        "resume": visits.resume,
        "publish": visits.publish,
        "close": visits.close,
    }[deed]
    try:
        perform(*asker(), visit_id, {"revision": int(revision) if revision.isdecimal() else None})
    except (Conflict, Stale, Invalid) as refused:
        form.refuse_whole(refused)
        return _confirmation(one, deed, form, 409)
    return go(address("visit_one", visit_id=visit_id, done=deed))


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/experts")
def visit_experts(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """Name an expert by their address, or let one go."""
    one, form = known(visit_id), Form.sent()
    gone = form.text("release")
    try:
        if gone:
            visits.release_expert(*asker(), visit_id, {"user": _id(gone)})
        else:
            visits.name_expert(*asker(), visit_id, {"email": form.text("email") or None})
    except Invalid:
        form.wrong("email", say("This is nobody’s address in this tenant."))
        return shown(one, form, 422)
    except Conflict as refused:
        form.refuse_whole(refused)
        return shown(one, form, 409)
    try:
        known(visit_id)
    except DomainError:
        # Whoever steps back may know of the visit no longer.
        return go(address("visit_list"))
    return go(address("visit_one", visit_id=visit_id, done="released" if gone else "named"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Unknown("There is no such expert.") from error
