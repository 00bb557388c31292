"""Service accounts and webhooks: made, given new secrets that are told once, closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from interlace.errors import Unauthenticated
from interlace.identity import service_accounts
from interlace.principals import SYSTEM
from interlace.webhooks import managing

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

ACCOUNTS, WEBHOOKS = "administration/service-accounts", "administration/webhooks"


def secret(page: TestResponse) -> str:
    (found,) = re.findall(r'<code id="secret">([^<]+)</code>', page.text)
    assert page.headers["Cache-Control"] == "no-store"
    return str(found)


def test_a_service_account_is_made_renewed_and_closed(accounts: Database, tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    made = administrator.post(f"{ACCOUNTS}/new", {"name": "Statistics <i>", "scopes": ["read", "import"]})
    first = secret(made)
    (account,) = service_accounts.accounts(accounts, SYSTEM, tenant_id)
    assert account.scopes == ("import", "read")
    service_accounts.admit(accounts, administrator.tenant, account.id, first)
    listed = administrator.get(ACCOUNTS).text
    assert "Statistics &lt;i&gt;" in listed
    assert first not in listed
    second = secret(administrator.post(f"{ACCOUNTS}/{account.id}/rotate"))
    with pytest.raises(Unauthenticated):
        service_accounts.admit(accounts, administrator.tenant, account.id, first)
    service_accounts.admit(accounts, administrator.tenant, account.id, second)
    assert "for good" in administrator.get(f"{ACCOUNTS}/{account.id}/removal").text
    closed = administrator.client.get(administrator.post(f"{ACCOUNTS}/{account.id}/removal").location)
    assert "The account is closed." in closed.text
    assert administrator.get(f"{ACCOUNTS}/{account.id}").status_code == 404
    taken = administrator.post(f"{ACCOUNTS}/new", {"name": "Statistics <i>", "scopes": "read"})
    assert taken.status_code == 422
    assert "choose another name" in taken.text


def test_a_service_account_needs_a_name_and_scopes_that_there_are(tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    assert "Please fill this in." in administrator.post(f"{ACCOUNTS}/new", {"name": "", "scopes": "read"}).text
    refused = administrator.post(f"{ACCOUNTS}/new", {"name": "X", "scopes": "everything"})
    assert refused.status_code == 422
    assert "Please choose what it may do." in refused.text


@pytest.fixture
def without_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of hosts are not looked up."""
    monkeypatch.setattr("interlace.webhooks.values.checked_addresses", lambda *_: ["8.8.8.8"])


@pytest.mark.usefixtures("without_names")
def test_a_webhook_is_made_tried_changed_renewed_and_removed(
    accounts: Database, tenant_id: UUID, person: Persons
) -> None:
    administrator = person(tenant_id)
    form = {"url": "https://receiver.example/in", "events": ["change.committed"], "description": "Ministry <b>"}
    first = secret(administrator.post(f"{WEBHOOKS}/new", form))
    assert first.startswith("whsec_")
    (webhook,) = managing.webhooks(accounts, SYSTEM, tenant_id)
    where = f"{WEBHOOKS}/{webhook.id}"
    assert "Ministry &lt;b&gt;" in administrator.get(WEBHOOKS).text
    tried = administrator.client.get(administrator.post(f"{where}/try").location).text
    assert "A trial is on its way." in tried
    assert "Trial" in administrator.get(f"{where}?state=waiting").text
    (sent,) = managing.deliveries(accounts, SYSTEM, tenant_id, webhook.id).deliveries
    again = administrator.client.get(administrator.post(f"{where}/deliveries/{sent.id}").location).text
    assert "The message is on its way again" in again
    assert secret(administrator.post(f"{where}/secret", {"at_once": "yes"})) != first
    assert administrator.post(f"{where}/change", {**form, "events": [], "active": "yes"}).status_code == 422
    assert administrator.post(f"{where}/change", {**form, "events": ["finding.opened"]}).status_code == 303
    off = managing.webhook(accounts, SYSTEM, tenant_id, webhook.id)
    assert (off.active, off.events) == (False, ("finding.opened",))
    assert "Nothing can be sent" in administrator.client.get(administrator.post(f"{where}/try").location).text
    assert administrator.get(f"{where}/removal").status_code == 200
    assert administrator.post(f"{where}/removal").status_code == 303
    assert administrator.get(where).status_code == 404


def test_an_address_that_no_message_may_go_to_is_told_at_its_field(tenant_id: UUID, person: Persons) -> None:
    administrator = person(tenant_id)
    wrong = {"http://127.0.0.1/in": "an address on the public internet", "no address": "an address such as"}
    for url, told in wrong.items():
        refused = administrator.post(f"{WEBHOOKS}/new", {"url": url, "events": "change.committed"})
        assert refused.status_code == 422
        assert told in refused.text
        assert f'value="{url}"' in refused.text
