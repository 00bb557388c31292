"""One tenant's records as columns of numbers, whatever they came from. Frozen; knows no date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from graph.encoding import DAWN, DUSK, choices, days, pairs, references, words
from graph.tables import SCHEMA
from policies import (
    AREAS,
    LEVELS,
    NETWORK_SCOPES,
    PARTICIPATION_DEPTHS,
    PHASES,
    PRINCIPLES,
    RELATION_KINDS,
    ROLES,
)

if TYPE_CHECKING:
    from graph.encoding import Int8s, Int32s, Int64s, Words
    from graph.settings import Settings
    from graph.tables import Tables

DECLARED, CONFIRMED, DISPUTED = range(3)
DRAFT, ADOPTED, WITHDRAWN = range(3)
PLANNED, ONGOING, COMPLETED, CANCELLED = range(4)
UNKNOWN, YES, NO = range(3)

_COORDINATES = np.array([term.coordination for term in RELATION_KINDS])
_MEMBER_OF = RELATION_KINDS.index("member_of")
_CELLS = pl.Enum([f"{principle}:{area}" for principle in PRINCIPLES.ids for area in AREAS.ids])


@dataclass(frozen=True)
class Bodies:
    """Bodies in the order of their codes, so that comparing rows compares codes."""

    code: pl.Series
    level: Int8s
    parent: Int32s
    population: Int64s
    """-1 where unknown."""
    valid_from: Int32s
    valid_to: Int32s
    scope: Int8s
    """0 where empty, else 1 + the place in `NETWORK_SCOPES`."""
    serves: Int32s
    meets_every_months: Int64s
    """0 where unknown."""
    last_met_on: Int32s


@dataclass(frozen=True)
class Competences:
    """Competence rows, of one body and area the one that decides last: latest `valid_from`, strongest role."""

    body: Int32s
    area: Int8s
    role: Int8s
    valid_from: Int32s
    valid_to: Int32s


@dataclass(frozen=True)
class Relations:
    """Relations in the order of source, target, kind and beginning."""

    source: Int32s
    target: Int32s
    kind: Int8s
    status: Int8s
    declared_on: Int32s
    valid_from: Int32s
    valid_to: Int32s


@dataclass(frozen=True)
class Ties:
    """Relations that coordinate and are not disputed, whatever the day, as ascending keys of pairs of bodies.

    `edges` are `lower row × bodies + higher row`, `memberships` are `member × bodies + network`; `edge_of` and
    `membership_of` are the rows of the relations that they come from.
    """

    edges: Int64s
    edge_of: Int64s
    memberships: Int64s
    membership_of: Int64s


@dataclass(frozen=True)
class Strategies:
    """Strategies in the order of their codes; `co_owner_of`/`co_owner` are the pairs (strategy, body)."""

    code: pl.Series
    owner: Int32s
    status: Int8s
    starts_on: Int32s
    ends_on: Int32s
    review_due_on: Int32s
    reviewed_on: Int32s
    evidence_base: Int8s
    monitoring: Int8s
    funded: Int8s
    commitments_complete: Int8s
    co_owner_of: Int32s
    co_owner: Int32s
    cells: Words
    """What the strategy commits to with depth 2 or 3, shape (strategies, 4)."""
    stated: Words
    """What it commits to with any depth, shape (strategies, 4)."""


@dataclass(frozen=True)
class Actions:
    """Actions in the order of their codes."""

    code: pl.Series
    body: Int32s
    status: Int8s
    starts_on: Int32s
    ends_on: Int32s
    cells: Words


@dataclass(frozen=True)
class Links:
    """Links; `source` counts strategies first and actions after them, `target` is a strategy."""

    source: Int32s
    target: Int32s
    status: Int8s


@dataclass(frozen=True)
class Participations:
    """Who took part in which strategy, when and how deeply; in the order of strategies, bodies and phases."""

    strategy: Int32s
    body: Int32s
    phase: Int8s
    depth: Int8s


@dataclass(frozen=True)
class Dated:
    """Something said on a day: a body's declaration, or a report on a strategy or action."""

    subject: Int32s
    on: Int32s


