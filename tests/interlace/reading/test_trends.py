"""Months by the register as it is and as it was known then, and what caused what changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from graph.trends.counting import count
from interlace.errors import Invalid
from interlace.reading.causes import explained_changes
from interlace.reading.trends import MOST_MONTHS, Span, trend_now
from interlace.reading.view import View
from tests.graph.small import Small, settings_of, tables_of
from tests.interlace.reading.seen import portugal, view_over

DAY = date(2026, 3, 31)


def test_a_span_has_the_ends_of_its_months_and_its_last_day() -> None:
    span = Span(date(2023, 12, 5), date(2024, 3, 10))
    assert span.days == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 10)]
    assert Span.until(date(2024, 3, 31), 3).days == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert Span(date(2024, 3, 1), date(2024, 3, 1)).days == [date(2024, 3, 1)]
    assert len(Span.until(date(2024, 1, 1), MOST_MONTHS).days) == MOST_MONTHS
    assert Span(date(9999, 11, 1), date.max).days == [date(9999, 11, 30), date.max]


def test_a_span_that_ends_before_it_begins_or_is_too_long_is_refused() -> None:
    for first, last in ((date(2024, 2, 1), date(2024, 1, 1)), (date(1, 1, 1), date.max)):
        with pytest.raises(Invalid):
            _ = Span(first, last).days


def test_each_month_is_what_its_own_analysis_says() -> None:
    view = portugal(DAY)
    span = Span.until(DAY, 18)
    points = trend_now(view, span)
    assert [point.counted.day for point in points] == span.days
    for point in points[::6]:
        alone = count(View(view.sight, point.counted.day).analysis)
        assert (alone.findings == point.counted.findings).all()
    assert trend_now(view, span) is points
    azores = view.sight.row_of_code("bodies", str(view.sight.column("bodies", "code")[view.children(0)[0]]))
    branch = trend_now(view, span, azores)
    assert branch[-1].counted.found() < points[-1].counted.found()


def test_changes_are_explained_by_records_and_by_time() -> None:
    country = (
        Small()
        .body("N", "national", population=10)
        .strategy("S", "N", starts_on="2020-01-01", review_due_on="2024-03-01", funded="yes")
        .strategy("T", "N", starts_on="2024-02-01", funded="no")
    )
    view = view_over(tables_of(country.rows), settings_of({}, {}), date(2024, 6, 1))
    page = explained_changes(view, date(2024, 1, 1), rules=["funding-absent", "review-overdue"])
    told = {one.difference.key: (one.cause, [(did.record.key, did.how) for did in one.did]) for one in page.items}
    assert told == {"funding-absent:T": ("record", [("T", "began")]), "review-overdue:S": ("time", [])}
    assert page.total == 2
    assert all(did.record.row is not None for one in page.items for did in one.did)


def test_every_change_of_a_year_of_portugal_has_a_cause() -> None:
    view = portugal(DAY)
    page = explained_changes(view, DAY - timedelta(days=365), first=10)
    assert page.items
    for one in page.items:
        assert (one.cause in {"record", "together"}) == bool(one.did)
