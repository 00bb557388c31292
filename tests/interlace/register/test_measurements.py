"""Measurements: recorded by people for their bodies, and from scores, which replace those of their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from graph.scoring.tree import Score, ScoreTree
from interlace.db import tenancy
from interlace.db.records import find
from interlace.errors import Conflict, Forbidden, Invalid
from interlace.principals import SYSTEM
from interlace.register import measurements
from policies.instruments import shipped
from tests.interlace.register.world import MEASURED, settle, someone

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

DAY = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def _settled(database: Database, tenant_id: UUID) -> None:
    settle(database, tenant_id)


def score(lower: str, upper: str) -> Score:
    return Score(Decimal(lower), Decimal(upper), 1, 2)


def test_whoever_writes_for_the_body_records_it_once_a_day_and_with_ends_in_order(
    database: Database, tenant_id: UUID
) -> None:
    told = {**MEASURED, "area": "media"}
    with pytest.raises(Forbidden), tenancy.writing(database, tenant_id, someone(tenant_id, "contributor", "E")) as unit:
        measurements.record(unit, told)
    own = someone(tenant_id, "contributor", "A")
    for wrong, pointer in (
        ({"score_to": "9.999999"}, "/score_to"),
        ({"score_to": "100.000001"}, "/score_to"),
        ({"measured_on": "2100-01-01"}, "/measured_on"),
        ({"instrument": "a b"}, "/instrument"),
        ({"voice": "everybody"}, "/voice"),
        ({"body": "nobody"}, "/body"),
    ):
        with pytest.raises(Invalid) as refused, tenancy.writing(database, tenant_id, own) as unit:
            measurements.record(unit, {**told, **wrong})
        assert [problem.pointer for problem in refused.value.problems] == [pointer]
    with tenancy.writing(database, tenant_id, own) as unit:
        assert measurements.record(unit, told)["voice"] is None
    with pytest.raises(Conflict), tenancy.writing(database, tenant_id, own) as unit:
        measurements.record(unit, told)


def test_scores_replace_what_the_same_instrument_measured_that_day(database: Database, tenant_id: UUID) -> None:
    index = shipped()["intercultural-index"]
    media, housing = ("real_equality", "media"), ("real_equality", "housing")
    trees = (
        ScoreTree(cells={media: score("0.000000", "33.333333"), housing: score("50.000000", "50.000000")}),
        ScoreTree(cells={media: score("10.500000", "100.000000"), housing: None}),
    )
    counts = []
    for tree in trees:
        with tenancy.writing(database, tenant_id, SYSTEM) as unit:
            counts.append(measurements.record_measurements(unit, "A", tree, index, DAY))
    assert counts == [2, 1]
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        (one,) = find(unit.session, "measurements", body="A", instrument="intercultural-index")
        assert (one["area"], one["score_from"], one["score_to"]) == ("media", "10.5", "100")
        assert (one["items"], one["version"], one["voice"], one["measured_on"]) == (2, index.version, "body", DAY)
        assert measurements.record_measurements(unit, "gone", trees[0], index, DAY) == 0
