"""What entries answer: the findings that are there without them and not with them."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.frames import finding_key
from graph.settings import Settings
from interlace.reading.closing import action_number, answered, counting_works
from tests.examples import examples
from tests.graph.small import tables_of
from tests.interlace.reading.seen import random_view, view_over

DAY = date(2026, 11, 22)
some = settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_an_action_answers_what_was_asked_above_and_nothing_of_others() -> None:
    view = view_over(
        tables_of(
            {
                "bodies": [
                    {"code": "PT", "name": "Portugal", "level": "national"},
                    {"code": "A", "name": "A", "level": "local", "parent": "PT"},
                    {"code": "B", "name": "B", "level": "local", "parent": "PT"},
                ],
                "strategies": [{"code": "nation", "title": "Nation", "owner": "PT", "status": "adopted"}],
                "commitments": [{"strategy": "nation", "principle": "real_equality", "area": "housing", "depth": "2"}],
                "actions": [
                    {"code": "a", "title": "A", "body": "A", "status": "ongoing", "cells": "real_equality:housing"},
                    {"code": "p", "title": "P", "body": "A", "status": "planned", "cells": "real_equality:media"},
                ],
            }
        ),
        Settings(),
        DAY,
    )
    body = view.sight.row_of_code("bodies", "A")
    rows = [view.sight.row_of_code("actions", code) for code in ("a", "p")]
    assert body is not None
    numbers = [action_number(view, row) for row in rows if row is not None]
    assert counting_works(view, body) == numbers[:1]
    found = answered(view, numbers[:1], 100)
    assert "commitment-uncascaded:nation:A" in found.first
    assert not any("B" in key.split(":") for key in found.first)
    assert found.total == len(found.first)
    assert answered(view, numbers[:1], 1) == (found.total, found.first[:1])
    assert answered(view, numbers[1:], 100) == (0, [])
    assert answered(view, [], 100) == (0, ())


@some
@given(st.integers(0, 10**6))
def test_nothing_that_is_found_is_told_as_answered_and_the_register_stays_as_it_was(seed: int) -> None:
    view = random_view(seed)
    listing = view.analysis.listing
    there = {finding_key(key.rule, key.subject, key.object or None) for key in map(listing.key, range(len(listing)))}
    for body in range(len(view.sight.column("bodies", "code"))):
        works = counting_works(view, body)
        assert not there & set(answered(view, works, 1000).first)
        assert counting_works(view, body) == works
