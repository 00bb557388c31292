"""Mail reaches a real server once, in the reader's language, and not before a mistake could be corrected."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from interlace import mail, notices
from interlace.db import tenancy
from interlace.db.models import Notice, ReminderLetter
from interlace.identity import memberships, users
from interlace.principals import SYSTEM, Grant, Principal
from interlace.register import settings
from interlace.reminders import Sender, queue, sending
from interlace.reminders.queue import week_of
from tests.interlace.identity.people import address, member
from tests.interlace.reminders.post_office import Clock, PostOffice, installation, send, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from interlace.db.connections import Database

#: A Wednesday.
NOW = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, 6, 0, tzinfo=UTC)


@pytest.fixture
def posting(accounts: Database, post_office: PostOffice) -> Iterator[Database]:
    made = installation(accounts, post_office)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def tenant_id(accounts: Database) -> UUID:
    from tests.databases import new_tenant

    made = new_tenant(accounts)
    with tenancy.writing(accounts, made, SYSTEM) as unit:
        settings.change(unit, unit.head.revision, {"name": "Country\r\nBcc: all@x.example"[:7]})
    return made


@pytest.fixture
def ana(posting: Database, tenant_id: UUID) -> Principal:
    user_id, _ = member(posting, tenant_id)
    return Principal("user", user_id, tenant_id, (Grant("reader"),))


def speak_french(database: Database, person: Principal) -> None:
    assert person.id is not None
    users.change_profile(database, person.id, name="Ana Sousa", language="fr")


def left(database: Database, tenant_id: UUID) -> list[object]:
    with tenancy.reading(database, tenant_id) as session:
        return list(session.scalars(select(Notice.id).where(Notice.settled_at.is_(None))))


def test_what_names_somebody_is_mailed_after_ten_minutes_and_once(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    tell(posting, ana, "request-asked", "request:1", NOW, who="Lisboa", what="Is it complete?", until="2026-12-24")
    clock.go(minutes=9, seconds=59)
    assert send(posting, tenant_id, clock) == 0
    clock.go(seconds=1)
    assert send(posting, tenant_id, clock) == 1
    clock.go(days=30)
    assert send(posting, tenant_id, clock) == 0
    (letter,) = post_office.letters
    assert letter["Subject"] == "Lisboa asks you: Is it complete?"
    text = letter.get_content()
    assert "https://register.example/t/" in text
    assert "/questions" in text
    assert "December 24, 2026" in text


def test_a_corrected_mistake_sends_no_mail(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    tell(posting, ana, "case-mention", "case:x:1", NOW, who="Lisboa", what="oops")
    with tenancy.beside(posting, tenant_id) as session:
        notices.take_back(session, "case-mention", "case:x:1")
    clock.go(days=10)
    assert send(posting, tenant_id, clock) == 0
    assert post_office.letters == []


def test_what_was_read_is_not_mailed(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="read at once")
    notices.mark_all_read(posting, ana)
    clock.go(minutes=10)
    assert send(posting, tenant_id, clock) == 0
    assert (post_office.letters, left(posting, tenant_id)) == ([], [])


def test_the_weeks_letter_holds_all_else_in_french_for_whoever_speaks_it(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    speak_french(posting, ana)
    tell(posting, ana, "case-closed", "case:x:1", NOW, what="<b>S1</b>")
    tell(posting, ana, "request-answered", "request:7", NOW, who="Porto", what="Plans", until="2026-12-24")
    clock.at = MONDAY.replace(minute=0)
    clock.go(seconds=-1)
    assert send(posting, tenant_id, clock) == 0
    clock.at = MONDAY
    assert send(posting, tenant_id, clock) == 1
    tell(posting, ana, "case-closed", "case:x:2", MONDAY, what="next week's")
    clock.go(days=3)
    assert send(posting, tenant_id, clock) == 0
    (letter,) = post_office.letters
    assert letter["Subject"] == "Cette semaine dans « Country »"
    text = letter.get_content()
    assert letter.get_content_type() == "text/plain"
    assert "C’est clos : <b>S1</b>" in text
    assert "Porto a répondu à votre question : Plans" in text
    assert "Jusqu’au : 24 décembre 2026" in text
    clock.at = MONDAY
    clock.go(days=7)
    assert send(posting, tenant_id, clock) == 1


def test_nothing_empty_is_sent(posting: Database, tenant_id: UUID, ana: Principal, clock: Clock) -> None:
    clock.at = MONDAY
    assert send(posting, tenant_id, clock) == 0
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="x")
    with tenancy.beside(posting, tenant_id) as session:
        assert queue.gather(session, MONDAY) == 1
        notices.take_back(session, "case-mention", "case:x:1")
    assert send(posting, tenant_id, clock) == 0
    with tenancy.reading(posting, tenant_id) as session:
        assert session.scalars(select(ReminderLetter)).all() == []


@pytest.mark.parametrize(("mails", "expected"), [("digest", 2), ("named", 1), ("none", 0)])
def test_people_are_written_to_as_they_prefer(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, mails: str, expected: int
) -> None:
    notices.prefer(posting, ana, mails)
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="named")
    tell(posting, ana, "case-closed", "case:x:1", NOW, what="not named")
    clock.at = MONDAY
    assert send(posting, tenant_id, clock) == expected
    assert left(posting, tenant_id) == []
    assert len(notices.notices(posting, ana).notices) == 2


def test_a_server_that_is_down_loses_nothing_and_gets_it_once_when_it_is_up(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="x")
    post_office.close()
    clock.go(minutes=10)
    assert send(posting, tenant_id, clock) == 0
    assert send(posting, tenant_id, clock) == 0
    post_office.open()
    assert send(posting, tenant_id, clock) == 0, "it is not tried again at once"
    clock.go(minutes=1)
    assert send(posting, tenant_id, clock) == 1
    clock.go(days=1)
    assert send(posting, tenant_id, clock) == 0
    assert len(post_office.letters) == 1


def test_a_letter_that_was_taken_but_not_marked_is_the_same_letter_again(
    posting: Database,
    tenant_id: UUID,
    ana: Principal,
    clock: Clock,
    post_office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="x")
    clock.go(minutes=10)

    class Killed(BaseException):
        """The process is gone."""

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(queue, "sent", killed)
        with pytest.raises(Killed):
            send(posting, tenant_id, clock)
    assert send(posting, tenant_id, clock) == 0, "its holder may still be at it"
    clock.go(minutes=4)
    assert send(posting, tenant_id, clock) == 1
    first, second = post_office.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@country.example>")


def test_an_address_that_does_not_exist_is_given_up(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    assert ana.id is not None
    post_office.refusing.add(users.profile(posting, ana.id).email)
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="x")
    clock.go(minutes=10)
    assert send(posting, tenant_id, clock) == 0
    with tenancy.reading(posting, tenant_id) as session:
        assert session.scalars(select(ReminderLetter.state)).all() == ["given-up"]
    assert left(posting, tenant_id) == []


def test_several_workers_at_once_send_each_letter_once(
    posting: Database, tenant_id: UUID, clock: Clock, post_office: PostOffice
) -> None:
    for number in range(6):
        user_id, _ = member(posting, tenant_id)
        person = Principal("user", user_id, tenant_id, (Grant("reader"),))
        tell(posting, person, "case-mention", f"case:x:{number}", NOW, what=f"number {number}")
    clock.go(minutes=10)
    threads = [threading.Thread(target=send, args=(posting, tenant_id, clock)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(post_office.letters) == 6
    assert len({letter["Message-ID"] for letter in post_office.letters}) == 6


def test_nobody_is_written_to_who_has_left_or_never_came(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    invited = users.invite(posting, SYSTEM, tenant_id, email=address(), name="Rui", role="reader")
    rui = Principal("user", invited, tenant_id, (Grant("reader"),))
    for person in (ana, rui):
        tell(posting, person, "case-mention", "case:x:1", NOW, what="x")
    for held in memberships.members(posting, SYSTEM, tenant_id):
        if held.user_id == ana.id:
            memberships.remove(posting, SYSTEM, tenant_id, held.id)
    clock.go(minutes=10)
    assert send(posting, tenant_id, clock) == 0
    assert post_office.letters == []


def test_one_person_gets_a_bounded_number_of_letters_a_day(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    for number in range(queue.MOST_A_DAY + 3):
        tell(posting, ana, "case-mention", f"case:x:{number}", clock.at, what=f"number {number}")
        clock.go(minutes=10)
        send(posting, tenant_id, clock)
    assert len(post_office.letters) == queue.MOST_A_DAY
    clock.go(days=1)
    assert send(posting, tenant_id, clock) == 1
    assert "number 10" in post_office.letters[-1].get_content()


def test_what_waits_for_others_keeps_up_nothing_that_names_somebody(
    posting: Database,
    tenant_id: UUID,
    ana: Principal,
    clock: Clock,
    post_office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "_MOST_GATHERED", 1)
    invited = users.invite(posting, SYSTEM, tenant_id, email=address(), name="Rui", role="reader")
    rui = Principal("user", invited, tenant_id, (Grant("reader"),))
    tell(posting, rui, "case-mention", "case:x:1", NOW, what="never came")
    tell(posting, ana, "case-closed", "case:x:1", NOW, what="next week's")
    eve = Principal("user", member(posting, tenant_id)[0], tenant_id, (Grant("reader"),))
    for person in (ana, eve):
        tell(posting, person, "case-mention", "case:x:2", NOW, what="named")
    clock.go(minutes=10)
    assert [send(posting, tenant_id, clock) for _ in range(3)] == [1, 1, 0]
    assert len(post_office.letters) == 2
    assert len(left(posting, tenant_id)) == 2
    # Senders of other tests serve every tenant that there is.
    with tenancy.beside(posting, tenant_id) as session:
        notices.take_back(session, "case-closed", "case:x:1")


def test_long_texts_and_line_breaks_make_no_other_heads(
    posting: Database, tenant_id: UUID, ana: Principal, clock: Clock, post_office: PostOffice
) -> None:
    tell(posting, ana, "case-mention", "case:x:1", NOW, who="A\r\nBcc: all@x.example", what="é" * 5_000)
    clock.go(minutes=10)
    assert send(posting, tenant_id, clock) == 1
    (letter,) = post_office.letters
    assert letter["Bcc"] is None
    assert len(letter["Subject"]) <= 120


def test_the_clock_of_a_sender_in_a_thread_is_the_real_one(
    posting: Database, tenant_id: UUID, ana: Principal, post_office: PostOffice
) -> None:
    tell(posting, ana, "case-mention", "case:x:1", NOW, what="x")
    with tenancy.beside(posting, tenant_id) as session:
        session.execute(update(Notice).values(at=NOW))
    arrived = threading.Event()
    with sending(posting) as sender:
        for _ in range(100):
            if post_office.letters:
                break
            arrived.wait(0.1)
        sender.stop()
    assert len(post_office.letters) == 1


def test_a_week_ends_on_monday_morning() -> None:
    assert week_of(MONDAY) == MONDAY
    assert week_of(MONDAY.replace(hour=5)) == datetime(2026, 11, 2, 6, tzinfo=UTC)
    assert week_of(NOW) == datetime(2026, 11, 2, 6, tzinfo=UTC)


def test_without_a_server_letters_are_in_the_log(
    accounts: Database, tenant_id: UUID, ana: Principal, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    tell(accounts, ana, "case-mention", "case:x:1", NOW, what="seen in the log")
    clock.go(minutes=10)
    assert Sender(accounts, now=clock).send(tenant_id) == 1
    assert "seen in the log" in caplog.text
    assert mail is not None
