"""GraphML and GEXF, for Gephi and other tools that draw and measure networks."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.governance import GovernanceGraph

#: Characters that no XML 1.0 document may hold, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def graphml(graph: GovernanceGraph) -> bytes:
    """The graph as GraphML; days as text, lists joined with `|`, counts of covered cells as numbers."""
    buffer = io.BytesIO()
    nx.write_graphml(_plain(graph), buffer, encoding="utf-8")
    return buffer.getvalue()


def gexf(graph: GovernanceGraph) -> bytes:
    """The graph as GEXF 1.2."""
    buffer = io.BytesIO()
    nx.write_gexf(_plain(graph), buffer, encoding="utf-8", version="1.2draft")
    # networkx writes the day of writing into the file; the same register is to give the same bytes.
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue())


def _plain(graph: GovernanceGraph) -> nx.MultiDiGraph:
    """The networkx view with attributes that both formats can hold; `label` is what Gephi writes beside a node."""
    view = graph.networkx()
    view.graph.clear()
    for _, attributes in view.nodes(data=True):
        covered = len(attributes["covers"])
        _flatten(attributes)
        attributes |= {"label": attributes["name"], "cells_covered": covered}
    for _, _, attributes in view.edges(data=True):
        _flatten(attributes)
    return view


def _flatten(attributes: dict[str, Any]) -> None:
    flat: Mapping[str, Any] = {name: _text(value) for name, value in attributes.items()}
    attributes.update(flat)


def _text(value: object) -> object:
    if isinstance(value, list):
        value = "|".join(map(str, value))
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    return value.isoformat() if isinstance(value, date) else value
