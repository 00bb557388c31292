"""The command line as a person meets it: what each command says, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from interlace.bundle import check_bundle
from interlace.cli import group

DEMO = str(Path("demo") / "portugal")
ON = ("--as-of", "2026-11-22")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments)


def invalid(folder: Path) -> str:
    (folder / "bodies.csv").write_text("code,name,level\nN,Nation,empire\n", encoding="utf-8")
    return str(folder)


def test_check_says_valid_and_ends_with_0() -> None:
    result = run("check", DEMO)
    assert (result.exit_code, result.output.strip()) == (0, "The bundle is valid.")
    assert "valide" in run("check", DEMO, "--lang", "fr").output


def test_check_lists_problems_in_three_formats_and_ends_with_1(tmp_path: Path) -> None:
    for form in ("table", "json", "csv"):
        result = run("check", invalid(tmp_path), "--format", form)
        assert result.exit_code == 1
        assert "empire" in result.output
    told = json.loads(run("check", invalid(tmp_path), "--format", "json").output)
    assert told["problems"][0]["line"] == 2


def test_wrong_usage_ends_with_2() -> None:
    for arguments in (
        ("check", "nowhere"),
        ("summary", DEMO, "--as-of", "22/11/2026"),
        ("gaps", DEMO, "--rule", "no-such-rule"),
        ("gaps", DEMO, "--body", "NOBODY"),
        ("explain", DEMO, "no-such-rule:PT"),
        ("export", DEMO, "--to", "bundle"),
        ("fly",),
    ):
        assert run(*arguments).exit_code == 2, arguments


def test_analysis_of_an_invalid_bundle_lists_the_problems_and_ends_with_1(tmp_path: Path) -> None:
    result = run("summary", invalid(tmp_path))
    assert result.exit_code == 1
    assert "interlace check" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("command", ["summary", "align", "profile", "gaps", "analyse"])
def test_every_report_speaks_both_languages(command: str, language: str) -> None:
    result = run(command, DEMO, *ON, "--lang", language)
    assert result.exit_code == 0
    assert ("Niveau" in result.output or "déclaré" in result.output) == (language == "fr")


@pytest.mark.parametrize("command", ["summary", "align", "profile", "gaps"])
def test_every_report_is_there_as_json_and_csv(command: str) -> None:
    assert json.loads(run(command, DEMO, *ON, "--format", "json").output)
    rows = list(csv.reader(io.StringIO(run(command, DEMO, *ON, "--format", "csv").output)))
    assert len(rows) > 2
    assert len({len(row) for row in rows}) == 1


def test_analyse_gives_the_one_object_that_programs_read() -> None:
    told = json.loads(run("analyse", DEMO, *ON, "--format", "json").output)
    assert list(told) == ["as_of", "rule_set", "alignment", "profiles", "findings"]
    assert list(told["alignment"][0]) == ["strategy", "body", "demand", "covered", "ratio", "linked", "state"]
    keys = ["rule", "subject", "object", "cells", "areas", "certainty", "severity", "reach", "priority", "evidence"]
    assert list(told["findings"][0]) == keys
    assert len(list(csv.reader(io.StringIO(run("analyse", DEMO, *ON, "--format", "csv").output)))) == 1 + len(
        told["findings"]
    )


def test_gaps_are_filtered_by_every_option_and_ordered_by_priority() -> None:
    def gaps(*options: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(run("gaps", DEMO, *ON, "--format", "json", *options).output)
        return found

    everything = gaps()
    priorities = [float(str(told["priority"])) for told in everything]
    assert priorities == sorted(priorities, reverse=True)
    assert {told["rule"] for told in gaps("--rule", "report-stale")} == {"report-stale"}
    assert {told["certainty"] for told in gaps("--certainty", "confirmed")} == {"confirmed"}
    assert {told["severity"] for told in gaps("--severity", "low")} == {"low"}
    assert len(gaps("--limit", "3")) == 3
    assert 0 < len(gaps("--family", "participation")) < len(everything)
    assert all("porto" in str(told).lower() for told in gaps("--body", "PT-porto"))
    assert len(gaps("--body", "PT")) > len(gaps("--body", "PT-NUTS3-PT170")) > 0


def test_explain_shows_evidence_and_what_closes_it() -> None:
    key = json.loads(run("gaps", DEMO, *ON, "--format", "json", "--limit", "1").output)[0]
    name = f"{key['rule']}:{key['subject']}"
    result = run("explain", DEMO, name, *ON)
    assert result.exit_code == 0
    assert "Evidence" in result.output
    assert "What would close it" in result.output
    assert json.loads(run("explain", DEMO, name, *ON, "--format", "json").output)["rule"] == key["rule"]
    assert run("explain", DEMO, name, *ON, "--format", "csv").output.startswith("table,record\nstrategies,")


def test_explain_of_a_finding_that_is_not_there_says_where_keys_are() -> None:
    result = run("explain", DEMO, "strategy-missing:PT", *ON)
    assert result.exit_code == 1
    assert "interlace gaps" in result.output


def test_compare_counts_opened_closed_and_kept() -> None:
    days = ("--from", "2019-06-01", "--to", "2026-11-22")
    told = json.loads(run("compare", DEMO, *days, "--format", "json").output)
    assert {part: len(told[part]) > 0 for part in ("opened", "closed", "kept")} == dict.fromkeys(
        ("opened", "closed", "kept"), True
    )
    assert "strategy-lapsed" in run("compare", DEMO, *days).output
    assert run("compare", DEMO, *days, "--format", "csv").output.startswith("change,rule")


def test_trends_are_told_month_by_month_and_only_tenants_have_a_history() -> None:
    days = ("--from", "2026-09-01", "--to", "2026-11-22")
    told = json.loads(run("trends", DEMO, *days, "--format", "json").output)
    assert [point["day"] for point in told["items"]] == ["2026-09-30", "2026-10-31", "2026-11-22"]
    assert "2026-10-31" in run("trends", DEMO, *days).output
    assert "Questions ouvertes" in " ".join(run("trends", DEMO, *days, "--lang", "fr").output.split())
    assert run("trends", DEMO, *days, "--format", "csv").output.startswith("day,confirmed,unreported")
    assert run("trends", DEMO, "--known", "then").exit_code == 2
    assert run("trends", DEMO, "--from", "2027-01-01", "--to", "2026-01-01").exit_code == 2
    assert run("trends", DEMO, "--from", "1900-01-01").exit_code != 0


@pytest.mark.parametrize("form", ["graphml", "gexf", "jsonld"])
def test_export_writes_a_file_whole_and_never_over_another(tmp_path: Path, form: str) -> None:
    out = tmp_path / f"graph.{form}"
    assert run("export", DEMO, "--to", form, "--out", str(out), *ON).exit_code == 0
    before = out.read_bytes()
    assert "PT-lisboa" in before.decode()
    refused = run("export", DEMO, "--to", form, "--out", str(out), *ON)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert run("export", DEMO, "--to", form, "--out", str(out), "--force", *ON).exit_code == 0
    assert out.read_bytes() == before
    assert run("export", DEMO, "--to", form, *ON).stdout_bytes == before


def test_an_exported_bundle_is_valid_and_gives_the_same_analysis(tmp_path: Path) -> None:
    for name in ("copy", "copy.zip"):
        assert run("export", DEMO, "--to", "bundle", "--out", str(tmp_path / name)).exit_code == 0
        assert check_bundle(tmp_path / name).valid
        arguments = ("analyse", str(tmp_path / name), *ON, "--format", "json")
        assert run(*arguments).output == run("analyse", DEMO, *ON, "--format", "json").output


def test_generate_writes_a_country_that_check_finds_valid(tmp_path: Path) -> None:
    out = str(tmp_path / "country")
    assert run("generate", "--bodies", "40", "--seed", "3", out).exit_code == 0
    assert run("check", out).exit_code == 0
    assert run("generate", "--bodies", "40", out).exit_code == 1
    assert run("summary", out, "--as-of", "2026-01-01").exit_code == 0


def test_the_demo_says_where_it_must_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("demo")
    assert result.exit_code == 1
    assert "folder of the project" in result.output


@pytest.mark.parametrize("name", group.list_commands(click.Context(group)))
def test_help_of_every_command_has_examples(name: str) -> None:
    result = run(name, "-h")
    assert result.exit_code == 0
    assert "Example" in result.output


def test_registers_of_no_body_and_of_one_are_analysed(tmp_path: Path) -> None:
    for number, rows in enumerate(("", "N,Nation,national\n")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "bodies.csv").write_text("code,name,level\n" + rows, encoding="utf-8")
        for command in ("summary", "align", "profile", "gaps", "analyse"):
            for form in ("table", "json", "csv"):
                assert run(command, str(folder), "--format", form).exit_code == 0
        for form in ("graphml", "gexf", "jsonld"):
            assert run("export", str(folder), "--to", form).exit_code == 0


def test_csv_for_spreadsheets_disarms_formulas() -> None:
    from interlace.cli.output import _safe

    assert _safe("=1+1") == "'=1+1"
    assert _safe(-1) == -1
    assert _safe(None) == ""


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    rows = 'N,"Na\x1b[2Jti\x07on [/bold] [red]x :smile:",national\nX,"\x1b]0;x",town\n'
    (tmp_path / "tenant.toml").write_text('name = "\\u001b[2J[/red]"\n', encoding="utf-8")
    (tmp_path / "bodies.csv").write_text("code,name,level\n" + rows, encoding="utf-8")
    assert "\x1b" not in run("check", str(tmp_path)).output
    (tmp_path / "bodies.csv").write_text("code,name,level\n" + rows.split("X,", maxsplit=1)[0], encoding="utf-8")
    for command in ("summary", "profile", "gaps", "analyse"):
        result = run(command, str(tmp_path))
        assert result.exit_code == 0
        assert "\x1b" not in result.output
        assert "\x07" not in result.output
    assert "[/bold] [red]x :smile:" in run("gaps", str(tmp_path)).output


def process(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "interlace.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})


def test_piped_output_has_no_colour_and_no_progress() -> None:
    done = process("gaps", DEMO, *ON)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    line = f"'{sys.executable}' -m interlace.cli analyse {DEMO} --format json | head -c 10"
    done = subprocess.run(["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""


def test_an_unexpected_failure_is_a_sentence_and_with_debug_a_traceback(tmp_path: Path) -> None:
    target = str(tmp_path / "file" / "under.graphml")
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = process("export", DEMO, "--to", "graphml", "--out", target)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: ")
    assert b"Traceback" not in done.stderr


JOINS = "add relations source=PT-sintra target=PT-NET-RPCI kind=member_of"
PLANS = "add strategies code=PT-x title='A plan of Sintra' owner=PT-sintra"


def test_what_if_tells_what_changes_would_come_to(tmp_path: Path) -> None:
    result = run("whatif", DEMO, *ON, "--change", JOINS, "--change", PLANS)
    assert result.exit_code == 0, result.output
    assert "strategy-lapsed:PT-L-SIN-2018" in result.output
    told = json.loads(run("whatif", DEMO, *ON, "--change", PLANS, "--format", "json").output)
    assert "strategy-lapsed:PT-L-SIN-2018" in {one["key"] for one in told["closed"]}
    file = tmp_path / "changes.json"
    change = {"verb": "remove", "table": "strategies", "values": {"code": "PT-N-2015"}}
    file.write_text(json.dumps([change]), encoding="utf-8")
    assert "gagnent" in run("whatif", DEMO, *ON, "--changes", str(file), "--lang", "fr").output


def test_what_if_names_what_the_register_does_not_admit(tmp_path: Path) -> None:
    for change in ("remove bodies code=PT-sintra", "add relations source=PT-sintra", "burn bodies code=X", "add"):
        result = run("whatif", DEMO, "--change", change)
        assert result.exit_code in {1, 2}, change
        assert not isinstance(result.exception, ValueError)
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert run("whatif", DEMO, "--changes", str(tmp_path / "bad.json")).exit_code == 2
    assert run("whatif", DEMO).exit_code == 2


def test_recommend_tells_steps_and_the_bound_in_two_formats() -> None:
    told = json.loads(run("recommend", DEMO, *ON, "--changes", "2", "--format", "json").output)
    assert [step["number"] for step in told["steps"]] == [1, 2]
    assert 0 < told["total"] <= told["bound"]
    shown = run("recommend", DEMO, *ON, "--branch", "PT-NUTS2-PT11", "--changes", "2", "--lang", "fr")
    assert (shown.exit_code, "Ensemble" in shown.output) == (0, True)
    assert run("recommend", DEMO, "--branch", "NOBODY").exit_code == 2
    assert run("recommend", DEMO, "--changes", "21").exit_code == 2
