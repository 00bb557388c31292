"""Pages of notices: one's own, marked as read; mails chosen, and stopped by a link without signing in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from interlace import notices
from interlace.db import tenancy
from interlace.notices import KINDS
from interlace.principals import Grant, Principal
from interlace.reminders import token_of
from web.notices.words import sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person


def tell(database: Database, tenant_id: UUID, person: Person, kind: str, about: str) -> None:
    with tenancy.beside(database, tenant_id) as session:
        details = {"who": "<b>Porto</b>", "what": "50 % of it", "until": "2027-01-31"}
        notices.tell(session, [person.user_id], kind, about, details, datetime.now(UTC))


def mails(database: Database, tenant_id: UUID, person: Person) -> str:
    return notices.preference(database, Principal("user", person.user_id, tenant_id, (Grant("reader"),))).mails


def test_every_kind_has_a_sentence_and_a_place(
    app: Flask, accounts: Database, tenant_id: UUID, person: Callable[..., Person]
) -> None:
    with app.test_request_context("/"):
        assert set(sentences()) == set(KINDS)
    ana = person(tenant_id)
    for kind in KINDS:
        for about in ("case:strategy-missing:E", f"{kind.split('-')[0]}:{uuid4()}", "gossip:1"):
            tell(accounts, tenant_id, ana, kind, about)
    shown = ana.get("notices")
    assert shown.status_code == 200
    assert "&lt;b&gt;Porto&lt;/b&gt;" in shown.text
    assert "<b>Porto" not in shown.text


def test_notices_are_ones_own_and_marked_as_read(
    accounts: Database, tenant_id: UUID, person: Callable[..., Person]
) -> None:
    ana, eve = person(tenant_id), person(tenant_id, "reader")
    tell(accounts, tenant_id, ana, "case-closed", "case:x:1")
    assert 'Notices&nbsp;<span class="count">1</span>' in ana.get("").text
    assert "Porto" not in eve.get("notices").text
    (told,) = notices.notices(accounts, Principal("user", ana.user_id, tenant_id, (Grant("reader"),))).notices
    assert eve.post("notices", {"one": str(told.id)}).status_code == 404
    assert ana.post("notices", {"one": "x"}).status_code in {400, 422}
    assert ana.post("notices", {"one": str(told.id)}).status_code == 303
    assert "You have read all of your notices." in ana.get("notices?show=unread").text
    tell(accounts, tenant_id, ana, "case-closed", "case:x:2")
    assert ana.post("notices").status_code == 303
    assert 'class="count"' not in ana.get("notices").text


def test_mails_are_chosen_in_each_programme(accounts: Database, tenant_id: UUID, person: Callable[..., Person]) -> None:
    ana = person(tenant_id, "reader")
    assert f"/t/{ana.tenant}/notices/preferences" in ana.get("/account").text
    assert ana.post("notices/preferences", {"mails": "hourly"}).status_code == 422
    assert ana.post("notices/preferences", {"mails": "named"}).status_code == 303
    assert mails(accounts, tenant_id, ana) == "named"


@pytest.mark.parametrize("data", [None, {"List-Unsubscribe": "One-Click"}])
def test_one_click_stops_the_mails_without_signing_in(
    app: Flask, accounts: Database, tenant_id: UUID, person: Callable[..., Person], data: dict[str, str] | None
) -> None:
    ana, eve = person(tenant_id), person(tenant_id)
    where = f"/stop-mails/{token_of(accounts.configuration, tenant_id, ana.user_id)}"
    nobody = app.test_client()
    assert "Stop these mails" in nobody.get(where).text
    assert mails(accounts, tenant_id, ana) == "digest", "a program that looks at links stops nothing"
    assert nobody.post(where, data=data).status_code == 200
    assert (mails(accounts, tenant_id, ana), mails(accounts, tenant_id, eve)) == ("none", "digest")
    for wrong in (where[:-3], "/stop-mails/x", f"/stop-mails/{'A' * 90}"):
        assert nobody.post(wrong).status_code == 404
