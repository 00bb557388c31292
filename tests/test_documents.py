"""Promises of the documents: they name what the program has, and lead somewhere."""

from __future__ import annotations

import re
from dataclasses import fields

import click
import pytest

from graph.settings import Thresholds
from graph.tables import SCHEMA
from interlace.cli import group
from policies import AREAS, LEVELS, OECD_GAPS, PRINCIPLES, RELATION_KINDS
from policies.rules import RULES
from tests.repository import ROOT, read


def section(page: str, heading: str) -> str:
    """The text below a heading of the second order, on one line."""
    text = read(page).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return " ".join(text.split())


@pytest.mark.parametrize("name", RULES)
def test_the_section_of_a_rule_tells_what_its_metadata_tells(name: str) -> None:
    rule = RULES[name]
    text = section(f"docs/rules/{rule.family}.md", name)
    assert f"*{rule.title.en}.* {rule.question.en}" in text
    assert f"- OECD: {OECD_GAPS[rule.oecd_gap].name.en.lower()}." in text
    assert f"- Serves: {rule.recommendation.en}" in text
    assert f"- Version: {rule.version}." in text
    for label in ("Subject", "Severity", "Certainty", "Reach", "Evidence", "Closes"):
        assert f"- {label}: " in text
    severity = text.split("- Severity: ")[1].split(" - ")[0]
    assert all(grade in severity for grade in rule.severities)
    assert text.split(" - Severity: ")[0].endswith(f"; {rule.carries}." if rule.carries else ".")


def test_rule_pages_tell_of_no_other_rules() -> None:
    told = {name for page in (ROOT / "docs/rules").glob("*.md") for name in re.findall(r"\n## (.+)", page.read_text())}
    assert told == set(RULES)


@pytest.mark.parametrize("table", SCHEMA)
def test_every_column_of_a_bundle_is_described_and_marked_where_it_is_required(table: str) -> None:
    described = read("docs/bundle.md").split(f"| {table}.csv |")[1].split("\n\n")[0]
    for name, column in SCHEMA[table].items():
        assert re.search(rf"\b{name}\b", described), name
        assert (f"**{name}**" in described) == column.required, name
        for choice in column.choices if column.choices not in {AREAS.ids, PRINCIPLES.ids} else ():
            assert f"`{choice}`" in described, choice


def test_every_threshold_is_told_with_its_default() -> None:
    text = " ".join(read("docs/gaps.md").split())
    for field in fields(Thresholds):
        value = getattr(Thresholds(), field.name)
        assert f"`{field.name}` {value if isinstance(value, int) else float(value)}" in text


def test_every_word_of_the_grid_is_in_the_page_of_words() -> None:
    text = read("docs/domain.md")
    for vocabulary in (PRINCIPLES, AREAS, LEVELS, RELATION_KINDS):
        assert all(f"`{word}`" in text for word in vocabulary.ids)


def test_every_command_and_option_is_in_the_page_of_the_command_line() -> None:
    text = read("docs/command-line.md")
    context = click.Context(group)
    for name in group.list_commands(context):
        assert f"| `{name}" in text, name
        command = group.get_command(context, name)
        assert command is not None
        for called in command.commands.values() if isinstance(command, click.Group) else [command]:
            assert called is command or str(called.name) in text, f"{name} {called.name}"
            for option in [option for parameter in called.params for option in parameter.opts if option[0] == "-"]:
                assert option in text, f"{name} {called.name} {option}"


def test_every_setting_of_an_installation_is_in_the_readme() -> None:
    source = read("platform/interlace/configuration.py")
    settings = set(re.findall(r"INTERLACE_[A-Z_]+", source))
    assert settings
    assert [name for name in sorted(settings) if f"`{name}`" not in read("README.md")] == []


def test_decisions_are_short_numbered_and_titled_with_a_sentence() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert files
    for number, file in enumerate(files, start=1):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert file.name.startswith(f"{number:04}-")
        assert len(lines) <= 20, file.name
        assert re.fullmatch(r"# .+\.", lines[0]), file.name


def test_the_readme_names_the_two_commands_and_the_changelog_is_open() -> None:
    readme = read("README.md")
    assert "make demo" in readme
    assert "make test" in readme
    assert "## Unreleased" in read("CHANGELOG.md")


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), ROOT / "demo" / "README.md", *(ROOT / "docs").rglob("*.md")]
    for file in pages:
        for target, anchor in re.findall(r"\]\(([^)#]*)(#[^)]*)?\)", file.read_text(encoding="utf-8")):
            page = file.parent / target if target else file
            assert "://" in target or page.exists(), f"{file.name}: {target}"
            assert not anchor or f"\n## {anchor[1:]}\n" in page.read_text(encoding="utf-8"), f"{file.name}: {anchor}"
