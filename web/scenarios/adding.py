"""Small forms by which a change is added to a scenario: one for each kind of thing that can come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request

from interlace.errors import Conflict, Invalid, Stale, Unknown
from interlace.register.codes import stem_of
from interlace.scenarios.values import read_changes
from policies import (
    AREAS,
    COMMITMENT_DEPTHS,
    LEVELS,
    PARTICIPATION_DEPTHS,
    PHASES,
    PRINCIPLES,
    RELATION_KINDS,
    ROLES,
)
from web.blueprint import pages
from web.days import address, shown
from web.desk import naming
from web.forms import Form
from web.frame import go, page
from web.languages import say, told
from web.scenarios.asking import revision_of, scenario_of, with_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from flask import Response

    from graph.whatif import Change
    from interlace.scenarios.seeing import ScenarioTold


@dataclass(frozen=True)
class Field:
    """A field of such a form: `kind` is how it is filled in."""

    name: str
    kind: str
    label: str
    required: bool = True
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""


@dataclass(frozen=True)
class Kind:
    """What can come: the table that it is of, and what is asked of it."""

    id: str
    table: str
    title: str
    fields: Sequence[Field]


def kinds() -> Mapping[str, Kind]:
    """All that can come, in the order in which it is offered."""
    relations = [(term.id, told(term.name)) for term in RELATION_KINDS if term.id not in {"member_of", "part_of"}]
    areas = [(term.id, told(term.name)) for term in AREAS]
    principles = [(term.id, told(term.name)) for term in PRINCIPLES]
    cell = (
        Field("principle", "choice", say("Principle"), options=principles),
        Field("area", "choice", say("Policy area"), options=areas),
    )
    part = say("Type a part of its name, or its code.")
    all_of_them = (
        Kind(
            "membership",
            "relations",
            say("A membership"),
            (
                Field("source", "body", say("Which body joins?"), hint=part),
                Field("target", "body", say("Which network?"), hint=part),
            ),
        ),
        Kind(
            "relation",
            "relations",
            say("A relation"),
            (
                Field("source", "body", say("From which body?"), hint=part),
                Field("kind", "choice", say("What kind of relation?"), options=relations),
                Field("target", "body", say("To which body?"), hint=part),
            ),
        ),
        Kind(
            "link",
            "links",
            say("A link"),
            (
                Field("from", "work", say("Which strategy or action supports?"), hint=part),
                Field("to", "strategy", say("Which strategy of a higher level?"), hint=part),
            ),
        ),
        Kind(
            "commitment",
            "commitments",
            say("A commitment"),
            (
                Field("strategy", "strategy", say("Of which strategy?"), hint=part),
                *cell,
                Field("depth", "choice", say("How deeply?"), options=_depths()),
            ),
        ),
        Kind(
            "strategy",
            "strategies",
            say("A strategy"),
            (
                Field("owner", "body", say("Of which body?"), hint=part),
                Field("title", "text", say("Title")),
            ),
        ),
        Kind(
            "action",
            "actions",
            say("An action"),
            (
                Field("body", "body", say("Of which body?"), hint=part),
                Field("title", "text", say("Title")),
                *cell,
            ),
        ),
        Kind(
            "competence",
            "competences",
            say("A competence"),
            (
                Field("body", "body", say("Of which body?"), hint=part),
                cell[1],
                Field("role", "choice", say("Role"), options=[(term.id, told(term.name)) for term in ROLES]),
            ),
        ),
        Kind(
            "participation",
            "participations",
            say("A part in a strategy"),
            (
                Field("body", "body", say("Which body takes part?"), hint=part),
                Field("strategy", "strategy", say("In which strategy?"), hint=part),
                Field("phase", "choice", say("In which phase?"), options=[(one.id, told(one.name)) for one in PHASES]),
                Field("depth", "choice", say("How deeply?"), options=_parts()),
            ),
        ),
        Kind(
            "body",
            "bodies",
            say("A body"),
            (
                Field("code", "text", say("Code"), hint=say("Letters, digits, “.”, “_” and “-”.")),
                Field("name", "text", say("Name")),
                Field("level", "choice", say("Level"), options=[(term.id, told(term.name)) for term in LEVELS]),
                Field("parent", "body", say("Within which body?"), required=False, hint=part),
                Field("population", "number", say("Inhabitants"), required=False),
            ),
        ),
    )
    return {kind.id: kind for kind in all_of_them}


def _parts() -> list[tuple[str, str]]:
    return [(term.id, told(term.name)) for term in PARTICIPATION_DEPTHS]


def _depths() -> list[tuple[str, str]]:
    return [(term.id, told(term.name)) for term in COMMITMENT_DEPTHS]


@pages.route("/t/<tenant>/scenarios/<uuid:scenario_id>/add/<kind>", methods=["GET", "POST"])
def scenario_add(tenant: str, scenario_id: UUID, kind: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Add a change to a scenario."""
    found = scenario_of(scenario_id)
    if not found.own or kind not in kinds():
        raise Unknown("There is no such form.")
    wanted = kinds()[kind]
    if request.method == "GET":
        begun = {field.name: request.args.get(field.name, "")[:300] for field in wanted.fields}
        return _form(found, wanted, Form.of({**begun, "revision": found.revision}))
    form = Form.sent()
    values = _values(form, wanted, found.changes)
    if not form.problems and _added(found, wanted, form, values):
        return go(address("scenario", scenario_id=scenario_id))
    return _form(found, wanted, form, 422)


