"""Asking once for many who ask the same at the same time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")


class _Turn(Generic[Answer]):
    """One asking, for all who wait for it."""

    def __init__(self) -> None:
        self.over = threading.Lock()
        self.over.acquire()
        self.answer: Answer | None = None
        self.error: Exception | None = None
        self.following: _Turn[Answer] | None = None

    def wait(self) -> None:
        """Wait until it is over."""
        with self.over:
            pass

    def told(self) -> Answer:
        """Its answer. Raises what asking raised."""
        self.wait()
        if self.error is not None:
            raise self.error
        return self.answer  # type: ignore[return-value] # it is over, and went well


class Together(Generic[Answer]):
    """Of those who ask the same at the same time, one asks for all. Shared by threads of one process.

    Whoever comes while it is being asked waits for the turn after that, which begins later: nobody is given an answer
    that was asked for before they came, and may be older than what they know of.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: By key the turn that is under way, or is about to begin.
        self._turns: dict[Hashable, _Turn[Answer]] = {}

    def ask(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to the question of this key, asked after this was called. Raises what `ask` raises."""
        with self._lock:
            present = self._turns.get(key)
            if present is not None and present.following is not None:
                turn, leads = present.following, False
            else:
                turn, leads = _Turn(), True
                if present is None:
                    self._turns[key] = turn
                else:
                    present.following = turn
        if leads:
            if present is not None:
                present.wait()
            self._take(key, turn, ask)
        return turn.told()

    def _take(self, key: Hashable, turn: _Turn[Answer], ask: Callable[[], Answer]) -> None:
        try:
            turn.answer = ask()
        except Exception as error:
            turn.error = error
        finally:
            # Nobody may join the turn after this one any more once it begins, which is when this one is over.
            with self._lock:
                if turn.following is None:
                    del self._turns[key]
                else:
                    self._turns[key] = turn.following
            turn.over.release()
