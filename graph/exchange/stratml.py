"""StratML Part 1 (ISO 17469-1): a strategy as a strategic plan, its principles as goals, its cells as objectives.

What Part 1 has no element for stands in `OtherInformation`, in one line that begins with `MARK`; it is JSON, and so is
a text that XML cannot hold. docs/exchange.md tells the whole mapping.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import orjson

from graph.exchange.reading import Note, Problem, Unreadable
from graph.exchange.strategies import OBJECTIVE, Committed, Plan, day, in_order, read_further, told_further
from graph.exchange.trees import Element, tree_of
from policies import AREAS, COMMITMENT_DEPTHS, LANGUAGES, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from policies import Vocabulary

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
#: Before the earlier drafts became a standard, documents had this namespace.
_EARLIER = "http://www.stratml.net"
MARK = "interlace: "
#: A plan needs a goal: this one stands where nothing is committed to, and is passed over when it is read.
_NO_GOAL = "goal.none"
#: What XML 1.0 cannot hold, written in any way.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(plan: Plan, left_out: Mapping[str, int] | None = None) -> bytes:
    """A strategy as a StratML Part 1 document; `left_out` counts what of the register stands beside it."""
    exact = {name: text for name, text in _texts(plan) if _UNWRITABLE.search(text)}
    extension = {**told_further(plan), **({"exact": exact} if exact else {})}
    if left_out:
        extension["left_out"] = dict(left_out)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<StrategicPlan xmlns="{NAMESPACE}">',
        element(1, "Name", plan.title),
        marked(1, extension),
        "  <StrategicPlanCore>",
        *(line for code in plan.owners for line in organization(code, plan.names.get(code, code))),
        *goals(plan.commitments),
        "  </StrategicPlanCore>",
        *administrative(plan.starts_on, plan.ends_on, plan.url),
        "</StrategicPlan>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "title", plan.title
    if plan.url is not None:
        yield "url", plan.url


def element(level: int, name: str, text: str) -> str:
    """An element with nothing but text in it."""
    written = escape(_UNWRITABLE.sub("\ufffd", text), {"\r": "&#13;"})
    return f"{'  ' * level}<{name}>{written}</{name}>"


def marked(level: int, told: Mapping[str, Any]) -> str:
    """What Part 1 has no element for, behind the mark."""
    return element(level, "OtherInformation", MARK + orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode())


def organization(code: str, name: str) -> Iterator[str]:
    """A body of a register."""
    yield "    <Organization>"
    yield element(3, "Name", name)
    yield element(3, "Identifier", f"body.{code}")
    yield "    </Organization>"


def goals(commitments: Sequence[Committed]) -> Iterator[str]:
    """A goal for each principle that is spoken to; identifiers are names as XML has them, and unique.

    Of what has no depth, 0, none is told.
    """
    spoken = [term for term in PRINCIPLES if any(one.principle == term.id for one in commitments)]
    for number, term in enumerate(spoken, 1):
        own = [one for one in commitments if one.principle == term.id]
        yield "    <Goal>"
        yield from _named(3, term.name.en, term.description.en, f"goal.{term.id}", number)
        for place, one in enumerate(own, 1):
            area = AREAS[one.area]
            says = COMMITMENT_DEPTHS[str(one.depth)].name.en if one.depth else area.description.en
            yield "      <Objective>"
            yield from _named(4, area.name.en, says, f"objective.{one.principle}.{one.area}", place)
            if one.depth:
                yield marked(4, {"depth": one.depth})
            yield "      </Objective>"
        yield "    </Goal>"
    if not spoken:
        yield "    <Goal>"
        yield from _named(3, "None told", "No commitment is registered.", _NO_GOAL, 1)
        yield "    </Goal>"


def _named(level: int, name: str, description: str, identifier: str, number: int) -> Iterator[str]:
    yield element(level, "Name", name)
    yield element(level, "Description", description)
    yield element(level, "Identifier", identifier)
    yield element(level, "SequenceIndicator", str(number))


def administrative(starts_on: date | None, ends_on: date | None, source: str | None = None) -> Iterator[str]:
    """When it begins and ends, and where it stands."""
    told = {
        "StartDate": starts_on and starts_on.isoformat(),
        "EndDate": ends_on and ends_on.isoformat(),
        "Source": source,
    }
    if any(told.values()):
        yield "  <AdministrativeInformation>"
        yield from (element(2, name, text) for name, text in told.items() if text)
        yield "  </AdministrativeInformation>"


def read(content: bytes | str) -> tuple[Plan, list[Note]]:
    """The plan of a StratML Part 1 document, of this program or another, and what of it is not taken over.

    Goals and objectives become commitments where their identifiers or names are those of principles and areas, in any
    language; an objective without a depth is one of objectives. Raises Unreadable with every problem.
    """
    return _PlanReading().plan(root_of(content))


def root_of(content: bytes | str) -> Element:
    """The plan of a document. Raises Unreadable."""
    root = tree_of(content)
    if root.name != "StrategicPlan" or root.namespace not in {NAMESPACE, _EARLIER, ""}:
        raise Unreadable([Problem(root.place, "not-stratml")])
    return root


class Reading:
    """Reads what plans of every kind have, and gathers what is wrong and what has no place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Note] = []

    def _begin(self, root: Element, exact: object = None) -> tuple[str, Element]:
        """What the plan is called, and its core."""
        core = root.first("StrategicPlanCore")
        title = self._text(root, "Name", exact)
        if not title:
            self.problems.append(Problem(root.place, "required-element", {"element": "Name"}))
        if core is None:
            self.problems.append(Problem(root.place, "required-element", {"element": "StrategicPlanCore"}))
            core = Element(root.namespace, "StrategicPlanCore", root.line)
        return title, core

    def _end(self) -> list[Note]:
        """What has no place, in the order of the file. Raises Unreadable."""
        if self.problems:
            raise Unreadable(self.problems)
        return sorted(self.notes, key=lambda note: int(note.place.rpartition("/")[2] or 0))

    def _marked(self, element: Element) -> dict[str, Any]:
        """What stands behind the mark in `OtherInformation`; what stands beside it is noted."""
        other = element.first("OtherInformation")
        if other is None:
            return {}
        marked, beside = {}, []
        for line in other.text.split("\n"):
            told = _object(line.strip().removeprefix(MARK)) if line.strip().startswith(MARK) else None
            if told is None:
                beside.append(line)
            else:
                marked = told
        if "".join(beside).strip():
            self.notes.append(Note.of(other.place, "OtherInformation", "\n".join(beside)))
        return marked

    def _text(self, element: Element, name: str, exact: object = None) -> str:
        """The text of an element in it; `exact` where that is what the text stands for."""
        own = element.first(name)
        text = "" if own is None else own.text
        if isinstance(exact, str) and _UNWRITABLE.sub("\ufffd", exact) == text:
            return exact
        return text

    def _day(self, element: Element, name: str) -> date | None:
        own = element.first(name)
        if own is None or not own.text.strip():
            return None
        told = day(own.text)
        if told is None:
            self.problems.append(Problem(own.place, "bad-date"))
        elif own.text.strip() != told.isoformat():
            self.notes.append(Note.of(own.place, name, own.text))
        return told

    def _owners(self, core: Element) -> tuple[tuple[str, ...], dict[str, str]]:
        names: dict[str, str] = {}
        for one in core.all("Organization"):
            identifier = self._text(one, "Identifier").strip()
            name = self._text(one, "Name")
            if identifier.startswith("body."):
                names[identifier.removeprefix("body.")] = name
            else:
                self.notes.append(Note.of(one.place, "Organization", name))
            self._rest(one, "Name", "Identifier")
        return tuple(names), names

    def _goal(self, goal: Element) -> Iterator[Committed]:
        identifier, name = self._text(goal, "Identifier").strip(), self._text(goal, "Name")
        if identifier == _NO_GOAL:
            return
        principle = _term(PRINCIPLES, identifier.removeprefix("goal."), name)
        if principle is None:
            self.notes.append(Note.of(goal.place, "Goal", name))
        else:
            self._rest(goal, "Name", "Description", "Identifier", "SequenceIndicator", "Objective")
        for objective in goal.all("Objective"):
            own, called = self._text(objective, "Identifier").strip(), self._text(objective, "Name")
            area = _term(AREAS, own.rpartition(".")[2], called)
            if principle is None or area is None:
                self.notes.append(Note.of(objective.place, "Objective", called))
                continue
            depth = self._marked(objective).get("depth", OBJECTIVE)
            fits = type(depth) is int and str(depth) in COMMITMENT_DEPTHS
            yield Committed(principle, area, depth if fits else OBJECTIVE)
            self._rest(objective, "Name", "Description", "Identifier", "SequenceIndicator", "OtherInformation")

    def _rest(self, element: Element, *known: str) -> None:
        """Note what is in an element besides what is taken over."""
        self.notes += [Note.of(one.place, one.name, one.text) for one in element.children if one.name not in known]


