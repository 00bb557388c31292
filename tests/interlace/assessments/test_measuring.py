"""What a body scored is measured in the register once its voices are released, and not before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from graph.analysis import analyse
from graph.governance import GovernanceGraph
from interlace import assessments
from interlace.db import tenancy
from interlace.db.models import Assessment
from interlace.db.records import find
from interlace.register import strategies
from policies.instruments import read
from tests.interlace.assessments.rounds import FILE, load
from tests.interlace.requests.asks import today

if TYPE_CHECKING:
    from tests.interlace.assessments.rounds import Rounds

MEASURING = FILE.replace(b'id = "small"', b'id = "measuring"').replace(
    b'prefill = "strategy-in-force"', b'cells = ["real_equality:housing"]'
)


def test_a_low_score_is_measured_and_asked_about_once_it_is_released(rounds: Rounds) -> None:
    load(rounds.database, rounds.tenant_id, read(MEASURING, "measuring.toml"))
    boss, body = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    with tenancy.writing(rounds.database, rounds.tenant_id, body) as unit:
        made = strategies.record(unit, {"code": "Q", "title": "Q", "owner": "A"})
        strategies.commit(unit, made.id, {"principle": "real_equality", "area": "housing", "depth": 2})
    opened = rounds.open(boss, "A", instrument="measuring")
    (own,) = [one.id for one in rounds.mine(body) if one.round == opened.id]
    rounds.put(body, own, "plan", "no")
    rounds.send(body, own)
    assert measured(rounds) == []
    assessments.release(rounds.database, boss, rounds.tenant_id, opened.id, "A")
    assert measured(rounds) == [("A", "housing", "0", "0", "measuring", "1", "body")]
    graph = GovernanceGraph.at(rounds.view().sight.snapshot.register, today())
    found = analyse(graph).found["claim-contradicted"]
    assert "Q" in graph.register.strategies.code.gather(found.subject).to_list()


def test_a_correction_replaces_what_was_measured_on_its_day_and_overrides_no_later_round(rounds: Rounds) -> None:
    load(rounds.database, rounds.tenant_id, read(MEASURING, "measuring.toml"))
    boss, body = rounds.somebody("administrator"), rounds.somebody("contributor", "A")
    opened = rounds.open(boss, "A", instrument="measuring")
    (own,) = [one.id for one in rounds.mine(body) if one.round == opened.id]
    rounds.put(body, own, "plan", "no")
    rounds.send(body, own)
    with tenancy.writing(rounds.database, rounds.tenant_id, boss) as unit:
        long_ago = unit.at - timedelta(days=100)
        unit.session.execute(update(Assessment).where(Assessment.id == own).values(sent_at=long_ago))
    rounds.call(assessments.release, boss, opened.id, "A")
    made = rounds.call(assessments.correct, body, own)
    rounds.put(body, made, "plan", "planned", after=1)
    rounds.send(body, made)
    rounds.call(assessments.release, boss, opened.id, "A")
    assert measured(rounds) == [("A", "housing", "50", "50", "measuring", "1", "body")]
    with tenancy.reading(rounds.database, rounds.tenant_id) as session:
        days = {one["measured_on"] for one in find(session, "measurements", instrument="measuring")}
    assert days == {long_ago.date()}


def measured(rounds: Rounds) -> list[tuple[object, ...]]:
    names = ("body", "area", "score_from", "score_to", "instrument", "version", "voice")
    with tenancy.reading(rounds.database, rounds.tenant_id) as session:
        return [tuple(one[name] for name in names) for one in find(session, "measurements", instrument="measuring")]
