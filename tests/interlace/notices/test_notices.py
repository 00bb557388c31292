"""Notices: told once, taken back before they are mailed, one's own alone, and gone with the person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from interlace import notices
from interlace.db import tenancy
from interlace.db.models import Notice, NoticePreference
from interlace.errors import Forbidden, Invalid, Unknown
from interlace.identity import memberships, users
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import bodies
from tests.databases import new_tenant
from tests.interlace.identity.people import member

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.notices import NoticeTold

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ABOUT = "case:lone-strategy:S1"


def somebody(database: Database, tenant_id: UUID) -> Principal:
    user_id, _ = member(database, tenant_id)
    return Principal("user", user_id, tenant_id, (Grant("reader"),))


def tell(
    database: Database,
    person: Principal,
    kind: str = "case-mention",
    details: Mapping[str, str] | None = None,
    at: datetime = NOW,
) -> None:
    assert person.tenant_id is not None
    assert person.id is not None
    with tenancy.beside(database, person.tenant_id) as session:
        notices.tell(session, [person.id, person.id], kind, ABOUT, details or {"who": "Lisboa", "what": "S1"}, at)


def all_of(database: Database, person: Principal) -> list[NoticeTold]:
    return list(notices.notices(database, person).notices)


def test_nobody_reads_or_marks_the_notices_of_another(accounts: Database, tenant_id: UUID) -> None:
    ana, eve = somebody(accounts, tenant_id), somebody(accounts, tenant_id)
    tell(accounts, ana)
    (told,) = all_of(accounts, ana)
    assert all_of(accounts, eve) == []
    with pytest.raises(Unknown):
        notices.mark_read(accounts, eve, told.id)
    assert notices.mark_all_read(accounts, eve) == 0
    elsewhere = Principal("user", ana.id, new_tenant(accounts), (Grant("reader"),))
    assert all_of(accounts, elsewhere) == []
    assert all_of(accounts, ana)[0].read_at is None


@pytest.mark.parametrize("kind", ["service", "system"])
def test_only_people_have_notices(accounts: Database, tenant_id: UUID, kind: str) -> None:
    for asker in (Principal(kind, uuid4(), tenant_id, (Grant("reader"),)), Principal("user", uuid4(), tenant_id)):
        with pytest.raises(Forbidden):
            notices.notices(accounts, asker)
        with pytest.raises(Forbidden):
            notices.prefer(accounts, asker, "none")


def test_what_is_told_twice_before_it_is_mailed_stands_once_with_the_newer_words(
    accounts: Database, tenant_id: UUID
) -> None:
    ana = somebody(accounts, tenant_id)
    tell(accounts, ana)
    tell(accounts, ana, details={"who": "Porto", "what": "S1"}, at=NOW + timedelta(minutes=3))
    (told,) = all_of(accounts, ana)
    assert (told.details["who"], told.at) == ("Porto", NOW)
    notices.mark_read(accounts, ana, told.id)
    tell(accounts, ana, at=NOW + timedelta(hours=3))
    (told,) = all_of(accounts, ana)
    assert (told.read_at, told.at) == (None, NOW + timedelta(hours=3))


def test_what_was_mailed_may_be_told_again_and_is_not_taken_back(accounts: Database, tenant_id: UUID) -> None:
    ana = somebody(accounts, tenant_id)
    tell(accounts, ana)
    with tenancy.beside(accounts, tenant_id) as session:
        session.execute(update(Notice).values(settled_at=NOW))
    tell(accounts, ana)
    assert len(all_of(accounts, ana)) == 2
    with tenancy.beside(accounts, tenant_id) as session:
        notices.take_back(session, "case-mention", ABOUT)
    assert len(all_of(accounts, ana)) == 1


def test_what_some_are_told_no_longer_stays_with_the_others(accounts: Database, tenant_id: UUID) -> None:
    ana, eve = somebody(accounts, tenant_id), somebody(accounts, tenant_id)
    assert ana.id is not None
    tell(accounts, ana)
    tell(accounts, eve)
    with tenancy.beside(accounts, tenant_id) as session:
        notices.take_back(session, "case-mention", ABOUT, people=[])
        notices.take_back(session, "case-mention", ABOUT, people=[ana.id], keep=[ana.id])
    assert len(all_of(accounts, ana)) == len(all_of(accounts, eve)) == 1
    with tenancy.beside(accounts, tenant_id) as session:
        notices.take_back(session, "case-mention", ABOUT, people=[ana.id])
    assert (len(all_of(accounts, ana)), len(all_of(accounts, eve))) == (0, 1)


def test_a_reminder_with_the_same_deadline_is_told_once_for_good(accounts: Database, tenant_id: UUID) -> None:
    ana = somebody(accounts, tenant_id)
    assert ana.id is not None
    for until in ("2026-12-01", "2026-12-01", "2026-12-24", "2026-12-01"):
        with tenancy.beside(accounts, tenant_id) as session:
            notices.tell_once(session, [ana.id], "case-deadline", ABOUT, {"what": "S1", "until": until}, NOW)
            session.execute(update(Notice).values(settled_at=NOW))
    assert [told.details["until"] for told in all_of(accounts, ana)] == ["2026-12-24", "2026-12-01"]


def test_whoever_is_no_member_is_told_nothing_and_details_are_short_texts(accounts: Database, tenant_id: UUID) -> None:
    ana = somebody(accounts, tenant_id)
    assert ana.id is not None
    with tenancy.beside(accounts, tenant_id) as session:
        long = {"who": "<b>\n" + "x" * 5_000, "what": " ", "by": str(ana.id)}
        notices.tell(session, [ana.id, uuid4()], "talk-asked", "talk:1", long, NOW)
        assert len(session.scalars(select(Notice)).all()) == 1
        with pytest.raises(ValueError, match="Nobody can be told"):
            notices.tell(session, [ana.id], "no-such-kind", "talk:1", {}, NOW)
        with pytest.raises(ValueError, match="Nobody can be told"):
            notices.tell(session, [ana.id], "talk-asked", "talk:1", {"password": "x"}, NOW)
    assert all_of(accounts, ana)[0].details == {"who": "Ana Sousa"}
    users.erase(accounts, ana, ana.id)
    with tenancy.reading(accounts, tenant_id) as session:
        assert session.scalars(select(Notice)).all() == []


def test_people_of_a_body_are_its_own_contributors_and_stewards(accounts: Database, tenant_id: UUID) -> None:
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "A", "name": "A", "level": "national"})
        bodies.register(unit, {"code": "B", "name": "B", "level": "local", "parent": "A"})
    steward, _ = member(accounts, tenant_id, "steward", "A")
    member(accounts, tenant_id, "administrator")
    with tenancy.reading(accounts, tenant_id) as session:
        assert notices.people_of(session, "A") == [steward]
        assert notices.people_of(session, "B") == []
        assert notices.people_of(session, "nowhere") == []


def test_preferences_are_taken_along_and_end_with_the_last_role(accounts: Database, tenant_id: UUID) -> None:
    ana, other = somebody(accounts, tenant_id), somebody(accounts, tenant_id)
    assert ana.id is not None
    assert notices.preference(accounts, ana).mails == "digest"
    with pytest.raises(Invalid):
        notices.prefer(accounts, ana, "daily")
    notices.prefer(accounts, ana, "named")
    notices.prefer(accounts, other, "none")
    tell(accounts, ana)
    (kept,) = users.export(accounts, ana, ana.id)["tenants"].values()
    assert (kept["mails"], kept["notices"][0]["about"]) == ("named", ABOUT)
    for held in memberships.members(accounts, SYSTEM, tenant_id):
        if held.user_id == ana.id:
            memberships.remove(accounts, SYSTEM, tenant_id, held.id)
    assert all_of(accounts, ana) == []
    notices.stop(accounts, tenant_id, ana.id)
    with tenancy.reading(accounts, tenant_id) as session:
        assert session.scalars(select(NoticePreference.user_id)).all() == [other.id]
