"""Promises of the layout, the documents and the repository itself."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from policies.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
FIRST_PARTY = ("interlace", "graph", "policies")


def tracked() -> list[Path]:
    done = subprocess.run(["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def test_platform_is_a_source_root_and_never_a_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert [path.name for path in (ROOT / "platform").glob("*.py")] == []


def test_the_standard_librarys_platform_survives_a_start_in_the_root() -> None:
    # A fresh interpreter: pytest itself has long since imported the real module.
    code = "import platform, uuid; print(platform.system(), platform.__file__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert str(ROOT / "platform") not in done.stdout


@pytest.mark.parametrize("name", FIRST_PARTY)
def test_no_other_distribution_claims_our_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"interlace"}


def test_analysis_asks_no_clock_and_opens_no_file() -> None:
    asking = re.compile(r"\b(today|now|utcnow)\(|\bopen\(|\bprint\(|import (os|time|random)\b")
    for file in (ROOT / "graph").rglob("*.py"):
        assert not asking.search(file.read_text(encoding="utf-8")), file


def test_every_rule_has_a_section_in_the_documents_and_a_file_of_tests() -> None:
    for name, rule in RULES.items():
        page = (ROOT / "docs" / "rules" / f"{rule.family}.md").read_text(encoding="utf-8")
        assert f"\n## {name}\n" in page
        assert (ROOT / "tests" / "graph" / "rules" / f"test_{name.replace('-', '_')}.py").exists()


def test_decisions_are_short_and_titled_with_a_sentence() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert files
    for number, file in enumerate(files, start=1):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert file.name.startswith(f"{number:04}-")
        assert len(lines) <= 20, file.name
        assert lines[0].startswith("# ")
        assert lines[0].endswith("."), file.name


def test_the_readme_begins_with_the_two_commands_and_the_changelog_is_open() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_link_between_documents_leads_somewhere() -> None:
    for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_no_file_names_this_machine_or_a_package_registry() -> None:
    hosts = "|".join(
        ("pypi" + r"\.org", "files\\.python" + "hosted", "registry\\.npm" + "js", "deb\\.debian" + r"\.org")
    )
    paths = "|".join("/" + name + "/" for name in ("work", "root", "farm"))
    unwanted = re.compile(rf"({hosts})|(^|[^a-z.])({paths})")
    for file in tracked():
        if file.name != "uv.lock" and file.suffix in {".py", ".md", ".toml", ".yaml", ".sh", ".csv", ".svg", ""}:
            text = file.read_text(encoding="utf-8", errors="ignore") if file.exists() else ""
            assert not unwanted.search(text), file
