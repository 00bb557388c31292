"""Everything that is wrong with an instrument is named, each with its line."""

from __future__ import annotations

import json

import pytest

from policies.instruments import InstrumentInvalid, read, told
from policies.instruments.problems import EXPECTED
from tests.policies.instruments.files import AREA, HEAD, instrument, item, problems, problems_of

TWO = '[[areas]]\nid = "a"\nname = { en = "A" }\nweight = "1/3"\n[[areas]]\nid = "b"\nname = { en = "B" }\n'


def test_a_circle_in_the_routing_is_told_once_with_its_way() -> None:
    circle = (
        item("one", 'asked_if = [{ item = "three", one_of = ["yes"] }]\n'),
        item("two", 'asked_if = [{ item = "one", one_of = ["yes"] }]\n'),
        item("three", 'asked_if = [{ item = "two", one_of = ["yes"] }]\n'),
    )
    assert problems_of(*circle) == [(6, "routing-cycle")]
    with pytest.raises(InstrumentInvalid, match="one → three → two → one"):
        instrument(*circle)
    assert problems_of(item("self", 'asked_if = [{ item = "self", one_of = ["yes"] }]\n')) == [(6, "routing-cycle")]


def test_of_very_many_circles_the_first_are_told() -> None:
    asks = [[f"i{(n * 7 + step * 13) % 300}" for step in range(20)] for n in range(300)]
    parts = [[f'{{ item = "{other}", one_of = ["yes"] }}' for other in others] for others in asks]
    found = problems_of(*(item(f"i{n}", f"asked_if = [{', '.join(part)}]\n") for n, part in enumerate(parts)))
    assert 1 <= sum(code == "routing-cycle" for _, code in found) <= 100


def test_a_chain_of_a_thousand_conditions_is_no_circle() -> None:
    chain = [item("i0")]
    chain += [item(f"i{n}", f'asked_if = [{{ item = "i{n - 1}", one_of = ["yes"] }}]\n') for n in range(1, 1_000)]
    assert len(instrument(*chain).items) == 1_000


def test_conditions_name_earlier_items_and_options_that_they_have() -> None:
    assert problems_of(
        item("one", 'asked_if = [{ item = "two", one_of = ["yes"] }]\n'),
        item("two", 'asked_if = [{ item = "nobody", one_of = ["yes"] }]\n'),
        item("three", 'asked_if = [{ item = "two", one_of = ["yes", "perhaps"] }]\n'),
        item("four", "full_at = 3\n", "number"),
        item("five", 'asked_if = [{ item = "four", one_of = ["yes"] }]\n'),
    ) == [(6, "later-item"), (12, "unknown-item"), (18, "unknown-option"), (30, "no-choice")]


def test_weights_sum_to_one_exactly() -> None:
    thirds = [item(f"i{number}", 'weight = "1/3"\n') for number in range(3)]
    assert sum(one.weight for one in instrument(*thirds).items) == 1
    assert problems_of(*(part.replace("1/3", "0.333") for part in thirds)) == [(6, "item-weights")]
    assert problems_of(item("one", "weight = 1\n"), item("two")) == [(7, "weight-missing")]
    assert problems_of(item("one"), item("two", area="b"), areas=TWO) == [(-2, "weight-missing")]
    both = TWO.replace('name = { en = "B" }\n', 'name = { en = "B" }\nweight = "1/3"\n')
    assert problems_of(item("one"), item("two", area="b"), areas=both) == [(-4, "area-weights")]


def test_optional_areas_stand_beside_the_whole() -> None:
    areas = AREA + '[[areas]]\nid = "b"\nname = { en = "B" }\noptional = true\n'
    assert [area.weight for area in instrument(item("one"), item("two", area="b"), areas=areas).areas] == [1, 1]
    assert problems_of(item("one"), areas=AREA + "optional = true\n") == [(-3, "no-core")]


def test_ids_stand_once_and_name_what_is_there() -> None:
    assert problems_of(item("one"), item("one"), areas=AREA + AREA) == [(-1, "duplicate-id"), (7, "duplicate-id")]
    assert problems_of(item("one"), item("two", area="c")) == [(8, "unknown-area")]
    assert problems_of(item("one"), areas=AREA + AREA.replace('"a"', '"z"')) == [(-2, "empty-area")]
    assert problems_of(item("1 2")) == [(2, "bad-code")]


