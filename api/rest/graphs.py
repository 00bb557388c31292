"""The governance graph of a day, and the whole register, for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import fields

from api import answers
from api.answers import Answer
from api.context import caller, view
from api.rest.alignment import rows_of
from api.rest.answering import read
from api.rest.operation import FORMATS, JSON, READ_HEADERS, Resource, Told, form, operation
from api.rest.parameters import AS_OF_DAY, Parameter
from api.rest.schemas import shape, text
from interlace.errors import FieldProblem, Invalid
from interlace.reading import exports

if TYPE_CHECKING:
    from flask import Response

    from interlace.reading.view import View

GRAPH = Resource("graph", "The live bodies of a day, the hierarchy and the live relations between them.")
EXPORTS = Resource("exports", "The register as a bundle.")

ZIP = FORMATS["zip"]
_FILES = {FORMATS[name]: name for name in ("graphml", "gexf", "jsonld")}


def _open(name: str, columns: dict[str, fields.Field[Any]], description: str) -> object:
    return shape(name, columns, description=description, additionalProperties=True)


_NODE = _open(
    "Node",
    {
        "id": text("The body’s code.", required=True),
        "name": text("Its name.", required=True),
        "level": text("Its level.", required=True),
        "population": fields.Integer(required=True),
        "declared": fields.Boolean(required=True),
        "covers": fields.List(fields.String(), required=True),
        "competent_for": fields.List(fields.String(), required=True),
    },
    "A live body; what is not known of it is left out.",
)
_EDGE = _open(
    "Edge",
    {
        "source": text("Code of a body.", required=True),
        "target": text("Code of a body.", required=True),
        "kind": text("The kind of the relation, or `parent`.", required=True),
    },
    "A relation, or the step to the body above; what is not known of it is left out.",
)
_GRAPH = shape(
    "Graph",
    {
        "directed": fields.Boolean(required=True),
        "multigraph": fields.Boolean(required=True),
        "graph": fields.Dict(required=True),
        "nodes": fields.List(fields.Nested(_NODE), required=True),  # type: ignore[arg-type]
        "edges": fields.List(fields.Nested(_EDGE), required=True),  # type: ignore[arg-type]
    },
    description="Nodes and edges (node-link), as networkx and D3 read them.",
)
_EXAMPLE = {
    "directed": True,
    "multigraph": True,
    "graph": {"as_of": "2026-03-31", "name": "Portugal"},
    "nodes": [
        {
            "id": "pt-loures",
            "name": "Loures",
            "level": "local",
            "population": 201646,
            "declared": False,
            "covers": ["real_equality:housing"],
            "competent_for": ["housing"],
        }
    ],
    "edges": [{"source": "pt-loures", "target": "pt-lisboa", "kind": "parent"}],
}
_TEXT = {"type": "string"}
_BRANCH = Parameter("branch", "JSON only: code of a body, only it and the live authorities below.", many=True)
_KIND = Parameter("kind", "JSON only: edges of these kinds.", {"type": "string", "enum": [*exports.EDGES]}, many=True)


@operation(
    GRAPH,
    "GET",
    "/graph",
    "read_graph",
    Told(
        "The graph.",
        {
            JSON: (_GRAPH, _EXAMPLE),
            FORMATS["graphml"]: (_TEXT, "<graphml/>"),
            FORMATS["gexf"]: (_TEXT, "<gexf/>"),
            FORMATS["jsonld"]: ({"type": "object"}, {"@context": {}, "@graph": []}),
        },
        headers=READ_HEADERS,
    ),
    parameters=[AS_OF_DAY, _BRANCH, _KIND],
)
def read_graph() -> Response:
    """Read the governance graph of a day, for tools that draw and measure networks or read linked data."""
    exports.require_export(caller().principal)
    return read(_graph)


def _graph(seen: View) -> Answer:
    wanted = form()
    if wanted == JSON:
        kinds = request.args.getlist("kind") or None
        return Answer(exports.graph_json(seen, rows_of(seen, "bodies", "branch"), kinds), JSON)
    narrowed = [FieldProblem(f"/{name}", "bad-value") for name in ("branch", "kind") if name in request.args]
    if narrowed:
        raise Invalid(narrowed)
    name = _FILES[wanted]
    headers = {"Content-Disposition": f'attachment; filename="graph-{seen.as_of}.{name}"'}
    return Answer(exports.graph_file(seen, name), wanted, headers)


BUNDLE = Told(
    "The bundle.",
    {ZIP: ({"type": "string", "format": "binary"}, "PK")},
    headers=("Content-Disposition", *READ_HEADERS),
)


@operation(EXPORTS, "GET", "/exports/bundle", "export_bundle", BUNDLE)
def export_bundle() -> Response:
    """Export the whole register as a bundle (.zip), without drafts that are not the caller’s to see."""
    return bundle(view())


def bundle(seen: View) -> Response:
    """The register of a view as the zip of a bundle, piece by piece."""
    exports.require_export(caller().principal)
    name = f"{caller().tenant}-{seen.revision}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return answers.streamed(seen, lambda: exports.bundle_file(seen), ZIP, headers)
