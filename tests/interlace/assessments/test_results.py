"""What a body learns from what it sent, who else may know of it, and what is never told of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from graph.scoring import Score
from interlace import assessments
from interlace.assessments.divergence import voices
from interlace.assessments.results import results, word_of
from interlace.assessments.snapshots import freeze, latest_snapshot
from interlace.assessments.targets import TargetTold, set_target
from interlace.db import tenancy
from interlace.db.models import Assessment, AssessmentAnswer, AssessmentRound, LoadedCrosswalk
from interlace.errors import Invalid, Stale, Unknown
from interlace.principals import SYSTEM
from tests.interlace.assessments.rounds import load, small
from tests.interlace.identity.countries import put
from tests.interlace.requests.asks import today

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from interlace.assessments.divergence import Voices
    from interlace.assessments.results import Results
    from tests.interlace.assessments.rounds import Rounds

ALL = {"plan": "yes", "share": "50", "proof": "no"}
NOBODY = "There are no results of “{}”."


def sent(
    rounds: Rounds,
    body: str,
    answers: Mapping[str, str | None],
    *,
    title: str = "Round",
    state: str = "released",
    days: int = 0,
    version: str = "1",
) -> UUID:
    """What a body sent some days ago, by way of the tables; the round's id."""
    at = datetime.now(UTC) - timedelta(days=days)
    with tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
        named = {"instrument": "small", "version": version, "voices": ["body"], "due_on": at.date()}
        of = AssessmentRound(title=title, **named, opened_at=at)
        unit.session.add(of)
        unit.session.flush()
        when = {"sent_at": at} | ({"released_at": at} if state == "released" else {})
        one = Assessment(round=of.id, body=body, author=body, voice="body", state=state, **when)
        unit.session.add(one)
        unit.session.flush()
        for item, value in answers.items():
            standing = "outside_competence" if value is None else "answered"
            given = {"item": item, "standing": standing, "value": value, "answered_at": at}
            unit.session.add(AssessmentAnswer(assessment=one.id, **given))
        unit.session.flush()
        freeze(unit.session, one.id, replace(small(), version=version), at)
        unit.did("test.sent", "assessment:x")
        return of.id


def read(rounds: Rounds, who: Any, body: str = "A", **asked: Any) -> Results:  # noqa: ANN401 - whoever asks
    return results(rounds.database, rounds.view(), who, rounds.tenant_id, body, **asked)


def shown(rounds: Rounds, who: Any, body: str = "A", **asked: Any) -> Voices:  # noqa: ANN401 - whoever asks
    return voices(rounds.database, rounds.view(), who, rounds.tenant_id, body, **asked)


def goal(rounds: Rounds, who: Any, **given: object) -> TargetTold | None:  # noqa: ANN401 - whoever asks
    wanted = {"body": "A", "instrument": "small", "area": "money", "target": "75", "by_day": "2030-12-31"}
    return set_target(rounds.database, who, rounds.tenant_id, {**wanted, **given})


def score(lower: str, upper: str | None = None, *, items: int = 2) -> Score:
    settled = upper is None or lower == upper
    return Score(Decimal(lower), Decimal(upper or lower), items if settled else items - 1, items)


def test_nobody_else_learns_that_there_are_results(rounds: Rounds) -> None:
    sent(rounds, "A", ALL, state="sent")
    own, steward = rounds.somebody("contributor", "A"), rounds.somebody("steward", "R1")
    strangers = [rounds.somebody("contributor", "B"), rounds.somebody("steward", "R2"), rounds.somebody("reader")]
    assert read(rounds, own).body == read(rounds, steward).body == "A"
    abroad = replace(own, tenant_id=uuid4())
    for who in (*strangers, abroad):
        for body in ("A", "B", "nowhere", "<script>", "x" * 5000):
            for ask in (read, shown):
                with pytest.raises(Unknown) as refused:
                    ask(rounds, who, body)
                assert str(refused.value) == NOBODY.format(body[:64])
    with pytest.raises(Unknown):
        read(rounds, own, instrument="another")
    with pytest.raises(Invalid, match="bad-choice"):
        read(rounds, own, group="best")


