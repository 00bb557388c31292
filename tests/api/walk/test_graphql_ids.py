"""The same of ids and codes in inputs and arguments of GraphQL, and of what was kept or registered by others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type, is_list_type

from api.graphql.schema import nodes
from api.graphql.schema.build import schema
from api.graphql.schema.parts import camel
from graph.tables import SCHEMA, Kind
from interlace.register.catalogue import SERVICES
from tests.api.walk.asking import Asked
from tests.api.walk.deeds import DEEDS
from tests.api.walk.graphs import MUTATIONS, input_of, mutation, node_id, node_of, posted
from tests.api.walk.rules import RULES
from tests.api.walk.test_ids import ASKERS, strange_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.api.walk.asking import Walker
    from tests.api.walk.callers import Caller
    from tests.api.walk.conftest import Scene
    from tests.api.walk.lands import Land

#: Inputs that are UUIDs: of which kind of thing beside the register each mutation’s is.
UUIDS: Mapping[str, str] = {
    "memberGrant.userUuid": "users",
    "membershipRemove.uuid": "memberships",
    "userErase.uuid": "users",
    "serviceAccountRotate.uuid": "service-accounts",
    "serviceAccountRevoke.uuid": "service-accounts",
    "webhookChange.uuid": "webhooks",
    "webhookRotateSecret.uuid": "webhooks",
    "webhookRemove.uuid": "webhooks",
    "webhookTryOut.uuid": "webhooks",
    "webhookSendAgain.uuid": "deliveries",
    "importCancel.uuid": "imports",
    "caseComment.mentions": "users",
    "caseUncomment.uuid": "case-comments",
    "caseDetach.uuid": "case-attachments",
    **{f"scenario{what}.uuid": "scenarios" for what in ("Change", "Remove", "Share", "Unshare", "Apply", "Move")},
    "scenarioShare.user": "users",
    "scenarioUnshare.user": "users",
    **{f"assessmentRound{what}.uuid": "assessment-rounds" for what in ("Change", "AddBodies", "Close", "Reopen")},
    "assessmentRelease.uuid": "assessment-rounds",
    **{
        f"assessment{what}.uuid": "assessments"
        for what in (
            "Answer",
            "Confirm",
            "Prefill",
            "HandOver",
            "TakeFrom",
            "Comment",
            "Uncomment",
            "AskReview",
            "TakeBack",
            "Send",
            "Correct",
        )
    },
    "assessmentHandOver.user": "users",
    "assessmentTakeFrom.user": "users",
    "assessmentUncomment.comment": "assessment-comments",
    "requestWithdraw.uuid": "requests",
    "requestReply.uuid": "requests",
    "questionAnswer.uuid": "questions",
    **{
        f"workspace{what}.uuid": "workspaces"
        for what in ("Write", "Prove", "Unprove", "Involve", "Release", "Close", "Adopt", "Consult")
    },
    "workspaceUnprove.proof": "proofs",
    **{f"consultation{what}.uuid": "consultations" for what in ("Postpone", "Withdraw", "Reply", "Publish", "Answer")},
    "consultationAnswer.reply": "replies",
    "noticeRead.uuid": "notices",
    "gatheringChange.uuid": "gatherings",
    "gatheringRemove.uuid": "gatherings",
    "approachSend.entry": "gatherings",
    "approachAccept.uuid": "approaches",
    "approachDecline.uuid": "approaches",
    "approachWithdraw.uuid": "approaches",
    "networkInvite.uuid": "networks",
    "networkInvite.invited": "gatherings",
    "networkCoordinate.uuid": "network-members",
    "networkLeave.uuid": "network-members",
    "visitPlan.assessment": "visited-assessments",
    "visitChange.assessment": "visited-assessments",
    "visitNameExpert.user": "users",
    "visitReleaseExpert.user": "users",
    **{
        f"visit{what}.uuid": "visits"
        for what in ("Change", "Close", "NameExpert", "ReleaseExpert", "Publish", "Find", "Observe", "Recommend")
    },
    **{f"visit{what}.uuid": "visits" for what in ("Conclude", "Send", "Resume", "Comment")},
    **{f"visitObservation{what}.uuid": "visit-observations" for what in ("Change", "Remove")},
    **{f"visitRecommendation{what}.uuid": "visit-recommendations" for what in ("Change", "Remove", "Say")},
    "practiceChange.uuid": "practices",
    "practiceArchive.uuid": "practices",
    "practiceRemove.uuid": "practices",
    "publicationPropose.subject": "practices",
    **{f"publication{what}.uuid": "publications" for what in ("Publish", "Refuse", "Withdraw")},
    "talkAccept.uuid": "talks",
    "talkDecline.uuid": "talks",
    "talkWithdraw.uuid": "talks",
}
#: Inputs that are ids of records: the table that each is of, where it is not that of the mutation’s own subject.
IDS: Mapping[str, str] = {"commitmentMake.strategyId": "strategies", "declarationRenew.bodyId": "bodies"}


def fields_of(mutation_name: str) -> Mapping[str, Any]:
    """The fields of a mutation's input."""
    assert schema().mutation_type is not None
    input_ = get_named_type(schema().mutation_type.fields[mutation_name].args["input"].type)  # type: ignore[union-attr]
    assert isinstance(input_, GraphQLInputObjectType)
    fields: Mapping[str, Any] = input_.fields
    return fields


