"""Puts the schema together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import strawberry
from graphql import print_schema
from strawberry.schema.config import StrawberryConfig

from api.graphql.schema import (
    alignment,
    approaches,
    assessments,
    batches,
    bodies,
    bonds,
    cases,
    commons,
    consultations,
    exchange,
    findings,
    gatherings,
    history,
    instruments,
    notices,
    partners,
    people,
    practices,
    reorganising,
    requests,
    results,
    scenarios,
    talks,
    tenant,
    trends,
    visiting,
    visits,
    works,
    workspaces,
    writes,
)
from api.graphql.schema.parts import NAMES, finished, object_type
from api.graphql.schema.scalars import SCALARS
from api.graphql.schema.sources import RECORDS
from interlace.register.catalogue import SERVICES

if TYPE_CHECKING:
    from graphql import GraphQLSchema

__all__ = ["MUTATIONS", "MUTATION_OF", "bonds", "schema", "sdl"]

#: Each service of the register and the mutation that performs it.
MUTATION_OF = {name: writes.mutation_of(name) for name in SERVICES}
#: The fields of the type Mutation.
MUTATIONS = [
    *writes.FIELDS,
    *batches.FIELDS,
    *reorganising.FIELDS,
    *people.MUTATION_FIELDS,
    *partners.MUTATION_FIELDS,
    *cases.MUTATION_FIELDS,
    *scenarios.MUTATION_FIELDS,
    *assessments.MUTATION_FIELDS,
    *exchange.MUTATION_FIELDS,
    *requests.MUTATION_FIELDS,
    *notices.MUTATION_FIELDS,
    *talks.MUTATION_FIELDS,
    *instruments.MUTATION_FIELDS,
    *workspaces.MUTATION_FIELDS,
    *consultations.MUTATION_FIELDS,
    *visiting.MUTATION_FIELDS,
    *results.MUTATION_FIELDS,
    *gatherings.MUTATION_FIELDS,
    *approaches.MUTATION_FIELDS,
    *commons.MUTATION_FIELDS,
    *practices.MUTATION_FIELDS,
]


@cache
def schema() -> GraphQLSchema:
    """The schema; made once in a process."""
    bodies.make([*bodies.FIELDS, *alignment.BODY_FIELDS, *findings.BODY_FIELDS])
    works.make_strategy([*works.STRATEGY_FIELDS, *alignment.STRATEGY_FIELDS, *findings.WORK_FIELDS])
    works.make_action([*works.ACTION_FIELDS, *findings.WORK_FIELDS])
    tenant.make(
        *history.TENANT_FIELDS,
        *people.TENANT_FIELDS,
        *partners.TENANT_FIELDS,
        *cases.TENANT_FIELDS,
        *scenarios.TENANT_FIELDS,
        *assessments.TENANT_FIELDS,
        *exchange.TENANT_FIELDS,
        *requests.TENANT_FIELDS,
        *notices.TENANT_FIELDS,
        *trends.TENANT_FIELDS,
        *talks.TENANT_FIELDS,
        *instruments.TENANT_FIELDS,
        *workspaces.TENANT_FIELDS,
        *consultations.TENANT_FIELDS,
        *visits.TENANT_FIELDS,
        *results.TENANT_FIELDS,
        *gatherings.TENANT_FIELDS,
        *approaches.TENANT_FIELDS,
        *commons.TENANT_FIELDS,
        *practices.TENANT_FIELDS,
    )
    object_type("Mutation", "What can be written. Each field is a transaction of its own.", MUTATIONS)
    made = strawberry.Schema(
        query=NAMES["Query"],
        mutation=NAMES["Mutation"],
        types=[NAMES[record.__name__] for record in RECORDS],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    return finished(made._schema)  # noqa: SLF001 - it has no other name


def sdl() -> str:
    """The schema in GraphQL's own language."""
    return print_schema(schema()) + "\n"
