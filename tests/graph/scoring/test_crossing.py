"""Answers to one version in the terms of another: carried where they can be, open where nothing was asked."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.scoring import Score, score, score_across
from policies.instruments.crosswalks import Crosswalk, Dropped, Mapped, Origin
from policies.instruments.model import AnswerType, Condition
from tests.examples import examples
from tests.graph.scoring.small import OUTSIDE, answered, instrument, instruments, item, said, text

if TYPE_CHECKING:
    from policies.instruments.model import Instrument


def single(name: str, of: str, **values: str) -> Mapped:
    return Mapped(name, (Origin(of, Fraction(1)),), MappingProxyType(values))


def walk(*mapped: Mapped, dropped: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> Crosswalk:
    gone = tuple(Dropped(name, text("no longer asked")) for name in dropped)
    return Crosswalk("small", "1", "2", "", ("en",), mapped, gone, added)


def one(lower: str, upper: str, answered_: int, items: int) -> Score:
    return Score(Decimal(lower), Decimal(upper), answered_, items)


def of(**weights: str) -> Instrument:
    return instrument([item(name, weight) for name, weight in weights.items()])


def test_what_is_asked_anew_is_open_and_what_is_gone_says_nothing() -> None:
    old, new = of(a="0.5", gone="0.5"), of(b="0.5", fresh="0.5")
    crosswalk = walk(single("b", "a"), dropped=("gone",), added=("fresh",))
    assert score_across(crosswalk, old, new, {"a": said("yes"), "gone": said("no")}).core == one("50", "100", 1, 2)


def test_options_are_carried_by_their_new_names() -> None:
    old, new = of(a="1"), of(b="1")
    assert score_across(walk(single("b", "a", yes="planned")), old, new, {"a": said("yes")}).core == one(
        "50", "50", 1, 1
    )
    # An option that the new version does not have settles nothing.
    assert score_across(walk(single("b", "a", yes="gone")), old, new, {"a": said("yes")}).core == one("0", "100", 0, 1)


def test_one_item_that_comes_from_several_is_their_mean() -> None:
    old, new = of(a="0.5", b="0.5"), of(c="1")
    crosswalk = walk(Mapped("c", (Origin("a", Fraction(1, 4)), Origin("b", Fraction(3, 4))), MappingProxyType({})))
    assert score_across(crosswalk, old, new, {"a": said("yes"), "b": said("no")}).core == one("25", "25", 1, 1)
    assert score_across(crosswalk, old, new, {"a": said("yes")}).core == one("25", "100", 0, 1)
    assert score_across(crosswalk, old, new, {"a": said("yes"), "b": OUTSIDE}).core == one("100", "100", 1, 1)
    assert score_across(crosswalk, old, new, {"a": OUTSIDE, "b": OUTSIDE}).core is None


def test_what_was_skipped_is_no_question_now() -> None:
    old = instrument([item("a", "0.5"), item("b", "0.5", asked_if=(Condition("a", ("yes",)),))])
    new = of(a="0.5", b="0.5")
    crosswalk = walk(single("a", "a"), single("b", "b"))
    assert score_across(crosswalk, old, new, {"a": said("no")}).core == one("0", "0", 1, 1)
    # What the new version skips is skipped, whatever was said.
    assert score_across(crosswalk, new, old, {"a": said("no"), "b": said("yes")}).core == one("0", "0", 1, 1)


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.data())
def test_a_version_that_only_changes_its_name_changes_nothing(data: st.DataObject) -> None:
    same = data.draw(instruments())
    answers = data.draw(answered(same))
    crosswalk = walk(*(single(one.id, one.id) for one in same.items if one.type is not AnswerType.TEXT))
    assert score_across(crosswalk, same, same, answers) == score(same, answers)