class _PlanReading(Reading):
    """Reads a strategy."""

    def plan(self, root: Element) -> tuple[Plan, list[Note]]:
        """The plan. Raises Unreadable."""
        further, translations, exact = self._extension(root)
        title, core = self._begin(root, exact.get("title"))
        self._rest(root, "Name", "OtherInformation", "StrategicPlanCore", "AdministrativeInformation")
        owners, names = self._owners(core)
        commitments = in_order(one for goal in core.all("Goal") for one in self._goal(goal))
        self._rest(core, "Organization", "Goal")
        about = root.first("AdministrativeInformation") or Element(root.namespace, "", root.line)
        plan = Plan(
            title=title,
            owners=owners,
            starts_on=self._day(about, "StartDate"),
            ends_on=self._day(about, "EndDate"),
            url=self._text(about, "Source", exact.get("url")) or None,
            commitments=commitments,
            further=further,
            translations=translations,
            names=names,
        )
        self._rest(about, "StartDate", "EndDate", "Source")
        return plan, self._end()

    def _extension(self, root: Element) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
        told = self._marked(root)
        exact = told.pop("exact", {})
        told.pop("left_out", None)
        further, translations, wrong = read_further(told)
        other = root.first("OtherInformation")
        self.notes += [Note.of(other.place if other else "", f"interlace: {name}", told[name]) for name in wrong]
        return further, translations, exact if isinstance(exact, dict) else {}


def _object(text: str) -> dict[str, Any] | None:
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return told if isinstance(told, dict) else None


def _term(vocabulary: Vocabulary[Any], identifier: str, name: str) -> str | None:
    """The term of this id, or else of this name in any language."""
    if identifier in vocabulary:
        return identifier
    told = name.strip().casefold()
    for term in vocabulary:
        if told and told in {getattr(term.name, language).casefold() for language in LANGUAGES}:
            return str(term.id)
    return None
