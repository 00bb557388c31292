"""The commands that run an installation, as whoever runs it meets them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import text

from interlace.cli import group
from interlace.cli.failures import explain_failures
from interlace.db import migration
from tests.api.walk.instruments import file_of
from tests.databases import empty_database
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from interlace.db.connections import Database


class Ended(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def run(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ended]:
    """Runs `interlace …` on the test's database and gives how it ended and what it said."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("INTERLACE_DATABASE_URL", str(database.configuration.database_url))
    monkeypatch.setenv("INTERLACE_HOME", str(tmp_path))
    monkeypatch.setenv("INTERLACE_PASSWORD_MEMORY_KIB", "8")
    monkeypatch.setenv("INTERLACE_PASSWORD_ROUNDS", "1")
    monkeypatch.setenv("LANG", "en")
    monkeypatch.delenv("LC_ALL", raising=False)

    def called(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["interlace", *words])
        with pytest.raises(SystemExit) as ended:
            explain_failures(lambda: sys.exit(group(standalone_mode=True)))
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return called


@pytest.fixture
def tenant(run: Callable[..., Ended]) -> str:
    """A tenant of its own with an empty register."""
    slug = f"country-{os.urandom(5).hex()}"
    assert run("tenant", "create", slug, "--country", "PT", "--language", "pt").status == 0
    return slug


def test_a_tenant_is_created_once_suspended_and_opened(run: Callable[..., Ended], tenant: str) -> None:
    again = run("tenant", "create", tenant)
    assert again.status == 1
    assert again.err.startswith("Error: There can be no new tenant")
    assert run("tenant", "suspend", tenant).status == 0
    assert "suspended" in run("summary", "--tenant", tenant).err
    told = json.loads(run("tenant", "list", "--format", "json").out)
    assert {row["tenant"]: row["status"] for row in told}[tenant] == "suspended"
    assert run("tenant", "open", tenant).status == 0
    assert run("summary", "--tenant", tenant).status == 0


def test_what_is_wrong_with_a_new_tenant_is_told_in_words_and_there_is_none(run: Callable[..., Ended]) -> None:
    for words in (("Portugal",), ("a b",), ("fine", "--country", "Portugal"), ("fine", "--language", "português")):
        ended = run("tenant", "create", *words)
        assert ended.status == 1
        assert ended.err.startswith("Error: ")
    assert "fine" not in run("tenant", "list").out
    assert run("summary", "--tenant", "nowhere").err == "Error: There is no tenant “nowhere”.\n"


def test_a_bundle_goes_in_and_analysis_of_the_tenant_says_what_analysis_of_the_bundle_says(
    run: Callable[..., Ended], tenant: str, tmp_path: Path
) -> None:
    done = run("import", "demo/portugal", "--tenant", tenant)
    assert done.status == 0
    assert "Imported: revision 2." in done.out
    on = ("--as-of", "2026-11-22", "--format", "json")
    for command in ("summary", "gaps", "align", "profile", "analyse"):
        assert run(command, "--tenant", tenant, *on).out == run(command, "demo/portugal", *on).out
    key = "strategy-missing:PT-sintra"
    assert run("explain", "--tenant", tenant, key, *on).out == run("explain", "demo/portugal", key, *on).out
    period = ("--from", "2019-06-01", "--to", "2026-11-22", "--format", "csv")
    assert run("compare", "--tenant", tenant, *period).out == run("compare", "demo/portugal", *period).out
    assert run("export", "--tenant", tenant, "--to", "bundle", "--out", str(tmp_path / "back.zip")).status == 0
    assert run("gaps", str(tmp_path / "back.zip"), *on).out == run("gaps", "demo/portugal", *on).out
    assert run("audit", "verify", tenant).out.startswith("Whole: 2 records. Head: 2:")


def test_into_a_register_with_records_one_says_whether_to_replace_or_to_merge(
    run: Callable[..., Ended], tenant: str
) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    unsaid = run("import", "demo/portugal", "--tenant", tenant)
    assert unsaid.status == 2
    assert "--mode replace" in unsaid.err
    assert "Nothing changed" in run("import", "demo/portugal", "--tenant", tenant, "--mode", "merge").out
    trial = run("import", "demo/spain", "--tenant", tenant, "--mode", "replace", "--dry-run")
    assert "nothing was written" in trial.out
    counts = re.search(r"bodies +(\d+) +(\d+) +(\d+) +(\d+)", trial.out)
    assert counts
    added, changed, removed, kept = map(int, counts.groups())
    assert (added + changed + kept, changed + removed + kept) == (124, 150)
    assert "Nothing changed" in run("import", "demo/portugal", "--tenant", tenant, "--mode", "replace").out


