"""GraphQL over HTTP, with the bodies that strangers send."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.api.graphql import toy

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

ADDRESS = "/graphql/somewhere"
JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
QUERY = "{ shelves(first: 1) { edges { cursor } } }"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Somebody who speaks to the toy."""
    return toy.application().test_client()


def ask(client: FlaskClient, query: str | None = None, accept: str = GRAPHQL, **more: object) -> TestResponse:
    """A question by POST."""
    body = {"query": query, **more} if query is not None else more
    return client.post(ADDRESS, json=body, headers={"Accept": accept})


def code(response: TestResponse) -> object:
    """The code of the first error."""
    return response.get_json(force=True)["errors"][0]["extensions"]["code"]


def test_an_answer_tells_its_cost(client: FlaskClient) -> None:
    response = ask(client, QUERY)
    assert (response.status_code, response.content_type) == (200, f"{GRAPHQL}; charset=utf-8")
    assert response.get_json(force=True) == {
        "data": {"shelves": {"edges": [{"cursor": "shelf 0"}]}},
        "extensions": {"cost": 4},
    }


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"7",
        b'"text"',
        b"[1,null]",
        b'[{"query":"{ broken }"}]',
        b"",
        b"{",
        b'{"query":"\xff"}',
        b'{"query":"{ broken }","query":"{ broken }"}',
        b'{"query":"{ broken }","variables":{"a":' + b"9" * 5_000 + b"}}",
        b"[" * 100_000,
        b'{"query":"{ broken }","variables":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"query":"{ broken \\u0000}"}',
        b'{"query":"\\ud800"}',
        b'{"query":NaN}',
        b"{}",
        b'{"query":null}',
        b'{"query":7}',
        b'{"query":"{ broken }","variables":[]}',
        b'{"query":"{ broken }","variables":"{}"}',
        b'{"query":"{ broken }","operationName":7}',
        b'{"query":"{ broken }","extensions":[]}',
        b'{"query":"{ broken }","documentId":7}',
    ],
    ids=lambda one: one[:30].decode("latin-1"),
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_what_is_no_request_is_refused_with_a_sentence(client: FlaskClient, body: bytes, accept: str) -> None:
    response = client.post(ADDRESS, data=body, content_type=JSON, headers={"Accept": accept})
    assert response.status_code == 400
    told = response.get_json(force=True)
    assert set(told) == {"errors"}
    assert told["errors"][0]["message"]


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/graphql", ""],
)
def test_forms_and_texts_are_refused_so_that_no_other_site_can_write(client: FlaskClient, content_type: str) -> None:
    response = client.post(ADDRESS, data=b'{"query":"{ broken }"}', content_type=content_type)
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_another_charset_is_refused(client: FlaskClient) -> None:
    response = client.post(ADDRESS, data=b"{}", content_type="application/json; charset=utf-16")
    assert response.status_code == 415


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.2, {JSON}", JSON),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_the_media_type_is_what_the_client_prefers(client: FlaskClient, accept: str | None, expected: str) -> None:
    headers = {"Accept": accept} if accept else {}
    response = client.post(ADDRESS, json={"query": QUERY}, headers=headers)
    assert (response.status_code, response.content_type) == (200, f"{expected}; charset=utf-8")


def test_a_client_that_takes_neither_is_told_so(client: FlaskClient) -> None:
    assert ask(client, QUERY, accept="text/html").status_code == 406
    assert ask(client, QUERY, accept="*/*;q=0").status_code == 406


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "SYNTAX_ERROR"),
        ("{ unknown }", "VALIDATION_ERROR"),
        ("{ broken } { broken }", "OPERATION_NOT_FOUND"),
        ("query($t: String!) { book(title: $t) { title } }", "BAD_VARIABLES"),
        ("{ broken " + "@skip(if: true) " * 11 + "}", "DIRECTIVE_LIMIT"),
        ("fragment A on Query { broken }", "OPERATION_NOT_FOUND"),
        ("subscription { broken }", "VALIDATION_ERROR"),
        ("{ ... @defer { broken } }", "VALIDATION_ERROR"),
        ("type A { b: Int }", "OPERATION_NOT_FOUND"),
    ],
)
def test_requests_that_are_not_executed_are_400_or_200_by_their_media_type(
    client: FlaskClient, query: str, expected: str
) -> None:
    newer, older = ask(client, query), ask(client, query, accept=JSON)
    assert (newer.status_code, older.status_code) == (400, 200)
    assert code(newer) == code(older) == expected
    assert "data" not in newer.get_json(force=True)


def test_two_anonymous_operations_are_refused_with_a_name_too(client: FlaskClient) -> None:
    assert code(ask(client, "{ broken } query A { tags { word } }", operationName="A")) == "VALIDATION_ERROR"
    assert code(ask(client, "query A { tags { word } }", operationName="B")) == "OPERATION_NOT_FOUND"


