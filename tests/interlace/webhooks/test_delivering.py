"""From a write to the receiver: signed, in order, at least once, retried for a day; and what becomes of the outbox."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from interlace import outbox, webhooks
from interlace.db import audit, tenancy
from interlace.db.models import AuditRecord, Delivery, OutboxMessage, Tenant, WebhookMessage
from interlace.errors import Busy, Suspended
from interlace.principals import SYSTEM
from interlace.webhooks import Deliverer, Pace, delivering, queue
from interlace.webhooks.taking import AT_ONCE
from tests.databases import new_tenant
from tests.interlace.jobs.helpers import wait_until
from tests.interlace.webhooks.helpers import (
    HERE,
    Clock,
    left_in_outbox,
    log,
    somebody,
    states,
    webhook_to,
    write,
)
from tests.interlace.webhooks.receivers import receiving

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal
    from tests.interlace.webhooks.receivers import Receiver

FAST = Pace(poll=0.05, look=0.1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deliverer(database: Database, clock: Clock) -> Deliverer:
    return Deliverer(database, transport=HERE, now=clock)


def test_a_write_arrives_signed_with_what_it_changed(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer, clock: Clock
) -> None:
    made = webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "PT")
    assert deliverer.deliver(tenant_id) == 1
    (got,) = receiver.got
    assert got.verified_by(made.secret)
    assert not got.verified_by(made.secret[:-4] + "AAA=")
    assert (got.path, got.headers["content-type"]) == ("/in", "application/json")
    assert got.headers["webhook-timestamp"] == str(int(clock.now.timestamp()))
    assert got.told["type"] == "change.committed"
    data = got.told["data"]
    assert (data["revision"], data["by"], data["operation"]) == (1, "system", "body.register")
    assert [(each["table"], each["values"]["code"]) for each in data["entries"]] == [("bodies", "PT")]
    assert data["feed"] == f"https://interlace.example/api/v1/tenants/{data['tenant']}/changes?after=0"
    (delivery,) = log(database, admin)
    assert (delivery.state, delivery.attempts, delivery.status_code) == ("delivered", 1, 204)
    assert str(delivery.message) == got.id
    assert left_in_outbox(database, tenant_id) == 0


def test_messages_arrive_in_order_and_wait_for_one_that_failed(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer, clock: Clock
) -> None:
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(204, {}), (500, {}), (503, {})]
    write(database, tenant_id, "A", "B", "C", "D")
    assert deliverer.deliver(tenant_id) == 2
    assert deliverer.deliver(tenant_id) == 0
    assert states(database, admin) == ["delivered", "failed", "waiting", "waiting"]
    clock.forward(seconds=10)
    assert deliverer.deliver(tenant_id) == 1
    write(database, tenant_id, "E")
    clock.forward(seconds=60)
    deliverer.deliver(tenant_id)
    assert receiver.revisions == [1, 2, 2, 2, 3, 4, 5]
    assert len({got.id for got in receiver.got[1:4]}) == 1
    assert states(database, admin) == ["delivered"] * 5


def test_one_receiver_that_fails_keeps_up_no_other(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    with receiving() as failing:
        failing.answers = [(500, {})] * 9
        webhook_to(database, admin, failing.url)
        webhook_to(database, admin, receiver.url)
        write(database, tenant_id, "A", "B", "C")
        deliverer.deliver(tenant_id)
        assert (failing.revisions, receiver.revisions) == ([1], [1, 2, 3])
    told = webhooks.webhooks(database, admin, tenant_id)
    assert [(each.waiting, each.failing_since is not None) for each in told] == [(3, True), (0, False)]


def test_the_order_is_that_of_revisions_also_where_the_clocks_of_machines_differ(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "A", "B", "C")
    with tenancy.beside(database, tenant_id) as session:
        first, second, third = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        ids = [third.id, first.id, second.id]
        session.execute(delete(OutboxMessage))
        for each, written in zip(ids, (first, second, third), strict=True):
            session.add(
                OutboxMessage(
                    id=each, event=written.event, revision=written.revision, at=written.at, payload=written.payload
                )
            )
            session.expunge(written)
    deliverer.deliver(tenant_id)
    assert receiver.revisions == [1, 2, 3]


def test_a_message_is_retried_for_a_day_and_then_given_up_with_those_behind_it(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer, clock: Clock
) -> None:
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(500, {})] * 100
    began = clock.now
    write(database, tenant_id, "A", "B")
    deliverer.deliver(tenant_id)
    clock.forward(hours=1)
    write(database, tenant_id, "C")
    gaps = []
    while log(database, admin)[0].state != "given-up":
        deliverer.deliver(tenant_id)
        next_at = log(database, admin)[0].next_at
        if next_at is not None:
            gaps.append((next_at - clock.now).total_seconds())
            clock.now = max(next_at, clock.now)
    assert (clock.now - began).total_seconds() == pytest.approx(24 * 3600, abs=60)
    assert all(gap <= 14_400 * 1.2 for gap in gaps)
    assert 8 <= log(database, admin)[0].attempts <= 20
    assert states(database, admin)[:2] == ["given-up", "given-up"]
    assert states(database, admin)[2] != "given-up"
    receiver.answers = []
    clock.forward(hours=5)
    deliverer.deliver(tenant_id)
    assert states(database, admin) == ["given-up", "given-up", "delivered"]
    (told,) = webhooks.webhooks(database, admin, tenant_id)
    assert told.failing_since is None


def test_the_time_between_attempts_grows_and_is_never_the_same_for_all() -> None:
    for attempts, usual in enumerate(queue.DELAYS, start=1):
        found = {queue.delay(attempts) for _ in range(50)}
        assert len(found) > 1
        assert all(0.8 * usual <= each <= 1.2 * usual for each in found)
    assert queue.delay(1_000) <= 1.2 * queue.DELAYS[-1]


def test_a_receiver_may_ask_for_patience_within_bounds() -> None:
    assert queue.delay(1, 600) == 600
    assert queue.delay(1, 10**9) == 14_400
    assert queue.delay(4, 1) >= 480


def test_retry_after_is_heeded(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer, clock: Clock
) -> None:
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(429, {"Retry-After": "900"})]
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    clock.forward(seconds=899)
    assert deliverer.deliver(tenant_id) == 0
    clock.forward(seconds=2)
    assert deliverer.deliver(tenant_id) == 1


def test_a_receiver_that_is_gone_is_left_alone(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(410, {})]
    write(database, tenant_id, "A", "B")
    deliverer.deliver(tenant_id)
    write(database, tenant_id, "C")
    assert deliverer.deliver(tenant_id) == 0
    assert receiver.revisions == [1]
    (told,) = webhooks.webhooks(database, admin, tenant_id)
    assert (told.active, told.waiting) == (False, 0)
    assert "410" in str(told.disabled_because)
    assert states(database, admin) == ["given-up", "given-up"]
    with tenancy.reading(database, tenant_id) as session:
        noted = session.scalars(select(AuditRecord).where(AuditRecord.operation == "webhook.disable")).one()
        assert noted.actor == "system"
        assert isinstance(audit.verify(session, tenant_id), audit.ChainEnd)


def test_a_redirect_and_a_private_target_are_failures_told_in_words(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, clock: Clock
) -> None:
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(302, {"Location": "http://127.0.0.1:9/"})]
    write(database, tenant_id, "A")
    Deliverer(database, transport=HERE, now=clock).deliver(tenant_id)
    (delivery,) = log(database, admin)
    assert (delivery.status_code, delivery.state) == (302, "failed")
    assert "redirect" in str(delivery.error)
    clock.forward(minutes=1)
    no_longer_allowed = type(HERE)()
    Deliverer(database, transport=no_longer_allowed, now=clock).deliver(tenant_id)
    (delivery,) = log(database, admin)
    assert (delivery.status_code, len(receiver.got)) == (None, 1)
    assert "not on the public internet" in str(delivery.error)


def test_messages_written_before_a_webhook_and_those_that_nobody_asks_for_are_let_go(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    assert left_in_outbox(database, tenant_id) == 0
    write(database, tenant_id, "B")
    webhook_to(database, admin, receiver.url, "import.finished")
    write(database, tenant_id, "C")
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        outbox.post(unit, "import.finished", {"job": "1"}, None)
    deliverer.deliver(tenant_id)
    assert receiver.events == ["import.finished"]
    assert left_in_outbox(database, tenant_id) == 0
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalars(select(WebhookMessage.event)).all() == ["import.finished"]


def test_more_messages_than_are_taken_at_once_all_arrive_in_order(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    webhook_to(database, admin, receiver.url)
    with tenancy.writing(database, tenant_id, SYSTEM) as unit:
        for number in range(2 * AT_ONCE + 3):
            outbox.post(unit, "import.finished", {"id": str(number)}, None)
    write(database, tenant_id, *(f"B{number}" for number in range(AT_ONCE + 2)))
    deliverer.deliver(tenant_id)
    assert receiver.revisions == list(range(1, AT_ONCE + 3))


def test_one_that_died_in_the_middle_is_followed_by_another_who_sends_it_again(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer, clock: Clock
) -> None:
    webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "A", "B")

    def die() -> None:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "settle", lambda *_: die())
        with pytest.raises(SystemExit):
            deliverer.deliver(tenant_id)
    assert deliverer.deliver(tenant_id) == 0
    clock.forward(seconds=61)
    Deliverer(database, transport=HERE, now=clock).deliver(tenant_id)
    assert receiver.revisions == [1, 1, 2]
    assert [delivery.attempts for delivery in log(database, admin)] == [2, 1]


def test_one_that_comes_back_late_takes_nothing_back(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, clock: Clock
) -> None:
    """While its answer is awaited for too long, another sends the message and writes that it has arrived."""
    webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "A")
    late, prompt = (Deliverer(database, transport=HERE, now=clock) for _ in range(2))

    def overtake() -> None:
        receiver.before = lambda: None
        clock.forward(seconds=61)
        prompt.deliver(tenant_id)

    receiver.before = overtake
    receiver.answers = [(204, {}), (500, {})]
    late.deliver(tenant_id)
    (delivery,) = log(database, admin)
    assert (delivery.state, delivery.status_code) == ("delivered", 204)
    assert len(receiver.got) == 2


def test_two_deliverers_at_once_send_each_message_once_and_in_order(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    other_id = new_tenant(database)
    other = somebody(database, other_id)
    with receiving() as second, delivering(database, FAST), delivering(database, FAST), delivering(database, FAST):
        webhook_to(database, admin, receiver.url)
        webhook_to(database, other, second.url)
        for number in range(15):
            write(database, tenant_id, f"A{number}")
            write(database, other_id, f"A{number}")
        wait_until(lambda: len(receiver.got) >= 15 and len(second.got) >= 15)
        wait_until(lambda: states(database, admin) == ["delivered"] * 15)
        assert (receiver.revisions, second.revisions) == (list(range(1, 16)), list(range(1, 16)))
    assert {got.told["data"]["tenant"] for got in receiver.got} != {got.told["data"]["tenant"] for got in second.got}


def test_a_slow_receiver_keeps_up_nobody_and_a_deliverer_that_is_told_to_stop_ends(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    let_go = threading.Event()
    with receiving() as slow:
        slow.before = partial(wait_for, let_go)
        with delivering(database, FAST) as deliverer:
            webhook_to(database, admin, slow.url)
            webhook_to(database, admin, receiver.url)
            write(database, tenant_id, "A", "B", "C")
            wait_until(lambda: receiver.revisions == [1, 2, 3])
            assert slow.revisions == [1]
            deliverer.stop()
            let_go.set()
        assert slow.revisions == [1]
    assert states(database, admin).count("delivered") == 4


def test_a_new_webhook_and_a_database_that_was_away_are_noticed_by_whoever_runs(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with delivering(database, FAST):
        write(database, tenant_id, "A")
        wait_until(lambda: left_in_outbox(database, tenant_id) == 0)
        with monkeypatch.context() as patch:
            patch.setattr(tenancy, "platform", _busy)
            webhook_to(database, admin, receiver.url)
        write(database, tenant_id, "B")
        wait_until(lambda: receiver.revisions == [2])


def wait_for(event: threading.Event) -> None:
    event.wait(20)


def _busy(*_: object) -> None:
    raise Busy("The database does not answer.")


def test_a_suspended_tenant_is_told_of_once_it_is_open_again(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "A")
    _set_status(database, tenant_id, "suspended")
    with pytest.raises(Suspended):
        deliverer.deliver(tenant_id)
    _set_status(database, tenant_id, "open")
    deliverer.deliver(tenant_id)
    assert receiver.revisions == [1]


def _set_status(database: Database, tenant_id: UUID, status: str) -> None:
    with tenancy.platform(database) as session:
        session.execute(update(Tenant).where(Tenant.id == tenant_id).values(status=status))


def test_deliveries_are_kept_for_thirty_days_and_those_that_wait_for_longer(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer, clock: Clock
) -> None:
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(204, {}), (500, {})]
    write(database, tenant_id, "A", "B")
    deliverer.deliver(tenant_id)
    clock.forward(days=29)
    deliverer.sweep(tenant_id)
    assert states(database, admin) == ["delivered", "failed"]
    clock.forward(days=2)
    deliverer.sweep(tenant_id)
    assert states(database, admin) == ["failed"]
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalars(select(WebhookMessage.revision)).all() == [2]


def test_a_webhook_that_is_removed_while_it_is_sent_to_leaves_nothing(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver, deliverer: Deliverer
) -> None:
    made = webhook_to(database, admin, receiver.url)
    write(database, tenant_id, "A", "B")
    receiver.before = lambda: webhooks.remove(database, admin, tenant_id, made.webhook.id)
    assert deliverer.deliver(tenant_id) == 1
    assert receiver.revisions == [1]
    deliverer.sweep(tenant_id)
    with tenancy.reading(database, tenant_id) as session:
        assert session.scalars(select(Delivery.id)).all() == []
        assert session.scalars(select(WebhookMessage.id)).all() == []
