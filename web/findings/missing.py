"""What a finding misses, said in few words where it is missed: for the drawing of its evidence, and beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import policies
from interlace.reading.findings import object_of, subject_of
from web.languages import NOTHING, day, number, say, say_number, told
from web.words import cells, inline, level_and_area, term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graph.evidence import Fact
    from interlace.reading.findings import CitedEvidence, FoundOne
    from interlace.reading.view import View

#: A record by its table and row.
Place = tuple[str, int]
#: So many areas of a principle are named in the drawing.
_MOST_AREAS = 3


class Missing(NamedTuple):
    """Something that is missed: at which record, and to which records it would lead."""

    at: Place
    text: str
    to: Sequence[Place] = ()


@dataclass(frozen=True)
class Proven:
    """A finding and what it rests on, as the sentences below ask for it."""

    view: View
    finding: FoundOne
    proof: CitedEvidence
    subject: Place = field(init=False)

    def __post_init__(self) -> None:
        found = subject_of(self.view, self.finding)
        object.__setattr__(self, "subject", found or ("bodies", self.proof.path[0] if self.proof.path else 0))

    @cached_property
    def other(self) -> Place:
        """The finding's object; its subject where that is no record."""
        return object_of(self.view, self.finding) or self.subject

    def fact(self, name: str) -> Fact:
        """One of the facts weighed."""
        return self.proof.facts.get(name)

    def day(self, name: str) -> str:
        """A fact that is a day."""
        value = self.fact(name)
        return day(date.fromisoformat(str(value))) if value else NOTHING

    def names(self, name: str, vocabulary: policies.Vocabulary[Any]) -> list[str]:
        """A fact that is a list of terms."""
        value = self.fact(name)
        return [term(vocabulary, str(one)) for one in value] if isinstance(value, list) else []

    def bodies(self, name: str) -> list[Place]:
        """A fact that is a body or a list of bodies."""
        value = self.fact(name)
        codes = value if isinstance(value, list) else [value]
        rows = (self.view.sight.row_of_code("bodies", str(code)) for code in codes)
        return [("bodies", row) for row in rows if row is not None]

    @property
    def cells(self) -> str:
        """The cells that the finding names, in short."""
        return "; ".join(f"{principle}: {_some(areas)}" for principle, areas in cells(self.finding.cells))

    @property
    def areas(self) -> str:
        """The areas that the finding names, in short."""
        return _some([told(policies.AREAS[area].name) for area in self.finding.areas])

    @property
    def confirmed(self) -> bool:
        """Whether it is a gap rather than a question."""
        return self.finding.certainty == "confirmed"

    def records(self, table: str) -> list[Place]:
        """The records of a table that the finding rests on."""
        return self._by_table.get(table, [])

    @cached_property
    def _by_table(self) -> dict[str, list[Place]]:
        places: dict[str, list[Place]] = {}
        for record in self.proof.records:
            if record.row is not None:
                places.setdefault(record.table, []).append((record.table, record.row))
        return places


def _some(names: list[str]) -> str:
    further = len(names) - _MOST_AREAS
    shown = ", ".join(names[:_MOST_AREAS])
    return shown if further <= 0 else say("%(names)s and %(count)s more", names=shown, count=number(further))


def missing(proven: Proven) -> list[Missing]:
    """What a finding misses."""
    return _SAID[proven.finding.rule](proven)


def _here(sentence: Callable[[Proven], str]) -> Callable[[Proven], list[Missing]]:
    """Something that is missed at the subject itself."""
    return lambda proven: [Missing(proven.subject, sentence(proven))]


def _at_other(sentence: Callable[[Proven], str]) -> Callable[[Proven], list[Missing]]:
    """Something that is missed at the object, and would lead to the subject."""
    return lambda proven: [Missing(proven.other, sentence(proven), [proven.subject])]


def _unanchored(proven: Proven) -> list[Missing]:
    above = [place for place in proven.records("strategies") if place != proven.subject]
    return [Missing(proven.subject, say("No link to a strategy above is registered"), above)]


def _unsupported(proven: Proven) -> list[Missing]:
    able = [place for place in proven.records("bodies") if place != proven.subject]
    return [Missing(place, say("Competent, but covers nothing of: %(cells)s", cells=proven.cells)) for place in able]


def _skipped(proven: Proven) -> list[Missing]:
    return [Missing(proven.subject, say("Covers nothing of: %(cells)s", cells=proven.cells), proven.bodies("above"))]


def _not_in_touch(proven: Proven) -> list[Missing]:
    return [Missing(proven.subject, say("Not in touch about: %(areas)s", areas=proven.areas), [proven.other])]


def _without_members(proven: Proven) -> list[Missing]:
    levels = proven.names("missing", policies.LEVELS)
    return [Missing(proven.subject, say("No member of the level: %(level)s", level=inline(level))) for level in levels]


def _without_principles(proven: Proven) -> list[Missing]:
    return [
        Missing(proven.subject, say("No commitment is registered for: %(principle)s", principle=principle))
        for principle in proven.names("principles", policies.PRINCIPLES)
    ]


