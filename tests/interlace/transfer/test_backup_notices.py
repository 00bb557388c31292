"""A backup that is brought back tells nobody anew what they were told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Membership, Notice, NoticePreference, ReminderLetter
from interlace.principals import SYSTEM
from interlace.transfer.backup import backup_tenant
from interlace.transfer.restoring import restore_tenant
from tests.databases import new_tenant
from tests.interlace.transfer.test_backup import new_user, other

if TYPE_CHECKING:
    from pathlib import Path

    from interlace.db.connections import Database

__all__ = ["other"]

NOW = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)


def test_what_was_told_comes_along_as_told_and_under_whatever_id_somebody_has(
    database: Database,
    other: Database,
    tmp_path: Path,
) -> None:
    tenant_id = new_tenant(database)
    there, here = new_user(database, "ana@x.example"), new_user(other, "ana@x.example")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        session = unit.session
        letter = ReminderLetter(user_id=there, kind="urgent", state="sent", made_at=NOW, next_at=NOW, ended_at=NOW)
        session.add_all([letter, Membership(user_id=there, role="reader")])
        session.add(NoticePreference(user_id=there, mails="named"))
        session.flush()
        told = {"user_id": there, "kind": "request-overdue", "details": {"until": "2026-12-01"}, "at": NOW}
        session.add(Notice(about="request:told", letter=letter.id, settled_at=NOW, **told))
        session.add(Notice(about="request:waiting", **told))
    backup_tenant(database, tenant_id, tmp_path / "t.zip")
    restore_tenant(other, tmp_path / "t.zip")
    with tenancy.reading(other, tenant_id) as session:
        (notice,) = session.scalars(select(Notice))
        assert (notice.about, notice.user_id, notice.settled_at, notice.letter) == ("request:told", here, NOW, None)
        assert session.scalars(select(NoticePreference.user_id)).all() == [here]
        assert session.scalars(select(ReminderLetter)).all() == []
