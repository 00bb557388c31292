"""What is known of each rule: complete, in both languages, with templates that can be filled in."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from graph.rules import RULES as FUNCTIONS
from policies import FAMILIES
from policies.rules import RULES, read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from policies import Text


def test_there_are_31_rules_in_four_families_and_each_has_its_function() -> None:
    sizes = {family: sum(rule.family == family for rule in RULES.values()) for family in FAMILIES.ids}
    assert sizes == {"vertical": 9, "horizontal": 9, "participation": 4, "delivery": 9}
    assert list(FUNCTIONS) == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_text_of_a_rule_is_there_in_both_languages(name: str) -> None:
    rule = RULES[name]
    texts = [rule.title, rule.question, rule.recommendation, rule.closes, rule.explanation, *rule.reasons.values()]
    for text in texts:
        assert text.en.strip()
        assert text.fr.strip()
        assert text.en != text.fr
    assert rule.question.en.endswith("?")
    assert rule.question.fr.endswith("\u202f?") or rule.question.fr.endswith(" ?")


def placeholders(text: Text) -> tuple[set[str], set[str]]:
    formatter = string.Formatter()
    english, french = ({name for _, name, _, _ in formatter.parse(part) if name} for part in (text.en, text.fr))
    return english, french


@pytest.mark.parametrize("name", RULES)
def test_both_languages_tell_the_same_facts(name: str) -> None:
    rule = RULES[name]
    for text in (rule.explanation, rule.explanation_unreported, rule.closes):
        if text is not None:
            english, french = placeholders(text)
            assert english == french


def test_rules_whose_findings_can_be_unreported_ask_rather_than_accuse() -> None:
    for rule in RULES.values():
        if rule.explanation_unreported is not None:
            told = rule.explanation_unreported.en
            assert any(word in told for word in ("question", "too few", "Too few")), rule.id


GOOD = """
[a-rule]
version = 1
oecd_gap = "policy"
subject = "body"
title = { en = "T", fr = "T" }
question = { en = "Q?", fr = "Q ?" }
recommendation = { en = "R", fr = "R" }
closes = { en = "C", fr = "C" }
explanation = { en = "E", fr = "E" }
"""


def files(folder: Path, text: str) -> Path:
    for family in FAMILIES.ids:
        (folder / f"{family}.toml").write_text(text if family == "vertical" else "", encoding="utf-8")
    return folder


def test_a_complete_rule_is_read(tmp_path: Path) -> None:
    rule = read_rules(files(tmp_path, GOOD))["a-rule"]
    assert (rule.family, rule.object, rule.explanation_unreported) == ("vertical", "none", None)


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ('oecd_gap = "policy"', 'oecd_gap = "money"', "`oecd_gap` is 'money'"),
        ('subject = "body"', "", "`subject` is None"),
        ("version = 1", 'version = "1"', "`version` needs a whole number"),
        ('title = { en = "T", fr = "T" }', 'title = { en = "T" }', "`title` needs a text"),
    ],
)
def test_an_incomplete_rule_is_refused_by_file_rule_and_field(
    tmp_path: Path, line: str, instead: str, told: str
) -> None:
    with pytest.raises(ValueError, match=rf"vertical\.toml, a-rule: {told}"):
        read_rules(files(tmp_path, GOOD.replace(line, instead)))
