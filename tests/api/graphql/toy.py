"""A small schema of a library, with everything that the engine distinguishes, and an application that serves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from flask import Flask
from graphql import GraphQLObjectType, build_schema

from api import errors
from api.graphql import over_http
from api.graphql.compiled import reads
from api.graphql.documents import Documents
from interlace.errors import FieldProblem, Invalid, Unknown

if TYPE_CHECKING:
    from flask import Response
    from graphql import GraphQLResolveInfo, GraphQLSchema

    from api.graphql.execution import Prepared

SDL = """
type Query {
  shelves(first: Int = 50, after: String): ShelfConnection!
  books(first: Int, last: Int): [Book!]!
  book(title: String!): Book
  tags: [Tag!]!
  broken: String
  odd: Int!
}
type Mutation { lend(title: String!): Book }
type ShelfConnection { totalCount: Int! edges: [ShelfEdge!]! }
type ShelfEdge { cursor: String! node: Shelf! }
type Shelf { name: String! books(first: Int!): [Book!]! next: Shelf }
type Book { title: String! pages: Int price: Float shelf: Shelf tags: [Tag!]! }
type Tag { word: String! books(first: Int = 5): [Book!]! }
"""


@dataclass
class Shelf:
    """A shelf, and what stands next to it."""

    name: str
    books: list[Book] = field(default_factory=list)
    next: Shelf | None = None


@dataclass
class Book:
    """A book on a shelf."""

    title: str
    pages: int | None
    price: float
    shelf: Shelf
    tags: list[object] = field(default_factory=list)


@dataclass
class Library:
    """What the plain functions read."""

    shelves: list[Shelf]

    def books(self) -> list[Book]:
        """All of them, in their order."""
        return [book for shelf in self.shelves for book in shelf.books]


def library(shelves: int = 100, books: int = 3) -> Library:
    """Shelves with books."""
    made = []
    for number in range(shelves):
        shelf = Shelf(f"shelf {number}")
        shelf.books = [Book(f"book {number}.{one}", 100 + one if one else None, 1.5, shelf) for one in range(books)]
        made.append(shelf)
    for one, next_one in pairwise(made):
        one.next = next_one
    return Library(made)


def _book(_source: object, context: Library, title: str) -> Book | None:
    if title == "forbidden":
        raise Invalid([FieldProblem("/title", "required")])
    for book in context.books():
        if book.title == title:
            return book
    raise Unknown(f"There is no book “{title}”.")


def _broken(_source: object, _context: Library) -> str:
    raise ZeroDivisionError("a secret of the inside")


def _lend(_source: object, info: GraphQLResolveInfo[Library], title: str) -> Book | None:
    return _book(None, info.context, title)


def schema() -> GraphQLSchema:
    """The schema, with fields that may be compiled."""
    made = build_schema(SDL)
    types = {type_.name: type_ for type_ in made.type_map.values() if isinstance(type_, GraphQLObjectType)}
    for type_ in types.values():
        for name, one in type_.fields.items():
            if not type_.name.startswith("__"):
                reads(one, attribute=name)
    query, connection, edge = (types[name].fields for name in ("Query", "ShelfConnection", "ShelfEdge"))
    reads(query["shelves"], lambda _s, library, first, **_after: library.shelves[:first])
    reads(query["books"], lambda _s, library, first=None, last=None: library.books()[: first or last])
    reads(query["book"], _book)
    reads(query["tags"], lambda _s, _c: [])
    reads(query["broken"], _broken)
    reads(query["odd"], lambda _s, _c: None)
    reads(connection["totalCount"], lambda shelves, _c: len(shelves))
    reads(connection["edges"], lambda shelves, _c: shelves)
    reads(edge["cursor"], attribute="name")
    reads(edge["node"], lambda shelf, _c: shelf)
    reads(types["Shelf"].fields["books"], lambda shelf, _c, first: shelf.books[:first])
    reads(types["Tag"].fields["books"], lambda _s, _c, **_arguments: [])
    types["Mutation"].fields["lend"].resolve = _lend
    return made


def application() -> Flask:
    """An application that serves the schema under /graphql/<tenant> to everybody."""
    app = Flask("toy")
    errors.register(app, as_page=lambda _: None)
    documents, holdings = Documents(schema()), library()

    def respond(prepared: Prepared) -> Response:
        return over_http.executed(prepared, holdings)[0]

    @app.route("/graphql/<tenant>", methods=["GET", "POST"])
    def graphql(tenant: str) -> Response:
        return over_http.serve(documents, tenant, respond)

    return app


if __name__ == "__main__":
    application().run(port=4711, threaded=True)
