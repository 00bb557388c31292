"""Each service of the register has a mutation, which does what it does; what it refuses is told, and not written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from api.graphql.schema.build import MUTATION_OF, MUTATIONS
from interlace.db import tenancy
from interlace.db.models import TenantRegister
from interlace.register.belongings import FATES
from interlace.register.catalogue import SERVICES
from tests.api.graphql.speaking import World

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database

KEEP_ALL = [{"kind": kind.upper(), "do": "KEEP"} for kind in FATES]
#: Of each service: the record that it is about, its other input, and what the record then tells.
Given: TypeAlias = dict[str, Any]
CALLS: dict[str, tuple[str | None, Given, Given, Given]] = {
    "body.register": (None, {}, {"code": "F", "name": "F", "level": "LOCAL", "parent": "R1"}, {"code": "F"}),
    "body.change": ("bodies", {"code": "A"}, {"name": "Aa", "population": 5_000_000_000}, {"name": "Aa"}),
    "body.remove": ("bodies", {"code": "E"}, {}, {}),
    "strategy.draft": (None, {}, {"code": "S2", "title": "S2", "owner": "A"}, {"status": "DRAFT"}),
    "strategy.record": (None, {}, {"code": "S2", "title": "S2", "owner": "A"}, {"status": "ADOPTED"}),
    "strategy.change": ("strategies", {"code": "S"}, {"title": "New", "funded": "YES"}, {"title": "New"}),
    "strategy.share": ("strategies", {"code": "S"}, {"coOwners": ["B", "E"]}, {"coOwnerCodes": ["B", "E"]}),
    "strategy.adopt": ("strategies", {"code": "D"}, {}, {"status": "ADOPTED"}),
    "strategy.withdraw": ("strategies", {"code": "S"}, {"reason": "Replaced."}, {"status": "WITHDRAWN"}),
    "strategy.remove": ("strategies", {"code": "D"}, {}, {}),
    "commitment.make": (
        None,
        {},
        {"strategyId": ("strategies", "S"), "principle": "REAL_EQUALITY", "area": "MEDIA", "depth": 1},
        {"depth": 1, "area": "MEDIA"},
    ),
    "commitment.change": ("commitments", {"strategy": "S"}, {"depth": 3}, {"depth": 3}),
    "commitment.remove": ("commitments", {"strategy": "S"}, {}, {}),
    "action.record": (None, {}, {"code": "Y", "title": "Y", "body": "A"}, {"code": "Y"}),
    "action.change": (
        "actions",
        {"code": "X"},
        {"status": "COMPLETED", "cells": [{"principle": "REAL_EQUALITY", "area": "MEDIA"}]},
        {"status": "COMPLETED"},
    ),
    "action.remove": ("actions", {"code": "X"}, {}, {}),
    "link.make": (None, {}, {"from": "X", "to": "T"}, {"fromCode": "X"}),
    "link.remove": ("links", {"to": "T"}, {}, {}),
    "link.confirm": ("links", {"to": "T"}, {}, {"status": "CONFIRMED"}),
    "link.dispute": ("links", {"to": "T"}, {"reason": "It does not."}, {"status": "DISPUTED"}),
    "relation.declare": (None, {}, {"source": "A", "target": "N", "kind": "MEMBER_OF"}, {"status": "DECLARED"}),
    "relation.change": ("relations", {"source": "A"}, {"mechanism": "Law"}, {"mechanism": "Law"}),
    "relation.end": ("relations", {"source": "A"}, {"on": "2030-01-01"}, {"validTo": "2030-01-01"}),
    "relation.withdraw": ("relations", {"source": "A"}, {}, {}),
    "relation.confirm": ("relations", {"source": "A"}, {}, {"status": "CONFIRMED"}),
    "relation.dispute": ("relations", {"source": "A"}, {"reason": "No money came."}, {"status": "DISPUTED"}),
    "competence.state": (None, {}, {"body": "A", "area": "MEDIA", "role": "NONE"}, {"role": "NONE"}),
    "competence.change": ("competences", {"body": "A"}, {"role": "SHARED"}, {"role": "SHARED"}),
    "competence.remove": ("competences", {"body": "A"}, {}, {}),
    "participation.record": (
        None,
        {},
        {"strategy": "S", "body": "C", "phase": "DELIVERY", "depth": "CONSULTATION"},
        {"phase": "DELIVERY"},
    ),
    "participation.change": ("participations", {"body": "C"}, {"depth": "INFORMATION"}, {"depth": "INFORMATION"}),
    "participation.remove": ("participations", {"body": "C"}, {}, {}),
    "report.give": (None, {}, {"subject": "S", "reportedOn": "2020-01-01", "note": "Slow."}, {"note": "Slow."}),
    "report.correct": ("reports", {"subject": "S"}, {"progress": "50"}, {"progress": "50"}),
    "report.remove": ("reports", {"subject": "S"}, {}, {}),
    "opposition.mark": (
        None,
        {},
        {"strategy": "T", "other": "S", "markedBy": "R1", "markedOn": "2020-01-01", "reason": "No."},
        {"reason": "No.", "markedOn": "2020-01-01"},
    ),
    "opposition.resolve": (
        "oppositions",
        {"strategy": "S"},
        {"resolvedOn": "2026-01-01", "how": "Both were changed."},
        {"resolvedOn": "2026-01-01"},
    ),
    "opposition.withdraw": ("oppositions", {"strategy": "S"}, {}, {}),
    "measurement.record": (
        None,
        {},
        {
            "body": "A",
            "measuredOn": "2021-01-01",
            "principle": "REAL_EQUALITY",
            "area": "HOUSING",
            "scoreFrom": "25",
            "scoreTo": "62.5",
            "instrument": "index",
        },
        {"scoreTo": "62.5", "area": "HOUSING"},
    ),
    "measurement.withdraw": ("measurements", {"body": "A"}, {}, {}),
    "declaration.give": (None, {}, {"body": "A", "declaredOn": "2021-01-01"}, {"declaredOn": "2021-01-01"}),
    "declaration.renew": (None, {}, {"bodyId": ("bodies", "A")}, {"bodyCode": "A"}),
    "declaration.withdraw": ("declarations", {"body": "A"}, {}, {}),
}
ON_ONE_RECORD = [name for name, (table, *_) in CALLS.items() if table is not None]


@pytest.fixture
def world(app: Flask, accounts: Database, tenant_id: UUID) -> World:
    """A small register, and people in it."""
    return World(app, accounts, tenant_id)


def input_of(world: World, name: str) -> dict[str, Any]:
    """The input for a good call of a service; ids are looked up by codes."""
    table, equal, given, _ = CALLS[name]
    told = {
        key: world.known(value[0], code=value[1])["id"] if isinstance(value, tuple) else value
        for key, value in given.items()
    }
    return told if table is None else told | world.known(table, **equal)


def revision_of(world: World) -> int:
    with tenancy.reading(world.database, world.tenant_id) as session:
        return session.get_one(TenantRegister, world.tenant_id).revision


def test_every_service_has_a_mutation() -> None:
    assert set(MUTATION_OF) == set(SERVICES)
    assert set(MUTATION_OF.values()) <= {field.graphql_name for field in MUTATIONS}
    assert set(CALLS) == set(SERVICES) - {"body.merge", "body.split", "settings.change"}


@pytest.mark.parametrize("name", CALLS)
def test_a_mutation_does_what_its_service_does(world: World, name: str) -> None:
    *_, expected = CALLS[name]
    leaves = " ".join(["id", *expected])
    done = world.administrator.mutate(MUTATION_OF[name], input_of(world, name), f"revision id record {{ {leaves} }}")
    assert (done["errors"], done["revision"]) == ([], 2)
    if not expected:
        assert done["record"] is None
        assert done["id"] is not None
    else:
        assert {key: done["record"][key] for key in expected} == expected
        assert done["record"]["id"] == done["id"]


@pytest.mark.parametrize("name", ON_ONE_RECORD)
def test_what_was_changed_meanwhile_is_not_written_over(world: World, name: str) -> None:
    given = input_of(world, name) | {"revision": 7}
    done = world.administrator.mutate(MUTATION_OF[name], given, "revision id")
    assert [error["code"] for error in done["errors"]] == ["stale"]
    assert (done["id"], done["revision"], revision_of(world)) == (None, None, 1)


@pytest.mark.parametrize("name", CALLS)
def test_whoever_may_not_is_told_so_and_nothing_is_written(world: World, name: str) -> None:
    given = input_of(world, name)
    reader = world.someone("reader")
    done = reader.mutate(MUTATION_OF[name], given, "revision")
    assert {error["code"] for error in done["errors"]} in ({"unknown"}, {"forbidden"})
    assert (done["revision"], revision_of(world)) == (None, 1)


def test_what_is_wrong_is_told_field_by_field_under_the_names_of_the_input(world: World) -> None:
    given: Given = {"code": "no code", "title": "T", "owner": "nobody", "coOwners": ["A", "nobody"]}
    told = world.administrator.mutate("strategyRecord", given)
    assert [(error["pointer"], error["code"]) for error in told["errors"]] == [("/code", "bad-code")]
    told = world.administrator.mutate("strategyRecord", given | {"code": "S9"})
    assert {error["pointer"] for error in told["errors"]} == {"/owner", "/coOwners/1"}
    translated: Given = {"code": "F", "name": "F", "level": "LOCAL", "translations": [{"language": "?", "text": "x"}]}
    told = world.administrator.mutate("bodyRegister", translated)
    assert [(error["pointer"], error["code"]) for error in told["errors"]] == [("/translations", "unknown-field")]
    assert revision_of(world) == 1


def test_null_empties_and_what_is_left_out_stays(world: World) -> None:
    known = world.known("bodies", code="A")
    first = world.administrator.mutate(
        "bodyChange",
        known | {"website": "https://a.example", "translations": [{"language": "fr", "text": "Aa"}]},
        'record { revision website name translated: name(language: "fr") translations { language text } }',
    )["record"]
    assert (first["website"], first["name"], first["translated"]) == ("https://a.example", "A", "Aa")
    again = {"id": known["id"], "revision": first["revision"], "website": None}
    second = world.administrator.mutate("bodyChange", again, "record { website translations { text } }")["record"]
    assert second == {"website": None, "translations": [{"text": "Aa"}]}


def test_an_id_of_one_type_is_none_of_another(world: World) -> None:
    body, strategy = world.known("bodies", code="A"), world.known("strategies", code="S")
    for name, known in (("strategyWithdraw", body), ("bodyRemove", strategy), ("bodyRemove", {**body, "id": "QQ"})):
        told = world.administrator.mutate(name, known)
        assert [error["code"] for error in told["errors"]] == ["unknown"], name


def test_mutations_of_one_document_follow_one_another_each_by_itself(world: World) -> None:
    text = """mutation ($a: BodyRegisterInput!, $b: BodyRegisterInput!) {
      first: bodyRegister(input: $a) { revision errors { code } }
      wrong: bodyRegister(input: $a) { revision errors { code } }
      third: bodyRegister(input: $b) { revision record { parent { code } } errors { code } }
    }"""
    new = {"code": "F", "name": "F", "level": "REGIONAL", "parent": "PT"}
    told = world.administrator.data(text, a=new, b={"code": "G", "name": "G", "level": "LOCAL", "parent": "F"})
    assert told["first"] == {"revision": 2, "errors": []}
    assert told["wrong"]["revision"] is None
    assert told["wrong"]["errors"]
    assert told["third"] == {"revision": 3, "record": {"parent": {"code": "F"}}, "errors": []}


def test_a_request_that_is_sent_again_with_its_key_is_performed_once(world: World) -> None:
    given: Given = {"code": "F", "name": "F", "level": "LOCAL", "parent": "R1"}
    first = world.administrator.mutate("bodyRegister", given, "revision id", Idempotency_Key="one")
    again = world.administrator.mutate("bodyRegister", given, "revision id", Idempotency_Key="one")
    assert (first, revision_of(world)) == (again, 2)
    other = world.administrator.mutate("bodyRegister", given | {"code": "G"}, "revision", Idempotency_Key="one")
    assert (other["revision"], [error["code"] for error in other["errors"]]) == (None, ["key-reused"])


def test_bodies_merge_into_one_and_one_is_split(world: World) -> None:
    ended, heir = world.known("bodies", code="A"), world.known("bodies", code="E")
    selection = "ended { code validTo } heirs { code } successions { kind } became { kind became count }"
    merger: Given = {"ended": [ended], "heir": {"id": heir["id"]}, "on": "2026-01-01", "fates": []}
    refused = world.administrator.mutate("bodyMerge", merger, selection)
    assert "/fates/strategies" in {error["pointer"] for error in refused["errors"]}
    done = world.administrator.mutate("bodyMerge", merger | {"fates": KEEP_ALL}, selection)
    assert done["errors"] == []
    assert done["ended"] == [{"code": "A", "validTo": "2025-12-31"}]
    assert (done["heirs"], done["successions"]) == ([{"code": "E"}], [{"kind": "CONTINUATION"}])
    new = [{"body": {"code": code, "name": code, "level": "LOCAL", "parent": "R2"}} for code in ("B1", "B2")]
    split: Given = {**world.known("bodies", code="B"), "heirs": new, "on": "2026-02-01", "fates": KEEP_ALL}
    done = world.administrator.mutate("bodySplit", split, selection)
    assert (done["errors"], [one["code"] for one in done["heirs"]]) == ([], ["B1", "B2"])


def test_settings_change_where_they_are_as_they_were_read(world: World) -> None:
    given: Given = {
        "revision": 1,
        "name": "Portugal",
        "thresholds": {"freshDays": 100, "alignedFrom": 0.5},
        "competenceMatrix": [{"level": "LOCAL", "roles": [{"area": "HOUSING", "role": "LEAD"}]}],
    }
    selection = "revision settings { name thresholds { freshDays alignedFrom } competenceMatrix { level } }"
    done = world.administrator.mutate("settingsChange", given, selection)
    assert (done["errors"], done["revision"]) == ([], 2)
    assert done["settings"] == {
        "name": "Portugal",
        "thresholds": {"freshDays": 100, "alignedFrom": 0.5},
        "competenceMatrix": [{"level": "LOCAL"}],
    }
    rules: Given = {
        "revision": 2,
        "rules": [
            {"rule": "REPORT_STALE", "off": True},
            {"rule": "STRATEGY_MISSING", "severities": [{"shipped": "HIGH", "here": "MEDIUM"}]},
            {"rule": "ACTION_OVERDUE"},
        ],
    }
    told = "settings { rules { rule off severities { shipped here } } ruleSet }"
    settings = world.administrator.mutate("settingsChange", rules, told)["settings"]
    assert settings["rules"] == [
        {"rule": "STRATEGY_MISSING", "off": False, "severities": [{"shipped": "HIGH", "here": "MEDIUM"}]},
        {"rule": "REPORT_STALE", "off": True, "severities": []},
    ]
    assert settings["ruleSet"].startswith("3+")
    stale = world.administrator.mutate("settingsChange", given, selection)
    assert ([error["code"] for error in stale["errors"]], stale["settings"]) == (["stale"], None)
