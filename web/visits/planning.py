"""Planning a visit and changing the plan: dates, programme line by line, who is met by role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from api.context import view
from interlace import visits
from interlace.db.models.visits import LANGUAGES as WRITTEN
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.languages import LANGUAGES, language, say
from web.visits.listed import asker, may_plan
from web.visits.one import known

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask import Response

    from interlace.visits import VisitTold

_BETWEEN = "|"
_PLAIN = ("title", "language", "starts_on", "ends_on", "assessment")


@pages.get("/t/<tenant>/visits/new")
def visit_new(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """An empty form; the address may name the body."""
    if not may_plan():
        raise Forbidden("Visits are planned by stewards of a body above the visited one, and by administrators.")
    return _form(Form.of({"body": request.args.get("body"), "language": language()}))


@pages.post("/t/<tenant>/visits/new")
def visit_plan(tenant: str) -> Response:  # noqa: ARG001
    """Plan it."""
    form = Form.sent()
    try:
        made = visits.plan(*asker(), {"body": form.text("body") or None, **given_of(form)})
    except Invalid as refused:
        form.refuse(refused)
    except Forbidden as refused:
        form.wrong("body", str(refused))
    except Unknown:
        form.wrong("assessment", say("The body has sent no such assessment."))
    if form.problems:
        return _form(form, 422)
    return go(address("visit_one", visit_id=made, done="planned"))


@pages.get("/t/<tenant>/visits/<uuid:visit_id>/change")
def visit_edit(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """The plan as it stands, to be changed."""
    one = known(visit_id)
    _require_changing(one)
    values: dict[str, object] = {
        "title": one.title,
        "language": one.language,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "assessment": one.assessment,
        "revision": one.revision,
        "programme": "\n".join(
            f" {_BETWEEN} ".join((f"{entry.day} {entry.hour or ''}".strip(), entry.place or "", entry.what))
            for entry in one.programme
        ),
        "met": "\n".join(f" {_BETWEEN} ".join(filter(None, (who.role, who.organisation))) for who in one.met),
    }
    return _form(Form.of(values), one=one)


@pages.post("/t/<tenant>/visits/<uuid:visit_id>/change")
def visit_change(tenant: str, visit_id: UUID) -> Response:  # noqa: ARG001
    """Change it."""
    one, form = known(visit_id), Form.sent()
    _require_changing(one)
    given = given_of(form)
    if "coordinator" not in one.parts:
        given.pop("assessment", None)
    try:
        visits.change(*asker(), visit_id, {**given, "revision": revision_of(form)})
    except Invalid as refused:
        form.refuse(refused)
    except (Stale, Conflict, Forbidden) as refused:
        form.refuse_whole(refused)
    except Unknown:
        form.wrong("assessment", say("The body has sent no such assessment."))
    if form.problems:
        return _form(form, 422, one)
    return go(address("visit_one", visit_id=visit_id, done="changed"))


def _require_changing(one: VisitTold) -> None:
    if not {"coordinator", "expert"} & set(one.parts):
        raise Forbidden("A visit is changed by its experts and by who coordinates it.")


def revision_of(form: Form) -> int | None:
    """The revision at which something was read, as its form bears it."""
    text = form.text("revision")
    return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - digits


def given_of(form: Form) -> dict[str, Any]:
    """What the form says, as the service takes it."""
    given: dict[str, Any] = {name: form.text(name) or None for name in _PLAIN}
    given["programme"] = [_entry(line) for line in form.text("programme").splitlines() if line.strip()]
    given["met"] = [_met(line) for line in form.text("met").splitlines() if line.strip()]
    return given


def _entry(line: str) -> Mapping[str, object]:
    """“2027-05-03 10:00 | Town hall | Meeting with the schools”; the place may be left out."""
    when, *rest = (part.strip() for part in line.split(_BETWEEN, 2))
    day, _, hour = when.partition(" ")
    place, what = (rest[0], rest[1]) if len(rest) > 1 else ("", rest[0] if rest else "")
    return {"day": day, "hour": hour.strip() or None, "place": place or None, "what": what}


def _met(line: str) -> Mapping[str, object]:
    role, _, organisation = line.partition(_BETWEEN)
    return {"role": role.strip(), "organisation": organisation.strip() or None}


def _form(form: Form, status: int = 200, one: VisitTold | None = None) -> Response:
    body = form.text("body") if one is None else one.body
    offered = []
    if body and (one is None or "coordinator" in one.parts):
        try:
            offered = list(visits.assessments_to_visit(*asker(), view(), body))
        except Forbidden:
            form.wrong("body", say("You may not plan a visit to this body."))
    return page(
        "visits/plan.html",
        status,
        form=form,
        one=one,
        body=body,
        offered=[(str(choice.assessment), choice.title) for choice in offered],
        languages=[(name, LANGUAGES[name]) for name in WRITTEN],
    )
