"""Orders by counting, and pairs of authorities found by counting, say what sorting and searching say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.encoding import NOBODY
from graph.hierarchy import hierarchy_of
from graph.lines import lines_of
from graph.ragged import in_order, starts_of

numbers = st.one_of(st.integers(-1, 9), st.integers(-1, 70_000), st.integers(-(2**62), 2**62))


@given(st.lists(numbers, max_size=60))
def test_an_order_by_counting_is_the_stable_order(keys: list[int]) -> None:
    column = np.array(keys, dtype=np.int64)
    assert np.array_equal(in_order(column), np.argsort(column, kind="stable"))


@given(st.lists(st.integers(0, 9), max_size=30))
def test_groups_begin_where_a_search_finds_them(keys: list[int]) -> None:
    column = np.array(keys, dtype=np.int32)
    assert np.array_equal(starts_of(column, 10), np.searchsorted(np.sort(column), np.arange(11)))


@given(st.lists(st.integers(-1, 20), min_size=1, max_size=20), st.data())
def test_a_pair_of_one_line_is_named_whichever_way_round(above: list[int], data: st.DataObject) -> None:
    parent = np.array([up if up < row else NOBODY for row, up in enumerate(above)], dtype=np.int32)
    hierarchy = hierarchy_of(np.arange(len(parent), dtype=np.int32), parent)
    chosen = sorted(data.draw(st.sets(st.integers(0, len(parent) - 1))))
    # Places past the authorities are other bodies; -1 is nobody.
    pairs = data.draw(st.lists(st.tuples(st.integers(-1, len(parent) + 2), st.integers(-1, len(parent) + 2))))
    lines = lines_of(hierarchy, np.array(chosen, dtype=np.int32))
    told = list(zip(lines.lower.tolist(), lines.upper.tolist(), strict=True))
    assert told == [(place, up) for place in chosen for up in hierarchy.lineage(place)[1:]]
    one, other = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    expected = [pair in pairs or pair[::-1] in pairs for pair in told]
    assert lines.named(one, other).tolist() == expected
