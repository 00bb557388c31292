"""Answers cross from one version to another; whatever does not pass as it was is told."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from graph.crosswalk import Change, Crossed, cross
from graph.scoring.exact import worth_of
from policies.instruments import Answer, Standing, read_crosswalk
from tests.policies.instruments.files import HEAD, instrument, item
from tests.policies.instruments.test_crosswalks import GOOD, NEW, OLD, TOP, crosswalk

if TYPE_CHECKING:
    from decimal import Decimal

WALK = crosswalk(GOOD)
NOTHING = Answer(Standing.NOT_ANSWERED)
OUTSIDE = Answer(Standing.OUTSIDE_COMPETENCE)


def said(value: str | Decimal) -> Answer:
    """An answer."""
    return Answer(Standing.ANSWERED, value)


def crossed(**answers: Answer) -> Crossed:
    """The answers in the new version."""
    return cross(OLD, NEW, WALK, answers)


def changes(found: Crossed) -> list[tuple[Change, str | None]]:
    """What happened, without what is new."""
    return [(one.change, one.new) for one in found.crossings if one.change is not Change.ADDED]


def test_an_answer_passes_as_it_is() -> None:
    found = crossed(a1=said("partly"))
    assert found.answers["a2"] == said("partly")
    assert changes(found) == []
    assert [one.new for one in found.crossings] == ["e2"]


def test_an_answer_whose_item_was_dropped_is_told_as_lost_with_its_reason() -> None:
    lost = crossed(d1=said("Words")).crossings[0]
    assert (lost.change, lost.old, lost.loses) == (Change.DROPPED, ("d1",), True)
    assert lost.reason == {"en": "Nobody could answer it."}
    assert changes(crossed(d1=NOTHING)) == []


def test_several_become_one_by_their_weighed_worth() -> None:
    exactly = crossed(b1=said("yes"), c1=said("yes"))
    assert exactly.answers["bc2"] == said("yes")
    assert changes(exactly) == [(Change.COMBINED, "bc2")]
    near = crossed(b1=said("yes"), c1=said("no"))
    assert near.answers["bc2"] == said("partly")
    assert [one.worth for one in near.crossings if one.new == "bc2"] == [Fraction(2, 3)]
    assert changes(near) == [(Change.ROUNDED, "bc2")]


def test_what_was_answered_in_part_is_not_answered_and_told() -> None:
    found = crossed(b1=said("yes"))
    assert found.answers["bc2"] == NOTHING
    assert changes(found) == [(Change.UNANSWERED, "bc2")]


def test_what_is_outside_competence_gives_its_weight_to_the_rest_and_is_never_a_no() -> None:
    assert crossed(b1=OUTSIDE, c1=said("yes")).answers["bc2"] == said("yes")
    assert crossed(b1=OUTSIDE, c1=OUTSIDE).answers["bc2"] == OUTSIDE
    assert crossed(a1=OUTSIDE).answers["a2"] == OUTSIDE


def test_what_was_not_asked_in_the_end_is_no_answer_to_carry_over() -> None:
    hangs = 'asked_if = [{ item = "a1", one_of = ["yes"] }]\n'
    old = instrument(item("a1"), item("b1", hangs), item("c1"), item("d1", hangs))
    new = instrument(item("a1"), item("b1"), item("bc"), item("bd"), head=HEAD.replace('"1"', '"2"', 1))
    parts = {"a1": '["a1"]', "b1": '["b1"]', "bc": '["b1", "c1"]', "bd": '["b1", "d1"]'}
    text = TOP + "".join(f'[[items]]\nitem = "{name}"\nof = {of}\n' for name, of in parts.items())
    walk = read_crosswalk(text.encode(), "x.toml", old, new)
    answers = {"a1": said("no"), "b1": said("yes"), "c1": said("no"), "d1": said("yes")}
    found = cross(old, new, walk, answers)
    assert found.answers == {"a1": said("no"), "b1": NOTHING, "bc": said("no"), "bd": NOTHING}
    asked = cross(old, new, walk, {**answers, "a1": said("yes")}).answers
    assert asked == {"a1": said("yes"), "b1": said("yes"), "bc": said("partly"), "bd": said("yes")}


_STEPS = st.sampled_from([NOTHING, OUTSIDE, said("yes"), said("no")])


@given(st.fixed_dictionaries({"a1": _STEPS, "b1": _STEPS, "c1": _STEPS, "d1": _STEPS}))
def test_no_answer_goes_without_a_word(answers: dict[str, Answer]) -> None:
    found = crossed(**answers)
    told = {item for one in found.crossings for item in one.old}
    for mapped in WALK.mapped:
        for origin in mapped.origins:
            given = answers[origin.item]
            assert given == NOTHING or found.answers[mapped.item] == given or origin.item in told
    for one in NEW.items:
        answer = found.answers.get(one.id, NOTHING)
        assert answer.standing is not Standing.ANSWERED or worth_of(one, answer.value) is not None
