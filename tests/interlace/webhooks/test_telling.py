"""What messages say: whole for those who may know it, nothing of drafts for others, and never more than fits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from interlace import outbox, webhooks
from interlace.db import tenancy
from interlace.db.models import Membership, Webhook
from interlace.identity import service_accounts
from interlace.principals import SYSTEM, Principal
from interlace.register import bodies, strategies
from interlace.webhooks import Deliverer, findings, telling
from interlace.webhooks.findings import Follower
from tests.interlace.register.world import settle
from tests.interlace.webhooks.helpers import HERE, log, somebody, webhook_to, write

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.interlace.webhooks.receivers import Receiver


@pytest.fixture
def deliverer(database: Database) -> Deliverer:
    return Deliverer(database, transport=HERE)


def demote(database: Database, principal: Principal, role: str, body: str | None = None) -> None:
    """Take a person's roles away but for this one."""
    assert principal.tenant_id
    with tenancy.beside(database, principal.tenant_id) as session:
        session.execute(update(Membership).where(Membership.user_id == principal.id).values(role=role, body=body))


def draft(database: Database, tenant_id: UUID, code: str, owner: str, note: str) -> None:
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.draft(unit, {"code": code, "title": f"Title of {code}", "owner": owner})
        bodies.register(unit, {"code": f"B-{code}", "name": "Beside it", "level": "local"})
        unit.note = note


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [got.told["data"] for got in receiver.got]


def test_drafts_are_told_only_to_those_who_may_know_of_them(
    database: Database, tenant_id: UUID, receiver: Receiver, deliverer: Deliverer
) -> None:
    settle(database, tenant_id)
    makers = [somebody(database, tenant_id) for _ in range(3)]
    for maker, name in zip(makers, ("administrator", "reader", "contributor"), strict=True):
        webhook_to(database, maker, f"{receiver.url}?{name}")
    demote(database, makers[1], "reader")
    demote(database, makers[2], "contributor", "A")
    draft(database, tenant_id, "SECRET", "A", "why SECRET")
    draft(database, tenant_id, "HIDDEN", "B", "why HIDDEN")
    deliverer.deliver(tenant_id)
    bodies_ = {name: b"".join(got.body for got in receiver.got if name in got.path) for name in ROLES}
    assert all(word in bodies_["administrator"] for word in (b"SECRET", b"HIDDEN", b"why HIDDEN"))
    assert b"SECRET" not in bodies_["reader"].replace(b"B-SECRET", b"")
    assert b"HIDDEN" not in bodies_["reader"].replace(b"B-HIDDEN", b"")
    assert b"why SECRET" in bodies_["contributor"]
    assert b"HIDDEN" not in bodies_["contributor"].replace(b"B-HIDDEN", b"")
    assert b"strategy.draft" not in bodies_["reader"]
    assert b"B-HIDDEN" in bodies_["reader"]


ROLES = ("administrator", "reader", "contributor")


def test_whoever_has_left_is_told_nothing_and_the_webhook_is_switched_off(
    database: Database, tenant_id: UUID, receiver: Receiver, deliverer: Deliverer
) -> None:
    maker, other = somebody(database, tenant_id), somebody(database, tenant_id)
    webhook_to(database, maker, receiver.url)
    write(database, tenant_id, "A", "B")
    with tenancy.beside(database, tenant_id) as session:
        session.execute(delete(Membership).where(Membership.user_id == maker.id))
    deliverer.deliver(tenant_id)
    assert receiver.got == []
    (webhook,) = webhooks.webhooks(database, other, tenant_id)
    assert not webhook.active
    assert "no longer read" in str(webhook.disabled_because)
    assert [delivery.state for delivery in log(database, other)] == ["given-up", "given-up"]


