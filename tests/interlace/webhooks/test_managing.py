"""Who may manage webhooks, what may be asked for, secrets and their rotation, the log and “send again”."""

from __future__ import annotations

import base64
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from psycopg import sql
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from interlace import webhooks
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.db.models import AuditRecord, Webhook, WebhookSecret
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.identity import service_accounts
from interlace.identity.keys import Key, keys_of
from interlace.principals import SYSTEM, Principal
from interlace.webhooks import Deliverer, signing
from interlace.webhooks.managing import MOST_WEBHOOKS
from tests.databases import new_tenant
from tests.interlace.identity.people import KEYS
from tests.interlace.webhooks.helpers import HERE, Clock, log, somebody, states, webhook_to, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tests.interlace.webhooks.receivers import Receiver

URL = "https://receiver.example/in?token=hidden"
GOOD = {"url": URL, "events": ["change.committed"]}


def somewhere(*_: object) -> Sequence[str]:
    return ["8.8.8.8"]


def make(database: Database, principal: Principal, **values: object) -> webhooks.NewSecret:
    assert principal.tenant_id
    return webhooks.create(database, principal, principal.tenant_id, GOOD | values, resolve=somewhere)


def test_a_webhook_is_told_as_it_was_made_and_its_secret_once(
    database: Database, tenant_id: UUID, admin: Principal
) -> None:
    made = make(database, admin, events=["finding.closed", "change.committed"], description=" For the ministry ")
    assert made.secret.startswith("whsec_")
    (told,) = webhooks.webhooks(database, admin, tenant_id)
    assert told == made.webhook == webhooks.webhook(database, admin, tenant_id, told.id)
    assert (told.url, told.events) == (URL, ("change.committed", "finding.closed"))
    assert (told.description, told.active, told.signs, told.waiting) == ("For the ministry", True, True, 0)
    assert (told.maker, told.through) == (admin.id, None)
    assert made.secret not in repr(made)
    assert "hidden" not in repr(made)


@pytest.mark.parametrize("role", ["reader", "contributor", "steward"])
def test_nobody_but_administrators_may(database: Database, tenant_id: UUID, admin: Principal, role: str) -> None:
    made = make(database, admin)
    write(database, tenant_id, "PT")
    other = somebody(database, tenant_id, role, None if role == "reader" else "PT")
    stranger = somebody(database, new_tenant(database))

    def unresolved(*_: object) -> Sequence[str]:
        raise AssertionError("names are resolved for those who may alone")

    for who in (other, stranger):
        for attempt in (
            lambda who=who: webhooks.create(database, who, tenant_id, GOOD, resolve=unresolved),
            lambda who=who: webhooks.create(database, who, tenant_id, {}, resolve=unresolved),
            lambda who=who: webhooks.change(database, who, tenant_id, made.webhook.id, GOOD, resolve=unresolved),
            lambda who=who: webhooks.remove(database, who, tenant_id, made.webhook.id),
            lambda who=who: webhooks.rotate_secret(database, who, tenant_id, made.webhook.id),
            lambda who=who: webhooks.try_out(database, who, tenant_id, made.webhook.id),
            lambda who=who: webhooks.send_again(database, who, tenant_id, uuid4()),
            lambda who=who: webhooks.webhooks(database, who, tenant_id),
            lambda who=who: webhooks.webhook(database, who, tenant_id, made.webhook.id),
            lambda who=who: webhooks.deliveries(database, who, tenant_id),
            lambda who=who: webhooks.delivery(database, who, tenant_id, uuid4()),
        ):
            with pytest.raises(Forbidden):
                attempt()


