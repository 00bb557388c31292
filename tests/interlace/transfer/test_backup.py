"""A backup brings back everything of a tenant, or nothing; and nothing that was tampered with."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import orjson
import pytest
from psycopg import connect
from sqlalchemy import func, select, text

from interlace import cases, outbox, visits, workspaces
from interlace.bundle import bundle_files
from interlace.db import audit, tenancy
from interlace.db.base import owned_tables, shared_tables
from interlace.db.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentAnswerKept,
    AssessmentComment,
    AssessmentPerson,
    AssessmentRound,
    AssessmentSnapshot,
    AssessmentTarget,
    Delivery,
    Job,
    Membership,
    RefreshFamily,
    ServiceAccount,
    Tenant,
    TenantRegister,
    User,
    VisitFinding,
    VisitObservation,
    VisitRecommendation,
    VisitStep,
    Webhook,
    WebhookMessage,
    WebhookSecret,
)
from interlace.errors import Conflict, Unknown
from interlace.history import register_at
from interlace.jobs import run_here, submit_import
from interlace.principals import SYSTEM
from interlace.snapshots.loading import load
from interlace.snapshots.store import SnapshotStore
from interlace.transfer import saved
from interlace.transfer.backup import backup_all, backup_tenant
from interlace.transfer.exporting import export_bundle
from interlace.transfer.kept import LEFT_OUT, ROWS, kept_tables
from interlace.transfer.manifest import MANIFEST, USERS, BackupInvalid, member_of
from interlace.transfer.restoring import restore_all, restore_tenant
from tests.databases import HOME, migrated_database, new_tenant
from tests.interlace.transfer.bundles import BODIES, bring, write_files
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from interlace.db.connections import Database


HASH = "$argon2id$anything"
SEALED = b"what nobody else may have"


@pytest.fixture
def other() -> Iterator[Database]:
    """An installation to which backups are brought."""
    with migrated_database() as made:
        yield made


def new_user(database: Database, email: str, **values: object) -> UUID:
    user = User(email=email, name="Ana", **values)
    with tenancy.platform(database) as session:
        session.add(user)
    return user.id


def filled(database: Database, folder: Path, slug: str | None = None) -> UUID:
    """A tenant with something in each of its tables that a backup keeps."""
    tenant_id = new_tenant(database, slug)
    user_id = new_user(database, f"{tenant_id.hex}@example.org", password_hash=HASH)
    job_id = submit_import(database, tenant_id, SYSTEM, ROOT / "demo" / "portugal", "replace")
    run_here(database, tenant_id, job_id)
    more = write_files(folder / "more", bodies='code,name,level,note\nZZ,"a\tb\\N\nc",network,"\\."\n')
    bring(database, tenant_id, more, "merge")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        unit.session.add(Membership(user_id=user_id, role="steward", body="ZZ"))
        account = {"name": "x", "scopes": ["read"], "created_by": user_id, "secret_hash": b"\\\0\n"}
        unit.session.add(ServiceAccount(**account))
        family = {"user_id": user_id, "token_hash": b"t", "expires_at": func.now()}
        unit.session.add(RefreshFamily(**family))
        outbox.post(unit, "import.finished", {"é": "\\.\n"}, None)
        add_webhook(unit.session, user_id)
        add_assessment(unit.session, user_id)
        unit.did("sign-in", "user:x", why="“quoted”\t\\")
    make_cases(database, tenant_id)
    make_visit(database, tenant_id, user_id)
    prepare(database, tenant_id)
    submit_import(database, tenant_id, SYSTEM, more, "merge")
    return tenant_id


def prepare(database: Database, tenant_id: UUID) -> None:
    """A workspace with one of everything, and a consultation with a reply that was answered."""
    asker = (database, SYSTEM, tenant_id)
    one = workspaces.open_(*asker, {"body": "PT", "title": "\\N"}).id
    for value in ("a\tb\\N\nc", "\\."):
        workspaces.write(*asker, one, {"name": "notes.mandate", "value": value, "after": 0})
    workspaces.prove(*asker, one, {"item": "mandate-decision", "kind": "words", "text": "\\."})
    workspaces.involve(*asker, one, {"step": "mandate", "body": "ZZ", "part": "leads"})
    until = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    put = {"title": "T", "text": "a\tb", "question": "\\N", "due_on": until, "bodies": ["ZZ"]}
    asked = workspaces.consult(*asker, one, put).id
    said = workspaces.reply(*asker, asked, {"body": "ZZ", "text": "\\."}).id
    workspaces.answer(*asker, asked, {"reply": str(said), "verdict": "not", "because": "a\nb"})


def make_cases(database: Database, tenant_id: UUID) -> None:
    """All that can be made of a finding, and the episodes of all."""
    store, key = SnapshotStore(2**28), "strategy-missing:PT-tavira"
    asker = (database, store, SYSTEM, tenant_id)
    cases.answer(*asker, {"finding": key, "said": "acknowledged", "after": 0, "reason": "a\tb\\N\nc"})
    cases.set_owners(*asker, {"finding": key, "revision": 0, "owners": ["PT-tavira", "ZZ"], "deadline": "2030-01-01"})
    cases.comment(*asker, {"finding": key, "text": "\\."})
    cases.attach(*asker, key, "minutes.txt", b"Minutes")
    cases.Follower(database, store=store).look(tenant_id)


def add_assessment(session: Session, user_id: UUID) -> None:
    """A round with one voice, an answer in place of another, a comment, and what was sent."""
    named = {"instrument": "x", "version": "1"}
    asked = AssessmentRound(title="\\N", voices=["body"], due_on=date(2030, 1, 1), opened_by=user_id, **named)
    session.add(asked)
    session.flush()
    assessment = Assessment(round=asked.id, body="ZZ", author="ZZ", voice="body")
    session.add(assessment)
    session.flush()
    of, by = {"assessment": assessment.id}, {"answered_by": user_id, "answered_at": func.now()}
    evidence = {"items": [{"kind": "words", "text": "a\tb\\."}]}
    wanted = {"target": Decimal("62.50"), "by_day": date(2030, 1, 1), "set_at": func.now()}
    session.add(AssessmentTarget(body="ZZ", instrument="x", area="one", **wanted))
    session.add(AssessmentPerson(**of, user_id=user_id, area="one"))
    session.add(AssessmentAnswer(**of, **by, item="a", standing="answered", value="yes", evidence=evidence))
    session.add(AssessmentAnswerKept(**of, **by, item="a", standing="not_answered", source="person"))
    session.add(AssessmentComment(**of, item="a", text="\\.", author=user_id, written_at=func.now()))
    digests = {"instrument_digest": "0" * 64, "digest": "1" * 64, "made_at": func.now()}
    session.add(AssessmentSnapshot(**of, **named, **digests, answers={}, scores={}))


def make_visit(database: Database, tenant_id: UUID, expert: UUID) -> None:
    """A visit with all that can be written of one."""
    day = "2026-05-04"
    plan = {"body": "PT-tavira", "title": "Visit\\N", "starts_on": day, "ends_on": day}
    visit = visits.plan(database, SYSTEM, tenant_id, plan)
    visits.name_expert(database, SYSTEM, tenant_id, visit, {"user": str(expert)})
    label = f"user:{expert}"
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        written = {"by": label, "at": unit.at}
        unit.session.add(VisitFinding(visit=visit, item="x", said="confirmed", **written))
        unit.session.add(VisitObservation(visit=visit, kind="strength", text="a\tb\\.", **written))
        made = VisitRecommendation(visit=visit, text="x", owner="PT-tavira", **written)
        unit.session.add(made)
        unit.session.flush()
        unit.session.add(VisitStep(recommendation=made.id, number=1, said="accepts", **written))
        unit.did("visit.recommend", f"visit:{visit}")


def add_webhook(session: Session, maker: UUID) -> None:
    """A webhook with its secret, and a message that waits to be sent there."""
    webhook = Webhook(url="https://receiver.example/\\N", events=["change.committed"], maker=maker)
    message = WebhookMessage(event="import.finished", at=func.now(), payload={"\t": "\\."})
    session.add_all([webhook, message])
    session.flush()
    waiting = {"number": 1, "queued_at": func.now(), "next_at": func.now(), "excerpt": "a\tb\\.\r\n"}
    session.add(Delivery(webhook=webhook.id, message=message.id, **waiting))
    session.add(WebhookSecret(webhook=webhook.id, key="own", sealed=SEALED))


def everything(database: Database, tenant_id: UUID) -> dict[str, list[str]]:
    """All rows of all tables that a backup keeps."""
    rows: dict[str, list[str]] = {}
    with tenancy.reading(database, tenant_id, although_suspended=True) as session:
        for table in kept_tables():
            ended = {"jobs": "state = 'succeeded'", "notices": "settled_at IS NOT NULL"}.get(table.name)
            # What other tenants have published is not in it.
            ended = ended or ROWS.get(table.name, "true")
            # As text: what the database works out for itself may be a day that Python has not.
            whole = text(f"SELECT kept::text FROM {table.name} AS kept WHERE {ended} ORDER BY 1")  # noqa: S608
            rows[table.name] = list(session.scalars(whole))
    return rows


def test_every_table_of_tenants_is_kept_or_left_out_on_purpose() -> None:
    tables = {table.name for table in (*owned_tables(), *shared_tables())}
    assert tables == {table.name for table in kept_tables()} | LEFT_OUT


def test_a_restored_tenant_is_the_one_that_was_saved(database: Database, other: Database, tmp_path: Path) -> None:
    tenant_id = filled(database, tmp_path)
    manifest = backup_tenant(database, tenant_id, tmp_path / "t.zip")
    tenant = restore_tenant(other, tmp_path / "t.zip")
    assert tenant.id == tenant_id
    there, here = everything(database, tenant_id), everything(other, tenant_id)
    assert there == here
    assert {name for name, rows in there.items() if not rows} <= {
        "successions",
        "strategy_co_owners",
        "declarations",
        "reports",
        "notice_preferences",
        "notices",
        "talks",
        "scenarios",
        "scenario_shares",
        "talk_consents",
        "requests",
        "questions",
        "oppositions",
        "measurements",
        "askings",
        "gatherings",
        "loaded_crosswalks",
        "loaded_instruments",
        "practices",
        "publications",
        "commons_entries",
        "commons_approaches",
        "commons_members",
    }
    assert manifest.members[member_of(tenant_id, "bodies")].rows == len(there["bodies"])
    with tenancy.reading(other, tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(RefreshFamily)) == 0
        assert session.scalar(select(func.count()).select_from(WebhookSecret)) == 0
        assert set(session.scalars(select(Job.state))) == {"succeeded"}


def test_a_restored_tenant_exports_verifies_and_replays_as_before(
    database: Database, other: Database, tmp_path: Path
) -> None:
    tenant_id = filled(database, tmp_path)
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    restore_tenant(other, tmp_path / "t.zip")
    outcomes = []
    for each in (database, other):
        with tenancy.reading(each, tenant_id) as session:
            bundle, end = export_bundle(session), audit.verify(session, tenant_id)
            past = register_at(session, load(session).revision)
            outcomes.append((dict(bundle_files(bundle.tables, bundle.settings)), end, past.revision))
            assert past.tables.bodies.height == bundle.tables.bodies.height
    assert outcomes[0] == outcomes[1]
    assert isinstance(outcomes[1][1], audit.ChainEnd)
    more = write_files(tmp_path / "b", bodies=BODIES)
    assert bring(other, tenant_id, more, "merge").revision == outcomes[1][2] + 1


def test_a_backup_of_one_tenant_holds_no_secret_of_its_members(
    database: Database, other: Database, tmp_path: Path
) -> None:
    tenant_id = filled(database, tmp_path)
    new_user(database, f"stranger-{tenant_id.hex}@example.org")
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        (told,) = [orjson.loads(line) for line in archive.read(USERS).splitlines()]
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert set(told) == {"id", "email", "name", "language", "created_at"}
    assert SEALED.hex().encode() not in whole
    restore_tenant(other, tmp_path / "t.zip")
    with tenancy.platform(other) as session:
        assert session.scalars(select(User.password_hash)).all() == [None]
    assert stat.S_IMODE((tmp_path / "t.zip").stat().st_mode) == 0o600


def test_an_empty_tenant_and_a_suspended_one_come_back_as_they_were(
    database: Database, other: Database, tmp_path: Path
) -> None:
    tenant_id = new_tenant(database)
    with tenancy.platform(database) as session:
        session.execute(text("UPDATE tenants SET status = 'suspended' WHERE id = :id"), {"id": tenant_id})
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    assert restore_tenant(other, tmp_path / "t.zip", slug="other").status == "suspended"
    assert tenancy.tenant_of(other, "other").id == tenant_id
    with pytest.raises(Unknown):
        backup_tenant(database, new_tenant(other), tmp_path / "u.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["t.zip"]


def test_a_tenant_that_is_there_and_a_slug_that_is_taken_are_never_written_over(
    database: Database, other: Database, tmp_path: Path
) -> None:
    tenant_id = filled(database, tmp_path)
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    with pytest.raises(Conflict, match="there already"):
        restore_tenant(database, tmp_path / "t.zip", slug="another")
    new_tenant(other, "taken")
    with pytest.raises(Conflict, match="belongs to another"):
        restore_tenant(other, tmp_path / "t.zip", slug="taken")
    with pytest.raises(BackupInvalid, match="slug is bad"):
        restore_tenant(other, tmp_path / "t.zip", slug="No Slug")
    assert tenants_of(other) == ["taken"]


def test_a_backup_takes_the_place_of_another_only_when_asked(
    database: Database, tenant_id: UUID, tmp_path: Path
) -> None:
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    with pytest.raises(FileExistsError):
        backup_tenant(database, tenant_id, tmp_path / "t.zip")
    backup_tenant(database, tenant_id, tmp_path / "t.zip", replace=True)


def test_members_who_are_known_here_keep_their_accounts(database: Database, other: Database, tmp_path: Path) -> None:
    tenant_id = filled(database, tmp_path)
    here = new_user(other, f"{tenant_id.hex}@EXAMPLE.org", password_hash=HASH, language="fr")
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    restore_tenant(other, tmp_path / "t.zip")
    with tenancy.reading(other, tenant_id) as session:
        assert session.scalars(select(Membership.user_id)).all() == [here]
        assert session.scalars(select(ServiceAccount.created_by)).all() == [here]
        assert session.scalars(select(Webhook.maker)).all() == [here]
    with tenancy.platform(other) as session:
        (user,) = session.scalars(select(User)).all()
        assert (user.password_hash, user.language) == (HASH, "fr")


def tenants_of(database: Database) -> list[str]:
    with tenancy.platform(database) as session:
        return list(session.scalars(select(Tenant.slug).order_by(Tenant.slug)))


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], target: Path) -> Path:
    """The backup with other files, and a manifest that may tell anything."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def manifest_with(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[MANIFEST] = orjson.dumps({**orjson.loads(files[MANIFEST]), **values})

    return change


