"""Every field, argument and mutation of the GraphQL door, as everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLObjectType

from api.graphql.schema.build import schema
from interlace.identity.permissions import Operation
from tests.api.walk.asking import Asked
from tests.api.walk.deeds import DEEDS
from tests.api.walk.graphs import MUTATIONS, Documents, Place, input_of, mutation, node_id, places, posted
from tests.api.walk.rules import FIELD_RULES, RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.test import TestResponse

    from tests.api.walk.asking import Walker
    from tests.api.walk.callers import Caller
    from tests.api.walk.conftest import Scene

PLACES = places()
TYPES = sorted({place.type for place in PLACES})
#: Types of which the small register has nothing to tell.
EMPTY: frozenset[str] = frozenset(
    {
        "AlteredRule",
        "AssessmentPerson",
        "Did",
        "ExplainedChange",
        "ExplainedChangeEdge",
        "LinkSuggestion",
        "MentoringMatch",
        "OpenToTalk",
        "Peer",
        "ResultBand",
        "ResultHelp",
        "Talk",
        "TalkPerson",
        "WeighsAs",
    }
)
#: Those for whom each field is asked for alone: who may read all, who may read most, and who takes part in a draft.
READERS = ("administrator", "reader", "contributor of C, which takes part")


@pytest.fixture(scope="module")
def documents(scene: Scene) -> Documents:
    return Documents(scene.land)


def places_of(type_: str) -> Sequence[Place]:
    return [place for place in PLACES if place.type == type_]


def codes(response: TestResponse) -> list[str]:
    """The codes of the errors of an answer."""
    return [error.get("extensions", {}).get("code") for error in response.get_json().get("errors", ())]


def held_to(caller: Caller, place: Place, response: TestResponse) -> None:
    """An answer is what the rule says."""
    expected = place.rule.status_for(caller)
    if not caller.is_member:
        assert (response.status_code, response.mimetype) == (expected, "application/problem+json"), response.text
    elif expected == 200:
        assert response.status_code == 200, (caller.name, place, response.text)
        assert not codes(response), (caller.name, place, response.text)
    else:
        assert response.status_code == 200, (caller.name, place, response.text)
        code = "unknown" if expected == 404 else "forbidden"
        assert set(codes(response)) == {code}, (caller.name, place, response.text)


def test_every_field_that_is_read_from_the_database_has_a_rule() -> None:
    for place in PLACES:
        ways = {f"{type_}.{field}" for type_, field in (*place.way, (place.type, place.field))}
        assert not place.is_fresh or ways & set(FIELD_RULES), place
    assert set(FIELD_RULES) <= {f"{place.type}.{place.field}" for place in PLACES}


def test_every_type_is_reached_by_a_query_or_told_by_a_mutation() -> None:
    reached = {place.type for place in PLACES}
    payloads = {name for name in schema().type_map if name.endswith("Payload")}
    known = {name for name, one in schema().type_map.items() if isinstance(one, GraphQLObjectType) and name[:2] != "__"}
    assert known - reached - payloads == {"Mutation", "InputError", "FateCount"}


@pytest.mark.parametrize("type_", TYPES)
def test_every_field_tells_readers_what_they_may_know_and_nothing_else(
    scene: Scene, walker: Walker, documents: Documents, type_: str
) -> None:
    for place in places_of(type_):
        for name in READERS:
            caller = scene.caller(name)
            response = walker.ask(caller, posted(scene.land.slug, documents.query(place)))
            walker.counts["fields by reader"] += 1
            held_to(caller, place, response)
            if name == "administrator" and place.rule.status_for(caller) == 200:
                assert type_ in EMPTY or _is_told(response.get_json()["data"], type_), (place, response.text)


def _is_told(told: Any, type_: str) -> bool:  # noqa: ANN401 - any part of an answer
    """Whether an object of this type is anywhere in an answer."""
    if isinstance(told, dict):
        return told.get("__typename") == type_ or any(_is_told(one, type_) for one in told.values())
    return isinstance(told, list) and any(_is_told(one, type_) for one in told)


@pytest.mark.parametrize("type_", TYPES)
def test_all_fields_of_a_type_are_as_closed_to_everybody_as_their_rules_say(
    scene: Scene, walker: Walker, documents: Documents, type_: str
) -> None:
    by_rule: dict[Any, list[Place]] = {}
    for place in places_of(type_):
        by_rule.setdefault(place.rule, []).append(place)
    for group in by_rule.values():
        text = documents.of_type(group[0], [documents.field(one.type, one.field) for one in group])
        for caller in scene.callers:
            response = walker.ask(caller, posted(scene.land.slug, text))
            walker.counts["fields by caller"] += len(group)
            held_to(caller, group[0], response)


@pytest.mark.parametrize("type_", TYPES)
def test_no_argument_tells_more(scene: Scene, walker: Walker, documents: Documents, type_: str) -> None:
    for place in places_of(type_):
        for argument, value in documents.arguments(place):
            for name in READERS[:2]:
                caller = scene.caller(name)
                response = walker.ask(caller, posted(scene.land.slug, documents.query(place, argument, value)))
                walker.counts["arguments by reader"] += 1
                held_to(caller, place, response)


def test_a_node_is_told_to_those_who_may_know_of_it(scene: Scene, walker: Walker) -> None:
    query = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id __typename } nodes(ids: $ids) { id } }"
    land, abroad = scene.land, scene.abroad
    shown = [node_id(record) for record in land.sample.values()]
    hidden = [node_id(record) for records in land.hidden.values() for record in records]
    foreign = [node_id(record) for record in abroad.sample.values()]
    for caller in scene.callers:
        for ids, known in ((shown, caller.knows("shared")), (hidden, caller.knows("draft")), (foreign, False)):
            for one in ids:
                response = walker.ask(caller, posted(land.slug, query, id=one, ids=[one, "none"]))
                walker.counts["nodes by caller"] += 1
                if not caller.is_member:
                    assert response.status_code == caller.turned_away
                elif caller.knows("shared"):
                    told = response.get_json()["data"]
                    assert (told["node"] is not None, told["nodes"][0] is not None) == (known, known), caller.name
                else:
                    assert set(codes(response)) == {"forbidden"}, response.text


def test_the_schema_is_for_those_who_are_signed_in(scene: Scene, walker: Walker) -> None:
    where = f"/graphql/{scene.land.slug}"
    for caller in scene.callers:
        whole = [Asked("GET", f"{where}/schema.graphql")] if caller.name in READERS or not caller.is_member else []
        for asked in (
            posted(scene.land.slug, "{ __schema { queryType { name } } }"),
            Asked("GET", where, query={"query": '{ __type(name: "Body") { fields { name } } }'}),
            *whole,
        ):
            response = walker.ask(caller, asked)
            assert response.status_code == (200 if caller.is_member else caller.turned_away), (caller.name, asked)


def test_every_mutation_has_a_rule() -> None:
    mutations = schema().mutation_type
    assert mutations is not None
    assert set(mutations.fields) == set(MUTATIONS)
    assert set(MUTATIONS.values()) <= set(RULES)


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_mutation_is_for_those_whom_its_rule_names_and_leaves_nothing_of_others(
    scene: Scene, walker: Walker, name: str
) -> None:
    land, deed = scene.land, MUTATIONS[name]
    rule, ready = RULES[deed], DEEDS[deed](land)
    asked, before = mutation(land, name, input_of(name, ready)), land.state()
    for caller in scene.callers:
        walker.counts["mutations by caller"] += 1
        status = rule.status_for(caller)
        if not caller.is_member:
            assert walker.ask(caller, asked).status_code == status, caller.name
        elif status != 200:
            _nothing_done(caller, name, walker.ask(caller, asked), "unknown" if status == 404 else "forbidden")
    assert land.state() == before
    for caller in scene.members:
        if rule.status_for(caller) == 200:
            _done(caller, name, walker.ask(caller, mutation(land, name, input_of(name, ready))))
            ready = DEEDS[deed](land)


def _nothing_done(caller: Caller, name: str, response: TestResponse, code: str) -> None:
    told = response.get_json()
    assert (response.status_code, "errors" in told) == (200, False), (caller.name, response.text)
    outcome = told["data"][name]
    assert [error["code"] for error in outcome.pop("errors")] == [code], (caller.name, response.text)
    outcome.pop("__typename")
    assert not any(outcome.values()), (caller.name, response.text)


def _done(caller: Caller, name: str, response: TestResponse) -> None:
    told = response.get_json()
    assert (response.status_code, "errors" in told) == (200, False), (caller.name, response.text)
    outcome = told["data"][name]
    assert outcome["errors"] == [], (caller.name, response.text)
    if "record" in outcome and not name.endswith(("Remove", "Withdraw")):
        assert (outcome["record"] is not None) == caller.may(Operation.REGISTER_READ), (caller.name, response.text)
