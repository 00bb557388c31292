"""JSON-LD with the terms of the W3C Organization Ontology and the Core Public Organisation Vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from policies import LEVELS, RELATION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    from graph.governance import GovernanceGraph

_CONTEXT = {
    "org": "http://www.w3.org/ns/org#",
    "cpov": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "interlace": "urn:interlace:term:",
    "prefLabel": "skos:prefLabel",
    "partOf": {"@id": "dct:isPartOf", "@type": "@id"},
    "classification": {"@id": "org:classification", "@type": "@id"},
}
_CONTAINED = {"local", "regional", "intermediate", "submunicipal", "national"}


def jsonld(graph: GovernanceGraph) -> bytes:
    """Bodies, memberships, other relations and successions so far, as one JSON-LD document.

    An authority is a `cpov:PublicOrganisation`, a civil-society body an `org:FormalOrganization`, a network an
    `org:OrganizationalCollaboration`. Standing in a territory is `dct:isPartOf`: it is no `org:subOrganizationOf`,
    since a municipality is not a part of the State's organisation.
    """
    view = graph.networkx()
    document = {
        "@context": _CONTEXT,
        "dct:valid": graph.as_of.isoformat(),
        "@graph": [*_levels(), *_bodies(view, _names(graph)), *_relations(view), *_successions(graph)],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _identifier(code: str) -> str:
    return f"urn:interlace:body:{code}"


def _levels() -> Iterator[dict[str, Any]]:
    for term in LEVELS:
        labels = [{"@language": "en", "@value": term.name.en}, {"@language": "fr", "@value": term.name.fr}]
        yield {"@id": f"interlace:{term.id}", "@type": "skos:Concept", "prefLabel": labels}


def _names(graph: GovernanceGraph) -> dict[str, list[dict[str, str]]]:
    """By code: the names of a body in other languages, as columns `name_fr` … have them."""
    table = graph.register.tables.bodies
    columns = sorted(name for name in table.columns if name.startswith("name_"))
    names: dict[str, list[dict[str, str]]] = {}
    for column in columns:
        told = table.select("code", column).drop_nulls()
        for code, name in told.iter_rows():
            names.setdefault(code, []).append({"@language": column.removeprefix("name_"), "@value": name})
    return names


def _bodies(view: nx.MultiDiGraph, names: Mapping[str, list[dict[str, str]]]) -> Iterator[dict[str, Any]]:
    for code, attributes in view.nodes(data=True):
        parents = [target for _, target, key in view.out_edges(code, keys=True) if key == "parent"]
        body = {
            "@id": _identifier(code),
            "@type": _kind(attributes["level"]),
            "dct:identifier": code,
            "prefLabel": attributes["name"],
            "skos:altLabel": names.get(code),
            "classification": f"interlace:{attributes['level']}",
            "org:identifier": attributes.get("identifiers"),
            "foaf:homepage": attributes.get("website"),
            "partOf": _identifier(parents[0]) if parents else None,
            "dct:temporal": _period(attributes),
            "interlace:population": attributes["population"] or None,
            "interlace:scope": attributes.get("scope"),
            "interlace:serves": {"@id": _identifier(attributes["serves"])} if "serves" in attributes else None,
        }
        yield {name: value for name, value in body.items() if value is not None}


def _kind(level: str) -> str:
    if level == "network":
        return "org:OrganizationalCollaboration"
    return "cpov:PublicOrganisation" if level in _CONTAINED else "org:FormalOrganization"


def _period(attributes: Mapping[str, Any]) -> dict[str, str] | None:
    """The period of a dated record, open ends left out."""
    ends = {"time:hasBeginning": attributes.get("valid_from"), "time:hasEnd": attributes.get("valid_to")}
    period = {name: day.isoformat() for name, day in ends.items() if day is not None}
    return period or None


def _relations(view: nx.MultiDiGraph) -> Iterator[dict[str, Any]]:
    for source, target, key, attributes in view.edges(keys=True, data=True):
        if key == "parent":
            continue
        member = key == "member_of"
        relation = {
            "@id": f"urn:interlace:relation:{source}:{key}:{target}",
            "@type": "org:Membership" if member else f"interlace:{RELATION_KINDS[key].id}",
            "org:member" if member else "interlace:source": {"@id": _identifier(source)},
            "org:organization" if member else "interlace:target": {"@id": _identifier(target)},
            "interlace:status": attributes["status"],
            "org:memberDuring" if member else "dct:temporal": _period(attributes),
        }
        yield {name: value for name, value in relation.items() if value is not None}


def _successions(graph: GovernanceGraph) -> Iterator[dict[str, Any]]:
    for row in graph.register.tables.successions.sort("on", "predecessor", "successor").iter_rows(named=True):
        if row["on"] <= graph.as_of:
            yield {
                "@id": f"urn:interlace:succession:{row['predecessor']}:{row['successor']}:{row['on']}",
                "@type": "org:ChangeEvent",
                "dct:date": row["on"].isoformat(),
                "dct:type": row["kind"] or "continuation",
                "org:originalOrganization": {"@id": _identifier(row["predecessor"])},
                "org:resultingOrganization": {"@id": _identifier(row["successor"])},
            }
