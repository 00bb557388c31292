"""The national view in numbers: each is what a list, a comparison or a loop says too."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.reported import reported_of
from graph.tally import tally
from interlace.errors import Invalid
from interlace.reading.alignment import profile
from interlace.reading.compare import compared
from interlace.reading.findings import AskedFindings, findings_page
from interlace.reading.heat import AskedHeat, HeatRow, heat_map
from interlace.reading.national import national, place_after
from interlace.reading.trend import days_of_trend, trend
from interlace.reading.unreported import KINDS, AskedSilent, Silent, unreported_page
from interlace.reading.view import View
from policies import LEVELS, PRINCIPLES
from tests.brute_force.random_countries import AS_OF
from tests.examples import examples
from tests.graph.small import EDUCATION, Small, settings_of, tables_of
from tests.interlace.reading.seen import portugal, random_view, view_over

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY, EARLIER = date(2026, 11, 22), date(2024, 1, 1)
some = settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def code(view: View, body: int | None) -> str:
    assert body is not None
    return str(view.sight.column("bodies", "code")[body])


def heat_rows(view: View, **asked: object) -> list[HeatRow]:
    """All rows, read in pages of two."""
    rows: list[HeatRow] = []
    after = None
    while True:
        page = heat_map(view, AskedHeat(**asked, first=2, after=after))  # type: ignore[arg-type]
        rows += page.items
        if (after := page.next_after) is None:
            assert len(rows) == page.total
            return rows


def silent(view: View, **asked: object) -> list[Silent]:
    found: list[Silent] = []
    after = None
    while True:
        page = unreported_page(view, AskedSilent(**asked, first=3, after=after))  # type: ignore[arg-type]
        found += page.items
        if (after := page.next_after) is None:
            assert len(found) == page.total
            return found


def added(rows: Sequence[HeatRow]) -> list[tuple[int, int]]:
    cells = [row.cells for row in rows]
    return [
        (sum(one.covered for one in column), sum(one.competent for one in column))
        for column in zip(*cells, strict=True)
    ]


@some
@given(seeds)
def test_what_stands_is_what_the_lists_say(seed: int) -> None:
    view = random_view(seed)
    told = national(view, EARLIER)
    assert told is national(view, EARLIER)
    page = findings_page(view, AskedFindings(certainty=["confirmed"]))
    assert (told.figures.gaps, told.figures.questions) == (page.total, len(view.analysis.listing) - page.total)
    assert told.figures.authorities + told.figures.others == sum(row.bodies for row in told.unreported)
    for row in told.unreported:
        assert row.declared + row.stale + row.never == row.bodies
        for kind, count in (("never", row.never), ("stale", row.stale), ("questions", row.asked)):
            assert unreported_page(view, AskedSilent([kind], [row.level])).total == count


@some
@given(seeds)
def test_each_kind_of_finding_is_told_once_and_by_its_weightiest(seed: int) -> None:
    view = random_view(seed)
    told = national(view, EARLIER).first
    for one in told:
        page = findings_page(view, AskedFindings(rule=[one.finding.rule]))
        assert (page.items[0], page.total) == (one.finding, one.total)
    assert len({one.finding.rule for one in told}) == len(told) == min(5, len(set(view.analysis.listing.rule.tolist())))
    assert not told or told[0].finding.key == findings_page(view, AskedFindings()).items[0].key


@some
@given(seeds)
def test_what_changed_is_what_a_comparison_counts(seed: int) -> None:
    view = random_view(seed)
    told = national(view, EARLIER).since
    assert told is not None
    expected = compared(view, EARLIER).totals
    assert {change: counts.of() for change, counts in told.changes.items()} == {
        change: count for change, count in expected.items() if change != "kept"
    }
    before = national(View(view.sight, EARLIER), date.min)
    assert told.figures == before.figures
    assert national(view, AS_OF).since is None


@some
@given(seeds)
def test_rows_of_a_heat_map_add_up_wherever_one_looks_inside(seed: int) -> None:
    view = random_view(seed)
    for principle in (None, "real_equality"):
        whole = heat_map(view, AskedHeat(principle=principle))
        for rows in (heat_rows(view, principle=principle), heat_rows(view, principle=principle, rows="levels")):
            assert added(rows) in ([(one.covered, one.competent) for one in whole.whole.cells], [])
            assert sum(row.authorities for row in rows) == whole.whole.authorities == view.graph.authorities
            assert sum(row.declared for row in rows) == whole.whole.declared == national(view, EARLIER).figures.declared
        for row in whole.items:
            if row.opens:
                inside = heat_rows(view, principle=principle, branch=row.body)
                assert added(inside) == [(one.covered, one.competent) for one in row.cells]
                assert (inside[0].body, inside[0].alone) == (row.body, True)
        for row in heat_rows(view, principle=principle):
            if row.others:
                apart = heat_map(view, AskedHeat(principle=principle, others=True))
                assert (apart.total, apart.whole) == (row.authorities, row)
                assert added(apart.items) == [(one.covered, one.competent) for one in row.cells]


@some
@given(seeds)
def test_a_body_alone_is_its_profile(seed: int) -> None:
    view = random_view(seed)
    for row in heat_rows(view):
        if row.authorities == 1 and row.body is not None:
            scores = profile(view, row.body) or ()
            assert [(one.covered, one.competent, one.ratio) for one in row.cells] == [score[1:] for score in scores]


@some
@given(seeds)
def test_who_has_not_reported_is_told_once_and_in_the_order_of_the_hierarchy(seed: int) -> None:
    view = random_view(seed)
    found, told = silent(view), reported_of(view.analysis.listing)
    places = [view.place_of(one.body) for one in found]
    expected = np.flatnonzero(told.never | told.stale | told.asked)
    assert places == expected.tolist()
    for kind in KINDS:
        assert {one.body for one in silent(view, kinds=[kind])} <= {one.body for one in found}
    by_level = Counter(one.level for one in found)
    for level in LEVELS.ids:
        assert len(silent(view, levels=[level])) == by_level[level]


def test_who_has_not_reported_is_told_by_branch_with_those_who_work_there() -> None:
    country = (
        Small()
        .body("N", "national")
        .body("R", "regional", "N")
        .body("L", "local", "R")
        .body("S", "regional", "N")
        .body("C", "civil_society", "L")
        .declared("N")
        .declared("L", "2020-01-01")
    )
    view = view_over(tables_of(country.rows), settings_of({}, {}), AS_OF)
    in_branch = silent(view, branch=view.sight.row_of_code("bodies", "R"))
    assert [(code(view, one.body), one.declared_on) for one in in_branch] == [
        ("R", None),
        ("L", date(2020, 1, 1)),
        ("C", None),
    ]
    assert [code(view, one.body) for one in silent(view, kinds=["stale"])] == ["L"]


def test_nobody_competent_has_no_ratio_and_a_level_without_bodies_no_row() -> None:
    country = Small().body("N", "national").body("M", "submunicipal", "N").action("A", "N", EDUCATION)
    view = view_over(tables_of(country.rows), settings_of({}, {}), AS_OF)
    national_level, below = heat_rows(view, rows="levels")
    assert [one.ratio for one in national_level.cells] == [0.05, 0, 0, 0]
    assert [one.ratio for one in below.cells] == [None] * len(PRINCIPLES.ids)


def test_many_without_others_below_them_do_not_hide_the_branches_beside_them() -> None:
    country = Small().body("N", "national").body("R", "regional", "N").body("L", "local", "R")
    for name in "ABC":
        country.body(name, "local", "N")
    view = view_over(tables_of(country.rows), settings_of({}, {}), AS_OF)
    rows = heat_rows(view)
    assert [(row.others or code(view, row.body), row.authorities) for row in rows] == [("N", 1), ("R", 2), (True, 3)]
    assert [code(view, row.body) for row in heat_rows(view, others=True)] == ["A", "B", "C"]
    assert [code(view, row.body) for row in heat_rows(view, branch=rows[1].body)] == ["R", "L"]


def test_a_list_goes_on_where_it_was_although_a_body_ended_meanwhile() -> None:
    country = Small().body("N", "national").body("A", "local", "N", valid_to="2020-01-01").body("B", "local", "N")
    view = view_over(tables_of(country.rows), settings_of({}, {}), AS_OF)
    rows = {name: view.sight.row_of_code("bodies", name) or 0 for name in "NAB"}
    assert [place_after(view, rows[name]) for name in "NAB"] == [1, 1, 2]
    assert not heat_map(view, AskedHeat(branch=rows["A"])).items


@pytest.mark.parametrize(
    "asked",
    [AskedHeat(rows="bodies"), AskedHeat(principle="equality"), AskedHeat(first=0), AskedHeat(after="nowhere")],
)
def test_what_is_no_heat_map_is_refused(asked: AskedHeat) -> None:
    with pytest.raises(Invalid):
        heat_map(random_view(1), asked)


def test_what_is_no_kind_or_level_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        unreported_page(random_view(1), AskedSilent(["late"], ["world"]))
    assert [problem.pointer for problem in refused.value.problems] == ["/kind", "/level"]


def test_the_trend_ends_with_the_day_itself_and_goes_back_by_quarters() -> None:
    days = days_of_trend(date(2026, 11, 22), 4)
    assert days == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 22)]
    assert days_of_trend(date(2026, 12, 31), 2) == [date(2026, 9, 30), date(2026, 12, 31)]
    assert days_of_trend(date(1, 2, 1)) == [date(1, 2, 1)]


def test_each_point_of_the_trend_is_that_days_analysis() -> None:
    view = portugal(DAY)
    points = trend(view)
    assert points is trend(view)
    for point in points:
        assert (point.tally.counts == tally(View(view.sight, point.day).analysis.found).counts).all()
    assert points[-1].day - points[0].day < timedelta(days=365 * 2)
