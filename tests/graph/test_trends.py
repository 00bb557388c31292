"""Many days at once tell what each day tells by itself, and what came and went is told by episodes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.analysis import analyse
from graph.articulation import Separations, separations
from graph.encoding import DAWN
from graph.governance import GovernanceGraph
from graph.listing import Key
from graph.register import Register
from graph.settings import Alteration
from graph.trends.causes import Trial, is_there
from graph.trends.cores import core_of
from graph.trends.counting import Counted, count, counted_days
from graph.trends.happenings import Happenings
from graph.trends.likeness import last_fired
from graph.trends.presence import Episode, presence
from graph.trends.walking import walk
from interlace.synthetic import synthetic_country
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.small import Small
from tests.graph.test_laws import register_of

if TYPE_CHECKING:
    from graph.analysis import Analysis

some = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)
DAYS = [AS_OF + timedelta(days=step * 97) for step in range(-9, 10)]


def told(analysis: Analysis) -> list[tuple[object, ...]]:
    listing = analysis.listing
    keys = [listing.key(number) for number in range(len(listing))]
    columns = (listing.severity, listing.confirmed, listing.reach)
    return list(zip(keys, *(column.tolist() for column in columns), strict=True))


def same(one: Counted, other: Counted) -> bool:
    return all(np.array_equal(value, vars(other)[name]) for name, value in vars(one).items())


@some
@given(seeds)
def test_every_day_of_a_walk_finds_what_that_day_finds_by_itself(seed: int) -> None:
    register = register_of(random_country(seed))
    for graph in walk(register, DAYS):
        alone = analyse(GovernanceGraph.at(register, graph.as_of))
        together = analyse(graph)
        assert told(together) == told(alone), graph.as_of
        assert np.array_equal(together.alignment.state, alone.alignment.state)
        assert np.array_equal(together.profiles.covered, alone.profiles.covered)


def test_the_same_in_an_invented_country_by_one_thread_and_by_two() -> None:
    register = Register.of(*synthetic_country(600, seed=3))
    days = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(18)]
    alone = [count(analyse(GovernanceGraph.at(register, day))) for day in days]
    for threads in (1, 2):
        together = counted_days(register, days, threads=threads)
        assert all(same(*pair) for pair in zip(together, alone, strict=True))
    assert sum(day.found(rule="coordination-fragile") for day in alone) > 0
    branch = int(GovernanceGraph.at(register, days[0]).hierarchy.body[1])
    alone = [count(analyse(GovernanceGraph.at(register, day)), branch) for day in days]
    assert all(same(*pair) for pair in zip(counted_days(register, days, branch), alone, strict=True))
    assert 0 < alone[0].found() < together[0].found()


edges = st.sets(st.tuples(st.integers(0, 13), st.integers(0, 13)).filter(lambda edge: edge[0] < edge[1]), max_size=24)


def matters(found: Separations, row: np.ndarray, least: int) -> dict[int, list[int]]:
    parts: dict[int, list[int]] = {}
    for node, size in zip(found.node.tolist(), found.size.tolist(), strict=True):
        if size >= least:
            parts.setdefault(int(row[node]), []).append(size)
    return {node: sizes for node, sizes in parts.items() if len(sizes) > 1}


@settings(max_examples=examples(400), deadline=None)
@given(edges, st.lists(edges, min_size=1, max_size=3), st.integers(1, 5))
def test_a_core_splits_where_the_whole_graph_splits(
    always: set[tuple[int, int]], at_times: list[set[tuple[int, int]]], least: int
) -> None:
    def columns(pairs: set[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
        ordered = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
        return ordered[:, 0], ordered[:, 1]

    busy = np.zeros(14, dtype=np.bool_)
    for extra in at_times:
        busy[list({end for edge in extra - always for end in edge})] = True
    core = core_of(14, *columns(always), busy, least)
    number = {int(row): place for place, row in enumerate(core.row.tolist())}
    for extra in at_times:
        further = columns({(number[one], number[other]) for one, other in extra - always})
        one, other = (np.concatenate(pair) for pair in zip((core.first, core.second), further, strict=True))
        small = separations(len(core.row), one, other, core.weight)
        whole = separations(14, *columns(always | extra))

        assert matters(small, core.row, least) == matters(whole, np.arange(14), least)


def test_no_days_and_no_bodies_are_no_trouble() -> None:
    register = Small().register()
    assert counted_days(register, []) == []
    (only,) = counted_days(register, [AS_OF])
    assert (only.found(), only.competent, only.share("real_equality")) == (0, 0, None)


def test_a_finding_that_comes_back_has_two_episodes() -> None:
    country = (
        Small()
        .body("N", "national", population=10)
        .strategy("S1", "N", starts_on="2020-01-01", ends_on="2020-12-31", funded="yes")
        .strategy("S2", "N", starts_on="2021-03-01", ends_on="2021-12-31", funded="no")
        .strategy("S3", "N", starts_on="2022-01-01", funded="yes")
    )
    days = [date(year, month, 28) for year in (2020, 2021, 2022) for month in range(1, 13)]
    history = presence(country.register(), days, Key("funding-absent", "S2", ""))
    assert history.episodes == [Episode(date(2021, 3, 28), date(2021, 12, 28))]
    assert (history.first_seen, history.last_seen) == (date(2021, 3, 28), date(2021, 12, 28))
    twice = replace(history, there=[True, False, *history.there[2:]])
    assert [episode.first for episode in twice.episodes] == [days[0], date(2021, 3, 28)]
    nowhere = presence(country.register(), days, Key("funding-absent", "S1", ""))
    assert (nowhere.episodes, nowhere.first_seen) == ([], None)
    with pytest.raises(KeyError):
        presence(country.register(), days, Key("nothing-such", "S1", ""))


def test_a_rule_that_is_off_is_not_asked_about_causes_nor_about_who_closed_it() -> None:
    country = Small().body("N", "national", population=10).strategy("S", "N", starts_on="2021-01-01", funded="no")
    shipped, key = country.register(), Key("funding-absent", "S", "")
    off = replace(shipped, settings=replace(shipped.settings, rules={key.rule: Alteration(off=True)}))
    days = [date(2020, 12, 31), date(2021, 1, 31)]
    for register, there in ((shipped, True), (off, False)):
        assert is_there(GovernanceGraph.at(register, days[1]), key) is there
        assert presence(register, days, key).there == [False, there]
        assert last_fired(register, days, key.rule).tolist() == [1 if there else DAWN]
        assert counted_days(register, days)[1].found(rule=key.rule) == there
    # Of a finding that is on neither of the days nothing did anything.
    assert not Trial.of(off, *days).cause_of(key, [0]).did


def cause(country: Small, earlier: str, later: str, key: Key, *bodies: str) -> tuple[str, list[tuple[str, str]]]:
    register = country.register()
    rows = [register.bodies.code.to_list().index(code) for code in bodies]
    found = Trial.of(register, date.fromisoformat(earlier), date.fromisoformat(later)).cause_of(key, rows)
    return found.cause, [(one.record.key, one.how) for one in found.did]


def test_the_record_that_opened_or_closed_a_finding_is_named() -> None:
    country = (
        Small()
        .body("N", "national", population=10)
        .strategy("S", "N", starts_on="2023-05-01", ends_on="2023-12-31", funded="yes")
        .strategy("T", "N", starts_on="2021-01-01", ends_on="2021-12-31")
    )
    missing = Key("strategy-lapsed", "T", "")
    assert cause(country, "2023-01-01", "2023-06-01", missing, "N") == ("record", [("S", "began")])
    lapsed = Key("strategy-lapsed", "S", "")
    assert cause(country, "2023-06-01", "2024-06-01", lapsed, "N") == ("record", [("S", "ended")])


def test_what_only_time_did_is_said_to_be_time() -> None:
    country = (
        Small()
        .body("N", "national", population=10)
        .strategy("S", "N", starts_on="2020-01-01", review_due_on="2023-03-01")
        .strategy("T", "N", starts_on="2023-02-01")
    )
    overdue = Key("review-overdue", "S", "")
    assert cause(country, "2023-01-01", "2023-06-01", overdue, "N") == ("time", [])
    stale = Key("report-stale", "S", "")
    assert cause(country, "2020-06-01", "2023-06-01", stale, "N") == ("time", [])


def test_what_two_records_did_together_is_said_to_be_of_both() -> None:
    country = (
        Small()
        .body("N", "national", population=10)
        .strategy("S", "N", starts_on="2020-01-01", ends_on="2023-02-01")
        .strategy("T", "N", starts_on="2023-03-01")
        .strategy("U", "N", starts_on="2023-03-01")
        .strategy("Z", "N", starts_on="2019-01-01", ends_on="2019-12-31")
    )
    # Either of the two new strategies alone would have kept the lapse of S from showing.
    key = Key("strategy-lapsed", "S", "")
    assert cause(country, "2023-02-15", "2023-04-01", key, "N") == ("together", [("T", "began"), ("U", "began")])


@some
@given(seeds)
def test_undoing_all_that_happened_leaves_only_what_time_does(seed: int) -> None:
    register = register_of(random_country(seed))
    earlier = AS_OF - timedelta(days=400)
    happenings = Happenings.between(register, earlier, AS_OF)
    frozen = GovernanceGraph.at(happenings.undone(), AS_OF)
    before = GovernanceGraph.at(register, earlier)
    assert np.array_equal(frozen.works.in_force, before.works.in_force)
    assert np.array_equal(frozen.live_body, before.live_body)
    assert np.array_equal(frozen.live_relation, before.live_relation)
    assert np.array_equal(frozen.competence.competent, before.competence.competent)
