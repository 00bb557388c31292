"""What a scenario says it would come to is what it comes to, and until then nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph.frames import finding_frame, finding_key
from interlace.scenarios import previewing
from interlace.scenarios.effects import MOST_TOLD
from policies import ALIGNMENT_STATES
from tests.brute_force.random_countries import AS_OF, random_country
from tests.databases import new_tenant
from tests.examples import examples
from tests.graph.random_changes import Trier
from tests.graph.random_edits import records_of
from tests.graph.small import tables_of
from tests.interlace.scenarios.lab import Lab, today

if TYPE_CHECKING:
    from graph.analysis import Analysis
    from interlace.db.connections import Database

COUNTRIES, EACH = examples(20), 10
Findings = dict[str, tuple[str, str]]


def findings(analysis: Analysis) -> Findings:
    return {
        finding_key(row["rule"], row["subject"], row["object"]): (row["severity"], row["certainty"])
        for row in finding_frame(analysis).iter_rows(named=True)
    }


def states(analysis: Analysis) -> dict[str, int]:
    numbers = analysis.alignment.state.tolist()
    return {state: numbers.count(place) for place, state in enumerate(ALIGNMENT_STATES.ids)}


@pytest.mark.parametrize("seed", range(COUNTRIES))
def test_random_scenarios_come_to_what_they_said(database: Database, seed: int) -> None:
    lab = Lab(database, new_tenant(database))
    lab.fill(records_of(tables_of(random_country(seed).tables)))
    who = lab.person("administrator")
    for number in range(EACH):
        as_of = today() if number % 2 else AS_OF
        snapshot = lab.store.current(database, lab.tenant_id)
        before = findings(snapshot.analysis_at(as_of))
        changes = Trier(snapshot.register.tables, today(), seed * EACH + number).changes()
        scenario = lab.scenario_of(who, changes)
        rows = lab.rows()
        told = previewing.preview(lab.desk(who), scenario.id, as_of=as_of).effects
        assert lab.rows() == rows
        assert max(told.opened_total, told.closed_total, told.changed_total) <= MOST_TOLD
        lab.apply(who, scenario)
        analysis = lab.store.current(database, lab.tenant_id).analysis_at(as_of)
        expected = {key: value for key, value in before.items() if key not in {one.key for one in told.closed}}
        expected |= {one.key: (one.severity, one.certainty) for one in (*told.opened, *told.changed)}
        assert findings(analysis) == expected
        assert {one.key: (one.severity_before, one.certainty_before) for one in told.changed} == {
            one.key: before[one.key] for one in told.changed
        }
        assert {one.state: one.after for one in told.states} == states(analysis)
        assert not told.withheld
