"""What asks for too much is refused quickly, before it is validated; what does not is told its cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, parse

from api.graphql import limits
from api.graphql.documents import Documents, Refused
from tests.api.graphql import toy

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture
def documents() -> Documents:
    """The documents of the toy's schema."""
    return Documents(toy.schema())


def code(documents: Documents, text: str, variables: Mapping[str, object] | None = None) -> str | None:
    """How a document is refused; None when it is not."""
    try:
        documents.prepared(text, None, variables or {})
    except Refused as refused:
        return str((refused.errors[0].extensions or {})["code"])
    return None


def cost(documents: Documents, text: str, variables: Mapping[str, object] | None = None) -> int:
    """What a document costs."""
    return documents.prepared(text, None, variables or {})[1]


def test_sizes_of_pages_are_multiplied(documents: Documents) -> None:
    # A connection, its list, and ten edges, each with a shelf that has a name and a list of three books with titles.
    text = "{ shelves(first: 10) { edges { node { name books(first: 3) { title } } } } }"
    assert cost(documents, text) == 1 + 1 + 10 * (1 + 1 + 1 + 1 + 3 * 2)


def test_what_is_there_once_is_not_multiplied(documents: Documents) -> None:
    assert cost(documents, "{ shelves(first: 200) { totalCount } }") == 2


def test_a_fragment_on_a_connection_costs_what_its_page_says(documents: Documents) -> None:
    fragment = "fragment Page on ShelfConnection { totalCount edges { cursor } }"
    small = cost(documents, "{ shelves(first: 2) { ...Page } }" + fragment)
    large = cost(documents, "{ shelves(first: 100) { ...Page } }" + fragment)
    assert (small, large) == (1 + 1 + 1 + 2 * 2, 1 + 1 + 1 + 100 * 2)


def test_pages_are_read_from_variables_their_defaults_and_the_schema(documents: Documents) -> None:
    text = "query($n: Int = 7) { shelves(first: $n) { edges { cursor } } }"
    assert cost(documents, text, {"n": 20}) == 42
    assert cost(documents, text) == 16
    assert cost(documents, text, {"n": None}) == 102
    assert cost(documents, text, {"n": 20}) == 42


def test_a_page_without_a_size_is_refused(documents: Documents) -> None:
    assert code(documents, "{ books { title } }") == "PAGE_SIZE_NEEDED"
    assert code(documents, "{ books(last: 3) { title } }") is None


def test_the_schema_may_say_how_long_a_list_is() -> None:
    schema = toy.schema()
    assert schema.query_type is not None
    schema.query_type.fields["tags"].extensions[limits.PAGE] = 4
    assert cost(Documents(schema), "{ tags { word } }") == 1 + 4 * 2


@pytest.mark.parametrize("size", [10**6, 10**400, -1])
def test_too_large_an_answer_is_refused_and_no_size_breaks_the_count(documents: Documents, size: int) -> None:
    expected = None if size < 0 else "COST_LIMIT"
    assert code(documents, f"{{ books(first: {size}) {{ title }} }}") == expected
    assert code(documents, "query($n: Int) { books(first: $n) { title } }", {"n": size}) == expected


