"""A good practice as StratML Part 1: its purpose as the mission, what it is about as goals and objectives.

The rest stands in `OtherInformation` as that of a strategy does. docs/exchange.md tells the whole mapping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.exchange.practices import Practice, read_further
from graph.exchange.reading import Note, Problem
from graph.exchange.strategies import in_order
from graph.exchange.stratml import NAMESPACE, Reading, administrative, element, goals, marked, organization, root_of
from graph.exchange.trees import Element

if TYPE_CHECKING:
    from collections.abc import Mapping

_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"


def write(practice: Practice, left_out: Mapping[str, int] | None = None) -> bytes:
    """A practice as a StratML Part 1 document; `left_out` counts what stays in its tenant."""
    extension = {"language": practice.language, **practice.further}
    if left_out:
        extension["left_out"] = dict(left_out)
    body, purpose, about = practice.body, practice.purpose, practice.summary
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<StrategicPlan xmlns="{NAMESPACE}">',
        element(1, "Name", practice.title),
        *([] if about is None else [element(1, "Description", about)]),
        marked(1, extension),
        "  <StrategicPlanCore>",
        *([] if body is None else organization(body, practice.body_name or body)),
        *([] if purpose is None else ["    <Mission>", element(3, "Description", purpose), "    </Mission>"]),
        *goals(practice.cells),
        "  </StrategicPlanCore>",
        *administrative(practice.starts_on, practice.ends_on),
        "</StrategicPlan>",
    ]
    return ("\n".join(lines) + "\n").encode()


def read(content: bytes | str) -> tuple[Practice, list[Note]]:
    """The practice of a StratML Part 1 document, of this program or another, and what of it is not taken over.

    A document of another program says its language by `xml:lang`. Raises Unreadable with every problem.
    """
    return _PracticeReading().practice(root_of(content))


class _PracticeReading(Reading):
    """Reads a practice."""

    def practice(self, root: Element) -> tuple[Practice, list[Note]]:
        """The practice. Raises Unreadable."""
        told = self._marked(root)
        told.pop("left_out", None)
        language = told.pop("language", None) or root.attributes.get(_LANGUAGE)
        if not isinstance(language, str):
            self.problems.append(Problem(root.place, "required-element", {"element": "xml:lang"}))
        further, wrong = read_further(told)
        other = root.first("OtherInformation")
        self.notes += [Note.of(other.place if other else "", f"interlace: {name}", told[name]) for name in wrong]
        title, core = self._begin(root)
        self._rest(root, "Name", "Description", "OtherInformation", "StrategicPlanCore", "AdministrativeInformation")
        owners, names = self._owners(core)
        self.notes += [Note.of(core.place, "Organization", names[code]) for code in owners[1:]]
        mission = core.first("Mission") or Element(core.namespace, "", core.line)
        self._rest(mission, "Description")
        cells = in_order(one._replace(depth=0) for goal in core.all("Goal") for one in self._goal(goal))
        self._rest(core, "Organization", "Mission", "Goal")
        about = root.first("AdministrativeInformation") or Element(root.namespace, "", root.line)
        practice = Practice(
            title=title,
            language=str(language),
            summary=self._text(root, "Description") or None,
            body=owners[0] if owners else None,
            body_name=names[owners[0]] if owners else None,
            purpose=self._text(mission, "Description") or None,
            starts_on=self._day(about, "StartDate"),
            ends_on=self._day(about, "EndDate"),
            cells=cells,
            further=further,
        )
        self._rest(about, "StartDate", "EndDate")
        return practice, self._end()
