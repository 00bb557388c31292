"""Results, targets and voices as pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from tests.interlace.assessments.rounds import Rounds
from tests.interlace.assessments.test_results import ALL, sent
from tests.interlace.identity.countries import put
from tests.interlace.register.world import settle
from tests.interlace.requests.asks import today

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

PAGE = "assessments/results/A"


@pytest.fixture
def rounds(accounts: Database, tenant_id: UUID) -> Rounds:
    settle(accounts, tenant_id)
    return Rounds(accounts, tenant_id)


def test_a_body_reads_its_results_and_sets_targets_by_pages(rounds: Rounds, person: Callable[..., Person]) -> None:
    ana, other = person(rounds.tenant_id, "contributor", "A"), person(rounds.tenant_id, "contributor", "B")
    # Whoever writes for the body is told that nothing was sent; for others there is no such page, then or later.
    assert "has sent no self-assessment yet" in ana.get(PAGE).text
    assert "assessments/results/A" in ana.get("bodies/A").text
    assert other.get(PAGE).status_code == 404
    sent(rounds, "A", {"plan": "yes"}, title="<b>First</b>", days=100)
    sent(rounds, "A", ALL, title="Second", state="sent")
    assert other.get(PAGE).status_code == other.get("assessments/voices/A").status_code == 404
    told = ana.get(PAGE)
    assert told.status_code == 200
    assert "Strengths" in told.text
    assert "What to work on" in told.text
    assert "<b>First</b>" not in told.text
    assert "Too few similar bodies" in told.text
    assert "0 to 100" in told.text
    place = f"{PAGE}/targets/money"
    assert ana.post(place, {"revision": "0", "target": "101", "by_day": ""}).status_code == 422
    assert ana.post(place, {"revision": "0", "target": "62,5", "by_day": "2030-12-31"}).status_code == 303
    assert "62.5" in ana.get(PAGE).text
    assert (
        "changed this while you were typing"
        in ana.post(place, {"revision": "0", "target": "1", "by_day": "2030-01-01"}).text
    )
    assert other.post(place, {"revision": "1", "do": "remove"}).status_code == 404
    assert ana.post(place, {"revision": "1", "do": "remove"}).status_code == 303
    assert ana.get(f"{PAGE}/targets/nowhere").status_code == 404
    table = ana.get(f"{PAGE}/table.csv")
    assert table.mimetype == "text/csv"
    assert table.text.count("\r\n") == 3
    # The first round was released, so that its voices can be read; the second was not.
    voices = ana.get("assessments/voices/A").text
    assert "&lt;b&gt;First&lt;/b&gt;" in voices
    assert "Second" not in voices
    assert ana.get("assessments/voices/A?round=nonsense").status_code == 404


def test_no_day_in_the_address_opens_results_or_changes_the_group(
    rounds: Rounds, person: Callable[..., Person]
) -> None:
    past, begun = (today() - timedelta(days=days) for days in (2, 900))
    ended = {"valid_from": begun, "valid_to": past}
    with tenancy.writing(rounds.database, rounds.tenant_id, SYSTEM) as unit:
        put(unit, "bodies", code="R3", name="Gone", level="regional", parent="PT", **ended)
        for number in range(5):
            put(unit, "bodies", code=f"T{number}", name=f"Town {number}", level="local", parent="R3")
        put(unit, "bodies", code="T5", name="Town 5", level="local", parent="R3", **ended)
    for number, share in enumerate((0, 20, 40, 60, 100, 90)):
        sent(rounds, f"T{number}", {**ALL, "share": str(share)})
    sent(rounds, "A", ALL)
    ana, above = person(rounds.tenant_id, "contributor", "A"), person(rounds.tenant_id, "steward", "R3")
    then = f"?as_of={past - timedelta(days=5)}"
    # One body was there then: the difference between the two bands would tell of it.
    now = ana.get(f"{PAGE}/table.csv").text
    assert ",10,30,5" in now
    assert ana.get(f"{PAGE}/table.csv{then}").text == now
    # Whoever looked after the body then does so no longer.
    for what in ("assessments/results/T0", "assessments/results/T0/table.csv", "assessments/voices/T0"):
        for day in ("", then):
            assert above.get(what + day).status_code == 404, (what, day)
