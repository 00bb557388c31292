"""Who may do what: the whole truth, spelled out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.db.models.identity import ROLES as STORED_ROLES
from interlace.db.models.identity import SCOPES as STORED_SCOPES
from interlace.db.records import fetch_by_code
from interlace.errors import Forbidden
from interlace.identity.lineage import ancestors, lines
from interlace.identity.permissions import OPERATOR, ROLES, SCOPES, Operation, may, may_for, require
from interlace.principals import SYSTEM, Grant, Principal
from tests.databases import new_tenant
from tests.interlace.identity.countries import (
    ABOVE,
    BELOW,
    BESIDE,
    BODIES,
    OWN,
    TODAY,
    person,
    put,
    service,
    settle,
)
from tests.repository import ROOT

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

# Y: yes, -: no; for the body itself, one below, one beside, the one above, and the tenant as a whole.
TABLE = """
                        | reader | contributor | steward | administrator | operator
audit.read              | -----  | -----       | -----   | YYYYY         | -----
body.change             | -----  | Y----       | YY---   | YYYYY         | -----
body.merge              | -----  | -----       | -----   | YYYYY         | -----
body.register           | -----  | -----       | YY---   | YYYYY         | -----
body.remove             | -----  | -----       | -Y---   | YYYYY         | -----
competences.write       | -----  | -----       | -Y---   | YYYYY         | -----
consent.give            | -----  | Y----       | YY---   | YYYYY         | -----
drafts.read             | -----  | Y----       | YY---   | YYYYY         | -----
finding.answer          | -----  | Y----       | YY---   | YYYYY         | -----
finding.settle          | -----  | -----       | -Y---   | YYYYY         | -----
import.run              | -----  | -----       | -----   | YYYYY         | -----
memberships.manage      | -----  | -----       | -----   | YYYYY         | -----
publication.decide      | -----  | -----       | -----   | YYYYY         | -----
publication.propose     | -----  | Y----       | YY---   | YYYYY         | -----
records.write           | -----  | Y----       | YY---   | YYYYY         | -----
register.export         | YYYYY  | YYYYY       | YYYYY   | YYYYY         | -----
register.read           | YYYYY  | YYYYY       | YYYYY   | YYYYY         | -----
request.make            | -----  | -----       | YY---   | YYYYY         | -----
round.manage            | -----  | -----       | YY---   | YYYYY         | -----
service_accounts.manage | -----  | -----       | -----   | YYYYY         | -----
settings.change         | -----  | -----       | -----   | YYYYY         | -----
tenants.manage          | -----  | -----       | -----   | -----         | YYYYY
visit.manage            | -----  | -----       | -Y---   | YYYYY         | -----
webhooks.manage         | -----  | -----       | -----   | YYYYY         | -----
"""
PLACES = ((OWN,), (BELOW,), (BESIDE,), (ABOVE,), ())
HEADER, *LINES = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines())
TRUTH = [(line[0], role, answers) for line in LINES for role, answers in zip(HEADER[1:], line[1:], strict=True)]


def holder(role: str, tenant_id: UUID) -> Principal:
    if role == "operator":
        return Principal(kind="user", id=None, tenant_id=tenant_id, operator=True)
    return person(tenant_id, Grant(role, OWN if role in {"contributor", "steward"} else None))


@pytest.fixture(scope="module")
def country(database: Database) -> UUID:
    tenant_id = new_tenant(database)
    settle(database, tenant_id)
    return tenant_id


@pytest.mark.parametrize(("operation", "role", "answers"), TRUTH)
def test_the_table_of_roles(database: Database, country: UUID, operation: str, role: str, answers: str) -> None:
    with tenancy.reading(database, country) as session:
        allowed = [may(session, holder(role, country), Operation(operation), TODAY, *bodies) for bodies in PLACES]
    assert "".join("Y" if yes else "-" for yes in allowed) == answers


def test_the_table_has_every_operation_and_role_once() -> None:
    assert [line[0] for line in LINES] == sorted(Operation)
    assert HEADER[1:] == [*ROLES, "operator"]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_is_worth_anything_in_another_tenant(database: Database, country: UUID, role: str) -> None:
    elsewhere = new_tenant(database)
    settle(database, elsewhere)
    with tenancy.reading(database, elsewhere) as session:
        for operation in Operation:
            assert not any(may(session, holder(role, country), operation, TODAY, *bodies) for bodies in PLACES)


def test_the_program_itself_may_do_everything(database: Database, country: UUID) -> None:
    with tenancy.reading(database, country) as session:
        assert all(may(session, SYSTEM, operation, TODAY) for operation in Operation)


def test_one_of_several_bodies_is_enough(database: Database, country: UUID) -> None:
    with tenancy.reading(database, country) as session:
        contributor = person(country, Grant("contributor", BESIDE))
        assert may(session, contributor, Operation.CONSENT_GIVE, TODAY, OWN, BESIDE)
        assert not may(session, contributor, Operation.CONSENT_GIVE, TODAY, OWN, ABOVE)


def test_civil_society_is_within_the_reach_of_those_above_it_and_networks_of_none(
    database: Database, country: UUID
) -> None:
    with tenancy.reading(database, country) as session:
        for body in ("M", "R", "PT"):
            assert may(session, person(country, Grant("steward", body)), Operation.RECORDS_WRITE, TODAY, "O")
        assert not may(session, person(country, Grant("steward", "R2")), Operation.RECORDS_WRITE, TODAY, "O")
        assert not may(session, person(country, Grant("steward", "PT")), Operation.RECORDS_WRITE, TODAY, "N")


def test_reach_follows_a_dated_move_from_its_day_on(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "relations", source="M", target="R2", kind="part_of", valid_from=TODAY, valid_to=TODAY)
    with tenancy.reading(database, tenant_id) as session:
        for day, steward in ((-1, "R"), (0, "R2"), (1, "R")):
            date = TODAY + timedelta(days=day)
            for region in ("R", "R2"):
                who = person(tenant_id, Grant("steward", region))
                assert may(session, who, Operation.RECORDS_WRITE, date, "O") == (region == steward)


def test_of_several_moves_the_one_that_began_last_counts_then_the_smallest_code(
    database: Database, tenant_id: UUID
) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "bodies", code="R3", name="A third region", level="regional")
        put(unit, "relations", source="M", target="PT", kind="part_of")
        put(unit, "relations", source="M", target="R3", kind="part_of", valid_from=TODAY)
        put(unit, "relations", source="M", target="R2", kind="part_of", valid_from=TODAY, status="disputed")
    with tenancy.reading(database, tenant_id) as session:
        reaching = [
            region
            for region in ("R", "R2", "R3")
            if may(session, person(tenant_id, Grant("steward", region)), Operation.BODY_CHANGE, TODAY, "M")
        ]
    assert reaching == ["R2"]


def test_a_body_that_has_ended_reaches_nothing_below_and_what_is_above_it_reaches_through(
    database: Database, tenant_id: UUID
) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.change(fetch_by_code(unit.session, "bodies", "R"), valid_to=TODAY - timedelta(days=1))
        unit.did("try", "bodies")
    with tenancy.reading(database, tenant_id) as session:
        ended, above = (person(tenant_id, Grant("steward", code)) for code in ("R", "PT"))
        assert not may(session, ended, Operation.RECORDS_WRITE, TODAY, "M")
        assert may(session, ended, Operation.RECORDS_WRITE, TODAY, "R")
        assert may(session, above, Operation.RECORDS_WRITE, TODAY, "M")
        assert may(session, ended, Operation.RECORDS_WRITE, TODAY - timedelta(days=1), "M")


def test_of_many_bodies_at_once_the_same_holds_as_of_each(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        put(unit, "relations", source="M", target="R2", kind="part_of", valid_from=TODAY, valid_to=TODAY)
        unit.change(fetch_by_code(unit.session, "bodies", "R"), valid_to=TODAY)
        unit.did("try", "bodies")
    codes = [*(str(body["code"]) for body in BODIES), "NOWHERE"]
    holders = [holder(role, tenant_id) for role in HEADER[1:]]
    holders += [person(tenant_id, Grant("steward", code)) for code in codes]
    with tenancy.reading(database, tenant_id) as session:
        for date in (TODAY + timedelta(days=days) for days in (-1, 0, 1)):
            assert lines(session, codes, date) == {code: ancestors(session, code, date) for code in codes}
            for who in holders:
                each = {code for code in codes if may(session, who, Operation.DRAFTS_READ, date, code)}
                assert may_for(session, who, Operation.DRAFTS_READ, date, codes) == each
        assert lines(session, [], TODAY) == {}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_service_account_has_its_scopes_and_never_more_than_its_maker(
    database: Database, country: UUID, scope: str
) -> None:
    for role in ROLES:
        maker = holder(role, country)
        account = service(country, {scope}, *maker.grants)
        with tenancy.reading(database, country) as session:
            for operation in Operation:
                expected = operation in SCOPES[scope] and may(session, maker, operation, TODAY, OWN)
                assert may(session, account, operation, TODAY, OWN) == expected


def test_no_service_account_takes_the_place_of_a_person(database: Database, country: UUID) -> None:
    account = service(country, set(SCOPES), Grant("administrator"))
    with tenancy.reading(database, country) as session:
        refused = [operation for operation in Operation if not may(session, account, operation, TODAY)]
    assert refused == [
        Operation.AUDIT_READ,
        Operation.MEMBERSHIPS_MANAGE,
        Operation.SERVICE_ACCOUNTS_MANAGE,
        Operation.SETTINGS_CHANGE,
        Operation.TENANTS_MANAGE,
    ]


def test_a_refusal_says_who_may(database: Database, country: UUID) -> None:
    with tenancy.reading(database, country) as session:
        with pytest.raises(Forbidden) as refusal:
            require(session, person(country, Grant("reader")), Operation.RECORDS_WRITE, TODAY, "M")
        require(session, person(country, Grant("steward", "R")), Operation.RECORDS_WRITE, TODAY, "M")
    assert str(refusal.value) == (
        "You may not do this (records.write of M). It can be done by contributors of the body, stewards of the body or "
        "of one above it or administrators of the tenant."
    )


def test_roles_and_scopes_are_those_of_the_database() -> None:
    assert tuple(ROLES) == STORED_ROLES
    assert tuple(SCOPES) == STORED_SCOPES


@pytest.mark.parametrize("operation", Operation)
def test_every_operation_is_granted_to_someone_and_told_in_the_page_of_access(operation: Operation) -> None:
    assert operation in OPERATOR or any(operation in granted for granted in ROLES.values())
    (line,) = [
        line for line in (ROOT / "docs/access.md").read_text("utf-8").splitlines() if f"| `{operation}` |" in line
    ]
    cells = [cell.strip() for cell in line.split("|")][3:-1]
    told = [ROLES[role][operation].value if operation in ROLES[role] else "" for role in ROLES]
    scopes = ", ".join(f"`{scope}`" for scope, operations in SCOPES.items() if operation in operations)
    assert cells == [*told, "yes" if operation in OPERATOR else "", scopes]
