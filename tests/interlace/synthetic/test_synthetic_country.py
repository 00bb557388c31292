"""An invented country is the same for a seed, of the size that was asked for, and a valid bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.tables import SCHEMA
from interlace.bundle import bundle_files, check_bundle, read_bundle, write_bundle
from interlace.synthetic import synthetic_country

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (1, 2, 5, 30, 400)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert bundle_files(*synthetic_country(400, 7)) == bundle_files(*synthetic_country(400, 7))


def test_another_seed_gives_another_country() -> None:
    one, other = synthetic_country(400, 7)[0], synthetic_country(400, 8)[0]
    for table in ("bodies", "relations", "strategies", "commitments", "actions"):
        assert not one[table].equals(other[table])


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("bodies", SIZES)
def test_a_written_country_is_a_valid_bundle(bodies: int, seed: int, tmp_path: Path) -> None:
    write_bundle(*synthetic_country(bodies, seed), tmp_path / "country")
    report = check_bundle(tmp_path / "country")
    assert report.problems == ()


def test_a_written_country_is_read_back_as_it_was_drawn(tmp_path: Path) -> None:
    tables, settings = synthetic_country(400, 1)
    write_bundle(tables, settings, tmp_path / "country")
    read = read_bundle(tmp_path / "country")
    assert read.settings == settings
    for table in SCHEMA:
        assert read.tables[table].equals(tables[table]), table


@pytest.mark.parametrize("bodies", SIZES)
def test_a_country_has_exactly_the_bodies_that_were_asked_for(bodies: int) -> None:
    assert synthetic_country(bodies, 1)[0].bodies.height == bodies


def test_a_country_without_bodies_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one body"):
        synthetic_country(0, 1)


def test_a_country_says_that_it_is_invented() -> None:
    settings = synthetic_country(5, 3)[1]
    assert settings.name is not None
    assert "Synthetic" in settings.name
    assert settings.country == "ZZ"