@dataclass(frozen=True)
class Register:
    """All records of one tenant, ready to be asked about any day.

    A *work* is a strategy or an action; works are numbered strategies first, each kind in the order of codes.
    """

    tables: Tables
    settings: Settings
    bodies: Bodies
    competences: Competences
    relations: Relations
    strategies: Strategies
    actions: Actions
    links: Links
    participations: Participations
    declarations: Dated
    reports: Dated

    @classmethod
    def of(cls, tables: Tables, settings: Settings) -> Register:
        """Number the records of tables that the bundle's checks have passed.

        Raises polars.exceptions.PolarsError on a code that no record has.
        """
        bodies, strategies, actions = (
            getattr(tables, name).sort("code") for name in ("bodies", "strategies", "actions")
        )
        body_codes = pl.Enum(bodies["code"])
        strategy_codes = pl.Enum(strategies["code"])
        work_codes = pl.Enum(pl.concat([strategies["code"], actions["code"]]))
        return cls(
            tables=tables,
            settings=settings,
            bodies=_bodies(bodies, body_codes),
            competences=_competences(tables.competences, body_codes),
            relations=_relations(tables.relations, body_codes),
            strategies=_strategies(strategies, tables.commitments, body_codes, strategy_codes),
            actions=_actions(actions, body_codes),
            links=_links(tables.links, work_codes, strategy_codes),
            participations=_participations(tables.participations, body_codes, strategy_codes),
            declarations=_dated(tables.declarations, "body", "declared_on", body_codes),
            reports=_dated(tables.reports, "subject", "reported_on", work_codes),
        )

    @cached_property
    def ties(self) -> Ties:
        """What can make bodies coordinate on one day or another."""
        return _ties(self.relations, max(len(self.bodies.code), 1))

    @cached_property
    def by_owner_and_end(self) -> Int64s:
        """Strategies by owner, then by their ends; of those that end on one day the smallest code comes last."""
        strategies = self.strategies
        codes = np.arange(len(strategies.code))
        return np.lexsort((-codes, strategies.ends_on, strategies.owner))

    @cached_property
    def work_codes(self) -> pl.Series:
        """Codes of strategies and, after them, of actions."""
        return pl.concat([self.strategies.code, self.actions.code])

    @cached_property
    def name(self) -> str | None:
        """The tenant's display name."""
        return None if self.settings.name is None else _on_one_line(pl.Series([self.settings.name]))[0]

    @cached_property
    def names(self) -> dict[str, str]:
        """Display names by code, of bodies; in the language they were written in."""
        bodies = self.tables.bodies
        return dict(zip(bodies["code"], _on_one_line(bodies["name"]), strict=True))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Display titles by code, of strategies and actions."""
        both = pl.concat([self.tables.strategies.select("code", "title"), self.tables.actions.select("code", "title")])
        return dict(zip(both["code"], _on_one_line(both["title"]), strict=True))


def _on_one_line(texts: pl.Series) -> pl.Series:
    """Texts for a line of a report: control characters, which could also steer a terminal, become spaces."""
    return texts.str.replace_all(r"\p{Cc}+", " ")


def _bodies(frame: pl.DataFrame, codes: pl.Enum) -> Bodies:
    return Bodies(
        code=frame["code"],
        level=choices(frame["level"], LEVELS.ids),
        parent=references(frame["parent"], codes),
        population=frame["population"].fill_null(-1).to_numpy(),
        valid_from=days(frame["valid_from"], DAWN),
        valid_to=days(frame["valid_to"], DUSK),
        scope=choices(frame["scope"], NETWORK_SCOPES.ids, first=1),
        serves=references(frame["serves"], codes),
        meets_every_months=frame["meets_every_months"].fill_null(0).to_numpy(),
        last_met_on=days(frame["last_met_on"], DAWN),
    )


def _competences(frame: pl.DataFrame, codes: pl.Enum) -> Competences:
    body = references(frame["body"], codes)
    area = choices(frame["area"], AREAS.ids)
    role = choices(frame["role"], ROLES.ids)
    valid_from = days(frame["valid_from"], DAWN)
    order = np.lexsort((-role, valid_from, area, body))
    return Competences(
        body=body[order],
        area=area[order],
        role=role[order],
        valid_from=valid_from[order],
        valid_to=days(frame["valid_to"], DUSK)[order],
    )


def _relations(frame: pl.DataFrame, codes: pl.Enum) -> Relations:
    source = references(frame["source"], codes)
    target = references(frame["target"], codes)
    kind = choices(frame["kind"], RELATION_KINDS.ids)
    valid_from = days(frame["valid_from"], DAWN)
    pair = source.astype(np.int64) * (len(codes.categories) + 1) + target
    order = np.lexsort((valid_from, pair * 16 + kind))
    return Relations(
        source=source[order],
        target=target[order],
        kind=kind[order],
        status=choices(frame["status"], SCHEMA["relations"]["status"].choices)[order],
        declared_on=days(frame["declared_on"], DAWN)[order],
        valid_from=valid_from[order],
        valid_to=days(frame["valid_to"], DUSK)[order],
    )


def _ties(relations: Relations, bodies: int) -> Ties:
    counted = np.flatnonzero(_COORDINATES[relations.kind] & (relations.status != DISPUTED))
    source, target = relations.source[counted].astype(np.int64), relations.target[counted].astype(np.int64)
    edges = np.minimum(source, target) * bodies + np.maximum(source, target)
    order = np.argsort(edges, kind="stable")
    # Relations stand in the order of source and target, so memberships ascend as they are.
    joins = relations.kind[counted] == _MEMBER_OF
    return Ties(
        edges=edges[order],
        edge_of=counted[order],
        memberships=source[joins] * bodies + target[joins],
        membership_of=counted[joins],
    )


def _strategies(
    frame: pl.DataFrame, commitments: pl.DataFrame, body_codes: pl.Enum, strategy_codes: pl.Enum
) -> Strategies:
    schema = SCHEMA["strategies"]
    co_owner_of, co_owner = pairs(frame, "co_owners", body_codes)
    committed = references(commitments["strategy"], strategy_codes)
    principle = choices(commitments["principle"], PRINCIPLES.ids)
    area = choices(commitments["area"], AREAS.ids)
    deep = commitments["depth"].to_numpy() >= 2  # noqa: PLR2004 - depth 1 is merely stated
    return Strategies(
        code=frame["code"],
        owner=references(frame["owner"], body_codes),
        status=choices(frame["status"], schema["status"].choices, empty=ADOPTED),
        starts_on=days(frame["starts_on"], DAWN),
        ends_on=days(frame["ends_on"], DUSK),
        review_due_on=days(frame["review_due_on"], DAWN),
        reviewed_on=days(frame["reviewed_on"], DAWN),
        evidence_base=choices(frame["evidence_base"], schema["evidence_base"].choices, first=YES),
        monitoring=choices(frame["monitoring"], schema["monitoring"].choices, first=YES),
        funded=choices(frame["funded"], schema["funded"].choices, first=YES),
        commitments_complete=choices(frame["commitments_complete"], schema["commitments_complete"].choices, first=YES),
        co_owner_of=co_owner_of,
        co_owner=co_owner,
        cells=words(frame.height, committed[deep], principle[deep], area[deep]),
        stated=words(frame.height, committed, principle, area),
    )


def _actions(frame: pl.DataFrame, codes: pl.Enum) -> Actions:
    row, cell = pairs(frame, "cells", _CELLS)
    principle, area = np.divmod(cell, len(AREAS.ids))
    return Actions(
        code=frame["code"],
        body=references(frame["body"], codes),
        status=choices(frame["status"], SCHEMA["actions"]["status"].choices, empty=ONGOING),
        starts_on=days(frame["starts_on"], DAWN),
        ends_on=days(frame["ends_on"], DUSK),
        cells=words(frame.height, row, principle, area),
    )


def _links(frame: pl.DataFrame, work_codes: pl.Enum, strategy_codes: pl.Enum) -> Links:
    source = references(frame["from"], work_codes)
    target = references(frame["to"], strategy_codes)
    order = np.lexsort((target, source))
    status = choices(frame["status"], SCHEMA["links"]["status"].choices)
    return Links(source=source[order], target=target[order], status=status[order])


def _participations(frame: pl.DataFrame, body_codes: pl.Enum, strategy_codes: pl.Enum) -> Participations:
    strategy, body = references(frame["strategy"], strategy_codes), references(frame["body"], body_codes)
    phase = choices(frame["phase"], PHASES.ids)
    order = np.lexsort((phase, body, strategy))
    return Participations(
        strategy=strategy[order],
        body=body[order],
        phase=phase[order],
        depth=choices(frame["depth"], PARTICIPATION_DEPTHS.ids)[order],
    )


def _dated(frame: pl.DataFrame, subject: str, on: str, codes: pl.Enum) -> Dated:
    return Dated(subject=references(frame[subject], codes), on=days(frame[on], DAWN))
