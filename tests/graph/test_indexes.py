"""Rows by what they are about are found again, also where some are about nobody."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.citations import index_by
from graph.encoding import NOBODY


@given(st.lists(st.integers(NOBODY, 5), max_size=30))
def test_rows_are_found_by_their_key_and_those_about_nobody_by_none(keys: list[int]) -> None:
    index = index_by(np.array(keys, dtype=np.int32), 6)
    for key in range(6):
        assert index.rows(key).tolist() == [row for row, other in enumerate(keys) if other == key]
