"""Instruments on the command line: checked as files without any installation, loaded into a tenant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.interlace.cli.test_commands import run
from tests.policies.instruments.files import AREA, HEAD, item
from tests.policies.instruments.test_crosswalks import GOOD, TOP

if TYPE_CHECKING:
    from pathlib import Path

OLD = HEAD + AREA + item("a1") + item("b1") + item("c1", "", "yes_planned_no") + item("d1", "", "text")
NEW = HEAD.replace('"1"', '"2"', 1) + AREA + item("a2") + item("bc2") + item("e2")


def written(folder: Path, **files: str) -> list[str]:
    """Files of these names, and where they stand."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.toml") for name in files]


def test_files_are_checked_line_by_line(tmp_path: Path) -> None:
    broken = OLD.replace('"checklist"', '"poll"')
    paths = written(tmp_path, old=broken, new=NEW)
    ended = run("instrument", "check", *paths, "--lang", "fr")
    assert ended.exit_code == 1
    assert "/kind" in ended.output
    assert "valide, try@2" in ended.output
    told = json.loads(run("instrument", "check", *paths, "--format", "json").output)["files"]
    assert [one["valid"] for one in told] == [False, True]
    assert [one["line"] for one in told[0]["problems"]] == [3]


def test_a_crosswalk_among_its_versions_is_held_against_them(tmp_path: Path) -> None:
    paths = written(tmp_path, walk=TOP + GOOD.replace('["e2"]', "[]"), old=OLD, new=NEW)
    ended = run("instrument", "check", *paths)
    assert ended.exit_code == 1
    assert "e2" in ended.output
    assert run("instrument", "check", paths[0]).exit_code == 0


def test_what_is_shipped_is_listed_and_shown_and_what_is_nowhere_is_told() -> None:
    assert "intercultural-index@1" in run("instrument", "list").output
    listed = json.loads(run("instrument", "list", "--format", "json").output)["instruments"]
    assert len(listed) == 7
    shown = run("instrument", "show", "multilevel-self-check", "--lang", "fr")
    assert "Auto-évaluation" in shown.output
    assert json.loads(run("instrument", "show", "intercultural-index", "--format", "json").output)["version"] == "1"
    nowhere = run("instrument", "show", "no-such")
    assert nowhere.exit_code == 1
    assert "Next: interlace instrument list" in nowhere.output


def test_a_crosswalk_tells_what_is_lost_of_items_and_of_answers(tmp_path: Path) -> None:
    old, new, walk = written(tmp_path, old=OLD, new=NEW, walk=TOP + GOOD)
    ended = run("instrument", "crosswalk", old, new, walk)
    assert "Nobody could answer it." in ended.output
    answers = {"a1": {"standing": "answered", "value": "yes"}, "d1": {"standing": "answered", "value": "Words"}}
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    given = ("--answers", str(tmp_path / "answers.json"))
    told = json.loads(run("instrument", "crosswalk", old, new, walk, *given, "--format", "json").output)
    assert told["answers"]["a2"] == {"standing": "answered", "value": "yes"}
    assert [(one["change"], one["old"]) for one in told["crossings"] if one["loses"]] == [("dropped", ["d1"])]
    assert "dropped" in run("instrument", "crosswalk", old, new, walk, *given).output
    (tmp_path / "answers.json").write_text('{"z": 1}', encoding="utf-8")
    assert run("instrument", "crosswalk", old, new, walk, *given).exit_code == 1
    (tmp_path / "walk.toml").write_text(TOP, encoding="utf-8")
    assert run("instrument", "crosswalk", old, new, walk).exit_code == 1
