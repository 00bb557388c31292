"""Bodies: registered, changed, placed elsewhere, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.db.models import Membership
from interlace.db.records import fetch_by_code
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import bodies
from tests.databases import new_tenant
from tests.interlace.register.world import settle, someone, the

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


def change(database: Database, tenant_id: UUID, who: Principal, body_code: str, /, **values: object) -> None:
    with tenancy.writing(database, tenant_id, who) as unit:
        body = fetch_by_code(unit.session, "bodies", body_code)
        bodies.change(unit, body.id, body.revision, values)


def test_translations_become_columns_of_the_bundle(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = bodies.register(unit, {"code": "PT", "name": "Portugal", "level": "national", "name_fr": "Portugal"})
        assert body.further == {"name_fr": "Portugal"}
    change(database, tenant_id, SYSTEM, "PT", name_es="Portugal", name_fr="")
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "bodies", code="PT").further == {"name_es": "Portugal"}
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        assert unit.head.further_columns == {"bodies": ["name_fr", "name_es"]}


def test_a_code_never_changes(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with pytest.raises(Invalid) as refused:
        change(database, tenant_id, SYSTEM, "A", code="Z")
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [("/code", "fixed")]


def test_who_writes_for_a_body_may_not_place_it_elsewhere(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    for values in ({"parent": "R2"}, {"parent": None}, {"level": "submunicipal"}, {"valid_to": "2030-01-01"}):
        with pytest.raises(Forbidden):
            change(database, tenant_id, someone(tenant_id, "contributor", "A"), "A", **values)
        with pytest.raises(Forbidden):
            change(database, tenant_id, someone(tenant_id, "steward", "A"), "A", **values)
    change(database, tenant_id, someone(tenant_id, "contributor", "A"), "A", parent="R1", website="https://a.example")


def test_a_steward_places_bodies_among_those_below_it_alone(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    for steward in ("R1", "R2"):
        with pytest.raises(Forbidden):
            change(database, tenant_id, someone(tenant_id, "steward", steward), "A", parent="R2")
    change(database, tenant_id, someone(tenant_id, "steward", "PT"), "A", parent="R2")
    with pytest.raises(Forbidden):
        change(database, tenant_id, someone(tenant_id, "steward", "R1"), "A", name="Gone")


def test_a_role_on_both_sides_does_not_lead_around_the_one_above(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    both = Principal("user", new_tenant(database), tenant_id, (Grant("contributor", "A"), Grant("steward", "R2")))
    with pytest.raises(Forbidden):
        change(database, tenant_id, both, "A", parent="R2")


def test_a_body_that_is_named_is_not_removed_and_what_names_it_is_told(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(tenant_id=tenant_id, user_id=new_tenant(database), role="steward", body="A"))
        unit.session.flush()
    with pytest.raises(Conflict) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.remove(unit, the(unit.session, "bodies", code="A").id, 1)
    told = str(refused.value)
    for line in ("1 in bodies", "1 in competences", "1 in relations", "2 in strategies", "1 in memberships"):
        assert line in told
    assert "in participations" not in told


def test_a_body_that_nothing_names_is_removed(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, someone(tenant_id, "steward", "R1")) as unit:
        bodies.remove(unit, the(unit.session, "bodies", code="E").id, 1)
    with tenancy.reading(database, tenant_id) as session, pytest.raises(Unknown):
        fetch_by_code(session, "bodies", "E")


def test_a_body_of_another_tenant_is_unknown(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    other = new_tenant(database)
    settle(database, other)
    with tenancy.reading(database, other) as session:
        theirs = the(session, "bodies", code="A").id
    for principal in (SYSTEM, someone(tenant_id, "administrator")):
        with pytest.raises(Unknown), tenancy.writing(database, tenant_id, principal) as unit:
            bodies.change(unit, theirs, 1, {"name": "Mine"})


def test_a_parent_that_is_not_there_is_told_with_its_field(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    values = {"code": "Z", "name": "Z", "level": "network", "serves": "nowhere", "parent": "X"}
    with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.register(unit, values)
    found = [(problem.pointer, problem.code) for problem in refused.value.problems]
    assert found == [("/parent", "unknown-code"), ("/serves", "unknown-code")]


def test_a_stale_change_writes_nothing(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    change(database, tenant_id, SYSTEM, "A", name="First")
    with pytest.raises(Stale) as stale, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.change(unit, the(unit.session, "bodies", code="A").id, 1, {"name": "Second"})
    assert stale.value.current == 2
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "bodies", code="A")["name"] == "First"


def test_several_services_in_one_unit_make_one_revision(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = bodies.register(unit, {"code": "Z", "name": "Z", "level": "local"})
        body = bodies.change(unit, body.id, body.revision, {"name": "Zz"})
        bodies.change(unit, body.id, body.revision, {"population": 3})
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "bodies", code="Z").revision == 2


def test_a_change_that_changes_nothing_is_not_told(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        body = the(unit.session, "bodies", code="A")
        assert bodies.change(unit, body.id, 1, {"name": " A ", "code": "A"}).revision == 1
        assert unit.deeds == []
