"""What is sent in bad faith or by broken programs: told as a problem or an error, quickly, within memory."""

from __future__ import annotations

import resource
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest
from graphql import get_introspection_query

from tests.api.walk.asking import Asked
from tests.api.walk.graphs import posted
from tests.api.walk.rules import REST_WRITES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.walk.asking import Operations, Walker
    from tests.api.walk.conftest import Scene

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024
#: What all that is sent here may add to the memory of the process, in KiB as the system counts it.
MOST_GROWTH = 256 * 1024

BODIES: dict[str, bytes] = {
    "nothing but a brace": b"{",
    "not an object": b"[1, null]",
    "a lone number": b"7",
    "not UTF-8": b'{"code": "\xc3\x28"}',
    "UTF-16": '{"code": "A"}'.encode("utf-16"),
    "half a character": b'{"code": "\\ud800"}',
    "a key told twice": b'{"code": "a", "code": "b"}',
    "a key told twice deep inside": b'{"items": [{"do": "create", "do": "remove"}]}',
    "NUL": b'{"code": "a\\u0000b"}',
    "NUL in a key": b'{"a\\u0000": 1}',
    "a bare NUL": b'{"code": "a\x00b"}',
    "a number out of range": b'{"revision": ' + b"9" * 5000 + b"}",
    "a number beyond 64 bits": b'{"population": 1e999}',
    "no number": b'{"population": NaN}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"x":' * 100_000,
    "deep within": b'{"values": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "what trails": b'{"code": "A"} x',
    "many unknown fields": orjson.dumps({f"x{number}": 1 for number in range(20_000)}),
    "an unknown field with a long name": orjson.dumps({"x" * 100_000: 1}),
    "a long text": orjson.dumps({"code": "x" * MIB, "name": "x" * 500_000}),
    "wide items": orjson.dumps({"items": [{}] * 100_000}),
    "fields of other kinds": orjson.dumps({"items": {}, "code": [], "name": {}, "url": 1, "role": [], "ended": 1}),
}
TYPES = (
    None,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json-seq",
    "nonsense",
    "application/json; charset=utf-16",
)


@pytest.fixture(scope="module", autouse=True)
def bounded(scene: Scene) -> Iterator[None]:
    """All of it together takes little memory."""
    del scene
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_GROWTH


def writes(operations: Operations) -> list[str]:
    """The operations that read JSON."""
    files = {"import_bundle", "attach_to_case"}
    return [name for name in REST_WRITES if "requestBody" in operations.told(name) and name not in files]


@pytest.mark.parametrize("kind", BODIES)
def test_an_odd_body_is_a_problem_of_every_operation_that_reads_one(
    scene: Scene, walker: Walker, operations: Operations, kind: str
) -> None:
    administrator, before = scene.caller("administrator"), None
    for name in writes(operations):
        method, path = operations.place(name)
        where = path.replace("{tenant}", scene.land.slug).replace("{id}", str(scene.land.tenant_id))
        before = before or scene.land.state()
        headers = {**JSON, "If-Match": '"1"'}
        refused = walker.ask(administrator, Asked(method, where, headers=headers, data=BODIES[kind]))
        walker.counts["bad requests"] += 1
        assert refused.status_code in {400, 404, 412, 422}, (name, refused.text[:500])
        assert refused.mimetype == "application/problem+json"
        assert len(refused.data) < MIB
    assert scene.land.state() == before


def test_bodies_that_are_too_large_are_not_read(scene: Scene, walker: Walker, operations: Operations) -> None:
    administrator, large = scene.caller("administrator"), b'{"code": "' + b"x" * (2 * MIB) + b'"}'
    for name in writes(operations):
        method, path = operations.place(name)
        where = path.replace("{tenant}", scene.land.slug).replace("{id}", str(scene.land.sample["bodies"].id))
        refused = walker.ask(administrator, Asked(method, where, headers={**JSON, "If-Match": '"1"'}, data=large))
        walker.counts["bad requests"] += 1
        assert (refused.status_code, refused.mimetype) == (413, "application/problem+json"), (name, refused.text[:300])
    asked = Asked("POST", f"/graphql/{scene.land.slug}", headers=JSON, data=large)
    assert walker.ask(administrator, asked).status_code == 413


