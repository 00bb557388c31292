"""The audit chain, against somebody who holds the database itself."""

# ruff: noqa: S608 - the statements are an attacker's, and written here.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from interlace.db import audit, tenancy
from interlace.db.models import Change, TenantRegister
from interlace.principals import SYSTEM
from tests.databases import new_tenant
from tests.examples import examples
from tests.interlace.db.filling import signed_in
from tests.interlace.db.test_unit import put

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

LENGTH = 6


def verified(database: Database, tenant_id: UUID) -> audit.ChainEnd | audit.ChainBreak:
    with tenancy.reading(database, tenant_id) as session:
        return audit.verify(session, tenant_id)


def chain(database: Database) -> UUID:
    """A tenant in which six things were done, three of which changed the register."""
    tenant_id = new_tenant(database)
    for number in range(LENGTH // 2):
        with tenancy.writing(database, tenant_id, SYSTEM) as unit:
            put(unit, "bodies", code=f"B{number}", name="Ä “quoted” \\ name", level="local")
            unit.did("look", "bodies", of=["x", number], nested={"ö": None, "share": 0.1})
    return tenant_id


def tamper(database: Database, tenant_id: UUID, *statements: str) -> None:
    """What the owner of the database can do to a chain."""
    with signed_in(database, owner=True) as owner:
        for statement in statements:
            changed = owner.execute(statement.replace("{t}", f"tenant_id = '{tenant_id}'").encode())
            assert changed.rowcount > 0


def test_a_whole_chain_is_found_whole(database: Database) -> None:
    tenant_id = chain(database)
    end = verified(database, tenant_id)
    assert isinstance(end, audit.ChainEnd)
    assert end.number == LENGTH


def test_a_tenant_in_which_nothing_was_done_has_an_empty_chain(database: Database, tenant_id: UUID) -> None:
    assert verified(database, tenant_id) == audit.ChainEnd(0, b"")


@pytest.mark.parametrize("number", range(1, LENGTH + 1))
@pytest.mark.parametrize(
    "altered",
    [
        "at = at + interval '1 microsecond'",
        "actor = actor || ' '",
        "operation = 'other'",
        "subject = 'other'",
        "revision = coalesce(revision, 0) + 1",
        "revision = CASE WHEN revision IS NULL THEN 1 END",
        "details = details || '{\"more\": 1}'",
        "details = jsonb '[]'",
        "hash = decode('00', 'hex')",
        "hash = previous_hash",
        "previous_hash = decode('00', 'hex')",
    ],
)
def test_an_altered_record_is_found(database: Database, number: int, altered: str) -> None:
    tenant_id = chain(database)
    tamper(database, tenant_id, f"UPDATE audit SET {altered} WHERE {{t}} AND number = {number}")
    found = verified(database, tenant_id)
    assert isinstance(found, audit.ChainBreak)
    assert found.number in {number, number + 1}


@pytest.mark.parametrize("number", range(1, LENGTH + 1))
def test_a_removed_record_is_found(database: Database, number: int) -> None:
    tenant_id = chain(database)
    tamper(database, tenant_id, f"DELETE FROM audit WHERE {{t}} AND number = {number}")
    found = verified(database, tenant_id)
    assert isinstance(found, audit.ChainBreak)
    assert found.number == number


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM audit WHERE {t}"],
        ["DELETE FROM audit WHERE {t} AND number > 3"],
        ["DELETE FROM audit WHERE {t} AND number < 3"],
        ["DELETE FROM audit WHERE {t} AND number = 3", "UPDATE audit SET number = number - 1 WHERE {t} AND number > 3"],
        ["UPDATE registers SET audit_number = 5 WHERE {t}"],
        ["UPDATE registers SET audit_hash = decode('00', 'hex') WHERE {t}"],
        [
            "UPDATE audit SET number = 100 WHERE {t} AND number = 2",
            "UPDATE audit SET number = 2 WHERE {t} AND number = 4",
            "UPDATE audit SET number = 4 WHERE {t} AND number = 100",
        ],
        [
            "UPDATE audit SET number = -number WHERE {t} AND number > 3",
            "INSERT INTO audit SELECT tenant_id, 4, at, actor, operation, subject, revision, details, hash, hash "
            "FROM audit WHERE {t} AND number = 3",
            "UPDATE audit SET number = 1 - number WHERE {t} AND number < 0",
        ],
        [
            "INSERT INTO audit SELECT tenant_id, 7, at, actor, operation, subject, revision, details, hash, hash "
            "FROM audit WHERE {t} AND number = 6"
        ],
        [
            "INSERT INTO audit SELECT tenant_id, 0, at, actor, operation, subject, revision, details, '', '' "
            "FROM audit WHERE {t} AND number = 1"
        ],
    ],
)
def test_a_chain_that_was_cut_lengthened_or_put_in_another_order_is_found(
    database: Database, statements: list[str]
) -> None:
    tenant_id = chain(database)
    tamper(database, tenant_id, *statements)
    assert isinstance(verified(database, tenant_id), audit.ChainBreak)