def test_a_body_is_held_against_its_own_earlier_rounds_of_the_same_version(rounds: Rounds) -> None:
    load(rounds.database, rounds.tenant_id, replace(small(), version="0"))
    sent(rounds, "A", ALL, title="Old words", days=400, version="0")
    sent(rounds, "A", {"plan": "planned"}, title="First", days=300)
    sent(rounds, "A", {**ALL, "share": "100"}, title="Second", state="sent")
    found = read(rounds, rounds.somebody("contributor", "A"))
    assert [(one.title, one.comparable) for one in found.earlier] == [("Old words", False), ("First", True)]
    assert (found.latest.title, found.latest.released) == ("Second", False)
    plan, money = found.areas
    assert plan.earlier == [None, score("50", items=1)]
    assert money.earlier == [None, Score(Decimal(0), Decimal(100), 0, 2)]
    assert money.now == score("50")
    assert (plan.word, money.word) == ("strength", "to_work_on")
    assert found.latest.core == score("75", items=3)
    # With a crosswalk the old words can be held against the new: one item is gone, one was never asked.
    mapped = [{"item": "plan", "of": ["plan"]}, {"item": "words", "of": ["words"]}, {"item": "share", "of": ["share"]}]
    gone = [{"item": "proof", "reason": {"en": "Asked otherwise"}}]
    names = {"kind": "crosswalk", "instrument": "small", "old_version": "0", "new_version": "1"}
    content = {**names, "source": "none", "languages": ["en"], "items": mapped, "dropped": gone, "added": ["proof"]}
    row = LoadedCrosswalk(instrument="small", old_version="0", new_version="1", content=content, digest="0" * 64)
    with tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
        unit.session.add(row)
        unit.did("crosswalk.load", "instrument:small")
    again = read(rounds, rounds.somebody("contributor", "A"))
    assert [(one.comparable, one.dropped, one.added) for one in again.earlier] == [(True, 1, 1), (True, 0, 0)]
    assert again.areas[1].earlier[0] == Score(Decimal(25), Decimal(75), 1, 2)


def test_a_correction_of_an_earlier_round_does_not_become_the_latest(rounds: Rounds) -> None:
    own, boss = rounds.somebody("contributor", "A"), rounds.somebody("administrator")
    first = sent(rounds, "A", {"plan": "no"}, title="First", days=300)
    second = sent(rounds, "A", {"plan": "yes"}, title="Second", days=10, state="sent")
    rounds.call(assessments.release, boss, second, "A")
    (earlier,) = [one for one in rounds.mine(own) if one.round == first]
    made = rounds.call(assessments.correct, own, earlier.id)
    rounds.put(own, made, "plan", "planned", after=1)
    rounds.send(own, made)
    rounds.call(assessments.release, boss, first, "A")
    found = read(rounds, own)
    assert (found.latest.title, [one.title for one in found.earlier]) == ("Second", ["First"])
    assert found.areas[0].earlier == [score("50", items=1)]
    with tenancy.reading(rounds.database, rounds.tenant_id) as session:
        assert latest_snapshot(session, "A").answers["plan"]["value"] == "yes"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("now", "whole", "target", "word"),
    [
        (None, score("50"), None, None),
        (score("80"), score("50"), None, "strength"),
        (score("50"), score("50"), None, "neither"),
        (score("20"), score("50"), None, "to_work_on"),
        (score("20", "80"), score("50"), None, "not_known"),
        (score("60", "80"), score("40", "55"), None, "strength"),
        (score("60", "80"), score("40", "60"), None, "not_known"),
        (score("80"), score("50"), "90", "to_work_on"),
        (score("50"), score("50"), "50", "strength"),
        (score("20"), score("50"), "10", "to_work_on"),
        (score("85", "95"), score("90"), "90", "not_known"),
    ],
)
def test_only_what_is_certain_is_said(now: Score, whole: Score, target: str | None, word: str | None) -> None:
    wanted = None if target is None else TargetTold(Decimal(target), today(), 1)
    assert word_of(now, whole, wanted) == word


def test_similar_bodies_are_a_band_once_five_others_have_released(rounds: Rounds) -> None:
    own = rounds.somebody("contributor", "A")
    sent(rounds, "A", ALL)
    with tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
        for number in range(6):
            put(unit, "bodies", code=f"T{number}", name=f"Town {number}", level="local", parent="R2")
    for number in range(4):
        sent(rounds, f"T{number}", {**ALL, "share": str(20 * number)})
    # One has sent and not released, one has answered nothing: of these nothing is told, and five are too few.
    sent(rounds, "T4", ALL, state="sent")
    sent(rounds, "T5", {})
    assert read(rounds, own).group.bands == {}
    assert read(rounds, own).group.choices == ()
    sent(rounds, "T4", {**ALL, "share": "100"})
    found = read(rounds, own)
    money = found.areas[1]
    assert money.band is not None
    # Midpoints of six: 0, 10, 20, 25, 30 and 50.
    assert (money.band.lower, money.band.upper, money.band.others) == (Decimal(10), Decimal(30), 5)
    assert found.group.choices == ("level",)
    # All but one are in one part of the country: to tell of these would tell of the one.
    assert read(rounds, own, group="part").areas[1].band is None
    assert read(rounds, rounds.somebody("contributor", "T0"), "T0", group="part").group.bands == {}


