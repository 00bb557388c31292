"""Puts the schema together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import strawberry
from graphql import print_schema
from strawberry.schema.config import StrawberryConfig

from api.graphql.schema import alignment, bodies, bonds, findings, tenant, works
from api.graphql.schema.parts import NAMES, finished
from api.graphql.schema.scalars import SCALARS
from api.graphql.schema.sources import RECORDS

if TYPE_CHECKING:
    from graphql import GraphQLSchema

__all__ = ["bonds", "schema", "sdl"]


@cache
def schema() -> GraphQLSchema:
    """The schema; made once in a process."""
    bodies.make([*bodies.FIELDS, *alignment.BODY_FIELDS, *findings.BODY_FIELDS])
    works.make_strategy([*works.STRATEGY_FIELDS, *alignment.STRATEGY_FIELDS, *findings.WORK_FIELDS])
    works.make_action([*works.ACTION_FIELDS, *findings.WORK_FIELDS])
    tenant.make()
    made = strawberry.Schema(
        query=NAMES["Query"],
        types=[NAMES[record.__name__] for record in RECORDS],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    return finished(made._schema)


def sdl() -> str:
    """The schema in GraphQL's own language."""
    return print_schema(schema()) + "\n"
