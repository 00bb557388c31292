"""An invented country looks like a real one: its proportions, its hierarchy, its networks and its records."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
import pytest

from interlace.synthetic import synthetic_country
from policies import LEVELS, RELATION_KINDS, SUCCESSION_KINDS

if TYPE_CHECKING:
    from graph.tables import Tables

AS_OF = date(2026, 1, 1)
#: Rows of each table beside 36,000 bodies.
PROPORTIONS = {
    "competences": 15_000,
    "relations": 120_000,
    "strategies": 60_000,
    "commitments": 150_000,
    "actions": 100_000,
    "links": 40_000,
    "participations": 50_000,
    "declarations": 25_000,
    "reports": 40_000,
}


@cache
def country(bodies: int) -> Tables:
    return synthetic_country(bodies, 1)[0]


@pytest.mark.parametrize("table", PROPORTIONS)
@pytest.mark.parametrize("bodies", [9_000, 18_000])
def test_the_number_of_records_follows_the_number_of_bodies(table: str, bodies: int) -> None:
    expected = PROPORTIONS[table] * bodies / 36_000
    assert country(bodies)[table].height == pytest.approx(expected, rel=0.08)


def test_every_level_is_there() -> None:
    assert set(country(400).bodies["level"]) == set(LEVELS.ids)


def test_every_kind_of_relation_and_of_succession_occurs() -> None:
    assert set(country(9_000).relations["kind"]) == set(RELATION_KINDS.ids)
    assert set(country(36_000).successions["kind"]) == set(SUCCESSION_KINDS.ids)


def test_some_regions_have_districts_and_some_have_municipalities_of_their_own() -> None:
    bodies = country(9_000).bodies
    children = bodies.select("parent", child="level").join(bodies.select(parent="code", level="level"), on="parent")
    under_regions = children.filter(pl.col("level") == "regional")["child"]
    assert {"intermediate", "local", "civil_society"} <= set(under_regions)


def test_the_state_has_three_or_four_strategies_in_force_on_the_day_in_mind() -> None:
    strategies = country(30).strategies.filter(pl.col("owner") == "ZZ")
    ended = (pl.col("ends_on") < AS_OF).fill_null(value=False)
    drafted = (pl.col("status") != "adopted").fill_null(value=False)
    in_force = strategies.filter((pl.col("starts_on") <= AS_OF) & ~ended & ~drafted)
    assert strategies.height == 10
    assert in_force.height in {3, 4}


def test_a_strategy_has_two_to_six_commitments_and_those_of_the_state_thirty() -> None:
    tables = country(9_000)
    owned = tables.commitments.join(tables.strategies, left_on="strategy", right_on="code")
    owned = owned.join(tables.bodies, left_on="owner", right_on="code")
    sizes = owned.group_by("strategy", "level").len()
    assert set(sizes.filter(pl.col("level") == "national")["len"]) == {30}
    assert set(sizes.filter(pl.col("level") == "local")["len"]) == {2, 3, 4, 5, 6}


def test_six_municipalities_in_ten_have_had_strategies_and_most_of_those_have_lapsed() -> None:
    tables = country(9_000)
    local = tables.bodies.filter(pl.col("level") == "local")
    owned = tables.strategies.join(local, left_on="owner", right_on="code", how="semi")
    assert owned["owner"].n_unique() / local.height == pytest.approx(0.6, abs=0.05)
    assert (owned["ends_on"] < AS_OF).mean() == pytest.approx(0.75, abs=0.15)


def test_municipalities_link_upwards_and_the_state_to_nobody() -> None:
    tables = country(9_000)
    rank = tables.bodies.select("code", rank=pl.col("level").replace_strict(LEVELS.ids, range(7)))
    holder = pl.concat([tables.strategies.select("code", body="owner"), tables.actions.select("code", "body")])
    holder = holder.join(rank, left_on="body", right_on="code").select("code", "rank")
    links = tables.links.join(holder, left_on="from", right_on="code").join(holder, left_on="to", right_on="code")
    assert (links["rank_right"] < links["rank"]).all()


def test_no_body_is_its_own_partner_or_co_owner() -> None:
    tables = country(9_000)
    owned, done = tables.strategies, tables.actions
    assert not owned.select(pl.col("co_owners").list.contains(pl.col("owner")).any()).item()
    assert not done.select(pl.col("partners").list.contains(pl.col("body")).any()).item()