def test_targets_are_the_bodys_own(rounds: Rounds) -> None:
    own, above = rounds.somebody("contributor", "A"), rounds.somebody("reader")
    made = goal(rounds, own)
    assert made == TargetTold(Decimal(75), datetime(2030, 12, 31, tzinfo=UTC).date(), 1)
    with pytest.raises(Stale):
        goal(rounds, own)
    assert goal(rounds, own, target="62.50", revision=1) is not None
    for who in (rounds.somebody("contributor", "B"), above):
        with pytest.raises(Unknown, match=r"no results of “A”"):
            goal(rounds, who, revision=2)
    sent(rounds, "A", ALL)
    told = {area.id: area for area in read(rounds, own).areas}
    assert told["plan"].target is None
    assert told["money"].target == TargetTold(Decimal("62.50"), datetime(2030, 12, 31, tzinfo=UTC).date(), 2)
    assert goal(rounds, own, target=None, by_day=None, revision=2) is None
    assert read(rounds, own).areas[1].target is None


@pytest.mark.parametrize(
    "given",
    [
        {"target": "101"},
        {"target": "-1"},
        {"target": "1e2"},
        {"target": 50},
        {"target": ""},
        {"target": "5", "by_day": "2030-02-30"},
        {"by_day": None},
        {"area": "nowhere"},
        {"area": "x" * 4000},
        {"instrument": "nothing"},
        {"body": None},
        {"revision": True},
        {"revision": 2**70},
        {"colour": "red"},
    ],
)
def test_what_is_no_target_is_refused(rounds: Rounds, given: Mapping[str, object]) -> None:
    with pytest.raises(Invalid):
        goal(rounds, SYSTEM, **given)


def test_three_voices_stand_beside_each_other_once_released(rounds: Rounds) -> None:
    steward, reviewer = rounds.somebody("steward", "R1"), rounds.somebody("reader")
    city, club = rounds.somebody("contributor", "A"), rounds.somebody("contributor", "C")
    opened = rounds.three(steward, reviewer)
    said = {"body": ("yes", "10"), "civil_society": ("no", "10.0"), "reviewer": ("planned", None)}
    for who, voice in ((city, "body"), (club, "civil_society"), (reviewer, "reviewer")):
        (one,) = [mine.id for mine in rounds.mine(who) if mine.voice == voice]
        plan, share = said[voice]
        rounds.put(who, one, "plan", plan)
        rounds.put(who, one, "share", share)
        rounds.send(who, one)
        for asker in (city, club, reviewer, steward):
            with pytest.raises(Unknown):
                shown(rounds, asker)
    assessments.release(rounds.database, steward, rounds.tenant_id, opened.id, "A")
    for asker in (city, club, reviewer, steward):
        found = shown(rounds, asker)
        assert [(one.voice, one.author) for one in found.speakers] == [
            ("body", "A"), ("civil_society", "C"), ("reviewer", None),
        ]  # fmt: skip
        items = {one.id: one for one in found.items}
        assert [answer.value for answer in items["plan"].answers] == ["yes", "no", "planned"]
        # 10 and 10.0 are one answer, and what is not answered is no word against it.
        assert (items["plan"].apart, items["share"].apart, items["words"].apart) == (True, False, False)
        areas = {one.id: one for one in found.areas}
        assert (areas["plan"].apart, areas["money"].apart) == (True, False)
        assert [one.lower for one in areas["plan"].scores if one] == [100, 0, 50]
    with pytest.raises(Unknown):
        shown(rounds, city, round_id=uuid4())
    with pytest.raises(Unknown):
        shown(rounds, rounds.somebody("contributor", "B"))


def test_a_program_with_too_little_scope_is_told_nothing(rounds: Rounds) -> None:
    sent(rounds, "A", ALL)
    own = rounds.somebody("contributor", "A")
    program = replace(own, kind="service", id=uuid4(), scopes=frozenset({"read"}))
    with pytest.raises(Unknown):
        read(rounds, program)
    with pytest.raises(Unknown):
        goal(rounds, program)
