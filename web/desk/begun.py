"""Forms that are kept while one types: where each is, what was typed so far, and letting go of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, jsonify, request

from api.context import caller, database, view
from interlace.errors import Unknown
from interlace.identity import kept_forms
from web.blueprint import pages
from web.days import address
from web.forms import Form
from web.frame import go
from web.languages import say
from web.names import named_by_code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from interlace.identity.kept_forms import Kept
    from web.names import Named

#: Which page shows the form of each kind, and what its address names: a body, or a strategy or action.
_PAGES = {
    "new-action": ("desk_new_action", "body"),
    "action": ("desk_action", "code"),
    "new-strategy": ("desk_new_strategy", "body"),
    "strategy": ("desk_strategy", "code"),
    "commitments": ("desk_commitments", "code"),
    "new-report": ("desk_new_report", "code"),
    "new-part": ("desk_new_part", "body"),
    "new-relation": ("desk_new_relation", "body"),
}
_LATER, _TOKEN = "later", "csrf_token"


@dataclass(frozen=True)
class Begun:
    """A form that the caller began: what it is, about what, where it is, and when it was kept."""

    key: str
    what: str
    about: Named | str
    title: str
    where: str
    saved_at: datetime


def key_of(kind: str, of: str) -> str:
    """Under which key a form of a kind, about something, is kept."""
    return f"{kind}:{of}"


def begin(key: str, values: Mapping[str, object]) -> tuple[Form, Kept | None]:
    """A form with what the caller has typed into it before, or with these values."""
    kept = kept_forms.find(database(), caller().principal, key)
    return (Form.of(values), None) if kept is None else (Form(dict(kept.fields)), kept)


def later(key: str, where: str) -> Response | None:
    """Keep the form that was sent, where that is what its sender asked for instead of sending it."""
    if _LATER not in request.form:
        return None
    _keep(key)
    return go(where)


def _keep(key: str) -> datetime:
    fields = {name: request.form.getlist(name) for name in request.form if name not in {_TOKEN, _LATER}}
    return kept_forms.keep(database(), caller().principal, key, fields)


@pages.post("/t/<tenant>/desk/forms/<key>")
def desk_keep(tenant: str, key: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Keep what was typed so far."""
    _where(key)
    return jsonify(saved_at=_keep(key).isoformat(timespec="seconds"))


@pages.post("/t/<tenant>/desk/forms/<key>/discard")
def desk_discard(tenant: str, key: str) -> Response:  # noqa: ARG001
    """Let go of what was typed, and begin anew."""
    where = _where(key)
    kept_forms.discard(database(), caller().principal, key)
    return go(where)


def _where(key: str) -> str:
    """The page of a form. Raises Unknown."""
    kind, _, of = key.partition(":")
    if kind not in _PAGES or not of:
        raise Unknown(f"There is no form {key[:80]}.")
    endpoint, argument = _PAGES[kind]
    return address(endpoint, **{argument: of})


def begun_for(body: str) -> list[Begun]:
    """The forms that the caller began for a body or for what is its own, the latest first."""
    own = {body, *_works_of(body)}
    return [
        _told(form)
        for form in kept_forms.all_of(database(), caller().principal)
        if form.key.partition(":")[2] in own and form.key.partition(":")[0] in _PAGES
    ]


def _works_of(body: str) -> set[str]:
    sight = view().sight
    owned = (("strategies", "owner"), ("strategies", "co_owners"), ("actions", "body"))
    return {
        sight.column(table, "code")[row] for table, column in owned for row in sight.rows_where(table, column, body)
    }


def _told(form: Kept) -> Begun:
    kind, _, of = form.key.partition(":")
    about = named_by_code("strategies", of, view()) or named_by_code("actions", of, view())
    title = next(iter(form.fields.get("title", [])), "").strip()
    return Begun(form.key, _whats()[kind], about or "", title, _where(form.key), form.saved_at)


def _whats() -> Mapping[str, str]:
    return {
        "new-action": say("A new action"),
        "action": say("Changes to an action"),
        "new-strategy": say("A new strategy"),
        "strategy": say("Changes to a strategy"),
        "commitments": say("Commitments of a strategy"),
        "new-report": say("A report"),
        "new-part": say("A part in a strategy"),
        "new-relation": say("A relation"),
    }