def kind_of(told: Any) -> str:  # noqa: ANN401 - a field of an input
    """The name of the type of a field of an input."""
    return str(get_named_type(told.type).name)


def ids_of(land: Land, other: Land, table: str, caller: Caller) -> dict[str, str]:
    """Ids that name no record of this table that the caller may know of, by what they are."""
    found = {
        "nothing": node_of(table, uuid4()),
        "another tenant’s": node_id(other.sample[table]),
        "another kind’s": node_of(table, land.sample["bodies" if table != "bodies" else "strategies"].id),
    }
    if table in land.hidden and not caller.knows("draft"):
        found["a hidden draft’s"] = node_id(land.hidden[table][0])
    return found


class Alike:
    """Sends a mutation with each of several strange names, and sees that all come to the same and write nothing."""

    def __init__(self, scene: Scene, walker: Walker) -> None:
        self.land, self.walker = scene.land, walker
        self.before: Mapping[str, str] | None = None

    def send(self, caller: Caller, name: str, inputs: Mapping[str, tuple[str, Mapping[str, Any]]], *codes: str) -> None:
        """`inputs` gives by what a name is the name and the input with it; errors have one of `codes`."""
        self.before = self.before or self.land.state()
        outcomes: dict[str, str] = {}
        for what, (key, given) in inputs.items():
            response = self.walker.ask(caller, mutation(self.land, name, given))
            self.walker.counts["ids and codes"] += 1
            told = response.get_json()
            assert "errors" not in told, (caller.name, name, what, response.text)
            outcome = told["data"][name]
            assert {error["code"] for error in outcome["errors"]} <= set(codes), (caller.name, name, what, outcome)
            outcomes[what] = repr(outcome).replace(key, "…").replace(_uuid(key), "…")
        assert len(set(outcomes.values())) == 1, (caller.name, name, outcomes)


def _uuid(key: str) -> str:
    """The UUID in an id, which answers tell as it is."""
    name = nodes.read(key)
    return key if name is None else name.key


@pytest.fixture
def alike(scene: Scene, walker: Walker) -> Iterator[Alike]:
    """All that a test makes ready stands before it asks for the first time; after that nothing changes."""
    asking = Alike(scene, walker)
    yield asking
    assert asking.before is not None
    assert scene.land.state() == asking.before


def test_every_id_of_an_input_is_tried() -> None:
    known = set()
    for name in MUTATIONS:
        for field, told in fields_of(name).items():
            kind = kind_of(told)
            if kind == "UUID":
                known.add(f"{name}.{field}")
            elif kind == "ID":
                assert field == "id" or f"{name}.{field}" in IDS, f"{name}.{field}"
    assert known == set(UUIDS)


WITH_ID = [name for name in MUTATIONS if any(kind_of(told) in {"ID", "UUID"} for told in fields_of(name).values())]


@pytest.mark.parametrize("name", WITH_ID)
def test_a_strange_id_in_an_input_is_unknown(scene: Scene, alike: Alike, name: str) -> None:
    land, deed = scene.land, MUTATIONS[name]
    given = input_of(name, DEEDS[deed](land))
    for field, told in fields_of(name).items():
        kind, where = kind_of(told), f"{name}.{field}"
        if kind not in {"ID", "UUID"}:
            continue
        for asker in ASKERS:
            caller = scene.caller(asker)
            may = RULES[deed].status_for(caller) == 200
            if kind == "UUID":
                strange = _uuids(scene, UUIDS[where])
                codes = ["unknown"] if may or RULES[deed].status_for(caller) == 404 else ["forbidden"]
                if RULES[deed].known_by and field == "uuid":
                    # Whoever knows of such things is refused what is there, and does not know what is not.
                    codes = ["unknown"]
            else:
                strange = ids_of(land, scene.abroad, IDS.get(where, SERVICES[deed].subject), caller)
                codes = ["unknown"]
                if name == "bodySplit" and not may:
                    codes = ["unknown", "forbidden"]
            alike.send(caller, name, {what: (key, {**given, field: key}) for what, key in strange.items()}, *codes)


