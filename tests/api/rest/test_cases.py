"""Cases through the REST door: answered, owned, discussed, with files that come and go; and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.api.rest.conftest import Person

KEY = "strategy-missing:E"
ANSWER = {"finding": KEY, "said": "acknowledged", "after": 0}
BINARY = "application/octet-stream"


def upload(person: Person, name: str, content: bytes) -> TestResponse:
    asked = {"finding": KEY, "name": name}
    return person.ask("POST", "case-attachments", data=content, query_string=asked, headers={"Content-Type": BINARY})


def test_a_case_is_answered_owned_and_discussed(administrator: Person) -> None:
    first = administrator.get(f"cases/{KEY}")
    assert (first.status_code, first.get_json()["state"]) == (200, "open")
    made = administrator.post("case-answers", ANSWER, Idempotency_Key="one")
    assert made.status_code == 201, made.text
    again = administrator.post("case-answers", ANSWER, Idempotency_Key="one")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert administrator.post("case-answers", ANSWER).status_code == 412
    assert administrator.post("case-owners", {"finding": KEY, "revision": 0, "owners": ["E", "A"]}).status_code == 201
    said = administrator.post("case-comments", {"finding": KEY, "text": "Shall we meet?"}).get_json()
    told = administrator.get(f"cases/{KEY}").get_json()
    assert (told["state"], told["number"], told["revision"]) == ("acknowledged", 1, 1)
    assert [owner["body"] for owner in told["owners"]] == ["E", "A"]
    assert [one["id"] for one in told["comments"]] == [said["id"]]
    assert administrator.delete(f"case-comments/{said['id']}").status_code == 204
    (listed,) = administrator.get("cases?owner=A&state=acknowledged").get_json()["items"]
    assert listed["finding"] == KEY
    assert administrator.get("cases?owner=R2").get_json()["items"] == []


def test_what_a_case_does_not_admit_is_refused_and_says_why(administrator: Person) -> None:
    still = administrator.post("case-answers", {**ANSWER, "said": "closed", "reason": "Done."})
    assert (still.status_code, "still there" in still.get_json()["detail"]) == (409, True)
    assert administrator.post("case-answers", {**ANSWER, "said": "upheld", "reason": "x"}).status_code == 409
    for key in ("strategy-missing:nobody", "x", "strategy-missing:E:E"):
        assert administrator.get(f"cases/{key}").status_code == 404
        assert administrator.post("case-answers", {**ANSWER, "finding": key}).status_code == 404
    assert administrator.get("cases?state=solved").status_code == 422
    assert administrator.get("cases?overdue=maybe").status_code == 422


def test_files_come_and_go_and_are_handed_out_as_nothing_that_runs(administrator: Person) -> None:
    made = upload(administrator, "étude.txt", b"Minutes")
    assert made.status_code == 201, made.text
    (file,) = administrator.get(f"cases/{KEY}").get_json()["attachments"]
    assert (file["name"], file["media_type"], file["bytes"]) == ("étude.txt", "text/plain", 7)
    fetched = administrator.get(f"case-attachments/{file['id']}")
    assert (fetched.data, fetched.mimetype) == (b"Minutes", BINARY)
    assert fetched.headers["Content-Disposition"].startswith('attachment; filename="_tude.txt"')
    assert (fetched.headers["X-Content-Type-Options"], fetched.headers["Cache-Control"]) == (
        "nosniff",
        "private, no-store",
    )
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert administrator.delete(f"case-attachments/{file['id']}").status_code == 204
    assert administrator.get(f"case-attachments/{file['id']}").status_code == 404
    assert administrator.get(f"case-attachments/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.txt", b"", 400, None),
        ("a.txt", b"x" * (10 * 2**20 + 1), 422, "file-size"),
        ("a.pdf", b"plain", 422, "file-lies"),
        ("a.txt", b"<html>", 422, "file-markup"),
        ("a.exe", b"MZ\0", 422, "file-kind"),
        ("", b"x", 422, "required"),
    ],
)
def test_files_that_lie_are_empty_or_too_large_are_refused(
    administrator: Person, name: str, content: bytes, status: int, code: str | None
) -> None:
    refused = upload(administrator, name, content)
    assert refused.status_code == status, refused.text
    if code is not None:
        assert [one["code"] for one in refused.get_json()["errors"]] == [code]
    assert administrator.get(f"cases/{KEY}").get_json()["attachments"] == []