def test_a_revoked_service_account_is_told_nothing(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    scopes = frozenset({"webhooks", "read"})
    made = service_accounts.create(database, admin, tenant_id, name="partner", scopes=scopes)
    webhook_to(database, Principal("service", made.id, tenant_id, admin.grants, scopes), receiver.url)
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    assert [data["revision"] for data in told(receiver)] == [1]
    service_accounts.revoke(database, admin, tenant_id, made.id)
    write(database, tenant_id, "B")
    deliverer.deliver(tenant_id)
    assert len(receiver.got) == 1


def test_a_large_change_is_told_by_the_address_of_the_feed(
    database: Database,
    tenant_id: UUID,
    admin: Principal,
    receiver: Receiver,
    deliverer: Deliverer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "A")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for number in range(3):
            bodies.register(unit, {"code": f"B{number}", "name": "x" * 2_000, "level": "local"})
    monkeypatch.setattr(telling, "MOST_ENTRIES", 2)
    deliverer.deliver(tenant_id)
    monkeypatch.setattr(telling, "MOST_ENTRIES", 1_000)
    monkeypatch.setattr(telling, "MOST_BYTES", 5_000)
    webhooks.send_again(database, admin, tenant_id, log(database, admin)[1].id)
    deliverer.deliver(tenant_id)
    small, large, again = told(receiver)
    assert len(small["entries"]) == 1
    for data in (large, again):
        assert (data["entries"], data["operation"]) == (None, "body.register")
        assert data["feed"].endswith("/changes?after=1")


def test_an_import_is_told_whole_to_those_who_may_see_all_of_it(
    database: Database, tenant_id: UUID, receiver: Receiver, deliverer: Deliverer
) -> None:
    settle(database, tenant_id)
    draft(database, tenant_id, "SECRET", "A", "x")
    makers = [somebody(database, tenant_id) for _ in range(2)]
    for maker in makers:
        webhook_to(database, maker, receiver.url, "import.finished", "finding.answered")
    demote(database, makers[1], "reader")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        outbox.post(unit, "import.finished", {"job": "7", "tables": {"strategies": {"added": 1}}}, 5)
        outbox.post(unit, "finding.answered", {"said": "open", "subject": "SECRET", "object": None}, None)
    deliverer.deliver(tenant_id)
    imports = [data for data in told(receiver) if "job" in data]
    assert [("tables" in data, data["revision"], data["job"]) for data in imports] == [(True, 5, "7"), (False, 5, "7")]
    answers = [data for data in told(receiver) if "job" not in data]
    assert [(data.get("subject"), data.get("said")) for data in answers] == [("SECRET", "open"), (None, None)]


def test_findings_that_a_change_opens_and_closes_are_told_after_it(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    settle(database, tenant_id)
    webhook_to(database, admin, receiver.url, "change.committed", "finding.opened", "finding.closed")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        bodies.register(unit, {"code": "Z", "name": "Z", "level": "regional", "parent": "PT"})
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        strategies.record(
            unit, {"code": "SZ", "title": "SZ", "owner": "Z", "status": "adopted", "starts_on": unit.today}
        )
    deliverer.deliver(tenant_id)
    assert receiver.events[:2] == ["change.committed", "finding.opened"]
    opened = receiver.got[1].told["data"]
    keys = [finding["key"] for finding in opened["findings"]]
    assert "strategy-missing:Z" in keys
    assert opened["more"] == 0
    assert set(opened["findings"][0]) == {"key", *findings._TOLD}
    after = receiver.events.index("change.committed", 1)
    closed = [got.told["data"] for got in receiver.got[after:] if got.told["type"] == "finding.closed"]
    assert any(finding["key"] == "strategy-missing:Z" for data in closed for finding in data["findings"])
    assert len({got.id for got in receiver.got}) == len(receiver.got)


def test_of_very_many_findings_so_many_are_told_and_how_many_more_there_are(
    database: Database, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    settle(database, tenant_id)
    day = datetime.now(UTC).date()
    whole = Follower().changed(database, tenant_id, 1, day)["finding.opened"]
    monkeypatch.setattr(findings, "MOST_FINDINGS", 2)
    cut = Follower().changed(database, tenant_id, 1, day)["finding.opened"]
    assert (len(whole["findings"]), whole["more"]) == (len(whole["findings"]), 0)
    assert (cut["findings"], cut["more"]) == (whole["findings"][:2], len(whole["findings"]) - 2)


def test_following_revision_by_revision_tells_what_reading_each_anew_tells(database: Database, tenant_id: UUID) -> None:
    from datetime import UTC, datetime

    settle(database, tenant_id)
    write(database, tenant_id, "X1", "X2")
    draft(database, tenant_id, "D9", "A", "x")
    day, following = datetime.now(UTC).date(), Follower()
    for revision in range(1, 5):
        assert following.changed(database, tenant_id, revision, day) == Follower().changed(
            database, tenant_id, revision, day
        )


def test_where_findings_cannot_be_worked_out_everything_else_is_told(
    database: Database,
    tenant_id: UUID,
    admin: Principal,
    receiver: Receiver,
    deliverer: Deliverer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(findings, "compare", fail)
    webhook_to(database, admin, receiver.url, "change.committed", "finding.opened")
    write(database, tenant_id, "A", "B")
    deliverer.deliver(tenant_id)
    assert receiver.events == ["change.committed", "change.committed"]


def test_a_webhook_whose_maker_was_never_there_is_told_nothing(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    made = webhook_to(database, admin, receiver.url)
    with tenancy.beside(database, tenant_id) as session:
        session.execute(update(Webhook).where(Webhook.id == made.webhook.id).values(maker=uuid4()))
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    assert receiver.got == []
