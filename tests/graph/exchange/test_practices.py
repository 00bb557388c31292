"""Good practices as StratML and JSON-LD: written as the standard asks, and read as they were written."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph.exchange import Practice, Unreadable, linked_practices, stratml, stratml_practices
from graph.exchange.strategies import Committed, in_order
from policies import AREAS, PRINCIPLES
from tests.graph.exchange.test_plans import _check_order

FORMS = (stratml_practices, linked_practices)
#: What a practice may say: everything that is printed, and the ends of lines.
_WORDS = some.text(some.characters(exclude_categories=["C", "Zl", "Zp"]) | some.just("\n"), min_size=1, max_size=40)
_CELLS = some.builds(Committed, some.sampled_from(PRINCIPLES.ids), some.sampled_from(AREAS.ids), some.just(0))
_OPTIONAL = some.none() | _WORDS


@some.composite
def practices(draw: some.DrawFn) -> Practice:
    texts = some.dictionaries(some.sampled_from(["title", "summary", "impact"]), _WORDS)
    values: dict[str, some.SearchStrategy[Any]] = {
        **dict.fromkeys(("place", "stimulus", "process", "impact", "resources"), _WORDS),
        "evidence": some.lists(some.fixed_dictionaries({"kind": some.just("words"), "text": _WORDS}), max_size=3),
        "contacts": some.lists(_WORDS, max_size=3),
        "rules": some.lists(some.just("strategy-missing"), max_size=1),
        "translations": some.dictionaries(some.sampled_from(["fr", "pt-BR"]), texts),
    }
    code = draw(some.none() | some.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True))
    return Practice(
        title=draw(_WORDS),
        language=draw(some.sampled_from(["en", "pt-BR"])),
        summary=draw(_OPTIONAL),
        body=code,
        body_name=None if code is None else draw(_WORDS),
        purpose=draw(_OPTIONAL),
        starts_on=draw(some.none() | some.dates()),
        ends_on=draw(some.none() | some.dates()),
        cells=in_order(draw(some.lists(_CELLS, max_size=6))),
        further={name: draw(values[name]) for name in draw(some.sets(some.sampled_from([*values])))},
    )


@given(practices())
def test_what_is_written_is_read_again_with_nothing_lost(practice: Practice) -> None:
    for form in FORMS:
        assert form.read(form.write(practice, {"records": 2})) == (practice, [])


@given(practices())
def test_a_written_practice_keeps_the_order_that_the_schema_of_part_1_asks_for(practice: Practice) -> None:
    root = ET.fromstring(stratml_practices.write(practice))  # noqa: S314 - our own
    _check_order(root)
    identifiers = [one.text or "" for one in root.iter(f"{{{stratml.NAMESPACE}}}Identifier")]
    assert len(set(identifiers)) == len(identifiers)


FOREIGN = """<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core" xml:lang="en">
  <Name>Neighbours cook</Name><Description>They meet.</Description>
  <StrategicPlanCore>
    <Organization><Name>Some city</Name></Organization>
    <Vision><Description>All meet.</Description></Vision>
    <Mission><Description>That people talk.</Description></Mission>
    <Goal><Name>REAL</Name><Description/><Objective><Name>HOUSING</Name></Objective></Goal>
    <Goal><Name>Roads</Name><Description/></Goal>
  </StrategicPlanCore>
  <AdministrativeInformation><StartDate>2024-01-01</StartDate><Source>https://city.example</Source>
    <Submitter><Surname>X</Surname></Submitter></AdministrativeInformation>
</StrategicPlan>"""


def test_of_a_plan_of_elsewhere_what_has_a_place_is_taken_and_the_rest_is_named() -> None:
    told = FOREIGN.replace("REAL", PRINCIPLES["real_equality"].name.es).replace("HOUSING", AREAS["housing"].name.fr)
    practice, notes = stratml_practices.read(told)
    assert (practice.title, practice.summary, practice.purpose) == (
        "Neighbours cook",
        "They meet.",
        "That people talk.",
    )
    assert practice.cells == (Committed("real_equality", "housing", 0),)
    assert [note.what for note in notes] == ["Organization", "Vision", "Goal", "Source", "Submitter"]
    with pytest.raises(Unreadable) as refused:
        stratml_practices.read(told.replace(' xml:lang="en"', ""))
    assert refused.value.problems[0].details == {"element": "xml:lang"}


def test_what_is_not_what_its_name_holds_is_named_and_left_out() -> None:
    odd = {"evidence": [{"kind": "words"}], "contacts": "x", "translations": {"fr": "x"}, "place": 7, "actions": ["A"]}
    node = {"@type": "interlace:Practice", "dct:title": "A", "dct:language": "en", "dct:abstract": ["x"]}
    practice, notes = linked_practices.read(orjson.dumps(node | {f"interlace:{name}": odd[name] for name in odd}))
    assert practice == Practice("A", "en")
    assert {note.what for note in notes} == {*(f"interlace:{name}" for name in odd), "dct:abstract"}
    told = stratml_practices.write(Practice("A", "en", further={"place": "P"})).decode()
    _, notes = stratml_practices.read(told.replace('"place":"P"', '"place":7,"findings":["x"]'))
    assert [note.what for note in notes] == ["interlace: place", "interlace: findings"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"{}", "/@type"),
        (b'{"@type": "interlace:Strategy", "dct:title": "A"}', "/@type"),
        (b'{"@type": "interlace:Practice", "dct:language": "en", "dct:title": []}', "/dct:title"),
        (b'{"@type": "interlace:Practice", "dct:title": "A"}', "/dct:language"),
        (b'{"@type": "interlace:Practice", "dct:title": "A", "dct:language": "en", "interlace:about": [3]}',
         "/interlace:about/0"),
    ],
)  # fmt: skip
def test_linked_data_that_is_something_else_is_refused_by_place(content: bytes, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        linked_practices.read(content)
    assert [problem.place for problem in refused.value.problems] == [place]


@given(some.binary(max_size=200))
def test_nothing_else_comes_of_any_bytes(content: bytes) -> None:
    for form in FORMS:
        with pytest.raises(Unreadable):
            form.read(content)