def test_an_invalid_bundle_is_told_row_by_row_and_leaves_nothing(
    run: Callable[..., Ended], tenant: str, tmp_path: Path
) -> None:
    (tmp_path / "bodies.csv").write_text("code,name,level\nN,Nation,empire\n", encoding="utf-8")
    ended = run("import", str(tmp_path), "--tenant", tenant)
    assert ended.status == 1
    assert "empire" in ended.err
    assert "Nothing was kept" in ended.err
    assert run("gaps", "--tenant", tenant).out.strip() == "Nothing was found."


def test_cases_are_answered_listed_and_shown(run: Callable[..., Ended], tenant: str) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    (gap,) = json.loads(run("gaps", "--tenant", tenant, "--format", "json", "--limit", "1").out)
    key = f"{gap['rule']}:{gap['subject']}"
    assert run("case", "list", tenant).status == 0
    assert "acknowledged" in run("case", "answer", tenant, key, "acknowledged", "--reason", "Seen.").out
    assert run("case", "answer", tenant, key, "closed", "--reason", "Done.").status == 1
    assert json.loads(run("case", "list", tenant, "--format", "json").out)["cases"][0]["finding"] == key
    assert "Seen." in run("case", "show", tenant, key).out
    assert json.loads(run("case", "show", tenant, key, "--format", "json").out)["state"] == "acknowledged"
    assert run("case", "show", tenant, "no-such-rule:x").status == 1


def test_people_and_partner_systems_come_and_go(run: Callable[..., Ended], tenant: str) -> None:
    email = f"{tenant}@example.org"
    run("import", "demo/portugal", "--tenant", tenant)
    who = ("invite", tenant, email, "--name", "Somebody")
    assert run("user", *who, "--role", "administrator").status == 0
    assert run("user", *who, "--role", "contributor", "--body", "PT-lisboa").status == 0
    assert run("user", *who, "--role", "contributor", "--body", "NOBODY").err == "Error: There is no body NOBODY.\n"
    roles = run("user", "list", tenant).out
    assert "contributor" in roles
    made = run("service-account", "create", tenant, "statistics", "--scope", "read", "--for", email)
    account = re.search(r"client_id +(\S+)", made.out)
    assert account
    assert "statistics" in run("service-account", "list", tenant).out
    assert run("service-account", "rotate", tenant, account[1]).status == 0
    assert run("service-account", "revoke", tenant, account[1]).status == 0
    assert json.loads(run("user", "export", email).out)["tenants"][tenant]["roles"]
    assert run("user", "erase", "nobody@example.org", "--yes").status == 1


GAPS = ("--as-of", "2026-11-22", "--format", "csv")


