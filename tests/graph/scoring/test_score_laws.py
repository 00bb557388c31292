"""Laws that hold of every instrument and all answers."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.scoring import Score, ScoreTree, score
from graph.scoring.exact import AnswerUnfit
from graph.scoring.many import Columns, score_many
from policies.instruments.model import Standing
from tests.examples import examples
from tests.graph.scoring.small import answered, answers_to, frame, instrument, instruments, item, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policies.instruments.model import Answer, Instrument

_CALM = [HealthCheck.too_slow]
some = settings(max_examples=examples(50), deadline=None, derandomize=True, suppress_health_check=_CALM)
#: Both ends are rounded, each by itself.
HALF = Decimal("0.0000011")


def parts(tree: ScoreTree) -> Iterator[tuple[object, Score | None]]:
    yield "core", tree.core
    yield "extended", tree.extended
    yield from tree.areas.items()
    yield from tree.principles.items()
    yield from tree.cells.items()


@some
@given(st.data())
def test_the_range_is_one_and_inside_a_hundred(data: st.DataObject) -> None:
    of = data.draw(instruments())
    for _, one in parts(score(of, data.draw(answered(of)))):
        assert one is None or (0 <= one.lower <= one.upper <= 100 and 0 <= one.answered <= one.items > 0)


@some
@given(st.data())
def test_when_all_is_answered_nothing_is_a_range(data: st.DataObject) -> None:
    of = data.draw(instruments())
    for _, one in parts(score(of, data.draw(answered(of, all_of_it=True)))):
        assert one is None or (one.lower == one.upper and one.exact)


@some
@given(st.data())
def test_answering_more_never_leaves_the_range(data: st.DataObject) -> None:
    of = data.draw(instruments())
    before = data.draw(answered(of))
    more = dict(before)
    for one in of.items:
        stands = before.get(one.id)
        if (stands is None or stands.standing is Standing.NOT_ANSWERED) and data.draw(st.booleans()):
            more[one.id] = data.draw(answers_to(one))
    after = dict(parts(score(of, more)))
    for part, wide in parts(score(of, before)):
        narrow = after[part]
        if narrow is not None:
            assert wide is not None
            assert wide.lower - HALF <= narrow.lower <= narrow.upper <= wide.upper + HALF


@some
@given(st.data())
def test_both_ends_can_come_about_where_nothing_hangs_on_anything(data: st.DataObject) -> None:
    of = data.draw(instruments(routing=False))
    given_now = data.draw(answered(of))
    scored = [one for one in of.items if one.scored]
    open_items = [one for one in scored if given_now.get(one.id, said("")).value in ("", None)]
    open_items = [one for one in open_items if not _outside(given_now, one.id)]
    before = score(of, given_now)
    for worst, end in (("lower", ("no", "0")), ("upper", ("yes", "60"))):
        filled = {one.id: said(end[0] if one.options else "100" if end[0] == "yes" else "0") for one in open_items}
        after = dict(parts(score(of, {**given_now, **filled})))
        for part, one in parts(before):
            other = after[part]
            assert (one is None) == (other is None)
            assert one is None or other is None or getattr(one, worst) == other.lower


def _outside(answers: Mapping[str, Answer], name: str) -> bool:
    return name in answers and answers[name].standing is Standing.OUTSIDE_COMPETENCE


@some
@given(st.data(), st.sampled_from(("0.1", "3", "17.25")))
def test_the_scale_of_weights_does_not_matter(data: st.DataObject, factor: str) -> None:
    of = data.draw(instruments())
    answers = data.draw(answered(of))
    scaled = replace(
        of,
        areas=tuple(replace(area, weight=Fraction(area.weight) * Fraction(factor)) for area in of.areas),
        items=tuple(replace(one, weight=Fraction(one.weight) * Fraction(factor)) for one in of.items),
    )
    assert score(scaled, answers) == score(of, answers)


@some
@given(st.data())
def test_neither_the_order_of_items_nor_of_areas_nor_of_answers_matters(data: st.DataObject) -> None:
    of = data.draw(instruments())
    answers = data.draw(answered(of))
    shuffled = replace(
        of,
        areas=tuple(data.draw(st.permutations(of.areas))),
        items=tuple(data.draw(st.permutations(of.items))),
    )
    mixed = dict(data.draw(st.permutations(list(answers.items()))))
    assert dict(parts(score(shuffled, mixed))) == dict(parts(score(of, answers)))


@some
@given(st.data())
def test_many_at_once_agree_with_each_alone(data: st.DataObject) -> None:
    of = data.draw(instruments())
    assessments = [data.draw(answered(of)) for _ in range(3)]
    agree(of, assessments)


def agree(of: Instrument, assessments: list[Mapping[str, Answer]]) -> None:
    many = score_many(of, frame(assessments), len(assessments))
    for row, answers in enumerate(assessments):
        tree = score(of, answers)
        same(many.core, row, [tree.core])
        same(many.extended, row, [tree.extended])
        same(many.areas, row, [tree.areas[area] for area in many.area_ids])
        same(many.principles, row, [tree.principles[one] for one in many.principle_ids])
        same(many.cells, row, [tree.cells[cell] for cell in many.cell_ids])


def same(columns: Columns, row: int, scores: list[Score | None]) -> None:
    for column, one in enumerate(scores):
        low, high = float(columns.lower[row, column]), float(columns.upper[row, column])
        if one is None:
            assert math.isnan(low)
            assert math.isnan(high)
            continue
        assert low == pytest.approx(float(one.lower), abs=1e-6)
        assert high == pytest.approx(float(one.upper), abs=1e-6)
        assert (columns.answered[row, column], columns.items[row, column]) == (one.answered, one.items)


def test_many_at_once_refuse_what_one_refuses() -> None:
    with pytest.raises(AnswerUnfit):
        score_many(instrument([item("a")]), frame([{"a": said("perhaps")}]), 1)


def test_none_at_once_and_answers_to_nothing_that_is_asked() -> None:
    small = instrument([item("a")])
    assert score_many(small, frame([]), 0).core.lower.shape == (0, 1)
    found = score_many(small, frame([{"gone": said("yes")}]), 1)
    assert np.array_equal(found.core.upper, [[100.0]])