def _content(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.endswith("/bodies.copy"))
    files[name] = files[name].replace(b"Portugal", b"Lusitania", 1)


def _gone(files: dict[str, bytes]) -> None:
    del files[next(name for name in files if name.endswith("/audit.copy"))]


def _more(files: dict[str, bytes]) -> None:
    files["../evil"] = b""


def _swapped(files: dict[str, bytes]) -> None:
    told = orjson.loads(files[MANIFEST])
    name = next(name for name in told["members"] if name.endswith("/bodies.copy"))
    told["members"][name]["columns"][0] = "tenant_id"
    files[MANIFEST] = orjson.dumps(told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_content, "not what was written|too long"),
        (_gone, "files are not those"),
        (_more, "files are not those"),
        (_swapped, "columns that no such table has"),
        (lambda files: files.pop(MANIFEST), "no manifest"),
        (lambda files: files.update({MANIFEST: b"{"}), "cannot be read"),
        (manifest_with(format=2), "has the format 2"),
        (manifest_with(migration="9999"), "newer version"),
        (manifest_with(tenants=[]), "altered"),
        (manifest_with(members={}), "does not tell of the files"),
        (manifest_with(kind="installation"), "whole installation"),
    ],
)
def test_a_backup_that_was_altered_is_refused_before_anything_is_written(
    database: Database, tmp_path: Path, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    tenant_id = new_tenant(database)
    bring(database, tenant_id, ROOT / "demo" / "portugal")
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    altered = rewritten(tmp_path / "t.zip", change, tmp_path / "altered.zip")
    before = tenants_of(database)
    with pytest.raises(BackupInvalid, match=words):
        restore_tenant(database, altered)
    assert tenants_of(database) == before


def forged(table: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """A change to a table with a manifest that fits it."""

    def change(files: dict[str, bytes]) -> None:
        import hashlib

        name = next(name for name in files if name.endswith(f"/{table}.copy"))
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
        told = orjson.loads(files[MANIFEST])
        content = files[name]
        told["members"][name] |= {
            "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "rows": content.count(b"\n"),
        }  # fmt: skip
        files[MANIFEST] = orjson.dumps(told)

    return change


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("audit", b"import", b"nothing"),
        ("bodies", b"national", b"galactic"),
        ("bodies", b"\tPT\t", b"\tXX\t"),
        ("bodies", b"\t", b"\t\t"),
        ("registers", b"\n", b"\n1\n"),
        ("changes", b"\\\\x", b"\\\\xzz"),
    ],
)
def test_a_forged_backup_is_refused_by_the_database_and_leaves_nothing(
    database: Database, other: Database, tmp_path: Path, table: str, old: bytes, new: bytes
) -> None:
    tenant_id = new_tenant(database)
    bring(database, tenant_id, ROOT / "demo" / "portugal")
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    altered = rewritten(tmp_path / "t.zip", forged(table, old, new), tmp_path / "altered.zip")
    with pytest.raises(BackupInvalid):
        restore_tenant(other, altered)
    assert tenants_of(other) == []


