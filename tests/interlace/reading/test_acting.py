"""Who can do something about a finding: of every rule somebody can, and of some it is known who."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlace.identity.permissions import Operation
from interlace.reading.acting import _WHO, acting
from interlace.reading.findings import AskedFindings, finding, findings_page
from policies.rules import RULES
from tests.examples import examples
from tests.interlace.reading.seen import portugal, random_view

if TYPE_CHECKING:
    from interlace.reading.view import View

DAY = date(2026, 11, 22)
some = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_of_each_rule_it_is_said_who_can_act() -> None:
    assert sorted(_WHO) == sorted(RULES)


@some
@given(st.integers(0, 10**6))
def test_somebody_can_act_on_every_finding(seed: int) -> None:
    view = random_view(seed)
    for one in findings_page(view, AskedFindings(first=200)).items:
        told = acting(view, one)
        assert any(act.bodies for act in told), one.key
        for act in told:
            assert len(set(act.bodies)) == len(act.bodies)


def codes(view: View, key: str) -> list[tuple[Operation, list[str]]]:
    names = view.sight.column("bodies", "code")
    return [(act.operation, [names[body] for body in act.bodies]) for act in acting(view, finding(view, key))]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("strategy-missing:PT-tavira", [(Operation.RECORDS_WRITE, ["PT-tavira"])]),
        ("principle-missing:PT-N-2024", [(Operation.RECORDS_WRITE, ["PT"])]),
        ("mechanism-incomplete:PT-NET-CNMA", [(Operation.CONSENT_GIVE, ["PT-NET-CNMA"])]),
    ],
)
def test_who_acts_follows_from_the_rule(key: str, expected: list[tuple[Operation, list[str]]]) -> None:
    assert codes(portugal(DAY), key) == expected


def test_a_whole_branch_can_take_up_a_commitment_its_head_first() -> None:
    view = portugal(DAY)
    asked = AskedFindings(rule=["commitment-uncascaded"])
    one = findings_page(view, asked).items[0]
    ((operation, bodies),) = codes(view, one.key)
    assert operation is Operation.RECORDS_WRITE
    assert bodies[0] == one.object
    head = view.sight.row_of_code("bodies", str(one.object))
    assert head is not None
    assert set(bodies[1:]) <= {view.sight.column("bodies", "code")[row] for row in view.below(head)}