def test_reading_by_get_works_and_writing_does_not(client: FlaskClient) -> None:
    asked = {"query": "query($n: Int) { shelves(first: $n) { totalCount } }", "variables": '{"n": 3}'}
    assert client.get(ADDRESS, query_string=asked).get_json(force=True)["data"] == {"shelves": {"totalCount": 3}}
    response = client.get(ADDRESS, query_string={"query": 'mutation { lend(title: "book 0.0") { title } }'})
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "asked",
    ["variables={", "variables=7", "variables=[]", "extensions=x", "query=%7Btags%7Bword%7D%7D", "variables=%FF"],
)
def test_odd_parameters_of_an_address_are_refused(client: FlaskClient, asked: str) -> None:
    assert client.get(f"{ADDRESS}?query=%7Btags%7Bword%7D%7D&{asked}").status_code == 400


def test_mutations_are_executed_by_graphql_core(client: FlaskClient) -> None:
    response = ask(client, 'mutation { lend(title: "book 0.0") { title shelf { name } } }')
    assert response.get_json(force=True)["data"] == {"lend": {"title": "book 0.0", "shelf": {"name": "shelf 0"}}}


def test_errors_of_services_keep_their_words(client: FlaskClient) -> None:
    response = ask(client, '{ book(title: "nowhere") { title } }')
    told = response.get_json(force=True)
    assert (response.status_code, told["data"]) == (200, {"book": None})
    assert told["errors"][0]["message"] == "There is no book “nowhere”."
    assert told["errors"][0]["extensions"] == {"code": "unknown", "status": 404}
    assert told["errors"][0]["path"] == ["book"]
    (error,) = ask(client, '{ book(title: "forbidden") { title } }').get_json(force=True)["errors"]
    assert error["extensions"]["errors"][0]["pointer"] == "/title"


@pytest.mark.parametrize("query", ["{ broken }", "{ odd }", "{ broken tags { word } }"])
def test_errors_of_ours_are_in_the_log_and_nowhere_else(
    client: FlaskClient, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = ask(client, query)
    (error,) = response.get_json(force=True)["errors"]
    assert error["message"] == "Something went wrong on our side"
    assert "secret" not in response.text
    assert error["extensions"]["request"] in caplog.text


def test_a_document_is_registered_by_its_hash_and_asked_for_by_it(client: FlaskClient) -> None:
    query = "{ shelves(first: 2) { totalCount } }"
    named = {"persistedQuery": {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()}}
    missing = ask(client, extensions=named)
    assert missing.get_json(force=True)["errors"][0]["message"] == "PersistedQueryNotFound"
    assert code(missing) == "PERSISTED_QUERY_NOT_FOUND"
    assert ask(client, query, extensions=named).status_code == 200
    assert ask(client, extensions=named).get_json(force=True)["data"] == {"shelves": {"totalCount": 2}}
    by_id = client.get(ADDRESS, query_string={"documentId": f"sha256:{sha256(query.encode()).hexdigest()}"})
    assert by_id.get_json(force=True)["data"] == {"shelves": {"totalCount": 2}}
    elsewhere = client.post("/graphql/elsewhere", json={"extensions": named})
    assert code(elsewhere) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "named", [{"version": 2, "sha256Hash": "0" * 64}, {"version": 1}, 7, {"version": 1, "sha256Hash": 7}]
)
def test_odd_hashes_are_refused(client: FlaskClient, named: object) -> None:
    assert ask(client, QUERY, extensions={"persistedQuery": named}).status_code == 400


def test_a_hash_that_is_not_the_documents_is_refused_and_not_registered(client: FlaskClient) -> None:
    named = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    assert code(ask(client, QUERY, extensions=named)) == "PERSISTED_QUERY_MISMATCH"
    assert code(ask(client, extensions=named)) == "PERSISTED_QUERY_NOT_FOUND"


def test_introspection_tells_the_schema(client: FlaskClient) -> None:
    response = ask(client, '{ __schema { queryType { name } } __type(name: "Tag") { fields { name } } }')
    assert response.get_json(force=True)["data"]["__schema"] == {"queryType": {"name": "Query"}}


def test_unknown_parameters_are_let_through_and_nulls_count_as_absent(client: FlaskClient) -> None:
    response = ask(client, QUERY, variables=None, operationName=None, extensions=None, unheard_of=[1])
    assert response.status_code == 200


@pytest.mark.timeout(20)
def test_huge_variables_are_answered_quickly(client: FlaskClient) -> None:
    variables = {"t": "x" * 1_500_000, "unused": [[]] * 1_000}
    response = ask(client, "query($t: String!) { book(title: $t) { title } }", variables=variables)
    assert response.status_code == 200
    assert len(json.dumps(variables)) > 1_500_000
