"""Lists of many rounds are read a part at a time, and pages together are the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interlace import assessments
from interlace.assessments import listing
from interlace.assessments.voices import seen_among

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    import pytest

    from interlace.principals import Principal
    from tests.interlace.assessments.rounds import Rounds


def paged(rounds: Rounds, who: Principal, **asked: Any) -> list[UUID]:  # noqa: ANN401 - what lists take
    found: list[UUID] = []
    while True:
        after = found[-1] if found else None
        page = assessments.assessments(
            rounds.database, who, rounds.tenant_id, rounds.view(), first=2, after=after, **asked
        )
        found += [one.id for one in page.assessments]
        if not page.has_more:
            return found


def test_of_many_assessments_no_more_is_read_than_a_page_needs(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    boss, reviewer, club = rounds.somebody("administrator"), rounds.somebody("reader"), rounds.somebody("steward", "C")
    people = (boss, reviewer, club, rounds.somebody("contributor", "A"), rounds.somebody("steward", "R1"))
    for _ in range(2):
        rounds.three(boss, reviewer)
        rounds.open(boss, "A", "B", "E")
    ways: list[dict[str, Any]] = [{}, {"yours": True}, {"body": "A"}, {"states": ["open"]}, {"states": ["sent"]}]
    whole = {
        (who.id, place): [one.id for one in rounds.seen(who, **way)] for who in people for place, way in enumerate(ways)
    }
    looked_at: list[int] = []

    def counted(who: Any, found: Sequence[Any]) -> Any:  # noqa: ANN401 - as it is there
        looked_at.append(len(found))
        return seen_among(who, found)

    monkeypatch.setattr(listing, "_LOOKED_AT", 2)
    monkeypatch.setattr(listing, "seen_among", counted)
    for (person, place), wanted in whole.items():
        who = next(one for one in people if one.id == person)
        assert paged(rounds, who, **ways[place]) == wanted
    assert len(whole[boss.id, 0]) == 12
    # Two assessments are of two bodies at most, on each of which there are three voices.
    assert max(looked_at) <= 6
    told = rounds.look(assessments.rounds, club)
    assert [one.assessments for one in told.rounds] == [1] * 2
    assert len(rounds.look(assessments.rounds, boss).rounds) == 4
