"""A strategy as JSON-LD: Dublin Core terms for what they have words for, terms of our own for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from graph.exchange.reading import Note, Problem, Unreadable, json_of
from graph.exchange.strategies import Committed, Plan, day, in_order, read_further, told_further
from policies import AREAS, COMMITMENT_DEPTHS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

BODY, TERM = "urn:interlace:body:", "interlace:"
CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "interlace": "urn:interlace:term:",
}
_KNOWN = frozenset(
    {"@context", "@id", "@type", "dct:title", "dct:creator", "dct:contributor", "dct:temporal", "foaf:page"}
    | {"interlace:further", "interlace:commits", "interlace:leftOut"}
)


def write(plan: Plan, left_out: Mapping[str, int] | None = None) -> bytes:
    """A strategy as a JSON-LD document of one node; its owners are the nodes that the graph's own export has."""
    period = {
        name: value.isoformat()
        for name, value in (("time:hasBeginning", plan.starts_on), ("time:hasEnd", plan.ends_on))
        if value is not None
    }
    owners = [{"@id": BODY + code, "foaf:name": plan.names.get(code, code)} for code in plan.owners]
    node = {
        "@context": CONTEXT,
        "@id": f"urn:interlace:strategy:{plan.code}" if plan.code else None,
        "@type": "interlace:Strategy",
        "dct:title": plan.title,
        "dct:creator": owners[0] if owners else None,
        "dct:contributor": owners[1:] or None,
        "dct:temporal": period or None,
        "foaf:page": {"@id": plan.url} if plan.url is not None else None,
        "interlace:further": told_further(plan) or None,
        "interlace:leftOut": dict(left_out) if left_out else None,
        "interlace:commits": [
            {
                "interlace:principle": TERM + one.principle,
                "interlace:area": TERM + one.area,
                "interlace:depth": one.depth,
            }
            for one in plan.commitments
        ],
    }
    told = {name: value for name, value in node.items() if value is not None}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def read(content: bytes | str) -> tuple[Plan, list[Note]]:
    """The plan of a document as `write` makes it, and what of it is not taken over. Raises Unreadable.

    Prefixes mean what they mean here, whatever `@context` says: nothing is fetched.
    """
    node = json_of(content)
    if not isinstance(node, dict) or node.get("@type") != "interlace:Strategy":
        raise Unreadable([Problem("/@type", "bad-choice", {"choices": "interlace:Strategy"})])
    return _PlanReading(node, _KNOWN).plan()


class Reading:
    """Reads one node, and gathers what is wrong and what has no place."""

    def __init__(self, node: Mapping[str, Any], known: frozenset[str]) -> None:
        self.node = node
        self.problems: list[Problem] = []
        self.notes = [Note.of(f"/{name}", name, value) for name, value in node.items() if name not in known]

    def _title(self) -> str:
        title = self.node.get("dct:title")
        if not isinstance(title, str) or not title:
            self.problems.append(Problem("/dct:title", "required" if title in (None, "") else "bad-text"))
        return str(title)

    def _owners(self) -> Iterator[tuple[str, str]]:
        others = self.node.get("dct:contributor", [])
        for name, told in (("dct:creator", [self.node.get("dct:creator")]), ("dct:contributor", others)):
            for one in told if isinstance(told, list) else [told]:
                if one is None:
                    continue
                address = one.get("@id") if isinstance(one, dict) else None
                if isinstance(address, str) and address.startswith(BODY):
                    code = address.removeprefix(BODY)
                    yield code, str(one.get("foaf:name", code))
                else:
                    self.notes.append(Note.of(f"/{name}", name, one))

    def _day(self, name: str) -> date | None:
        period = self.node.get("dct:temporal")
        told = period.get(name) if isinstance(period, dict) else None
        if told is None:
            return None
        found = day(told) if isinstance(told, str) else None
        if found is None:
            self.problems.append(Problem(f"/dct:temporal/{name}", "bad-date"))
        return found


class _PlanReading(Reading):
    """Reads a strategy."""

    def plan(self) -> tuple[Plan, list[Note]]:
        """The plan. Raises Unreadable."""
        title = self._title()
        names = dict(self._owners())
        told = self.node.get("interlace:further", {})
        further, translations, wrong = read_further(told if isinstance(told, dict) else {})
        self.notes += [Note.of(f"/interlace:further/{name}", name, told[name]) for name in wrong]
        page = self.node.get("foaf:page")
        plan = Plan(
            title=title,
            owners=tuple(names),
            starts_on=self._day("time:hasBeginning"),
            ends_on=self._day("time:hasEnd"),
            url=page["@id"] if isinstance(page, dict) and isinstance(page.get("@id"), str) else None,
            commitments=in_order(self._commitments()),
            further=further,
            translations=translations,
            names=names,
        )
        if self.problems:
            raise Unreadable(self.problems)
        return plan, self.notes

    def _commitments(self) -> Iterator[Committed]:
        told = self.node.get("interlace:commits", [])
        for number, one in enumerate(told if isinstance(told, list) else [told]):
            where = f"/interlace:commits/{number}"
            given = one if isinstance(one, dict) else {}
            principle, area = (
                str(given.get(name, "")).removeprefix(TERM) for name in ("interlace:principle", "interlace:area")
            )
            depth = given.get("interlace:depth")
            if principle not in PRINCIPLES or area not in AREAS:
                self.problems.append(Problem(where, "bad-cell"))
            elif type(depth) is not int or str(depth) not in COMMITMENT_DEPTHS:
                self.problems.append(Problem(f"{where}/interlace:depth", "bad-whole", {"least": "1", "most": "3"}))
            else:
                yield Committed(principle, area, depth)
