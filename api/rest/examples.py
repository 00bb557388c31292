"""Examples of records, for the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.tables import SCHEMA, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42"
OTHER_ID = "019ab9d0-5c5e-7d02-9a41-0c5d7be2f913"
REVISION = 41

#: What somebody would send for a new record of each table.
NEW: Mapping[str, dict[str, Any]] = {
    "bodies": {
        "code": "pt-loures",
        "name": "Loures",
        "name_pt": "Município de Loures",
        "level": "local",
        "parent": "pt-lisboa",
        "population": 201646,
        "identifiers": ["ine:1107"],
        "website": "https://municipality.example",
    },
    "competences": {"body": "pt-loures", "area": "housing", "role": "shared", "legal_basis": "Law 50/2018"},
    "relations": {"source": "pt-loures", "target": "pt-acm", "kind": "coordinates_with", "mechanism": "Protocol"},
    "strategies": {
        "code": "loures-2030",
        "title": "Municipal plan for the integration of migrants",
        "owner": "pt-loures",
        "co_owners": ["pt-amadora"],
        "status": "adopted",
        "starts_on": "2025-01-01",
        "ends_on": "2030-12-31",
        "monitoring": "yes",
    },
    "commitments": {"strategy": "loures-2030", "principle": "real_equality", "area": "housing", "depth": 2},
    "actions": {
        "code": "loures-mediators",
        "title": "Mediators in schools",
        "body": "pt-loures",
        "status": "ongoing",
        "cells": ["meaningful_interaction:education"],
        "budget_amount": "120000",
        "budget_currency": "EUR",
    },
    "links": {"from": "loures-2030", "to": "pt-plan"},
    "participations": {"strategy": "loures-2030", "body": "pt-forum", "phase": "design", "depth": "dialogue"},
    "successions": {"predecessor": "pt-sef", "successor": "pt-aima", "on": "2023-10-29", "kind": "continuation"},
    "declarations": {"body": "pt-loures", "declared_on": "2026-03-31"},
    "reports": {"subject": "loures-2030", "reported_on": "2026-03-31", "progress": "40", "note": "Two of five done."},
    "oppositions": {
        "strategy": "loures-2030",
        "other": "pt-plan",
        "marked_by": "pt-loures",
        "marked_on": "2026-03-31",
        "reason": "The plan houses newcomers in one place, Loures in all its parishes.",
    },
    "measurements": {
        "body": "pt-loures",
        "measured_on": "2026-03-31",
        "principle": "real_equality",
        "area": "housing",
        "score_from": "25",
        "score_to": "62.5",
        "items": 4,
        "instrument": "intercultural-index",
        "version": "1",
        "voice": "body",
    },
}
#: What somebody would change.
CHANGE: Mapping[str, dict[str, Any]] = {
    "bodies": {"population": 203000, "website": None},
    "competences": {"role": "lead"},
    "relations": {"mechanism": "Joint committee"},
    "strategies": {"review_due_on": "2027-12-31"},
    "commitments": {"depth": 3},
    "actions": {"status": "completed"},
    "participations": {"depth": "active_involvement"},
    "reports": {"progress": "45"},
}


def record(table: str) -> dict[str, Any]:
    """A record as it is answered."""
    lists = {Kind.TEXTS, Kind.CELLS, Kind.REFERENCES}
    empty: dict[str, Any] = {name: [] if column.kind in lists else None for name, column in SCHEMA[table].items()}
    return {"id": ID, "revision": REVISION, **empty, **NEW[table]}


def listed(table: str) -> dict[str, Any]:
    """A list of one."""
    return {"items": [record(table)], "total": 1}
