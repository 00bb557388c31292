"""Bodies as Popolo: written with the properties that its schemas have, and read again; what has no place is named."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from graph.exchange import Unreadable, popolo
from graph.tables import SCHEMA, Tables, empty_table
from graph.whatif import edits_of
from tests.brute_force.random_countries import random_country
from tests.examples import examples
from tests.graph.small import Small, tables_of

#: The properties of Popolo's schemas that are written, and how a day is.
ORGANIZATION = {
    *("id", "name", "other_names", "classification", "parent_id", "founding_date", "dissolution_date"),
    *("identifiers", "links", "interlace"),
}
MEMBERSHIP = {"member", "organization_id", "role", "start_date", "end_date", "interlace"}


def small() -> Small:
    country = Small().body(
        "N", "national", valid_from="1990-01-01", identifiers="iso3166-1:PT|plain", website="https://n.example"
    )
    country.body("W", "network", scope="peer", serves="N", population=5, meets_every_months=6)
    return country.body("L", "local", "N").relation("L", "member_of", "W", valid_from="2020-01-01", mechanism="Charter")


@pytest.mark.parametrize("seed", range(12))
def test_bodies_and_memberships_are_read_as_they_were_written(seed: int) -> None:
    tables = tables_of(random_country(seed).tables) if seed else small().analysis().graph.register.tables
    read, notes = popolo.read(popolo.write(tables))
    codes = [body["code"] for body in read.bodies]
    assert sorted(codes) == sorted(tables.bodies["code"])
    known = {body["code"]: body for body in read.bodies}
    for row in tables.bodies.iter_rows(named=True):
        assert known[row["code"]] == {name: value for name, value in row.items() if value is not None}
    members = [row for row in tables.relations.iter_rows(named=True) if row["kind"] == "member_of"]
    assert len(read.memberships) == len(members)
    assert {note.what for note in notes} <= {"status"}
    assert all(codes.index(body["parent"]) < codes.index(body["code"]) for body in read.bodies if "parent" in body)


def test_what_is_read_is_what_the_register_admits() -> None:
    tables = small().analysis().graph.register.tables
    read, _ = popolo.read(popolo.write(tables))
    edits = edits_of(Tables.of({}), read.changes(), date(2026, 1, 1))
    assert [edit.table for edit in edits] == ["bodies", "bodies", "bodies", "relations"]


def test_what_is_written_has_the_properties_that_popolo_has_and_names_what_it_leaves_out() -> None:
    tables = small().relation("L", "funds", "N").strategy("S", "N").analysis().graph.register.tables
    told = orjson.loads(popolo.write(tables))
    assert all(set(one) <= ORGANIZATION for one in told["organizations"])
    assert all(set(one) <= MEMBERSHIP for one in told["memberships"])
    assert told["organizations"][0]["parent_id"] == "N"
    assert told["organizations"][1]["identifiers"] == [
        {"scheme": "iso3166-1", "identifier": "PT"},
        {"identifier": "plain"},
    ]
    assert popolo.left_out(tables) == {"relations.funds": 1, "strategies": 1}
    assert popolo.left_out(Tables.of({name: empty_table(name) for name in SCHEMA})) == {}


def test_a_file_of_elsewhere_gives_its_bodies_and_nobody_by_name() -> None:
    told = {
        "persons": [{"id": "p", "name": "Somebody"}],
        "organizations": [
            {"id": "B", "name": "B", "classification": "Local", "founding_date": "1999", "parent_id": "A"},
            {"id": "A", "name": "A", "classification": "regional", "dissolution_date": "2030-02", "image": "x"},
        ],
        "memberships": [{"person_id": "p", "organization_id": "B"}],
    }
    read, notes = popolo.read(orjson.dumps(told))
    assert [body["code"] for body in read.bodies] == ["A", "B"]
    assert (read.bodies[0]["valid_to"], read.bodies[1]["valid_from"]) == (date(2030, 2, 28), date(1999, 1, 1))
    assert read.memberships == ()
    assert [note.place for note in notes] == [
        "/persons",
        "/organizations/0/founding_date",
        "/organizations/1/image",
        "/organizations/1/dissolution_date",
        "/memberships/0",
    ]
    assert "Somebody" not in str(notes)


@pytest.mark.parametrize(
    ("told", "place", "code"),
    [
        ([], "", "bad-value"),
        ({"organizations": {}}, "/organizations", "bad-list"),
        ({"organizations": [3]}, "/organizations/0", "bad-value"),
        ({"organizations": [{"id": "A", "classification": "local"}]}, "/organizations/0/name", "required"),
        ({"organizations": [{"id": 3, "name": "A", "classification": "local"}]}, "/organizations/0/id", "bad-text"),
        (
            {"organizations": [{"id": "A", "name": "A", "classification": "Duchy"}]},
            "/organizations/0/classification",
            "bad-choice",
        ),
        (
            {"organizations": [{"id": "A", "name": "A", "classification": "local", "founding_date": "2024-02-30"}]},
            "/organizations/0/founding_date",
            "bad-date",
        ),
        ({"memberships": [{"member_id": "A"}]}, "/memberships/0/organization_id", "required"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(told: object, place: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        popolo.read(orjson.dumps(told))
    assert [(problem.place, problem.code) for problem in refused.value.problems] == [(place, code)]


_JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-3, 3) | some.text(max_size=3),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(sorted(ORGANIZATION | MEMBERSHIP | {"organizations", "memberships"})), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=examples(200))
@given(_JSON)
def test_nothing_but_a_refusal_comes_of_any_json(told: object) -> None:
    with suppress(Unreadable):
        popolo.read(orjson.dumps({"organizations": told, "memberships": told}))