@pytest.mark.parametrize(
    "name", [".".join("a" * 100_000), " . ".join(['"b c"'] * 9_000), "[" + ".".join("a" * 100_000) + "]"]
)
def test_a_name_of_very_many_parts_is_refused_before_it_is_read(name: str) -> None:
    assert problems(f"{HEAD}{name}{'' if name.endswith(']') else ' = 1'}\n") == [(8, "too-deep")]
    assert problems_of(item("one", f"help = {{ en = '{'a.' * 31}' }}\n"), item("two", kind="maybe")) == [
        (10, "bad-choice")
    ]


def test_texts_are_in_every_language_that_is_named() -> None:
    head = HEAD.replace('["en"]', '["en", "fr", "xx"]')
    found = problems(head + AREA + item("one"))
    # The usual options have no words in every language: then the file says them.
    assert found == [
        *((line, "missing-language") for line in (7, 7, 10, 10)),
        (14, "missing-language"),
        *[(14, "missing-language")] * 2,
        *((15, "missing-language") for _ in range(2)),
    ]
    assert problems(HEAD.replace('["en"]', "[]") + AREA + item("one"))[0] == (6, "missing-language")
    assert problems(HEAD.replace('["en"]', '["en", "?"]') + AREA + item("one")) == [(6, "bad-language")]


def test_options_say_what_they_are_worth() -> None:
    one = "options = [{ id = 'a', name = { en = 'A' } }, { id = 'b', name = { en = 'B' }, worth = 2 }]\n"
    assert problems_of(item("x", one, "choice")) == [(6, "no-worth"), (6, "bad-worth")]
    assert problems_of(item("x", "", "choice")) == [(1, "missing"), (1, "no-options")]
    assert problems_of(item("x", "options = []\n", "share")) == [(6, "no-options-here")]


def test_types_cells_principles_and_prefills_are_those_that_there_are() -> None:
    assert problems_of(item("x", kind="maybe")) == [(4, "bad-choice")]
    assert problems_of(item("x", 'principle = "kindness"\ncells = ["real_equality:moon", "education"]\n')) == [
        (6, "bad-choice"),
        (7, "bad-cell"),
        (7, "bad-cell"),
    ]
    assert problems_of(item("x", 'prefill = "weather"\nanything = 1\n')) == [
        (6, "unknown-prefill"),
        (7, "unknown-field"),
    ]
    assert problems_of(item("x", 'prefill = "action-in-cells"\n')) == [(6, "prefill-cells")]
    assert problems_of(item("x", "", "number")) == [(1, "no-full")]
    assert problems_of(item("x", "full_at = 200\n", "share")) == [(6, "bad-full")]
    assert problems_of(item("x", "weight = 1\n", "text")) == [(6, "text-weight")]


def test_the_same_problems_have_their_lines_in_json() -> None:
    values = told(instrument(item("one"), item("two")))
    values["items"][1] |= {"id": "one", "weight": "1/3"}
    text = json.dumps(values, indent=1)
    lines = text.splitlines()
    found = problems(text, "x.json")
    assert [code for _, code in found] == ["duplicate-id", "item-weights"] or [code for _, code in found] == [
        "item-weights",
        "duplicate-id",
    ]
    for line, code in found:
        assert ('"id": "one"' if code == "duplicate-id" else '"weight"') in lines[line - 1]


def test_headers_dotted_names_and_long_strings_keep_their_lines() -> None:
    text = HEAD.replace('name = { en = "Try" }\n', 'name.en = """\nlong # no remark\n[no.header]\n"""\n') + (
        '[[areas]]\nid = "a"\nname.en = \'it\'\n\n[[items]] # remark = 1\nid = "x"\n"area" = "a"\ntype = "text"\n'
        "[items.question]\nen = 'a = [1'\nfr = 5\n"
    )
    assert problems(text) == [(21, "bad-text")]


def test_every_sentence_can_be_told_in_every_language() -> None:
    for code, text in EXPECTED.items():
        assert all(text.in_language(language) for language in ("en", "fr", "pt", "es")), code


def test_a_crosswalk_is_no_instrument() -> None:
    assert problems('kind = "crosswalk"\n') == [(1, "not-an-instrument")]


def test_a_very_long_list_of_problems_is_cut_and_counted() -> None:
    many = "".join(f"[[items]]\nz{number} = 1\n" for number in range(400))
    with pytest.raises(InstrumentInvalid) as told_of:
        read((HEAD + AREA + many).encode(), "x.toml")
    assert len(told_of.value.problems) == 500
    assert told_of.value.more > 1_000
