"""Webhooks through the REST door: made with a secret that is told once, looked at, changed, tried, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person, World

#: An address of nobody that asks no name server.
NEW = {"url": "https://93.184.216.34/hook", "events": ["change.committed", "import.finished"]}


def test_a_webhook_is_made_read_changed_and_removed(administrator: Person) -> None:
    made = administrator.post("webhooks", {**NEW, "description": "Partner"}, Idempotency_Key="one")
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store"), made.text
    assert administrator.post("webhooks", {**NEW, "description": "Partner"}, Idempotency_Key="one").status_code == 409
    secret, address = made.get_json()["secret"], made.headers["Location"]
    read = administrator.get(address)
    assert read.get_json() == {name: value for name, value in made.get_json().items() if name != "secret"}
    assert administrator.get("webhooks").get_json()["items"] == [read.get_json()]
    assert secret not in read.text
    changed = administrator.patch(address, {"active": False, "description": None}).get_json()
    assert (changed["active"], changed["description"], changed["url"]) == (False, None, NEW["url"])
    rotated = administrator.post(f"{address}:rotate-secret", {"keep_seconds": 60})
    assert rotated.get_json()["secret"] != secret
    assert rotated.get_json()["previous_secret_until"] is not None
    assert administrator.delete(address).status_code == 204
    assert administrator.get(address).status_code == 404


def test_a_trial_is_queued_listed_and_sent_again(administrator: Person) -> None:
    address = administrator.post("webhooks", NEW).headers["Location"]
    trials = [administrator.post(f"{address}:try-out") for _ in range(3)]
    assert {trial.status_code for trial in trials} == {202}, trials[0].text
    newest = [trial.get_json()["id"] for trial in reversed(trials)]
    seen, following = [], f"{address}/deliveries?first=2&state=waiting"
    while following:
        page = administrator.get(following)
        seen += [one["id"] for one in page.get_json()["items"]]
        following = page.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == newest
    assert administrator.get(f"deliveries/{seen[0]}").get_json()["event"] == "webhook.trial"
    assert administrator.post(f"deliveries/{seen[0]}:send-again").status_code == 202
    administrator.patch(address, {"active": False})
    assert administrator.post(f"{address}:try-out").status_code == 409


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"events": NEW["events"]}, "/url"),
        ({**NEW, "url": "https://127.0.0.1/"}, "/url"),
        ({**NEW, "url": "https://[::ffff:10.0.0.1]/"}, "/url"),
        ({**NEW, "url": "ftp://93.184.216.34/"}, "/url"),
        ({**NEW, "events": ["everything"]}, "/events"),
        ({**NEW, "secret": "mine"}, "/secret"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_told(administrator: Person, values: dict[str, object], pointer: str) -> None:
    refused = administrator.post("webhooks", values)
    assert refused.status_code == 422, refused.text
    assert [one["pointer"] for one in refused.get_json()["errors"]] == [pointer]


def test_nobody_else_sees_or_changes_webhooks(administrator: Person, world: World) -> None:
    address = administrator.post("webhooks", NEW).headers["Location"]
    delivery = administrator.post(f"{address}:try-out").get_json()["id"]
    someone = world.someone("steward", "R1")
    for where in ("webhooks", address, f"{address}/deliveries", f"deliveries/{delivery}"):
        assert someone.get(where).status_code == 403, where
    assert someone.post("webhooks", NEW).status_code == 403
    assert someone.patch(address, {"active": False}).status_code == 403
    assert someone.delete(address).status_code == 403
    for where in (f"{address}:rotate-secret", f"{address}:try-out", f"deliveries/{delivery}:send-again"):
        assert someone.post(where).status_code == 403, where
    assert administrator.post(f"webhooks/{uuid4()}:rotate-secret").status_code == 404
    assert administrator.post(f"{address}:rotate-secret", {"keep_seconds": -1}).status_code == 422
