"""Who may be asked to talk, who learns what of whom, and how a request ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from interlace import talks
from interlace.db import tenancy
from interlace.db.identifiers import new_id
from interlace.db.models import Membership, Notice, Talk, User
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.identity import memberships, personal, users
from interlace.principals import SYSTEM, Grant, Principal
from interlace.reading.sight import Sight
from interlace.reading.view import View
from interlace.snapshots.store import SnapshotStore
from interlace.talks.asking import MOST_WAITING
from tests.databases import new_tenant
from tests.interlace.identity.countries import put

if TYPE_CHECKING:
    from collections.abc import Callable

    from interlace.db.connections import Database

KEY = "strategy-missing:T0"
TODAY = datetime.now(UTC).date()


class Towns:
    """Seven towns; the last of them has closed the gap that the first still has."""

    def __init__(self, database: Database) -> None:
        self.database, self.tenant_id = database, new_tenant(database)
        self.store = SnapshotStore(2**28)
        with tenancy.writing(database, self.tenant_id, SYSTEM) as unit:
            put(unit, "bodies", code="N", name="Nation", level="national", population=10**6)
            for number in range(7):
                town = {"code": f"T{number}", "name": f"Town {number}", "level": "local", "parent": "N"}
                put(unit, "bodies", **town, population=50_000)
            begun = TODAY - timedelta(days=100)
            strategy = {"code": "S", "title": "Plan", "owner": "T6", "status": "adopted", "starts_on": begun}
            put(unit, "strategies", **strategy)

    @property
    def view(self) -> View:
        return View(Sight(self.store.current(self.database, self.tenant_id), frozenset()), TODAY)

    def somebody(self, body: str | None, name: str = "Somebody", role: str = "contributor") -> Principal:
        user_id = new_id()
        with tenancy.platform(self.database) as session:
            session.add(User(id=user_id, email=f"{user_id}@example.org", name=name))
        with tenancy.writing(self.database, self.tenant_id, SYSTEM) as unit:
            unit.session.add(Membership(user_id=user_id, role=role, body=body))
        return Principal("user", user_id, self.tenant_id, (Grant(role, body),))

    def open(self, who: Principal, body: str = "T6", yes: bool = True) -> None:
        talks.set_open(self.database, who, self.tenant_id, body, yes)

    def ask(self, who: Principal, **values: object) -> UUID:
        given = {"finding": KEY, "body": "T6", "message": "How did you do it?", **values}
        return talks.ask(self.database, self.view, who, self.tenant_id, given)

    def told(self, who: Principal, *states: str) -> list[talks.TalkTold]:
        return list(talks.talks(self.database, who, self.tenant_id, states=states).items)

    def notices(self, kind: str) -> list[UUID]:
        with tenancy.reading(self.database, self.tenant_id) as session:
            return list(session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


@pytest.fixture
def towns(database: Database) -> Towns:
    return Towns(database)


def test_unless_somebody_said_so_nobody_is_asked_and_nobody_learns_who_is_there(towns: Towns) -> None:
    ana, rui = towns.somebody("T0"), towns.somebody("T6")
    assert talks.open_bodies(towns.database, rui, towns.tenant_id) == [talks.OpenBody("T6", open_to_talk=False)]
    with pytest.raises(Conflict) as of_somebody:
        towns.ask(ana)
    assert str(rui.id) not in str(of_somebody.value)
    assert towns.told(rui) == []


def test_names_and_addresses_are_told_to_both_once_it_is_accepted_and_not_before(towns: Towns) -> None:
    ana, rui, eve = towns.somebody("T0", "Ana"), towns.somebody("T6", "Rui"), towns.somebody("T6", "Eve")
    towns.open(rui)
    made = towns.ask(ana)
    assert towns.notices("talk-asked") == [rui.id]
    (asked,) = towns.told(rui)
    assert (asked.id, asked.asked_by_me, list(asked.for_bodies), asked.with_whom) == (made, False, ["T0"], None)
    assert towns.told(eve) == []
    accepted = talks.answer(towns.database, rui, towns.tenant_id, made, accept=True)
    assert accepted.with_whom == talks.Person("Ana", f"{ana.id}@example.org")
    assert towns.told(ana)[0].with_whom == talks.Person("Rui", f"{rui.id}@example.org")
    assert towns.notices("talk-answered") == [ana.id]
    assert towns.notices("talk-asked") == []


def test_who_declines_shares_nothing_and_the_first_answer_counts(towns: Towns) -> None:
    ana, rui, eve = towns.somebody("T0"), towns.somebody("T6"), towns.somebody("T6")
    towns.open(rui)
    towns.open(eve)
    made = towns.ask(ana)
    talks.answer(towns.database, eve, towns.tenant_id, made, accept=False)
    (told,) = towns.told(ana)
    assert (told.state, told.with_whom) == ("declined", None)
    for who in (rui, eve):
        with pytest.raises((Unknown, Conflict)):
            talks.answer(towns.database, who, towns.tenant_id, made, accept=True)


def test_only_who_is_concerned_sees_answers_or_withdraws(towns: Towns) -> None:
    ana, rui, eve = towns.somebody("T0"), towns.somebody("T6"), towns.somebody("T5")
    towns.open(rui)
    made = towns.ask(ana)
    acts: list[Callable[..., object]] = [talks.withdraw, partial(talks.answer, accept=True), talks.talk]
    for act in acts:
        with pytest.raises(Unknown):
            act(towns.database, eve, towns.tenant_id, made)
        with pytest.raises(Unknown):
            act(towns.database, ana, towns.tenant_id, uuid4())
    with pytest.raises(Forbidden):
        talks.withdraw(towns.database, rui, towns.tenant_id, made)
    with pytest.raises(Forbidden):
        talks.answer(towns.database, ana, towns.tenant_id, made, accept=True)
    assert talks.withdraw(towns.database, ana, towns.tenant_id, made).state == "withdrawn"
    assert towns.told(rui) == []
    assert towns.notices("talk-asked") == []
    with pytest.raises(Conflict):
        talks.withdraw(towns.database, ana, towns.tenant_id, made)


def test_who_takes_the_consent_back_is_asked_no_longer(towns: Towns) -> None:
    ana, rui = towns.somebody("T0"), towns.somebody("T6")
    towns.open(rui)
    made = towns.ask(ana)
    towns.open(rui, yes=False)
    with pytest.raises(Unknown):
        talks.answer(towns.database, rui, towns.tenant_id, made, accept=True)


def test_nobody_says_that_another_or_they_for_another_body_may_be_asked(towns: Towns) -> None:
    rui = towns.somebody("T6")
    with pytest.raises(Unknown):
        towns.open(rui, "T5")
    for who in (
        SYSTEM,
        Principal("service", uuid4(), towns.tenant_id, (Grant("administrator"),), frozenset({"write"})),
    ):
        with pytest.raises(Forbidden):
            towns.open(who)
        with pytest.raises(Forbidden):
            towns.ask(who)
        with pytest.raises(Forbidden):
            towns.told(who)


def test_who_does_not_act_for_the_body_of_the_finding_does_not_ask(towns: Towns) -> None:
    towns.open(towns.somebody("T6"))
    for who in (towns.somebody("T1"), towns.somebody(None, role="reader")):
        with pytest.raises(Forbidden):
            towns.ask(who)


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"finding": "strategy-missing:T6"}, Unknown),
        ({"finding": "x" * 1000}, Unknown),
        ({"body": "T1"}, Invalid),
        ({"body": "T0"}, Invalid),
        ({"message": "  "}, Invalid),
        ({"message": "x" * 2001}, Invalid),
        ({"message": "a\0b"}, Invalid),
        ({"message": 7}, Invalid),
        ({"state": "accepted"}, Invalid),
    ],
)
def test_what_is_wrong_is_refused(towns: Towns, values: dict[str, Any], refused: type[Exception]) -> None:
    towns.open(towns.somebody("T6"))
    with pytest.raises(refused):
        towns.ask(towns.somebody("T0"), **values)


def test_the_same_is_asked_once_and_not_too_much_waits(towns: Towns) -> None:
    ana = towns.somebody("T0")
    towns.open(towns.somebody("T6"))
    towns.ask(ana, message="<script>alert(1)</script>")
    with pytest.raises(Conflict):
        towns.ask(ana)
    with tenancy.writing(towns.database, towns.tenant_id, SYSTEM) as unit:
        until = unit.at + timedelta(days=1)
        for number in range(MOST_WAITING):
            row = Talk(finding=f"x{number}", body="T5", asker=ana.id, message="x", asked_at=unit.at, expires_at=until)
            unit.session.add(row)
        unit.session.execute(update(Talk).where(Talk.body == "T6").values(state="declined", ended_at=unit.at))
    with pytest.raises(Conflict):
        towns.ask(ana)
    page = talks.talks(towns.database, ana, towns.tenant_id, first=15)
    rest = talks.talks(towns.database, ana, towns.tenant_id, first=15, after=page.next_after)
    assert len(page.items) + len(rest.items) == MOST_WAITING + 1
    assert rest.next_after is None
    assert len({one.id for one in (*page.items, *rest.items)}) == MOST_WAITING + 1


def test_after_sixty_days_a_request_has_expired(towns: Towns) -> None:
    ana, rui = towns.somebody("T0"), towns.somebody("T6")
    towns.open(rui)
    made = towns.ask(ana)
    with tenancy.writing(towns.database, towns.tenant_id, SYSTEM) as unit:
        past = unit.at - timedelta(days=61)
        unit.session.execute(update(Talk).values(asked_at=past, expires_at=past + talks.LASTS))
    assert [one.state for one in towns.told(ana)] == ["expired"]
    assert [one.state for one in towns.told(ana, "expired")] == ["expired"]
    assert towns.told(ana, "asked") == []
    assert towns.told(rui) == []
    with pytest.raises(Unknown):
        talks.answer(towns.database, rui, towns.tenant_id, made, accept=True)
    with pytest.raises(Conflict):
        talks.withdraw(towns.database, ana, towns.tenant_id, made)


def test_another_tenant_knows_nothing_of_it(towns: Towns, database: Database) -> None:
    ana, rui = towns.somebody("T0"), towns.somebody("T6")
    towns.open(rui)
    made = towns.ask(ana)
    other = new_tenant(database)
    stranger = Principal("user", rui.id, other, (Grant("administrator"),))
    with pytest.raises(Unknown):
        talks.answer(database, stranger, other, made, accept=True)
    with pytest.raises(Forbidden):
        talks.talks(database, stranger, towns.tenant_id)


def test_what_people_said_is_theirs_to_take_and_goes_with_them(towns: Towns) -> None:
    ana, rui = towns.somebody("T0", "Ana"), towns.somebody("T6", "Rui")
    towns.open(rui)
    made = towns.ask(ana)
    talks.answer(towns.database, rui, towns.tenant_id, made, accept=True)
    assert rui.id is not None
    assert ana.id is not None
    with tenancy.reading(towns.database, towns.tenant_id) as session:
        assert personal.told(session, ana.id)["talks_asked_for"][0]["message"] == "How did you do it?"
        assert personal.told(session, rui.id)["open_to_talk"][0]["body"] == "T6"
    users.erase(towns.database, rui, rui.id)
    (left,) = towns.told(ana)
    assert (left.state, left.with_whom) == ("accepted", None)
    users.erase(towns.database, ana, ana.id)
    with tenancy.reading(towns.database, towns.tenant_id) as session:
        assert session.scalar(select(Talk.id)) is None


def test_a_role_that_is_taken_takes_the_consent_along(towns: Towns) -> None:
    rui = towns.somebody("T6")
    towns.open(rui)
    with tenancy.writing(towns.database, towns.tenant_id, SYSTEM) as unit:
        held = unit.session.scalars(select(Membership).where(Membership.user_id == rui.id)).all()
        unit.session.add(Membership(user_id=rui.id, role="contributor", body="T5"))
        memberships.take(unit, held)
    assert talks.open_bodies(towns.database, rui, towns.tenant_id) == [talks.OpenBody("T5", open_to_talk=False)]
    with pytest.raises(Conflict):
        towns.ask(towns.somebody("T0"))


def test_who_is_open_no_longer_is_not_written_to_about_what_waits(towns: Towns) -> None:
    ana, rui, eve = towns.somebody("T0"), towns.somebody("T6"), towns.somebody("T6")
    towns.open(rui)
    towns.open(eve)
    towns.ask(ana)
    assert set(towns.notices("talk-asked")) == {rui.id, eve.id}
    towns.open(rui, yes=False)
    assert towns.notices("talk-asked") == [eve.id]


def test_what_somebody_asked_is_in_nobodys_notices_once_they_have_left(towns: Towns) -> None:
    ana, rui = towns.somebody("T0"), towns.somebody("T6")
    towns.open(rui)
    towns.ask(ana)
    with tenancy.writing(towns.database, towns.tenant_id, SYSTEM) as unit:
        unit.session.execute(update(Notice).values(settled_at=unit.at))
    assert ana.id is not None
    users.erase(towns.database, SYSTEM, ana.id)
    assert towns.notices("talk-asked") == []
