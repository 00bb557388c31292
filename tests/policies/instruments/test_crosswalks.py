"""A crosswalk says of every old item what became of it, or is refused with the item's name."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from policies.instruments import InstrumentInvalid, is_crosswalk, read_crosswalk, told_crosswalk
from tests.policies.instruments.files import HEAD, instrument, item
from tests.repository import ROOT

if TYPE_CHECKING:
    from policies.instruments import Crosswalk

TOP = """\
kind = "crosswalk"
instrument = "try"
old_version = "1"
new_version = "2"
source = "Own words"
languages = ["en"]
"""
GOOD = """\
added = ["e2"]
[[items]]
item = "a2"
of = ["a1"]
[[items]]
item = "bc2"
of = [{ item = "b1", weight = "2/3" }, { item = "c1", weight = "1/3" }]
changed = { en = "Two questions became one." }
[[dropped]]
item = "d1"
reason = { en = "Nobody could answer it." }
"""
OLD = instrument(item("a1"), item("b1"), item("c1", "", "yes_planned_no"), item("d1", "", "text"))
NEW = instrument(item("a2"), item("bc2"), item("e2"), head=HEAD.replace('"1"', '"2"', 1))


def crosswalk(text: str) -> Crosswalk:
    """Read and checked against both versions."""
    return read_crosswalk((TOP + text).encode(), "x.toml", OLD, NEW)


def told(text: str) -> list[tuple[int, str]]:
    """Line and code of what is wrong with it."""
    with pytest.raises(InstrumentInvalid) as error:
        crosswalk(text)
    return [(one.line, one.code) for one in error.value.problems]


def test_a_crosswalk_is_read_and_told_again() -> None:
    found = crosswalk(GOOD)
    assert [[origin.weight for origin in one.origins] for one in found.mapped] == [
        [1],
        [Fraction(2, 3), Fraction(1, 3)],
    ]
    content = json.dumps(told_crosswalk(found)).encode()
    assert is_crosswalk(content, "x.json")
    assert read_crosswalk(content, "x.json", OLD, NEW) == found
    schema = json.loads((ROOT / "policies/instruments/schema/crosswalk.schema.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(json.loads(content)))


def test_an_item_that_is_lost_without_a_word_is_named() -> None:
    without = GOOD.replace('[[dropped]]\nitem = "d1"\nreason = { en = "Nobody could answer it." }\n', "")
    assert told(without) == [(1, "lost-item")]
    assert told(GOOD.replace('added = ["e2"]', "added = []")) == [(7, "unnamed-item")]


def test_one_fate_an_item() -> None:
    assert told(GOOD.replace('item = "d1"', 'item = "a1"')) == [(15, "lost-item"), (16, "dropped-and-kept")]
    assert told(GOOD.replace('"e2"', '"e2", "a2"')) == [(7, "new-and-mapped")]
    assert told(GOOD.replace('["a1"]', '["z1"]')) == [(10, "unknown-old"), (15, "lost-item")]
    assert told(GOOD.replace('"a2"', '"z2"')) == [(7, "unnamed-item"), (9, "unknown-new")]


def test_weights_of_what_becomes_one_sum_to_one() -> None:
    assert told(GOOD.replace('"2/3"', '"1/2"')) == [(13, "source-weights")]


def test_nothing_weighs_nothing_in_what_becomes_one() -> None:
    weightless = GOOD.replace('"2/3"', "1").replace('"1/3"', "0")
    assert told(weightless) == [(13, "source-weightless")]
    out = ", ".join(f"{{ id = '{name}', name = {{ en = '{name}' }}, worth = 'out' }}" for name in ("this", "that"))
    new = instrument(
        item("a2"), item("bc2", f"options = [{out}]\n", "choice"), item("e2"), head=HEAD.replace('"1"', '"2"', 1)
    )
    with pytest.raises(InstrumentInvalid) as error:
        read_crosswalk((TOP + GOOD).encode(), "x.toml", OLD, new)
    assert [(one.line, one.code) for one in error.value.problems] == [(12, "unscored-combined")]


def test_answers_have_an_answer_on_the_other_side() -> None:
    planned = GOOD.replace('["a1"]', '["c1"]').replace('item = "c1", weight', 'item = "a1", weight')
    assert told(planned) == [(8, "no-value")]
    mapped = planned.replace('of = ["c1"]', 'of = ["c1"]\nvalues = { planned = "partly" }')
    assert crosswalk(mapped).mapped[0].values == {"planned": "partly"}
    assert told(mapped.replace("{ planned", '{ perhaps = "yes", planned')) == [(11, "unknown-option")]
    assert told(GOOD.replace('["a1"]', '["d1"]').replace('item = "d1"', 'item = "a1"')) == [(10, "other-type")]


def test_a_crosswalk_is_of_the_versions_that_it_names() -> None:
    with pytest.raises(InstrumentInvalid) as error:
        read_crosswalk((TOP + GOOD).encode(), "x.toml", NEW, OLD)
    assert [one.code for one in error.value.problems] == ["other-version"]
    with pytest.raises(InstrumentInvalid) as error:
        read_crosswalk(b'id = "x"\n', "x.toml")
    assert [one.code for one in error.value.problems] == ["not-a-crosswalk"]
