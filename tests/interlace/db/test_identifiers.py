"""Ids in the order of their making: across threads and forks, and whatever the clock does."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlace.db import identifiers
from interlace.db.identifiers import new_id, new_ids

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENT = 1_767_323_045_678  # Milliseconds of a day in 2026.


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock, in milliseconds; nothing was given out before."""

    def set_to(milliseconds: int) -> None:
        monkeypatch.setattr(time, "time_ns", lambda: milliseconds * 1_000_000)

    monkeypatch.setattr(identifiers, "_last", 0)
    set_to(MOMENT)
    return set_to


def milliseconds_of(id_: UUID) -> int:
    return id_.int >> 80


def are_ascending(ids: list[UUID]) -> bool:
    """Each larger than the one before, as numbers, as text and as bytes, which is how PostgreSQL compares them."""
    kinds: list[list[object]] = [[i.int for i in ids], [str(i) for i in ids], [i.bytes for i in ids]]
    return all(kind == sorted(set(kind)) for kind in kinds)  # type: ignore[type-var]


@given(st.integers(1, 500))
def test_ids_say_that_they_are_of_version_seven(count: int) -> None:
    ids = new_ids(count)
    assert len(ids) == count
    assert {(i.version, i.variant) for i in ids} == {(7, RFC_4122)}
    assert are_ascending(ids)


def test_an_id_tells_the_millisecond_of_its_making(clock: Callable[[int], None]) -> None:
    assert milliseconds_of(new_id()) == MOMENT
    clock(MOMENT + 1)
    assert milliseconds_of(new_id()) == MOMENT + 1


def test_ids_ascend_while_the_clock_stands_still(clock: Callable[[int], None]) -> None:
    clock(MOMENT)
    ids = [i for _ in range(50) for i in (new_id(), *new_ids(100))]
    assert are_ascending(ids)
    assert {milliseconds_of(i) for i in ids} == {MOMENT}


@pytest.mark.parametrize("back", [1, 1000, 365 * 24 * 3600 * 1000, MOMENT])
def test_ids_ascend_while_the_clock_goes_back(clock: Callable[[int], None], back: int) -> None:
    ids = [*new_ids(10)]
    for step in (back, back // 2, 0):
        clock(MOMENT - step)
        ids += [new_id(), *new_ids(10)]
    assert are_ascending(ids)


@given(st.lists(st.integers(0, 2**47), min_size=1, max_size=30))
def test_ids_ascend_whatever_the_clock_says(moments: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identifiers, "_last", 0)
        ids = []
        for moment in moments:
            patch.setattr(time, "time_ns", lambda moment=moment: moment * 1_000_000)
            ids += new_ids(3)
    assert are_ascending(ids)


def test_more_ids_than_a_millisecond_counts_run_into_the_next(clock: Callable[[int], None]) -> None:
    clock(MOMENT)
    new_ids(1)
    identifiers._last = ((MOMENT + 1) << 42) - 2
    ids = new_ids(5)
    assert are_ascending(ids)
    assert [milliseconds_of(i) for i in ids] == [MOMENT, *[MOMENT + 1] * 4]
    assert {(i.version, i.variant) for i in ids} == {(7, RFC_4122)}


def test_threads_never_get_the_same_id_and_each_gets_ascending_ones() -> None:
    with ThreadPoolExecutor(8) as threads:
        given_out = list(threads.map(lambda _: [new_id() for _ in range(500)], range(8)))
    assert all(are_ascending(ids) for ids in given_out)
    assert len({i for ids in given_out for i in ids}) == 8 * 500


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_parent_and_children_of_a_fork_give_out_different_ids(clock: Callable[[int], None]) -> None:
    """Also where neither has a later millisecond to tell them apart."""
    clock(MOMENT)
    new_id()
    made = [ids_of_a_child(100) for _ in range(3)] + [new_ids(100)]
    assert len({i for ids in made for i in ids}) == 400
    assert all(are_ascending(ids) for ids in made)


def ids_of_a_child(count: int) -> list[UUID]:
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(60)
            os.write(writing, b"".join(i.bytes for i in new_ids(count)))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.wait()
    return [UUID(bytes=told[start : start + 16]) for start in range(0, len(told), 16)]
