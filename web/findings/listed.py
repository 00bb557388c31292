"""The list of findings, with filters that stand in its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from flask import request

import policies
from interlace.errors import Invalid
from interlace.reading.findings import SORTS, AskedFindings, explained, findings_counted, findings_page
from policies.rules import RULES
from web.blueprint import pages
from web.choosing import bodies_meant, body_typed
from web.days import address, shown
from web.forms import Form
from web.frame import go, page
from web.languages import number, say, told
from web.names import named_by_code
from web.words import about, rule_language, term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Response

    from interlace.reading.findings import FoundOne
    from interlace.reading.view import View
    from web.words import Part

#: Filters of which any of several values will do, and those in which a body is typed.
_CHOSEN = ("family", "rule", "severity", "certainty", "principle", "area")
_TYPED = ("branch", "body")
#: The ids that the fields of filters have on the page.
_SELECTS = {name: f"filter-{name}" for name in (*_CHOSEN, "sort")}
#: Filters that are folded away as long as nobody uses them.
_FURTHER = ("family", "rule", "body", "principle", "area")
#: Orders that are offered; an address can ask for the others too.
_SORTS = ("-priority", "-severity", "-reach", "key")


class Applied(NamedTuple):
    """A filter that is applied: what it is, which value it has, and the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Entry:
    """A finding of the list: whom or what it is about, and what was found, in one sentence."""

    finding: FoundOne
    about: Sequence[Part]
    text: str


@pages.get("/t/<tenant>/findings")
def findings(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """Gaps and open questions, what matters most first unless asked otherwise."""
    view, form = shown(), _form()
    bodies = {name: body_typed(view, form.text(name), form, name) for name in _TYPED if form.text(name)}
    codes = {name: view.sight.column("bodies", "code")[row] for name, row in bodies.items() if row is not None}
    if any(form.text(name) != code for name, code in codes.items()):
        # What was typed is now in the address by its code, which means the same tomorrow.
        return go(f"{request.path}?{_arguments(**codes)}")
    found, counts = None, None
    asked = _asked(form, bodies)
    if not form.problems:
        try:
            found, counts = findings_page(view, asked), findings_counted(view, asked)
        except Invalid as refused:
            form.refuse(refused, _SELECTS)
    return page(
        "findings/findings.html",
        422 if form.problems else 200,
        form=form,
        labels=labels() | {_SELECTS[name]: label for name, label in labels().items() if name in _SELECTS},
        meant={name: bodies_meant(form, name) for name in _TYPED},
        found=found,
        counts=counts,
        entries=[entry_of(view, one) for one in found.items] if found else [],
        applied=_applied(form),
        nobody=not len(view.graph.body),
        filters={name: form.texts(name) for name in (*_CHOSEN, *_TYPED)},
        options=_options(counts or {}),
        sorts=_sort_words(),
        more_open=any(form.text(name) for name in _FURTHER),
        without_filters=address("findings"),
    )


def _form() -> Form:
    """The filters of the address; those that are empty are none."""
    return Form({name: values for name in (*_CHOSEN, *_TYPED, "sort") if (values := _values(name))})


def _values(name: str) -> list[str]:
    return [value for value in request.args.getlist(name) if value.strip()]


def _asked(form: Form, bodies: Mapping[str, int | None]) -> AskedFindings:
    body, branch = ([row for row in [bodies.get(name)] if row is not None] or None for name in ("body", "branch"))
    return AskedFindings(
        family=form.texts("family"),
        rule=form.texts("rule"),
        severity=form.texts("severity"),
        certainty=form.texts("certainty"),
        principle=form.texts("principle"),
        area=form.texts("area"),
        body=body,
        branch=branch,
        after=request.args.get("after") or None,
        sort=form.text("sort") or AskedFindings.sort,
    )


def entry_of(view: View, one: FoundOne) -> Entry:
    """A finding as lists show it."""
    return Entry(one, about(one, view), explained(view, one, rule_language()).text)


def labels() -> dict[str, str]:
    """What each filter is called."""
    return {
        "family": say("Family"),
        "rule": say("Rule"),
        "severity": say("Severity"),
        "certainty": say("Gap or open question"),
        "branch": say("Branch"),
        "body": say("Body"),
        "principle": say("Principle"),
        "area": say("Policy area"),
        "sort": say("Order"),
    }


def certainties() -> dict[str, str]:
    """What is told of a finding by how certain it is."""
    return {"confirmed": say("Gaps"), "unreported": say("Open questions")}


def _sort_words() -> list[tuple[str, str]]:
    words = {
        "-priority": say("What matters most"),
        "-severity": say("The gravest first"),
        "-reach": say("The most people concerned first"),
        "key": say("By rule and code"),
    }
    further = request.args.get("sort", "")
    shown_too = [(further, further)] if further in SORTS and further not in words else []
    return [*((sort, words[sort]) for sort in _SORTS), *shown_too]


def _options(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in each filter, with how many findings that would give."""
    family, rule, severity, certainty = (counts.get(name, {}) for name in ("family", "rule", "severity", "certainty"))
    rules = [one for one in RULES if one in rule or one in request.args.getlist("rule")]
    return {
        "family": [(one.id, _counted(told(one.name), family.get(one.id, 0))) for one in policies.FAMILIES],
        "rule": [(one, _counted(told(RULES[one].title), rule.get(one, 0))) for one in rules],
        "severity": [(one.id, _counted(told(one.name), severity.get(one.id, 0))) for one in policies.SEVERITIES],
        "certainty": [(one, _counted(name, certainty.get(one, 0))) for one, name in certainties().items()],
        "principle": [(one.id, told(one.name)) for one in policies.PRINCIPLES],
        "area": [(one.id, told(one.name)) for one in policies.AREAS],
    }


def _counted(name: str, count: int) -> str:
    return f"{name} ({number(count)})"


def _applied(form: Form) -> list[Applied]:
    """The filters that are applied, in the order in which they are offered."""
    names = labels()
    return [
        Applied(names[name], _value(name, value), f"{request.path}?{_arguments(name, value)}")
        for name in (*_CHOSEN, *_TYPED)
        for value in form.texts(name)
    ]


def _value(name: str, value: str) -> str:
    vocabularies: Mapping[str, policies.Vocabulary[Any]] = {
        "family": policies.FAMILIES,
        "severity": policies.SEVERITIES,
        "principle": policies.PRINCIPLES,
        "area": policies.AREAS,
    }
    if name in vocabularies and value in vocabularies[name]:
        return term(vocabularies[name], value)
    if name == "rule" and value in RULES:
        return told(RULES[value].title)
    if name in _TYPED and (body := named_by_code("bodies", value)):
        return body.name
    return certainties().get(value, value) if name == "certainty" else value


def _arguments(without: str = "", value: str = "", **instead: str) -> str:
    """The arguments of this page on its first piece, without those that are empty, one left out or others in place."""
    left_out = {"after", "lang"}
    pairs = [
        (name, instead.get(name, given))
        for name, given in request.args.items(multi=True)
        if given.strip() and name not in left_out and (name, given) != (without, value)
    ]
    return urlencode(pairs)
