"""Findings counted at once, against the frame that lists them one by one; and who has reported what."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.analysis import Analysis, analyse
from graph.frames import finding_frame
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.reported import last_declared, reported_of
from graph.tally import tally, tally_of
from policies import CERTAINTIES, FAMILIES, SEVERITIES
from policies.rules import RULES
from tests.brute_force.country import Terms, day
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.small import Small, settings_of, tables_of

seeds = st.integers(0, 10**6)
some = settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def analysed(seed: int) -> Analysis:
    country = random_country(seed)
    register = Register.of(tables_of(country.tables), settings_of(country.thresholds, country.matrix))
    return analyse(GovernanceGraph.at(register, AS_OF))


@some
@given(seeds)
def test_findings_are_counted_as_they_are_listed(seed: int) -> None:
    analysis = analysed(seed)
    told, frame = tally(analysis.found), finding_frame(analysis)
    listed = Counter((RULES[rule].family, *rest) for rule, *rest in frame["rule", "certainty", "severity"].iter_rows())
    for family in FAMILIES.ids:
        for certainty in CERTAINTIES.ids:
            for severity in SEVERITIES.ids:
                count = told.of(family=family, certainty=certainty, severity=severity)
                assert count == listed[family, certainty, severity]
    assert told.gaps == frame.filter(pl.col("certainty") == "confirmed").height
    assert told.gaps + told.questions == told.of() == frame.height


@some
@given(seeds)
def test_some_of_them_are_counted_alike(seed: int) -> None:
    analysis = analysed(seed)
    numbers = np.arange(len(analysis.listing))
    assert np.array_equal(tally_of(analysis.listing, numbers).counts, tally(analysis.found).counts)
    parts = tally_of(analysis.listing, numbers[::2]).counts + tally_of(analysis.listing, numbers[1::2]).counts
    assert np.array_equal(parts, tally(analysis.found).counts)


@some
@given(seeds)
def test_who_declared_when_and_who_is_asked_is_what_the_records_say(seed: int) -> None:
    country, analysis = random_country(seed), analysed(seed)
    graph, terms, told = analysis.graph, Terms(country, AS_OF), reported_of(analysis.listing)
    for place in range(len(graph.body)):
        code = graph.cite.code(place)
        days = [day(row["declared_on"]) for row in country.rows("declarations") if row["body"] == code]
        so_far = [one for one in days if one is not None and one <= AS_OF]
        assert bool(told.never[place]) == (not so_far)
        assert bool(told.declared[place]) == terms.declared(code)
        assert bool(told.stale[place]) == (bool(so_far) and not terms.declared(code))
        listing = analysis.listing
        concerning = listing.concerning(int(graph.body[place]))
        assert told.questions[place] == np.count_nonzero(~listing.confirmed[concerning])
        assert bool(told.asked[place]) == (told.questions[place] > 0)


def test_only_what_was_declared_by_that_day_counts() -> None:
    country = Small().body("N", "national").declared("N", "2024-01-01").declared("N", "2024-06-01")
    on = {day: int(last_declared(country.graph(day))[0]) for day in ("2024-03-01", "2024-06-30")}
    assert on == {"2024-03-01": 19_723, "2024-06-30": 19_875}
