"""What bodies of different tenants write to each other: who sees it, who is told, what it takes, how it ends."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from interlace import gatherings
from interlace.db import tenancy
from interlace.db.models import CommonsApproach
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.gatherings import approaching, relaying
from interlace.gatherings.approaching import MOST_WAITING
from interlace.identity import memberships, personal, users
from interlace.principals import SYSTEM, Principal
from tests.interlace.asked import statements
from tests.interlace.gatherings.test_icalendar import parsed
from tests.interlace.gatherings.towns import Town

if TYPE_CHECKING:
    from collections.abc import Callable

    from interlace.db.connections import Database


@pytest.fixture(scope="module")
def host(database: Database) -> Town:
    return Town(database, "Lusitania")


@pytest.fixture(scope="module")
def guest(database: Database) -> Town:
    return Town(database, "Hispania")


@pytest.fixture(scope="module")
def third(database: Database) -> Town:
    return Town(database, "Gallia")


def test_a_third_tenant_and_other_bodies_see_nothing_of_what_two_bodies_write(
    host: Town, guest: Town, third: Town
) -> None:
    entry = host.publish(host.make("study_visit"))
    sent = guest.approach(entry)
    assert (sent.kind, sent.state, sent.received, sent.may_withdraw) == ("application", "sent", False, True)
    strangers = [
        (third, third.administrator),
        (third, third.person),
        (host, host.somebody("U")),
        (host, host.somebody(None, "reader")),
        (guest, guest.somebody("U")),
        (third, Principal("user", host.person.id, third.tenant_id)),
    ]
    for town, who in strangers:
        asker = (town.database, who, town.tenant_id)
        assert sent.id not in {one.id for one in town.seen(who)}
        nothing: list[Callable[[], object]] = [
            lambda: gatherings.approach_of(*asker, sent.id),  # noqa: B023 - called at once
            lambda: gatherings.answer(*asker, sent.id, True),  # noqa: B023 - the same
            lambda: gatherings.withdraw(*asker, sent.id),  # noqa: B023 - the same
        ]
        for call in nothing:
            with pytest.raises(Unknown):
                call()
    (there,) = [one for one in host.seen() if one.id == sent.id]
    assert (there.received, there.may_answer, there.sender.name) == (True, True, "Town T of Hispania")
    assert "@" not in repr(there).replace(there.text, "")
    with pytest.raises(Forbidden):
        gatherings.answer(*guest.asker, sent.id, True)
    with pytest.raises(Forbidden):
        gatherings.withdraw(*host.asker, sent.id)
    with pytest.raises(Forbidden):
        guest.approach(entry, who=guest.somebody("U"))
    with pytest.raises(Forbidden):
        guest.approach(entry, who=guest.somebody(None, "reader"))
    with pytest.raises(Forbidden):
        gatherings.approach(guest.database, SYSTEM, guest.tenant_id, {"entry": str(entry), "body": "T", "text": "x"})


def test_the_people_of_the_body_are_told_once_in_their_own_tenant_and_the_sender_of_the_answer(
    host: Town, guest: Town, database: Database
) -> None:
    entry = host.publish(host.make("mentoring_offer"))
    sent = guest.approach(entry, text="How <b>so</b>?\nPlease.")
    told = [details for kind, details in host.notices() if kind == "approach-received"]
    assert told[-1] == {"who": "Town T of Hispania (Hispania)", "what": "How <b>so</b>? Please."}
    before = host.notices()
    for town in (host, guest):
        relaying.relay_now(database, town.tenant_id)
    assert host.notices() == before
    host.answer(sent.id)
    assert guest.notices()[-1] == ("approach-answered", {"who": "Town T of Lusitania (Lusitania)", "what": sent.title})
    answers = len(guest.notices())
    relaying.relay_now(database, guest.tenant_id)
    assert len(guest.notices()) == answers
    with pytest.raises(Conflict, match="accepted"):
        host.answer(sent.id, accept=False)
    (mine,) = [one for one in guest.seen() if one.id == sent.id]
    assert (mine.state, mine.answer) == ("accepted", "So be it.")


def test_what_a_crash_left_untold_a_round_tells_once(
    host: Town, guest: Town, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, before = host.publish(host.make("mentoring_offer")), len(host.notices())
    with monkeypatch.context() as patched:
        patched.setattr(approaching, "relay_now", lambda *_: None)
        guest.approach(entry)
    assert len(host.notices()) == before
    for _ in range(2):
        relaying.relay_now(database, host.tenant_id)
        assert len(host.notices()) == before + 1


def test_what_is_withdrawn_or_whose_entry_is_gone_waits_no_more(host: Town, guest: Town) -> None:
    made = host.make("study_visit")
    entry, before = host.publish(made), host.notices()
    sent = guest.approach(entry)
    assert len(host.notices()) == len(before) + 1
    assert gatherings.withdraw(*guest.asker, sent.id).state == "withdrawn"
    assert host.notices() == before
    with pytest.raises(Conflict, match="withdrawn"):
        host.answer(sent.id)
    again = guest.approach(entry)
    host.withdraw(entry)
    (seen,) = [one for one in guest.seen() if one.id == again.id]
    assert (seen.state, seen.entry_there, seen.may_withdraw) == ("ended", False, False)
    with pytest.raises(Conflict, match="ended"):
        host.answer(again.id)
    with pytest.raises(Unknown):
        guest.approach(entry)


def test_a_list_asks_the_database_as_often_however_long_it_is(host: Town, guest: Town) -> None:
    writer = guest.somebody("N", "steward")
    entries = [host.publish(host.make("study_visit")) for _ in range(3)]
    sent = [guest.approach(entry, who=writer, body=("T", "U")[number % 2]) for number, entry in enumerate(entries)]
    host.withdraw(entries[0])
    counts, told = [], []
    for first in (1, 3):
        with statements(guest.database) as asked:
            told = [*gatherings.approaches(guest.database, writer, guest.tenant_id, first=first).items]
        counts.append(len(asked))
    assert [(one.id, one.state, one.may_withdraw) for one in told] == [
        (sent[2].id, "sent", True),
        (sent[1].id, "sent", True),
        (sent[0].id, "ended", False),
    ]
    assert counts[0] == counts[1] <= 20


def test_whoever_wrote_is_answered_still_when_newer_words_are_published(host: Town, guest: Town) -> None:
    made = host.make("study_visit")
    entry = host.publish(made)
    waiting = guest.approach(entry)
    gatherings.change(*host.asker, made.id, 1, {"programme": "On Monday you arrive."})
    assert host.publish(made) == entry
    assert gatherings.approach_of(*guest.asker, waiting.id).state == "sent"
    assert host.answer(waiting.id).state == "accepted"
    host.withdraw(entry)
    assert host.publish(made) != entry


def test_no_more_is_accepted_than_there_are_places_and_the_last_one_goes_to_one(
    host: Town, guest: Town, third: Town
) -> None:
    made = host.make("study_visit", places=1)
    entry = host.publish(made)
    sent = [guest.approach(entry).id, third.approach(entry).id]
    barrier, outcomes = Barrier(2), []

    def accept(approach: object) -> None:
        barrier.wait()
        try:
            outcomes.append(host.answer(approach).state)  # type: ignore[arg-type]
        except Conflict as conflict:
            outcomes.append(str(conflict))

    threads = [Thread(target=accept, args=(one,)) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["All 1 places are taken. Decline, or make more room first.", "accepted"]
    gatherings.change(*host.asker, made.id, 1, {"places": 2})
    states = {one.id: one.state for one in host.seen() if one.id in sent}
    (waiting,) = [one for one, state in states.items() if state == "sent"]
    assert host.answer(waiting).state == "accepted"


def test_what_is_closed_or_over_is_asked_no_more_and_nobody_writes_twice_or_without_end(
    host: Town, guest: Town
) -> None:
    closed = host.publish(host.make("study_visit", state="closed"))
    over = host.publish(host.make("mentoring_offer", until="2020-01-01"))
    for entry in (closed, over):
        with pytest.raises(Conflict, match="not answered any more"):
            guest.approach(entry)
    writer = guest.somebody("T")
    assert guest.approach(closed, who=writer, kind="question").kind == "question"
    with pytest.raises(Conflict, match="already"):
        guest.approach(closed, who=writer, kind="question")
    entry = host.publish(host.make("mentoring_offer"))
    with tenancy.writing(guest.database, guest.tenant_id, SYSTEM) as unit:
        row = unit.session.scalars(select(CommonsApproach).where(CommonsApproach.from_user == writer.id)).one()
        columns = {one.name: getattr(row, one.name) for one in CommonsApproach.__table__.columns}
        for _ in range(MOST_WAITING - 1):
            unit.session.add(CommonsApproach(**{**columns, "id": uuid4()}))
        unit.session.flush()
    with pytest.raises(Conflict, match=f"{MOST_WAITING} of your approaches"):
        guest.approach(entry, who=writer)
    network = guest.publish(guest.make("network"))
    with pytest.raises(Conflict, match=f"{MOST_WAITING} of your approaches"):
        gatherings.invite(guest.database, writer, guest.tenant_id, network, entry, "Join us")


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"text": "x" * 2_001}, "/text", "too-long"),
        ({"text": " "}, "/text", "required"),
        ({"text": "a\0b"}, "/text", "nul"),
        ({"text": 7}, "/text", "bad-text"),
        ({"entry": "x"}, "/entry", "bad-value"),
        ({"kind": "invitation"}, "/kind", "bad-choice"),
        ({"kind": "membership"}, "/kind", "bad-choice"),
        ({"to": "x"}, "/to", "unknown-field"),
    ],
)
def test_what_is_wrong_is_named(host: Town, guest: Town, values: dict[str, object], pointer: str, code: str) -> None:
    given = {"entry": str(_entry_of(host)), "body": "T", "text": "x", **values}
    with pytest.raises(Invalid) as invalid:
        gatherings.approach(*guest.asker, given)
    assert (pointer, code) in {(problem.pointer, problem.code) for problem in invalid.value.problems}


def _entry_of(host: Town) -> object:
    known = vars(host)
    if "offer" not in known:
        known["offer"] = host.publish(host.make("mentoring_offer"))
    return known["offer"]


def test_bodies_of_all_tenants_join_a_network_by_asking_or_by_being_asked_and_leave_it(
    host: Town, guest: Town, third: Town
) -> None:
    entry = host.publish(host.make("network"))
    host.answer(guest.approach(entry, text="May we join?").id)
    offer = third.publish(third.make("mentoring_offer"))
    for stranger in (guest, third):
        with pytest.raises(Unknown):
            gatherings.invite(*stranger.asker, entry, offer, "Join us")
    invited = gatherings.invite(*host.asker, entry, offer, "Join us")
    with pytest.raises(Conflict, match="invited already"):
        gatherings.invite(*host.asker, entry, offer, "Join us")
    assert invited.kind == "invitation"
    assert third.notices()[-1][1]["who"] == "Town T of Lusitania (Lusitania)"
    third.answer(invited.id)
    with pytest.raises(Conflict, match="member already"):
        gatherings.invite(*host.asker, entry, offer, "Join us")
    told = list(gatherings.members(*guest.asker, entry))
    assert [(one.tenant, one.name) for one in told] == [
        ("Gallia", "Town T of Gallia"),
        ("Hispania", "Town T of Hispania"),
    ]
    assert [one.may_end for one in told] == [False, True]
    with pytest.raises(Unknown):
        gatherings.leave(*guest.asker, told[0].id)
    with pytest.raises(Unknown):
        gatherings.coordinate(*guest.asker, told[1].id, True)
    assert gatherings.coordinate(*host.asker, told[1].id, True).coordinator
    gatherings.leave(*guest.asker, told[1].id)
    gatherings.leave(*host.asker, told[0].id)
    assert list(gatherings.members(*third.asker, entry)) == []
    host.withdraw(entry)
    with pytest.raises(Unknown):
        list(gatherings.members(*guest.asker, entry))


def test_whoever_leaves_loses_their_name_and_what_they_asked_waits_no_more(
    host: Town, guest: Town, database: Database
) -> None:
    entry, writer = host.publish(host.make("study_visit")), guest.somebody("T")
    assert writer.id is not None
    sent, before = guest.approach(entry, who=writer), host.notices()
    with tenancy.reading(database, guest.tenant_id) as session:
        (taken,) = personal.told(session, writer.id)["approaches_sent"]
    assert (taken["text"], taken["to"]) == ("May we come?", "Town T of Lusitania")
    for member in memberships.members(database, guest.administrator, guest.tenant_id):
        if member.user_id == writer.id:
            memberships.remove(database, guest.administrator, guest.tenant_id, member.id)
    with tenancy.reading(database, guest.tenant_id) as session:
        row = session.scalars(select(CommonsApproach).where(CommonsApproach.id == sent.id)).one()
        assert (row.from_user, row.state) == (None, "withdrawn")
    relaying.relay_now(database, host.tenant_id)
    assert len(host.notices()) == len(before) - 1


def test_an_answer_stands_without_the_name_of_whoever_is_erased(host: Town, guest: Town, database: Database) -> None:
    answerer = host.somebody("T")
    assert answerer.id is not None
    sent = guest.approach(host.publish(host.make("study_visit")))
    host.answer(sent.id, who=answerer)
    users.erase(database, SYSTEM, answerer.id)
    with tenancy.reading(database, host.tenant_id) as session:
        row = session.scalars(select(CommonsApproach).where(CommonsApproach.id == sent.id)).one()
        assert (row.answered_by, row.state, row.answer) == (None, "accepted", "So be it.")


def test_a_calendar_is_read_by_its_address_until_that_is_renewed_or_ended_or_its_person_leaves(
    host: Town, guest: Town, database: Database
) -> None:
    host.publish(host.make("event", title="Yearly meeting; all, of us"))
    guest.make("study_visit", title="Own, not published")
    guest.make("event", title="A draft", state="draft")
    with tenancy.platform(database) as session:
        slug = session.scalar(text("SELECT slug FROM tenants WHERE id = :id"), {"id": guest.tenant_id})
    reader = guest.somebody(None, "reader")
    first = gatherings.renew(database, reader)
    told = gatherings.calendar_at(database, slug, first)
    titles = [value for name, value in parsed(told) if name == "SUMMARY"]
    assert "Yearly meeting\\; all\\, of us" in titles
    assert "Own\\, not published" in titles
    assert "A draft" not in titles
    assert gatherings.feed(database, reader).made_at is not None
    second = gatherings.renew(database, reader)
    for bad in (first, "", "x" * 10_000, "\udcff"):
        with pytest.raises(Unknown):
            gatherings.calendar_at(database, slug, bad)
    with pytest.raises(Unknown):
        gatherings.calendar_at(database, "nowhere", second)
    gatherings.end(database, reader)
    with pytest.raises(Unknown):
        gatherings.calendar_at(database, slug, second)
    third = gatherings.renew(database, reader)
    with tenancy.writing(database, guest.tenant_id, SYSTEM) as unit:
        unit.session.execute(text("DELETE FROM memberships WHERE user_id = :id"), {"id": reader.id})
    with pytest.raises(Unknown):
        gatherings.calendar_at(database, slug, third)


def test_an_event_that_no_clock_can_tell_breaks_nobodys_calendar(host: Town, guest: Town, database: Database) -> None:
    first, last = "0001-01-01T00:00", "9999-12-31T23:59"
    host.publish(host.make("event", title="Of all ages", starts_at=first, ends_at=last, time_zone="Asia/Tokyo"))
    with tenancy.platform(database) as session:
        slug = session.scalar(text("SELECT slug FROM tenants WHERE id = :id"), {"id": guest.tenant_id})
    told = parsed(gatherings.calendar_at(database, slug, gatherings.renew(database, guest.person)))
    assert "Of all ages" in [value for name, value in told if name == "SUMMARY"]
    assert ("DTSTART;VALUE=DATE", "00010101") in told


def test_one_event_is_had_as_a_file_from_the_commons_and_from_the_own_tenant(host: Town, guest: Town) -> None:
    made = host.make("event", title="Meeting")
    entry = host.publish(made)
    own = gatherings.calendar_of(*host.asker, made.id)
    others = gatherings.calendar_of(*guest.asker, entry)
    for told in (own, others):
        assert dict(parsed(told))["UID"] == f"{made.id}@interlace"
        assert dict(parsed(told))["DTSTART"] == "20300701T083000Z"
    with pytest.raises(Unknown):
        gatherings.calendar_of(*guest.asker, made.id)
    with pytest.raises(Unknown):
        gatherings.calendar_of(*host.asker, host.make("network").id)
