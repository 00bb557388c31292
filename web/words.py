"""Records and findings in the words of a page, with the bodies and works in them as links.

What is told is a list of parts: texts, and names that lead to their pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import policies
from interlace.reading.findings import object_of, subject_of
from web.days import shown
from web.languages import day, language, number, say, told
from web.names import Named, named, named_by_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.listing import Key
    from interlace.reading.findings import FoundOne
    from interlace.reading.view import View

Part = str | Named


def rule_language() -> str:
    """The language in which rules are told on this page."""
    return language() if language() in policies.LANGUAGES else "en"


def inline(text: str) -> str:
    """A name of the vocabularies within a sentence."""
    return text[:1].lower() + text[1:]


def period(begins: date | None, ends: date | None) -> str:
    """From when until when something is so; empty where neither is known."""
    if begins and ends:
        return f"{day(begins)} – {day(ends)}"
    if begins:
        return say("since %(day)s", day=day(begins))
    return say("until %(day)s", day=day(ends)) if ends else ""


# Findings


def about(finding: FoundOne | Key, view: View | None = None) -> list[Part]:
    """Whom or what a finding is about: its subject and what else it is about; of a work alone also whose it is."""
    view = view or shown()
    subject, other = subject_of(view, finding), object_of(view, finding)
    parts: list[Part] = _named(view, subject) if subject else [finding.subject]
    if other:
        return [*parts, " · ", *_named(view, other)]
    if finding.object:
        return [*parts, " · ", level_and_area(finding.object)]
    return [*parts, " · ", _behind(view, *subject)] if subject and subject[0] in _LED_BY else parts


_LED_BY = {"strategies": "owner", "actions": "body"}


def _behind(view: View, table: str, row: int) -> Part:
    """Who leads or does a work."""
    code = view.sight.column(table, _LED_BY[table])[row]
    return named_by_code("bodies", code, view) or str(code)


def _named(view: View, record: tuple[str, int]) -> list[Part]:
    table, row = record
    return list(told_record(table, row, view).parts) if table == "relations" else [named(table, row, view)]


def level_and_area(value: str) -> str:
    """An object that is no record: an area, or a level and an area."""
    level, _, area = value.rpartition("/")
    names = [policies.LEVELS[level].name] if level in policies.LEVELS else []
    names += [policies.AREAS[area].name] if area in policies.AREAS else []
    return ", ".join(map(told, names)) or value


def cells(named_cells: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Cells by principle: its name, and the names of the areas."""
    areas: dict[str, list[str]] = {}
    for cell in named_cells:
        principle, _, area = cell.partition(":")
        areas.setdefault(principle, []).append(told(policies.AREAS[area].name))
    return [
        (told(policies.PRINCIPLES[one].name), sorted(areas[one])) for one in policies.PRINCIPLES.ids if one in areas
    ]


# Records


@dataclass(frozen=True)
class ToldRecord:
    """A record in words: of which kind it is, whom or what it is about, and what it says."""

    kind: str
    parts: Sequence[Part]
    says: str


def kind_of(table: str) -> str:
    """What one record of a table is called."""
    return {
        "bodies": say("Body"),
        "strategies": say("Strategy"),
        "commitments": say("Commitment"),
        "actions": say("Action"),
        "links": say("Link"),
        "participations": say("Participation"),
        "relations": say("Relation"),
        "competences": say("Competence"),
        "declarations": say("Declaration"),
        "reports": say("Report"),
        "successions": say("Succession"),
        "oppositions": say("Opposition"),
        "measurements": say("Measurement"),
        "practices": say("Good practice"),
    }[table]


def told_record(table: str, row: int, view: View | None = None) -> ToldRecord:
    """The record of a row of a view's table."""
    view = view or shown()
    record = _Record(view, table, row)
    parts, says = _TELLERS[table](record)
    return ToldRecord(kind_of(table), parts, says)


@dataclass(frozen=True)
class _Record:
    view: View
    table: str
    row: int

    def __getitem__(self, column: str) -> Any:  # noqa: ANN401 - whatever the column holds
        return self.view.sight.column(self.table, column)[self.row]

    def body(self, column: str) -> Part:
        """The body whose code stands in a column."""
        return named_by_code("bodies", self[column], self.view) or str(self[column])

    def work(self, column: str) -> Part:
        """The strategy or action whose code stands in a column."""
        code = self[column]
        return named_by_code("strategies", code, self.view) or named_by_code("actions", code, self.view) or str(code)

    @property
    def itself(self) -> Part:
        """The record by its own name."""
        return named(self.table, self.row, self.view)


def _body(record: _Record) -> tuple[list[Part], str]:
    return [record.itself], told(policies.LEVELS[record["level"]].name)


