"""One write: all that follows from it, or nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from graph.tables import SCHEMA
from interlace.db import audit, tenancy
from interlace.db.entries import unpack
from interlace.db.models import Change, OutboxMessage, TenantRegister
from interlace.errors import Conflict, DomainError, Invalid, Stale, Unknown
from interlace.principals import SYSTEM

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.db.records import StoredRecord
    from interlace.db.unit import Unit


def whole(table: str, **values: object) -> dict[str, Any]:
    """Values for all columns of a table."""
    return {name: values.get(name) for name in SCHEMA[table]}


def put(unit: Unit, table: str, **values: object) -> StoredRecord:
    unit.did("try", table)
    return unit.add(table, whole(table, **values))


def country(unit: Unit) -> None:
    put(unit, "bodies", code="PT", name="Portugal", level="national")
    put(unit, "bodies", code="A", name="A", level="local", parent="PT")
    put(unit, "bodies", code="N", name="N", level="network")


def test_a_write_leaves_rows_a_revision_a_change_an_audit_record_and_a_message(
    database: Database, tenant_id: UUID
) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = put(unit, "bodies", code="PT", name="Portugal", level="national")
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 1
        change = session.scalars(select(Change)).one()
        assert (change.revision, change.operation) == (1, "try")
        told = {"code": "PT", "name": "Portugal", "level": "national"}
        assert unpack(change.entries) == [("bodies", body.id, told)]
        assert session.scalars(select(OutboxMessage)).one().event == "change.committed"
        end = audit.verify(session, tenant_id)
    assert isinstance(end, audit.ChainEnd)
    assert end.number == 1


def test_what_raises_leaves_nothing(database: Database, tenant_id: UUID) -> None:
    def interrupted() -> None:
        with tenancy.writing(database, tenant_id, SYSTEM) as unit:
            country(unit)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalars(select(Change)).all() == []
        assert session.scalars(select(TenantRegister)).all() == []


def test_a_write_that_changes_nothing_makes_no_revision(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = put(unit, "bodies", code="PT", name="Portugal", level="national")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.change(unit.record("bodies", body.id), name="Portugal")
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 1


def test_a_record_that_someone_changed_meanwhile_is_not_overwritten(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = put(unit, "bodies", code="PT", name="Portugal", level="national")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.change(unit.record("bodies", body.id, expected_revision=1), population=10)
        unit.did("change", "bodies")
    with pytest.raises(Stale) as stale, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.record("bodies", body.id, expected_revision=1)
    assert stale.value.current == 2


@pytest.mark.parametrize(
    ("table", "values", "error", "pointer"),
    [
        ("bodies", {"code": "B", "name": "B", "level": "regional", "parent": "A"}, Invalid, "/parent"),
        ("bodies", {"code": "B", "name": "B", "level": "network", "parent": "PT"}, Invalid, "/parent"),
        ("bodies", {"code": "B", "name": "B", "level": "local", "parent": "X"}, Unknown, None),
        ("bodies", {"code": "PT", "name": "B", "level": "local"}, Invalid, "/code"),
        ("bodies", {"code": "B!", "name": "B", "level": "local"}, Invalid, "/code"),
        ("bodies", {"code": "B", "name": "", "level": "local"}, Invalid, "/name"),
        ("bodies", {"code": "B", "name": "B", "level": "local", "serves": "N"}, Invalid, "/serves"),
        (
            "bodies",
            {"code": "B", "name": "B", "level": "local", "valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)},
            Invalid,
            "/valid_to",
        ),
        ("relations", {"source": "A", "target": "A", "kind": "funds"}, Invalid, "/target"),
        ("relations", {"source": "A", "target": "PT", "kind": "member_of"}, Invalid, "/target"),
        ("relations", {"source": "PT", "target": "A", "kind": "part_of"}, Invalid, "/target"),
        ("relations", {"source": "A", "target": "PT", "kind": "likes"}, Invalid, "/kind"),
        ("strategies", {"code": "S", "title": "S", "owner": "X"}, Conflict, None),
        ("strategies", {"code": "S", "title": "S", "owner": "A", "co_owners": ["X"]}, Conflict, None),
        ("actions", {"code": "T", "title": "T", "body": "A", "cells": ["love:housing"]}, Invalid, "/cells"),
        ("actions", {"code": "T", "title": "T", "body": "A", "budget_amount": "1e5"}, Invalid, "/budget_amount"),
        ("commitments", {"strategy": "S", "principle": "real_equality", "area": "housing", "depth": 2}, Conflict, None),
        ("links", {"from": "S", "to": "S"}, Invalid, "/to"),
        ("declarations", {"body": "X", "declared_on": date(2020, 1, 1)}, Conflict, None),
        ("reports", {"subject": "X", "reported_on": date(2020, 1, 1)}, Conflict, None),
    ],
)
def test_no_path_writes_nonsense(
    database: Database,
    tenant_id: UUID,
    table: str,
    values: dict[str, Any],
    error: type[DomainError],
    pointer: str | None,
) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        country(unit)
    with pytest.raises(error) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, table, **values)
    if isinstance(refused.value, Invalid):
        assert [problem.pointer for problem in refused.value.problems] == [pointer]
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 1


def test_strategies_and_actions_share_one_space_of_codes(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        country(unit)
        put(unit, "strategies", code="S", title="S", owner="A")
    with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "actions", code="S", title="T", body="A")
    assert refused.value.problems[0].code == "taken"


@pytest.mark.parametrize(
    ("source", "target", "kind", "start", "end", "fits"),
    [
        ("A", "B", "funds", date(2019, 1, 1), date(2019, 12, 31), True),
        ("A", "B", "funds", None, date(2019, 12, 31), True),
        ("A", "B", "funds", date(2021, 1, 1), None, True),
        ("A", "B", "funds", None, date(2020, 1, 1), False),
        ("A", "B", "funds", date(2020, 12, 31), None, False),
        ("A", "B", "funds", None, None, False),
        ("A", "B", "funds", date(2020, 3, 1), date(2020, 4, 1), False),
        ("B", "A", "funds", None, None, True),
        ("B", "A", "partners_with", None, None, False),
        ("B", "A", "partners_with", date(2021, 1, 1), None, True),
    ],
)
def test_twins_of_a_relation_do_not_overlap(
    database: Database,
    tenant_id: UUID,
    source: str,
    target: str,
    kind: str,
    start: date | None,
    end: date | None,
    fits: bool,
) -> None:
    period = {"valid_from": date(2020, 1, 1), "valid_to": date(2020, 12, 31)}
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for code in ("A", "B"):
            put(unit, "bodies", code=code, name=code, level="local")
        for known in ("funds", "partners_with"):
            put(unit, "relations", source="A", target="B", kind=known, **period)

    def declare() -> None:
        with tenancy.writing(database, tenant_id, SYSTEM) as unit:
            put(unit, "relations", source=source, target=target, kind=kind, valid_from=start, valid_to=end)

    if fits:
        declare()
    else:
        with pytest.raises(Invalid) as refused:
            declare()
        assert refused.value.problems[0].code == "twin"


def test_a_body_that_changes_its_level_keeps_its_children_where_that_is_lawful(
    database: Database, tenant_id: UUID
) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        country(unit)
        region = put(unit, "bodies", code="R", name="R", level="regional", parent="PT")
        put(unit, "bodies", code="M", name="M", level="local", parent="R")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.change(unit.record("bodies", region.id), level="intermediate")
        unit.did("change", "bodies")
    with pytest.raises(Invalid), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.change(unit.record("bodies", region.id), level="submunicipal")


def test_a_body_that_others_refer_to_is_not_removed(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        parent = put(unit, "bodies", code="PT", name="Portugal", level="national")
        put(unit, "bodies", code="A", name="A", level="local", parent="PT")
    with pytest.raises(Conflict), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.remove(unit.record("bodies", parent.id))
