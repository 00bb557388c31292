"""Promises of the layout and of the source as a whole."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from policies.rules import RULES
from tests.repository import ROOT, own_files

FIRST_PARTY = ("interlace", "api", "graph", "policies", "web")


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
    asking = re.compile(r"\b(today|now|utcnow)\(|\bopen\(|\bprint\(|\b(import|from) (os|time|random)\b")
    for file in (ROOT / "graph").rglob("*.py"):
        assert not asking.search(file.read_text(encoding="utf-8")), file


def test_every_rule_has_a_file_of_tests() -> None:
    for name in RULES:
        assert (ROOT / "tests" / "graph" / "rules" / f"test_{name.replace('-', '_')}.py").exists(), name


def test_no_file_names_this_machine_or_a_package_registry() -> None:
    # Put together from parts, so that this file does not name them either.
    hosts = ("pypi" + r"\.org", "files\\.python" + "hosted", "registry\\.npm" + "js", "deb\\.debian" + r"\.org")
    paths = "|".join("/" + name + "/" for name in ("work", "root", "farm"))
    outside = r"\.\./" + "shared/"
    unwanted = re.compile(rf"({'|'.join(hosts)})|(^|[^a-z.])({paths})|{outside}")
    for file in own_files():
        if file.name != "uv.lock":
            assert not unwanted.search(file.read_bytes().decode("utf-8", "ignore")), file
