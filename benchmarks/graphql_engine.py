"""`python -m benchmarks.graphql_engine`: compiled queries beside graphql-core and a comprehension, in CPU time."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from graphql import GraphQLObjectType, build_schema, execute_sync, parse, validate

from api.graphql.compiled import reads
from api.graphql.documents import Documents
from benchmarks.measuring import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphql import GraphQLSchema

ROUNDS = 31
BODIES, STRATEGIES, SCORES = 100, 3, 4
_SDL = """
type Query { bodies(first: Int = 50): [Body!]! }
type Body { code: String! level: String! population: Int strategies(first: Int = 50): [Strategy!]! }
type Strategy { code: String! title: String! adopted: String scores: [Score!]! }
type Score { principle: String! value: Float lacking: Boolean! }
"""
_QUERY = """
query Scores($bodies: Int) { bodies(first: $bodies) { code strategies(first: 3) { title scores { value } } } }
"""


@dataclass(slots=True)
class _Score:
    principle: str
    value: float | None
    lacking: bool


@dataclass(slots=True)
class _Strategy:
    code: str
    title: str
    adopted: str | None
    scores: list[_Score]


@dataclass(slots=True)
class _Body:
    code: str
    level: str
    population: int | None
    strategies: list[_Strategy]


def invented() -> list[_Body]:
    """The objects of the answer, and no others."""
    scores = [_Score(f"p{number}", number / 7, bool(number % 2)) for number in range(SCORES)]
    strategies = [_Strategy(f"s{number}", f"Strategy {number}", None, scores) for number in range(STRATEGIES)]
    return [_Body(f"b{number}", "local", number, strategies) for number in range(BODIES)]


def schema() -> GraphQLSchema:
    """A schema over them, each field of which may be compiled."""
    made = build_schema(_SDL)
    for type_ in made.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                reads(field, attribute=name)
    query, body = made.type_map["Query"], made.type_map["Body"]
    if isinstance(query, GraphQLObjectType) and isinstance(body, GraphQLObjectType):
        reads(query.fields["bodies"], lambda _source, bodies, first=None: bodies[:first])
        reads(body.fields["strategies"], lambda body, _bodies, first=None: body.strategies[:first])
    return made


def comprehension(bodies: list[_Body]) -> dict[str, object]:
    """The answer as somebody would write it who knows the query."""
    return {
        "bodies": [
            {
                "code": body.code,
                "strategies": [
                    {"title": one.title, "scores": [{"value": score.value} for score in one.scores]}
                    for one in body.strategies[:STRATEGIES]
                ],
            }
            for body in bodies[:BODIES]
        ]
    }


def cpu(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of CPU that each takes, the median of rounds in which they take turns."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            gc.collect()
            start = time.process_time()
            work()
            spent[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(one) for name, one in spent.items()}


def engine_lines() -> list[str]:
    """The table, and what it comes to."""
    made, bodies, variables = schema(), invented(), {"bodies": BODIES}
    documents, document = Documents(made), parse(_QUERY)
    operation, cost = documents.prepared(_QUERY, None, variables)
    values = operation.values(made, variables)
    answer = comprehension(bodies)
    if isinstance(values, list) or operation.compiled.data(bodies, values) != answer:
        raise RuntimeError("the compiled query answers otherwise")
    spent = cpu(
        {
            "comprehension": lambda: comprehension(bodies),
            "compiled": lambda: operation.compiled.data(bodies, values),
            "graphql-core": lambda: execute_sync(made, document, None, bodies, variables),
            "orjson": lambda: orjson.dumps(answer),
            "parse": lambda: parse(_QUERY),
            "validate": lambda: validate(made, document),
            "never seen before, all of it": lambda: _fresh(made, bodies, variables),
        }
    )
    return [
        f"{BODIES} × {STRATEGIES} × {SCORES} objects at a cost of {cost:,}, {len(orjson.dumps(answer)):,} bytes:",
        "",
        "| | CPU, ms | ratio to the comprehension |",
        "|---|---:|---:|",
        *(f"| {name} | {figure(one)} | {one / spent['comprehension']:,.2f} |" for name, one in spent.items()),
    ]


def _fresh(made: GraphQLSchema, bodies: list[_Body], variables: Mapping[str, object]) -> bytes:
    operation, _cost = Documents(made).prepared(_QUERY, None, variables)
    values = operation.values(made, variables)
    if isinstance(values, list):
        raise TypeError(values)
    return orjson.dumps(operation.compiled.data(bodies, values))


if __name__ == "__main__":
    print("\n".join(engine_lines()))
