"""A good practice as JSON-LD: Dublin Core terms for what they have words for, terms of our own for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from graph.exchange.linked_plans import BODY, CONTEXT, TERM, Reading
from graph.exchange.practices import FURTHER, Practice, read_further
from graph.exchange.reading import Note, Problem, Unreadable, json_of
from graph.exchange.strategies import Committed, in_order
from policies import AREAS, PRINCIPLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TYPE = "interlace:Practice"
#: Values that are objects of JSON and no nodes.
_AS_JSON = {
    f"{TERM}{name}": {"@id": f"urn:interlace:term:{name}", "@type": "@json"} for name in ("evidence", "translations")
}
_TEXTS = {"summary": "dct:abstract", "purpose": "interlace:purpose", "language": "dct:language"}
_KNOWN = frozenset(
    {"@context", "@type", "dct:title", "dct:creator", "dct:temporal", "interlace:about", "interlace:leftOut"}
    | {*_TEXTS.values(), *(TERM + name for name in FURTHER)}
)


def write(practice: Practice, left_out: Mapping[str, int] | None = None) -> bytes:
    """A practice as a JSON-LD document of one node; `left_out` counts what stays in its tenant."""
    period = {
        name: value.isoformat()
        for name, value in (("time:hasBeginning", practice.starts_on), ("time:hasEnd", practice.ends_on))
        if value is not None
    }
    body = practice.body
    node = {
        "@context": {**CONTEXT, **_AS_JSON},
        "@type": _TYPE,
        "dct:title": practice.title,
        **{term: getattr(practice, name) for name, term in _TEXTS.items()},
        "dct:creator": None if body is None else {"@id": BODY + body, "foaf:name": practice.body_name or body},
        "dct:temporal": period or None,
        **{TERM + name: value for name, value in practice.further.items()},
        "interlace:leftOut": dict(left_out) if left_out else None,
        "interlace:about": [
            {"interlace:principle": TERM + one.principle, "interlace:area": TERM + one.area} for one in practice.cells
        ],
    }
    told = {name: value for name, value in node.items() if value is not None}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def read(content: bytes | str) -> tuple[Practice, list[Note]]:
    """The practice of a document as `write` makes it, and what of it is not taken over. Raises Unreadable.

    Prefixes mean what they mean here, whatever `@context` says: nothing is fetched.
    """
    node = json_of(content)
    if not isinstance(node, dict) or node.get("@type") != _TYPE:
        raise Unreadable([Problem("/@type", "bad-choice", {"choices": _TYPE})])
    return _PracticeReading(node, _KNOWN).practice()


class _PracticeReading(Reading):
    """Reads a practice."""

    def practice(self) -> tuple[Practice, list[Note]]:
        """The practice. Raises Unreadable."""
        told = {name: self.node[TERM + name] for name in FURTHER if TERM + name in self.node}
        further, wrong = read_further(told)
        self.notes += [Note.of(f"/{TERM}{name}", TERM + name, told[name]) for name in wrong]
        names = dict(self._owners())
        code = next(iter(names), None)
        self.notes += [Note.of("/dct:creator", "dct:creator", name) for other, name in names.items() if other != code]
        texts = {name: self._optional(term) for name, term in _TEXTS.items()}
        if texts["language"] is None:
            self.problems.append(Problem("/dct:language", "required"))
        practice = Practice(
            title=self._title(),
            language=texts["language"] or "",
            summary=texts["summary"],
            body=code,
            body_name=None if code is None else names[code],
            purpose=texts["purpose"],
            starts_on=self._day("time:hasBeginning"),
            ends_on=self._day("time:hasEnd"),
            cells=in_order(self._cells()),
            further=further,
        )
        if self.problems:
            raise Unreadable(self.problems)
        return practice, self.notes

    def _optional(self, term: str) -> str | None:
        text: Any = self.node.get(term)
        if text is not None and not isinstance(text, str):
            self.notes.append(Note.of(f"/{term}", term, text))
        return text if isinstance(text, str) and text else None

    def _cells(self) -> Iterator[Committed]:
        told = self.node.get("interlace:about", [])
        for number, one in enumerate(told if isinstance(told, list) else [told]):
            cell = self._cell(one)
            if cell is None:
                self.problems.append(Problem(f"/interlace:about/{number}", "bad-cell"))
            else:
                yield cell

    def _cell(self, told: object) -> Committed | None:
        given = told if isinstance(told, dict) else {}
        names = (str(given.get(name, "")).removeprefix(TERM) for name in ("interlace:principle", "interlace:area"))
        principle, area = names
        return Committed(principle, area, 0) if principle in PRINCIPLES and area in AREAS else None
