"""The REST door: resources below a tenant's address, each operation described where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.rest import alignment, documents, findings, graphs, pictures, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from api.rest.operation import Resource

#: All resources, in the order of the document.
RESOURCES: Sequence[Resource] = (
    *records.RESOURCES.values(),
    alignment.PAIRS,
    alignment.PROFILES,
    findings.FINDINGS,
    pictures.SUMMARY,
    pictures.COMPARE,
    graphs.GRAPH,
    graphs.EXPORTS,
)


def register(app: Flask) -> None:
    """Put every resource in place, the document of them all and its reader."""
    api = documents.begin(app)
    for resource in RESOURCES:
        api.add(resource)
