"""Several people fill in at once, what is known need not be asked, and what is sent is frozen to the digit."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from interlace import assessments
from interlace.assessments import Closed, Overtaken, deadlines
from interlace.db import tenancy
from interlace.db.models import AssessmentSnapshot, Notice
from interlace.errors import Conflict, Forbidden, Invalid, Stale, Unknown
from interlace.instruments.loading import load_crosswalk
from interlace.principals import SYSTEM
from interlace.register import bodies, mergers
from policies.instruments import Answer, Standing
from tests.examples import examples
from tests.interlace.assessments.rounds import load
from tests.interlace.register.world import KEEP_ALL, the
from tests.interlace.requests.asks import today
from tests.policies.instruments.test_crosswalks import GOOD, NEW, OLD, TOP

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.principals import Principal
    from tests.interlace.assessments.rounds import Rounds


def told_kinds(rounds: Rounds, who: Principal) -> list[str]:
    with tenancy.reading(rounds.database, rounds.tenant_id) as session:
        return list(session.scalars(select(Notice.kind).where(Notice.user_id == who.id).order_by(Notice.id)))


def opened(rounds: Rounds, who: Principal, *bodies: str) -> UUID:
    rounds.open(rounds.somebody("administrator"), *(bodies or ("A",)))
    return rounds.mine(who)[0].id


def test_people_of_a_body_are_told_and_two_in_one_field_lose_nothing(rounds: Rounds) -> None:
    ana, rui = rounds.somebody("contributor", "A"), rounds.somebody("contributor", "A")
    own = opened(rounds, ana)
    assert told_kinds(rounds, rui) == ["assessment-opened"]
    assert rounds.put(ana, own, "plan", "yes") == 1
    with pytest.raises(Overtaken) as refused:
        rounds.put(rui, own, "plan", "planned", note="from June")
    # Nothing is lost: both are told, and the other's words are beside.
    assert refused.value.current == 1
    shown = rounds.answers(ana, own)["plan"]
    assert (shown.value, [(one.value, one.note) for one in shown.others]) == ("yes", [("planned", "from June")])
    assert told_kinds(rounds, ana)[-1] == "assessment-differs"
    # What is confirmed last holds, and the other's is kept.
    assert rounds.put(rui, own, "plan", "planned", after=1) == 2
    shown = rounds.answers(rui, own)["plan"]
    assert (shown.value, [one.value for one in shown.others]) == ("planned", ["yes"])
    # The same said twice is said once; one's own older answer is nobody else's.
    assert rounds.put(rui, own, "plan", "planned", after=0) == 2
    assert rounds.put(rui, own, "plan", "no", after=2) == 3
    assert [one.value for one in rounds.answers(rui, own)["plan"].others] == ["yes"]
    rounds.call(assessments.hand_over, rui, own, {"area": "money", "user": str(ana.id)})
    assert told_kinds(rounds, ana)[-1] == "assessment-handed"
    areas = {one.area: one for one in rounds.look(assessments.areas, ana, own)}
    assert [person.id for person in areas["money"].handed_to] == [ana.id]
    assert (areas["plan"].items, areas["plan"].answered) == (1, 1)
    rounds.call(assessments.take_from, rui, own, {"area": "money", "user": str(ana.id)})
    with pytest.raises(Unknown):
        rounds.call(assessments.hand_over, rui, own, {"area": "money", "user": str(rounds.somebody("reader").id)})


BAD: list[dict[str, object]] = [
    {"item": "nothing", "value": "yes"},
    {"item": "plan", "value": "partly"},
    {"item": "plan", "value": ["yes"]},
    {"item": "plan", "standing": "outside_competence", "value": "yes"},
    {"item": "plan", "standing": "perhaps"},
    {"item": "plan"},
    {"item": "share", "value": "100.0000001"},
    {"item": "share", "value": "-1"},
    {"item": "share", "value": "1e2"},
    {"item": "share", "value": True},
    {"item": "words", "value": "x" * 10_001},
    {"item": "words", "value": "a\0"},
    {"item": "plan", "value": "yes", "note": "x" * 4_001},
    {"item": "plan", "value": "yes", "evidence": [{"kind": "address", "text": "javascript:alert(1)"}]},
    {"item": "plan", "value": "yes", "evidence": [{"kind": "record", "text": "<b>"}]},
    {"item": "plan", "value": "yes", "evidence": [{"kind": "words", "text": "x"}] * 51},
    {"item": "plan", "value": "yes", "evidence": "x"},
    {"item": "plan", "value": "yes", "rank": 1},
]


def test_what_an_item_does_not_take_is_refused_and_what_it_takes_is_kept_exactly(rounds: Rounds) -> None:
    ana = rounds.somebody("contributor", "A")
    own = opened(rounds, ana)
    for bad in BAD:
        with pytest.raises(Invalid):
            rounds.call(assessments.answer, ana, own, {"after": 0, **bad})
    with pytest.raises(Invalid):
        rounds.call(assessments.answer, ana, own, {"item": "plan", "value": "yes"})
    rounds.put(ana, own, "share", "33,330")
    rounds.put(ana, own, "words", "<script>alert(1)</script>")
    rounds.call(assessments.answer, ana, own, {"item": "proof", "standing": "outside_competence", "after": 0})
    told = rounds.answers(ana, own)
    assert told["share"].value == "33.33"
    assert told["words"].value == "<script>alert(1)</script>"
    assert (told["proof"].standing, told["proof"].value) == ("outside_competence", None)
    assert told["words"].asked == "open"
    rounds.put(ana, own, "share", None, after=1)
    assert rounds.answers(ana, own)["share"].standing == "not_answered"


def test_it_is_looked_through_sent_frozen_and_corrected_by_a_new_version(rounds: Rounds) -> None:
    ana, rui = rounds.somebody("contributor", "A"), rounds.somebody("contributor", "A")
    own = opened(rounds, ana)
    rounds.put(ana, own, "share", "50")
    rounds.put(ana, own, "proof", "partly")
    with pytest.raises(Conflict):
        rounds.call(assessments.send, ana, own, 1)
    with pytest.raises(Stale):
        rounds.call(assessments.ask_review, ana, own, 7)
    rounds.ask_review(ana, own)
    assert told_kinds(rounds, rui)[-1] == "assessment-review"
    with pytest.raises(Closed):
        rounds.put(rui, own, "plan", "yes")
    review = rounds.look(assessments.review, rui, own)
    assert [problem.pointer for problem in review.problems] == ["/answers/proof/evidence"]
    assert review.missing == ["plan", "words"]
    with pytest.raises(Invalid):
        rounds.call(assessments.send, rui, own, rounds.read(rui, own).revision)
    rounds.call(assessments.take_back_review, rui, own, rounds.read(rui, own).revision)
    evidence = [{"kind": "address", "text": "https://example.org/budget"}]
    rounds.put(rui, own, "proof", "partly", after=1, evidence=evidence)
    rounds.send(rui, own)
    sent = rounds.look(assessments.snapshot, ana, own)
    assert sent.reproducible
    assert (sent.scores["areas"]["money"]["lower"], sent.scores["areas"]["plan"]["upper"]) == (
        "50.000000",
        "100.000000",
    )
    with pytest.raises(Closed):
        rounds.put(ana, own, "plan", "yes")
    newer = rounds.call(assessments.correct, ana, own)
    with pytest.raises(Conflict):
        rounds.call(assessments.correct, ana, own)
    rounds.put(ana, newer, "plan", "yes")
    rounds.send(ana, newer)
    assert [one.version for one in rounds.mine(ana)] == [2, 1]
    assert rounds.look(assessments.snapshot, ana, own) == sent
    with tenancy.reading(rounds.database, rounds.tenant_id) as session:
        latest = assessments.latest_snapshot(session, "A", instrument="small")
        assert latest is not None
        assert latest.assessment == newer
        assert assessments.latest_snapshot(session, "A", released=True) is None
    # Whoever changes what was frozen is found out.
    rounds.write(
        lambda unit: (unit.session.execute(update(AssessmentSnapshot).values(answers={})), unit.did("x.y", "x:y"))
    )
    assert not rounds.look(assessments.snapshot, ana, own).reproducible


def test_a_round_that_is_closed_keeps_drafts_and_takes_nothing_more(rounds: Rounds) -> None:
    ana, boss = rounds.somebody("contributor", "A"), rounds.somebody("administrator")
    asked = rounds.open(boss, "A")
    own = rounds.mine(ana)[0].id
    rounds.put(ana, own, "plan", "yes")
    with pytest.raises(Unknown):
        rounds.call(assessments.close_round, ana, asked.id)
    rounds.call(assessments.close_round, boss, asked.id)
    with pytest.raises(Closed):
        rounds.put(ana, own, "plan", "no", after=1)
    for service in (assessments.close_round, assessments.add_bodies):
        with pytest.raises(Conflict):
            rounds.call(service, boss, asked.id, *([{"bodies": [{"body": "B"}]}] if "add" in service.__name__ else []))
    assert rounds.answers(ana, own)["plan"].value == "yes"
    assert [one.id for one in rounds.look(assessments.rounds, boss).rounds] == [asked.id]
    assert [one.id for one in rounds.look(assessments.rounds, ana).rounds] == [asked.id]
    assert rounds.look(assessments.rounds, rounds.somebody("contributor", "B")).rounds == []
    assert rounds.call(assessments.reopen_round, boss, asked.id).closed_at is None
    rounds.put(ana, own, "plan", "no", after=1)


def test_what_the_register_and_the_last_round_know_is_filled_in_until_somebody_confirms_it(rounds: Rounds) -> None:
    ana = rounds.somebody("contributor", "A")
    own = opened(rounds, ana)
    assert rounds.look(assessments.prefill, ana, own) == assessments.Prefilled(1, 0)
    told = rounds.answers(ana, own)["plan"]
    assert (told.value, told.source, told.answered_by) == ("yes", "register", None)
    assert [(one.kind, one.text) for one in told.evidence] == [("record", "strategy:S")]
    assert rounds.read(ana, own).unconfirmed == 1
    assert rounds.call(assessments.confirm_area, ana, own, {"area": "plan"}) == 1
    assert rounds.answers(ana, own)["plan"].answered_by is not None
    rounds.put(ana, own, "share", "12.5")
    rounds.send(ana, own)
    later = opened(rounds, ana)
    assert rounds.look(assessments.prefill, ana, later) == assessments.Prefilled(0, 2)
    assert rounds.look(assessments.prefill, ana, later) == assessments.Prefilled(0, 0)
    assert rounds.answers(ana, later)["share"].source == "earlier"


def test_answers_to_an_earlier_version_cross_to_the_present_one(rounds: Rounds) -> None:
    ana, boss = rounds.somebody("contributor", "A"), rounds.somebody("administrator")
    for one in (OLD, NEW):
        load(rounds.database, rounds.tenant_id, one)
    load_crosswalk(rounds.database, SYSTEM, rounds.tenant_id, (TOP + GOOD).encode(), "x.toml")
    rounds.open(boss, "A", instrument=OLD.id, version=OLD.version)
    before = rounds.mine(ana)[0].id
    rounds.put(ana, before, "a1", "partly", note="Seen")
    rounds.put(ana, before, "b1", "yes")
    rounds.send(ana, before)
    rounds.open(boss, "A", instrument=NEW.id, version=NEW.version)
    own = rounds.mine(ana)[0].id
    assert rounds.look(assessments.prefill, ana, own) == assessments.Prefilled(0, 1)
    told = rounds.answers(ana, own)["a2"]
    assert (told.value, told.note, told.source) == ("partly", "Seen", "earlier")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["yes", "planned", "no"]), st.booleans()), max_size=6))
@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_answers_in_whatever_order_no_last_word_is_lost(
    rounds: Rounds, words: list[tuple[bool, str, bool]]
) -> None:
    """The last word of each of two people stands, or is kept beside what stands."""
    if not hasattr(rounds, "two"):
        rounds.two = (rounds.somebody("contributor", "A"), rounds.somebody("contributor", "A"))  # type: ignore[attr-defined]
    people = rounds.two  # type: ignore[attr-defined]
    own = opened(rounds, people[0])
    last: dict[bool, str] = {}
    for first, word, fresh in words:
        before = rounds.answers(people[0], own)["plan"]
        stood, after = before.value, before.revision if fresh else 0
        with suppress(Overtaken):
            rounds.put(people[first], own, "plan", word, after=after)
        if stood != word:
            last[first] = word
        elif last.get(first) != word:
            # Whoever says what stands already agrees with it, and has no word of their own.
            last.pop(first, None)
    shown = rounds.answers(people[0], own)["plan"]
    assert {*last.values()} <= {shown.value, *(one.value for one in shown.others)}


def test_a_reviewer_may_be_recorded_from_outside_and_again(rounds: Rounds) -> None:
    boss, reviewer = rounds.somebody("administrator"), rounds.somebody("reader")
    asked = rounds.open(boss, "A")
    person = reviewer.id
    assert person is not None
    for value, version in (("yes", 1), ("no", 2)):
        found = {"plan": Answer(Standing.ANSWERED, value), "share": Answer(Standing.ANSWERED, Decimal("1.50"))}
        with tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
            made = assessments.record_review(unit, asked.id, "A", found, person, {"plan": "Seen"})
        told = rounds.read(reviewer, made)
        assert (told.voice, told.state, told.version) == ("reviewer", "sent", version)
        assert rounds.answers(reviewer, made)["share"].value == "1.5"
    with pytest.raises(Unknown), tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
        assessments.record_review(unit, asked.id, "B", {}, person, {})


@pytest.mark.parametrize(
    "wish",
    [
        {"title": " "},
        {"due_on": "2001-01-01"},
        {"due_on": "soon"},
        {"voices": ["chorus"]},
        {"voices": []},
        {"bodies": []},
        {"bodies": [{"body": "nobody"}]},
        {"bodies": [{"body": "A"}, {"body": "A"}]},
        {"bodies": [{"body": "A", "civil_society": ["C"]}]},
        {"bodies": [{"body": "A", "civil_society": ["B"]}], "voices": ["body", "civil_society"]},
        {"bodies": [{"body": "A", "reviewers": ["x"]}], "voices": ["reviewer"]},
        {"bodies": "A"},
        {"rank": "A"},
    ],
    ids=str,
)
def test_a_round_that_cannot_be_is_refused(rounds: Rounds, wish: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        rounds.open(rounds.somebody("administrator"), "A", **wish)


def test_rounds_are_opened_by_whoever_looks_after_the_bodies_and_merging_bodies_breaks_none(rounds: Rounds) -> None:
    boss, ana = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    steward = rounds.somebody("steward", "R1")
    for who, asked in ((ana, ("A",)), (steward, ("A", "B"))):
        with pytest.raises(Forbidden):
            rounds.open(who, *asked)
    with pytest.raises(Unknown):
        rounds.open(boss, "A", instrument="nothing")
    found = rounds.open(steward, "A", "E")
    own = rounds.mine(ana)[0].id
    rounds.put(ana, own, "share", "1")
    changed = rounds.call(assessments.change_round, steward, found.id, {"revision": 1, "title": "Round 2"})
    assert (changed.title, changed.revision) == ("Round 2", 2)
    with pytest.raises(Stale):
        rounds.call(assessments.change_round, steward, found.id, {"revision": 1, "title": "Round 3"})
    rounds.write(lambda unit: bodies.remove(unit, the(unit.session, "bodies", code="E").id, 1))
    rounds.write(
        lambda unit: mergers.merge(
            unit,
            {the(unit.session, "bodies", code="A").id: the(unit.session, "bodies", code="A").revision},
            {"code": "AA", "name": "AA", "level": "local", "parent": "R1"},
            today() + timedelta(days=1),
            KEEP_ALL,
        )
    )
    rounds.send(ana, own)
    assert rounds.call(assessments.close_round, steward, found.id).sent == 1


def test_people_are_reminded_once_before_the_day_and_once_after(rounds: Rounds) -> None:
    ana = rounds.somebody("contributor", "A")
    due = today() + timedelta(days=30)
    rounds.open(rounds.somebody("administrator"), "A", due_on=due.isoformat())

    def remind(days: int) -> int:
        day = due + timedelta(days=days)
        with tenancy.beside(rounds.database, rounds.tenant_id) as session:
            deadlines.remind(session, day, datetime.fromisoformat(f"{day}T08:00:00+00:00"))
        return told_kinds(rounds, ana).count("assessment-due")

    with tenancy.beside(rounds.database, rounds.tenant_id) as session:
        session.execute(update(Notice).values(settled_at=Notice.at))
    assert [remind(days) for days in (-10, -7)] == [0, 1]
    assert remind(-5) == 1