def within_a_member(path: Path, share: float) -> int:
    """A place among what was saved: what a file says of the dates and rights of its members was not."""
    with zipfile.ZipFile(path) as file:
        large = [one for one in file.infolist() if one.compress_size > 200]  # Longer than any header.
    one = large[int(len(large) * share)]
    return one.header_offset + len(one.filename) + one.compress_size // 2 + 30


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_backup_that_is_cut_off_or_has_a_wrong_byte_is_refused(
    database: Database, other: Database, tmp_path: Path, share: float
) -> None:
    tenant_id = new_tenant(database)
    bring(database, tenant_id, ROOT / "demo" / "portugal")
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    content = (tmp_path / "t.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BackupInvalid):
        restore_tenant(other, tmp_path / "cut.zip")
    wrong = bytearray(content)
    wrong[within_a_member(tmp_path / "t.zip", share)] ^= 0xFF
    (tmp_path / "wrong.zip").write_bytes(wrong)
    with pytest.raises(BackupInvalid):
        restore_tenant(other, tmp_path / "wrong.zip")
    assert tenants_of(other) == []


def test_what_is_no_backup_is_refused_with_words(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupInvalid, match="no file"):
        restore_tenant(database, tmp_path / "nowhere.zip")
    with pytest.raises(BackupInvalid, match="no whole zip"):
        restore_tenant(database, ROOT / "README.md")
    shutil.make_archive(str(tmp_path / "bundle"), "zip", ROOT / "demo" / "portugal")
    with pytest.raises(BackupInvalid, match="bundle is imported"):
        restore_tenant(database, tmp_path / "bundle.zip")


def test_a_zip_that_would_fill_the_disk_is_refused_unread(
    database: Database, tenant_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    bomb = rewritten(
        tmp_path / "t.zip",
        lambda files: files.update({f"tenants/{tenant_id}/audit.copy": b"0" * 3_000_000}),
        tmp_path / "b",
    )
    monkeypatch.setattr(saved.SavedBackup, "blocks", lambda *_: pytest.fail("it was read"))
    with pytest.raises(BackupInvalid, match="would become"):
        restore_tenant(database, bomb)


def test_a_whole_installation_comes_back_with_operators_and_passwords(other: Database, tmp_path: Path) -> None:
    with migrated_database() as first:
        tenants = [filled(first, tmp_path / slug, slug) for slug in ("portugal", "spain")]
        new_user(first, "root@example.org", password_hash=HASH, operator=True)
        manifest = backup_all(first, tmp_path / "all.zip")
        assert [tenant.slug for tenant in manifest.tenants] == ["portugal", "spain"]
        assert [tenant.slug for tenant in restore_all(other, tmp_path / "all.zip")] == ["portugal", "spain"]
        for tenant_id in tenants:
            assert everything(first, tenant_id) == everything(other, tenant_id)
        columns = select(User.id, User.email, User.password_hash, User.operator).order_by(User.id)
        with tenancy.platform(first) as one, tenancy.platform(other) as two:
            assert one.execute(columns).all() == two.execute(columns).all()
    with pytest.raises(BackupInvalid, match="whole installation"):
        restore_tenant(other, tmp_path / "all.zip")


def test_an_interrupted_restore_of_all_goes_on_where_it_stopped(other: Database, tmp_path: Path) -> None:
    with migrated_database() as first:
        for slug in ("a", "b"):
            filled(first, tmp_path / slug, slug)
        backup_all(first, tmp_path / "all.zip")
    restore_all(other, tmp_path / "all.zip")
    assert restore_all(other, tmp_path / "all.zip") == []
    bring(other, tenancy.tenant_of(other, "a").id, write_files(tmp_path / "x", bodies=BODIES), "merge")
    with pytest.raises(Conflict, match="there already"):
        restore_all(other, tmp_path / "all.zip")


RESTORE = """
import sys
from pathlib import Path
from interlace.configuration import Configuration
from interlace.db.connections import Database
from interlace.transfer.restoring import restore_tenant
database = Database(Configuration.of())
print("begins", flush=True)
restore_tenant(database, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("after", [0.05, 0.15, 0.3])
def test_a_restore_that_is_killed_leaves_nothing_and_can_be_repeated(
    database: Database, other: Database, tmp_path: Path, after: float
) -> None:
    tenant_id = filled(database, tmp_path)
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    url = str(other.configuration.database_url)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "platform"), "INTERLACE_HOME": str(HOME)}
    process = subprocess.Popen(
        [sys.executable, "-c", RESTORE, str(tmp_path / "t.zip")],
        env={**environment, "INTERLACE_DATABASE_URL": url}, cwd=ROOT, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    time.sleep(after)
    process.kill()
    process.communicate()
    with connect(other.logins.owner, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'interlace'"
        )
    if tenants_of(other) == []:
        restore_tenant(other, tmp_path / "t.zip")
    assert everything(database, tenant_id) == everything(other, tenant_id)
    with tenancy.reading(other, tenant_id) as session:
        assert session.scalar(select(TenantRegister.revision)) == 2
