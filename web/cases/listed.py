"""The list of cases: of everybody, of one's own bodies, of one body; those past their deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import request

from api.context import view
from interlace import cases
from interlace.cases.states import STATES
from interlace.errors import Invalid
from interlace.reading.findings import imaginable
from policies.rules import RULES
from web.blueprint import pages
from web.cases.part import asker
from web.cases.wording import said, states
from web.choosing import bodies_meant, body_typed
from web.forms import Form
from web.frame import go, page
from web.languages import told
from web.rights import own_bodies
from web.words import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from interlace.cases.listing import CaseListed, CasesPage
    from web.words import Part


@dataclass(frozen=True)
class Entry:
    """A case of the list: the rule's title, and whom or what it is about."""

    case: CaseListed
    title: str
    about: Sequence[Part]


@pages.get("/t/<tenant>/cases")
def case_list(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Cases of which somebody made something; what is due first comes first."""
    form = Form({name: request.args.getlist(name) for name in request.args})
    owner = None
    if form.text("owner"):
        row = body_typed(view(), form.text("owner"), form, "owner")
        owner = None if row is None else view().sight.column("bodies", "code")[row]
        if owner is not None and owner != form.text("owner"):
            return go(f"{request.path}?{urlencode([*_others('owner', 'after'), ('owner', owner)])}")
    found = None if form.problems else _found(form, owner)
    return page(
        "cases/cases.html",
        422 if form.problems else 200,
        form=form,
        meant=bodies_meant(form, "owner"),
        found=found,
        entries=[] if found is None else [_entry(one) for one in found.items],
        states=states(),
        said=said(),
        own=own_bodies(),
        rules=[(rule.id, told(rule.title)) for rule in RULES.values()],
        filtered=any(form.text(name) for name in ("state", "owner", "rule", "overdue", "mine")),
    )


def _found(form: Form, owner: str | None) -> CasesPage | None:
    state, rule = form.text("state"), form.text("rule")
    mine = own_bodies() if form.text("mine") == "yes" else []
    asked = cases.AskedCases(
        state=[state] if state in STATES else (),
        rule=[rule] if rule in RULES else (),
        owner=[owner] if owner is not None else mine,
        overdue=True if form.text("overdue") == "yes" else None,
        after=form.text("after") or None,
    )
    try:
        return cases.cases(*asker(), asked)
    except Invalid as refused:
        form.refuse(refused)
        return None


def _others(*without: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name not in without]


def _entry(one: CaseListed) -> Entry:
    parts = imaginable(view(), one.finding)
    words = about(parts, view()) if parts is not None else [one.finding.partition(":")[2]]
    return Entry(one, told(RULES[one.rule].title), words)
