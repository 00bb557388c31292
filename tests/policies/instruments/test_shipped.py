"""What is shipped is ours, is marked so, and is whole in four languages."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

from policies import PRINCIPLES
from policies.instruments import PREFILLS, InstrumentInvalid, InstrumentProblem, read, read_crosswalk, shipped, told
from policies.instruments.shipping import DATA
from tests.policies.instruments.files import AREA, HEAD, item, problems
from tests.repository import ROOT

SCHEMA = json.loads((ROOT / "policies/instruments/schema/instrument.schema.json").read_text(encoding="utf-8"))


def test_every_file_is_shipped_and_fits_the_schema() -> None:
    assert {path.stem for path in DATA.glob("*.toml")} == set(shipped())
    validator = Draft202012Validator(SCHEMA)
    for name, instrument in shipped().items():
        as_written = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
        assert not [error.message for error in validator.iter_errors(as_written)]
        assert not [error.message for error in validator.iter_errors(told(instrument))]


def test_each_is_unofficial_with_its_source_and_speaks_four_languages() -> None:
    for instrument in shipped().values():
        assert instrument.status == "unofficial"
        assert "no official text is reproduced" in instrument.source
        assert instrument.languages == ("en", "fr", "pt", "es")


def test_the_index_has_83_items_in_17_areas_of_which_15_are_core() -> None:
    index = shipped()["intercultural-index"]
    assert len(index.items) == 83
    assert [len(index.areas), sum(not area.optional for area in index.areas)] == [17, 15]
    core = {area.id for area in index.areas if not area.optional}
    assert sum(item.area in core for item in index.items) == 73
    assert {area.id for area in index.areas} - core == {"participation", "interaction"}
    assert all(item.principle and item.cells for item in index.items)
    assert {area.weight for area in index.areas} == {Fraction(1, 15)}


def test_each_checklist_asks_ten_questions_on_its_principle() -> None:
    for principle in PRINCIPLES.ids:
        checklist = shipped()[f"checklist-{principle.replace('_', '-')}"]
        assert [item.principle for item in checklist.items] == [principle] * 10


def test_the_frame_has_ten_steps_with_proof_and_the_self_check_twenty_questions() -> None:
    frame = shipped()["national-strategy-frame"]
    assert len(frame.areas) == 10
    required = Counter(item.area for item in frame.items if item.evidence == "required")
    assert set(required) == {area.id for area in frame.areas}
    assert len(shipped()["multilevel-self-check"].items) == 20


def test_each_thing_that_the_register_can_answer_is_asked_somewhere() -> None:
    asked = {item.prefill for instrument in shipped().values() for item in instrument.items} - {None}
    assert asked == set(PREFILLS)


def test_no_question_stands_twice_in_an_instrument_in_any_language() -> None:
    for instrument in shipped().values():
        for language in instrument.languages:
            texts = Counter(item.question[language] for item in instrument.items)
            assert [text for text, number in texts.items() if number > 1] == []


@pytest.mark.parametrize("broken", ['kind = "poll"', 'status = "secret"', 'id = "a b"'])
def test_the_schema_refuses_what_the_reader_refuses(broken: str) -> None:
    name = broken.split(" ", maxsplit=1)[0]
    head = "\n".join(broken if line.startswith(f"{name} ") else line for line in HEAD.splitlines()) + "\n"
    assert problems(head + AREA + item("x"))
    assert list(Draft202012Validator(SCHEMA).iter_errors(tomllib.loads(head + AREA + item("x"))))


def test_a_problem_is_an_exception_with_words() -> None:
    assert "line 3: expected" in str(InstrumentInvalid([InstrumentProblem(3, "/x", "bad-flag")]))


def test_the_files_in_the_documentation_are_valid() -> None:
    text = (ROOT / "docs" / "instruments.md").read_text(encoding="utf-8")
    one, walk = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert read(one.encode(), "x.toml").items[1].full_at == 50
    assert read_crosswalk(walk.encode(), "x.toml").key == "city-check@1@2"
