"""What is known of each rule: complete, in both languages, with templates that can be filled in."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from graph.rules import RULES as FUNCTIONS
from policies import FAMILIES, SEVERITIES
from policies.rules import RULES, read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from policies import Text
    from policies.rules import RuleMetadata

#: The rules in the order of the catalogue, each with what its texts may name besides subject, object, as_of,
#: and the cells or areas that it carries.
NAMES = {
    "strategy-missing": "level",
    "strategy-unanchored": "owner ancestors",
    "commitment-uncascaded": "owner asked declared",
    "level-skipped": "above below",
    "initiative-unsupported": "unsupported covered",
    "alignment-convergent": "covered demand",
    "alignment-nominal": "covered demand",
    "anchor-lapsed": "ended_on reason",
    "horizon-mismatch": "subject_ends object_ends",
    "peers-uncoordinated": "level area bodies groups",
    "mechanism-missing": "",
    "competence-orphan": "area bodies",
    "competence-overlap": "",
    "body-isolated": "level",
    "mechanism-dormant": "last_met_on months",
    "mechanism-incomplete": "missing expected represented",
    "coordination-fragile": "parts sizes",
    "relation-unconfirmed": "source target kind status declared_on",
    "double-delivery": "doubled delivered",
    "opposed-commitments": "owner other_owner marked_by because",
    "civil-society-absent": "owner",
    "participation-token": "bodies depth",
    "levels-not-consulted": "owner children",
    "evaluation-without-doers": "doers evaluators",
    "principle-missing": "owner principles",
    "commitment-undelivered": "owner",
    "strategy-lapsed": "owner ended_on",
    "review-overdue": "due_on reviewed_on",
    "report-stale": "last_on",
    "funding-absent": "owner",
    "evidence-absent": "owner",
    "monitoring-absent": "owner",
    "action-overdue": "ended_on status",
    "claim-contradicted": "owner contradicted committed threshold",
}


def texts_of(rule: RuleMetadata) -> list[Text]:
    texts = [rule.title, rule.question, rule.recommendation, rule.closes, rule.explanation, *rule.reasons.values()]
    return texts if rule.explanation_unreported is None else [*texts, rule.explanation_unreported]


def templates_of(rule: RuleMetadata) -> list[Text]:
    templates = [rule.closes, rule.explanation]
    return templates if rule.explanation_unreported is None else [*templates, rule.explanation_unreported]


def test_there_are_34_rules_in_four_families_and_each_has_its_function() -> None:
    sizes = {family: sum(rule.family == family for rule in RULES.values()) for family in FAMILIES.ids}
    assert sizes == {"vertical": 9, "horizontal": 11, "participation": 4, "delivery": 10}
    assert list(FUNCTIONS) == list(RULES) == list(NAMES)


@pytest.mark.parametrize("name", RULES)
def test_every_text_of_a_rule_is_there_in_each_language(name: str) -> None:
    for text in texts_of(RULES[name]):
        assert text.en.strip()
        assert text.fr.strip()
        assert text.en != text.fr
    assert RULES[name].question.en.endswith("?")
    assert RULES[name].question.fr.endswith(" ?")


@pytest.mark.parametrize("name", RULES)
def test_french_is_written_with_its_own_apostrophes_and_quotes(name: str) -> None:
    for text in texts_of(RULES[name]):
        assert not set("'\"“”") & set(text.fr)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", RULES)
def test_templates_name_only_what_the_rule_tells_and_can_be_filled_in(name: str) -> None:
    rule = RULES[name]
    permitted = {"subject", "object", "as_of", *NAMES[name].split()} | ({rule.carries} - {""})
    permitted -= {"object"} if rule.object == "none" else set()
    for text in templates_of(rule):
        for sentence in (text.en, text.fr, text.pt, text.es):
            assert placeholders(sentence) <= permitted
            assert "{" not in sentence.format(**dict.fromkeys(permitted, "x"))


@pytest.mark.parametrize("name", RULES)
def test_both_languages_tell_the_same_facts(name: str) -> None:
    for text in templates_of(RULES[name]):
        assert placeholders(text.en) == placeholders(text.fr) == placeholders(text.pt) == placeholders(text.es)


def test_nine_rules_carry_cells_or_areas() -> None:
    carrying = {name: rule.carries for name, rule in RULES.items() if rule.carries}
    assert carrying == {
        "commitment-uncascaded": "cells",
        "level-skipped": "cells",
        "initiative-unsupported": "cells",
        "alignment-nominal": "cells",
        "mechanism-missing": "areas",
        "competence-overlap": "areas",
        "double-delivery": "cells",
        "commitment-undelivered": "cells",
        "claim-contradicted": "cells",
    }


def test_severities_of_a_rule_are_told_once_each_and_the_gravest_first() -> None:
    for rule in RULES.values():
        places = [SEVERITIES.index(severity) for severity in rule.severities]
        assert places == sorted(set(places)), rule.id


def test_rules_whose_findings_can_be_unreported_ask_rather_than_accuse() -> None:
    for rule in RULES.values():
        assert (rule.explanation_unreported is None) == (rule.certainty_by == ""), rule.id
        if rule.explanation_unreported is not None:
            told = rule.explanation_unreported
            assert any(word in told.en for word in ("question", "too few", "Too few")), rule.id
            assert any(word in told.fr for word in ("question", "trop peu", "Trop peu")), rule.id


def test_a_lapsed_anchor_has_words_for_each_reason() -> None:
    assert set(RULES["anchor-lapsed"].reasons) == {"ended", "withdrawn", "owner_gone"}


GOOD = """
[a-rule]
version = 1
oecd_gap = "policy"
subject = "body"
object = "none"
severities = ["high"]
carries = ""
certainty_by = ""
title = { en = "T", fr = "T", pt = "T", es = "T" }
question = { en = "Q?", fr = "Q ?", pt = "Q?", es = "Q?" }
recommendation = { en = "R", fr = "R", pt = "R", es = "R" }
closes = { en = "C", fr = "C", pt = "C", es = "C" }
explanation = { en = "E", fr = "E", pt = "E", es = "E" }
"""


def files(folder: Path, **texts: str) -> Path:
    for family in FAMILIES.ids:
        (folder / f"{family}.toml").write_text(texts.get(family, ""), encoding="utf-8")
    return folder


def test_a_complete_rule_is_read(tmp_path: Path) -> None:
    rule = read_rules(files(tmp_path, vertical=GOOD))["a-rule"]
    assert (rule.family, rule.severities, rule.explanation_unreported) == ("vertical", ("high",), None)


FIELDS = [line.split(" = ")[0] for line in GOOD.strip().splitlines()[1:]]


@pytest.mark.parametrize("field", FIELDS)
def test_a_rule_without_one_of_its_fields_is_refused(tmp_path: Path, field: str) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{field} = "))
    with pytest.raises(ValueError, match=rf"vertical\.toml, a-rule: `{field}`"):
        read_rules(files(tmp_path, vertical=text))


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ('oecd_gap = "policy"', 'oecd_gap = "money"', "`oecd_gap` is 'money'"),
        ('subject = "body"', 'subject = "town"', "`subject` is 'town'"),
        ("version = 1", 'version = "1"', "`version` needs a whole number"),
        ('severities = ["high"]', 'severities = ["huge"]', "`severities` is 'huge'"),
        ('carries = ""', 'carries = "bodies"', r"`carries` is 'bodies', expected one of cells, areas, \(empty\)"),
        ('certainty_by = ""', 'certainty_by = "owner"', "`explanation_unreported` needs a text"),
        (
            'carries = ""',
            'carries = ""\nexplanation_unreported = { en = "U", fr = "U", pt = "U", es = "U" }',
            "`explanation_unreported`",
        ),
        ('carries = ""', 'carries = ""\ncarry = "cells"', "`carry` is no field of a rule"),
        ('title = { en = "T", fr = "T", pt = "T", es = "T" }', 'title = { en = "T" }', "`title` needs a text"),
        ('title = { en = "T", fr = "T", pt = "T", es = "T" }', 'title = { en = "T", fr = 1 }', "`title` needs a text"),
    ],
)
def test_a_wrong_rule_is_refused_by_file_rule_and_field(tmp_path: Path, line: str, instead: str, told: str) -> None:
    with pytest.raises(ValueError, match=rf"vertical\.toml, a-rule: {told}"):
        read_rules(files(tmp_path, vertical=GOOD.replace(line, instead)))


def test_what_is_no_table_is_no_rule(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"delivery\.toml, version: a rule is a table"):
        read_rules(files(tmp_path, delivery="version = 1\n"))


def test_a_rule_of_two_families_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"delivery\.toml, a-rule: vertical\.toml has this rule already"):
        read_rules(files(tmp_path, vertical=GOOD, delivery=GOOD))
