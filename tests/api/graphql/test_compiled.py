"""What is compiled answers as graphql-core does, to the last key and its place."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.graphql.compiled import CompiledOperation, left_to_graphql_core, reads
from tests.api.graphql import toy
from tests.api.graphql.random_queries import RandomQuery
from tests.api.graphql.random_schemas import world

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from tests.api.graphql.random_schemas import World

#: More by hand: DIFFERENTIAL_WORLDS=5000 pytest tests/api/graphql/test_compiled.py
_WORLDS = int(os.environ.get("DIFFERENTIAL_WORLDS", "45"))
_QUERIES = 6
_some = settings(max_examples=_WORLDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class _Tally:
    """How many queries were compared, and how."""

    def __init__(self) -> None:
        self.valid = self.compiled = self.left = self.with_errors = 0

    def compare(self, world: World) -> None:
        """One random query of a world, answered twice."""
        query = RandomQuery(world.schema, world.chance)
        document = parse(query.text)
        if validate(world.schema, document):
            return
        self.valid += 1
        expected = execute_sync(world.schema, document, None, "context", query.values)
        compiled = _compiled(world.schema, query.text)
        _data(compiled, world.schema, query.text, query.values, "context")
        # The second run is the one of which nothing is compiled any more.
        data = _data(compiled, world.schema, query.text, query.values, "context")
        if data is None:
            self.left += 1
            self.with_errors += bool(expected.errors)
            # A condition that is null is an error only where graphql-core comes by it.
            expected_to_leave = world.faults or not world.whole or None in query.values.values()
            assert expected.errors or expected_to_leave, query.text
        else:
            self.compiled += 1
            assert not expected.errors, query.text
            assert json.dumps(data) == json.dumps(expected.data), query.text


def _compiled(schema: GraphQLSchema, text: str) -> CompiledOperation:
    document = parse(text)
    (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    return CompiledOperation(schema, fragments, operation)


def _data(
    compiled: CompiledOperation, schema: GraphQLSchema, text: str, values: dict[str, object], context: object
) -> dict[str, object] | None:
    """What a compiled query tells; None where it is left to graphql-core."""
    (operation,) = (one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode))
    variables = get_variable_values(schema, operation.variable_definitions or (), values)
    return None if isinstance(variables, list) else compiled.data(context, variables)


def test_what_is_compiled_answers_as_graphql_core_does() -> None:
    tally = _Tally()

    @_some
    @given(st.integers(0, 2**40))
    def compare(seed: int) -> None:
        made = world(seed, faults=0)
        for _ in range(_QUERIES):
            tally.compare(made)

    compare()
    print(vars(tally))
    assert tally.valid > _WORLDS * _QUERIES * 0.7
    assert tally.compiled > tally.valid * 0.6


def test_where_anything_goes_wrong_graphql_core_answers() -> None:
    tally = _Tally()

    @_some
    @given(st.integers(0, 2**40))
    def compare(seed: int) -> None:
        made = world(seed, faults=0.02)
        for _ in range(_QUERIES):
            tally.compare(made)

    compare()
    print(vars(tally))
    assert tally.with_errors > 0.1 * tally.valid
    assert tally.compiled > 0.1 * tally.valid


def _told(text: str, values: dict[str, object] | None = None) -> dict[str, object] | None:
    """What a compiled query of the toy's schema tells."""
    schema = toy.schema()
    return _data(_compiled(schema, text), schema, text, values or {}, toy.library())


@pytest.mark.parametrize(
    "text",
    [
        'mutation { lend(title: "book 0.0") { title } }',
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Tag") { name } }',
        "{ broken }",
        "{ odd }",
        '{ book(title: "nowhere") { title } }',
    ],
)
def test_writes_descriptions_and_errors_are_left_to_graphql_core(text: str) -> None:
    assert _told(text) is None


def test_conditions_are_decided_by_the_variables_of_each_run() -> None:
    text = "query($a: Boolean!, $b: Boolean = true) { x: __typename @skip(if: $a) y: __typename @include(if: $b) }"
    schema = toy.schema()
    compiled = _compiled(schema, text)
    for values, keys in [({"a": True}, "y"), ({"a": False}, "xy"), ({"a": False, "b": False}, "x"), ({"a": True}, "y")]:
        assert "".join(_data(compiled, schema, text, dict(values), None) or {}) == keys


def test_words_of_clients_never_become_code() -> None:
    text = """{ None: __typename import: __typename __class__: book(title: "\\"); import os; (\\"") { title } }"""
    assert _told(text) is None  # There is no such book, which is an error.
    text = """{ None: __typename import: __typename c: __typename v: shelves(first: 1) { s: totalCount } }"""
    assert _told(text) == {"None": "Query", "import": "Query", "c": "Query", "v": {"s": 1}}


@pytest.mark.parametrize("path", ["a.b(c)", "a b", "", "a.", "import"])
def test_attributes_that_are_no_names_are_not_compiled(path: str) -> None:
    schema = build_schema("type Query { a: String }")
    query = schema.query_type
    assert query is not None
    reads(query.fields["a"], attribute=path)
    assert _data(_compiled(schema, "{ a }"), schema, "{ a }", {}, None) is None


def test_a_field_is_read_in_one_way() -> None:
    field = toy.schema().type_map["Tag"]
    assert isinstance(field, GraphQLObjectType)
    with pytest.raises(ValueError, match="exactly one way"):
        reads(field.fields["word"])
    with pytest.raises(ValueError, match="exactly one way"):
        reads(field.fields["word"], attribute="a", item="b")


def test_the_fields_that_are_not_compiled_can_be_listed() -> None:
    schema = toy.schema()
    assert left_to_graphql_core(schema) == []
    assert schema.query_type is not None
    schema.query_type.fields["tags"].extensions = {}
    assert left_to_graphql_core(schema) == ["Query.tags"]


def test_threads_that_meet_a_type_first_at_once_all_get_the_answer() -> None:
    made = world(7, faults=0)
    queries = [RandomQuery(made.schema, made.chance) for _ in range(20)]
    expected = [execute_sync(made.schema, parse(one.text), None, "context", one.values).data for one in queries]
    compiled = [_compiled(made.schema, one.text) for one in queries]
    wrong: list[str] = []

    def ask() -> None:
        for one, answer, operation in zip(queries, expected, compiled, strict=True):
            told = _data(operation, made.schema, one.text, one.values, "context")
            if told is not None and json.dumps(told) != json.dumps(answer):
                wrong.append(one.text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