def _unconfirmed(proven: Proven) -> list[Missing]:
    disputed = proven.fact("status") == "disputed"
    sentence = say("Says that this is not so") if disputed else say("Has not said whether this is so")
    return [Missing(place, sentence, proven.bodies("source")) for place in proven.bodies("target")]


def _no_longer(proven: Proven) -> list[Missing]:
    reasons = {
        "ended": say("No longer in force: it ended on %(day)s", day=proven.day("ended_on")),
        "withdrawn": say("No longer in force: it was withdrawn"),
    }
    return [
        Missing(proven.other, reasons.get(str(proven.fact("reason")), say("No longer in force: its owner is gone")))
    ]


def _parts(proven: Proven) -> str:
    sizes = proven.fact("sizes")
    told_sizes = ", ".join(number(size) for size in sizes if isinstance(size, int)) if isinstance(sizes, list) else ""
    return say("Without it, groups of %(sizes)s bodies would have no way to each other", sizes=told_sizes)


_SAID: Mapping[str, Callable[[Proven], list[Missing]]] = {
    "action-overdue": _here(lambda proven: say("Its end has passed: %(day)s", day=proven.day("ended_on"))),
    "alignment-convergent": _at_other(lambda _: say("No link to the strategy is registered")),
    "alignment-nominal": _at_other(lambda proven: say("Not covered: %(cells)s", cells=proven.cells)),
    "anchor-lapsed": _no_longer,
    "body-isolated": _here(lambda _: say("No coordination with anybody is registered")),
    "civil-society-absent": _here(lambda _: say("No part of civil society is registered")),
    "commitment-uncascaded": _at_other(lambda proven: say("Nobody here covers: %(cells)s", cells=proven.cells)),
    "claim-contradicted": _here(
        lambda proven: say("What explains that little was measured in: %(cells)s", cells=proven.cells)
    ),
    "commitment-undelivered": _here(lambda proven: say("No action in: %(cells)s", cells=proven.cells)),
    "competence-orphan": _here(
        lambda proven: say("Nobody is competent for: %(area)s", area=level_and_area(str(proven.finding.object)))
    ),
    "competence-overlap": _at_other(
        lambda proven: say("Both lead, and are not in touch: %(areas)s", areas=proven.areas)
    ),
    "coordination-fragile": _here(_parts),
    "double-delivery": _at_other(lambda case: say("Both work on this at the same time: %(cells)s", cells=case.cells)),
    "evaluation-without-doers": _here(lambda _: say("None of those who carry it out takes part in evaluating it")),
    "evidence-absent": _here(
        lambda proven: say("No evidence base") if proven.confirmed else say("Whether it rests on evidence was not told")
    ),
    "funding-absent": _here(
        lambda proven: say("No funding") if proven.confirmed else say("Whether there is funding was not told")
    ),
    "horizon-mismatch": lambda proven: [
        Missing(
            proven.other, say("Ends more than a year earlier: %(day)s", day=proven.day("object_ends")), [proven.subject]
        )
    ],
    "initiative-unsupported": _unsupported,
    "level-skipped": _skipped,
    "levels-not-consulted": _here(lambda _: say("No part of an authority below in its design is registered")),
    "mechanism-dormant": _here(lambda proven: say("No meeting since %(day)s", day=proven.day("last_met_on"))),
    "mechanism-incomplete": _without_members,
    "mechanism-missing": _not_in_touch,
    "monitoring-absent": _here(
        lambda proven: say("No monitoring") if proven.confirmed else say("Whether it is monitored was not told")
    ),
    "opposed-commitments": _at_other(lambda _: say("Marked as working against the other strategy")),
    "participation-token": _here(
        lambda proven: say(
            "Civil society took no deeper part than this: %(depth)s",
            depth=inline(term(policies.PARTICIPATION_DEPTHS, str(proven.fact("depth")))),
        )
    ),
    "peers-uncoordinated": _here(
        lambda proven: say_number(
            "%(num)s group of authorities is not in touch with the others: %(area)s",
            "%(num)s groups of authorities are not in touch with each other: %(area)s",
            len(groups(proven)),
            area=level_and_area(str(proven.finding.object)),
        )
    ),
    "principle-missing": _without_principles,
    "relation-unconfirmed": _unconfirmed,
    "report-stale": _here(lambda proven: say("Nothing was told since %(day)s", day=proven.day("last_on"))),
    "review-overdue": _here(lambda proven: say("No review since it was due on %(day)s", day=proven.day("due_on"))),
    "strategy-lapsed": _here(lambda proven: say("Nothing has followed since %(day)s", day=proven.day("ended_on"))),
    "strategy-missing": _here(lambda _: say("No strategy in force is registered")),
    "strategy-unanchored": _unanchored,
}


def groups(proven: Proven) -> list[list[int]]:
    """The groups of bodies that are not in touch with each other, each by rows; empty for most rules."""
    value = proven.fact("groups")
    found = []
    for group in value if isinstance(value, list) else []:
        rows = [proven.view.sight.row_of_code("bodies", str(code)) for code in group] if isinstance(group, list) else []
        found.append([row for row in rows if row is not None])
    return found
