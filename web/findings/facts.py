"""The facts that a rule weighed, in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import policies
from policies.rules import RULES
from web.days import shown
from web.languages import NOTHING, day, number, say, say_number, told
from web.names import named_by_code
from web.words import cells, consent, term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.evidence import Fact
    from interlace.reading.findings import FoundOne
    from interlace.reading.view import View
    from web.words import Part

_OF_BODIES = frozenset(
    {"owner", "other_owner", "marked_by", "ancestors", "above", "source", "target", "doers", "evaluators"}
)
_OF_TERMS: Mapping[str, policies.Vocabulary[Any]] = {
    "level": policies.LEVELS,
    "missing": policies.LEVELS,
    "expected": policies.LEVELS,
    "represented": policies.LEVELS,
    "area": policies.AREAS,
    "principles": policies.PRINCIPLES,
    "kind": policies.RELATION_KINDS,
    "depth": policies.PARTICIPATION_DEPTHS,
}
#: So many bodies of one fact are named; the rest is counted.
_MOST_NAMED = 20


@dataclass(frozen=True)
class ToldFact:
    """One fact that a rule weighed: what it is, and its value in one or more lines."""

    label: str
    lines: Sequence[Sequence[Part]]


def facts(finding: FoundOne, weighed: Mapping[str, Fact], view: View | None = None) -> list[ToldFact]:
    """What a rule weighed, in words; the cells and areas that a finding names among them."""
    view = view or shown()
    told_facts = [ToldFact(_label(name), _lines(finding, name, value, view)) for name, value in weighed.items()]
    if finding.cells:
        lines = [[f"{principle}: {', '.join(areas)}"] for principle, areas in cells(finding.cells)]
        told_facts.append(ToldFact(say("Cells that it names"), lines))
    if finding.areas:
        names = sorted(told(policies.AREAS[area].name) for area in finding.areas)
        told_facts.append(ToldFact(say("Areas that it names"), [[", ".join(names)]]))
    return told_facts


def _lines(finding: FoundOne, name: str, value: Fact, view: View) -> list[list[Part]]:
    if value is None:
        return [[say("not known")]]
    if name == "groups":
        return [_bodies(codes, view) for codes in value if isinstance(codes, list)] if isinstance(value, list) else []
    if name in _OF_BODIES:
        return [_bodies(value if isinstance(value, list) else [value], view)]
    return [[_plain(finding, name, value)]]


def _bodies(codes: Sequence[object], view: View) -> list[Part]:
    parts: list[Part] = []
    for code in codes[:_MOST_NAMED]:
        parts += [", ", named_by_code("bodies", str(code), view) or str(code)]
    if len(codes) > _MOST_NAMED:
        further = len(codes) - _MOST_NAMED
        parts.append(say_number(" and %(num)s more", " and %(num)s more", further))
    return parts[1:] or [say("nobody")]


def _plain(finding: FoundOne, name: str, value: Fact) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(finding, name, one) for one in value) or say("none")
    if isinstance(value, int):
        return number(value)
    if name in _OF_TERMS:
        return term(_OF_TERMS[name], str(value))
    if name == "reason":
        return told(RULES[finding.rule].reasons[str(value)])
    if name == "status":
        return _status(str(value))
    return day(date.fromisoformat(str(value))) if name in _OF_DAYS else str(value or NOTHING)


_OF_DAYS = frozenset(
    {"ended_on", "last_met_on", "declared_on", "due_on", "reviewed_on", "last_on", "subject_ends", "object_ends"}
)


def _status(status: str) -> str:
    return {"planned": say("planned"), "ongoing": say("under way")}.get(status) or consent(status)


def _label(name: str) -> str:
    return {
        "above": say("Authorities above that cover it"),
        "ancestors": say("Authorities above with a strategy in force"),
        "area": say("Area"),
        "asked": say("Competent authorities in the branch"),
        "because": say("Why"),
        "below": say("Authorities below that cover it"),
        "bodies": say("Bodies concerned"),
        "children": say("Authorities directly below"),
        "committed": say("Cells that it commits to"),
        "contradicted": say("Of these, measured below the threshold"),
        "covered": say("Cells covered"),
        "declared": say("Of these, with a register declared complete"),
        "declared_on": say("Declared on"),
        "delivered": say("Cells that the lower one works on"),
        "demand": say("Cells asked for"),
        "depth": say("Deepest participation"),
        "doers": say("Who carries it out"),
        "doubled": say("Of these, worked on twice"),
        "due_on": say("Review due on"),
        "ended_on": say("Ended on"),
        "evaluators": say("Who evaluates it"),
        "expected": say("Levels expected"),
        "groups": say("Groups that are not in touch"),
        "kind": say("Kind of relation"),
        "last_met_on": say("Last met on"),
        "last_on": say("Last told on"),
        "level": say("Level"),
        "marked_by": say("Marked by"),
        "missing": say("Levels without a member"),
        "months": say("Months between meetings"),
        "object_ends": say("The strategy above ends on"),
        "owner": say("Lead owner"),
        "other_owner": say("Lead owner of the other strategy"),
        "parts": say("Parts without it"),
        "principles": say("Principles without a commitment"),
        "reason": say("Why it is no longer in force"),
        "represented": say("Levels with a member"),
        "reviewed_on": say("Last reviewed on"),
        "sizes": say("Bodies in each part"),
        "source": say("Declared by"),
        "status": say("Status"),
        "subject_ends": say("The strategy itself ends on"),
        "target": say("Named by it"),
        "threshold": say("Threshold, of 100"),
        "unsupported": say("Cells without support from above"),
    }.get(name, name)
