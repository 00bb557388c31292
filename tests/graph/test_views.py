"""The networkx view, the exports, summaries, comparisons and explanations."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import networkx as nx
import orjson
import pytest

from graph.analysis import total
from graph.compare import compare
from graph.explain import explain
from graph.export import gexf, graphml, jsonld
from graph.frames import finding_frame, finding_key
from graph.summary import alignment_map, summarise
from tests.brute_force.random_countries import random_country
from tests.graph.small import EDUCATION, TODAY, YESTERDAY, Small
from tests.graph.test_laws import analysis_of

if TYPE_CHECKING:
    from graph.analysis import Analysis


def country() -> Small:
    small = Small().body("N", "national", population=9, website="https://example.org").body("R", "regional", "N")
    small.body("C", "civil_society", "R", identifiers="x:1|y:2").body("V", "network", scope="peer")
    small.strategy("S", "N", EDUCATION, starts_on="2020-01-01").relation("R", "member_of", "V", valid_from="2020-01-01")
    return small.add("successions", predecessor="R", successor="N", on="2020-01-01")


def test_the_networkx_view_has_typed_dated_attributes() -> None:
    view = country().graph().networkx()
    assert isinstance(view, nx.MultiDiGraph)
    assert view.nodes["N"]["covers"] == [EDUCATION]
    assert view.nodes["N"]["population"] == 9
    assert view.nodes["C"]["identifiers"] == ["x:1", "y:2"]
    assert view.edges["R", "N", "parent"] == {"kind": "parent"}
    edge = view.edges["R", "V", "member_of"]
    assert (edge["status"], edge["valid_from"], edge["coordination"]) == ("confirmed", date(2020, 1, 1), True)


def test_graphml_and_gexf_read_back_as_the_same_graph() -> None:
    graph = country().graph()
    for content, read in ((graphml(graph), nx.read_graphml), (gexf(graph), nx.read_gexf)):
        back = read(io.BytesIO(content))
        assert set(back.nodes) == {"N", "R", "C", "V"}
        assert back.number_of_edges() == graph.networkx().number_of_edges()
        assert back.nodes["N"]["level"] == "national"
        assert back.nodes["N"]["cells_covered"] == 1


def test_names_with_characters_that_xml_forbids_are_exported_without_them() -> None:
    small = Small().add("bodies", code="N", name="Na\x01ti\x0bon \uffff&<", level="national")
    for content, read in ((graphml(small.graph()), nx.read_graphml), (gexf(small.graph()), nx.read_gexf)):
        assert read(io.BytesIO(content)).nodes["N"]["label"] == "Nation &<"


def test_every_key_of_graphml_has_an_id_of_its_own() -> None:
    keys = re.findall(rb'<key id="([^"]+)"', graphml(country().graph()))
    assert len(keys) == len(set(keys)) > 10


def test_exports_of_the_same_register_are_the_same_bytes() -> None:
    for form in (graphml, gexf, jsonld):
        assert form(country().graph()) == form(country().graph())


def test_jsonld_speaks_the_terms_of_org_and_cpov() -> None:
    document = orjson.loads(jsonld(country().graph()))
    things = {thing["@id"]: thing for thing in document["@graph"]}
    assert things["urn:interlace:body:N"]["@type"] == "cpov:PublicOrganisation"
    assert things["urn:interlace:body:C"]["@type"] == "org:FormalOrganization"
    assert things["urn:interlace:body:V"]["@type"] == "org:OrganizationalCollaboration"
    assert things["urn:interlace:body:V"]["interlace:scope"] == "peer"
    assert (things["urn:interlace:body:N"]["interlace:population"], "skos:altLabel" in things) == (9, False)
    membership = things["urn:interlace:relation:R:member_of:V"]
    assert membership["org:organization"] == {"@id": "urn:interlace:body:V"}
    assert membership["org:memberDuring"] == {"time:hasBeginning": "2020-01-01"}
    assert [thing["@type"] for thing in document["@graph"]].count("org:ChangeEvent") == 1


def test_a_summary_counts_every_finding_once() -> None:
    analysis = country().analysis()
    summary = summarise(analysis)
    counted = sum(counts["confirmed"] + counts["unreported"] for counts in summary.families.values())
    assert counted == total(analysis) == sum(summary.rules.values())
    assert summary.as_object()["as_of"] == TODAY
    assert ("level national", "with_strategy", 1) in list(summary.as_rows())


def test_the_alignment_map_sums_levels_and_a_branch_of_them() -> None:
    graph = country().graph()
    assert [(row.level, row.competent, row.covered[0]) for row in alignment_map(graph).rows] == [
        ("national", 20, 1),
        ("regional", 20, 0),
    ]
    assert [row.level for row in alignment_map(graph, ["R"]).rows] == ["regional"]


def test_comparing_two_days_tells_opened_closed_and_kept() -> None:
    small = Small().body("N", "national").strategy("S", "N", ends_on=YESTERDAY, funded="yes")
    comparison = compare(small.analysis(YESTERDAY), small.analysis(TODAY))
    assert comparison.opened["rule"].to_list() == ["strategy-lapsed"]
    assert "civil-society-absent" in comparison.closed["rule"].to_list()
    same = compare(small.analysis(TODAY), small.analysis(TODAY))
    assert (same.opened.height, same.closed.height, same.kept.height) == (0, 0, 1)


def explained(analysis: Analysis, language: str) -> set[str]:
    rules = set()
    for row in finding_frame(analysis).iter_rows(named=True):
        told = explain(analysis, row["rule"], row["row"], language)
        assert told.text
        assert told.closes
        assert "{" not in told.text + told.closes
        rules.add(row["rule"])
    return rules


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_rule_explains_its_findings_in_both_languages(language: str) -> None:
    rules: set[str] = set()
    for seed in range(60):
        rules |= explained(analysis_of(random_country(seed)), language)
    assert len(rules) == 34


def test_explanations_write_days_and_numbers_as_the_language_does() -> None:
    small = Small().body("N", "national").strategy("S", "N", ends_on="2020-12-31")
    analysis = small.analysis()
    assert "31 December 2020" in explain(analysis, "strategy-lapsed", 0, "en").text
    assert "31 décembre 2020" in explain(analysis, "strategy-lapsed", 0, "fr").text
    first = Small().body("N", "national").strategy("S", "N", ends_on="2021-01-01").analysis()
    assert "1er janvier 2021" in explain(first, "strategy-lapsed", 0, "fr").text


def test_a_review_that_was_never_held_is_said_so() -> None:
    analysis = Small().body("N", "national").strategy("S", "N", review_due_on=YESTERDAY).analysis()
    assert "never" in explain(analysis, "review-overdue", 0, "en").text
    assert "jamais" in explain(analysis, "review-overdue", 0, "fr").text


def test_keys_name_rule_subject_and_object() -> None:
    assert finding_key("strategy-missing", "N", None) == "strategy-missing:N"
    assert finding_key("alignment-nominal", "S", "L") == "alignment-nominal:S:L"
