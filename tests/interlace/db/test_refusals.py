"""What the database refuses is told in the words of the field; what it takes can be read back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.db.models import RECORDS, Relation
from interlace.errors import FieldProblem, Invalid
from interlace.principals import SYSTEM
from tests.interlace.db.test_unit import country, put, whole

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

BODY = {"code": "B", "name": "B", "level": "local"}
REQUIRED = [(table, name) for table, columns in SCHEMA.items() for name, column in columns.items() if column.required]
RIGHT: dict[str, dict[str, Any]] = {
    "bodies": BODY,
    "competences": {"body": "A", "area": "housing", "role": "lead"},
    "relations": {"source": "A", "target": "PT", "kind": "funds"},
    "strategies": {"code": "S2", "title": "S", "owner": "A"},
    "commitments": {"strategy": "S", "principle": "real_equality", "area": "housing", "depth": 1},
    "actions": {"code": "T2", "title": "T", "body": "A"},
    "links": {"from": "T", "to": "S"},
    "participations": {"strategy": "S", "body": "A", "phase": "design", "depth": "dialogue"},
    "successions": {"predecessor": "A", "successor": "PT", "on": date(2020, 1, 1)},
    "declarations": {"body": "A", "declared_on": date(2020, 1, 1)},
    "reports": {"subject": "S", "reported_on": date(2020, 1, 1)},
    "oppositions": {"strategy": "S", "other": "U", "marked_by": "A"},
    "measurements": {
        "body": "A",
        "measured_on": date(2020, 1, 1),
        "principle": "real_equality",
        "area": "housing",
        "score_from": "1",
        "score_to": "2.5",
        "instrument": "index",
    },
}


def settle(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        country(unit)
        put(unit, "strategies", code="S", title="S", owner="A")
        put(unit, "strategies", code="U", title="U", owner="A")
        put(unit, "actions", code="T", title="T", body="A")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"level": "village"}, FieldProblem("/level", "bad-value")),
        ({"level": None}, FieldProblem("/level", "required")),
        ({"name": None}, FieldProblem("/name", "required")),
        ({"scope": "everywhere"}, FieldProblem("/scope", "bad-value")),
        ({"population": -1}, FieldProblem("/population", "bad-value")),
        ({"population": 2**70}, FieldProblem("", "bad-value")),
        ({"name": "a NUL: \0"}, FieldProblem("", "bad-value")),
        ({"identifiers": []}, FieldProblem("/identifiers", "bad-value")),
        ({"website": "x" * 20_001}, FieldProblem("/website", "bad-value")),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_its_field(
    database: Database, tenant_id: UUID, values: dict[str, object], problem: FieldProblem
) -> None:
    with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "bodies", **{**BODY, **values})
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize(("table", "name"), REQUIRED)
def test_each_required_value_that_is_missing_is_named(
    database: Database, tenant_id: UUID, table: str, name: str
) -> None:
    settle(database, tenant_id)
    with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, table, **{**RIGHT[table], name: None})
    assert [problem.pointer for problem in refused.value.problems] == [f"/{name}"]


@pytest.mark.parametrize("table", RECORDS)
def test_a_record_is_read_as_it_was_written(database: Database, tenant_id: UUID, table: str) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        written = put(unit, table, **RIGHT[table])
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        found = unit.record(table, written.id, written.revision)
        assert found == written
        assert found.values == whole(table, **RIGHT[table])


@pytest.mark.parametrize("start", [None, date(1, 1, 1)])
@pytest.mark.parametrize("end", [None, date(9999, 12, 31)])
def test_a_relation_with_open_ends_is_read_as_a_model_too(
    database: Database, tenant_id: UUID, start: date | None, end: date | None
) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "relations", **RIGHT["relations"], valid_from=start, valid_to=end)
    with tenancy.reading(database, tenant_id) as session:
        found = session.scalars(select(Relation)).one()
        assert (found.valid_from, found.valid_to) == (start, end)
