"""XML read as a small tree of elements with their lines: no document type, no entities, bounded in every direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from graph.exchange.reading import MOST_BYTES, MOST_DEPTH, Problem, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: So many elements are read.
MOST_ELEMENTS = 20_000


@dataclass
class Element:
    """One element: its namespace and name, the line on which it begins, its own text and what is in it."""

    namespace: str
    name: str
    line: int
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """The elements in it of this name, of its own namespace."""
        return (one for one in self.children if (one.namespace, one.name) == (self.namespace, name))

    def first(self, name: str) -> Element | None:
        """The first of these."""
        return next(self.all(name), None)

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"/line/{self.line}"


def tree_of(content: bytes | str) -> Element:
    """The root element of an XML file. Raises Unreadable: too large or deep, not well formed, or with a DOCTYPE.

    A document type is refused where it begins, so that no entity is ever declared, fetched or expanded.
    """
    told = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if len(told) > MOST_BYTES:
        raise Unreadable([Problem("", "tree-size", {"most": str(MOST_BYTES)})])
    # A text has no encoding any more, whatever its declaration says.
    reader = _Reader("utf-8" if isinstance(content, str) else None)
    try:
        reader.parser.Parse(told, True)
    except expat.ExpatError as wrong:
        raise Unreadable([Problem(f"/line/{wrong.lineno}", "not-xml")]) from wrong
    except (LookupError, ValueError) as wrong:
        # An encoding that Python does not know, or one of several bytes a character.
        raise Unreadable([Problem("/line/1", "not-xml")]) from wrong
    if reader.root is None:
        raise Unreadable([Problem("/line/1", "not-xml")])
    return reader.root


class _Reader:
    """Builds the tree while the parser goes through the file."""

    def __init__(self, encoding: str | None) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self.parser = expat.ParserCreate(encoding, " ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise Unreadable([Problem(f"/line/{self.parser.CurrentLineNumber}", "doctype")])

    def _begin(self, qualified: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = self.parser.CurrentLineNumber
        if self._count > MOST_ELEMENTS:
            raise Unreadable([Problem(f"/line/{line}", "tree-size", {"most": str(MOST_ELEMENTS)})])
        if len(self._open) >= MOST_DEPTH:
            raise Unreadable([Problem(f"/line/{line}", "tree-depth", {"most": str(MOST_DEPTH)})])
        namespace, _, name = qualified.rpartition(" ")
        element = Element(namespace, name, line, attributes=attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def _end(self, _: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)
