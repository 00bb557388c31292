"""Recommended steps in words: what is done by whom, why that is permitted, what becomes of findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.remedies import Kind
from graph.remedies.telling import changes_of, fates_of, share_of
from policies import AREAS, PARTICIPATION_DEPTHS, PHASES, PRINCIPLES
from policies.rules import RULES
from web.days import shown
from web.languages import number, say, say_number, share, told
from web.names import named, named_by_code
from web.words import about

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.remedies import Moved, Recommendation, Step
    from graph.whatif import Change
    from interlace.reading.view import View
    from web.names import Named
    from web.words import Part

#: So many findings of a kind, and so many bodies, are told one by one.
_MOST = 5


@dataclass(frozen=True)
class MovedTold:
    """Findings of one rule that a step closes, eases, opens or worsens: the weightiest one by one."""

    title: str
    total: int
    about: Sequence[Sequence[Part]]


@dataclass(frozen=True)
class FateTold:
    """What becomes of findings in a step."""

    heading: str
    grave: bool
    """Whether it is to the worse."""
    rules: Sequence[MovedTold]


@dataclass(frozen=True)
class StepTold:
    """One step for a reader."""

    number: int
    title: str
    parts: Sequence[tuple[str, Sequence[Named]]]
    """What it is about: a word for it, and the bodies or works."""
    says: Sequence[str]
    permitted: str
    decided_by: Sequence[Named]
    decided_more: int
    gain: str
    total: str
    share: str
    """Of the bound, with the steps before it."""
    fates: Sequence[FateTold]


def steps_told(view: View, found: Recommendation) -> list[StepTold]:
    """All steps of a recommendation in words."""
    return [_step(view, place, step, found) for place, step in enumerate(found.steps, 1)]


def tried_changes(steps: Iterable[Step]) -> list[Change]:
    """What a scenario of these steps consists of."""
    return changes_of(step.change for step in steps)


def _step(view: View, place: int, step: Step, found: Recommendation) -> StepTold:
    change = step.change
    deciders = [named("bodies", int(view.sight.body_rows[row]), view) for row in change.deciders[:_MOST]]
    return StepTold(
        number=place,
        title=_title(change.kind),
        parts=_parts(step),
        says=_says(step),
        permitted=_permitted(change.kind),
        decided_by=deciders,
        decided_more=len(change.deciders) - len(deciders),
        gain=two_places(step.gain),
        total=two_places(step.total),
        share=share(share_of(step.total, found.bound)),
        fates=[_fate(fate, moved) for fate, moved in fates_of(step).items() if moved],
    )


def two_places(value: float) -> str:
    """A priority as pages show it."""
    return number(round(value, 2))


def _title(kind: Kind) -> str:
    return {
        Kind.LINK: say("Link a strategy or action to one above"),
        Kind.RELATION: say("Coordinate with each other"),
        Kind.MEMBERSHIP: say("Join a network"),
        Kind.NETWORK: say("Found a network"),
        Kind.COMMITMENT: say("Take up commitments"),
        Kind.PARTICIPATION: say("Invite to take part"),
    }[kind]


def _permitted(kind: Kind) -> str:
    return {
        Kind.LINK: say("Both are in force or under way; the link waits for nobody else."),
        Kind.RELATION: say("Bodies coordinate by a decision of their own."),
        Kind.MEMBERSHIP: say("A body and a network agree on membership between them."),
        Kind.NETWORK: say("Bodies found a network by a decision of their own."),
        Kind.COMMITMENT: say("The body is competent for all of these areas, and the strategy is in force."),
        Kind.PARTICIPATION: say("An owner may invite to its own strategy."),
    }[kind]


def _parts(step: Step) -> list[tuple[str, Sequence[Named]]]:
    details = step.change.details
    words = {
        "body": (say("Body"), "bodies"),
        "source": (say("From"), "works"),
        "target": (say("To"), "strategies"),
        "other": (say("With"), "bodies"),
        "network": (say("Network"), "bodies"),
        "head": (say("Serves"), "bodies"),
        "owner": (say("Owner"), "bodies"),
        "strategy": (say("Strategy"), "strategies"),
    }
    parts: list[tuple[str, Sequence[Named]]] = []
    for name, (word, table) in words.items():
        one = _named(table, details[name]) if name in details else None
        if one is not None:
            parts.append((word, [one]))
    return parts


def _named(table: str, code: str) -> Named | None:
    if table != "works":
        return named_by_code(table, code)
    return named_by_code("strategies", code) or named_by_code("actions", code)


def _says(step: Step) -> list[str]:
    details, kind = step.change.details, step.change.kind
    if kind is Kind.NETWORK:
        members = int(details["members"])
        return [say_number("A network of %(num)s body.", "A network of %(num)s bodies.", members)]
    if kind is Kind.PARTICIPATION:
        phase, depth = told(PHASES[details["phase"]].name), told(PARTICIPATION_DEPTHS[details["depth"]].name)
        return [f"{phase}, {depth}"]
    return [_areas(principle, step) for principle in PRINCIPLES.ids if _areas_of(principle, step)]


def _areas_of(principle: str, step: Step) -> list[str]:
    cells = (cell.split(":") for cell in step.change.cells)
    return [told(AREAS[area].name) for own, area in cells if own == principle]


def _areas(principle: str, step: Step) -> str:
    return f"{told(PRINCIPLES[principle].name)}: {', '.join(_areas_of(principle, step))}"


def _fate(fate: str, moved: Sequence[Moved]) -> FateTold:
    headings = {
        "closes": say_number("Closes %(num)s finding", "Closes %(num)s findings", len(moved)),
        "eases": say_number("Makes %(num)s finding less grave", "Makes %(num)s findings less grave", len(moved)),
        "opens": say_number("Opens %(num)s finding", "Opens %(num)s findings", len(moved)),
        "worsens": say_number("Makes %(num)s finding graver", "Makes %(num)s findings graver", len(moved)),
    }
    by_rule: dict[str, list[Moved]] = {}
    for one in moved:
        by_rule.setdefault(one.key.rule, []).append(one)
    rules = [
        MovedTold(told(RULES[rule].title), len(those), [_about(one) for one in those[:_MOST]])
        for rule, those in by_rule.items()
    ]
    return FateTold(headings[fate], fate in {"opens", "worsens"}, rules)


def _about(moved: Moved) -> Sequence[Part]:
    return about(moved.key, shown())
