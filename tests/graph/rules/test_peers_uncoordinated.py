"""The rule peers-uncoordinated: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import EDUCATION, YESTERDAY, Small


def peers(*codes: str) -> Small:
    small = Small().body("N", "national", population=8)
    for code in codes:
        small.body(code, "local", "N").action(f"A{code}", code, EDUCATION)
    return small


def test_two_siblings_that_cover_an_area_and_are_not_in_touch_are_found() -> None:
    (told,) = peers("A", "B").found("peers-uncoordinated")
    assert (told.subject, told.object, told.severity, told.certainty) == (
        "N",
        "local/education",
        "medium",
        "unreported",
    )
    assert told.reach == 8
    assert told.evidence.facts["groups"] == [["A"], ["B"]]


def test_an_edge_or_a_network_in_common_brings_them_in_touch() -> None:
    assert peers("A", "B").relation("A", "consults", "B").found("peers-uncoordinated") == []
    network = peers("A", "B").body("V", "network").relation("A", "member_of", "V").relation("B", "member_of", "V")
    assert network.found("peers-uncoordinated") == []


def test_a_body_outside_does_not_bring_them_in_touch() -> None:
    through = peers("A", "B").body("C", "civil_society").relation("A", "partners_with", "C")
    assert len(through.relation("B", "partners_with", "C").found("peers-uncoordinated")) == 1


def test_a_sibling_that_does_not_cover_the_area_does_not_connect() -> None:
    small = peers("A", "B").body("M", "local", "N").relation("A", "consults", "M").relation("M", "consults", "B")
    assert len(small.found("peers-uncoordinated")) == 1
    assert small.action("AM", "M", "active_citizenship:education").found("peers-uncoordinated") == []


def test_it_is_low_where_some_are_in_touch() -> None:
    (told,) = peers("A", "B", "C").relation("A", "coordinates_with", "C").found("peers-uncoordinated")
    assert told.severity == "low"
    assert told.evidence.facts["groups"] == [["A", "C"], ["B"]]


def test_funding_a_disputed_relation_and_hierarchy_are_not_coordination() -> None:
    small = peers("A", "B").relation("A", "funds", "B").relation("A", "consults", "B", "disputed")
    assert len(small.found("peers-uncoordinated")) == 1


def test_it_is_confirmed_from_the_declared_share_on() -> None:
    small = peers("A", "B").limit(declared_share="0.5").declared("A")
    assert small.found("peers-uncoordinated")[0].certainty == "confirmed"


def test_levels_are_looked_at_apart_and_children_move_up_past_a_parent_that_is_gone() -> None:
    small = peers("A").body("I", "intermediate", "N").action("AI", "I", EDUCATION)
    assert small.found("peers-uncoordinated") == []
    small.body("R", "regional", "N", valid_to=YESTERDAY).body("B", "local", "R").action("AB", "B", EDUCATION)
    assert [told.object for told in small.found("peers-uncoordinated")] == ["local/education"]
