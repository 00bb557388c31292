"""Records of a register as GraphQL tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from api.graphql.schema.build import schema
from api.graphql.schema.sources import RECORDS, Row
from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.principals import SYSTEM, Grant
from interlace.transfer.importing import import_bundle
from tests.api.graphql.asking import Asker
from tests.databases import new_tenant
from tests.repository import ROOT

if TYPE_CHECKING:
    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def reader(database: Database) -> Asker:
    """A reader of the register of Portugal."""
    tenant_id = new_tenant(database)
    with tenancy.writing(database, tenant_id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, ROOT / "demo" / "portugal", "replace", lambda _: None)
    return Asker(database, tenant_id, Grant("reader"))


def selection(type_: GraphQLObjectType, deep: bool = True) -> str:
    """Every field of a type: of objects their ids and leaves, of pages the first item."""
    told = []
    for name, field in type_.fields.items():
        named = get_named_type(field.type)
        if is_leaf_type(named):
            told.append(name)
        elif deep and name != "pageInfo":
            page = "(first: 2)" if "first" in field.args else ""
            inner = selection(named, deep=False) if isinstance(named, GraphQLObjectType) else "id"
            told.append(f"{name}{page} {{ __typename {inner} }}")
    return " ".join(told)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_every_record_is_told_compiled_as_by_graphql_core(reader: Asker, record: type[Row]) -> None:
    type_ = schema().type_map[record.__name__]
    assert isinstance(type_, GraphQLObjectType)
    told = reader.told(f"{{ tenant {{ {record.table}(first: 5) {{ totalCount nodes {{ {selection(type_)} }} }} }} }}")
    page = told["tenant"][record.table]
    assert page["totalCount"] >= len(page["nodes"])
    if record.table not in {"successions", "declarations", "reports", "oppositions", "measurements"}:
        assert page["nodes"], record.table
    assert set(SCHEMA) >= {record.table}