def _uuids(scene: Scene, kind: str) -> dict[str, str]:
    other = "webhooks" if kind != "webhooks" else "users"
    beside = {"another tenant’s": scene.abroad.beside[kind], "another kind’s": scene.land.beside[other]}
    return {"nothing": str(uuid4()), **{what: str(key) for what, key in beside.items()}}


def _codes_of_inputs() -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    """Mutation, field, the tables whose codes it holds, and whether it holds several."""
    for name, deed in MUTATIONS.items():
        if deed not in SERVICES or name.endswith("Batch") or deed in {"body.merge", "body.split", "settings.change"}:
            continue
        for column, told in SCHEMA[SERVICES[deed].subject].items():
            if told.refers_to and camel(column) in fields_of(name):
                yield name, camel(column), told.refers_to, told.kind is Kind.REFERENCES


@pytest.mark.parametrize(("name", "field", "tables", "several"), list(_codes_of_inputs()))
def test_a_strange_code_in_an_input_names_nothing(
    scene: Scene, alike: Alike, name: str, field: str, tables: tuple[str, ...], several: bool
) -> None:
    given = input_of(name, DEEDS[MUTATIONS[name]](scene.land))
    for asker in ASKERS:
        caller = scene.caller(asker)
        may = RULES[MUTATIONS[name]].status_for(caller) == 200
        codes = ["unknown-code"] if may else ["unknown-code", "forbidden"]
        strange = strange_codes(scene, tables, caller)
        inputs = {what: (code, {**given, field: [code] if several else code}) for what, code in strange.items()}
        alike.send(caller, name, inputs, *codes)


BATCHES = {name: table for table in SCHEMA if (name := f"{camel(table)}Batch") in MUTATIONS}


@pytest.mark.parametrize("name", sorted(BATCHES))
def test_a_strange_id_or_code_in_a_batch_is_unknown(scene: Scene, alike: Alike, name: str) -> None:
    land, table = scene.land, BATCHES[name]
    given = input_of(name, DEEDS[MUTATIONS[name]](land))
    (created,) = given["items"]
    for asker in ASKERS:
        caller = scene.caller(asker)
        strange = ids_of(land, scene.abroad, table, caller)
        removed: Callable[[str], object] = lambda key: {"items": [{"remove": {"id": key, "revision": 1}}]}  # noqa: E731
        alike.send(caller, name, {what: (key, removed(key)) for what, key in strange.items()}, "unknown")  # type: ignore[misc]
        for column, told in SCHEMA[table].items():
            if told.refers_to and not is_list_type(told):
                value: Any = [] if told.kind is Kind.REFERENCES else ""
                inputs = {}
                for what, code in strange_codes(scene, told.refers_to, caller).items():
                    value = [code] if told.kind is Kind.REFERENCES else code
                    values = {**created["create"], camel(column): value}
                    inputs[what] = (code, {"items": [{"create": values}]})
                alike.send(caller, name, inputs, "unknown-code")


def test_strange_heirs_and_ends_of_mergers_are_unknown(scene: Scene, alike: Alike) -> None:
    land, administrator = scene.land, scene.caller("administrator")
    merger, split = (input_of(name, DEEDS[MUTATIONS[name]](land)) for name in ("bodyMerge", "bodySplit"))
    strange = ids_of(land, scene.abroad, "bodies", administrator)
    ends = {what: (key, {**merger, "ended": [{"id": key, "revision": 1}]}) for what, key in strange.items()}
    alike.send(administrator, "bodyMerge", ends, "unknown")
    heirs = {what: (key, {**merger, "heir": {"id": key}}) for what, key in strange.items()}
    alike.send(administrator, "bodyMerge", heirs, "unknown")
    several = {what: (key, {**split, "heirs": [{"id": key}, split["heirs"][0]]}) for what, key in strange.items()}
    alike.send(administrator, "bodySplit", several, "unknown")