def _work(record: _Record) -> tuple[list[Part], str]:
    status = status_of_work(record.table, record.row, record.view)
    return [record.itself], ", ".join(filter(None, [status, _span(record)]))


def _span(record: _Record) -> str:
    return period(record["starts_on"], record["ends_on"])


def _commitment(record: _Record) -> tuple[list[Part], str]:
    depth = policies.COMMITMENT_DEPTHS[str(record["depth"])]
    cell = f"{term(policies.PRINCIPLES, record['principle'])} · {term(policies.AREAS, record['area'])}"
    return [record.work("strategy")], f"{cell}: {inline(told(depth.name))}"


def _competence(record: _Record) -> tuple[list[Part], str]:
    role = f"{term(policies.AREAS, record['area'])}: {inline(term(policies.ROLES, record['role']))}"
    further = filter(None, [period(record["valid_from"], record["valid_to"]), record["legal_basis"]])
    return [record.body("body")], " · ".join([role, *further])


def _declaration(record: _Record) -> tuple[list[Part], str]:
    return [record.body("body")], say("declared its register complete on %(day)s", day=day(record["declared_on"]))


def _participation(record: _Record) -> tuple[list[Part], str]:
    phase = term(policies.PHASES, record["phase"])
    depth = inline(term(policies.PARTICIPATION_DEPTHS, record["depth"]))
    return [record.body("body"), " · ", record.work("strategy")], f"{phase}, {depth}"


def _report(record: _Record) -> tuple[list[Part], str]:
    progress = "" if record["progress"] is None else say("%(percent)s %% done", percent=record["progress"])
    return [record.work("subject")], " · ".join(filter(None, [day(record["reported_on"]), progress, record["note"]]))


def _link(record: _Record) -> tuple[list[Part], str]:
    return [record.work("from"), f" {say('supports')} ", record.work("to")], consent(record["status"])


def _relation(record: _Record) -> tuple[list[Part], str]:
    kind = inline(term(policies.RELATION_KINDS, record["kind"]))
    says = [consent(record["status"]), period(record["valid_from"], record["valid_to"]), record["mechanism"]]
    return [record.body("source"), f" {kind} ", record.body("target")], " · ".join(filter(None, says))


def _succession(record: _Record) -> tuple[list[Part], str]:
    kind = term(policies.SUCCESSION_KINDS, record["kind"]) if record["kind"] else ""
    says = " · ".join(filter(None, [day(record["on"]), kind]))
    return [record.body("predecessor"), " → ", record.body("successor")], says


def _opposition(record: _Record) -> tuple[list[Part], str]:
    marked = "" if record["marked_on"] is None else say("marked on %(day)s", day=day(record["marked_on"]))
    settled = "" if record["resolved_on"] is None else say("resolved on %(day)s", day=day(record["resolved_on"]))
    says = " · ".join(filter(None, [marked, settled, record["reason"]]))
    return [record.work("strategy"), f" {say('against')} ", record.work("other")], says


def _measurement(record: _Record) -> tuple[list[Part], str]:
    cell = f"{term(policies.PRINCIPLES, record['principle'])} · {term(policies.AREAS, record['area'])}"
    least, most = (number(float(record[name])) for name in ("score_from", "score_to"))
    score = say("%(score)s of 100", score=most if least == most else f"{least}\N{EN DASH}{most}")
    return [record.body("body")], " · ".join([cell, score, record["instrument"], day(record["measured_on"])])


_TELLERS = {
    "bodies": _body,
    "strategies": _work,
    "actions": _work,
    "commitments": _commitment,
    "competences": _competence,
    "declarations": _declaration,
    "participations": _participation,
    "reports": _report,
    "links": _link,
    "relations": _relation,
    "successions": _succession,
    "oppositions": _opposition,
    "measurements": _measurement,
}


def term(vocabulary: policies.Vocabulary[Any], name: str) -> str:
    """The name of a term."""
    return told(vocabulary[name].name)


def consent(status: str | None) -> str:
    """Whether the other side has said that a relation or link is so."""
    return {
        "confirmed": say("confirmed"),
        "disputed": say("disputed"),
    }.get(status or "", say("declared, not yet confirmed"))


def status_of_work(table: str, row: int, view: View | None = None) -> str:
    """How it stands with a strategy or action on the view's day."""
    view = view or shown()
    status, begins, ends = (view.sight.column(table, name)[row] for name in ("status", "starts_on", "ends_on"))
    if table == "actions":
        return {
            "planned": say("planned"),
            "completed": say("completed"),
            "cancelled": say("cancelled"),
        }.get(status or "", say("under way"))
    if status in {"draft", "withdrawn"}:
        return say("draft") if status == "draft" else say("withdrawn")
    if ends is not None and ends < view.as_of:
        return say("ended")
    return say("not begun") if begins is not None and begins > view.as_of else say("in force")
