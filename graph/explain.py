"""One finding told to a person, in their language: what was found, on what it rests, what would close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from graph.analysis import evidence_of, finding_at
from graph.findings import area_names, cell_names
from policies import AREAS, LEVELS, PARTICIPATION_DEPTHS, PRINCIPLES, RELATION_KINDS
from policies.rules import RULES as METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from graph.analysis import Analysis
    from graph.evidence import Evidence, Fact, Finding
    from graph.register import Register
    from policies import Term, Vocabulary

_WORDS = {
    "en": {
        "unknown": "an unknown day",
        "no end": "without an end",
        "never": "never",
        "nobody": "nobody",
        "no reason": "no reason is told",
        "declared": "declared",
        "disputed": "disputed",
        "planned": "planned",
        "ongoing": "ongoing",
    },
    "fr": {
        "unknown": "une date inconnue",
        "no end": "sans fin",
        "never": "jamais",
        "nobody": "personne",
        "no reason": "aucune raison n’est indiquée",
        "declared": "déclarée",
        "disputed": "contestée",
        "planned": "prévue",
        "ongoing": "en cours",
    },
    "pt": {
        "unknown": "uma data desconhecida",
        "no end": "sem fim",
        "never": "nunca",
        "nobody": "ninguém",
        "no reason": "não se indica a razão",
        "declared": "declarada",
        "disputed": "contestada",
        "planned": "prevista",
        "ongoing": "em curso",
    },
    "es": {
        "unknown": "una fecha desconocida",
        "no end": "sin fin",
        "never": "nunca",
        "nobody": "nadie",
        "no reason": "no se indica la razón",
        "declared": "declarada",
        "disputed": "impugnada",
        "planned": "prevista",
        "ongoing": "en curso",
    },
}
_QUOTES = {"en": ("“", "”"), "fr": ("« ", " »"), "pt": ("«", "»"), "es": ("«", "»")}
_DAYS = {"ended_on", "last_met_on", "declared_on", "due_on", "reviewed_on", "last_on", "as_of"}
_ENDS = {"subject_ends", "object_ends"}
#: What an empty day means, where it is not merely unknown.
_MISSING_DAYS = {"subject_ends": "no end", "object_ends": "no end", "reviewed_on": "never"}
_BODIES = {"owner", "other_owner", "marked_by", "ancestors", "above", "source", "target", "doers", "evaluators"}
_TERMS: Mapping[str, Vocabulary[Any]] = {
    "level": LEVELS,
    "missing": LEVELS,
    "expected": LEVELS,
    "represented": LEVELS,
    "area": AREAS,
    "principles": PRINCIPLES,
    "kind": RELATION_KINDS,
    "depth": PARTICIPATION_DEPTHS,
}


@dataclass(frozen=True)
class Explanation:
    """A finding in words. `subject` and `object` are display names; `text` and `closes` are sentences."""

    subject: str
    object: str | None
    text: str
    closes: str
    evidence: Evidence


def explain(analysis: Analysis, rule: str, row: int, language: str) -> Explanation:
    """Tell row `row` of the findings of `rule` in one of the languages of the field’s words."""
    metadata = METADATA[rule]
    finding, evidence = finding_at(analysis, rule, row), evidence_of(analysis, rule, row)
    names = Names(analysis.graph.register, language)
    subject = _named(analysis, names, metadata.subject, finding.subject)
    other = None if finding.object < 0 else _named(analysis, names, metadata.object, finding.object)
    told = {name: names.fact(rule, name, value) for name, value in evidence.facts.items()}
    told |= {
        "subject": subject,
        "object": other or "",
        "as_of": names.day(analysis.graph.as_of.isoformat()),
        **_grid(finding, names),
    }
    text = metadata.explanation
    if not finding.confirmed and metadata.explanation_unreported is not None:
        text = metadata.explanation_unreported
    return Explanation(
        subject=subject,
        object=other,
        text=text.in_language(language).format(**told),
        closes=metadata.closes.in_language(language).format(**told),
        evidence=evidence,
    )


class Names:
    """Codes, terms, days and numbers as a person reads them in one language."""

    def __init__(self, register: Register, language: str) -> None:
        self._register = register
        self._language = language
        self._words = _WORDS[language]
        self._locale = {"en": "en_GB", "fr": "fr", "pt": "pt_PT", "es": "es"}[language]

    def body(self, code: str) -> str:
        """A body's name with its code."""
        return f"{self._register.names[code]} ({code})"

    def work(self, code: str) -> str:
        """A strategy's or action's title with its code."""
        return f"{self._quoted(self._register.titles[code])} ({code})"

    def _quoted(self, text: str) -> str:
        opening, closing = _QUOTES[self._language]
        return f"{opening}{text}{closing}"

    def day(self, day: str) -> str:
        """A day in the language's long form."""
        told = str(format_date(date.fromisoformat(day), "long", locale=self._locale))
        # The first of a month is an ordinal in French; Babel writes a plain number.
        return "1er" + told[1:] if self._language == "fr" and told.startswith("1 ") else told

    def cells(self, cells: Sequence[str]) -> str:
        """Cells by principle: the principle's name and, in brackets, the areas."""
        areas: dict[str, list[str]] = {}
        for cell in cells:
            principle, area = cell.split(":")
            areas.setdefault(principle, []).append(self.area(area))
        # French sets a space before the semicolon.
        between = " ; " if self._language == "fr" else "; "
        return between.join(
            f"{PRINCIPLES[principle].name.in_language(self._language)} ({', '.join(areas[principle])})"
            for principle in PRINCIPLES.ids
            if principle in areas
        )

    def area(self, area: str) -> str:
        """An area's name."""
        return AREAS[area].name.in_language(self._language)

    def fact(self, rule: str, name: str, value: Fact) -> str:
        """One fact of an evidence by its name."""
        if name in _DAYS or name in _ENDS:
            return self._words[_MISSING_DAYS.get(name, "unknown")] if value is None else self.day(str(value))
        if name == "reason":
            return METADATA[rule].reasons[str(value)].in_language(self._language)
        if name == "status":
            return self._words[str(value)]
        if name == "because" and isinstance(value, list):
            return ", ".join(self._quoted(str(reason).rstrip(".")) for reason in value) or self._words["no reason"]
        if isinstance(value, list):
            return str(len(value)) if name == "groups" else self._list(name, value)
        return self._one(name, value)

    def _list(self, name: str, values: Sequence[object]) -> str:
        return ", ".join(self._one(name, value) for value in values) or self._words["nobody"]

    def _one(self, name: str, value: object) -> str:
        if name in _TERMS:
            term: Term = _TERMS[name][str(value)]
            return term.name.in_language(self._language)
        if isinstance(value, int):
            return format_decimal(value, locale=self._locale)
        return self.body(str(value)) if name in _BODIES else str(value)


def _grid(finding: Finding, names: Names) -> dict[str, str]:
    cells = [] if finding.cells is None else cell_names(finding.cells)
    return {
        "cells": names.cells(cells),
        "areas": ", ".join(names.area(area) for area in area_names(finding.areas)),
    }


def _named(analysis: Analysis, names: Names, kind: str, number: int) -> str:
    """The display name of a finding's subject or object."""
    cite = analysis.graph.cite
    if kind == "body":
        return names.body(cite.code(number))
    if kind in {"strategy", "action", "work"}:
        return names.work(cite.work(number))
    if kind == "area":
        return names.area(AREAS.ids[number])
    if kind == "level/area":
        level, area = divmod(number, len(AREAS.ids))
        return f"{names.fact('', 'level', LEVELS.ids[level])}, {names.area(AREAS.ids[area])}"
    return cite.relation(number).key
