"""An instrument is read as it is written, in TOML and JSON alike, and hostile files end in a sentence with a line."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.instruments import InstrumentInvalid, read, told
from tests.examples import examples
from tests.policies.instruments.files import AREA, HEAD, instrument, item, problems


def test_what_is_told_of_an_instrument_reads_as_the_same_instrument() -> None:
    found = instrument(
        item("one", 'cells = ["real_equality:education"]\nprefill = "action-in-cells"\nhelp = { en = "Look." }\n'),
        item("two", 'asked_if = [{ item = "one", one_of = ["yes"] }]\nfull_at = "2.5"\n', "number"),
        item("words", "", "text"),
    )
    assert read(json.dumps(told(found), indent=1).encode(), "x.json") == found
    assert [one.weight for one in found.items] == [Fraction(1, 2), Fraction(1, 2), 0]
    assert found.items[1].full_at == Decimal("2.5")
    assert len(found.digest) == 64


def test_spaces_order_of_names_and_the_way_a_number_is_written_do_not_change_the_digest() -> None:
    one = instrument(item("a1", "weight = 0.5\n"), item("a2", 'weight = "1/2"\n'))
    other = instrument(item("a1", 'weight = "2/4"\n\n# a remark\n'), item("a2", "weight = 0.50\n"))
    assert one.digest == other.digest
    assert one.digest != instrument(item("a1"), item("a3")).digest


def test_the_usual_options_may_get_other_words_but_no_other_ids() -> None:
    options = "options = [{ id = 'no', name = { en = 'Never' }, worth = 0 }, { id = 'partly', name = { en = 'P' }, "
    more = options + "worth = '1/3' }, { id = 'yes', name = { en = 'Y' }, worth = 1 }]\n"
    assert [one.worth for one in instrument(item("x", more)).items[0].options] == [0, Fraction(1, 3), 1]
    assert problems(HEAD + AREA + item("x", more.replace("'partly'", "'maybe'"))) == [(16, "other-options")]


def test_an_answer_can_take_its_item_out_of_the_score() -> None:
    options = "options = [{ id = 'a', name = { en = 'A' }, worth = 1 }, { id = 'b', name = { en = 'B' }, "
    found = instrument(item("x", options + "worth = 'out' }]\n", "choice"))
    assert [one.worth for one in found.items[0].options] == [1, None]


def test_json_is_read_by_its_name_or_its_first_character() -> None:
    values = json.dumps(told(instrument(item("x"))))
    assert (
        read(values.encode(), "x.json") == read(values.encode(), "sent") == read(b"\xef\xbb\xbf" + values.encode(), "")
    )


def test_what_is_no_toml_or_json_is_told_with_its_line() -> None:
    assert problems('id = "x"\nversion = \n') == [(2, "unreadable")]
    assert problems('{\n "id": "x",\n "version" 2\n}', "x.json") == [(3, "unreadable")]
    assert problems(b'id = "x"\n# \xe9\n') == [(2, "not-utf8")]
    assert problems("[]", "x.json") == [(1, "bad-table")]
    assert (3, "repeated") in problems('{\n"id": "x",\n"id": "y"}', "x.json")


def test_hostile_files_end_in_a_sentence() -> None:
    assert problems("#" * (2**21 + 1)) == [(1, "too-large")]
    assert problems("[" * 100_000, "x.json") == [(1, "too-deep")]
    assert problems("a = " + "[" * 50_000) == [(1, "too-deep")]
    assert problems('{"id": ' + "9" * 5_000 + "}", "x.json") == [(1, "unreadable")]
    huge = HEAD + AREA + item("x", "weight = 1e999999999\n")
    assert problems(huge) == [(16, "bad-number")]
    assert problems(HEAD + AREA + item("x", 'weight = "1/0"\n')) == [(16, "bad-number")]
    assert problems(HEAD + AREA + item("x", "weight = nan\n")) == [(16, "bad-number")]
    assert problems(HEAD + AREA + item("x").replace("x?", "x" * 4_001)) == [(15, "too-long")]
    assert problems(HEAD + AREA + item("x").replace("x?", "\\u0000")) == [(15, "bad-text")]
    half = json.dumps(told(instrument(item("x")))).replace("x?", "\\ud800").replace('"help"', '"\\ud800"')
    assert problems(half, "x.json") == [(1, "bad-text")]
    assert (1, "unknown-field") in problems('{"\\ud800": 1}', "x.json")
    many = "".join(item(f"i{number}") for number in range(1_001))
    assert (10 + 1, "too-many") in problems(HEAD + AREA + many)


def test_what_a_file_says_is_told_back_short_and_without_control_characters() -> None:
    long = "\\u001b" + "z" * 9_000
    with pytest.raises(InstrumentInvalid) as told_of:
        read((HEAD + AREA + item("x", f'prefill = "{long}"\n')).encode(), "x.toml")
    assert len(told_of.value.problems[0].words) < 1_000
    assert "\x1b" not in told_of.value.problems[0].words


_NAMES = ("id", "areas", "items", "name", "languages", "kind", "type", "options", "asked_if", "weight", "of")
_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(_NAMES), inner), max_leaves=30
)


@settings(max_examples=examples(100), deadline=None)
@given(_VALUES)
def test_no_json_whatever_makes_it_fail_otherwise(values: object) -> None:
    # Whatever names of fields there are, something is missing.
    with pytest.raises(InstrumentInvalid) as told_of:
        read(json.dumps(values).encode(), "x.json")
    assert all(one.line >= 1 and one.words for one in told_of.value.problems)
