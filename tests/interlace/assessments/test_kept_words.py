"""What somebody wrote is neither lost nor passed off as another's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace import assessments
from interlace.db import tenancy
from interlace.errors import Conflict
from interlace.principals import SYSTEM
from policies.instruments import Answer, Standing

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.principals import Principal
    from tests.interlace.assessments.rounds import Rounds


def own(rounds: Rounds, who: Principal) -> UUID:
    (one,) = rounds.mine(who)
    return one.id


def test_what_a_visit_finds_does_not_lose_the_draft_of_a_named_reviewer(rounds: Rounds) -> None:
    boss, reviewer, expert = rounds.somebody("administrator"), rounds.somebody("reader"), rounds.somebody("reader")
    asked = rounds.three(boss, reviewer)
    one = own(rounds, reviewer)
    rounds.put(reviewer, one, "plan", "yes", note="I read it")
    found = {"plan": Answer(Standing.ANSWERED, "no"), "share": Answer(Standing.NOT_ANSWERED)}
    assert expert.id is not None
    with tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
        assert assessments.record_review(unit, asked.id, "A", found, expert.id, {}) == one
    told = rounds.answers(reviewer, one)["plan"]
    assert (told.value, [(kept.value, kept.note) for kept in told.others]) == ("no", [("yes", "I read it")])


def test_what_nobody_confirmed_is_sent_as_such_and_told_as_such_to_the_other_voices(rounds: Rounds) -> None:
    boss, body = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    club = rounds.somebody("contributor", "C")
    place = {"body": "A", "civil_society": ["C"]}
    asked = rounds.open(boss, voices=["body", "civil_society"], bodies=[place])
    one = own(rounds, body)
    rounds.put(body, one, "share", "12")
    rounds.look(assessments.prefill, body, one)
    assert rounds.answers(body, one)["plan"].source == "register"
    rounds.send(body, one)
    rounds.send(club, own(rounds, club))
    rounds.call(assessments.release, boss, asked.id, "A")
    told = rounds.answers(club, one)
    assert (told["plan"].value, told["plan"].source, told["share"].source) == ("yes", "register", "person")
    assert rounds.look(assessments.snapshot, body, one).reproducible


def test_a_reviewer_is_not_given_what_another_reviewer_said_before_it_was_released(rounds: Rounds) -> None:
    boss, first, second = rounds.somebody("administrator"), rounds.somebody("reader"), rounds.somebody("reader")
    asked = rounds.three(boss, first)
    rounds.put(first, own(rounds, first), "plan", "yes", note="between us")
    rounds.send(first, own(rounds, first))
    rounds.three(boss, second)
    assert rounds.look(assessments.prefill, second, own(rounds, second)).from_earlier == 0
    rounds.call(assessments.close_round, boss, asked.id)
    rounds.call(assessments.release, boss, asked.id, "A")
    assert rounds.look(assessments.prefill, second, own(rounds, second)).from_earlier == 1


def test_nobody_is_asked_anew_about_a_body_whose_voices_were_released(rounds: Rounds) -> None:
    boss, body = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    asked = rounds.open(boss, "A", "B", voices=["body", "civil_society", "reviewer"])
    rounds.send(body, own(rounds, body))
    rounds.call(assessments.release, boss, asked.id, "A")
    for more in ({"civil_society": ["C"]}, {"reviewers": [str(boss.id)]}):
        with pytest.raises(Conflict, match="blind"):
            rounds.call(assessments.add_bodies, boss, asked.id, {"bodies": [{"body": "A", **more}]})
    rounds.call(assessments.add_bodies, boss, asked.id, {"bodies": [{"body": "B", "civil_society": ["C"]}]})
