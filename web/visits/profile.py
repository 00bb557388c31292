"""The profile of a visited body: as a page, as a PDF, and with the form by which the body says what it thinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template, request

from api.context import caller, today
from interlace import commons, visits
from interlace.errors import Conflict, Forbidden, Invalid, Stale
from interlace.identity.permissions import Operation
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page, words
from web.languages import language, say
from web.report import printing
from web.report.turns import turn
from web.rights import may
from web.visits.listed import asker
from web.visits.planning import revision_of
from web.visits.words import words as own_words

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.visits import Profile

_ANSWERS = {"yes": True, "no": False}


def _profile(visit_id: UUID) -> Profile:
    return visits.profile(*asker(), today(), visit_id, language())


@pages.get("/t/<tenant>/visits/<uuid:visit_id>/profile")
def visit_profile(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001 - the guard has compared it
    """The profile."""
    profile = _profile(visit_id)
    agrees = {True: "yes", False: "no", None: None}[profile.visit.agrees]
    return _shown(profile, Form.of({"agrees": agrees, "comment": profile.visit.comment}))


def _shown(profile: Profile, form: Form, status: int = 200) -> Response:
    return page(
        "visits/profile.html",
        status,
        profile=profile,
        one=profile.visit,
        form=form,
        comments=_may_comment(profile),
        can_print=printing.can_print(),
        proposes=profile.visit.commented_at is not None
        and profile.visit.closed_at is None
        and may(Operation.PUBLICATION_PROPOSE, profile.visit.body),
        answers=[("yes", say("We agree with it"), ""), ("no", say("We see something otherwise"), "")],
        done=request.args.get("done", ""),
        **own_words(),
    )


def _may_comment(profile: Profile) -> bool:
    one = profile.visit
    return one.state == "with_body" and "expert" not in one.parts and visits.speaks(*asker(), today(), one.body)


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/profile")
def visit_comment(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """What the body says to its profile."""
    profile, form = _profile(visit_id), Form.sent()
    given = {
        "agrees": _ANSWERS.get(form.text("agrees")),
        "comment": form.text("comment") or None,
        "revision": revision_of(form),
    }
    try:
        visits.comment(*asker(), visit_id, given)
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    if form.problems:
        return _shown(profile, form, 422)
    return go(address("visit_profile", visit_id=visit_id, done="commented"))


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/commons")
def visit_propose(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """Let the tenant decide whether the profile stands in the commons."""
    profile, form = _profile(visit_id), Form()
    try:
        made = commons.propose(*asker(), "profile", visit_id)
    except (Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
        return _shown(profile, form, 409)
    return go(address("publication", publication_id=made))


@pages.get("/t/<tenant>/visits/<uuid:visit_id>/profile.pdf")
def visit_profile_pdf(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """The profile as a PDF. The database has been asked all there is to ask before it is set."""
    profile = _profile(visit_id)
    if not printing.can_print():
        form = Form()
        form.wrong("", say("This machine cannot set PDFs: print the page instead."))
        return _shown(profile, form, 503)
    told = {**words(), "profile": profile, "one": profile.visit, **own_words()}
    html = render_template("visits/printed.html", **told)
    with turn():
        pdf = printing.as_pdf(html)
    name = f"{caller().tenant}-{profile.visit.body}-profile-{language()}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(pdf, headers=headers, content_type="application/pdf")
