"""Asking once for many: who comes while it is asked gets the next answer, never one that was asked for before."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from interlace.db.together import Together


def test_many_who_ask_at_once_share_an_answer_that_is_newer_than_their_question() -> None:
    together: Together[int] = Together()
    state, times = count(1), []
    known = [0]

    def ask() -> int:
        times.append(1)
        found = known[0]
        time.sleep(0.002)
        return found

    def one(_: int) -> bool:
        least = known[0] = next(state)
        return together.ask("key", ask) >= least

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(one, range(800)))
    assert len(times) < 400


def test_other_questions_wait_for_nobody() -> None:
    together: Together[str] = Together()
    begun, end = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert end.wait(10)
        return "slow"

    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(together.ask, "one", slow)
        assert begun.wait(10)
        assert together.ask("other", lambda: "quick") == "quick"
        end.set()
        assert asked.result() == "slow"


def test_what_goes_wrong_is_told_to_all_of_a_turn_and_not_to_the_next() -> None:
    together: Together[str] = Together()
    begun, end = threading.Event(), threading.Event()

    def first() -> str:
        begun.set()
        assert end.wait(10)
        raise LookupError("gone")

    def second() -> str:
        return "there"

    with ThreadPoolExecutor(4) as threads:
        failing = threads.submit(together.ask, "key", first)
        assert begun.wait(10)
        following = [threads.submit(together.ask, "key", second) for _ in range(3)]
        end.set()
        with pytest.raises(LookupError):
            failing.result()
        assert [one.result() for one in following] == ["there"] * 3
    assert together.ask("key", second) == "there"