def test_a_chain_of_another_tenant_is_found_to_be_anothers(database: Database) -> None:
    tenant_id, other = chain(database), chain(database)
    tamper(
        database,
        tenant_id,
        "DELETE FROM audit WHERE {t}",
        f"UPDATE audit SET {{t}} WHERE tenant_id = '{other}'".replace("{t}", f"tenant_id = '{tenant_id}'"),
        f"UPDATE registers r SET audit_hash = o.audit_hash FROM registers o WHERE r.{{t}} AND o.tenant_id = '{other}'",
    )
    found = verified(database, tenant_id)
    assert isinstance(found, audit.ChainBreak)
    assert found.number == 1


def test_tampering_with_one_tenant_leaves_the_chains_of_others_whole(database: Database) -> None:
    tenant_id, other = chain(database), chain(database)
    tamper(database, tenant_id, "DELETE FROM audit WHERE {t} AND number = 2")
    assert isinstance(verified(database, other), audit.ChainEnd)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["a", "ö", "z"]), JSON))
def test_whatever_details_are_told_the_chain_can_be_read_back(
    database: Database, tenant_id: UUID, details: dict[str, Any]
) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.did("try", "anything", **details)
    assert isinstance(verified(database, tenant_id), audit.ChainEnd)


def test_a_long_chain_is_read_in_portions(database: Database, tenant_id: UUID) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for number in range(3000):
            unit.did("try", f"number {number}")
    with tenancy.reading(database, tenant_id) as session:
        rows = audit._rows(session)
        assert next(rows)["number"] == 1
        assert session.scalar(text("SELECT count(*) FROM pg_cursors")) == 1
        assert [row["number"] for row in rows] == list(range(2, 3001))
    end = verified(database, tenant_id)
    assert isinstance(end, audit.ChainEnd)
    assert end.number == 3000


DEEDS = st.sampled_from(["add", "add two", "rename", "same name", "nothing", "fail", "add and remove", "settings"])


class Interrupted(Exception):
    """Something that has nothing to do with the register went wrong."""


def write(database: Database, tenant_id: UUID, deed: str, number: int) -> None:
    """One write of the kind."""
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.did(deed, f"{number}")
        added = [put(unit, "bodies", code=f"C{number}-{n}", name="N", level="local") for n in range(ADDS.get(deed, 0))]
        if deed in {"rename", "same name"}:
            first = unit.session.scalar(text("SELECT id FROM bodies ORDER BY id LIMIT 1"))
            if first is not None:
                unit.change(unit.record("bodies", first), name=f"N{number}" if deed == "rename" else "N")
        if deed == "settings":
            unit.set_head(name=f"{number}")
        if deed == "add and remove":
            unit.remove(added[0])
        if deed == "fail":
            raise Interrupted


ADDS = {"add": 1, "add two": 2, "fail": 1, "add and remove": 1}


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=12))
def test_revisions_neither_repeat_nor_skip(database: Database, deeds: list[str]) -> None:
    tenant_id = new_tenant(database)
    for number, deed in enumerate(deeds):
        try:
            write(database, tenant_id, deed, number)
        except Interrupted:
            assert deed == "fail"
    with tenancy.reading(database, tenant_id) as session:
        revisions = session.scalars(select(Change.revision).distinct().order_by(Change.revision)).all()
        revision = session.scalar(select(TenantRegister.revision)) or 0
        assert list(revisions) == list(range(1, revision + 1))
        noted = text("SELECT DISTINCT revision FROM audit WHERE revision IS NOT NULL ORDER BY 1")
        assert session.scalars(noted).all() == revisions
        assert session.scalar(text("SELECT count(*) FROM outbox")) == revision
        newest = session.scalar(select(func.max(text("revision"))).select_from(text("bodies"))) or 0
        assert newest <= revision
    assert isinstance(verified(database, tenant_id), audit.ChainEnd)


def test_an_end_that_was_noted_elsewhere_shows_a_chain_that_was_written_anew(database: Database) -> None:
    tenant_id, other = chain(database), chain(database)
    with tenancy.reading(database, other) as session:
        elsewhere = audit.verify(session, other)
    with tenancy.reading(database, tenant_id) as session:
        own = audit.verify(session, tenant_id)
        assert isinstance(own, audit.ChainEnd)
        assert isinstance(elsewhere, audit.ChainEnd)
        assert audit.verify(session, tenant_id, noted=(own.number, own.hash.hex()[:12])) == own
        assert audit.verify(session, tenant_id, noted=(own.number, elsewhere.hash.hex())) == audit.ChainBreak(
            own.number, "not the record that was noted"
        )
        assert isinstance(audit.verify(session, tenant_id, noted=(own.number + 1, "00")), audit.ChainBreak)