def test_deep_documents_are_refused_those_of_fragments_too(documents: Documents) -> None:
    deep = "{ book(title: 1) { shelf " + "{ next " * 9 + "{ name }" + " }" * 9 + " } }"
    assert code(documents, deep.replace("title: 1", 'title: "a"')) is None
    assert code(documents, deep.replace("{ name }", "{ next { name } }")) == "DEPTH_LIMIT"
    hidden = "fragment A on Shelf { next { next { next { ...B } } } }"
    rest = "fragment B on Shelf " + "{ next " * 8 + "{ name }" + " }" * 8
    assert code(documents, '{ book(title: "a") { shelf { ...A } } }' + hidden + rest) == "DEPTH_LIMIT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{" + "".join(f"a{one}: __typename " for one in range(1_000)) + "}", "ALIAS_LIMIT"),
        ("{" + "... {" * 100 + "__typename" + "}" * 100 + "}", "DEPTH_LIMIT"),
        ("{" + "... {" * 900 + "__typename" + "}" * 900 + "}", "DEPTH_LIMIT"),
        ("{" * 2_000 + "}" * 2_000, "SYNTAX_ERROR"),
        ("{" + "broken " * 1_000 + "}", "FIELD_LIMIT"),
        ("{" + "broken " * 5_000 + "}", "TOKEN_LIMIT"),
        ("{ broken " + "@include(if: true) " * 11 + "}", "DIRECTIVE_LIMIT"),
        ("#\n" * 2_000 + "{ broken }", "TOKEN_LIMIT"),
        ("{ broken }" + " " * 100_000, "TOKEN_LIMIT"),
        ("{ ...A } fragment A on Query { broken ...A }", "FRAGMENT_CYCLE"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ... { ...A } }", "FRAGMENT_CYCLE"),
        ("{ broken }" + "".join(f"fragment F{one} on Query {{ broken }}" for one in range(101)), "FRAGMENT_LIMIT"),
        ('{ book(title: "' + "a" * 101_000 + '") { title } }', "TOKEN_LIMIT"),
        ("{ book(title: " + "[" * 1_500 + "]" * 1_500 + ") { title } }", "DEPTH_LIMIT"),
    ],
    ids=lambda one: one[:20],
)
@pytest.mark.timeout(20)
def test_hostile_documents_are_refused(documents: Documents, text: str, expected: str) -> None:
    assert code(documents, text) == expected


def _doubled(fragments: int, inner: str = "broken") -> str:
    chain = "".join(f"fragment F{one} on Query {{ ...F{one + 1} ... {{ ...F{one + 1} }} }}" for one in range(fragments))
    return f"{{ ...F0 ...F0 }} {chain} fragment F{fragments} on Query {{ {inner} }}"


@pytest.mark.timeout(20)
def test_fragments_that_are_doubled_again_and_again_are_measured_once(documents: Documents) -> None:
    assert code(documents, _doubled(45)) in {"FIELD_LIMIT", "COST_LIMIT"}
    assert code(documents, _doubled(3)) is None


@pytest.mark.timeout(20)
def test_wide_documents_within_the_limits_are_validated_in_bounded_time(documents: Documents) -> None:
    parts = "".join(
        f"fragment F{one} on Shelf {{ next {{ name next {{ name n: name }} }} name n: name }}" for one in range(45)
    )
    spread = " ".join(f"...F{one}" for one in range(45))
    text = f'{{ book(title: "a") {{ shelf {{ {spread} }} }} }} {parts}'
    assert code(documents, text) is None


def test_tools_may_ask_for_the_whole_schema_once(documents: Documents) -> None:
    text = get_introspection_query(specified_by_url=True, input_value_deprecation=True, one_of=True)
    assert code(documents, text) is None
    twice = text.replace("__schema", "once: __schema", 1)
    document = parse(text)
    assert isinstance(document.definitions[0], OperationDefinitionNode)
    inner = twice[twice.index("{") + 1 : twice.index("fragment FullType")].rsplit("}", 1)[0]
    assert code(documents, text.replace("__schema", inner + " __schema", 1)) == "COST_LIMIT"


def test_documents_that_are_valid_are_kept_and_others_are_not(documents: Documents) -> None:
    first, _ = documents.prepared("{ broken }", None, {})
    assert documents.prepared("{ broken }", None, {})[0] is first
    assert code(documents, "{ unknown }") == "VALIDATION_ERROR"
    assert len(documents._kept) == 1


def test_what_is_kept_stays_within_its_bounds(documents: Documents) -> None:
    for number in range(700):
        documents.prepared(f"query Q{number} {{ broken }}", None, {})
    assert len(documents._kept) == 500
    filler = "# " + "x" * 50_000
    for number in range(20):
        documents.prepared(f"query Q{number} {{ broken }} {filler}", None, {})
    assert documents._kept._weight <= 300_000


def test_huge_variables_cost_nothing_before_they_are_read(documents: Documents) -> None:
    text = "query($n: Int) { books(first: $n) { title } }"
    variables = {"n": {"deep": ["x" * 1_000] * 1_000}}
    assert len(json.dumps(variables)) > 10**6
    assert code(documents, text, variables) == "PAGE_SIZE_NEEDED"
