"""What would be is what is found once it is so; what a register does not admit is refused, all of it at once."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.amendment import edited
from graph.analysis import Analysis, analyse
from graph.frames import alignment_frame, finding_frame
from graph.governance import GovernanceGraph
from graph.register import Register
from graph.whatif import Aside, Change, Findings, Preview, Refused, edits_of, what_if
from policies import ALIGNMENT_STATES, CERTAINTIES, SEVERITIES
from tests.brute_force.random_countries import AS_OF, random_country
from tests.examples import examples
from tests.graph.random_changes import Trier
from tests.graph.small import EDUCATION, HOUSING, TODAY, Small, settings_of, tables_of

DAY = date.fromisoformat(TODAY)
seeds = st.integers(0, 10**6)
some = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
Keys = set[tuple[str, str, str]]


def add(table: str, **values: object) -> Change:
    return Change("add", table, {name.rstrip("_"): value for name, value in values.items()})


def remove(table: str, **values: object) -> Change:
    return Change("remove", table, {name.rstrip("_"): value for name, value in values.items()})


def refused(small: Small, *changes: Change, hidden: tuple[str, ...] = ()) -> list[tuple[int, str, str]]:
    with pytest.raises(Refused) as told:
        edits_of(small.register().tables, changes, DAY, hidden)
    return [(problem.change, problem.column, problem.code) for problem in told.value.problems]


def preview(small: Small, *changes: Change) -> Preview:
    register = small.register()
    return what_if(register, edits_of(register.tables, changes, DAY), DAY)


def keys(findings: Findings) -> Keys:
    return {(key.rule, key.subject, key.object) for key in map(findings.key, range(len(findings)))}


def told_by_key(findings: Findings) -> dict[tuple[str, str, str], tuple[str, str]]:
    words = [
        (SEVERITIES.ids[severity], CERTAINTIES.ids[0] if confirmed else CERTAINTIES.ids[1])
        for severity, confirmed in zip(findings.severity.tolist(), findings.confirmed.tolist(), strict=True)
    ]
    return {
        (key.rule, key.subject, key.object): word
        for key, word in zip(map(findings.key, range(len(findings))), words, strict=True)
    }


def by_key(analysis: Analysis) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (row["rule"], row["subject"], row["object"] or ""): (row["severity"], row["certainty"])
        for row in finding_frame(analysis).iter_rows(named=True)
    }


def states(analysis: Analysis) -> dict[tuple[str, str], str]:
    frame = alignment_frame(analysis.graph, analysis.alignment)
    return {(row["strategy"], row["body"]): row["state"] for row in frame.iter_rows(named=True)}


@some
@given(seeds, seeds)
def test_a_preview_is_what_the_changed_register_is_read_as(seed: int, other: int) -> None:
    country = random_country(seed)
    register = Register.of(tables_of(country.tables), settings_of(country.thresholds, country.matrix))
    edits = edits_of(register.tables, Trier(register.tables, AS_OF, other).changes(), AS_OF)
    told = what_if(register, edits, AS_OF)
    read = Register.of(edited(register.tables, edits), register.settings)
    before, after = by_key(told.before), by_key(analyse(GovernanceGraph.at(read, AS_OF)))
    assert by_key(told.after) == after
    assert keys(told.opened) == after.keys() - before.keys()
    assert keys(told.closed) == before.keys() - after.keys()
    changed = {key for key in after.keys() & before.keys() if after[key] != before[key]}
    assert told_by_key(told.changed) == {key: after[key] for key in changed}
    assert told_by_key(told.changed_before) == {key: before[key] for key in changed}


@some
@given(seeds, seeds)
def test_pairs_that_move_are_those_whose_states_differ(seed: int, other: int) -> None:
    country = random_country(seed)
    register = Register.of(tables_of(country.tables), settings_of(country.thresholds, country.matrix))
    edits = edits_of(register.tables, Trier(register.tables, AS_OF, other).changes(), AS_OF)
    told = what_if(register, edits, AS_OF)
    before, after = states(told.before), states(told.after)
    expected = sorted(
        (before.get(pair, "none"), after.get(pair, "none"))
        for pair in before.keys() | after.keys()
        if before.get(pair) != after.get(pair)
    )
    words = (*ALIGNMENT_STATES.ids, "none")
    moved = zip(told.moves.state_before.tolist(), told.moves.state_after.tolist(), strict=True)
    assert sorted((words[one], words[two]) for one, two in moved) == expected
    assert int(told.moves.counts().sum()) == len(expected)


def country() -> Small:
    """A nation with a strategy, a region of 100 people below it, and a town of 40 below that."""
    small = (
        Small().body("N", "national").body("R", "regional", "N", population=100).body("T", "local", "R", population=40)
    )
    small.body("W", "network", scope="multilevel")
    for level in ("national", "regional", "local"):
        small.roles(level, education="shared")
    return small.strategy("S", "N", EDUCATION)


def test_a_strategy_with_its_commitment_and_link_aligns_a_body() -> None:
    told = preview(
        country(),
        add("strategies", code="P", title="Plan", owner="R"),
        add("commitments", strategy="P", principle="real_equality", area="education", depth=2),
        add("links", from_="P", to="S"),
    )
    words = (*ALIGNMENT_STATES.ids, "none")
    moved = {
        (words[one], words[two])
        for one, two in zip(told.moves.state_before.tolist(), told.moves.state_after.tolist(), strict=True)
    }
    assert ("absent", "aligned") in moved
    assert told.people.gained == 100
    assert told.people.lost == 0


def test_people_of_a_town_within_a_region_that_gains_too_are_counted_once() -> None:
    commitment = {"principle": "real_equality", "area": "education", "depth": 2}
    told = preview(
        country(),
        add("strategies", code="P", title="Plan", owner="R"),
        add("commitments", strategy="P", **commitment),
        add("strategies", code="Q", title="Plan", owner="T"),
        add("commitments", strategy="Q", **commitment),
    )
    assert told.people.gained == 100
    assert len(told.people.gaining) == 2


def test_withdrawing_a_strategy_loses_what_it_covered() -> None:
    small = country().strategy("P", "T", EDUCATION)
    told = preview(small, remove("strategies", code="P"))
    assert (told.people.gained, told.people.lost) == (0, 40)


def test_the_register_stays_as_it_is() -> None:
    register = country().register()
    before = {name: frame.clone() for name, frame in vars(register.tables).items()}
    what_if(register, edits_of(register.tables, [remove("strategies", code="S")], DAY), DAY)
    for name, frame in before.items():
        assert frame.equals(vars(register.tables)[name])
    assert isinstance(register.tables.bodies, pl.DataFrame)


def test_removing_a_draft_takes_its_commitments_along() -> None:
    small = country().strategy("D", "R", EDUCATION, HOUSING, status="draft")
    tables = small.register().tables
    after = edited(tables, edits_of(tables, [remove("strategies", code="D")], DAY))
    assert "D" not in after.strategies["code"]
    assert "D" not in after.commitments["strategy"]


def test_what_is_declared_is_declared_today() -> None:
    tables = country().register().tables
    after = edited(tables, edits_of(tables, [add("relations", source="T", target="W", kind="member_of")], DAY))
    assert after.relations.select("status", "declared_on").rows() == [("declared", DAY)]


def test_all_that_stands_against_changes_is_told_at_once() -> None:
    assert refused(
        country().link("S", "S2").strategy("S2", "R"),
        add("links", from_="S", to="S2"),
        add("relations", source="T", target="R", kind="member_of"),
        add("relations", source="T", target="T", kind="consults"),
        add("relations", source="R", target="T", kind="part_of"),
        add("bodies", code="N", name="Again", level="national"),
        add("actions", code="S", title="Same code", body="R"),
        add("commitments", strategy="S", principle="real_equality", area="education", depth=1),
        remove("bodies", code="R"),
        remove("links", from_="S2", to="S"),
        add("strategies", code="Z", title="Odd", owner="nobody", status="draft"),
        add("links", from_="Z", to="S"),
        remove("strategies"),
    ) == [
        (0, "to", "present"),
        (1, "target", "not-a-network"),
        (2, "target", "self"),
        (3, "target", "bad-parent"),
        (4, "code", "taken"),
        (5, "code", "taken"),
        (6, "area", "present"),
        (7, "code", "still-named"),
        (8, "from", "no-record"),
        (9, "status", "fixed"),
        (9, "owner", "unknown-code"),
        (11, "code", "required"),
    ]


def test_twins_are_refused_in_either_order_and_what_was_removed_makes_room() -> None:
    small = country().relation("R", "coordinates_with", "T")
    again = add("relations", source="T", target="R", kind="coordinates_with")
    assert refused(small, again) == [(0, "target", "twin")]
    away = remove("relations", source="T", target="R", kind="coordinates_with")
    assert len(edits_of(small.register().tables, [away, again], DAY)) == 2


def test_a_strategy_that_was_withdrawn_is_not_withdrawn_again() -> None:
    assert refused(country(), remove("strategies", code="S"), remove("strategies", code="S")) == [
        (1, "code", "not-adopted")
    ]


def test_hidden_drafts_are_not_there() -> None:
    small = country().strategy("D", "R", EDUCATION, status="draft").link("D", "S")
    assert refused(
        small,
        add("links", from_="D", to="S"),
        remove("strategies", code="D"),
        remove("commitments", strategy="D", principle="real_equality", area="education"),
        remove("links", from_="D", to="S"),
        hidden=("D",),
    ) == [
        (0, "from", "unknown-code"),
        (1, "code", "no-record"),
        (2, "strategy", "no-record"),
        (3, "from", "no-record"),
    ]


def test_hidden_drafts_stand_in_nobodys_way_and_what_is_told_is_the_same_without_them() -> None:
    changes = (
        remove("bodies", code="T"),
        add("strategies", code="D", title="Same", owner="R"),
        add("links", from_="D", to="S"),
    )
    small = country().strategy("D", "T", EDUCATION, status="draft").link("D", "S")
    small.strategy("E", "N", EDUCATION, status="draft", co_owners="T").strategy("F", "R", EDUCATION, status="draft")
    register, other = small.register(), country().strategy("F", "R", EDUCATION, status="draft").register()
    told = what_if(register, edits_of(register.tables, changes, DAY, ("D", "E", "F")), DAY)
    without = what_if(other, edits_of(other.tables, changes, DAY, ("F",)), DAY)
    assert by_key(told.after) == by_key(without.after)
    assert keys(told.closed) == keys(without.closed)
    assert told.moves.counts().tolist() == without.moves.counts().tolist()
    assert [edit for edit in told.edits if not isinstance(edit, Aside)] == without.edits
    assert refused(small, changes[0], hidden=("E",)) == [(0, "code", "still-named")]


def test_one_of_several_relations_is_named_by_its_beginning() -> None:
    small = country()
    small.relation("R", "consults", "T", valid_from="2020-01-01", valid_to="2020-12-31").relation(
        "R", "consults", "T", valid_from="2022-01-01"
    )
    named = {"source": "R", "target": "T", "kind": "consults"}
    assert refused(small, remove("relations", **named)) == [(0, "source", "several")]
    tables = small.register().tables
    after = edited(tables, edits_of(tables, [remove("relations", **named, valid_from=date(2022, 1, 1))], DAY))
    assert after.relations["valid_from"].to_list() == [date(2020, 1, 1)]


def test_competences_that_are_alike_in_every_column_leave_one_by_one() -> None:
    small = country().competence("R", "media", "lead").competence("R", "media", "lead")
    tables = small.register().tables
    after = edited(tables, edits_of(tables, [remove("competences", body="R", area="media")], DAY))
    assert after.competences.height == 1
