"""Three voices on a body, each blind to the others until they are released, whatever way somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from sqlalchemy import select

from interlace import assessments
from interlace.db import tenancy
from interlace.db.models import AuditRecord, Change, Notice
from interlace.errors import Conflict, Unknown
from interlace.identity import users
from interlace.principals import Grant, Principal

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.interlace.assessments.rounds import Rounds

BIRD = "kingfisher"


def by_voice(rounds: Rounds, who: Principal) -> dict[str, UUID]:
    return {one.voice: one.id for one in rounds.mine(who)}


def test_each_voice_reads_and_writes_only_its_own_until_all_are_released(rounds: Rounds) -> None:
    boss, reviewer = rounds.somebody("administrator"), rounds.somebody("reader")
    body, club, stranger = (rounds.somebody("contributor", code) for code in ("A", "C", "B"))
    steward = rounds.somebody("steward", "R1")
    asked = rounds.three(boss, reviewer)
    people = {"body": body, "civil_society": club, "reviewer": reviewer}
    own = {voice: by_voice(rounds, who) for voice, who in people.items()}
    assert {voice: set(found) for voice, found in own.items()} == {voice: {voice} for voice in people}
    ids = {voice: own[voice][voice] for voice in people}
    for voice, who in people.items():
        rounds.put(who, ids[voice], "words", f"{BIRD} {voice}", note=BIRD)
        rounds.call(assessments.comment, who, ids[voice], {"item": "words", "text": f"{BIRD} {voice}"})
    # Whoever writes for the body from above reads the body's, and knows of the others that they are there.
    assert by_voice(rounds, steward) == {"body": ids["body"]}
    assert {one.voice: (one.readable, one.answered) for one in rounds.seen(steward)} == {
        "body": (True, 1),
        "civil_society": (False, None),
        "reviewer": (False, None),
    }
    others = [(who, ids[voice]) for own_voice, who in people.items() for voice in people if voice != own_voice]
    others += [(who, ids[voice]) for who in (boss, steward) for voice in ("civil_society", "reviewer")]
    others += [(stranger, one) for one in ids.values()]
    for who, other in others:
        for look in READS:
            with pytest.raises(Unknown):
                look(rounds, who, other)
        for write in WRITES:
            with pytest.raises(Unknown):
                write(rounds, who, other)
    # What anybody reads elsewhere says nothing of it: the audit, the feed, notices of others.
    with tenancy.reading(rounds.database, rounds.tenant_id) as session:
        told = [one.details for one in session.scalars(select(AuditRecord))]
        told += [one.details for one in session.scalars(select(Notice))]
        assert BIRD not in orjson.dumps(told, default=str).decode()
        assert not session.scalars(select(Change.revision).where(Change.operation.like("assessment%"))).all()
    for voice, who in people.items():
        rounds.send(who, ids[voice])
        with pytest.raises(Unknown):
            rounds.answers(who, ids[next(other for other in people if other != voice)])
    rounds.call(assessments.release, boss, asked.id, "A")
    for who in (*people.values(), boss, steward):
        for voice, one in ids.items():
            assert rounds.answers(who, one)["words"].value == f"{BIRD} {voice}"
    # Comments stay within the voice, and so do names.
    with pytest.raises(Unknown):
        rounds.look(assessments.comments, club, ids["body"])
    assert rounds.answers(club, ids["body"])["words"].answered_by is None
    assert rounds.seen(stranger) == []


def _answers(rounds: Rounds, who: Principal, one: UUID) -> object:
    return rounds.answers(who, one)


READS: list[Callable[[Rounds, Principal, UUID], object]] = [
    _answers,
    lambda rounds, who, one: rounds.look(assessments.areas, who, one),
    lambda rounds, who, one: rounds.look(assessments.comments, who, one),
    lambda rounds, who, one: rounds.look(assessments.review, who, one),
    lambda rounds, who, one: rounds.look(assessments.people, who, one),
    lambda rounds, who, one: rounds.look(assessments.snapshot, who, one),
]
WRITES: list[Callable[[Rounds, Principal, UUID], object]] = [
    lambda rounds, who, one: rounds.put(who, one, "plan", "yes"),
    lambda rounds, who, one: rounds.call(assessments.confirm_area, who, one, {}),
    lambda rounds, who, one: rounds.call(assessments.comment, who, one, {"text": "x"}),
    lambda rounds, who, one: rounds.call(assessments.hand_over, who, one, {"area": "plan", "user": str(who.id)}),
    lambda rounds, who, one: rounds.look(assessments.prefill, who, one),
    lambda rounds, who, one: rounds.call(assessments.ask_review, who, one, 1),
    lambda rounds, who, one: rounds.call(assessments.send, who, one, 1),
    lambda rounds, who, one: rounds.call(assessments.correct, who, one),
]


def test_whoever_belongs_to_two_sides_speaks_on_one_and_another_tenant_knows_of_nothing(rounds: Rounds) -> None:
    boss, both = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    rounds.three(boss, boss)
    # The administrator was named as a reviewer, and is nothing else.
    assert [one.voice for one in rounds.mine(boss)] == ["reviewer"]
    program = Principal("service", None, rounds.tenant_id, boss.grants, frozenset({"read", "write"}))
    assert [one.voice for one in rounds.mine(program)] == ["body"]
    twofold = Principal("user", both.id, rounds.tenant_id, (Grant("contributor", "A"), Grant("contributor", "C")))
    assert [one.voice for one in rounds.mine(twofold)] == ["body"]
    foreign = Principal("user", boss.id, None, (Grant("administrator"),))
    assert rounds.seen(foreign) == []


def test_voices_are_released_all_at_once_and_not_while_one_still_answers(rounds: Rounds) -> None:
    boss, reviewer, body = rounds.somebody("administrator"), rounds.somebody("reader"), rounds.somebody("steward", "A")
    asked = rounds.three(boss, reviewer)
    own = by_voice(rounds, body)["body"]
    rounds.send(body, own)
    with pytest.raises(Conflict):
        rounds.call(assessments.release, boss, asked.id, "A")
    with pytest.raises(Unknown):
        rounds.call(assessments.release, boss, asked.id, "B")
    with pytest.raises(Unknown):
        rounds.call(assessments.release, rounds.somebody("contributor", "A"), asked.id, "A")
    with pytest.raises(Unknown):
        rounds.call(assessments.release, rounds.somebody("steward", "B"), asked.id, "A")
    rounds.call(assessments.close_round, boss, asked.id)
    assert rounds.call(assessments.release, boss, asked.id, "A") == 1
    # The reviewer had their time; the round is over, and it is not opened again for whoever has read the others.
    assert rounds.answers(reviewer, own)["plan"].standing == "not_answered"
    with pytest.raises(Conflict):
        rounds.call(assessments.reopen_round, boss, asked.id)


def test_nobody_reviews_a_body_whose_draft_they_wrote_or_read(rounds: Rounds) -> None:
    boss, body, club = (rounds.somebody(role, code) for role, code in (
        ("administrator", None), ("contributor", "A"), ("steward", "C")
    ))  # fmt: skip
    for who in (body, club):
        with pytest.raises(Conflict, match="does not review"):
            rounds.three(boss, who)
    asked = rounds.three(boss, boss)
    for who in (body, club):
        more = {"bodies": [{"body": "A", "reviewers": [str(who.id)]}]}
        with pytest.raises(Conflict, match="does not review"):
            rounds.call(assessments.add_bodies, boss, asked.id, more)
    # Of another body they may well speak.
    assert rounds.open(boss, voices=["reviewer"], bodies=[{"body": "B", "reviewers": [str(body.id), str(club.id)]}])


def test_whoever_leaves_takes_their_words_along_and_leaves_no_name(rounds: Rounds) -> None:
    boss, body = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    other = rounds.somebody("contributor", "A")
    rounds.open(boss, "A")
    own = by_voice(rounds, body)["body"]
    rounds.put(body, own, "words", BIRD)
    rounds.call(assessments.comment, body, own, {"text": BIRD})
    assert body.id is not None
    told = orjson.dumps(users.export(rounds.database, body, body.id), default=str).decode()
    assert told.count(BIRD) == 2
    users.erase(rounds.database, body, body.id)
    assert rounds.answers(other, own)["words"].answered_by is None
    page = rounds.look(assessments.comments, other, own)
    assert [(one.text, one.author) for one in page.comments] == [(BIRD, None)]
    assert rounds.answers(other, own)["words"].value == BIRD
