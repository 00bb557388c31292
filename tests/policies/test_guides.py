"""Guides help with every rule, and a faulty data file is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policies.guides import GUIDES, helping_with, read_guides
from policies.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[one]
areas = ["housing"]
principles = ["real_equality"]
rules = ["strategy-missing"]
title = {en = "A", fr = "B", pt = "C", es = "D"}
summary = {en = "A", fr = "B", pt = "C", es = "D"}
first_step = {en = "A", fr = "B", pt = "C", es = "D"}
sources = [{title = "A page", address = "https://www.coe.int/", language = "en", seen = true}]
"""


def test_every_rule_has_something_that_helps_and_there_are_eight_themes() -> None:
    assert len(GUIDES) == 8
    assert [rule for rule in RULES if not helping_with(rule)] == []


def test_sources_are_public_pages_of_the_council_of_europe_and_some_of_each_kind_are_told_apart() -> None:
    sources = [source for guide in GUIDES.values() for source in guide.sources]
    hosts = {source.address.split("/")[2] for source in sources}
    assert all(host == "coe.int" or host.endswith(".coe.int") for host in hosts)
    assert {source.seen for source in sources} == {True, False}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"housing"', '"castles"', "castles"),
        ('"strategy-missing"', '"no-rule"', "no-rule"),
        ('es = "D"', 'es = ""', "needs a text"),
        ("seen = true", 'seen = "yes"', "a source has"),
        ("https://www.coe.int/", "javascript:alert(1)", "no address"),
        ("[one]", '[one]\nmore = "x"', "no field of a guide"),
    ],
)
def test_a_fault_of_the_data_file_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "guides.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert set(read_guides(path)) == {"one"}
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_guides(path)
