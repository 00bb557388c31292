"""What is recommended is permitted, exact, explained step by step, and never better than the bound says it could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph.analysis import analyse
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.remedies import Kind, after_all, recommend
from graph.remedies.board import Board, branch_of
from graph.remedies.founding import free_code
from graph.remedies.search import candidates_of
from graph.remedies.telling import changes_of
from graph.remedies.trial import NOTHING, State, matched
from graph.whatif import edits_of, what_if
from policies import AREAS
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.small import settings_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.analysis import Analysis
    from graph.remedies.candidates import Candidate

seeds = st.integers(0, 10**6)
_CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much]
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=_CALM)


def analysed(seed: int) -> Analysis:
    country = random_country(seed)
    register = Register.of(tables_of(country.tables), settings_of(country.thresholds, country.matrix))
    return analyse(GovernanceGraph.at(register, AS_OF))


def head_of(analysis: Analysis, seed: int) -> int | None:
    """Everything, or one of the live authorities."""
    graph = analysis.graph
    return None if seed % 3 == 0 or not graph.authorities else int(graph.body[seed % graph.authorities])


def board_of(seed: int) -> tuple[Board, int | None]:
    analysis = analysed(seed)
    head = head_of(analysis, seed)
    return Board(analysis, branch_of(analysis.graph, head)), head


def total_of(board: Board, changes: Sequence[Candidate]) -> float:
    """What changes gain, by whole analyses and keys as they are written."""
    listing, after = board.listing, after_all(board.analysis, changes).listing
    was = {listing.key(number): number for number in range(len(listing))}
    now = {after.key(number): number for number in range(len(after))}
    total = 0.0
    for key, number in was.items():
        change = listing.priority[number] - (after.priority[now[key]] if key in now else 0.0)
        total += change if board.counted[number] else min(change, 0.0)
    return float(total - sum(after.priority[number] for key, number in now.items() if key not in was))


def written(board: Board, changes: Sequence[Candidate]) -> list[Candidate]:
    """Changes with codes that a register may hold."""
    taken = set(board.graph.register.bodies.code)
    named = []
    for change in changes:
        code = None if change.founded is None else free_code(change, taken)
        named.append(change if code is None else change.with_code(code))
        taken |= set() if code is None else {code}
    return named


@some
@given(seed=seeds)
def test_a_trial_finds_what_a_whole_analysis_finds(seed: int) -> None:
    board, _ = board_of(seed)
    candidates = candidates_of(board)
    assume(candidates)
    beginning = state = State.first(board)
    chosen = [candidates[(seed * step) % len(candidates)] for step in (1, 7, 31)]
    chosen = list({one.key: one for one in chosen}.values())
    for done, candidate in enumerate(chosen, 1):
        state = state.after(candidate, beginning)
        assert state.total == pytest.approx(total_of(board, written(board, chosen[:done])), abs=1e-9)


@some
@given(seed=seeds)
def test_a_finding_loses_no_more_than_the_candidates_give_together(seed: int) -> None:
    board, _ = board_of(seed)
    candidates = candidates_of(board)
    assume(candidates)
    beginning = State.first(board)
    for turn in range(6):
        chosen = [candidates[(seed * 3 + 11 * turn + place * 5) % len(candidates)] for place in range(4)]
        chosen = list({one.key: one for one in chosen}.values())
        state, given_together = beginning, np.zeros(len(board.listing))
        for candidate in chosen:
            state = state.after(candidate, beginning)
            given_together[candidate.touches] += candidate.gives
        for rule, columns in beginning.columns.items():
            now, _ = matched(columns, state.columns[rule])
            numbers = board.span(rule)
            place = np.zeros(len(numbers), dtype=np.int64)
            place[board.listing.row[numbers]] = numbers
            lost = np.where(columns.counted, columns.priority - now, 0.0)
            more = place[columns.row][lost > given_together[place[columns.row]] + NOTHING]
            assert not len(more), [(board.listing.key(int(one)), [c.key for c in chosen]) for one in more]


@settings(max_examples=examples(25), deadline=None, suppress_health_check=_CALM)
@given(seed=seeds, changes=st.integers(1, 3))
def test_no_choice_is_better_than_the_bound_and_one_change_is_the_best_there_is(seed: int, changes: int) -> None:
    board, head = board_of(seed)
    candidates = candidates_of(board)
    assume(2 <= len(candidates) <= (60 if changes == 1 else 22 if changes == 2 else 12))
    beginning = State.first(board)

    def best(state: State, left: Sequence[Candidate], more: int) -> float:
        if not more:
            return state.total
        tried = (best(state.after(one, beginning), left[place + 1 :], more - 1) for place, one in enumerate(left))
        return max([state.total, *tried])

    optimum = best(beginning, candidates, changes)
    found = recommend(board.analysis, head, changes)
    assert optimum <= found.bound + 1e-9
    assert found.total <= optimum + 1e-9
    if changes == 1:
        assert found.total == pytest.approx(optimum, abs=1e-9)


@some
@given(seed=seeds, changes=st.integers(1, 8))
def test_what_is_recommended_is_exact_and_the_same_again(seed: int, changes: int) -> None:
    board, head = board_of(seed)
    found = recommend(board.analysis, head, changes)
    assert len(found.steps) <= changes
    assert found.total == pytest.approx(total_of(board, found.changes), abs=1e-9)
    assert found.total <= found.bound + 1e-9
    for done, step in enumerate(found.steps, 1):
        assert step.gain > 0
        assert step.total == pytest.approx(total_of(board, found.changes[:done]), abs=1e-9)
    again = recommend(analysed(seed), head, changes)
    assert [step.change.key for step in again.steps] == [step.change.key for step in found.steps]
    assert (again.bound, again.total) == (found.bound, found.total)


@some
@given(seed=seeds)
def test_steps_name_the_findings_that_close_and_open(seed: int) -> None:
    analysis = analysed(seed)
    found = recommend(analysis, None, 4)
    listing, after = analysis.listing, after_all(analysis, found.changes).listing
    keys = {listing.key(number) for number in range(len(listing))}
    for step in found.steps:
        for moved in step.moved:
            assert moved.before or moved.after
            if not moved.after:
                assert moved.key in keys
                keys.remove(moved.key)
            elif not moved.before:
                keys.add(moved.key)
    assert keys == {after.key(number) for number in range(len(after))}


@some
@given(seed=seeds)
def test_nothing_is_proposed_that_is_not_permitted(seed: int) -> None:
    board, _ = board_of(seed)
    graph = board.graph
    register = graph.register
    in_force = {code for code, yes in zip(register.strategies.code, graph.works.in_force, strict=True) if yes}
    active = {code for code, yes in zip(register.work_codes, graph.links.active, strict=True) if yes}
    owner = dict(zip(register.strategies.code, register.strategies.owner.tolist(), strict=True))
    live = {code for code, yes in zip(register.bodies.code, graph.live_body, strict=True) if yes}
    competent = {
        (graph.cite.code(place), area)
        for place in range(len(graph.body))
        for area, bit in enumerate(
            np.unpackbits(graph.competence.competent[place : place + 1].view(np.uint8), bitorder="little")
        )
        if bit
    }
    for candidate in written(board, candidates_of(board)):
        assert all(graph.live_body[row] for row in candidate.deciders)
        for addition in candidate.additions:
            values = addition.values
            if addition.table == "links":
                assert values["from"] in active
                assert values["to"] in in_force
                assert values["from"] != values["to"]
            elif addition.table == "commitments":
                assert values["strategy"] in in_force
                leader = register.bodies.code[owner[values["strategy"]]]
                assert (leader, AREAS.index(values["area"])) in competent
            elif addition.table == "relations" and candidate.kind is not Kind.NETWORK:
                assert {values["source"], values["target"]} <= live
            elif addition.table == "participations":
                assert values["strategy"] in in_force
                assert values["body"] in live


def test_greedy_comes_near_the_best_pair_on_many_small_countries() -> None:
    best = found = 0.0
    for seed in range(60):
        board, head = board_of(seed)
        candidates = candidates_of(board)
        if not 2 <= len(candidates) <= 14:
            continue
        beginning = State.first(board)
        firsts = [beginning.after(one, beginning) for one in candidates]
        pairs = [first.after(two, beginning) for place, first in enumerate(firsts) for two in candidates[:place]]
        best += max(0.0, *(state.total for state in (*firsts, *pairs)))
        found += recommend(board.analysis, head, 2).total
    assert best > 0
    assert found >= 0.85 * best


def test_no_more_changes_than_may_be_asked_for() -> None:
    analysis = analysed(1)
    for changes in (0, 21, -1):
        with pytest.raises(ValueError, match="1 to 20"):
            recommend(analysis, None, changes)


@some
@given(seed=seeds)
def test_a_scenario_of_the_changes_is_admitted_and_comes_to_the_same(seed: int) -> None:
    board, head = board_of(seed)
    steps = recommend(board.analysis, head, 6).changes
    chosen = [change for change in steps if change.kind is not Kind.PARTICIPATION]
    register = board.graph.register
    edits = edits_of(register.tables, changes_of(chosen), AS_OF)
    after = what_if(register, edits, AS_OF, board.analysis).after
    ours = after_all(board.analysis, chosen)
    assert [after.listing.key(one) for one in range(len(after.listing))] == [
        ours.listing.key(one) for one in range(len(ours.listing))
    ]
    assert np.array_equal(after.listing.priority, ours.listing.priority)
