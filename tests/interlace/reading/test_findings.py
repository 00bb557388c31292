"""Findings as views tell them: the same list as the analysis gives, whole pages, evidence with its records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.compare import compare
from graph.frames import finding_frame, finding_key
from graph.summary import summarise
from interlace.errors import Invalid, Unknown
from interlace.reading.compare import CHANGES, Difference, compared, differences_page
from interlace.reading.cursors import written_cursor
from interlace.reading.findings import (
    SORTS,
    AskedFindings,
    evidence,
    explained,
    finding,
    findings_counted,
    findings_of_body,
    findings_page,
    imaginable,
    object_of,
    subject_of,
)
from interlace.reading.view import View
from policies import AREAS, PRINCIPLES
from policies.rules import RULES
from tests.examples import examples
from tests.interlace.reading.seen import portugal, random_view

DAY = date(2026, 11, 22)
some = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def all_keys(view: View, **asked: Any) -> list[str]:  # noqa: ANN401 - what lists are asked by
    keys: list[str] = []
    after = None
    while True:
        page = findings_page(view, AskedFindings(**asked, first=9, after=after))
        assert page.has_previous == bool(keys)
        keys += [one.key for one in page.items]
        if (after := page.next_after) is None:
            assert len(keys) == page.total
            return keys


@some
@given(seeds)
def test_every_order_tells_each_finding_once(seed: int) -> None:
    view = random_view(seed)
    expected = {finding_key(*row) for row in finding_frame(view.analysis).select("rule", "subject", "object").rows()}
    for sort in SORTS:
        keys = all_keys(view, sort=sort)
        assert set(keys) == expected
        assert len(keys) == len(expected)


@some
@given(seeds, st.sampled_from(["", "vertical", "delivery"]), st.sampled_from(["", "confirmed", "unreported"]))
def test_counts_are_what_each_choice_would_find(seed: int, family: str, certainty: str) -> None:
    view = random_view(seed)
    filters: dict[str, Any] = {"family": [family] if family else [], "certainty": [certainty] if certainty else []}
    counts = findings_counted(view, AskedFindings(**filters))
    assert set(counts["rule"].values()) <= set(range(1, 10**6))
    for name, told in counts.items():
        for value, number in told.items():
            assert findings_page(view, AskedFindings(**{**filters, name: [value]})).total == number


@some
@given(seeds)
def test_each_finding_is_found_by_its_key_with_all_that_it_rests_on(seed: int) -> None:
    view = random_view(seed)
    for key in all_keys(view):
        one = finding(view, key)
        assert one.key == key
        proof = evidence(view, one)
        assert all(cited.row is not None for cited in proof.records)
        assert (subject_of(view, one) is None) == (RULES[one.rule].subject in {"area", "level/area"})
        assert object_of(view, one) is None or RULES[one.rule].object in {"body", "strategy", "work"}
        assert explained(view, one, "fr").text


@some
@given(seeds)
def test_keys_of_findings_can_be_imagined_and_others_cannot(seed: int) -> None:
    view = random_view(seed)
    for key in all_keys(view):
        parts = imaginable(view, key)
        assert parts is not None
        assert finding_key(*parts[:2], parts.object or None) == key
        assert imaginable(view, f"{key}:x") is None
        assert imaginable(view, f"no-rule:{parts.subject}") is None
        assert imaginable(view, f"{parts.rule}:nobody") is None


@pytest.mark.parametrize(
    ("key", "can_be"),
    [
        ("strategy-missing:PT-lisboa", True),
        ("strategy-missing:PT-lisboa:PT", False),
        ("strategy-missing:PT-N-2024", False),
        ("strategy-lapsed:PT-N-2024", True),
        ("action-overdue:PT-N-2024", False),
        ("mechanism-missing:PT-lisboa", False),
        ("mechanism-missing:PT-lisboa:PT", True),
        ("competence-orphan:PT:housing", True),
        ("competence-orphan:PT:local/housing", False),
        ("peers-uncoordinated:PT:local/housing", True),
        ("peers-uncoordinated:PT:housing", False),
        ("relation-unconfirmed:PT-lisboa>PT:funds", True),
        ("relation-unconfirmed:PT-lisboa>nobody:funds", False),
        ("relation-unconfirmed:PT-lisboa>PT:likes", False),
        ("relation-unconfirmed:PT-lisboa", False),
        ("", False),
    ],
)
def test_a_key_can_be_one_if_all_that_it_names_is_known(key: str, can_be: bool) -> None:
    assert (imaginable(portugal(DAY), key) is not None) == can_be


@some
@given(seeds)
def test_a_body_has_the_findings_that_name_it_or_its_works(seed: int) -> None:
    view = random_view(seed)
    code = view.sight.column("bodies", "code")
    owners = dict(zip(view.sight.column("strategies", "code"), view.sight.column("strategies", "owner"), strict=True))
    owners |= dict(zip(view.sight.column("actions", "code"), view.sight.column("actions", "body"), strict=True))
    for body in range(len(code)):
        keys = {one.key for one in findings_of_body(view, body)}
        assert keys == set(all_keys(view, body=[body]))
        for one in findings_page(view, AskedFindings(first=200)).items:
            named = {*one.subject.split(":")[0].split(">"), one.object}
            assert (one.key in keys) == (code[body] in {owners.get(name or "", name) for name in named})


@some
@given(seeds)
def test_drafts_change_no_finding_no_alignment_and_no_evidence(seed: int) -> None:
    shown, hidden, without = random_view(seed), random_view(seed, hide=True), random_view(seed, with_drafts=False)
    keys = all_keys(without)
    assert all_keys(shown) == all_keys(hidden) == keys
    for key in keys:
        told = [finding(view, key) for view in (shown, hidden, without)]
        proofs = [evidence(view, one) for view, one in zip((shown, hidden, without), told, strict=True)]
        bare = [
            ([cited[:2] for cited in proof.records], [view.sight.column("bodies", "code")[row] for row in proof.path])
            for view, proof in zip((shown, hidden, without), proofs, strict=True)
        ]
        assert bare[0] == bare[1] == bare[2]
        assert all(cited.row is not None for proof in proofs for cited in proof.records)
        assert (
            len({explained(view, one, "en").text for view, one in zip((shown, hidden, without), told, strict=True)})
            == 1
        )
        assert proofs[0].facts == proofs[1].facts == proofs[2].facts
    assert summarise(shown.analysis) == summarise(hidden.analysis) == summarise(without.analysis)


def test_filters_hold_any_of_their_values_and_all_together() -> None:
    view = portugal(DAY)
    (root, *_) = view.sight.rows_where("bodies", "level", "national")
    asked = AskedFindings(family=["vertical"], severity=["high", "medium"], certainty=["confirmed"], first=200)
    page = findings_page(view, asked)
    assert page.items
    assert {(one.family, one.certainty) for one in page.items} == {("vertical", "confirmed")}
    assert {one.severity for one in page.items} <= {"high", "medium"}
    everywhere = findings_page(view, AskedFindings(branch=[root]))
    assert 0 < findings_page(view, AskedFindings(body=[root])).total < everywhere.total
    for one in findings_page(view, AskedFindings(area=["housing"], principle=["real_equality"], first=200)).items:
        assert "housing" in {*one.areas, *(cell.split(":")[1] for cell in one.cells), (one.object or "").split("/")[-1]}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (AskedFindings(family=["sideways"]), "/family"),
        (AskedFindings(rule=["no-rule"]), "/rule"),
        (AskedFindings(severity=["mild"]), "/severity"),
        (AskedFindings(certainty=["likely"]), "/certainty"),
        (AskedFindings(principle=["x"]), "/principle"),
        (AskedFindings(area=["x"]), "/area"),
        (AskedFindings(sort="name"), "/sort"),
        (AskedFindings(first=0), "/first"),
        (AskedFindings(after="x"), "/after"),
        (AskedFindings(after="W10"), "/after"),
        (AskedFindings(after=written_cursor("findings-priority", 0.5, "strategy-missing", "\ud800", "")), "/after"),
        (AskedFindings(after=written_cursor("findings-reach", 0.5, "strategy-missing", "x", "")), "/after"),
    ],
)
def test_what_cannot_be_listed_is_told_by_name(asked: AskedFindings, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        findings_page(portugal(DAY), asked)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


@pytest.mark.parametrize(
    "key",
    ["", "x", "strategy-missing", "strategy-missing:nobody", "relation-unconfirmed:a>b", "strategy-missing:PT-sintra:"],
)
def test_a_key_of_nothing_is_unknown(key: str) -> None:
    with pytest.raises(Unknown):
        finding(portugal(DAY), key)


def test_a_place_of_what_is_no_longer_there_leads_on_to_what_followed() -> None:
    view = portugal(DAY)
    everything = findings_page(view, AskedFindings(sort="key", first=200)).items
    for rule, subject, other in [
        ("strategy-missing", "PT-zzz", ""),
        ("relation-unconfirmed", "a>b:c", ""),
        ("peers-uncoordinated", "PT", "local/x"),
        ("a-rule-that-was", "x", "y"),
        ("zz", "", ""),
    ]:
        after = written_cursor("findingskey", 0.0, rule, subject, other)
        following = findings_page(view, AskedFindings(sort="key", after=after, first=200)).items
        before = everything[: len(everything) - len(following)]
        assert [*before, *following] == everything
        assert all(one.rule <= rule for one in before)
        assert all(one.rule >= rule for one in following)


def test_every_area_and_principle_can_be_asked_for() -> None:
    view = portugal(DAY)
    for area in AREAS.ids:
        findings_page(view, AskedFindings(area=[area]))
    for principle in PRINCIPLES.ids:
        findings_page(view, AskedFindings(principle=[principle]))


@some
@given(seeds)
def test_two_days_differ_as_their_frames_do(seed: int) -> None:
    view = random_view(seed)
    earlier = view.as_of - timedelta(days=365)
    told, expected = compared(view, earlier), compare(View(view.sight, earlier).analysis, view.analysis)
    kept = expected.kept.select("rule", "subject", "object", "severity", "severity_before").rows()
    items: list[Difference] = []
    after = None
    while True:
        page = differences_page(told, CHANGES, first=5, after=after)
        items += page.items
        if (after := page.next_after) is None:
            break
    by_change = {
        change: {(one.rule, one.subject, one.object) for one in items if one.change == change} for change in CHANGES
    }
    assert by_change["opened"] == set(expected.opened.select("rule", "subject", "object").rows())
    assert by_change["closed"] == set(expected.closed.select("rule", "subject", "object").rows())
    assert {
        (one.rule, one.subject, one.object, one.severity, one.severity_before)
        for one in items
        if one.change in {"changed", "kept"}
    } == set(kept)
    assert len(items) == sum(told.totals.values())


def test_two_days_are_compared_finding_by_finding() -> None:
    view = portugal(DAY)
    told = compared(view, date(2019, 6, 1))
    items: list[Difference] = []
    after = None
    while True:
        page = differences_page(told, CHANGES, first=61, after=after)
        items += page.items
        if (after := page.next_after) is None:
            break
    assert len(items) == len({(one.change, one.key) for one in items}) == page.total == sum(told.totals.values())
    later = {one.key for one in items if one.change != "closed"}
    assert later == set(all_keys(view))
    assert all(one.severity_before is None for one in items if one.change in {"opened", "closed"})
