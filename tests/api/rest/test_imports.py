"""Imports through the REST door: received within bounds, followed to their end, told what is wrong."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import orjson
import pytest

from api import receiving
from api.input import MOST_BYTES
from api.requests import most_bytes
from api.rest import imports
from interlace.jobs import run_here
from tests.interlace.transfer.bundles import BODIES

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.api.rest.conftest import Person, World

ZIP = "application/zip"


def bundle(bodies: str = BODIES) -> bytes:
    """The bytes of a bundle."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bodies.csv", bodies)
    return stream.getvalue()


def sent(person: Person, content: bytes, query: str = "", **headers: str) -> TestResponse:
    """A bundle sent by somebody."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return person.ask("POST", f"imports{query}", data=content, headers={"Content-Type": ZIP, **named})


def events(response: TestResponse) -> list[tuple[str, dict[str, object]]]:
    """The events of a stream."""
    told = [block.split("\n") for block in response.text.split("\n\n") if block.startswith("event:")]
    return [(name.removeprefix("event: "), orjson.loads(data.removeprefix("data: "))) for name, data in told]


def test_a_bundle_is_queued_performed_and_told_of(administrator: Person, world: World) -> None:
    content = bundle("code,name,level\nZZ,Z,local\n")
    queued = sent(administrator, content, "?mode=merge", Idempotency_Key="once")
    assert (queued.status_code, queued.get_json()["state"]) == (202, "waiting"), queued.text
    assert sent(administrator, content, "?mode=merge", Idempotency_Key="once").get_json() == queued.get_json()
    assert sent(administrator, content, "?mode=replace", Idempotency_Key="once").status_code == 422
    job_id = queued.get_json()["id"]
    run_here(world.database, world.tenant_id, job_id)
    told = administrator.get(queued.headers["Location"]).get_json()
    assert (told["state"], told["progress"]) == ("succeeded", 100)
    assert told["result"]["tables"]["bodies"]["added"] == 1
    assert administrator.get("imports").get_json()["items"] == [told]
    followed = administrator.get(f"imports/{job_id}", {"Accept": "text/event-stream"})
    assert [(name, data["state"]) for name, data in events(followed)] == [("ended", "succeeded")]
    assert administrator.post(f"imports/{job_id}:cancel").status_code == 409


def test_what_is_wrong_is_listed_in_both_forms_and_languages(administrator: Person, world: World) -> None:
    queued = sent(administrator, bundle("code,name,level\nX,X,town\n"), "?dry_run=true").get_json()
    run_here(world.database, world.tenant_id, queued["id"])
    told = administrator.get(f"imports/{queued['id']}").get_json()
    assert (told["state"], told["dry_run"]) == ("failed", True)
    assert told["result"]["code"] == "bundle_invalid"
    problems = administrator.get(f"imports/{queued['id']}/problems").get_json()
    assert told["result"]["problems"] == len(problems["items"]) + problems["more"] > 0
    assert (problems["items"][0]["file"], problems["items"][0]["line"]) == ("bodies.csv", 2)
    french = administrator.get(f"imports/{queued['id']}/problems?lang=fr&format=csv")
    assert french.headers["Content-Language"] == "fr"
    assert french.text.startswith("file,line,column,value,code,expected\r\nbodies.csv,2,level,town,")


def test_one_that_waits_is_cancelled_and_a_follower_is_let_go(
    administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LONGEST_STREAM", 0.1)
    job_id = sent(administrator, bundle()).get_json()["id"]
    for _ in range(imports.MOST_STREAMS + 1):
        followed = administrator.get(f"imports/{job_id}", {"Accept": "text/event-stream"})
        assert [(name, data["state"]) for name, data in events(followed)] == [("progress", "waiting")]
    cancelled = administrator.post(f"imports/{job_id}:cancel")
    assert (cancelled.status_code, cancelled.get_json()["state"]) == (200, "cancelled")


def test_few_follow_at_once_and_none_is_lost_that_nobody_reads(administrator: Person) -> None:
    job_id = sent(administrator, bundle()).get_json()["id"]
    address = f"/api/v1/tenants/{administrator.slug}/imports/{job_id}"
    headers = {"Authorization": f"Bearer {administrator.token}", "Accept": "text/event-stream"}
    held = [administrator.client.get(address, headers=headers) for _ in range(imports.MOST_STREAMS)]
    assert {one.status_code for one in held} == {200}
    refused = administrator.client.get(address, headers=headers)
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    for one in held:
        one.close()
    for _ in range(imports.MOST_STREAMS):
        again = administrator.client.get(address, headers=headers)
        assert again.status_code == 200
        again.close()


def test_the_server_is_told_that_a_bundle_may_be_larger_than_other_bodies(world: World) -> None:
    app, tenant = world.app, "/api/v1/tenants/portugal"
    assert most_bytes(app, "POST", f"{tenant}/imports") == receiving.MOST_BYTES > MOST_BYTES
    assert most_bytes(app, "POST", f"{tenant}/bodies") == MOST_BYTES


def test_a_bundle_may_be_larger_than_other_bodies_and_not_too_large(
    administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = bundle() + b"\0" * (3 << 20)
    assert sent(administrator, large).status_code == 202
    monkeypatch.setattr(receiving, "MOST_BYTES", 2 << 20)
    assert sent(administrator, large).status_code == 413
    assert sent(administrator, b"").status_code == 400
    chunked = administrator.ask(
        "POST",
        "imports",
        input_stream=io.BytesIO(large),
        headers={"Content-Type": ZIP, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert chunked.status_code == 413, chunked.text
    monkeypatch.setattr(receiving, "LONGEST_SECONDS", -1)
    assert sent(administrator, bundle()).status_code == 408


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_a_zip_is_received(administrator: Person, kind: str) -> None:
    refused = administrator.ask("POST", "imports", data=bundle(), headers={"Content-Type": kind})
    assert refused.status_code == 415


def test_nobody_else_imports_nor_sees_that_somebody_did(administrator: Person, world: World) -> None:
    job_id = sent(administrator, bundle()).get_json()["id"]
    someone = world.someone("steward", "R1")
    assert sent(someone, bundle()).status_code == 403
    for where in ("imports", f"imports/{job_id}", f"imports/{job_id}/problems"):
        assert someone.get(where).status_code == 403
    assert someone.post(f"imports/{job_id}:cancel").status_code == 403
    assert sent(administrator, bundle(), "?mode=guess").status_code == 422
    assert administrator.get("imports?after=x").status_code == 422
