"""Requests and notices through the REST door: asked once, answered, replied to, counted by name; what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.rest.conftest import Person

UNTIL = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
WISH = {"bodies": ["E"], "items": [{"kind": "actions"}], "reason": "For a report", "deadline": UNTIL}


def test_what_is_sent_again_is_asked_once_and_what_is_asked_again_is_joined(administrator: Person) -> None:
    foreseen = administrator.post("requests:preview", WISH).get_json()
    assert (foreseen["asked"], foreseen["items"][0]["nobody"]) == (1, True)
    made = administrator.post("requests", WISH, Idempotency_Key="ask")
    assert made.status_code == 201, made.text
    again = administrator.post("requests", WISH, Idempotency_Key="ask")
    assert again.headers["Idempotency-Replayed"] == "true"
    second = administrator.post("requests", WISH).get_json()
    (joined,) = administrator.get(f"requests/{second['id']}/askings").get_json()["items"]
    assert (joined["outcome"], joined["state"]) == ("joined", "waiting")
    (question,) = administrator.get("questions?body=E&state=waiting").get_json()["items"]
    assert {one["request"] for one in question["asked_by"]} == {made.get_json()["id"], second["id"]}
    assert len(administrator.get("requests").get_json()["items"]) == 2


def test_an_answer_is_replied_to_and_the_burden_is_counted(administrator: Person) -> None:
    made = administrator.post("requests", WISH).get_json()
    (question,) = administrator.get("questions?body=E").get_json()["items"]
    early = administrator.post(f"requests/{made['id']}:reply", {"text": "Thanks"})
    assert early.status_code == 409
    answered = administrator.post(f"questions/{question['id']}:answer", {"answer": "nothing_changed"})
    assert answered.status_code == 200, answered.text
    assert administrator.post(f"questions/{question['id']}:answer", {"answer": "given"}).status_code == 409
    assert administrator.get(f"questions/{question['id']}").get_json()["state"] == "answered"
    told = administrator.post(f"requests/{made['id']}:reply", {"text": "It is in the report."}).get_json()
    assert [one["reply"] for one in told["items"]] == ["It is in the report."]
    (row,) = administrator.get("burden").get_json()["items"]
    assert (row["body"], row["answered"], row["replies_owed"]) == ("E", 1, 0)
    assert administrator.get("burden?by=asker").get_json()["items"][0]["body"] is None
    known = administrator.post("requests:preview", WISH).get_json()
    assert known["items"][0]["why"] == "declared"
    assert administrator.post(f"requests/{made['id']}:withdraw").status_code == 200
    assert administrator.post(f"requests/{made['id']}:withdraw").status_code == 409


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({**WISH, "bodies": ["nobody"]}, "/bodies/0"),
        ({**WISH, "items": [{"kind": "text", "text": "x" * 501}]}, "/items/0/text"),
        ({**WISH, "deadline": "2020-01-01"}, "/deadline"),
        ({**WISH, "rank": 1}, "/rank"),
        ({}, "/reason"),
    ],
)
def test_a_bad_request_names_its_field(administrator: Person, given: dict[str, object], field: str) -> None:
    for where in ("requests", "requests:preview"):
        refused = administrator.post(where, given)
        assert refused.status_code == 422, refused.text
        assert field in {one["pointer"] for one in refused.get_json()["errors"]}


def test_lists_are_paged_and_wrong_cursors_are_refused(administrator: Person) -> None:
    for _ in range(3):
        assert administrator.post("requests", WISH).status_code == 201
    first = administrator.get("requests?first=2")
    assert len(first.get_json()["items"]) == 2
    assert 'rel="next"' in first.headers["Link"]
    for where in ("requests?after=x", "questions?after=x", "notices?after=x", "burden?after=%2F", "burden?by=rank"):
        assert administrator.get(where).status_code in {400, 422}, where
    assert administrator.get("burden", headers={"Accept": "text/csv"}).status_code in {200, 406}


def test_people_choose_what_they_are_mailed(administrator: Person) -> None:
    assert administrator.get("notices").get_json() == {"items": []}
    assert administrator.get("notices/preference").get_json() == {"mails": "digest"}
    assert administrator.post("notices/preference", {"mails": "hourly"}).status_code == 422
    assert administrator.post("notices/preference", {"mails": "none"}).get_json() == {"mails": "none"}
    assert administrator.post("notices:read").get_json() == {"marked": 0}