@pytest.mark.parametrize("kind", TYPES)
def test_other_types_are_read_by_neither_door(
    scene: Scene, walker: Walker, operations: Operations, kind: str | None
) -> None:
    administrator = scene.caller("administrator")
    headers = {} if kind is None else {"Content-Type": kind}
    for name in writes(operations):
        method, path = operations.place(name)
        if (kind or "").startswith("application/json;"):
            continue
        where = path.replace("{tenant}", scene.land.slug).replace("{id}", str(scene.land.sample["bodies"].id))
        refused = walker.ask(administrator, Asked(method, where, headers={**headers, "If-Match": '"1"'}, data=b"a=1"))
        walker.counts["bad requests"] += 1
        assert refused.status_code == 415, (name, refused.text)
    asked = Asked("POST", f"/graphql/{scene.land.slug}", headers=headers, data=b'{"query": "{ __typename }"}')
    refused = walker.ask(administrator, asked)
    assert (refused.status_code, "data" in refused.get_json()) == (415, False)


def test_unknown_parameters_of_every_read_are_named(scene: Scene, walker: Walker, operations: Operations) -> None:
    administrator = scene.caller("administrator")
    for name in operations.names:
        if operations.place(name)[0] != "GET":
            continue
        asked = operations.read(name, scene.land)
        for query, pointer in (({"odd": "1"}, "/odd"), ({"first": "1" * 40}, "/first"), ({"as_of": "soon"}, "/as_of")):
            known = {one.get("name") for one in operations.told(name).get("parameters", ())}
            refused = walker.ask(administrator, Asked("GET", asked.path, query={**asked.query, **query}))
            walker.counts["bad requests"] += 1
            assert refused.status_code == 422, (name, query, refused.text)
            assert pointer in [one["pointer"] for one in refused.get_json()["errors"]], (name, known, refused.text)


@pytest.mark.parametrize("value", ["\0", "'; DROP TABLE bodies; --", "9" * 400, "𝕏" * 500])
def test_odd_values_of_parameters_are_no_errors_of_ours(
    scene: Scene, walker: Walker, operations: Operations, value: str
) -> None:
    administrator = scene.caller("administrator")
    for name in operations.names:
        if operations.place(name)[0] != "GET":
            continue
        asked = operations.read(name, scene.land)
        for parameter in operations.told(name).get("parameters", ()):
            if parameter.get("in") == "query":
                query = {**asked.query, parameter["name"]: value}
                told = walker.ask(administrator, Asked("GET", asked.path, query=query))
                walker.counts["bad requests"] += 1
                assert told.status_code in {200, 404, 406, 422}, (name, query, told.text[:300])


def _schema_twice() -> str:
    """The question that tools ask to know a schema, asked twice."""
    whole, _, fragments = get_introspection_query().partition("fragment FullType")
    once = whole[whole.index("__schema") : whole.rindex("}")]
    return f"{{ a: {once} b: {once} }} fragment FullType{fragments}"


def documents() -> dict[str, str]:
    """Documents that ask for too much, or for what cannot be."""
    cycle = "{ tenant { ...a } } fragment a on Tenant { ...b } fragment b on Tenant { ...a }"
    spread = " ".join(f"fragment f{n} on Tenant {{ ...f{n + 1} ...f{n + 1} }}" for n in range(60))
    return {
        "a thousand aliases": "{ tenant { " + " ".join(f"a{n}: slug" for n in range(1_000)) + " } }",
        "a fragment cycle": cycle,
        "fragments that double": f"{{ tenant {{ ...f0 }} }} {spread} fragment f60 on Tenant {{ slug }}",
        "a deep document": "{ tenant { bodies(first: 1) { nodes "
        + "{ parent " * 200
        + "{ code }"
        + " }" * 200
        + " } } }",
        "nesting without fields": "{ " + "... { " * 3_000 + "__typename" + " }" * 3_000 + " }",
        "a wide document": "{ tenant { " + "slug " * 20_000 + "} }",
        "many definitions": " ".join(f"query q{n} {{ __typename }}" for n in range(2_000)),
        "many directives": "{ tenant { slug " + "@include(if: true) " * 2_000 + "} }",
        "many variables": "query (" + " ".join(f"$v{n}: Int" for n in range(3_000)) + ") { __typename }",
        "much": "{ tenant { bodies(first: 200) { nodes { children(first: 200) { nodes { code } } } } } }",
        "too large a page": "{ tenant { bodies(first: 100000) { nodes { code } } } }",
        "a number out of range": "{ tenant { bodies(first: " + "9" * 10_000 + ") { totalCount } } }",
        "deep values": "{ tenant { bodies(first: 1, filter: " + "[" * 5_000 + "]" * 5_000 + ") { totalCount } } }",
        "a text beyond all bounds": '{ tenant { body(code: "' + "x" * 110_000 + '") { code } } }',
        "what is not there": "{ kings { name } }",
        "nothing": "",
        "no document": "}",
        "a lone surrogate": '{ tenant { body(code: "\\ud800") { code } } }',
        "the schema twice": _schema_twice(),
        "a comment": "#" + "x" * 99_000,
    }


