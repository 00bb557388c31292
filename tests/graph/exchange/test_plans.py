"""Strategies as StratML and JSON-LD: written as the standard asks, and read as they were written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.exchange import Unreadable, linked_plans, plan_of, stratml
from graph.exchange.reading import MOST_BYTES
from graph.exchange.strategies import Committed, Plan, in_order
from policies import AREAS, PRINCIPLES
from tests.graph.small import EDUCATION, HOUSING, Small

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the schema of Part 1 says of the order of elements: those marked `!` must be there, `*` may be repeated.
ORDER: Mapping[str, tuple[str, ...]] = {
    "StrategicPlan": ("!Name", "Description", "OtherInformation", "!StrategicPlanCore", "AdministrativeInformation"),
    "StrategicPlanCore": ("*Organization", "Vision", "Mission", "*Value", "!*Goal"),
    "Organization": ("Name", "Acronym", "Identifier", "Description", "*Stakeholder"),
    "Mission": ("!Description", "Identifier"),
    "Goal": (
        *("!Name", "!Description", "Identifier", "SequenceIndicator"),
        *("*Stakeholder", "OtherInformation", "*Objective"),
    ),
    "Objective": ("Name", "Description", "Identifier", "SequenceIndicator", "*Stakeholder", "OtherInformation"),
    "AdministrativeInformation": ("StartDate", "EndDate", "PublicationDate", "Source", "Submitter"),
}
_TEXTS = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
_CODES = some.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
_DAYS = some.none() | some.dates()
_CELLS = some.builds(
    Committed, some.sampled_from(PRINCIPLES.ids), some.sampled_from(AREAS.ids), some.integers(min_value=1, max_value=3)
)


@some.composite
def plans(draw: some.DrawFn) -> Plan:
    owners = tuple(draw(some.lists(_CODES, min_size=1, max_size=3, unique=True)))
    further: dict[str, Any] = {"code": draw(_CODES), "status": draw(some.sampled_from(["adopted", "draft"]))}
    further |= {name: draw(some.dates()) for name in ("review_due_on", "reviewed_on") if draw(some.booleans())}
    further |= {
        name: draw(some.sampled_from(["yes", "no"])) for name in ("funded", "monitoring") if draw(some.booleans())
    }
    return Plan(
        title=draw(_TEXTS),
        owners=owners,
        starts_on=draw(_DAYS),
        ends_on=draw(_DAYS),
        url=draw(some.none() | _TEXTS),
        commitments=in_order(draw(some.lists(_CELLS, max_size=6))),
        further=further,
        translations={"title_fr": draw(_TEXTS)} if draw(some.booleans()) else {},
        names={code: f"Body {code}" for code in owners},
    )


@given(plans())
def test_what_is_written_is_read_again_with_nothing_lost(plan: Plan) -> None:
    for form in (stratml, linked_plans):
        assert form.read(form.write(plan)) == (plan, [])


@given(plans())
def test_a_written_plan_keeps_the_order_that_the_schema_of_part_1_asks_for(plan: Plan) -> None:
    root = ET.fromstring(stratml.write(plan))  # noqa: S314 - our own
    _check_order(root)
    identifiers = [one.text or "" for one in root.iter(f"{{{stratml.NAMESPACE}}}Identifier")]
    assert len(set(identifiers)) == len(identifiers)
    assert all(one[0].isalpha() and set(one) <= set(_NAME) for one in identifiers)


_NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"


def _check_order(element: ET.Element) -> None:
    namespace, _, name = element.tag.removeprefix("{").partition("}")
    assert namespace == stratml.NAMESPACE
    if name not in ORDER:
        assert not len(element)
        return
    told = [one.tag.partition("}")[2] for one in element]
    known = [one.lstrip("!*") for one in ORDER[name]]
    assert told == sorted(told, key=known.index)
    for one in ORDER[name]:
        count = told.count(one.lstrip("!*"))
        assert count <= 1 or "*" in one, one
        assert count >= 1 or not one.startswith("!"), one
    for child in element:
        _check_order(child)


def test_a_strategy_of_a_register_is_told_whole() -> None:
    small = Small().body("N", "national").body("L", "local", "N")
    small.strategy("S", "N", EDUCATION, HOUSING, co_owners="L", starts_on="2024-01-01", funded="yes")
    plan = plan_of(small.analysis().graph.register.tables, "S")
    assert (plan.title, plan.owners, plan.starts_on) == ("Strategy S", ("N", "L"), date(2024, 1, 1))
    assert [one.area for one in plan.commitments] == ["education", "housing"]
    assert plan.further == {"code": "S", "funded": "yes"}
    with pytest.raises(KeyError):
        plan_of(small.analysis().graph.register.tables, "T")


FOREIGN = """<?xml version="1.0"?>
<?xml-stylesheet href="part1.xsl"?>
<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core">
  <Name>A plan of elsewhere</Name><Description>What it is.</Description>
  <StrategicPlanCore>
    <Organization><Name>Some city</Name></Organization>
    <Mission><Description>To serve.</Description></Mission>
    <Goal><Name>Égalité réelle</Name><Description/>
      <Objective><Name>HOUSING_NAME</Name><Stakeholder><Name>Tenants</Name></Stakeholder></Objective>
      <Objective><Name>Roads</Name></Objective>
    </Goal>
    <Goal><Name>Roads and rails</Name><Description/><Objective><Name>HOUSING_NAME</Name></Objective></Goal>
  </StrategicPlanCore>
  <AdministrativeInformation><StartDate>2024-01-01Z</StartDate>
    <Submitter><Surname>X</Surname></Submitter></AdministrativeInformation>
