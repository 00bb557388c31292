"""What goes in as a bundle comes out as the same bundle, whatever order its rows had."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.tables import SCHEMA, Tables
from interlace.bundle import Bundle, bundle_files, read_bundle, write_bundle
from interlace.db import tenancy
from interlace.synthetic import synthetic_country
from interlace.transfer.exporting import export_bundle
from tests.brute_force.random_countries import random_country, write_country
from tests.databases import new_tenant
from tests.examples import examples
from tests.interlace.transfer.bundles import BODIES, bring, write_files
from tests.repository import ROOT

if TYPE_CHECKING:
    from uuid import UUID

    import polars as pl

    from interlace.db.connections import Database


def exported(database: Database, tenant_id: UUID) -> Bundle:
    with tenancy.reading(database, tenant_id, bulk=True) as session:
        return export_bundle(session)


def sorted_rows(frame: pl.DataFrame) -> list[str]:
    return sorted(map(repr, frame.rows()))


def assert_same(one: Bundle, other: Bundle) -> None:
    """Equal settings, columns in equal order, equal rows in whatever order."""
    assert one.settings == other.settings
    for name in SCHEMA:
        assert one.tables[name].schema == other.tables[name].schema, name
        assert sorted_rows(one.tables[name]) == sorted_rows(other.tables[name]), name


def files_of(bundle: Bundle) -> dict[str, bytes]:
    return dict(bundle_files(bundle.tables, bundle.settings))


@pytest.mark.parametrize("country", ["portugal", "spain"])
def test_a_demo_register_comes_out_as_it_went_in(database: Database, tenant_id: UUID, country: str) -> None:
    path = ROOT / "demo" / country
    bring(database, tenant_id, path)
    assert_same(exported(database, tenant_id), read_bundle(path))


def test_a_whole_country_comes_out_as_it_went_in(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    tables, tenant = synthetic_country(2000, seed=11)
    write_bundle(tables, tenant, tmp_path / "country.zip")
    bring(database, tenant_id, tmp_path / "country.zip")
    out = exported(database, tenant_id)
    assert_same(out, Bundle(tables, tenant))
    write_bundle(out.tables, out.settings, tmp_path / "again.zip")
    assert bring(database, tenant_id, tmp_path / "again.zip").nothing_changed


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_random_registers_come_out_as_they_went_in(database: Database, seed: int) -> None:
    tenant_id = new_tenant(database)
    with TemporaryDirectory() as folder:
        write_country(random_country(seed), Path(folder))
        bring(database, tenant_id, Path(folder))
        read = read_bundle(Path(folder))
    assert_same(exported(database, tenant_id), read)


def test_unknown_columns_lists_and_decimals_keep_their_order_and_text(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bundle = write_files(
        tmp_path / "b",
        bodies="code,zulu,name,level,identifiers,alpha,empty\n"
        'PT,"1,5",Portugal,national,z|a|m, x ,\nB,,B,local,,"a\nb",\n',
        strategies="code,title,owner,co_owners\nS,S,PT,B\n",
        actions="code,title,body,partners,budget_amount,budget_currency\nA,A,PT,B|PT,007.50,EUR\n",
    )
    bring(database, tenant_id, bundle)
    out = exported(database, tenant_id)
    assert_same(out, read_bundle(bundle))
    assert out.tables.bodies.columns[-3:] == ["zulu", "alpha", "empty"]
    assert out.tables.actions.row(0, named=True)["budget_amount"] == "007.50"


def test_the_same_register_gives_the_same_bytes_whatever_the_order_of_its_rows(
    database: Database, tmp_path: Path
) -> None:
    tables, tenant = synthetic_country(300, seed=2)
    files = []
    for number in range(2):
        shuffled = Tables.of({name: tables[name].sample(fraction=1, shuffle=True, seed=number) for name in SCHEMA})
        write_bundle(shuffled, tenant, tmp_path / f"{number}.zip")
        tenant_id = new_tenant(database)
        bring(database, tenant_id, tmp_path / f"{number}.zip")
        files.append(files_of(exported(database, tenant_id)))
    assert files[0] == files[1]


def test_competences_that_are_alike_come_out_as_often_as_they_went_in(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    row = "PT,media,lead,,,\n"
    competences = f"body,area,role,valid_from,valid_to,legal_basis\n{row}{row}PT,housing,none,2020-01-01,,x\n"
    bundle = write_files(tmp_path / "b", bodies=BODIES, competences=competences)
    bring(database, tenant_id, bundle)
    assert_same(exported(database, tenant_id), read_bundle(bundle))


def test_a_tenant_in_which_nothing_was_ever_done_is_an_empty_bundle(database: Database, tenant_id: UUID) -> None:
    out = exported(database, tenant_id)
    assert all(out.tables[name].height == 0 for name in SCHEMA)
    assert list(files_of(out)) == ["bodies.csv", "tenant.toml"]
