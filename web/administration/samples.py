"""Files to begin with: an empty bundle with all headers, a small country as an example, and the register as it is."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from flask import Response

from api.rest.graphs import bundle
from graph.settings import Settings
from graph.tables import SCHEMA
from interlace.bundle.source import SETTINGS_FILE
from interlace.bundle.writing import settings_text, zip_files
from interlace.identity.permissions import Operation
from web.administration.access import asker
from web.blueprint import pages
from web.days import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A country that is nobody's, with a record or two of each kind, so that every column is seen at work.
EXAMPLE: Mapping[str, Sequence[Mapping[str, str]]] = {
    "bodies": (
        {"code": "XX", "name": "Ruritania", "level": "national", "population": "2400000"},
        {"code": "XX-north", "name": "North", "level": "regional", "parent": "XX"},
        {
            "code": "XX-harbour",
            "name": "Harbour",
            "level": "local",
            "parent": "XX-north",
            "population": "84000",
            "website": "https://harbour.example",
        },
        {"code": "XX-neighbours", "name": "Neighbours of Harbour", "level": "civil_society", "parent": "XX-harbour"},
        {"code": "XX-forum", "name": "Forum of towns", "level": "network", "scope": "peer", "meets_every_months": "6"},
    ),
    "competences": (
        {
            "body": "XX-harbour",
            "area": "housing",
            "role": "lead",
            "valid_from": "2020-01-01",
            "legal_basis": "Law 1/2020",
        },
    ),
    "relations": (
        {
            "source": "XX-harbour",
            "target": "XX-forum",
            "kind": "member_of",
            "status": "declared",
            "declared_on": "2026-03-02",
            "mechanism": "Half-yearly meeting",
        },
    ),
    "strategies": (
        {
            "code": "XX-2024",
            "title": "National strategy",
            "owner": "XX",
            "status": "adopted",
            "starts_on": "2024-01-01",
            "ends_on": "2028-12-31",
            "evidence_base": "yes",
        },
        {
            "code": "XX-harbour-2025",
            "title": "Harbour for everybody",
            "owner": "XX-harbour",
            "co_owners": "XX-neighbours",
            "status": "adopted",
            "starts_on": "2025-01-01",
            "commitments_complete": "yes",
        },
    ),
    "commitments": (
        {"strategy": "XX-2024", "principle": "real_equality", "area": "housing", "depth": "2"},
        {"strategy": "XX-harbour-2025", "principle": "real_equality", "area": "housing", "depth": "3"},
    ),
    "actions": (
        {
            "code": "XX-harbour-desk",
            "title": "Housing desk",
            "body": "XX-harbour",
            "partners": "XX-neighbours",
            "status": "ongoing",
            "cells": "real_equality:housing|real_equality:welcoming",
            "budget_amount": "120000.00",
            "budget_currency": "EUR",
        },
    ),
    "links": ({"from": "XX-harbour-2025", "to": "XX-2024", "status": "declared"},),
    "participations": (
        {"strategy": "XX-harbour-2025", "body": "XX-neighbours", "phase": "design", "depth": "dialogue"},
    ),
    "declarations": ({"body": "XX-harbour", "declared_on": "2026-03-02"},),
    "reports": (
        {"subject": "XX-harbour-desk", "reported_on": "2026-03-02", "progress": "40", "note": "Two of five districts."},
    ),
    "oppositions": (
        {
            "strategy": "XX-harbour-2025",
            "other": "XX-2024",
            "marked_by": "XX-harbour",
            "marked_on": "2026-03-02",
            "reason": "The national plan closes the desk that Harbour opens.",
        },
    ),
    "measurements": (
        {
            "body": "XX-harbour",
            "measured_on": "2026-03-02",
            "principle": "real_equality",
            "area": "housing",
            "score_from": "25",
            "score_to": "62.5",
            "items": "4",
            "instrument": "intercultural-index",
            "version": "1",
            "voice": "body",
        },
    ),
}


@pages.get("/t/<tenant>/administration/imports/template.zip")
def administration_template(tenant: str) -> Response:  # noqa: ARG001 - the guard has compared it
    """A bundle with every file and column, and no record."""
    return _zip({}, "interlace-template.zip")


@pages.get("/t/<tenant>/administration/imports/example.zip")
def administration_example(tenant: str) -> Response:  # noqa: ARG001
    """The same with the records of a small country."""
    return _zip(EXAMPLE, "interlace-example.zip")


def _zip(records: Mapping[str, Sequence[Mapping[str, str]]], name: str) -> Response:
    asker(Operation.IMPORT_RUN)
    files = {f"{table}.csv": sheet(table, records.get(table, ())) for table in SCHEMA}
    stream = io.BytesIO()
    zip_files({**files, SETTINGS_FILE: settings_text(Settings()).encode()}, stream)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream.getvalue(), headers=disposition, content_type="application/zip")


def sheet(table: str, records: Sequence[Mapping[str, str]]) -> bytes:
    """A file of a bundle with all columns; spreadsheets see by its first bytes that it is UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(SCHEMA[table]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode("utf-8-sig")


@pages.get("/t/<tenant>/administration/imports/register.zip")
def administration_register(tenant: str) -> Response:  # noqa: ARG001
    """The whole register as it is, as a bundle: to change it elsewhere, or to keep it before a large import."""
    return bundle(shown())
