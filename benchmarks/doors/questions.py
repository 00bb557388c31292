"""What is asked of the doors: the large question of 100 bodies × 3 strategies × 4 scores, and lists."""

from __future__ import annotations

from itertools import count

from benchmarks.doors.installation import CHOSEN, POPULATION, SLUG, STRATEGIES

GRAPHQL = f"/graphql/{SLUG}"
REST = f"/api/v1/tenants/{SLUG}"
BODIES = f"{REST}/bodies?level=local&first=50"
SCORES = (
    f"{{tenant{{bodies(first:{CHOSEN},filter:{{population:[{POPULATION}]}})"
    f"{{nodes{{code strategies(first:{STRATEGIES}){{nodes{{title profile{{areas}}}}}}}}}}}}}}"
)
_numbers = count(1)


def asked(query: str) -> dict[str, object]:
    """A query as it is sent by POST."""
    return {"query": query}


def fresh() -> str:
    """The same question in a document that nobody has sent before."""
    return f"query Scores{next(_numbers)}{SCORES}"


def leaves(told: object) -> int:
    """How many values an answer holds."""
    if isinstance(told, dict):
        return sum(map(leaves, told.values()))
    if isinstance(told, list):
        return sum(map(leaves, told))
    return 1
