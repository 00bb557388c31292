"""The form of a gathering, with the fields of its kind; and removing a draft."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import request

from interlace import gatherings
from interlace.db.models.gatherings import KINDS, STATES
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.gatherings.values import OF_KIND
from interlace.identity.permissions import Operation, require_of
from policies import AREAS, PRINCIPLES
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go, page
from web.gatherings import words
from web.gatherings.asked import asker, known_revision, own_choices
from web.languages import language, told
from web.rights import may, own_bodies

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response

    from interlace.gatherings import GatheringTold, Values

_LINES = ("papers", "decisions")
_COMMON = ("title", "text", "language", "languages", "principles", "areas", "state")


@pages.get("/t/<tenant>/commons/gatherings/new")
def gathering_new(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """An empty form of a kind."""
    kind = _kind()
    return _form(Form.of({"language": language(), "state": "draft", "body": request.args.get("body")}), kind)


@pages.post("/t/<tenant>/commons/gatherings/new")
def gathering_make(tenant: str) -> Response:  # noqa: ARG001
    """Keep a new one."""
    kind, form = _kind(), Form.sent()
    try:
        made = gatherings.create(*asker(), {**_given(form, kind), "kind": kind, "body": form.text("body") or None})
    except Invalid as refused:
        form.refuse(refused)
        return _form(form, kind, status=422)
    except Conflict as refused:
        form.refuse_whole(refused)
        return _form(form, kind, status=409)
    return go(address("gathering_one", gathering_id=made.id, done="made"))


@pages.get("/t/<tenant>/commons/gatherings/<uuid:gathering_id>/change")
def gathering_edit(tenant: str, gathering_id: UUID) -> Response:  # noqa: ARG001
    """The form as it stands."""
    one = _own(gathering_id)
    return _form(Form.of(_shown(one.values) | {"revision": one.revision}), one.kind, one)


@pages.post("/t/<tenant>/commons/gatherings/<uuid:gathering_id>/change")
def gathering_change(tenant: str, gathering_id: UUID) -> Response:  # noqa: ARG001
    """Keep what was changed."""
    one, form = _own(gathering_id), Form.sent()
    try:
        gatherings.change(*asker(), gathering_id, known_revision(form), _given(form, one.kind))
    except Invalid as refused:
        form.refuse(refused)
        return _form(form, one.kind, one, 422)
    except Stale as refused:
        form.refuse_whole(refused)
        form.values["revision"] = [str(refused.current)]
        return _form(form, one.kind, one, 409)
    return go(address("gathering_one", gathering_id=gathering_id, done="changed"))


@pages.route("/t/<tenant>/commons/gatherings/<uuid:gathering_id>/remove", methods=["GET", "POST"])
def gathering_removal(tenant: str, gathering_id: UUID) -> Response:  # noqa: ARG001
    """Ask first, then remove a draft."""
    one, form = _own(gathering_id), Form.sent()
    if request.method == "POST":
        try:
            gatherings.remove(*asker(), gathering_id, known_revision(form))
        except (Conflict, Stale) as refused:
            form.refuse_whole(refused)
            return page("gatherings/removal.html", 409, one=one, form=form)
        return go(address("gathering_list", done="removed"))
    return page("gatherings/removal.html", one=one, form=form)


def _kind() -> str:
    """The kind that the address names, for somebody who can make one. Raises Unknown, Forbidden."""
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        raise Unknown("There is nothing such to make.")
    _, principal, tenant_id = asker()
    if not own_bodies():
        # Administrators act for every body; readers for none.
        require_of(principal, tenant_id, Operation.PUBLICATION_DECIDE)
    return kind


def _own(gathering_id: UUID) -> GatheringTold:
    """One that the caller may write. Raises Unknown, Forbidden."""
    one = gatherings.gathering(*asker(), gathering_id)
    if not may(Operation.RECORDS_WRITE, one.body):
        raise Forbidden("This is written by those who write for its body.")
    return one


def _given(form: Form, kind: str) -> dict[str, object]:
    """What the form says, as the service takes it."""
    given: dict[str, object] = {name: form.text(name) or None for name in (*_COMMON, *OF_KIND[kind])}
    given["state"] = form.text("state") or "draft"
    for name in ("principles", "areas"):
        given[name] = form.texts(name)
    given["languages"] = form.text("languages").replace(",", " ").split()
    for name in _LINES:
        if name in given:
            given[name] = [line for line in form.text(name).splitlines() if line.strip()]
    places = given.get("places")
    if isinstance(places, str) and places.isascii() and places.isdecimal() and len(places) < len("1000000000"):
        given["places"] = int(places)
    return given


def _shown(values: Values) -> dict[str, object]:
    """Values as fields of a form hold them."""
    shown: dict[str, Any] = asdict(values)
    for name, value in shown.items():
        if isinstance(value, datetime):
            shown[name] = value.isoformat(timespec="minutes")
        elif isinstance(value, date):
            shown[name] = value.isoformat()
    shown["languages"] = " ".join(values.languages)
    for name in _LINES:
        shown[name] = "\n".join(shown[name])
    return shown


def _form(form: Form, kind: str, one: GatheringTold | None = None, status: int = 200) -> Response:
    return page(
        "gatherings/form.html",
        status,
        form=form,
        kind=kind,
        one=one,
        heading=words.new_ones()[kind],
        fields=OF_KIND[kind],
        labels=words.labels(),
        hints=words.hints(),
        bodies=own_choices(),
        states=[(state, words.states()[state]) for state in STATES],
        principles=[(term.id, told(term.name), "") for term in PRINCIPLES],
        areas=[(term.id, told(term.name), "") for term in AREAS],
    )
