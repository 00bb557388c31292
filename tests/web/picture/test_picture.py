"""The governance graph: the picture and its table say the same, and all that is shown is in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.transfer.importing import import_bundle
from tests.brute_force.country import Country
from tests.brute_force.random_countries import write_country
from tests.graph.small import EDUCATION, Small
from tests.web.markup import Markup
from tests.web.picture.reading import Page
from web.picture.colours import DARK, LIGHT, palette

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

DAY = "as_of=2024-06-30"
ATTACK = "</template><script>probe()</script>"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def country(accounts: Database, tenant_id: UUID, tmp_path: Path) -> UUID:
    """Two towns of a region, one with a plan, one with a name that attacks; a society that coordinates with both."""
    small = Small().body("N", "national").body("R", "regional", "N").body("A", "local", "R").body("B", "local", "R")
    small.body("SOCIETY", "civil_society", "A").body("FORUM", "network", scope="multilevel")
    small.rows["bodies"][3]["name"] = ATTACK
    small.strategy("PLAN", "N", EDUCATION).strategy("A-PLAN", "A", EDUCATION)
    small.add("relations", source="SOCIETY", target="B", kind="consults", declared_on="2023-01-01")
    small.add("relations", source="A", target="FORUM", kind="member_of")
    small.add("relations", source="N", target="A", kind="funds")
    write_country(Country(small.rows, {}, {}), tmp_path)
    with tenancy.writing(accounts, tenant_id, SYSTEM, bulk=True) as unit:
        import_bundle(unit, tmp_path, "replace", lambda _: None)
    return tenant_id


@pytest.fixture
def official(portugal: UUID, person: Callable[..., Person]) -> Person:
    """Somebody of the national authority of Portugal."""
    return person(portugal, "steward", "PT")


@pytest.mark.parametrize(
    "asked", ["", "colour=real_equality", "focus=PT-lisboa", "shut=PT&ties=none", "as_of=2023-06-30"]
)
def test_the_table_has_a_row_for_each_body_of_the_picture(official: Person, asked: str) -> None:
    answer = official.get(f"graph?{asked}")
    page = Page.of(answer)
    assert list(page.rows) == page.keys
    assert Markup.of(answer.text).wrong == []
    for node in page.data["nodes"]:
        assert node["told"].partition(",")[0] in page.rows[node["key"]].text


def test_a_small_country_is_there_with_its_ties_and_what_was_found(
    country: UUID, person: Callable[..., Person]
) -> None:
    page = Page.of(person(country, "reader").get(f"graph?{DAY}"))
    assert page.keys == ["N", "R", "A", "SOCIETY", "B", "FORUM"]
    assert {tuple(tie[:2]) for tie in page.data["ties"]} == {("A", "FORUM"), ("SOCIETY", "B")}
    assert [band["name"] for band in page.data["bands"]] == [
        "National",
        "Regional",
        "Local",
        "Network",
        "Civil society",
    ]
    assert page.node("A")["parent"] == "R"
    assert page.node("A")["told"].startswith("Body A, Local. ")
    assert "Coordinates with 1 body. 1 body below, expanded." in page.node("A")["told"]
    assert "Body A Surroundings : Body A Local Body R Collapse Body A 1 Body FORUM" in page.rows["A"].text


def test_texts_of_the_register_stay_texts_in_page_and_drawing(country: UUID, person: Callable[..., Person]) -> None:
    somebody = person(country)
    page = somebody.get(f"graph?focus=B&{DAY}")
    assert Markup.of(page.text).wrong == []
    assert Page.of(page).node("B")["told"].startswith(ATTACK)
    drawing = ET.fromstring(somebody.get(f"graph.svg?{DAY}").text)  # noqa: S314 - our own
    assert {element.tag for element in drawing.iter()}.isdisjoint({f"{SVG}script", f"{SVG}template"})
    offered = somebody.get("graph/bodies?search=script").get_json()
    assert [one["name"] for one in offered] == [ATTACK]


def test_a_branch_collapses_and_expands_by_a_link_and_the_address_is_short_again(official: Person) -> None:
    whole = Page.of(official.get("graph"))
    collapse = whole.rows["PT-NUTS2-PT11"].links["graph-toggle"]
    assert parse_qs(urlsplit(collapse).query) == {"shut": ["PT-NUTS2-PT11"]}
    collapsed = Page.of(official.get(collapse))
    assert "PT-porto" in whole.keys
    assert "PT-porto" not in collapsed.keys
    assert collapsed.node("PT-NUTS2-PT11")["label"].endswith("▸ 43")
    assert collapsed.rows["PT-NUTS2-PT11"].links["graph-toggle"] == f"/t/{official.tenant}/graph"
    assert Page.of(official.get("graph?open=PT&open=nobody&shut=nobody&more=x:y:1")).keys == whole.keys


def test_a_focus_shows_the_line_above_what_is_below_and_all_that_it_coordinates_with(official: Person) -> None:
    page = Page.of(official.get("graph?focus=PT-lisboa"))
    assert {"PT", "PT-NUTS3-PT170", "PT-CSO-CASA-BRASIL", "PT-NET-RPCI"} <= set(page.keys)
    assert "PT-porto" not in page.keys
    assert page.data["current"] == "PT-lisboa"
    assert page.node("PT-lisboa")["is_ringed"]
    assert "In focus: Lisboa" in page.text
    assert "▸" in page.node("PT")["label"]


def test_the_evidence_path_of_a_finding_is_drawn_and_listed(official: Person) -> None:
    key = "commitment-uncascaded:PT-I-CIMRC-2025:PT-figueira-da-foz"
    page = Page.of(official.get(f"graph?finding={key}"))
    path = [(line["from"], line["to"]) for line in page.data["lines"] if line["is_path"]]
    assert path == [
        ("PT", "PT-NUTS2-PT16"),
        ("PT-NUTS2-PT16", "PT-NUTS3-PT16E"),
        ("PT-NUTS3-PT16E", "PT-figueira-da-foz"),
    ]
    assert page.data["current"] == "PT-figueira-da-foz"
    assert "The path that it rests on, from the body concerned upwards: Figueira da Foz" in page.text
    assert "Records that it rests on" in page.text


def test_a_finding_of_a_relation_draws_the_relation(country: UUID, person: Callable[..., Person]) -> None:
    page = Page.of(person(country).get(f"graph?finding=relation-unconfirmed:SOCIETY>B:consults&{DAY}"))
    assert {"SOCIETY", "B"} <= set(page.keys)
    assert [tie[:2] for tie in page.data["ties"] if tie[3]] == [["SOCIETY", "B"]]


@pytest.mark.parametrize("asked", ["focus=nobody", "finding=strategy-missing:nobody", "finding=x"])
def test_what_is_not_there_is_told_and_the_whole_graph_shown(official: Person, asked: str) -> None:
    page = Page.of(official.get(f"graph?{asked}"))
    assert "is not in the register on this day" in page.text
    assert "PT-porto" in page.keys


def test_cover_of_a_principle_colours_authorities_and_nobody_else(official: Person) -> None:
    page = Page.of(official.get("graph?colour=real_equality"))
    looks = {node["key"]: node["look"] for node in page.data["nodes"]}
    assert looks["PT"] == "cover-2"
    assert looks["PT-CSO-CASA-BRASIL"] == looks["PT-NET-RPCI"] == "cover-none"
    assert "Cover: Real equality" in page.text
    assert "up to 60%" in page.text
    findings = {node["look"] for node in Page.of(official.get("graph?colour=nonsense")).data["nodes"]}
    assert findings == {"gap", "question", "neither"}


def test_a_body_is_found_by_a_part_of_its_name(official: Person) -> None:
    one = official.get("graph?search=evora&colour=real_equality")
    assert one.status_code == 303
    assert one.headers["Location"].endswith("/graph?focus=PT-evora&colour=real_equality")
    several = official.get("graph?search=porto").text
    assert "Which one do you mean?" in several
    assert "focus=PT-NUTS3-PT11A" in several
    assert "There is no body called “nowhere”." in official.get("graph?search=nowhere").text
    offered = official.get("graph/bodies?search=porto").get_json()
    assert {"PT-porto", "PT-NUTS3-PT11A"} <= {body["code"] for body in offered}
    assert official.get("graph/bodies").get_json() == []


def test_the_drawing_has_its_key_its_day_and_its_revision_and_is_kept_as_a_file(official: Person) -> None:
    answer = official.get("graph.svg?as_of=2026-11-22&colour=real_equality&download=1")
    assert answer.mimetype == "image/svg+xml"
    assert f'"{official.tenant}-graph-2026-11-22.svg"' in answer.headers["Content-Disposition"]
    told = " ".join(ET.fromstring(answer.text).itertext())  # noqa: S314 - our own
    assert all(part in told for part in ("As of 22 Nov 2026", "revision", "coordinates with", "over 20%, up to 40%"))
    assert palette(LIGHT)["ink"] in answer.text
    assert palette(DARK)["ink"] in official.get("graph.svg?scheme=dark").text
    assert "In focus: Lisboa" in official.get("graph.svg?focus=PT-lisboa").text


def test_a_register_without_bodies_says_so(tenant_id: UUID, person: Callable[..., Person]) -> None:
    somebody = person(tenant_id)
    answer = somebody.get("graph")
    assert Markup.of(answer.text).wrong == []
    assert "nothing to draw yet" in answer.text
    assert somebody.get("graph.svg").status_code == 200


@pytest.mark.parametrize("path", ["graph", "graph.svg", "graph/bodies?search=a"])
def test_another_tenant_s_picture_is_not_there(
    country: UUID, portugal: UUID, person: Callable[..., Person], path: str
) -> None:
    own = person(country)
    assert person(portugal).get(f"/t/{own.tenant}/{path}").status_code == 404
