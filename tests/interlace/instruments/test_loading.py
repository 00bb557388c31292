"""Tenants load instruments and crosswalks of their own; a version never changes, and nothing that is used goes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from interlace import instruments
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import AssessmentRound
from interlace.errors import Conflict, Forbidden, Unknown
from interlace.instruments import loading
from interlace.principals import SYSTEM
from policies.instruments import InstrumentInvalid, shipped
from tests.databases import new_tenant
from tests.interlace.register.world import someone
from tests.policies.instruments.files import AREA, HEAD, item
from tests.policies.instruments.test_crosswalks import GOOD, TOP

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal

OFFICIAL = HEAD.replace("unofficial", "official") + AREA
OLD = (OFFICIAL + item("a1") + item("b1") + item("c1", "", "yes_planned_no") + item("d1", "", "text")).encode()
NEW = (OFFICIAL.replace('"1"', '"2"', 1) + item("a2") + item("bc2") + item("e2")).encode()


@pytest.fixture
def administrator(tenant_id: UUID) -> Principal:
    """Who may load."""
    return someone(tenant_id, "administrator")


def test_an_administrator_loads_an_official_instrument_once(
    database: Database, tenant_id: UUID, administrator: Principal
) -> None:
    who = (database, administrator, tenant_id)
    made = instruments.load(*who, OLD, "try.toml")
    assert (made.key, made.status, made.items, made.shipped, made.uses) == ("try@1", "official", 4, False, 0)
    assert instruments.load(*who, OLD + b"\n# again\n", "try.toml").loaded_at == made.loaded_at
    keys = [one.key for one in instruments.instruments(*who)]
    assert keys == [*(f"{one.id}@{one.version}" for one in shipped().values()), "try@1"]
    assert instruments.instruments(*who)[-1] == made
    shown = instruments.instrument(database, someone(tenant_id, "reader"), tenant_id, "try@1")
    assert [one.id for one in shown.instrument.items] == ["a1", "b1", "c1", "d1"]
    with tenancy.reading(database, tenant_id) as session:
        assert instruments.instrument_of(session, "try", "1").digest == made.digest


def test_a_version_never_changes(database: Database, tenant_id: UUID, administrator: Principal) -> None:
    who = (database, administrator, tenant_id)
    instruments.load(*who, OLD, "try.toml")
    with pytest.raises(Conflict, match="version of its own"):
        instruments.load(*who, OLD.replace(b"a1?", b"Another?"), "try.toml")
    with pytest.raises(Conflict, match="version of its own"):
        instruments.load(*who, OLD.replace(b'id = "try"', b'id = "multilevel-self-check"'), "x")
    with pytest.raises(InstrumentInvalid):
        instruments.load(*who, b'id = "x"', "x.toml")
    assert instruments.instrument(*who, "multilevel-self-check@1").listed.shipped


def test_only_administrators_load_and_what_another_tenant_loaded_is_unknown(
    database: Database, tenant_id: UUID, administrator: Principal
) -> None:
    instruments.load(database, administrator, tenant_id, OLD, "try.toml")
    for role in ("reader", "contributor", "steward"):
        other = someone(tenant_id, role, None if role == "reader" else "A")
        with pytest.raises(Forbidden):
            instruments.load(database, other, tenant_id, NEW, "try.toml")
        with pytest.raises(Forbidden):
            instruments.remove(database, other, tenant_id, "try@1")
        with pytest.raises(Forbidden):
            instruments.load_crosswalk(database, other, tenant_id, (TOP + GOOD).encode(), "x")
    elsewhere = new_tenant(database)
    stranger = someone(elsewhere, "administrator")
    with pytest.raises(Unknown) as there:
        instruments.instrument(database, stranger, elsewhere, "try@1")
    with pytest.raises(Unknown) as nowhere:
        instruments.instrument(database, stranger, elsewhere, "tri@1")
    assert str(there.value).replace("try", "tri") == str(nowhere.value)
    with pytest.raises(Forbidden):
        instruments.instruments(database, stranger, tenant_id)
    for key in ("try", "try@", "@", "", "a\0@1", "try@1@1"):
        with pytest.raises(Unknown):
            instruments.instrument(database, administrator, tenant_id, key)


def test_what_rounds_or_crosswalks_stand_on_stays(
    database: Database, tenant_id: UUID, administrator: Principal
) -> None:
    who = (database, administrator, tenant_id)
    instruments.load(*who, OLD, "try.toml")
    with pytest.raises(Unknown):
        instruments.load_crosswalk(*who, (TOP + GOOD).encode(), "x.toml")
    instruments.load(*who, NEW, "try.toml")
    with pytest.raises(InstrumentInvalid) as lost:
        instruments.load_crosswalk(*who, (TOP + GOOD.replace('["e2"]', "[]")).encode(), "x.toml")
    assert [(one.line, one.code) for one in lost.value.problems] == [(7, "unnamed-item")]
    made = instruments.load_crosswalk(*who, (TOP + GOOD).encode(), "x.toml")
    assert (made.key, made.mapped, made.dropped, made.added) == ("try@1@2", 2, 1, 1)
    assert instruments.crosswalks(*who) == [made]
    assert instruments.crosswalk(*who, "try@1@2").key == "try@1@2"
    with pytest.raises(Conflict, match="Take it away first"):
        instruments.load_crosswalk(*who, (TOP + GOOD.replace("Nobody", "No one")).encode(), "x.toml")
    with pytest.raises(Conflict, match="Crosswalks"):
        instruments.remove(*who, "try@2")
    instruments.remove_crosswalk(*who, "try@1@2")
    with pytest.raises(Unknown):
        instruments.remove_crosswalk(*who, "try@1@2")
    instruments.remove(*who, "try@2")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        asked = {"instrument": "try", "version": "1", "voices": ["body"], "due_on": date(2030, 1, 1)}
        unit.session.add(AssessmentRound(id=new_id(), title="A round", opened_by=uuid4(), **asked))
        unit.session.flush()
        unit.did("round.open", "round:x")
    assert instruments.instrument(*who, "try@1").listed.uses == 1
    # A round is not known to everybody, and no more is how many there are.
    steward = (database, someone(tenant_id, "steward", "A"), tenant_id)
    assert {one.uses for one in instruments.instruments(*steward)} == {None}
    assert instruments.instrument(*steward, "try@1").listed.uses is None
    with pytest.raises(Conflict, match="stand on"):
        instruments.remove(*who, "try@1")
    with pytest.raises(Conflict, match="comes with the program"):
        instruments.remove(*who, "multilevel-self-check@1")


def test_what_is_too_much_once_it_is_written_out_is_refused(
    database: Database, tenant_id: UUID, administrator: Principal
) -> None:
    words = "w" * 1_950
    large = OFFICIAL + "".join(item(f"i{number}").replace("?", words) for number in range(960))
    assert len(large) < 2**21
    with pytest.raises(InstrumentInvalid) as told_of:
        instruments.load(database, administrator, tenant_id, large.encode(), "x.toml")
    assert [one.code for one in told_of.value.problems] == ["too-large"]


def test_a_tenant_loads_only_so_many(
    database: Database, tenant_id: UUID, administrator: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_LOADED", 1)
    instruments.load(database, administrator, tenant_id, OLD, "try.toml")
    with pytest.raises(Conflict, match="at most 1"):
        instruments.load(database, administrator, tenant_id, NEW, "try.toml")
