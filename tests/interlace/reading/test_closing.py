"""Which findings a write closed."""

from __future__ import annotations

from datetime import date

from graph.settings import Settings
from interlace.reading.closing import closed
from tests.graph.small import tables_of
from tests.interlace.reading.seen import view_over

DAY = date(2026, 11, 22)
CELL = {"principle": "real_equality", "area": "housing"}


def test_an_action_below_closes_what_was_asked_above_and_nothing_else() -> None:
    rows = {
        "bodies": [
            {"code": "PT", "name": "Portugal", "level": "national"},
            {"code": "A", "name": "A", "level": "local", "parent": "PT"},
            {"code": "B", "name": "B", "level": "local", "parent": "PT"},
        ],
        "strategies": [{"code": "nation", "title": "Nation", "owner": "PT", "status": "adopted"}],
        "commitments": [{"strategy": "nation", "depth": "2", **CELL}],
    }
    action = {"code": "a", "title": "A", "body": "A", "status": "ongoing", "cells": "real_equality:housing"}
    before = view_over(tables_of(rows), Settings(), DAY)
    after = view_over(tables_of(rows | {"actions": [action]}), Settings(), DAY)
    keys = closed(before, after, before.sight.row_of_code("bodies", "A") or 0)
    assert "commitment-uncascaded:nation:A" in keys
    assert not any("B" in key for key in keys)
    assert closed(after, after, after.sight.row_of_code("bodies", "A") or 0) == []
