"""What is told of an execution, where the usual way of telling it does not do."""

from __future__ import annotations

import json

from flask import Flask
from graphql import GraphQLField, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLString

from api.graphql.compiled import reads
from api.graphql.documents import Documents
from api.graphql.execution import GraphQLRequest, execute, prepare

_ANY = GraphQLScalarType("Any")


def _request(query: str, **variables: object) -> GraphQLRequest:
    return GraphQLRequest(query, None, None, variables, is_safe=False, media_type="application/json")


def _documents(value: object) -> Documents:
    field = reads(GraphQLField(_ANY), lambda _source, _context: value)
    text = reads(GraphQLField(GraphQLString), lambda _source, _context: value)
    return Documents(GraphQLSchema(GraphQLObjectType("Query", {"any": field, "text": text})))


def test_whole_numbers_of_any_size_and_halves_of_characters_are_told() -> None:
    for value in (2**70, {"deep": [2**70]}, "\ud800"):
        documents = _documents(value)
        outcome = execute(prepare(documents, _request("{ any }"), "somewhere"), None)
        assert json.loads(outcome.body)["data"] == {"any": value}


def test_what_cannot_be_told_at_all_is_an_error_of_ours() -> None:
    with Flask("test").app_context():
        outcome = execute(prepare(_documents(object()), _request("{ any }"), "somewhere"), None)
    assert outcome.failed
    assert json.loads(outcome.body)["errors"][0]["extensions"]["code"] == "internal"


def test_requests_that_ask_otherwise_are_told_apart() -> None:
    requests = [
        _request("{ any }"),
        _request("{ text }"),
        _request("{ any }", a=1),
        _request("{ any }", a="1"),
        GraphQLRequest("{ any }", None, "", {}, is_safe=False, media_type="application/json"),
        GraphQLRequest("{ any }", None, "None", {}, is_safe=False, media_type="application/json"),
        GraphQLRequest("{ any }", None, None, {}, is_safe=False, media_type="application/graphql-response+json"),
        GraphQLRequest(None, "0" * 64, None, {}, is_safe=False, media_type="application/json"),
    ]
    assert len({request.asked for request in requests}) == len(requests)
    assert _request("{ any }", a=1, b=2).asked == _request("{ any }", b=2, a=1).asked