def _form(found: ScenarioTold, kind: Kind, form: Form, status: int = 200) -> Response:
    labels = {field.name: field.label for field in kind.fields}
    return page("scenarios/add.html", status, one=found, kind=kind, form=form, labels=labels)


def _added(found: ScenarioTold, kind: Kind, form: Form, values: dict[str, Any]) -> bool:
    """Whether the change was added; what stands against it is noted."""
    try:
        read = read_changes([{"verb": "add", "table": kind.table, "values": values}])
        with_changes(found, revision_of(form), [*found.changes, *read])
    except Invalid as refused:
        for problem in refused.problems:
            problem_field = problem.pointer.rsplit("/", 1)[-1]
            one = Invalid([type(problem)(f"/{problem_field}", problem.code, problem.details)])
            form.refuse(one)
    except (Stale, Conflict) as refused:
        form.refuse_whole(refused)
    else:
        return True
    return False


def _values(form: Form, kind: Kind, changes: Sequence[Change]) -> dict[str, Any]:
    """What a form says, with what goes without saying."""
    values: dict[str, Any] = {}
    for field in kind.fields:
        values[field.name] = _READING.get(field.kind, _plain)(form, field, changes)
    if kind.id == "membership":
        values["kind"] = "member_of"
    if kind.id == "action":
        principle, area = values.pop("principle"), values.pop("area")
        values |= {"cells": [f"{principle}:{area}"], "status": "ongoing"}
    if kind.id in {"strategy", "action"} and not form.problems:
        values["code"] = _free(str(values["owner" if kind.id == "strategy" else "body"]), str(values["title"]), changes)
    return {name: value for name, value in values.items() if value}


def _free(body: str, title: str, changes: Sequence[Change]) -> str:
    """A code that no work here has, nor one that the scenario adds."""
    stem = stem_of(body, title)
    added = {change.values.get("code") for change in changes}
    sight = shown().sight
    code, number = stem, 1
    while code in added or any(sight.row_of_code(table, code) is not None for table in ("strategies", "actions")):
        number += 1
        code = f"{stem}-{number}"
    return code


def _plain(form: Form, field: Field, _: Sequence[Change]) -> str | None:
    text = form.text(field.name)
    if field.required and not text:
        form.wrong(field.name, say("Please fill this in."))
    return text or None


def _body(form: Form, field: Field, changes: Sequence[Change]) -> str | None:
    return _of_scenario(form, field, changes, "bodies") or naming.read(
        form, field.name, "bodies", required=field.required
    )


def _strategy(form: Form, field: Field, changes: Sequence[Change]) -> str | None:
    return _of_scenario(form, field, changes, "strategies") or naming.read(
        form, field.name, "strategies", required=True
    )


def _work(form: Form, field: Field, changes: Sequence[Change]) -> str | None:
    own = _of_scenario(form, field, changes, "strategies", "actions")
    if own is not None:
        return own
    as_action = Form({field.name: form.values.get(field.name, [])})
    found = naming.read(as_action, field.name, "actions", required=True)
    return found or naming.read(form, field.name, "strategies", required=True)


def _of_scenario(form: Form, field: Field, changes: Sequence[Change], *tables: str) -> str | None:
    """The code of what the scenario itself adds, if that is what was typed: its code, its name, or both as offered."""
    text = form.text(field.name)
    for change in changes:
        if change.verb == "add" and change.table in tables:
            code, name = change.values["code"], change.values.get("name") or change.values.get("title")
            if text in {code, name, f"{name} ({code})"}:
                return str(code)
    return None


_READING: Mapping[str, Callable[[Form, Field, Sequence[Change]], str | None]] = {
    "body": _body,
    "strategy": _strategy,
    "work": _work,
}
