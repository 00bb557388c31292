"""The same part of the schema as somebody writes it with strawberry alone, over objects that hold the same data."""

from __future__ import annotations

from typing import Any

import strawberry


@strawberry.type
class Score:
    """In how many areas a strategy commits to a principle."""

    areas: int


@strawberry.type
class Strategy:
    """A strategy."""

    title: str
    profile: list[Score]


@strawberry.type
class Strategies:
    """A page of strategies."""

    nodes: list[Strategy]


@strawberry.type
class Body:
    """A body."""

    code: str
    population: int
    owned: strawberry.Private[list[Strategy]]

    @strawberry.field
    def strategies(self, first: int = 50) -> Strategies:
        """Those that it leads."""
        return Strategies(nodes=self.owned[:first])


@strawberry.type
class Bodies:
    """A page of bodies."""

    nodes: list[Body]


@strawberry.input
class BodyFilter:
    """Which bodies are wanted."""

    population: list[int]


@strawberry.type
class Tenant:
    """A tenant."""

    every: strawberry.Private[list[Body]]

    @strawberry.field
    def bodies(self, filter: BodyFilter, first: int = 50) -> Bodies:  # noqa: A002 - as the door calls it
        """Bodies that are wanted."""
        return Bodies(nodes=[body for body in self.every if body.population in filter.population][:first])


@strawberry.type
class Query:
    """What can be read."""

    @strawberry.field
    def tenant(self, info: strawberry.Info) -> Tenant:
        """The tenant."""
        known: Tenant = info.context
        return known


def tenant_of(told: dict[str, Any], population: int) -> Tenant:
    """The objects that an answer tells of, and no others."""
    return Tenant(every=[_body(body, population) for body in told["tenant"]["bodies"]["nodes"]])


def _body(body: dict[str, Any], population: int) -> Body:
    owned = [
        Strategy(title=one["title"], profile=[Score(areas=score["areas"]) for score in one["profile"]])
        for one in body["strategies"]["nodes"]
    ]
    return Body(code=body["code"], population=population, owned=owned)


schema = strawberry.Schema(Query)
