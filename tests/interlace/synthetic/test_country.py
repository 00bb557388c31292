"""Invented countries: valid, of the size asked for, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.tables import SCHEMA
from interlace.bundle import check_bundle, write_bundle
from interlace.synthetic import synthetic_country

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("bodies", [1, 2, 3, 5, 13, 60, 700])
def test_a_country_of_any_size_is_a_valid_bundle(tmp_path: Path, bodies: int) -> None:
    tables, settings = synthetic_country(bodies, seed=bodies)
    write_bundle(tables, settings, tmp_path / "country")
    assert check_bundle(tmp_path / "country").problems == ()
    assert tables.bodies.height == bodies


def test_a_seed_gives_one_country_and_another_seed_another() -> None:
    one, same, other = (synthetic_country(300, seed)[0] for seed in (1, 1, 2))
    assert all(one[name].equals(same[name]) for name in SCHEMA)
    assert not one.relations.equals(other.relations)


def test_tables_grow_with_the_bodies() -> None:
    tables, _ = synthetic_country(3600, seed=1)
    assert tables.strategies.height == pytest.approx(6000, rel=0.15)
    assert tables.commitments.height == pytest.approx(15000, rel=0.15)
    assert tables.relations.height == pytest.approx(12000, rel=0.15)
    assert tables.actions.height == pytest.approx(10000, rel=0.05)
