"""What the schema tells of a register, and of whom it tells what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, is_specified_scalar_type
from sqlalchemy import event

from api.graphql.schema import nodes
from api.graphql.schema.build import schema
from api.graphql.schema.context import MOST_DAYS, MOST_SEARCHES
from interlace.db import tenancy
from interlace.principals import SYSTEM, Grant
from interlace.reading.pages import Asked, page_of
from interlace.transfer.importing import import_bundle
from tests.api.graphql.asking import Asker
from tests.databases import new_tenant
from tests.interlace.register.world import settle
from tests.repository import ROOT

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

PORTUGAL = ROOT / "demo" / "portugal"


@pytest.fixture(scope="module")
def reader(database: Database) -> Asker:
    """A reader of the register of Portugal."""
    tenant_id = new_tenant(database)
    with tenancy.writing(database, tenant_id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, PORTUGAL, "replace", lambda _: None)
    return Asker(database, tenant_id, Grant("reader"))


@pytest.fixture
def small(database: Database, tenant_id: UUID) -> UUID:
    """A small register with a draft of A."""
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        from interlace.register import participations, reports, strategies
        from tests.interlace.register.world import CELL, the

        strategies.commit(unit, the(unit.session, "strategies", code="D").id, CELL | {"depth": 2})
        given = {"strategy": "D", "body": "C", "phase": "design", "depth": "dialogue"}
        participations.record(unit, given)
        reports.report(unit, {"subject": "D", "note": "Secret."})
    return tenant_id


def test_everything_is_described() -> None:
    for name, type_ in schema().type_map.items():
        if name.startswith("__") or is_specified_scalar_type(type_):
            continue
        assert type_.description, name
        if isinstance(type_, GraphQLEnumType):
            assert all(value.description for value in type_.values.values()), name
        for field_name, field in getattr(type_, "fields", {}).items():
            assert field.description, f"{name}.{field_name}"
            if not isinstance(type_, GraphQLInputObjectType):
                assert all(argument.description for argument in field.args.values()), f"{name}.{field_name}"


def test_pages_follow_one_another_without_a_hole(reader: Asker) -> None:
    view = reader.context().view
    text = """query ($after: String) { tenant { bodies(first: 7, after: $after, sort: POPULATION_DESC,
      filter: {level: [LOCAL, REGIONAL]}) { totalCount nodes { code } edges { cursor node { code } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""
    codes, after = [], None
    while True:
        page = reader.told(text, after=after)["tenant"]["bodies"]
        codes += [node["code"] for node in page["nodes"]]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    asked = Asked({"level": ["local", "regional"]}, sort="-population", first=200)
    expected = [view.sight.column("bodies", "code")[row] for row in page_of(view, "bodies", asked).rows]
    assert codes == expected
    assert page["totalCount"] == len(expected)


def test_lists_of_a_record_go_on_after_their_first_page(reader: Asker) -> None:
    root = reader.told("{ tenant { bodies(filter: {level: [NATIONAL]}, first: 1) { nodes { id } } } }")
    id_ = root["tenant"]["bodies"]["nodes"][0]["id"]
    text = """query ($id: ID!, $after: String) { node(id: $id) { ... on Body { below(first: 20, after: $after) {
      totalCount nodes { code } pageInfo { hasNextPage endCursor } } } } }"""
    codes, after = [], None
    while True:
        page = reader.told(text, id=id_, after=after)["node"]["below"]
        codes += [node["code"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert codes == sorted(set(codes))
    assert len(codes) == page["totalCount"]


def test_texts_are_found_whatever_the_accents_and_emptiness_can_be_chosen(reader: Asker) -> None:
    text = (
        '{ tenant { bodies(q: "  LISBOA ", first: 5) { nodes { name } } top: bodies(filter: {parent: [null]}, first: 5)'
    )
    told = reader.told(text + " { nodes { parentCode level } } } }")["tenant"]
    assert told["bodies"]["nodes"]
    assert all("lisboa" in node["name"].lower() for node in told["bodies"]["nodes"])
    assert {node["parentCode"] for node in told["top"]["nodes"]} == {None}


def test_a_body_leads_to_all_around_it_and_a_finding_to_what_it_rests_on(reader: Asker) -> None:
    text = """{ tenant { summary { levels { level bodies } families { family critical confirmed }
      rules { rule count } }
      alignmentMap { level competent covered { principle count } states { state count } }
      alignment(first: 3) { totalCount nodes { strategy { title owner { code } } body { code }
        state demandedCells { principle area } coveredCells { area } missingCells { area } ratio } }
      findings(first: 12) { totalCount edges { cursor } nodes { id key rule severity certainty reach priority areas
        cells { principle area } about { title(language: FR) question oecdGap version }
        subject { __typename id ... on Body { code } ... on Strategy { code } }
        object { __typename id }
        evidence { path { code } facts { name value } records { table key node { __typename id } } }
        explanation(language: FR) { subject text closes } english: explanation { text } } }
      bodies(first: 20) { nodes { code ancestors { code } parent { code }
        children(first: 3) { totalCount nodes { code } }
        profile { principle covered competent ratio }
        alignment(first: 2) { totalCount nodes { state strategy { code } } }
        findings(first: 2) { totalCount nodes { key } } people declared competentFor covers { area } live } }
      strategies(first: 20) { nodes { code inForce live profile { principle stated areas }
        alignment(first: 2) { totalCount } findings(first: 2) { nodes { key } } } }
      actions(first: 5) { nodes { code body { code } findings(first: 2) { nodes { key } } } }
      graph { nodes(first: 3) { totalCount } edges(first: 60) { totalCount pageInfo { endCursor }
        nodes { kind coordination source { code } target { code } relation { id } } } }
      rules { id family severities } } }"""
    told = reader.told(text)["tenant"]
    assert told["findings"]["totalCount"] > 0
    for found in told["findings"]["nodes"]:
        assert found["explanation"]["text"] != found["english"]["text"]
        assert all(record["node"] is not None for record in found["evidence"]["records"])
    assert told["graph"]["edges"]["nodes"][0]["kind"] == "PARENT"
    assert {body["ancestors"][0]["code"] for body in told["bodies"]["nodes"] if body["ancestors"]} == {
        body["parent"]["code"] for body in told["bodies"]["nodes"] if body["parent"]
    }


def test_findings_and_days_are_compared(reader: Asker) -> None:
    text = """{ tenant(asOf: "2024-06-01") { asOf compare(from: "2020-01-01") { from to opened closed changed kept
      rules { rule opened kept }
      differences(first: 3) { totalCount nodes { change key severity severityBefore } } } } }"""
    told = reader.told(text)["tenant"]
    assert (told["asOf"], told["compare"]["from"], told["compare"]["to"]) == ("2024-06-01", "2020-01-01", "2024-06-01")
    count = sum(told["compare"][change] for change in ("opened", "closed", "changed"))
    assert told["compare"]["differences"]["totalCount"] == count


def test_what_is_read_for_another_day_has_ids_of_that_day(reader: Asker) -> None:
    text = '{ tenant(asOf: "2021-01-01") { bodies(first: 1) { nodes { id uuid } } } }'
    (body,) = reader.told(text)["tenant"]["bodies"]["nodes"]
    again = reader.told("query ($id: ID!) { node(id: $id) { id } }", id=body["id"])
    assert again["node"]["id"] == body["id"]
    today = reader.told(
        "query ($id: ID!, $day: Date) { nodes(ids: [$id], asOf: $day) { id } }", id=body["id"], day="2026-11-22"
    )
    assert today["nodes"][0]["id"] == nodes.encoded("Body", body["uuid"])


def test_an_id_answers_as_nothing_but_what_it_names(reader: Asker) -> None:
    told = reader.told(
        "{ tenant { bodies(first: 1) { nodes { id uuid } } strategies(first: 1) { nodes { id uuid } } } }"
    )
    (body,), (strategy,) = (told["tenant"][table]["nodes"] for table in ("bodies", "strategies"))
    odd = [
        nodes.encoded("Strategy", body["uuid"]),
        nodes.encoded("Body", strategy["uuid"]),
        nodes.encoded("Work", strategy["uuid"]),
        nodes.encoded("Body", body["uuid"].upper().replace("-", "")),
        nodes.encoded("Body", "nobody"),
        body["uuid"],
        body["id"] + "=",
        "\0",
        "",
    ]
    ids = [body["id"], *odd, strategy["id"]]
    found = reader.told("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)["nodes"]
    assert found[0] == {"__typename": "Body", "id": body["id"]}
    assert found[-1]["__typename"] == "Strategy"
    assert [one for one in found[1:-1] if one is not None] in ([], [found[0]])


def test_nothing_of_another_tenant_is_found(database: Database, reader: Asker, small: UUID) -> None:
    stranger = Asker(database, small, Grant("administrator"))
    told = reader.told("{ tenant { bodies(first: 1) { nodes { id code } } findings(first: 1) { nodes { id key } } } }")
    (body,), (finding,) = (told["tenant"][name]["nodes"] for name in ("bodies", "findings"))
    text = """query ($ids: [ID!]!, $code: String!, $key: String!) { nodes(ids: $ids) { id }
      tenant { body(code: $code) { id } finding(key: $key) { id }
      bodies(filter: {id: $ids}) { totalCount } } }"""
    seen = stranger.told(text, ids=[body["id"], finding["id"]], code=body["code"], key=finding["key"])
    assert seen == {
        "nodes": [None, None],
        "tenant": {"body": None, "finding": None, "bodies": {"totalCount": 0}},
    }


DRAFTS = """query ($ids: [ID!]!) { nodes(ids: $ids) { id } tenant { strategy(code: "D") { title }
  strategies { totalCount nodes { code } } commitments { totalCount }
  participations { totalCount nodes { strategyCode } }
  reports { totalCount nodes { subjectCode } }
  a: body(code: "A") { strategies { totalCount nodes { code } } commitments { totalCount } }
  c: body(code: "C") { participations { totalCount nodes { strategy { code } } } } } }"""


@pytest.mark.parametrize(
    ("grant", "sees"),
    [
        (Grant("reader"), False),
        (Grant("contributor", "B"), False),
        (Grant("steward", "R2"), False),
        (Grant("contributor", "A"), True),
        (Grant("steward", "R1"), True),
        (Grant("administrator"), True),
    ],
)
def test_drafts_are_hidden_from_whoever_may_not_know_of_them(
    database: Database,
    small: UUID,
    grant: Grant,
    sees: bool,
) -> None:
    all_ = Asker(database, small, Grant("administrator"), today=date.today())  # noqa: DTZ011
    text = '{ tenant { strategy(code: "D") { id reports { nodes { id } } commitments { nodes { id } } } } }'
    draft = all_.told(text)["tenant"]["strategy"]
    ids = [draft["id"], draft["reports"]["nodes"][0]["id"], draft["commitments"]["nodes"][0]["id"]]
    told = Asker(database, small, grant, today=date.today()).told(DRAFTS, ids=ids)  # noqa: DTZ011
    assert [one is not None for one in told["nodes"]] == [sees] * 3
    tenant = told["tenant"]
    assert (tenant["strategy"] is not None) == sees
    extra = int(sees)
    assert tenant["strategies"]["totalCount"] == 2 + extra
    assert (tenant["commitments"]["totalCount"], tenant["participations"]["totalCount"]) == (1 + extra, 1 + extra)
    assert (tenant["a"]["strategies"]["totalCount"], tenant["a"]["commitments"]["totalCount"]) == (1 + extra, 1 + extra)
    assert tenant["c"]["participations"]["totalCount"] == 1 + extra
    assert ("D" in str(tenant["reports"]["nodes"])) == sees


def test_no_statement_is_sent_to_the_database_for_what_the_snapshot_holds(reader: Asker) -> None:
    statements: list[str] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 - as SQLAlchemy has it
        statements.append(arguments[2])

    context = reader.context()
    view = context.view
    context._at = lambda _caller, _day: view
    text = """{ tenant { bodies(first: 100) { nodes { name parent { name } children(first: 2) { nodes { name } }
      strategies(first: 3) { nodes { title commitments(first: 5) { nodes { area } } } }
      relations(first: 3) { nodes { kind } }
      findings(first: 1) { nodes { explanation { text } } } } } } }"""
    from tests.api.graphql.asking import checked, compiled_data

    event.listen(reader.database.engine, "before_cursor_execute", note)
    try:
        assert compiled_data(checked(text), context, {}) is not None
    finally:
        event.remove(reader.database.engine, "before_cursor_execute", note)
    assert statements == []


def test_a_request_speaks_of_few_days_and_searches_few_times(reader: Asker) -> None:
    days = " ".join(
        f'd{number}: tenant(asOf: "20{10 + number}-01-01") {{ revision }}' for number in range(MOST_DAYS + 1)
    )
    assert any("days" in error for error in reader.errors(f"{{ {days} }}"))
    lists = " ".join(f'l{number}: bodies(first: 1, q: "TEXT{number}") {{ totalCount }}' for number in range(50))
    tenants = [f"t{one}: tenant {{ {lists.replace('TEXT', str(one))} }}" for one in range(MOST_SEARCHES // 50 + 1)]
    assert any("whole tables" in error for error in reader.errors(f"{{ {' '.join(tenants)} }}"))
    same = " ".join(f"t{one}: tenant {{ {lists} }}" for one in range(5))
    assert reader.errors(f"{{ {same} }}") == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("bodies(first: 0) { totalCount }", "bad-whole"),
        ("bodies(first: 201) { totalCount }", "bad-whole"),
        ('bodies(after: "x") { totalCount }', "bad-cursor"),
        ('relations(after: "W10") { totalCount }', "bad-cursor"),
        ("findings(first: 500) { totalCount }", "bad-whole"),
        ('findings(after: "x") { totalCount }', "bad-cursor"),
        ("alignment(first: 0) { totalCount }", "bad-whole"),
        ('graph { edges(after: "x") { totalCount } }', "bad-cursor"),
        ("graph { nodes(first: 900) { totalCount } }", "bad-whole"),
        ("bodies(first: 1) { nodes { relations(first: 900) { totalCount } } }", "bad-whole"),
        ('bodies(first: 1) { nodes { alignment(after: "x") { totalCount } } }', "bad-cursor"),
        ('changes(after: "x") { totalCount }', "bad-cursor"),
    ],
)
def test_what_is_wrong_with_a_page_is_told(reader: Asker, asked: str, code: str) -> None:
    assert any(code in error for error in reader.errors(f"{{ tenant {{ {asked} }} }}")), asked
