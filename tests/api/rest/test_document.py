"""The OpenAPI document: it is valid, tells everything with an example, and can be read without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.descriptions import DESCRIPTIONS, TABLES
from graph.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.api.rest.conftest import Document


def operations(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    for address, methods in document.told["paths"].items():
        for method, told in methods.items():
            if method != "parameters":
                yield f"{method.upper()} {address}", told


def test_the_document_is_valid_openapi(document: Document) -> None:
    assert document.told["openapi"].startswith("3.1")
    validate(document.told)


def test_each_operation_below_a_tenant_is_in_the_document(app: Flask, document: Document) -> None:
    told = {name for name, _ in operations(document)}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("rest-"):
            address = re.sub("<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert f"{method} {address}" in told


def test_operations_are_told_by_name_with_a_summary(document: Document) -> None:
    names = [told["operationId"] for _, told in operations(document)]
    assert len(set(names)) == len(names)
    tags = {tag["name"] for tag in document.told["tags"]}
    for name, told in operations(document):
        assert told["summary"].endswith("."), name
        assert set(told["tags"]) <= tags, name
        assert {"401", "429", "500", "503"} <= set(told["responses"]), name


def test_each_answer_and_each_body_has_an_example_of_its_own_shape(document: Document) -> None:
    for name, told in operations(document):
        contents = [told["requestBody"]] if "requestBody" in told else []
        contents += [answer for answer in told["responses"].values() if "content" in answer]
        for content in contents:
            for kind, one in content["content"].items():
                assert "example" in one, (name, kind)
                if kind.endswith("json"):
                    Draft202012Validator({**document.told, **one["schema"]}).validate(one["example"])


def test_problems_are_told_as_problems(document: Document) -> None:
    for name, answer in document.told["components"]["responses"].items():
        if name.startswith("problem-"):
            assert set(answer["content"]) == {"application/problem+json"}, name


def test_no_shape_is_told_that_nothing_has(document: Document) -> None:
    whole = str(document.told)
    for part in ("schemas", "responses", "headers", "parameters"):
        for name in document.told["components"][part]:
            assert f"'#/components/{part}/{name}'" in whole, (part, name)


def test_every_table_and_column_has_a_meaning() -> None:
    assert set(TABLES) == set(SCHEMA)
    for table, columns in SCHEMA.items():
        assert set(DESCRIPTIONS[table]) == set(columns)
        assert all(sentence.endswith(".") for sentence in DESCRIPTIONS[table].values())


@pytest.mark.parametrize("where", ["openapi.json", "docs"])
def test_who_has_the_document_is_told_that_it_is_the_same(app: Flask, where: str) -> None:
    client = app.test_client()
    first = client.get(f"/api/v1/{where}")
    again = client.get(f"/api/v1/{where}", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_the_page_for_people_asks_nothing_of_others_and_runs_nothing(app: Flask, document: Document) -> None:
    page = app.test_client().get("/api/v1/docs")
    assert page.content_type == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="(?!#|openapi\.json)', page.text) == []
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for name, told in operations(document):
        assert f'id="{told["operationId"]}"' in page.text, name
