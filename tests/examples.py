"""How many random examples tests try: a part of them each time, all of them by `make test-long`."""

from __future__ import annotations

import os

#: Whoever changes a definition tries all; every other change is held to a part, so that tests end while one waits.
ALL = os.environ.get("INTERLACE_TESTS") == "all"
_PART = 4


def examples(whole: int) -> int:
    """So many of `whole` examples as are tried this time; at least two."""
    return whole if ALL else max(2, whole // _PART)