</StrategicPlan>"""


def test_of_a_plan_of_elsewhere_what_has_a_place_is_taken_and_the_rest_is_named_by_its_line() -> None:
    told = FOREIGN.replace("Égalité réelle", PRINCIPLES["real_equality"].name.fr)
    plan, notes = stratml.read(told.replace("HOUSING_NAME", AREAS["housing"].name.pt.upper()).encode())
    assert plan.commitments == (Committed("real_equality", "housing", 2),)
    assert (plan.owners, plan.starts_on) == ((), date(2024, 1, 1))
    assert [(note.place, note.what) for note in notes] == [
        ("/line/4", "Description"),
        ("/line/6", "Organization"),
        ("/line/7", "Mission"),
        ("/line/9", "Stakeholder"),
        ("/line/10", "Objective"),
        ("/line/12", "Goal"),
        ("/line/12", "Objective"),
        ("/line/14", "StartDate"),
        ("/line/15", "Submitter"),
    ]


def test_a_text_has_no_encoding_of_its_own_any_more() -> None:
    told = (
        "<?xml version='1.0' encoding='ISO-8859-1'?><StrategicPlan><Name>é</Name><StrategicPlanCore/></StrategicPlan>"
    )
    assert stratml.read(told)[0].title == stratml.read(told.encode("iso-8859-1"))[0].title == "é"


_BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><StrategicPlan>&c;</StrategicPlan>'
_FETCHES = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><StrategicPlan><Name>&b;</Name></StrategicPlan>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_BOMB.encode(), "doctype"),
        (_FETCHES.encode(), "doctype"),
        (_FETCHES.encode("utf-16"), "doctype"),
        (b"<!DOCTYPE html><StrategicPlan/>", "doctype"),
        (b"<StrategicPlan>&undefined;</StrategicPlan>", "not-xml"),
        (b"<StrategicPlan>", "not-xml"),
        (b"", "not-xml"),
        (b"\xff\xfe\x00", "not-xml"),
        (b"<?xml version='1.0' encoding='utf-7'?><StrategicPlan/>", "not-xml"),
        (b"<html/>", "not-stratml"),
        (b'<StrategicPlan xmlns="urn:other"/>', "not-stratml"),
        (b"<a>" * 40 + b"</a>" * 40, "tree-depth"),
        (b"<a>" + b"<b/>" * 20_001 + b"</a>", "tree-size"),
        (b" " * (MOST_BYTES + 1), "tree-size"),
        (b"<StrategicPlan/>", "required-element"),
    ],
)
def test_a_file_that_is_dangerous_or_something_else_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        stratml.read(content)
    assert refused.value.problems[0].code == code


@given(some.binary(max_size=200))
def test_nothing_else_comes_of_any_bytes(content: bytes) -> None:
    for form in (stratml, linked_plans):
        with pytest.raises(Unreadable):
            form.read(content)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"[" * 40 + b"]" * 40, ""),
        (b"{", "/line/1"),
        (b'{"@type": "Person"}', "/@type"),
        (b'{"@type": "interlace:Strategy"}', "/dct:title"),
        (b'{"@type": "interlace:Strategy", "dct:title": "A", "interlace:commits": [3]}', "/interlace:commits/0"),
        (
            b'{"@type": "interlace:Strategy", "dct:title": "A", "dct:temporal": {"time:hasEnd": "soon"}}',
            "/dct:temporal/time:hasEnd",
        ),
    ],
)
def test_linked_data_that_is_something_else_is_refused_by_place(content: bytes, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        linked_plans.read(content)
    assert [problem.place for problem in refused.value.problems] == [place]


def test_an_extension_that_was_tampered_with_is_named_and_left_out() -> None:
    told = stratml.write(Plan("A", ("N",), further={"code": "S"})).decode()
    plan, notes = stratml.read(told.replace('"code":"S"', '"code":7,"owner":"X","exact":{"title":"B"}').encode())
    assert (plan.title, plan.owners, plan.further) == ("A", ("N",), {})
    assert [note.what for note in notes] == ["interlace: code", "interlace: owner"]
