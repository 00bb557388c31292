"""Many writes in one mutation: all of them, in one revision, or none; what is refused is named by its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.graphql.documents import Documents
from api.graphql.schema.batches import batch_of
from api.graphql.schema.build import MUTATIONS, schema
from api.services import WRITES
from interlace.db import tenancy
from interlace.db.models import TenantRegister
from tests.api.graphql.speaking import World

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database

Item = dict[str, Any]
RECORDS = "revision records { id code title revision }"
#: Of each table: values of a new record, and what else can be changed of one.
NEW: dict[str, tuple[Item, Item | None]] = {
    "bodies": ({"code": "F", "name": "F", "level": "LOCAL", "parent": "R1"}, {"name": "Ff"}),
    "competences": ({"body": "A", "area": "MEDIA", "role": "LEAD"}, {"role": "SHARED"}),
    "relations": ({"source": "A", "target": "N", "kind": "MEMBER_OF"}, {"mechanism": "Law"}),
    "strategies": ({"code": "S2", "title": "S2", "owner": "A", "status": "DRAFT"}, {"title": "New"}),
    "commitments": ({"strategy": "S", "principle": "REAL_EQUALITY", "area": "MEDIA", "depth": 1}, {"depth": 3}),
    "actions": ({"code": "Y", "title": "Y", "body": "A"}, {"title": "New"}),
    "links": ({"from": "X", "to": "T"}, None),
    "participations": (
        {"strategy": "S", "body": "C", "phase": "DELIVERY", "depth": "CONSULTATION"},
        {"depth": "INFORMATION"},
    ),
    "declarations": ({"body": "A", "declaredOn": "2021-01-01"}, None),
    "reports": ({"subject": "S", "reportedOn": "2020-01-01"}, {"note": "Slow."}),
    "measurements": (
        {
            "body": "A",
            "measuredOn": "2021-01-01",
            "principle": "REAL_EQUALITY",
            "area": "HOUSING",
            "scoreFrom": "25",
            "scoreTo": "62.5",
            "instrument": "index",
        },
        None,
    ),
    "oppositions": ({"strategy": "T", "other": "S", "markedBy": "R1", "reason": "One undoes the other."}, None),
}


@pytest.fixture
def world(app: Flask, accounts: Database, tenant_id: UUID) -> World:
    """A small register, and people in it."""
    return World(app, accounts, tenant_id)


def create(code: str, **values: object) -> Item:
    return {"create": {"code": code, "title": code, "body": "A", **values}}


def revision_of(world: World) -> int:
    with tenancy.reading(world.database, world.tenant_id) as session:
        return session.get_one(TenantRegister, world.tenant_id).revision


def test_every_table_that_is_written_has_a_batch() -> None:
    assert set(NEW) == set(WRITES)
    assert {batch_of(table) for table in WRITES} <= {field.graphql_name for field in MUTATIONS}


@pytest.mark.parametrize("table", NEW)
def test_a_record_of_each_table_is_made_changed_and_removed(world: World, table: str) -> None:
    values, changes = NEW[table]

    def done(*items: Item) -> Item:
        told = world.administrator.mutate(batch_of(table), {"items": items}, "revision records { id revision }")
        assert told["errors"] == []
        return told

    (made,) = done({"create": values})["records"]
    if changes is not None:
        changed = done({"change": {**made, "values": changes}})
        (again,) = changed["records"]
        assert (again["id"], again["revision"]) == (made["id"], changed["revision"])
        made = again
    assert done({"remove": made})["records"] == [None]


def test_items_create_change_and_remove_in_one_revision(world: World) -> None:
    doomed = world.administrator.mutate("actionRecord", create("Z")["create"], "record { id revision }")["record"]
    change = {"change": {**world.known("actions", code="X"), "values": {"title": "New"}}}
    items = [create("Y1"), change, {"remove": doomed}, create("Y2", partners=["B"])]
    done = world.administrator.mutate("actionsBatch", {"items": items}, RECORDS)
    assert (done["errors"], done["revision"]) == ([], 3)
    assert [one and (one["code"], one["revision"]) for one in done["records"]] == [("Y1", 3), ("X", 3), None, ("Y2", 3)]
    told = world.administrator.data("{ tenant { actions { nodes { code title } } } }")["tenant"]["actions"]["nodes"]
    assert told == [{"code": "X", "title": "New"}, {"code": "Y1", "title": "Y1"}, {"code": "Y2", "title": "Y2"}]


def test_one_bad_item_leaves_nothing_of_the_others(world: World) -> None:
    action, body = world.known("actions", code="X"), world.known("bodies", code="A")
    backwards = {**action, "values": {"startsOn": "2000-01-01", "endsOn": "1999-01-01"}}
    for bad, code, pointer in (
        (create("no code"), "bad-code", "/items/1/create/code"),
        (create("Y1"), "taken", "/items/1/create/code"),
        (create("Y2", partners=["B", "nobody"]), "unknown-code", "/items/1/create/partners/1"),
        ({"change": backwards}, "end-before-start", "/items/1/change/values/endsOn"),
        ({"change": {**action, "revision": 0, "values": {}}}, "stale", "/items/1"),
        ({"remove": {**action, "revision": 7}}, "stale", "/items/1"),
        ({"remove": body}, "unknown", "/items/1"),
        ({"remove": {**body, "id": "QQ"}}, "unknown", "/items/1"),
    ):
        told = world.administrator.mutate("actionsBatch", {"items": [create("Y1"), bad]}, RECORDS)
        assert [(error["code"], error["pointer"]) for error in told["errors"]] == [(code, pointer)]
        assert (told["records"], told["revision"], revision_of(world)) == ([], None, 1)


def test_what_is_not_the_callers_is_refused_as_a_whole(world: World) -> None:
    contributor = world.someone("contributor", "A")
    told = contributor.mutate("actionsBatch", {"items": [create("Y1"), create("Y2", body="B")]}, RECORDS)
    assert [(one["code"], one["pointer"]) for one in told["errors"]] == [("forbidden", "/items/1")]
    assert (told["records"], revision_of(world)) == ([], 1)


def test_a_batch_has_items_and_not_too_many(world: World) -> None:
    for items in ([], [create(f"Y{number}") for number in range(1_001)]):
        told = world.administrator.mutate("actionsBatch", {"items": items})
        assert [(one["code"], one["pointer"]) for one in told["errors"]] == [("item-count", "/items")]
    assert revision_of(world) == 1


def test_a_request_writes_no_more_in_several_batches_than_in_one(world: World) -> None:
    text = """mutation ($many: ActionsBatchInput!, $few: ActionsBatchInput!) {
      many: actionsBatch(input: $many) { revision errors { code } }
      few: actionsBatch(input: $few) { revision errors { code pointer } } }"""
    many = {"items": [create(f"Y{number}") for number in range(999)]}
    told = world.administrator.data(text, many=many, few={"items": [create("Z1"), create("Z2")]})
    assert told["many"] == {"revision": 2, "errors": []}
    assert told["few"] == {"revision": None, "errors": [{"code": "item-count", "pointer": "/items"}]}


def test_an_item_says_one_thing(world: World) -> None:
    text = "mutation ($input: ActionsBatchInput!) { actionsBatch(input: $input) { revision } }"
    action = world.known("actions", code="X")
    for item in ({}, {"create": None}, {**create("Y"), "remove": action}, {"drop": action}, None):
        told = world.administrator.send(text, None, input={"items": [item]})
        assert (told.status_code, told.get_json()["errors"][0]["extensions"]["code"]) == (400, "BAD_VARIABLES"), item
    written = 'mutation { actionsBatch(input: {items: [{create: {code: "Y", title: "Y", body: "A"}, remove: null}]}) '
    assert world.administrator.send(written + "{ revision } }").status_code == 400
    assert revision_of(world) == 1


def test_drafts_are_begun_among_others_and_shown_to_those_who_may_see_them(world: World) -> None:
    new = {"code": "S8", "title": "S8", "owner": "A"}
    items = [{"create": new}, {"create": {**new, "code": "S9", "status": "DRAFT"}}]
    done = world.administrator.mutate("strategiesBatch", {"items": items}, "records { code status }")
    assert [one["status"] for one in done["records"]] == ["ADOPTED", "DRAFT"]
    unknown = {"items": [{"create": {**NEW["commitments"][0], "strategy": "S9"}}]}
    told = world.someone("contributor", "B").mutate("commitmentsBatch", unknown)
    assert [(one["code"], one["pointer"]) for one in told["errors"]] == [("unknown-code", "/items/0/create/strategy")]


def test_a_batch_that_is_sent_again_with_its_key_is_performed_once(world: World) -> None:
    given = {"items": [create("Y1"), create("Y2")]}
    first = world.administrator.mutate("actionsBatch", given, RECORDS, Idempotency_Key="one")
    again = world.administrator.mutate("actionsBatch", given, RECORDS, Idempotency_Key="one")
    assert (first, revision_of(world)) == (again, 2)


def test_a_batch_costs_what_its_items_tell() -> None:
    documents = Documents(schema())

    def cost(text: str, **variables: object) -> int:
        return documents.prepared(text, None, variables)[1]

    mutation = "mutation ($input: BodiesBatchInput!) { bodiesBatch(input: $input) { revision records { code id } } }"
    item = {"create": NEW["bodies"][0]}
    assert cost(mutation, input={"items": [item] * 4}) == 1 + 1 + 1 + 4 * 3
    assert cost(mutation, input={"items": [item] * 1_000}) == 1 + 1 + 1 + 1_000 * 3
    assert cost(mutation, input={"items": item}) == 1 + 1 + 1 + 3
    listed = "mutation ($items: [BodyBatchItem!]!) { bodiesBatch(input: {items: $items}) { records { code } } }"
    assert cost(listed, items=[item] * 5) == 1 + 1 + 5 * 2
    assert cost(listed, items=[item] * 6) == 1 + 1 + 6 * 2
    removing = (
        'mutation { bodiesBatch(input: {items: [{remove: {id: "x", revision: 1}}, {remove: {id: "y", revision: 1}}]})'
    )
    assert cost(removing + " { records { code } } }") == 1 + 1 + 2 * 2
    usual = '{items: [{remove: {id: "x", revision: 1}}, {remove: {id: "y", revision: 1}}]}'
    assert cost(mutation.replace("Input!)", f"Input! = {usual})")) == 1 + 1 + 1 + 2 * 3


def test_a_hundred_items_are_written_at_once(world: World) -> None:
    items = [create(f"Y{number}") for number in range(100)]
    done = world.administrator.mutate("actionsBatch", {"items": items}, "revision records { code }")
    assert (done["errors"], done["revision"]) == ([], 2)
    assert [one["code"] for one in done["records"]] == [f"Y{number}" for number in range(100)]