def test_a_tenant_is_backed_up_and_comes_back_where_it_is_missing(
    run: Callable[..., Ended], tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    backup = str(tmp_path / "tenant.zip")
    assert run("backup", backup, "--tenant", tenant).status == 0
    assert "--force" in run("backup", backup, "--tenant", tenant).err
    assert run("restore", backup).status == 1
    before = run("gaps", "--tenant", tenant, *GAPS).out
    with empty_database() as other:
        monkeypatch.setenv("INTERLACE_DATABASE_URL", str(other.configuration.database_url))
        assert run("db", "upgrade").status == 0
        assert run("restore", backup, "--as", "again").status == 0
        assert run("gaps", "--tenant", "again", *GAPS).out == before
        assert run("audit", "verify", "again").status == 0


def test_a_whole_installation_is_backed_up_and_comes_back_elsewhere(
    run: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything, slugs = str(tmp_path / "all.zip"), ("one", "two")
    # Databases of its own: that of the other tests may hold hundreds of tenants.
    with empty_database() as whole, empty_database() as other:
        monkeypatch.setenv("INTERLACE_DATABASE_URL", str(whole.configuration.database_url))
        assert run("db", "upgrade").status == 0
        for slug in slugs:
            assert run("tenant", "create", slug).status == 0
            assert run("import", "demo/portugal", "--tenant", slug).status == 0
        before = [run("gaps", "--tenant", slug, *GAPS).out for slug in slugs]
        assert run("backup", everything, "--all").status == 0
        monkeypatch.setenv("INTERLACE_DATABASE_URL", str(other.configuration.database_url))
        assert run("db", "upgrade").status == 0
        assert run("restore", everything, "--all").status == 0
        assert [run("gaps", "--tenant", slug, *GAPS).out for slug in slugs] == before
        assert [run("audit", "verify", slug).status for slug in slugs] == [0, 0]


def test_the_doctor_finds_nothing_wrong_with_a_sound_installation(run: Callable[..., Ended]) -> None:
    ended = run("doctor")
    assert ended.status == 0, ended.out
    assert "WRONG" not in ended.out


def test_the_doctor_says_what_mends_an_empty_database_and_a_policy_that_was_switched_off(
    run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_database() as empty:
        monkeypatch.setenv("INTERLACE_DATABASE_URL", str(empty.configuration.database_url))
        assert run("summary", "--tenant", "x").err.strip().endswith("Next: interlace db upgrade")
        assert "interlace db upgrade" in run("doctor").out
        assert run("db", "check").status == 1
        assert run("db", "upgrade").out.startswith("The database went from revision none to ")
        assert run("db", "upgrade").out.endswith("already.\n")
        assert run("db", "check").status == 0
        assert run("db", "current").out.strip() == migration.state(empty).needed
        with migration._as_owner(empty) as connection:
            connection.execute(text("ALTER TABLE bodies NO FORCE ROW LEVEL SECURITY"))
        ended = run("doctor")
    assert ended.status == 1
    assert "row-level security is off on bodies" in ended.out


def test_the_doctor_makes_no_database_where_there_is_none(
    run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("INTERLACE_DATABASE_URL")
    monkeypatch.setenv("INTERLACE_HOME", str(tmp_path / "home"))
    ended = run("doctor")
    assert ended.status == 1
    assert "interlace db upgrade" in ended.out
    assert not (tmp_path / "home").exists()


def test_the_doctor_looks_at_the_keys(run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERLACE_SECRET_KEYS", "one:too short")
    ended = run("doctor")
    assert ended.status == 1
    assert "WRONG  keys" in ended.out
    assert "too short" not in ended.out


@pytest.mark.usefixtures("run")
def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "interlace.cli", "serve", "--port", port]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_order_of_rows_in_a_bundle_does_not_matter_to_what_is_exported(
    run: Callable[..., Ended], tenant: str, tmp_path: Path
) -> None:
    turned, exported = tmp_path / "turned", (tmp_path / "one", tmp_path / "other")
    shutil.copytree(ROOT / "demo" / "portugal", turned)
    for file in turned.glob("*.csv"):
        heading, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if not any(row.count('"') % 2 for row in rows):
            file.write_text("".join([heading, *reversed(rows)]), encoding="utf-8")
    for bundle, out in zip((ROOT / "demo" / "portugal", turned), exported, strict=True):
        assert run("import", str(bundle), "--tenant", tenant, "--mode", "replace").status == 0
        assert run("export", "--tenant", tenant, "--to", "bundle", "--out", str(out)).status == 0
        assert run("import", str(ROOT / "demo" / "spain"), "--tenant", tenant, "--mode", "replace").status == 0
    assert {file.name: file.read_bytes() for file in exported[0].iterdir()} == {
        file.name: file.read_bytes() for file in exported[1].iterdir()
    }


def test_settings_that_cannot_be_used_end_in_one_sentence(
    run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERLACE_DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/nowhere")
    refused = run("tenant", "list")
    assert refused.status == 1
    assert refused.err.startswith("Error: ")
    assert "Traceback" not in refused.err
    monkeypatch.setenv("INTERLACE_DATABASE_URL", "mysql://somebody:secret@127.0.0.1/nowhere")
    for words in (("tenant", "list"), ("doctor",)):
        wrong = run(*words)
        assert wrong.status == 1
        assert "INTERLACE_DATABASE_URL" in wrong.out + wrong.err
        assert "secret" not in wrong.out + wrong.err


def test_the_demonstration_can_be_repeated_and_its_people_can_sign_in(run: Callable[..., Ended]) -> None:
    first = run("demo", "--no-serve", "--as-of", "2026-11-22")
    assert first.status == 0, first.err
    for part in (
        "Portugal (demonstration) on 2026-11-22",
        "What matters most",
        "NOTES.md",
        "@spain.example",
        "What to look at first:",
    ):
        assert part in first.out
    assert run("demo", "--no-serve", "--as-of", "2026-11-22").out == first.out
    assert "Ce qui" in run("demo", "--no-serve", "--lang", "fr").out


@contextmanager
def serving(port: int, *launcher: str) -> Iterator[subprocess.Popen[str]]:
    """`interlace serve`, which has said that it serves; killed at the end if it still runs."""
    command = [*launcher, sys.executable, "-m", "interlace.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            assert str(port) in server.stderr.readline()
            yield server
        finally:
            server.kill()


def test_the_application_serves_until_it_is_told_to_stop(run: Callable[..., Ended], tmp_path: Path) -> None:
    run("demo", "--no-serve")
    passwords = json.loads((tmp_path / "demo-sign-ins.json").read_text())
    asked = {"tenant": "portugal", "email": "local@portugal.example", "password": passwords["local@portugal.example"]}
    request = urllib.request.Request(
        "http://127.0.0.1:8641/auth/token", json.dumps(asked).encode(), {"Content-Type": "application/json"}
    )
    with serving(8641) as server:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own server on this machine
            assert json.load(answer)["access_token"]
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0


@pytest.mark.usefixtures("run")
def test_what_a_script_serves_in_the_background_stops_when_it_is_told_to() -> None:
    """Such a process ignores Ctrl-C."""
    with serving(8642, "/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh") as server:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0


def test_bodies_are_asked_and_what_it_costs_is_shown(run: Callable[..., Ended], tenant: str) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    wish = ["ask", tenant, "--body", "PT-sintra", "--item", "actions", "--reason", "For a report", "--until"]
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    assert "Questions that reach a body: 1" in run("request", *wish, until, "--dry-run").out
    assert run("request", *wish, "2020-01-01").status == 1
    assert json.loads(run("request", "list", tenant, "--format", "json").out) == {"requests": []}
    assert "Asked: " in run("request", *wish, until).out
    told = json.loads(run("request", *wish, until, "--format", "json").out)
    assert (told["asked"], told["joined"]) == (0, 1)
    assert "PT-sintra" in run("request", "burden", tenant).out
    assert json.loads(run("request", "burden", tenant, "--format", "json").out)["whole"]["joined"] == 1
    listed = json.loads(run("request", "list", tenant, "--format", "json").out)["requests"]
    assert [one["waiting"] for one in listed] == [1, 1]
    assert run("request", "list", "nowhere").status == 1
    assert run("request", "list", tenant).status == 0


def test_a_strategy_of_a_file_is_looked_at_brought_in_and_exported_as_it_came(
    run: Callable[..., Ended], tenant: str, tmp_path: Path
) -> None:
    assert run("import", "demo/portugal", "--tenant", tenant).status == 0
    plan, bodies = tmp_path / "plan.xml", tmp_path / "bodies.json"
    code = (ROOT / "demo/portugal/strategies.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    taken = ("export", "demo/portugal", "--to", "stratml", "--out", str(plan))
    assert run(*taken).status == 2
    assert run(*taken, "--strategy", "nothing").status == 1
    assert run(*taken, "--strategy", code).status == 0
    again = run("import-file", str(plan), "--tenant", tenant)
    assert (again.status, "there already" in again.out) == (0, True)
    other = ("import-file", str(plan), "--tenant", tenant, "--owner", "PT-sintra", "--code", "sintra-plan")
    told = json.loads(run(*other, "--dry-run", "--format", "json").out)
    assert (told["written"], told["added"][0]["values"]["owner"]) == (False, "PT-sintra")
    assert "sintra-plan" in run(*other).out
    assert run("export", "--tenant", tenant, "--to", "popolo", "--out", str(bodies)).status == 0
    assert json.loads(run("import-file", str(bodies), "--tenant", tenant, "--format", "json").out)["added"] == []
    plan.write_text("<!DOCTYPE a><StrategicPlan/>", encoding="utf-8")
    refused = run(*other)
    assert refused.status == 1
    assert "XML without a document type" in " ".join(refused.err.split())
    assert run("import-file", str(ROOT / "README.md"), "--tenant", tenant).status == 2


def test_rounds_of_assessments_are_opened_listed_shown_and_closed(run: Callable[..., Ended], tenant: str) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    asked = ("--title", "Autumn", "--instrument", "checklist-meaningful-interaction", "--until", "2029-01-01")
    assert run("assessment", "open", tenant, *asked, "--body", "nowhere").status == 1
    made = json.loads(run("assessment", "open", tenant, *asked, "--body", "PT-sintra", "--format", "json").out)
    assert made["voices"] == ["body"]
    assert "Autumn" in run("assessment", "rounds", tenant).out
    assert json.loads(run("assessment", "rounds", tenant, "--format", "json").out)["rounds"][0]["id"] == made["id"]
    assert "PT-sintra" in run("assessment", "show", tenant, made["id"]).out
    told = json.loads(run("assessment", "show", tenant, made["id"], "--format", "json").out)
    assert [(one["body"], one["state"]) for one in told["assessments"]] == [("PT-sintra", "open")]
    assert run("assessment", "release", tenant, made["id"], "--body", "PT-sintra").status == 1
    assert "Sent: 0 of 1" in run("assessment", "close", tenant, made["id"]).out
    assert run("assessment", "close", tenant, made["id"]).status == 1
    assert run("assessment", "show", tenant, "019ab9d0-5c5e-7c31-8f0e-6f2b8a7d1e42").status == 1


def test_strategies_are_prepared_consulted_on_and_adopted(
    run: Callable[..., Ended], tenant: str, tmp_path: Path
) -> None:
    run("import", "demo/portugal", "--tenant", tenant)
    assert run("workspace", "open", tenant, "--body", "PT-CSO-JRS", "--title", "None").status == 1
    made = run("workspace", "open", tenant, "--body", "PT", "--title", "Plan").out.split()[-1]
    assert json.loads(run("workspace", "list", tenant, "--format", "json").out)["workspaces"][0]["id"] == made
    for name, value in {"strategy.code": "PT-X", "strategy.title": "X", "cell.real_equality.housing": "2"}.items():
        assert run("workspace", "set", tenant, made, name, value).status == 0
    assert "kept" in run("workspace", "set", tenant, made, "strategy.title", "Y").out
    text = tmp_path / "text.txt"
    text.write_text("Ten houses.", encoding="utf-8")
    put = ("--title", "T", "--text", str(text), "--question", "Why?", "--until", "2099-01-01", "--body", "PT-lisboa")
    assert run("workspace", "consult", tenant, made, *put).status == 1
    soon = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    one = run("workspace", "consult", tenant, made, *put[:7], soon, *put[8:]).out.split()[-1]
    assert "PT-lisboa  no_reply" in run("workspace", "replies", tenant, one).out
    assert json.loads(run("workspace", "replies", tenant, one, "--format", "json").out)["replies"] == []
    assert "mandate" in run("workspace", "show", tenant, made).out
    assert "real_equality:housing  2" in run("workspace", "adopt", tenant, made, "--dry-run").out
    assert json.loads(run("workspace", "adopt", tenant, made, "--format", "json").out)["adopted"] == "PT-X"
    assert run("workspace", "adopt", tenant, made).status == 1


def test_instruments_are_loaded_listed_and_taken_away(run: Callable[..., Ended], tenant: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(file_of("mine"), encoding="utf-8")
    assert (
        run("instrument", "load", tenant, str(tmp_path / "mine.toml")).out.strip() == f"mine@1 is loaded into {tenant}."
    )
    assert "mine@1" in run("instrument", "list", tenant).out
    assert "Have you a plan?" in run("instrument", "show", "mine@1", "--tenant", tenant).out
    (tmp_path / "mine.toml").write_text(file_of("mine").replace("plan?", "place?"), encoding="utf-8")
    assert run("instrument", "load", tenant, str(tmp_path / "mine.toml")).status == 1
    (tmp_path / "mine.toml").write_text("kind = 1", encoding="utf-8")
    assert "line 1" in run("instrument", "load", tenant, str(tmp_path / "mine.toml")).err
    assert run("instrument", "remove", tenant, "mine@1").status == 0
    assert run("instrument", "remove", tenant, "mine@1").status == 1
