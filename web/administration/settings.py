"""A programme’s settings: its name, country and languages, and from when on rules find something."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from api.context import caller, database, today
from api.writing import perform, tenant_id
from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.settings import Thresholds
from graph.summary import summarise
from interlace.db import tenancy
from interlace.errors import Invalid, Stale
from interlace.identity.permissions import Operation
from policies.rules import RULES
from web.administration.access import asker
from web.administration.thresholds import read, text_of, thresholds
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from flask import Response

    from policies.rules import RuleMetadata


@dataclass(frozen=True)
class Shift:
    """How many findings a rule has now, and how many it would have."""

    rule: RuleMetadata
    now: int
    then: int


@pages.get("/t/<tenant>/administration/settings")
def administration_settings(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The settings, to be changed."""
    asker(Operation.SETTINGS_CHANGE)
    settings = shown().sight.snapshot.settings
    lines = {one.id: text_of(getattr(settings.thresholds, one.id)) for one in thresholds()}
    known = {"name": settings.name, "country": settings.country, "languages": ", ".join(settings.languages)}
    return _shown(Form.of({**known, **lines, "revision": shown().revision}))


def _shown(form: Form, status: int = 200, shifts: Sequence[Shift] | None = None) -> Response:
    return page("administration/settings.html", status, form=form, thresholds=thresholds(), shifts=shifts)


@pages.post("/t/<tenant>/administration/settings")
def administration_settings_change(tenant: str) -> Response:  # noqa: ARG001
    """Change the settings; or only look at what other thresholds would find."""
    asker(Operation.SETTINGS_CHANGE)
    form = Form.sent()
    lines = read(form)
    trying = bool(form.values.pop("try", None))
    if not form.problems and trying:
        return _shown(form, shifts=_shifts(lines))
    if not form.problems:
        _change(form, lines)
    if form.problems:
        return _shown(form, 422)
    return go(address("administration_settings", done="changed"))


def _change(form: Form, lines: Mapping[str, Decimal | int | None]) -> None:
    languages = [tag for tag in form.text("languages").replace(",", " ").split() if tag]
    values = {
        "name": form.text("name") or None,
        "country": form.text("country").upper() or None,
        "languages": languages,
        "thresholds": lines,
    }
    revision = form.text("revision")
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, "settings.change", int(revision) if revision.isdecimal() else 0, values)
    except Invalid as refused:
        told = {
            "country": say("Expected: two capital letters, such as PT (ISO 3166-1)."),
            "languages": say("Expected: short names of languages, such as pt, en, pt-BR."),
        }
        for problem in refused.problems:
            name = problem.pointer.rpartition("/")[2]
            form.wrong(name, told.get(name) or say("This cannot be a setting."))
    except Stale:
        form.wrong("", say("Somebody changed the settings meanwhile. Open this page again, then make your changes."))


def _shifts(lines: Mapping[str, Decimal | int | None]) -> list[Shift]:
    """The rules that would find more or less today with these thresholds."""
    snapshot = shown().sight.snapshot
    chosen: dict[str, Any] = {
        name: value if isinstance(value, int) else Fraction(value) for name, value in lines.items() if value is not None
    }
    settings = replace(snapshot.settings, thresholds=Thresholds(**chosen))
    trial = analyse(GovernanceGraph.at(replace(snapshot.register, settings=settings), today()))
    now, then = summarise(snapshot.analysis_at(today())).rules, summarise(trial).rules
    return [
        Shift(rule, now.get(name, 0), then.get(name, 0))
        for name, rule in RULES.items()
        if now.get(name, 0) != then.get(name, 0)
    ]
