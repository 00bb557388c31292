"""Every operation of the REST door, as everybody: allowed by its rule, or refused without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.rest import performed
from interlace.register.catalogue import SERVICES
from tests.api.walk.asking import Asked
from tests.api.walk.deeds import DEEDS
from tests.api.walk.rules import (
    ADDRESSES,
    BESIDE_RULES,
    EVERYBODY,
    PERSON,
    REST_READS,
    REST_RULES,
    REST_WRITES,
    RULES,
    SERVICE_RULES,
)

if TYPE_CHECKING:
    from flask import Flask

    from tests.api.walk.asking import Operations, Walker
    from tests.api.walk.conftest import Scene


def test_every_operation_has_a_rule(operations: Operations) -> None:
    assert sorted(operations.names) == sorted(REST_RULES)
    reads = {name for name in operations.names if operations.place(name)[0] == "GET"}
    assert (reads, set(operations.names) - reads) == (set(REST_READS), set(REST_WRITES))


def test_every_service_has_a_rule_and_rules_are_those_of_what_operations_perform(
    app: Flask, operations: Operations
) -> None:
    assert set(SERVICE_RULES) == set(SERVICES)
    assert set(DEEDS) == set(RULES)
    assert set(REST_WRITES.values()) == set(RULES)
    told = {(method, address): service for service, where in performed(app).items() for method, address in where}
    for name, deed in REST_WRITES.items():
        method, path = operations.place(name)
        performs = told.get((method, path.replace("{tenant}", "<tenant>").replace("{id}", "<uuid:id>")))
        batch = name.startswith("write_")
        assert batch or deed in BESIDE_RULES or SERVICES[performs or ""].operation in RULES[deed].needs, name


def test_every_address_is_an_operation_or_has_a_rule(app: Flask, operations: Operations) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    named = {endpoint for endpoint in known if endpoint.startswith("rest-")}
    assert {endpoint.partition(".")[2] for endpoint in named} == set(operations.names)
    # Pages have walks of their own, in tests/web.
    pages = {endpoint for endpoint in known if endpoint.startswith("web.")}
    assert known - named - pages == set(ADDRESSES)


@pytest.mark.parametrize("name", sorted(REST_READS))
def test_a_read_is_for_those_whom_its_rule_names(
    scene: Scene, walker: Walker, operations: Operations, name: str
) -> None:
    asked, rule = operations.read(name, scene.land), REST_READS[name]
    for caller in scene.callers:
        response = walker.ask(caller, asked)
        walker.counts["reads by operation and caller"] += 1
        assert response.status_code == rule.status_for(caller), f"{caller.name}: {response.text}"
        if not caller.is_member:
            assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("name", sorted(REST_WRITES))
def test_a_write_is_for_those_whom_its_rule_names_and_leaves_nothing_of_others(
    scene: Scene, walker: Walker, operations: Operations, name: str
) -> None:
    rule, deed = REST_RULES[name], REST_WRITES[name]
    ready = DEEDS[deed](scene.land)
    asked, before = operations.write(name, scene.land, ready), scene.land.state()
    for caller in scene.callers:
        walker.counts["writes by operation and caller"] += 1
        status = rule.status_for(caller)
        if status != 200:
            response = walker.ask(caller, asked)
            assert response.status_code == status, f"{caller.name}: {response.text}"
            assert response.mimetype == "application/problem+json"
    assert scene.land.state() == before
    for caller in scene.callers:
        if rule.status_for(caller) == 200:
            # Programs that may write but not read are told the record that they wrote.
            good = operations.write(name, scene.land, ready)
            response = walker.ask(caller, good, allowed=scene.land.words.shared)
            assert response.status_code in {200, 201, 202, 204}, f"{caller.name}: {response.text}"
            ready = DEEDS[deed](scene.land)


#: Deeds that change nothing although they are allowed, or are not allowed to whoever is asked here.
_UNCHANGED = {
    "user.erase",
    "declaration.renew",
    "request.preview",
    "notice.read",
    "scenario.try",
    "assessment.confirm",
    "assessment.prefill",
    "assessment.uncomment",
}


def test_a_write_that_is_allowed_changes_something(scene: Scene, walker: Walker, operations: Operations) -> None:
    administrator, before = scene.caller("administrator"), scene.land.state()
    for name, deed in REST_WRITES.items():
        asked = operations.write(name, scene.land)
        prepared = scene.land.state()
        walker.ask(administrator, asked)
        same = scene.land.state() == prepared
        assert same == (RULES[deed].theirs or RULES[deed].named or deed in _UNCHANGED), name
    assert scene.land.state() != before


@pytest.mark.parametrize("name", sorted(REST_RULES))
def test_strangers_get_the_same_words_whether_there_is_such_a_tenant_or_not(
    scene: Scene, walker: Walker, operations: Operations, name: str
) -> None:
    method, path = operations.place(name)
    path = path.replace("{id}", str(scene.land.sample["bodies"].id)).replace("{key}", "strategy-missing:E")
    for stranger in ("nobody", "another tenant’s administrator", "an administrator of a suspended tenant"):
        caller, told = scene.caller(stranger), []
        for slug in (scene.land.slug, "no-such-tenant"):
            asked = Asked(method, path.replace("{tenant}", slug), json={} if method in {"POST", "PATCH"} else None)
            problem = walker.ask(caller, asked).get_json()
            told.append((problem["status"], problem["type"], problem["detail"].replace(slug, "…")))
        assert told[0] == told[1]
        assert told[0][0] == caller.turned_away


@pytest.mark.parametrize("endpoint", sorted(name for name, rule in ADDRESSES.items() if rule != EVERYBODY))
def test_other_addresses_are_for_those_who_are_signed_in(
    app: Flask, scene: Scene, walker: Walker, endpoint: str
) -> None:
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    path = rule.rule.replace("<tenant>", scene.land.slug)
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    wrong = {"sign_in": str(scene.land.tenant_id), "current": "wrong", "password": "wrong"}
    for caller in scene.callers:
        response = walker.client.open(
            path, method=method, headers=caller.headers, json=wrong if method == "POST" else None,
            query_string={"query": "{ __typename }"} if endpoint == "graphql.graphql" else None,
        )  # fmt: skip
        walker.counts["requests"] += 1
        if not caller.is_member and (caller.turned_away == 401 or "<tenant>" in rule.rule):
            assert response.status_code == caller.turned_away, (caller.name, response.text)
        elif (
            caller.is_member and rule == PERSON and caller.principal is not None and caller.principal.kind == "service"
        ):
            assert response.status_code == 403, (caller.name, response.text)
