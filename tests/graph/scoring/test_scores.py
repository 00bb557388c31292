"""What scores are, in the smallest instruments that show it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from graph.scoring import AnswerUnfit, Score, read, score, told
from policies.instruments.model import Answer as Given
from policies.instruments.model import AnswerType, Condition, Standing
from tests.graph.scoring.small import MISSING, OUTSIDE, instrument, item, said

AREA = "one"


def one(lower: str, upper: str, answered: int, items: int) -> Score:
    return Score(Decimal(lower), Decimal(upper), answered, items)


def test_an_area_is_the_weighted_mean_of_its_items() -> None:
    small = instrument([item("a", "0.75"), item("b", "0.25")])
    assert score(small, {"a": said("planned"), "b": said("yes")}).areas[AREA] == one("62.5", "62.5", 2, 2)


def test_what_is_not_answered_makes_a_range_and_is_never_a_no() -> None:
    small = instrument([item("a", "0.75"), item("b", "0.25")])
    assert score(small, {"a": said("planned")}).areas[AREA] == one("37.5", "62.5", 1, 2)
    assert score(small, {"a": said("planned"), "b": MISSING}).areas[AREA] == one("37.5", "62.5", 1, 2)
    assert score(small, {}).core == one("0", "100", 0, 2)


def test_what_is_outside_competence_gives_its_weight_to_the_rest() -> None:
    small = instrument([item("a", "0.75"), item("b", "0.25")])
    assert score(small, {"a": OUTSIDE, "b": said("planned")}).areas[AREA] == one("50", "50", 1, 1)
    assert score(small, {"a": said("not_here"), "b": said("planned")}).areas[AREA] == one("50", "50", 1, 1)
    assert score(small, {"a": OUTSIDE, "b": OUTSIDE}).areas[AREA] is None


def test_an_area_wholly_outside_gives_its_weight_to_the_other_areas() -> None:
    items = [item("a", area="x"), item("b", area="y"), item("c", area="z")]
    small = instrument(items, {"x": "0.5", "y": "0.25", "z": "0.25"})
    told_tree = score(small, {"a": OUTSIDE, "b": said("yes"), "c": said("no")})
    assert told_tree.core == one("50", "50", 2, 2)
    assert told_tree.areas["x"] is None


def test_optional_areas_count_in_the_extended_score_alone() -> None:
    small = instrument([item("a", area="x"), item("b", area="y")], {"x": "1", "y": "1"}, optional=["y"])
    tree = score(small, {"a": said("yes"), "b": said("no")})
    assert (tree.core, tree.extended) == (one("100", "100", 1, 1), one("50", "50", 2, 2))


def test_what_hangs_on_another_answer_is_skipped_or_open() -> None:
    small = instrument([item("a", "0.5"), item("b", "0.5", asked_if=(Condition("a", ("yes",)),))])
    assert score(small, {"a": said("yes"), "b": said("no")}).core == one("50", "50", 2, 2)
    assert score(small, {"a": said("no"), "b": said("yes")}).core == one("0", "0", 1, 1)
    assert score(small, {"a": OUTSIDE, "b": said("yes")}).core is None
    # Nobody knows yet whether it is asked, so its answer settles nothing.
    assert score(small, {"b": said("yes")}).core == one("0", "100", 0, 2)


def test_what_hangs_on_a_skipped_item_is_skipped_too() -> None:
    chain = [item("a", "0.4"), item("b", "0.3", asked_if=(Condition("a", ("yes",)),))]
    small = instrument([*chain, item("c", "0.3", asked_if=(Condition("b", ("yes",)),))])
    assert score(small, {"a": said("no"), "b": said("yes"), "c": said("no")}).core == one("0", "0", 1, 1)


def test_conditions_in_a_circle_are_refused() -> None:
    small = instrument(
        [item("a", asked_if=(Condition("b", ("yes",)),)), item("b", asked_if=(Condition("a", ("yes",)),))]
    )
    with pytest.raises(ValueError, match="lead nowhere"):
        score(small, {})
    with pytest.raises(ValueError, match="lead nowhere"):
        score(instrument([item("a", asked_if=(Condition("gone", ("yes",)),))]), {})


def test_a_chain_of_many_conditions_is_followed() -> None:
    many = [item(f"i{n}", asked_if=(Condition(f"i{n + 1}", ("yes",)),)) for n in range(3000)]
    assert score(instrument([*many, item("i3000")]), {"i3000": said("no")}).core == one("0", "0", 1, 1)


@pytest.mark.parametrize(
    ("kind", "full_at", "value", "points"),
    [
        (AnswerType.NUMBER, "8", "2", "25"),
        (AnswerType.NUMBER, "8", "9", "100"),
        (AnswerType.NUMBER, "3", "1", "33.333333"),
        (AnswerType.NUMBER, "3", "2", "66.666667"),
        (AnswerType.SHARE, None, "12.5", "12.5"),
        (AnswerType.SHARE, "50", "12.5", "25"),
        (AnswerType.NUMBER, None, "0", "0"),
        (AnswerType.NUMBER, None, "0.5", "100"),
    ],
)
def test_numbers_count_in_proportion(kind: AnswerType, full_at: str | None, value: str, points: str) -> None:
    tree = score(instrument([item("a", kind=kind, full_at=full_at)]), {"a": said(value)})
    assert tree.core == one(points, points, 1, 1)


@pytest.mark.parametrize("value", ["maybe", "-1", "NaN", "Infinity", "1e999999999", "1e-999999999", ""])
def test_an_answer_that_is_not_taken_is_refused_at_once(value: str) -> None:
    for kind in (AnswerType.CHOICE, AnswerType.NUMBER):
        with pytest.raises(AnswerUnfit):
            score(instrument([item("a", kind=kind, full_at="5")]), {"a": said(value)})
    with pytest.raises(AnswerUnfit):
        score(instrument([item("a")]), {"a": Given(Standing.ANSWERED)})


def test_words_are_read_and_not_scored() -> None:
    small = instrument([item("a", kind=AnswerType.TEXT), item("b")])
    assert score(small, {"a": said("much"), "b": said("yes")}).core == one("100", "100", 1, 1)


def test_principles_and_cells_weigh_their_items_by_item_and_area() -> None:
    here = ("real_equality", "housing")
    items = [
        item("a", "1", area="x", principle="real_equality", cells=(here,)),
        item("b", "0.5", area="y", principle="real_equality", cells=(here, ("real_equality", "education"))),
        item("c", "0.5", area="y", principle="active_citizenship"),
    ]
    tree = score(instrument(items, {"x": "0.75", "y": "0.25"}), {"a": said("yes"), "b": said("no")})
    # 0.75 × 1 × 1 against 0.25 × 0.5 × 0.
    assert tree.principles["real_equality"] == one("85.714286", "85.714286", 2, 2)
    assert tree.cells[here] == one("85.714286", "85.714286", 2, 2)
    assert tree.cells["real_equality", "education"] == one("0", "0", 1, 1)
    assert tree.principles["active_citizenship"] == one("0", "100", 0, 1)


def test_a_tree_is_written_down_and_read_again_to_the_digit() -> None:
    items = [item("a", "0.3", cells=(("real_equality", "housing"),)), item("b", "0.7", area="y"), item("c", area="z")]
    tree = score(instrument(items, {"one": "0.3", "y": "0.3", "z": "0.4"}), {"a": said("planned"), "c": OUTSIDE})
    written = json.loads(json.dumps(told(tree)))
    assert written["cells"] == {
        "real_equality:housing": {"lower": "50.000000", "upper": "50.000000", "answered": 1, "items": 1}
    }
    assert read(written) == tree
    assert told(read(written)) == written


@pytest.mark.parametrize("value", [{}, {"core": 1}, {**told(score(instrument([item("a")]), {})), "core": {"lower": 1}}])
def test_what_is_no_tree_is_not_read(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no score"):
        read(value)
