"""A bundle into a tenant: whole or not at all, as replace or as merge."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import connect
from sqlalchemy import insert, select

from graph.tables import SCHEMA
from interlace.bundle import BundleInvalid, read_bundle
from interlace.db import audit, tenancy
from interlace.db.entries import unpack
from interlace.db.models import Change, Membership, OutboxMessage, TenantRegister
from interlace.db.settings import settings_of
from interlace.errors import Conflict
from interlace.history import register_at
from interlace.principals import SYSTEM
from interlace.transfer.importing import import_bundle
from tests.brute_force.random_countries import random_country, write_country
from tests.databases import migrated_database, new_tenant
from tests.examples import examples
from tests.interlace.transfer.bundles import BODIES, bring, rows, stored, write_files
from tests.repository import ROOT

if TYPE_CHECKING:
    from uuid import UUID

    import polars as pl

    from interlace.db.connections import Database
    from interlace.snapshots.loading import StoredRegister


def sorted_rows(table: str, frame: pl.DataFrame) -> list[tuple[object, ...]]:
    columns = [*SCHEMA[table], *sorted(set(frame.columns) - set(SCHEMA[table]))]
    return sorted(map(str, frame.select(columns).rows()))  # type: ignore[arg-type]


def same(one: StoredRegister, path: Path) -> None:
    bundle = read_bundle(path)
    for name, table in one.tables.items():
        assert sorted_rows(name, table.frame) == sorted_rows(name, bundle.tables[name]), name
    assert settings_of(one.settings) == bundle.settings


@pytest.mark.parametrize("country", ["portugal", "spain"])
def test_a_tenant_holds_what_the_bundle_told(database: Database, tenant_id: UUID, country: str) -> None:
    path = ROOT / "demo" / country
    result = bring(database, tenant_id, path)
    assert result.revision == 1
    same(stored(database, tenant_id), path)


def test_an_import_that_repeats_the_last_one_changes_nothing(database: Database, tenant_id: UUID) -> None:
    path = ROOT / "demo" / "portugal"
    bring(database, tenant_id, path)
    for mode in ("replace", "merge"):
        again = bring(database, tenant_id, path, mode)
        assert again.nothing_changed
        assert again.revision is None
    assert stored(database, tenant_id).revision == 1


def test_an_invalid_bundle_leaves_nothing(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    bundle = write_files(tmp_path, bodies=BODIES, strategies="code,title,owner\nS,S,X\n")
    with pytest.raises(BundleInvalid):
        bring(database, tenant_id, bundle)
    assert stored(database, tenant_id).revision == 0
    assert stored(database, tenant_id).tables["bodies"].frame.height == 0


def test_a_dry_run_tells_what_would_change_and_writes_nothing(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bring(database, tenant_id, write_files(tmp_path / "one", bodies=BODIES))
    other = BODIES.replace("A,A,", "A,Another,").replace("B,B,local,PT\n", "C,C,local,PT\n")
    result = bring(database, tenant_id, write_files(tmp_path / "two", bodies=other), dry_run=True)
    counts = result.tables["bodies"]
    assert (counts.added, counts.changed, counts.removed, counts.kept) == (1, 1, 1, 2)
    assert result.revision is None
    assert stored(database, tenant_id).revision == 1


def test_replace_leaves_exactly_the_bundle_and_records_that_stay_keep_their_ids(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bring(
        database,
        tenant_id,
        write_files(tmp_path / "one", bodies=BODIES, declarations="body,declared_on\nB,2020-01-01\n"),
    )
    before = stored(database, tenant_id).tables["bodies"]
    other = write_files(tmp_path / "two", bodies=BODIES.replace("A,A,", "A,Another,").replace("B,B,local,PT\n", ""))
    bring(database, tenant_id, other)
    register = stored(database, tenant_id)
    same(register, other)
    after = register.tables["bodies"]
    known = dict(zip(before.frame["code"], before.id, strict=True))
    assert all(known[code] == key for code, key in zip(after.frame["code"], after.id, strict=True))
    assert sorted(after.revision) == [1, 1, 2]


def test_merge_adds_and_changes_by_code_and_removes_nothing(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    first = write_files(
        tmp_path / "one",
        bodies="code,name,level,website\nPT,Portugal,national,pt.example\nA,A,local,a.example\n",
        strategies="code,title,owner\nS,S,PT\n",
        tenant='name = "Portugal"\n',
    )
    bring(database, tenant_id, first)
    second = write_files(
        tmp_path / "two",
        bodies="code,name,level,parent\nA,Another,local,PT\nC,C,local,A2\nA2,A2,intermediate,PT\n",
        links="from,to\nT,S\n",
        actions="code,title,body\nT,T,C\n",
    )
    bring(database, tenant_id, second, "merge")
    register = stored(database, tenant_id)
    assert rows(register, "bodies", "code", "name", "parent", "website") == [
        ("A", "Another", "PT", "a.example"),
        ("A2", "A2", "PT", None),
        ("C", "C", "A2", None),
        ("PT", "Portugal", None, "pt.example"),
    ]
    assert rows(register, "links", "from", "to") == [("T", "S")]
    assert register.settings["name"] == "Portugal"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"bodies": "code,name,level\nPT,PT,local\n"}, "bad-parent"),
        ({"bodies": "code,name,level,parent\nC,C,local,X\n"}, "unknown-code"),
        ({"bodies": "code,name,level\nC,C,local\nC,C,local\n"}, "duplicate-code"),
        (
            {
                "bodies": "code,name,level\nC,C,local\n",
                "relations": "source,target,kind,valid_from\nB,A,partners_with,2020-01-01\n",
            },
            "overlap",
        ),
        ({"bodies": "code,name,level\nC,C,local\n", "actions": "code,title,body\nS,T,C\n"}, "duplicate-code"),
    ],
)
def test_merge_is_refused_where_the_register_would_not_be_valid(
    database: Database, tenant_id: UUID, tmp_path: Path, files: dict[str, str], code: str
) -> None:
    first = write_files(
        tmp_path / "one",
        bodies=BODIES,
        strategies="code,title,owner\nS,S,PT\n",
        relations="source,target,kind\nA,B,partners_with\n",
    )
    bring(database, tenant_id, first)
    with pytest.raises(BundleInvalid) as refused:
        bring(database, tenant_id, write_files(tmp_path / "two", **files), "merge")
    assert code in {problem.code for problem in refused.value.report.problems}
    assert stored(database, tenant_id).revision == 1


def test_twins_may_change_places_and_codes_may_change_kinds(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    header = "source,target,kind,valid_from,valid_to\n"
    first = write_files(
        tmp_path / "one",
        bodies=BODIES,
        relations=header + "A,B,funds,2019-01-01,2019-12-31\nA,B,funds,2020-01-01,2020-12-31\n",
        strategies="code,title,owner,co_owners\nX,X,A,B|PT\n",
    )
    bring(database, tenant_id, first)
    second = write_files(
        tmp_path / "two",
        bodies=BODIES,
        relations=header + "A,B,funds,2019-01-01,2020-05-31\nA,B,funds,2020-06-01,\nA,B,funds,,2018-12-31\n",
        actions="code,title,body,partners\nX,X,B,A\n",
    )
    bring(database, tenant_id, second)
    same(stored(database, tenant_id), second)


def test_a_body_that_moves_to_another_level_takes_its_references_along(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bodies = "code,name,level,parent,serves\nPT,PT,national,,\nR,R,regional,PT,\nA,A,local,R,\nN,N,network,,R\n"
    relations = "source,target,kind,valid_from\nA,R,part_of,2020-01-01\n"
    bring(database, tenant_id, write_files(tmp_path / "one", bodies=bodies, relations=relations))
    moved = write_files(
        tmp_path / "two", bodies=bodies.replace("R,R,regional", "R,R,intermediate"), relations=relations
    )
    bring(database, tenant_id, moved)
    same(stored(database, tenant_id), moved)


def test_a_body_that_people_belong_to_is_not_removed_by_an_import(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    bring(database, tenant_id, write_files(tmp_path / "one", bodies=BODIES))
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.execute(insert(Membership).values(user_id=uuid4(), role="contributor", body="B"))
        unit.did("membership.grant", "B")
    without = write_files(tmp_path / "two", bodies=BODIES.replace("B,B,local,PT\n", ""))
    with pytest.raises(Conflict, match="memberships"):
        bring(database, tenant_id, without)
    assert stored(database, tenant_id).revision == 1


def test_an_import_is_one_change_one_audit_record_and_one_message(database: Database, tenant_id: UUID) -> None:
    bring(database, tenant_id, ROOT / "demo" / "portugal")
    with tenancy.reading(database, tenant_id) as session:
        changes = session.scalars(select(Change).order_by(Change.part)).all()
        entries = [entry for change in changes for entry in unpack(change.entries)]
        assert {change.revision for change in changes} == {1}
        assert len(session.scalars(select(OutboxMessage)).all()) == 1
        assert isinstance(audit.verify(session, tenant_id), audit.ChainEnd)
        told = register_at(session, 1)
    bundle = read_bundle(ROOT / "demo" / "portugal")
    assert len(entries) == 1 + sum(bundle.tables[name].height for name in SCHEMA)
    for name in SCHEMA:
        assert sorted_rows(name, told.tables[name]) == sorted_rows(name, bundle.tables[name]), name


def test_an_import_after_one_that_came_to_nothing_is_not_planned_for_empty_tables(tmp_path: Path) -> None:
    bodies = BODIES + "".join(f"T{number},Town {number},local,PT\n" for number in range(2000))
    bundle = write_files(tmp_path, bodies=bodies)
    with migrated_database() as fresh:
        tenant_id = new_tenant(fresh)
        with suppress(KeyboardInterrupt), tenancy.writing(fresh, tenant_id, SYSTEM, bulk=True) as unit:
            import_bundle(unit, bundle, "replace", lambda _: None)
            raise KeyboardInterrupt
        with connect(fresh.logins.owner, autocommit=True) as owner:
            owner.execute("ANALYZE")
            lagging = "SELECT reltuples FROM pg_class WHERE relname = 'bodies'"
            assert owner.execute(lagging).fetchone() == (0,)
            bring(fresh, tenant_id, bundle)
            assert owner.execute(lagging).fetchone() == (2004,)


def test_two_tenants_import_the_same_codes(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    bundle = write_files(tmp_path, bodies=BODIES)
    bring(database, tenant_id, bundle)
    other = new_tenant(database)
    bring(database, other, bundle)
    bring(database, tenant_id, write_files(tmp_path / "two", bodies="code,name,level\nPT,PT,national\n"))
    assert stored(database, other).tables["bodies"].frame.height == 4


def test_a_day_far_back_and_every_awkward_text_come_back(database: Database, tenant_id: UUID, tmp_path: Path) -> None:
    awkward = 'He said "a|b", then\nleft; {x} \\N \\\\ ’ =1+1'
    with (tmp_path / "bodies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "level", "identifiers", "valid_from", 'odd "column"', "id"])
        writer.writerow(["PT", awkward, "national", 'a:\\"x{|b:c,d', "0001-01-01", awkward, "mine"])
    bring(database, tenant_id, tmp_path)
    same(stored(database, tenant_id), tmp_path)
    assert rows(stored(database, tenant_id), "bodies", "name", "valid_from") == [(awkward, date(1, 1, 1))]


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_whatever_was_there_replace_leaves_the_bundle_and_the_feed_tells_it(
    database: Database, one: int, other: int
) -> None:
    tenant_id = new_tenant(database)
    with TemporaryDirectory() as name:
        for number, seed in enumerate((one, other)):
            write_country(random_country(seed), Path(name) / str(number))
            bring(database, tenant_id, Path(name) / str(number))
        same(stored(database, tenant_id), Path(name) / "1")
        with tenancy.reading(database, tenant_id) as session:
            revision = session.scalars(select(TenantRegister.revision)).one()
            told = register_at(session, revision)
        wanted = read_bundle(Path(name) / "1")
        for table in SCHEMA:
            assert sorted_rows(table, told.tables[table]) == sorted_rows(table, wanted.tables[table]), table
