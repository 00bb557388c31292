"""Which rules a programme asks, and how much their findings weigh: looked at first, with what it would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from flask import request

from api.context import caller, database, today
from api.writing import perform, tenant_id
from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.settings import OFF, Alteration, Settings
from interlace.db import tenancy
from interlace.errors import Stale
from interlace.identity.permissions import Operation
from policies import FAMILIES, SEVERITIES
from policies.rules import RULE_SET, RULES
from web.administration.access import asker
from web.blueprint import pages
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from graph.findings import Found
    from policies.rules import RuleMetadata


@dataclass(frozen=True)
class Effect:
    """What would become of today's findings of a rule: how many there are, would be, and would weigh otherwise."""

    rule: RuleMetadata
    now: int
    then: int
    weighing: int


@pages.route("/t/<tenant>/administration/rules", methods=["GET", "POST"])
def administration_rules(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """The rules, to be switched off or weighed otherwise; first what that would change, then the change itself."""
    asker(Operation.SETTINGS_CHANGE)
    if request.method == "GET":
        return _shown(_form())
    form = Form.sent()
    sure, altered = "".join(form.values.pop("sure", [])), _read(form)
    if form.problems:
        return _shown(form, 422)
    # What was looked at is done, and nothing that was chosen after it.
    if sure != _label(altered):
        return _shown(form, effects=_effects(altered))
    if _change(form, altered):
        return go(address("administration_rules", done="changed"))
    return _shown(form, 422)


def _label(altered: Mapping[str, Alteration]) -> str:
    """What tells one choice of alterations from another."""
    return Settings(rules=altered).rule_set


def _form() -> Form:
    told: dict[str, object] = {"revision": shown().revision}
    for name, one in shown().sight.snapshot.settings.rules.items():
        told |= {name: OFF if one.off else ""}
        told |= {f"{name}.{old}": new for old, new in one.severities.items()}
    return Form.of(told)


def _read(form: Form) -> dict[str, Alteration]:
    """What is other than shipped by the form; a problem where a choice is none of those offered."""
    altered: dict[str, Alteration] = {}
    for name, rule in RULES.items():
        weighs = {old: form.text(f"{name}.{old}") or old for old in rule.severities}
        if form.text(name) not in {"", OFF} or not set(weighs.values()) <= set(SEVERITIES.ids):
            form.wrong(name, say("Choose one of what is offered."))
        off = form.text(name) == OFF
        other = Alteration(off, {} if off else {old: new for old, new in weighs.items() if old != new})
        if other != Alteration():
            altered[name] = other
    return altered


def _change(form: Form, altered: Mapping[str, Alteration]) -> bool:
    revision = form.text("revision")
    told = {name: None if (one := altered.get(name)) is None else OFF if one.off else one.severities for name in RULES}
    try:
        with tenancy.writing(database(), tenant_id(), caller().principal) as unit:
            perform(unit, "settings.change", int(revision) if revision.isdecimal() else 0, {"rules": told})
    except Stale:
        form.wrong("", say("Somebody changed the settings meanwhile. Open this page again, then make your changes."))
    return not form.problems


def _effects(altered: Mapping[str, Alteration]) -> list[Effect]:
    """The rules of which today's findings would be others."""
    snapshot = shown().sight.snapshot
    settings = replace(snapshot.settings, rules=altered)
    now = snapshot.analysis_at(today()).found
    changed = [name for name in RULES if snapshot.settings.rules.get(name) != altered.get(name)]
    then = analyse(GovernanceGraph.at(replace(snapshot.register, settings=settings), today()), changed).found
    return [Effect(RULES[name], len(now[name]), len(then[name]), _weighing(now[name], then[name])) for name in changed]


def _weighing(now: Found, then: Found) -> int:
    return int(np.sum(now.severity != then.severity)) if len(now) == len(then) else 0


def _shown(form: Form, status: int = 200, effects: Sequence[Effect] | None = None) -> Response:
    families = [(one, [rule for rule in RULES.values() if rule.family == one.id]) for one in FAMILIES]
    return page(
        "administration/rules.html",
        status,
        form=form,
        families=families,
        severities=SEVERITIES.ids,
        effects=effects,
        looked_at="" if effects is None else _label(_read(form)),
        rule_set=shown().sight.snapshot.settings.rule_set,
        shipped=str(RULE_SET),
    )
