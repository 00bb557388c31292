"""What pages tell around a body: its branch, its roles, and who like it has closed what it still has open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.encoding import NOBODY
from interlace.reading.branches import branch_of
from interlace.reading.closed import closed_elsewhere
from interlace.reading.findings import findings_of_body
from interlace.reading.roles import roles_of
from policies import AREAS
from tests.examples import examples
from tests.graph.small import EDUCATION, Small, settings_of, tables_of
from tests.interlace.reading.seen import random_view, view_over

if TYPE_CHECKING:
    from interlace.reading.view import View

DAY, EARLIER = date(2024, 6, 30), date(2024, 3, 31)
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def seen(small: Small, day: date = DAY) -> View:
    return view_over(tables_of(small.rows), settings_of(small.thresholds, small.matrix), day)


@some
@given(seeds)
def test_a_branch_is_a_body_with_all_whose_line_leads_to_it(seed: int) -> None:
    view = random_view(seed)
    codes, serves = (view.sight.column("bodies", name) for name in ("code", "serves"))
    for head in range(len(codes)):
        expected = {head}
        if 0 <= view.place_of(head) < view.graph.authorities:
            authorities = {head, *view.below(head)}
            expected |= authorities
            for body in range(len(codes)):
                other = view.live(body) and view.place_of(body) >= view.graph.authorities
                if other and (view.parent(body) in authorities or serves[body] in {codes[one] for one in authorities}):
                    expected.add(body)
        rows = branch_of(view, head).tolist()
        assert set(rows) == expected
        assert [codes[row] for row in rows] == sorted(codes[row] for row in rows)


@some
@given(seeds)
def test_roles_are_those_by_which_competence_is_judged(seed: int) -> None:
    view = random_view(seed)
    for body in range(len(view.sight.column("bodies", "code"))):
        place = view.place_of(body)
        if place == NOBODY or place >= view.graph.authorities:
            continue
        roles = roles_of(view, body)
        assert [one.area for one in roles] == list(AREAS.ids)
        able = sum(1 << bit for bit, one in enumerate(roles) if one.role in {"lead", "shared"})
        leads = sum(1 << bit for bit, one in enumerate(roles) if one.role == "lead" and one.row is not None)
        assert able == int(view.graph.competence.competent[place])
        assert leads == int(view.graph.competence.leads[place])


def three_towns() -> Small:
    """The State and towns of which one, and a much larger one, got a strategy since the earlier day."""
    country = Small().body("S", "national", population=2_000_000).strategy("S-1", "S", EDUCATION)
    country.body("T1", "local", "S", population=50_000).body("T2", "local", "S", population=60_000)
    country.body("T3", "local", "S", population=900_000).body("T4", "local", "S", population=40_000)
    country.strategy("T2-1", "T2", EDUCATION, starts_on="2024-05-01").link("T2-1", "S-1")
    country.action("T2-A", "T2", EDUCATION, status="ongoing", starts_on="2024-05-02")
    country.action("T2-B", "T2", EDUCATION, status="planned", starts_on="2024-05-02")
    country.relation("T2", "coordinates_with", "T4", valid_from="2024-06-01")
    return country.strategy("T3-1", "T3", EDUCATION, starts_on="2024-05-01")


def test_who_closed_a_gap_is_of_the_same_level_and_size_and_is_told_with_what_it_began() -> None:
    view = seen(three_towns())
    closed = closed_elsewhere(view, EARLIER, 1)
    assert closed["strategy-missing"].total == 1
    (one,) = closed["strategy-missing"].bodies
    codes = {table: view.sight.column(table, "code") for table in ("bodies", "strategies", "actions")}
    assert codes["bodies"][one.body] == "T2"
    assert [codes["strategies"][row] for row in one.strategies] == ["T2-1"]
    assert [codes["actions"][row] for row in one.actions] == ["T2-A"]
    assert [view.sight.column("links", "to")[row] for row in one.links] == ["S-1"]
    assert [view.sight.column("relations", "target")[row] for row in one.relations] == ["T4"]
    assert not one.nothing


def test_who_has_a_gap_still_or_never_had_it_helps_nobody() -> None:
    view = seen(three_towns().body("T5", "local", "S", population=55_000, valid_from="2024-05-05"))
    closed = closed_elsewhere(view, EARLIER, 1)["strategy-missing"]
    names = view.sight.column("bodies", "code")
    assert [names[one.body] for one in closed.bodies] == ["T2"]
    assert closed_elsewhere(view, DAY, 1)["strategy-missing"].total == 0


def test_of_many_the_first_by_name_are_told_and_all_are_counted() -> None:
    country = Small().body("S", "national").strategy("S-1", "S", EDUCATION).body("T", "local", "S")
    for number, name in enumerate(("Zêzere", "Évora", "Abrantes", "Beja")):
        country.add("bodies", code=f"B{number}", name=name, level="local", parent="S")
        country.strategy(f"B{number}-1", f"B{number}", starts_on="2024-05-01")
    view = seen(country)
    closed = closed_elsewhere(view, EARLIER, view.sight.row_of_code("bodies", "T") or 0, most=3)["strategy-missing"]
    assert closed.total == 4
    assert [view.sight.column("bodies", "name")[one.body] for one in closed.bodies] == ["Abrantes", "Beja", "Évora"]


@some
@given(seeds)
def test_of_each_rule_that_found_something_others_are_looked_for(seed: int) -> None:
    view = random_view(seed)
    for body in range(len(view.sight.column("bodies", "code"))):
        closed = closed_elsewhere(view, date(2023, 6, 30), body)
        assert set(closed) == {one.rule for one in findings_of_body(view, body)}
        for told in closed.values():
            assert min(told.total, 5) == len(told.bodies)
            assert body not in {one.body for one in told.bodies}
