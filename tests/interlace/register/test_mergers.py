"""Mergers and splits: everything that an ended body had meets the fate that was stated for it, and nothing is lost."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from graph.tables import SCHEMA
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import AuditRecord, Change, Membership, RefreshFamily, TenantRegister
from interlace.db.records import fetch, fetch_by_code, find
from interlace.errors import Conflict, DomainError, Forbidden, Invalid, Stale
from interlace.identity import lineage
from interlace.identity.lineage import ancestors
from interlace.principals import SYSTEM
from interlace.register import (
    actions,
    bodies,
    competences,
    declarations,
    mergers,
    participations,
    relations,
    strategies,
)
from interlace.register.belongings import FATES, belongings
from interlace.register.mergers import Fate, Reorganised
from interlace.register.periods import free
from tests.interlace.register.random_edits import edit_at_random
from tests.interlace.register.world import KEEP_ALL, settle, someone, the

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database
    from interlace.db.unit import Unit
    from interlace.principals import Principal

DAY = date(2020, 1, 1)
EVE = date(2019, 12, 31)
MOVE_ALL: Mapping[str | UUID, Fate] = {
    kind: Fate("move") if "move" in permitted else Fate("keep") for kind, permitted in FATES.items()
}
END_ALL: Mapping[str | UUID, Fate] = {
    kind: Fate("end") if "end" in permitted else Fate("keep") for kind, permitted in FATES.items()
}


def endow(database: Database, tenant_id: UUID) -> None:
    """Give A and E one of everything, some of it the same."""
    settle(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "AQ", "name": "Quarter", "level": "submunicipal", "parent": "A"})
        bodies.register(unit, {"code": "N2", "name": "N2", "level": "network", "serves": "E"})
        strategies.record(unit, {"code": "S2", "title": "S2", "owner": "R1", "co_owners": ["E", "A"]})
        actions.record(unit, {"code": "X2", "title": "X2", "body": "B", "partners": ["A", "R1"]})
        for code in ("A", "E"):
            relations.declare(unit, {"source": code, "target": "N", "kind": "member_of"})
            competences.state(unit, {"body": code, "area": "media", "role": "lead"})
            participations.record(
                unit,
                {
                    "strategy": "T",
                    "body": code,
                    "phase": "design",
                    "depth": "dialogue" if code == "A" else "information",
                },
            )
        relations.declare(unit, {"source": "A", "target": "E", "kind": "partners_with"})
        relations.declare(unit, {"source": "R1", "target": "A", "kind": "funds", "valid_to": "2018-12-31"})
        relations.declare(unit, {"source": "R1", "target": "A", "kind": "funds", "valid_from": "2021-01-01"})
        declarations.declare(unit, {"body": "E", "declared_on": "2019-01-01"})
        for code in ("A", "E"):
            unit.session.add(Membership(tenant_id=tenant_id, user_id=new_id(), role="contributor", body=code))


def body(unit: Unit, code: str) -> UUID:
    return fetch_by_code(unit.session, "bodies", code).id


def merge(
    database: Database,
    tenant_id: UUID,
    fates: Mapping[str | UUID, Fate],
    heir: str | dict[str, Any] | None = None,
    who: Principal = SYSTEM,
    ended: tuple[str, ...] = ("A", "E"),
    on: object = DAY,
) -> Reorganised:
    """Merge A and E into a new body H, or into another heir."""
    with tenancy.writing(database, tenant_id, who) as unit:
        found = [fetch_by_code(unit.session, "bodies", code) for code in ended]
        into: Any = heir or {"code": "H", "name": "H", "level": "local", "parent": "R1"}
        into = body(unit, into) if isinstance(into, str) else into
        return mergers.merge(unit, {one.id: one.revision for one in found}, into, on, fates, "Law 1/2020")


def mentions(session: Session, code: str) -> list[tuple[str, UUID]]:
    """Every record that names a body."""
    return [
        (table, record.id)
        for table, columns in SCHEMA.items()
        for record in find(session, table)
        if any(
            record[name] == code or (isinstance(record[name], list) and code in record[name])
            for name, column in columns.items()
            if column.refers_to and "bodies" in column.refers_to
        )
    ]


@pytest.mark.parametrize("fates", [MOVE_ALL, END_ALL, KEEP_ALL])
def test_each_single_thing_is_told_with_what_became_of_it(
    database: Database, tenant_id: UUID, fates: Mapping[str | UUID, Fate]
) -> None:
    endow(database, tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        had = {thing for code in ("A", "E") for thing in mentions(session, code)}
        people = set(session.scalars(select(Membership.id)))
    done = merge(database, tenant_id, fates)
    told = [(outcome.belonging.table, outcome.belonging.id) for outcome in done.outcomes]
    assert set(told) == had | {("memberships", person) for person in people}
    assert len({outcome.belonging for outcome in done.outcomes}) == len(done.outcomes)


def test_what_moves_is_the_heirs_and_what_it_had_already_is_joined(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    done = merge(database, tenant_id, MOVE_ALL)
    assert done.counts["strategies"] == {"moved": 2}
    assert done.counts["co_ownerships"] == {"joined": 1, "moved": 1}
    assert done.counts["participations"] == {"joined": 1, "moved": 1}
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "strategies", code="S")["owner"] == "H"
        assert the(session, "strategies", code="S2")["co_owners"] == ["H"]
        assert the(session, "actions", code="X2")["partners"] == ["H", "R1"]
        assert the(session, "participations", strategy="T")["depth"] == "dialogue"
        assert the(session, "bodies", code="N2")["serves"] == "H"
        assert set(session.scalars(select(Membership.body))) == {"H"}


def test_the_past_of_a_merged_body_stays_as_it_was(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    merge(database, tenant_id, MOVE_ALL)
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "bodies", code="A")["valid_to"] == EVE
        assert the(session, "bodies", code="H")["valid_from"] == DAY
        assert the(session, "relations", source="A", kind="member_of")["valid_to"] == EVE
        joined = the(session, "relations", source="H", kind="member_of")
        assert (joined["valid_from"], joined["valid_to"], joined["status"]) == (DAY, None, "declared")
        assert the(session, "relations", source="A", kind="partners_with")["valid_to"] == EVE
        assert not list(find(session, "relations", source="H", kind="partners_with"))
        funds = list(find(session, "relations", source="R1", kind="funds"))
        assert {(row["target"], row["valid_from"]) for row in funds} == {("A", None), ("H", date(2021, 1, 1))}
        lead = list(find(session, "competences", area="media"))
        assert {(row["body"], row["valid_from"], row["valid_to"]) for row in lead} == {
            ("A", None, EVE),
            ("E", None, EVE),
            ("H", DAY, None),
        }


def test_who_was_below_a_merged_body_is_below_its_heir_from_the_day_on(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    merge(database, tenant_id, MOVE_ALL)
    with tenancy.reading(database, tenant_id) as session:
        for child in ("AQ", "C"):
            assert ancestors(session, child, EVE) == ("A", "R1", "PT")
            assert ancestors(session, child, DAY) == ("H", "R1", "PT")


def test_a_child_that_was_elsewhere_for_a_while_comes_back_to_the_heir(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for target, start, end in (("B", "2019-06-01", "2020-06-30"), ("A", "2022-01-01", "2022-12-31")):
            relations.declare(
                unit, {"source": "AQ", "target": target, "kind": "part_of", "valid_from": start, "valid_to": end}
            )
    merge(database, tenant_id, MOVE_ALL)
    with tenancy.reading(database, tenant_id) as session:
        for day, parent in (
            (date(2019, 1, 1), "A"),
            (EVE, "B"),
            (date(2020, 6, 30), "B"),
            (date(2020, 7, 1), "H"),
            (date(2022, 6, 1), "H"),
            (date(2030, 1, 1), "H"),
        ):
            assert ancestors(session, "AQ", day)[0] == parent, day


def test_what_ends_ends_the_day_before(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.record(unit, {"code": "S3", "title": "S3", "owner": "A", "starts_on": "2021-01-01"})
        actions.record(unit, {"code": "X3", "title": "X3", "body": "E", "status": "completed"})
    merge(database, tenant_id, END_ALL)
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "strategies", code="S")["ends_on"] == EVE
        assert [the(session, "strategies", code=code)["status"] for code in ("S", "S3", "D")] == [
            "adopted",
            "withdrawn",
            "draft",
        ]
        assert the(session, "strategies", code="S2")["co_owners"] is None
        assert (the(session, "actions", code="X")["status"], the(session, "actions", code="X")["ends_on"]) == (
            "cancelled",
            EVE,
        )
        assert the(session, "actions", code="X3")["status"] == "completed"
        assert not list(find(session, "relations", valid_from=date(2021, 1, 1)))
        assert list(session.scalars(select(Membership.id))) == []


def test_nothing_is_done_while_anything_is_without_a_fate_and_what_is_missing_is_counted(
    database: Database, tenant_id: UUID
) -> None:
    endow(database, tenant_id)
    with pytest.raises(Invalid) as refused:
        merge(database, tenant_id, {"strategies": Fate("move"), "people": Fate("end")})
    missing = {problem.pointer: problem.details["count"] for problem in refused.value.problems}
    assert missing == {
        "/fates/co_ownerships": "2",
        "/fates/actions": "1",
        "/fates/partnerships": "1",
        "/fates/relations": "5",
        "/fates/competences": "3",
        "/fates/participations": "2",
        "/fates/children": "1",
        "/fates/civil_society": "1",
        "/fates/networks": "1",
        "/fates/declarations": "2",
    }
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 2
        assert the(session, "bodies", code="A")["valid_to"] is None
        assert not list(find(session, "bodies", code="H"))


def test_a_merger_makes_one_revision_with_a_succession_from_each(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    done = merge(database, tenant_id, MOVE_ALL)
    told = [
        (row["predecessor"], row["successor"], row["on"], row["kind"], row["framework"]) for row in done.successions
    ]
    assert told == [(code, "H", DAY, "merger", "Law 1/2020") for code in ("A", "E")]
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 3


def test_a_merger_is_told_under_its_own_name_and_the_audit_tells_of_each_role(
    database: Database, tenant_id: UUID
) -> None:
    endow(database, tenant_id)
    merge(database, tenant_id, MOVE_ALL)
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(Change.operation).where(Change.revision == 3)) == "body.merge"
        deeds = list(session.scalars(select(AuditRecord.operation).where(AuditRecord.revision == 3)))
    assert sorted(deeds) == [
        *["body.merge"] * 2,
        "body.register",
        *["membership.grant"] * 2,
        *["membership.remove"] * 2,
    ]


def test_who_loses_the_last_role_by_a_merger_is_signed_out(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with tenancy.beside(database, tenant_id) as session:
        for user_id in session.scalars(select(Membership.user_id)).all():
            session.add(RefreshFamily(user_id=user_id, token_hash=b"", expires_at=datetime.now(UTC) + timedelta(1)))
    merge(database, tenant_id, END_ALL)
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalar(select(RefreshFamily.id).limit(1)) is None


def test_a_body_may_be_taken_up_by_one_that_is_there(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    done = merge(database, tenant_id, MOVE_ALL, heir="E", ended=("A",))
    assert done.successions[0]["kind"] == "continuation"
    assert done.counts["relations"]["joined"] == 1
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "bodies", code="E")["valid_to"] is None
        assert the(session, "strategies", code="S2")["co_owners"] == ["E"]
        assert the(session, "relations", source="E", kind="member_of")["valid_from"] is None


def test_people_act_for_both_until_the_day_has_come(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        tomorrow = unit.today + timedelta(days=1)
    merge(database, tenant_id, MOVE_ALL, on=tomorrow)
    with tenancy.reading(database, tenant_id) as session:
        assert sorted(map(str, session.scalars(select(Membership.body)))) == ["A", "E", "H", "H"]


def split(unit: Unit, fates: Mapping[str | UUID, Fate], heirs: list[Any] | None = None) -> Reorganised:
    found = fetch_by_code(unit.session, "bodies", "A")
    made = [{"code": code, "name": code, "level": "local", "parent": "R1"} for code in ("H1", "H2")]
    return mergers.split(unit, found.id, found.revision, made if heirs is None else heirs, "2020-01-01", fates)


def test_a_split_gives_single_things_to_single_heirs(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        single = the(unit.session, "strategies", code="D").id
        fates = {kind: Fate(fate.do, "H1") for kind, fate in MOVE_ALL.items()} | {single: Fate("move", "H2")}
        done = split(unit, fates)
    assert {row["kind"] for row in done.successions} == {"split"}
    with tenancy.reading(database, tenant_id) as session:
        assert the(session, "strategies", code="D")["owner"] == "H2"
        assert the(session, "strategies", code="S")["owner"] == "H1"


@pytest.mark.parametrize(
    ("fates", "pointer"),
    [
        ({"strategies": Fate("move")}, "/fates/strategies/heir"),
        ({"strategies": Fate("move", "B")}, "/fates/strategies/heir"),
        ({"strategies": Fate("burn")}, "/fates/strategies/do"),
        ({"children": Fate("end")}, "/fates/children/do"),
        ({"past": Fate("end")}, "/fates/past"),
        ({"secrets": Fate("keep")}, "/fates/secrets"),
    ],
)
def test_a_fate_that_cannot_be_is_told(
    database: Database, tenant_id: UUID, fates: dict[str | UUID, Fate], pointer: str
) -> None:
    endow(database, tenant_id)
    with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, SYSTEM) as unit:
        split(unit, {**KEEP_ALL, **fates})
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


@pytest.mark.parametrize(
    ("heir", "ended", "on", "error"),
    [
        ("A", ("A", "E"), DAY, Invalid),
        ("AQ", ("A",), DAY, Conflict),
        ({"code": "H", "name": "H", "level": "submunicipal", "parent": "A"}, ("A",), DAY, Conflict),
        ({"code": "H", "name": "H", "level": "local", "valid_from": "2021-01-01"}, ("A",), DAY, Invalid),
        ({"code": "A", "name": "H", "level": "local"}, ("A",), DAY, DomainError),
        ("B", (), DAY, Invalid),
        ("B", ("A",), None, Invalid),
        ("B", ("A",), date.min, Conflict),
    ],
)
def test_a_merger_that_makes_no_sense_is_refused(
    database: Database,
    tenant_id: UUID,
    heir: str | dict[str, Any],
    ended: tuple[str, ...],
    on: object,
    error: type[DomainError],
) -> None:
    endow(database, tenant_id)
    with pytest.raises(error):
        merge(database, tenant_id, KEEP_ALL, heir=heir, ended=ended, on=on)


def test_what_is_wrong_with_a_new_heir_is_told_with_its_place(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with pytest.raises(Invalid) as refused:
        merge(database, tenant_id, KEEP_ALL, heir={"code": "H", "name": "", "level": "local"})
    assert [problem.pointer for problem in refused.value.problems] == ["/heirs/0/name"]


def test_a_body_ends_once(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    merge(database, tenant_id, KEEP_ALL)
    with pytest.raises(Conflict):
        merge(database, tenant_id, KEEP_ALL, heir="B", on=date(2021, 1, 1))


def test_a_stale_merger_writes_nothing(database: Database, tenant_id: UUID) -> None:
    endow(database, tenant_id)
    with pytest.raises(Stale), tenancy.writing(database, tenant_id, SYSTEM) as unit:
        mergers.merge(unit, {body(unit, "A"): 2}, body(unit, "B"), DAY, KEEP_ALL)


@pytest.mark.parametrize("code", ["A", "R1", "PT"])
def test_stewards_merge_nothing(database: Database, tenant_id: UUID, code: str) -> None:
    endow(database, tenant_id)
    with pytest.raises(Forbidden):
        merge(database, tenant_id, MOVE_ALL, who=someone(tenant_id, "steward", code))


@pytest.mark.parametrize("seed", range(8))
def test_when_everything_moves_nothing_is_left_with_the_ended_body_but_its_past(
    database: Database, tenant_id: UUID, seed: int
) -> None:
    chance = random.Random(seed)
    endow(database, tenant_id)
    for _ in range(150):
        with suppress(DomainError), tenancy.writing(database, tenant_id, SYSTEM) as unit:
            edit_at_random(unit, chance)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "heir", "name": "Heir", "level": "national"})
        begun = find(unit.session, "bodies", valid_from=None, valid_to=None)
        codes = [one["code"] for one in begun if one["level"] != "network" and one["code"] != "heir"]
    ended = tuple(chance.sample(codes, 2))
    merge(database, tenant_id, MOVE_ALL, heir="heir", ended=ended)
    with tenancy.reading(database, tenant_id) as session:
        left = [thing for code in ended for thing in belongings(session, code, DAY)]
        assert {thing.kind for thing in left} <= {"past", "declarations", "children", "civil_society"}
        below = {fetch(session, "bodies", thing.id)["code"] for thing in left if thing.table == "bodies"}
        for child in below - set(ended):
            for year in (2020, 2021, 2022, 2024, 2030):
                assert lineage._parent(session, child, date(year, 1, 1)) not in ended


def test_the_free_parts_of_a_period_are_those_that_nothing_holds() -> None:
    days = [date(2020, 1, day) for day in range(1, 10)]
    taken = [(days[2], days[3]), (days[6], days[6])]
    assert list(free((days[0], days[8]), taken)) == [(days[0], days[1]), (days[4], days[5]), (days[7], days[8])]
    assert list(free((None, None), taken)) == [(None, days[1]), (days[4], days[5]), (days[7], None)]
    assert list(free((days[2], days[3]), taken)) == []
    assert list(free((days[0], None), [(None, None)])) == []
    assert list(free((None, days[8]), [(None, days[8])])) == []
    assert list(free((days[0], days[1]), [])) == [(days[0], days[1])]
    assert list(free((days[4], None), [(None, days[2])])) == [(days[4], None)]
    assert list(free((None, days[2]), [(days[4], None)])) == [(None, days[2])]
