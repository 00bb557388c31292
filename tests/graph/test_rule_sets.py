"""A tenant's own say on rules: what is switched off, what weighs otherwise, and the label of the set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis import analyse
from graph.frames import finding_frame
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.settings import Alteration, Settings
from graph.summary import summarise
from policies import SEVERITIES
from policies.rules import RULE_SET, RULES
from tests.brute_force.random_countries import AS_OF, random_country
from tests.graph.small import Small, settings_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

OFF = Alteration(off=True)


def found(rules: Mapping[str, Alteration], small: Small | None = None) -> pl.DataFrame:
    small = small or Small().body("N", "national").body("L", "local", "N", population=20_000)
    register = small.register()
    altered = replace(register, settings=replace(register.settings, rules=rules))
    return finding_frame(analyse(GovernanceGraph.at(altered, date(2024, 6, 30))))


def test_a_rule_that_is_switched_off_finds_nothing_and_the_others_the_same() -> None:
    all_of_them, others = found({}), found({"strategy-missing": OFF})
    assert all_of_them.filter(rule="strategy-missing").height == 2
    assert others.drop("rule_set").equals(
        all_of_them.filter(all_of_them["rule"] != "strategy-missing").drop("rule_set")
    )


def test_severities_become_the_ones_that_are_told_at_once_and_priorities_follow() -> None:
    swapped = Alteration(severities={"critical": "high", "high": "critical"})
    before, after = (found(rules).filter(rule="strategy-missing") for rules in ({}, {"strategy-missing": swapped}))
    assert before["severity"].to_list() == ["high", "critical"]
    assert after["severity"].to_list() == ["critical", "high"]
    assert after["priority"][0] / before["priority"][0] == pytest.approx(1.0 / 0.7)


def test_with_every_rule_off_an_analysis_is_still_one() -> None:
    register = Small().body("N", "national").register()
    altered = replace(register, settings=replace(register.settings, rules=dict.fromkeys(RULES, OFF)))
    analysis = analyse(GovernanceGraph.at(altered, date(2024, 6, 30)))
    assert finding_frame(analysis).height == len(analysis.listing) == 0
    assert set(summarise(analysis).rules.values()) == {0}


def test_the_label_is_the_number_alone_while_nothing_is_altered() -> None:
    assert Settings().rule_set == str(RULE_SET) == "3"
    assert found({})["rule_set"].unique().to_list() == ["3"]


def test_the_label_tells_alterations_apart_and_forgets_their_order() -> None:
    low = Alteration(severities={"high": "low", "critical": "low"})
    turned = Alteration(severities={"critical": "low", "high": "low"})
    one = Settings(rules={"strategy-missing": low, "report-stale": OFF}).rule_set
    assert one == Settings(rules={"report-stale": OFF, "strategy-missing": turned}).rule_set
    labels = {one, *(Settings(rules=told).rule_set for told in ({}, {"report-stale": OFF}, {"action-overdue": OFF}))}
    assert len(labels) == 4
    assert all(label.startswith("3") and len(label) in {1, 8} for label in labels)


@given(
    seed=st.integers(0, 60),
    off=st.sets(st.sampled_from(sorted(RULES))),
    weighs=st.lists(st.sampled_from(SEVERITIES.ids), min_size=4, max_size=4),
)
def test_alterations_change_nothing_but_what_they_say(seed: int, off: set[str], weighs: list[str]) -> None:
    country = random_country(seed)
    settings = settings_of(country.thresholds, country.matrix)
    shipped = analyse(GovernanceGraph.at(Register.of(tables_of(country.tables), settings), AS_OF)).found
    new = dict(zip(SEVERITIES.ids, weighs, strict=True))
    rules = {
        name: OFF if name in off else Alteration(severities={old: new[old] for old in RULES[name].severities})
        for name in RULES
    }
    altered = Register.of(tables_of(country.tables), replace(settings, rules=rules))
    for name, told in analyse(GovernanceGraph.at(altered, AS_OF)).found.items():
        if name in off:
            assert len(told) == 0
            assert (told.object is None, told.cells is None, told.areas is None) == (
                shipped[name].object is None,
                shipped[name].cells is None,
                shipped[name].areas is None,
            )
        else:
            assert np.array_equal(told.subject, shipped[name].subject)
            assert [SEVERITIES.ids[one] for one in told.severity] == [
                new[SEVERITIES.ids[one]] for one in shipped[name].severity
            ]