@pytest.mark.parametrize("kind", documents())
def test_a_document_that_asks_for_too_much_is_an_error(scene: Scene, walker: Walker, kind: str) -> None:
    asked = Asked(
        "POST",
        f"/graphql/{scene.land.slug}",
        {"query": documents()[kind]},
        {"Accept": "application/graphql-response+json"},
    )
    refused = walker.ask(scene.caller("administrator"), asked)
    walker.counts["bad requests"] += 1
    assert refused.status_code in {200, 400}, refused.text[:500]
    assert refused.get_json().get("errors"), refused.text[:500]
    assert len(refused.data) < MIB


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 10**40},
        {"first": "1"},
        {"first": 1.5},
        {"first": -1},
        {"first": [1] * 100_000},
        {"first": {"x": 1}},
        {"first": 1, "code": "x" * MIB},
        {"first": 1, **{f"v{number}": "x" for number in range(50_000)}},
    ],
)
def test_odd_variables_are_errors_of_the_request(scene: Scene, walker: Walker, variables: dict[str, object]) -> None:
    query = "query ($first: Int!, $code: String) { tenant { bodies(first: $first, q: $code) { totalCount } } }"
    if not -(2**63) <= (variables["first"] if isinstance(variables["first"], int) else 0) < 2**64:
        data = b'{"query": ' + orjson.dumps(query) + b', "variables": {"first": ' + b"1" + b"0" * 40 + b"}}"
        asked = Asked("POST", f"/graphql/{scene.land.slug}", headers=JSON, data=data)
    else:
        asked = Asked("POST", f"/graphql/{scene.land.slug}", {"query": query, "variables": variables})
    told = walker.ask(scene.caller("administrator"), asked)
    walker.counts["bad requests"] += 1
    assert told.status_code in {200, 400}, told.text[:300]
    assert len(told.data) < MIB


def test_many_unknown_fields_of_an_input_are_told_in_few_words(scene: Scene, walker: Walker) -> None:
    query = "mutation ($input: BodyRegisterInput!) { bodyRegister(input: $input) { revision } }"
    odd = {f"x{number}": 1 for number in range(20_000)}
    told = walker.ask(scene.caller("administrator"), posted(scene.land.slug, query, input=odd))
    walker.counts["bad requests"] += 1
    assert (told.status_code, len(told.data) < MIB // 4) == (400, True), told.text[:500]


def test_no_form_and_no_address_writes_through_graphql(scene: Scene, walker: Walker) -> None:
    administrator, where = scene.caller("administrator"), f"/graphql/{scene.land.slug}"
    text = 'mutation { bodyRegister(input: {code: "ZZ", name: "Z", level: LOCAL}) { revision } }'
    before = scene.land.state()
    for asked in (
        Asked("GET", where, query={"query": text}),
        Asked("GET", where, query={"query": text, "operationName": "x"}),
        Asked(
            "POST", where, headers={"Content-Type": "application/x-www-form-urlencoded"}, data=f"query={text}".encode()
        ),
        Asked("POST", where, headers={"Content-Type": "text/plain"}, data=orjson.dumps({"query": text})),
        Asked("POST", where, headers={"Content-Type": "application/graphql"}, data=text.encode()),
        Asked("POST", where, [{"query": text}]),
        Asked("PUT", where, {"query": text}),
        Asked("POST", f"{where}?query=%7B__typename%7D", {"operationName": "x"}),
    ):
        accepted = {**asked.headers, "Accept": "application/graphql-response+json"}
        refused = walker.ask(administrator, replace(asked, headers=accepted))
        walker.counts["bad requests"] += 1
        assert refused.status_code in {400, 405, 415}, (asked, refused.text)
        assert "data" not in refused.get_json()
    assert scene.land.state() == before


def test_an_odd_token_is_no_error_of_ours(scene: Scene, walker: Walker) -> None:
    for value in (
        "Bearer",
        "Bearer ",
        "Basic eDp5",
        "Bearer " + "x" * 8_000,
        "Bearer a.b.c, Bearer d",
        "Bearer é",
        "\t",
    ):
        for where in (f"/api/v1/tenants/{scene.land.slug}/bodies", f"/graphql/{scene.land.slug}"):
            response = walker.client.get(where, headers={"Authorization": value})
            walker.counts["bad requests"] += 1
            assert (response.status_code, response.mimetype) == (401, "application/problem+json"), value