def test_another_tenants_webhook_is_unknown(database: Database, tenant_id: UUID, admin: Principal) -> None:
    elsewhere = new_tenant(database)
    other = somebody(database, elsewhere)
    theirs = make(database, other).webhook.id
    trial = webhooks.try_out(database, other, elsewhere, theirs).id
    for attempt in (
        lambda: webhooks.change(database, admin, tenant_id, theirs, {"active": False}),
        lambda: webhooks.remove(database, admin, tenant_id, theirs),
        lambda: webhooks.rotate_secret(database, admin, tenant_id, theirs),
        lambda: webhooks.try_out(database, admin, tenant_id, theirs),
        lambda: webhooks.webhook(database, admin, tenant_id, theirs),
        lambda: webhooks.deliveries(database, admin, tenant_id, theirs),
        lambda: webhooks.delivery(database, admin, tenant_id, trial),
        lambda: webhooks.send_again(database, admin, tenant_id, trial),
    ):
        with pytest.raises(Unknown):
            attempt()
    assert webhooks.webhooks(database, admin, tenant_id) == []
    assert states(database, admin) == []


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"/url": "required", "/events": "required"}),
        (GOOD | {"url": None}, {"/url": "required"}),
        (GOOD | {"url": 5, "events": "change.committed"}, {"/url": "bad-url", "/events": "bad-choice"}),
        (GOOD | {"url": "ftp://x.example/"}, {"/url": "bad-url"}),
        (GOOD | {"url": "https://u:p@x.example/"}, {"/url": "bad-url"}),
        (GOOD | {"url": "http://2130706433/"}, {"/url": "bad-url"}),
        (GOOD | {"url": "http://10.0.0.1/"}, {"/url": "private-address"}),
        (GOOD | {"url": "http://[::1]/"}, {"/url": "private-address"}),
        (GOOD | {"events": []}, {"/events": "bad-choice"}),
        (GOOD | {"events": ["*"]}, {"/events": "bad-choice"}),
        (GOOD | {"events": [["change.committed"]]}, {"/events": "bad-choice"}),
        (GOOD | {"description": "x" * 501}, {"/description": "too-long"}),
        (GOOD | {"description": "a\0b"}, {"/description": "bad-text"}),
        (GOOD | {"description": 1}, {"/description": "bad-text"}),
        (GOOD | {"active": "yes"}, {"/active": "bad-value"}),
        (GOOD | {"secret": "whsec_x"}, {"/secret": "unknown-field"}),
    ],
)
def test_what_cannot_be_a_webhook_is_told_field_by_field(
    database: Database, tenant_id: UUID, admin: Principal, values: dict[str, object], wrong: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        webhooks.create(database, admin, tenant_id, values, resolve=somewhere)
    assert {problem.pointer: problem.code for problem in caught.value.problems} == wrong


def test_a_name_that_leads_inside_is_refused_and_one_that_leads_nowhere_yet_is_not(
    database: Database, tenant_id: UUID, admin: Principal
) -> None:
    def nowhere(*_: object) -> Sequence[str]:
        raise OSError

    for inside in (["10.0.0.1"], ["8.8.8.8", "::1"], ["::ffff:169.254.169.254"]):
        with pytest.raises(Invalid, match="private-address"):
            webhooks.create(database, admin, tenant_id, GOOD, resolve=lambda *_, inside=inside: inside)
    made = webhooks.create(database, admin, tenant_id, GOOD, resolve=nowhere)
    with pytest.raises(Invalid, match="private-address"):
        webhooks.change(
            database,
            admin,
            tenant_id,
            made.webhook.id,
            {"url": "https://other.example/"},
            resolve=lambda *_: ["10.1.1.1"],
        )
    assert webhooks.webhook(database, admin, tenant_id, made.webhook.id).url == URL


def test_what_the_operator_allows_may_be_posted_to(database: Database, admin: Principal) -> None:
    assert make(database, admin, url="http://127.0.0.1:8080/").webhook.active
    public = Database(replace(database.configuration, webhooks_allow=()))
    with pytest.raises(Invalid, match="private-address"):
        make(public, admin, url="http://127.0.0.1:8080/")
    public.close()


def test_a_tenant_has_so_many_webhooks_and_no_more(database: Database, admin: Principal) -> None:
    for _ in range(MOST_WEBHOOKS):
        make(database, admin)
    with pytest.raises(Conflict, match="at most"):
        make(database, admin)


def test_from_the_machine_itself_a_webhook_has_the_rights_of_a_member(
    database: Database, tenant_id: UUID, admin: Principal
) -> None:
    for maker in (None, uuid4()):
        with pytest.raises(Unknown):
            webhooks.create(database, SYSTEM, tenant_id, GOOD, maker=maker, resolve=somewhere)
    made = webhooks.create(database, SYSTEM, tenant_id, GOOD, maker=admin.id, resolve=somewhere)
    assert made.webhook.maker == admin.id


def account(database: Database, admin: Principal, *scopes: str) -> Principal:
    assert admin.tenant_id
    made = service_accounts.create(database, admin, admin.tenant_id, name=uuid4().hex, scopes=scopes)
    return Principal("service", made.id, admin.tenant_id, admin.grants, frozenset(scopes))


def test_a_service_account_that_may_not_read_cannot_be_told_or_lead_what_others_are_told_to_itself(
    database: Database, tenant_id: UUID, admin: Principal
) -> None:
    blind, seeing = account(database, admin, "webhooks"), account(database, admin, "webhooks", "read")
    with pytest.raises(Forbidden):
        make(database, blind)
    made = make(database, admin)
    with pytest.raises(Forbidden):
        webhooks.change(
            database, blind, tenant_id, made.webhook.id, {"url": "https://thief.example/"}, resolve=somewhere
        )
    told = webhooks.change(
        database, seeing, tenant_id, made.webhook.id, {"url": "https://other.example/"}, resolve=somewhere
    )
    assert (told.maker, told.through) == (admin.id, seeing.id)
    assert webhooks.change(database, blind, tenant_id, made.webhook.id, {"active": False}).through == seeing.id


def test_every_deed_is_in_the_audit_without_address_or_secret(
    database: Database, tenant_id: UUID, admin: Principal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = make(database, admin)
    delivery = webhooks.try_out(database, admin, tenant_id, made.webhook.id)
    webhooks.send_again(database, admin, tenant_id, delivery.id)
    rotated = webhooks.rotate_secret(database, admin, tenant_id, made.webhook.id)
    webhooks.change(database, admin, tenant_id, made.webhook.id, {"active": False})
    webhooks.remove(database, admin, tenant_id, made.webhook.id)
    with tenancy.reading(database, tenant_id) as session:
        records = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        operations = [record.operation.partition(".") for record in records]
        deeds = [verb for noun, _, verb in operations if noun == "webhook"]
        told = repr([record.details for record in records]) + caplog.text
    assert deeds == ["create", "try_out", "send_again", "rotate_secret", "change", "remove"]
    assert not any(hidden in told for hidden in ("hidden", made.secret, rotated.secret))


def test_no_table_holds_a_secret_as_it_is(database: Database, tenant_id: UUID, admin: Principal) -> None:
    made = make(database, admin)
    raw = base64.b64decode(made.secret.removeprefix("whsec_"))
    assert len(raw) == 32
    tables = ["webhooks", "webhook_secrets", "webhook_messages", "deliveries", "audit", "outbox"]
    with tenancy.reading(database, tenant_id) as session:
        for table in tables:
            whole = sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(sql.Identifier(table)).as_string()
            rows = "".join(session.scalars(text(whole)).all())
            assert not any(each in rows for each in (made.secret, raw.hex(), made.secret.removeprefix("whsec_")))


def test_during_a_rotation_both_secrets_verify_and_afterwards_the_new_one_alone(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    clock = Clock()
    deliverer = Deliverer(database, transport=HERE, now=clock)
    old = webhook_to(database, admin, receiver.url)
    new = webhooks.rotate_secret(database, admin, tenant_id, old.webhook.id, keep_seconds=3600)
    assert new.webhook.previous_secret_until is not None
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    assert receiver.got[0].verified_by(old.secret)
    assert receiver.got[0].verified_by(new.secret)
    assert receiver.got[0].headers["webhook-signature"].count("v1,") == 2
    clock.forward(seconds=3700)
    write(database, tenant_id, "B")
    deliverer.deliver(tenant_id)
    assert not receiver.got[1].verified_by(old.secret)
    assert receiver.got[1].verified_by(new.secret)
    third = webhooks.rotate_secret(database, admin, tenant_id, old.webhook.id, keep_seconds=0)
    write(database, tenant_id, "C")
    deliverer.deliver(tenant_id)
    assert receiver.got[2].verified_by(third.secret)
    assert not receiver.got[2].verified_by(new.secret)
    for wrong in (-1, 10**9, True):
        with pytest.raises(Invalid):
            webhooks.rotate_secret(database, admin, tenant_id, old.webhook.id, keep_seconds=wrong)


def test_the_installations_key_can_be_replaced_and_without_it_nothing_is_signed(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    made = webhook_to(database, admin, receiver.url)
    first, second = KEYS.split(",")
    both, later = (
        Database(replace(database.configuration, secret_keys=keys)) for keys in (f"{second},{first}", second)
    )
    write(database, tenant_id, "A")
    clock = Clock()
    lost = Deliverer(later, transport=HERE, now=clock)
    lost.deliver(tenant_id)
    (delivery,) = log(database, admin)
    assert (delivery.state, receiver.got) == ("failed", [])
    assert "new secret" in str(delivery.error)
    Deliverer(both, transport=HERE).sweep(tenant_id)
    clock.forward(minutes=1)
    lost.deliver(tenant_id)
    assert receiver.got[0].verified_by(made.secret)
    both.close()
    later.close()


def test_what_is_sealed_opens_for_its_webhook_and_key_alone_and_only_whole() -> None:
    keys = [Key("a", "x" * 40), Key("b", "y" * 40)]
    webhook, other = uuid4(), uuid4()
    secret = signing.new_secret()
    sealed = signing.seal(secret, keys[1], webhook)
    assert signing.unseal(sealed, "b", keys, webhook) == secret
    assert signing.seal(secret, keys[1], webhook) != sealed
    assert secret not in sealed
    altered = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    for wrong, name, webhook_id in [
        (sealed, "a", webhook),
        (sealed, "c", webhook),
        (sealed, "b", other),
        (sealed[:-1], "b", webhook),
        (b"", "b", webhook),
        *((each, "b", webhook) for each in altered),
    ]:
        with pytest.raises(signing.NotOpened):
            signing.unseal(wrong, name, keys, webhook_id)


def test_a_signature_is_the_one_of_the_standards_own_example() -> None:
    """The figures that the specification's libraries test themselves with."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = signing.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_waits_is_given_up_when_a_webhook_is_switched_off_and_can_be_sent_again_later(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    deliverer = Deliverer(database, transport=HERE)
    made = webhook_to(database, admin, receiver.url)
    receiver.answers = [(500, {})]
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    told = webhooks.change(database, admin, tenant_id, made.webhook.id, {"active": False})
    assert (told.active, told.disabled_because, told.waiting) == (False, "It was switched off.", 0)
    write(database, tenant_id, "B")
    deliverer.deliver(tenant_id)
    (delivery,) = log(database, admin)
    with pytest.raises(Conflict, match="switched off"):
        webhooks.send_again(database, admin, tenant_id, delivery.id)
    with pytest.raises(Conflict, match="switched off"):
        webhooks.try_out(database, admin, tenant_id, made.webhook.id)
    told = webhooks.change(database, admin, tenant_id, made.webhook.id, {"active": True})
    assert (told.active, told.disabled_because) == (True, None)
    again = webhooks.send_again(database, admin, tenant_id, delivery.id)
    assert (again.state, again.attempts, again.id) == ("waiting", 0, delivery.id)
    deliverer.deliver(tenant_id)
    assert receiver.revisions == [1, 1]


def test_sending_again_goes_behind_what_waits_and_moves_on_what_waits_itself(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    deliverer = Deliverer(database, transport=HERE)
    webhook_to(database, admin, receiver.url)
    receiver.answers = [(204, {}), (500, {})]
    write(database, tenant_id, "A", "B", "C")
    deliverer.deliver(tenant_id)
    first, failed, _ = log(database, admin)
    webhooks.send_again(database, admin, tenant_id, first.id)
    assert deliverer.deliver(tenant_id) == 0
    webhooks.send_again(database, admin, tenant_id, failed.id)
    deliverer.deliver(tenant_id)
    assert receiver.revisions == [1, 2, 2, 3, 1]
    assert receiver.got[0].id == receiver.got[-1].id
    with pytest.raises(Unknown):
        webhooks.send_again(database, admin, tenant_id, uuid4())


def test_a_webhook_is_tried_out_by_a_message_of_its_own(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    made = webhook_to(database, admin, receiver.url, "import.finished")
    delivery = webhooks.try_out(database, admin, tenant_id, made.webhook.id)
    assert (delivery.event, delivery.state) == ("webhook.trial", "waiting")
    Deliverer(database, transport=HERE).deliver(tenant_id)
    assert receiver.events == ["webhook.trial"]
    assert receiver.got[0].verified_by(made.secret)
    assert webhooks.delivery(database, admin, tenant_id, delivery.id).state == "delivered"


def test_the_log_is_read_page_by_page_and_by_state(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    made = webhook_to(database, admin, receiver.url)
    other = webhook_to(database, admin, receiver.url, "import.finished")
    receiver.answers = [(204, {}), (204, {}), (204, {}), (500, {})]
    write(database, tenant_id, "A", "B", "C", "D", "E")
    Deliverer(database, transport=HERE).deliver(tenant_id)
    pages = []
    after = None
    while True:
        page = webhooks.deliveries(database, admin, tenant_id, made.webhook.id, first=2, after=after)
        pages.append([delivery.revision for delivery in page.deliveries])
        if not page.has_more:
            break
        after = page.deliveries[-1].id
    assert pages == [[5, 4], [3, 2], [1]]
    failed = webhooks.deliveries(database, admin, tenant_id, states=["failed"]).deliveries
    assert [delivery.revision for delivery in failed] == [4]
    assert webhooks.deliveries(database, admin, tenant_id, other.webhook.id).deliveries == ()
    refused: list[dict[str, Any]] = [{"first": 0}, {"first": 201}, {"states": ["lost"]}]
    for wrong in refused:
        with pytest.raises(Invalid):
            webhooks.deliveries(database, admin, tenant_id, **wrong)


def test_a_webhook_without_secret_sends_nothing_until_it_is_given_one(
    database: Database, tenant_id: UUID, admin: Principal, receiver: Receiver
) -> None:
    """As one that was restored from a backup."""
    deliverer = Deliverer(database, transport=HERE)
    made = webhook_to(database, admin, receiver.url)
    with tenancy.beside(database, tenant_id) as session:
        session.execute(delete(WebhookSecret))
    assert not webhooks.webhook(database, admin, tenant_id, made.webhook.id).signs
    write(database, tenant_id, "A")
    deliverer.deliver(tenant_id)
    assert states(database, admin) == []
    with pytest.raises(Conflict, match="no secret"):
        webhooks.try_out(database, admin, tenant_id, made.webhook.id)
    new = webhooks.rotate_secret(database, admin, tenant_id, made.webhook.id)
    write(database, tenant_id, "B")
    deliverer.deliver(tenant_id)
    assert receiver.revisions == [2]
    assert receiver.got[0].verified_by(new.secret)


def test_the_database_itself_refuses_what_no_service_would_write(database: Database, tenant_id: UUID) -> None:
    write(database, tenant_id, "PT")
    assert keys_of(database.configuration)
    refused: list[dict[str, Any]] = [
        {"url": "gopher://x.example/"},
        {"events": ["everything"]},
        {"events": []},
        {"active": False},
        {"description": ""},
    ]
    for wrong in refused:
        with pytest.raises(IntegrityError), tenancy.beside(database, tenant_id) as session:
            session.add(Webhook(**{**GOOD, "maker": uuid4(), **wrong}))