def test_roles_are_given_over_no_strange_body(scene: Scene, alike: Alike) -> None:
    administrator = scene.caller("administrator")
    given = {"userUuid": str(scene.land.beside["users"]), "role": "STEWARD"}
    strange = strange_codes(scene, ("bodies",), administrator)
    alike.send(
        administrator,
        "memberGrant",
        {what: (code, {**given, "body": code}) for what, code in strange.items()},
        "unknown",
    )


def test_arguments_that_name_strange_things_find_nothing(scene: Scene, walker: Walker) -> None:
    land = scene.land
    for asker in ("steward of R2, beside", "reader"):
        caller = scene.caller(asker)
        codes = strange_codes(scene, ("strategies",), caller).values()
        for code in codes:
            query = """query ($code: String!, $key: String!) { tenant {
              strategy(code: $code) { code } body(code: $code) { code } action(code: $code) { code }
              strategies(first: 5, filter: {code: [$code]}) { totalCount }
              commitments(first: 5, filter: {strategy: [$code]}) { totalCount }
              links(first: 5, filter: {to: [$code]}) { totalCount }
              reports(first: 5, filter: {subject: [$code]}) { totalCount }
              finding(key: $key) { key } } }"""
            told = walker.ask(caller, posted(land.slug, query, code=code, key=f"commitments-missing:{code}")).get_json()
            walker.counts["ids and codes"] += 8
            assert "errors" not in told, told
            found = told["data"]["tenant"]
            if code not in {"R2", "linnet-s"}:
                assert all(not one or one.get("totalCount") == 0 for one in found.values()), (code, found)


def test_uuids_of_strange_things_are_unknown_to_queries(scene: Scene, walker: Walker) -> None:
    administrator, land = scene.caller("administrator"), scene.land
    query = "query ($uuid: UUID!) { tenant { %s } }"
    for field, kind in (
        ("import(uuid: $uuid) { uuid }", "imports"),
        ("webhookDeliveries(first: 5, webhook: $uuid) { nodes { uuid } }", "webhooks"),
    ):
        told = {}
        for what, key in _uuids(scene, kind).items():
            answer = walker.ask(administrator, posted(land.slug, query % field, uuid=key)).get_json()
            walker.counts["ids and codes"] += 1
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["unknown"]
            told[what] = repr(answer["errors"]).replace(key, "…")
        assert len(set(told.values())) == 1, told


def test_what_was_kept_for_one_caller_is_told_to_none_who_may_see_less(scene: Scene, walker: Walker) -> None:
    query = "{ tenant { strategies(first: 50) { totalCount nodes { code } } commitments(first: 50) { totalCount } } }"
    answers = {}
    for name in ("administrator", "reader", "contributor of A", "contributor of E"):
        answers[name] = walker.ask(scene.caller(name), posted(scene.land.slug, query))
    tags = {name: answer.headers["ETag"] for name, answer in answers.items()}
    assert tags["reader"] == tags["contributor of E"] != tags["administrator"]
    asked = posted(scene.land.slug, query)
    where = Asked("GET", asked.path, query={"query": query}, headers={"If-None-Match": tags["administrator"]})
    assert walker.ask(scene.caller("reader"), where).status_code == 200


def test_a_document_that_a_tenant_registered_is_none_of_another(scene: Scene, walker: Walker) -> None:
    query = "{ tenant { slug name } }"
    hash_ = hashlib.sha256(query.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": hash_}}
    where = f"/graphql/{scene.land.slug}"
    register = Asked("POST", where, {"query": query, "extensions": extensions})
    assert walker.ask(scene.caller("administrator"), register).status_code == 200
    asked = Asked("POST", where, {"documentId": f"sha256:{hash_}"})
    assert "data" in walker.ask(scene.caller("reader"), asked).get_json()
    for stranger in scene.strangers:
        assert walker.ask(stranger, asked).status_code == stranger.turned_away
    foreign = scene.caller("another tenant’s administrator")
    own = walker.client.post(
        f"/graphql/{scene.abroad.slug}", json={"documentId": f"sha256:{hash_}"}, headers=foreign.headers
    )
    assert "data" not in own.get_json()


def test_required_ids_are_required() -> None:
    """An id that may be left out could stand for everything."""
    for name in MUTATIONS:
        for field, told in fields_of(name).items():
            if kind_of(told) in {"ID", "UUID"} and field in {"id", "uuid"}:
                assert isinstance(told.type, GraphQLNonNull), f"{name}.{field}"
