"""The rule strategy-unanchored: each clause, each boundary."""

from __future__ import annotations

from tests.graph.small import YESTERDAY, Small


def chain() -> Small:
    small = Small().body("N", "national").body("R", "regional", "N").body("L", "local", "R", population=7)
    return small.strategy("SN", "N").strategy("SL", "L")


def test_a_strategy_without_a_link_to_one_of_an_ancestor_is_found() -> None:
    (told,) = chain().found("strategy-unanchored")
    assert (told.subject, told.severity, told.certainty, told.reach) == ("SL", "medium", "unreported", 7)
    assert told.evidence.facts == {"owner": "L", "ancestors": ["N"]}
    assert told.evidence.path == ("L", "R", "N")


def test_its_certainty_follows_the_owners_declaration() -> None:
    assert chain().declared("L").found("strategy-unanchored")[0].certainty == "confirmed"


def test_a_link_or_a_chain_of_links_anchors_it() -> None:
    assert chain().link("SL", "SN").subjects("strategy-unanchored") == []
    through = chain().strategy("SR", "R").link("SL", "SR").link("SR", "SN", "declared")
    assert through.subjects("strategy-unanchored") == []


def test_a_disputed_link_does_not_anchor() -> None:
    assert chain().link("SL", "SN", "disputed").subjects("strategy-unanchored") == ["SL"]


def test_a_chain_broken_by_a_lapsed_strategy_does_not_anchor() -> None:
    broken = chain().strategy("SX", "C", ends_on=YESTERDAY).body("C", "civil_society")
    broken.link("SL", "SX").link("SX", "SN")
    assert broken.subjects("strategy-unanchored") == ["SL"]


def test_a_chain_through_a_strategy_of_civil_society_anchors() -> None:
    through = chain().body("C", "civil_society").strategy("SC", "C").link("SL", "SC").link("SC", "SN")
    assert through.subjects("strategy-unanchored") == []


def test_nothing_is_asked_where_no_ancestor_leads_a_strategy_in_force() -> None:
    small = Small().body("N", "national").body("L", "local", "N").strategy("SL", "L")
    assert small.subjects("strategy-unanchored") == []
    assert small.strategy("SX", "L", co_owners="N").subjects("strategy-unanchored") == []


def test_a_link_to_a_strategy_of_a_neighbour_does_not_anchor() -> None:
    small = chain().body("M", "local", "R").strategy("SM", "M").link("SM", "SN").link("SL", "SM", "disputed")
    assert small.subjects("strategy-unanchored") == ["SL"]
