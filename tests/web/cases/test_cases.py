"""A finding from open to closed in the browser's words, with two people; and what is refused on the way."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.databases import new_tenant
from tests.interlace.cases.country import KEY, Country, in_days
from tests.web.markup import PROBE

if TYPE_CHECKING:
    from collections.abc import Callable

    from interlace.db.connections import Database
    from tests.web.conftest import Person

PAGE = f"findings/{KEY}"


@pytest.fixture
def country(accounts: Database) -> Country:
    return Country(accounts, new_tenant(accounts))


@pytest.fixture
def mayor(country: Country, person: Callable[..., Person]) -> Person:
    return person(country.tenant_id, "contributor", "M")


@pytest.fixture
def region(country: Country, person: Callable[..., Person]) -> Person:
    return person(country.tenant_id, "steward", "R")


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_a_finding_is_taken_from_open_to_closed_by_two_people(country: Country, mayor: Person, region: Person) -> None:
    assert "Nobody has said anything about it yet." in mayor.get(PAGE).text
    answered = mayor.post("case-answers", {"finding": KEY, "said": "disputed", "after": "0", "reason": "We have one."})
    assert answered.status_code == 303, answered.text
    assert "Settle the dispute" in region.get(PAGE).text
    assert "Settle the dispute" not in mayor.get(PAGE).text
    settled = {"finding": KEY, "settlement": "rejected", "settlement_reason": "It ended in 2019.", "after": "1"}
    assert region.post("case-settlements", settled).status_code == 303
    owned = {"finding": KEY, "revision": "0", "owners": ["M", "R"], "add_owner": "Association"}
    assert region.post("case-owners", {**owned, "deadline": in_days(90).isoformat()}).status_code == 303
    said = {"finding": KEY, "text": "A draft goes to the council.", "mentions": str(region.user_id)}
    assert mayor.post("case-comments", said).status_code == 303
    file = {"finding": KEY, "file": (io.BytesIO(b"Minutes"), "minutes.txt")}
    assert mayor.post("case-files", file, content_type="multipart/form-data").status_code == 303
    country.adopt()
    country.look()
    gone = mayor.get(PAGE).text
    assert "the register shows no such gap" in text_of(gone)
    assert "Say what was done" in gone
    closed = {"finding": KEY, "said": "closed", "after": "2", "reason": "The council adopted it.", "body": "M"}
    assert mayor.post("case-answers", closed).status_code == 303
    assert "Close it by hand" not in mayor.get(PAGE).text
    told = text_of(region.get(PAGE).text)
    for sentence in ("It ended in 2019.", "Association", "minutes.txt", "The council adopted it.", "closed by hand"):
        assert sentence in told, sentence
    assert "The council adopted" not in region.get("cases?state=open").text
    assert KEY in region.get("cases?mine=yes&state=closed").text


def test_what_is_wrong_is_told_beside_what_was_typed(mayor: Person) -> None:
    sent = {"finding": KEY, "said": "accepted_risk", "after": "0", "reason": "No staff until spring."}
    refused = mayor.post("case-answers", sent)
    assert refused.status_code == 422
    assert "There is something to mend" in refused.text
    assert "No staff until spring." in refused.text
    assert mayor.post("case-answers", {"finding": KEY, "after": "0"}).status_code == 422
    assert mayor.post("case-owners", {"finding": KEY, "revision": "0"}).status_code == 422
    html = {"finding": KEY, "file": (io.BytesIO(b"<svg onload=alert(1)>"), "plan.txt")}
    lying = mayor.post("case-files", html, content_type="multipart/form-data")
    assert (lying.status_code, "HTML, SVG" in lying.text) == (422, True)


def test_who_comes_second_learns_that_somebody_was_first(mayor: Person, region: Person) -> None:
    sent = {"finding": KEY, "said": "acknowledged", "after": "0"}
    assert region.post("case-answers", sent | {"body": "M"}).status_code == 303
    second = mayor.post("case-answers", sent | {"said": "in_progress"})
    assert second.status_code == 422
    assert "Somebody said something else meanwhile" in second.text


def test_who_may_not_answer_sees_no_forms_and_is_refused(country: Country, person: Callable[..., Person]) -> None:
    reader = person(country.tenant_id, "reader")
    page = reader.get(PAGE).text
    assert "case-answers" not in page
    assert "case-comments" not in page
    assert reader.post("case-answers", {"finding": KEY, "said": "acknowledged", "after": "0"}).status_code == 422
    assert reader.post("case-comments", {"finding": "no-such-rule:M", "text": "x"}).status_code == 404
    assert country.case().number == 0


def test_texts_are_texts_and_files_are_saved_not_shown(country: Country, mayor: Person) -> None:
    said = {"finding": KEY, "text": f"{PROBE}<script>alert(1)</script>"}
    assert mayor.post("case-comments", said).status_code == 303
    assert "<script>alert" not in mayor.get(PAGE).text
    file = {"finding": KEY, "file": (io.BytesIO(b"a,b\n1,2\n"), "../../étude.csv")}
    assert mayor.post("case-files", file, content_type="multipart/form-data").status_code == 303
    (one,) = country.case().attachments
    assert one.name == "étude.csv"
    fetched = mayor.get(f"case-files/{one.id}")
    assert fetched.data == b"a,b\n1,2\n"
    assert fetched.headers["Content-Disposition"].startswith("attachment;")
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert mayor.get(f"case-files/{one.id}/removal?finding={KEY}&name=x").status_code == 200
    assert mayor.post(f"case-files/{one.id}/removal").status_code == 303
    assert mayor.get(f"case-files/{one.id}").status_code == 404
    (comment,) = country.case().comments
    assert mayor.get(f"case-comments/{comment.id}/removal?finding={KEY}").status_code == 200
    assert mayor.post(f"case-comments/{comment.id}/removal").status_code == 303
    assert "was taken away" in mayor.get(PAGE).text


def test_administrators_take_comments_away_and_the_page_says_nothing_false(
    country: Country, mayor: Person, person: Callable[..., Person]
) -> None:
    assert mayor.post("case-comments", {"finding": KEY, "text": "Rude."}).status_code == 303
    (comment,) = country.case().comments
    removal = f"case-comments/{comment.id}/removal"
    assert removal not in person(country.tenant_id, "steward", "R").get(PAGE).text
    admin = person(country.tenant_id, "administrator")
    assert removal in admin.get(PAGE).text
    assert "your name" not in admin.get(f"{removal}?finding={KEY}").text
    assert admin.post(removal).status_code == 303
    page = text_of(mayor.get(PAGE).text)
    assert "This comment was taken away." in page
    assert "by whoever wrote it" not in page


@pytest.mark.parametrize("language", ["fr", "pt", "es"])
def test_the_pages_are_there_in_every_language(country: Country, mayor: Person, language: str) -> None:
    mayor.post("case-answers", {"finding": KEY, "said": "acknowledged", "after": "0"})
    assert mayor.get(f"{PAGE}?lang={language}").status_code == 200
    assert mayor.get(f"cases?lang={language}&owner=M").status_code == 200
    assert country.case().state == "acknowledged"
