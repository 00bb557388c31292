"""The report: chosen, looked at, taken along; of a whole register and of a branch, in any language of the pages."""

from __future__ import annotations

import re
import threading
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from api.answers import ANSWERS
from api.context import DATABASE
from interlace.db import tenancy
from interlace.principals import SYSTEM
from interlace.reading.national import national
from interlace.register.catalogue import SERVICES
from tests.interlace.reading import seen
from web.languages import LANGUAGES
from web.report import contents, printed, printing, turns
from web.report.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person

DAYS = "as_of=2026-03-31&compare_to=2025-12-31"
AZORES = "PT-NUTS2-PT20"


def text_of(html: str) -> list[str]:
    """What stands on the pages that a document is set on, page by page."""
    return [
        " ".join(box.text for box in page._page_box.descendants() if getattr(box, "text", None))
        for page in printing.in_pages(html).pages
    ]


@pytest.mark.parametrize(("role", "body"), [("administrator", None), ("contributor", "PT-lisboa"), ("reader", None)])
def test_everybody_of_a_tenant_looks_at_its_report(
    person: Callable[..., Person], portugal: UUID, role: str, body: str | None
) -> None:
    page = person(portugal, role, body).get(f"report/page?{DAYS}")
    assert page.status_code == 200
    assert "Portugal (demonstration)" in page.text
    for heading in ("What pulls together", "What does not", "What changed", "What is not reported"):
        assert f"<h2>{heading}</h2>" in page.text


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was to be set as PDF; it is not, since that takes seconds."""
    told: list[str] = []

    def noted(html: str) -> bytes:
        told.append(html)
        return html.encode()

    monkeypatch.setattr(printing, "as_pdf", noted)
    return told


def test_a_report_says_its_revision_and_days_on_every_page(
    person: Callable[..., Person], portugal: UUID, documents: list[str]
) -> None:
    answer = person(portugal, "reader").get(f"report.pdf?{DAYS}&branch={AZORES}")
    assert answer.mimetype == "application/pdf"
    revision = re.search(r"r(\d+)-en\.pdf", answer.headers["Content-Disposition"])
    assert revision
    first, *others = text_of(documents[0])
    assert f"Revision of the register {revision[1]}" in first
    assert "31 March 2026" in first
    assert "31 December 2025" in first
    assert others
    assert all(f"As of 31 March 2026 · revision {revision[1]}" in page for page in others)
    assert f"Page 1 / {len(others) + 1}" in first


@pytest.mark.usefixtures("documents")
def test_the_same_question_has_the_same_report_and_another_one_another(
    person: Callable[..., Person], portugal: UUID, app: Flask
) -> None:
    reader, other = person(portugal, "reader"), person(portugal, "administrator")
    first = reader.get(f"report.pdf?{DAYS}&branch={AZORES}").data
    app.extensions[ANSWERS]._kept.clear()
    assert other.get(f"report.pdf?branch={AZORES}&{DAYS}").data == first
    others = (
        f"{DAYS}&branch={AZORES}&lang=fr",
        f"as_of=2026-03-30&compare_to=2025-12-31&branch={AZORES}",
        f"as_of=2026-03-31&compare_to=2025-12-30&branch={AZORES}",
        DAYS,
    )
    assert len({first, *(reader.get(f"report.pdf?{asked}").data for asked in others)}) == len(others) + 1


def test_a_report_in_another_language_leaves_the_readers_own(person: Callable[..., Person], portugal: UUID) -> None:
    reader = person(portugal, "reader")
    french = reader.get(f"report/page?{DAYS}&lang=fr")
    assert '<html lang="fr">' in french.text
    assert not any(cookie.startswith("language=") for cookie in french.headers.getlist("Set-Cookie"))
    assert '<html lang="en">' in reader.get("report").text
    assert reader.get("report/page?lang=xx").status_code == 400


def test_a_branch_is_chosen_by_a_name_and_what_is_none_is_told(person: Callable[..., Person], portugal: UUID) -> None:
    reader = person(portugal, "reader")
    chosen = reader.get(f"report?{DAYS}&branch=ponta delgada&language=fr")
    assert chosen.status_code == 303
    assert chosen.headers["Location"].startswith("/t/portugal-unchanged/report/page?")
    assert "branch=PT-ponta-delgada" in chosen.headers["Location"]
    assert "lang=fr" in chosen.headers["Location"]
    assert "as_of=2026-03-31" in chosen.headers["Location"]
    for typed, why in (
        ("Atlantis", "There is no body"),
        ("PT-CSO-ACAS", "no such authority"),
        ("planeamento", "several"),
    ):
        refused = reader.get("report", query_string={"branch": typed, "language": "en"})
        assert refused.status_code == 422
        assert why in refused.text
        assert f'value="{typed}"' in refused.text
    assert reader.get("report?language=xx").status_code == 422
    assert reader.get("report/page?branch=nobody").status_code == 404


def test_an_empty_register_has_a_report_too(person: Callable[..., Person], tenant_id: UUID) -> None:
    reader = person(tenant_id, "reader")
    page = reader.get(f"report/page?{DAYS}")
    assert page.status_code == 200
    assert "nothing is registered so far" in page.text


def test_days_in_the_wrong_order_compare_nothing(person: Callable[..., Person], portugal: UUID) -> None:
    page = person(portugal, "reader").get("report/page?as_of=2026-03-31&compare_to=2026-04-01")
    assert "nothing is compared" in page.text


def test_names_and_titles_stand_as_texts(
    person: Callable[..., Person], accounts: Database, tenant_id: UUID, documents: list[str]
) -> None:
    hostile = '<img src="file:///etc/passwd"><script>alert(1)</script>'
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        for code, level in (("land", "national"), ("city", "local")):
            values: dict[str, Any] = {"code": code, "name": f"{code} {hostile}", "level": level}
            above = {} if code == "land" else {"parent": "land"}
            SERVICES["body.register"].perform(unit, values={**values, **above})
        strategy = {"code": "plan", "title": hostile, "owner": "land", "status": "adopted", "url": "file:///etc/passwd"}
        SERVICES["strategy.record"].perform(unit, values=strategy)
    reader = person(tenant_id, "reader")
    reader.get("report.pdf?branch=land")
    for page in (reader.get("report/page?branch=land").text, *documents):
        assert "<img" not in page
        assert "<script" not in page
        assert "&lt;img" in page
    assert len(documents) == 1


def test_long_lists_say_how_much_more_there_is(
    person: Callable[..., Person], portugal: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_STRATEGIES", 1)
    page = person(portugal, "reader").get(f"report/page?{DAYS}").text
    assert re.search(r"And \d+ more, in the table “Strategies” of Interlace", page)
    assert f"/t/portugal-unchanged/tables/strategies.xlsx?{DAYS.replace('&', '&amp;')}" in page


def test_while_two_reports_are_set_others_are_told_to_come_again(
    person: Callable[..., Person], portugal: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(turns, "_WAIT_SECONDS", 0.01)
    reader = person(portugal, "reader")
    with turns.turn():
        refused = reader.get("report.pdf?as_of=2026-02-01&compare_to=2026-01-01")
        workbook = reader.get("tables/bodies.xlsx")
    assert refused.status_code == workbook.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert reader.get("tables/bodies.xlsx").status_code == 200


def test_no_connection_is_held_while_a_report_is_set(
    person: Callable[..., Person], portugal: UUID, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    database: Database = app.extensions[DATABASE]
    held: list[int] = []

    def watched(html: str) -> bytes:
        # A connection that is given back is looked at before it counts as idle.
        until = time.monotonic() + 2
        while (in_use := database.usage["open"] - database.usage["idle"]) and time.monotonic() < until:
            time.sleep(0.01)
        held.append(in_use)
        return html.encode()

    monkeypatch.setattr(printing, "as_pdf", watched)
    assert person(portugal, "reader").get("report.pdf?as_of=2026-02-02&compare_to=2026-01-01").status_code == 200
    assert held == [0]


def test_where_pdfs_cannot_be_set_the_page_says_what_to_install_and_can_be_printed(
    person: Callable[..., Person], portugal: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise printing.CannotPrint

    monkeypatch.setattr(printing, "_weasyprint", missing)
    reader = person(portugal, "reader")
    for path in ("report", f"report/page?{DAYS}"):
        page = reader.get(path)
        assert page.status_code == 200
        assert "installs Pango" in page.text
        assert "report.pdf" not in page.text
    refused = reader.get("report.pdf?as_of=2026-02-03&compare_to=2026-01-01")
    assert refused.status_code == 503
    assert "installs Pango" in refused.text


@pytest.mark.usefixtures("portugal")
def test_another_tenants_report_is_nowhere(person: Callable[..., Person], tenant_id: UUID) -> None:
    stranger = person(tenant_id, "administrator")
    for path in ("report", "report/page", "report.pdf"):
        assert stranger.get(f"/t/portugal-unchanged/{path}").status_code == 404


def test_a_whole_register_is_told_by_the_numbers_of_the_national_view() -> None:
    view = seen.portugal(date(2026, 3, 31))
    scope, told = Scope(view), national(view, date(2025, 12, 31))
    ours, theirs = scope.figures, told.figures
    for name in ("authorities", "with_strategy", "declared", "others", "strategies", "actions"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert (scope.tally.counts == told.tally.counts).all()
    assert scope.levels == told.levels
    assert [(row.level, row.bodies, row.asked) for row in scope.silence] == [
        (row.level, row.bodies, row.asked) for row in told.unreported
    ]


def test_branches_of_a_register_add_up_to_it() -> None:
    view = seen.portugal(date(2026, 3, 31))
    root = view.body_at(0)
    whole, branch = Scope(view).figures, Scope(view, root).figures
    parts = [Scope(view, view.body_at(place)).figures for place in view.graph.hierarchy.children(0).tolist()]
    assert (branch.authorities, branch.pairs) == (whole.authorities, whole.pairs)
    assert sum(part.authorities for part in parts) == whole.authorities - 1
    assert sum(part.pairs for part in parts) == whole.pairs
    assert sum(part.carrying for part in parts) == whole.carrying


@pytest.mark.parametrize("seed", range(8))
def test_random_countries_have_reports(app: Flask, seed: int) -> None:
    view = seen.random_view(seed)
    with app.test_request_context("/?compare_to=2000-01-01&as_of=2000-01-01&lang=en"):
        told = contents.contents_of(Scope(view), "x", date(2000, 1, 1))
        html = printed.html_of(told, printing_it=True)
    scope = told.scope
    assert "</html>" in html
    assert sum(row.bodies for row in scope.concern) == len(view.graph.body)
    assert all(row.without >= 0 for row in scope.concern)
    assert told.strategies.total == len(scope.strategies)
    assert all(kind.first.total >= len(kind.first.rows) for first in told.weightiest.values() for kind in first.rows)


def test_many_bodies_without_others_below_stand_in_one_row(
    person: Callable[..., Person], accounts: Database, tenant_id: UUID
) -> None:
    above = {"land": None, "region": "land", "town": "region", **{f"city{number}": "land" for number in range(9)}}
    levels = {"land": "national", "region": "regional"}
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        for code, parent in above.items():
            values = {"code": code, "name": code, "level": levels.get(code, "local"), "parent": parent}
            SERVICES["body.register"].perform(unit, values=values)
    page = person(tenant_id, "reader").get("report/page").text
    assert "Those without others below them" in page
    assert "9 authorities, 0 declared complete" in page
    assert page.index(">region</text>") < page.index(">city0</text>")


def test_reports_are_offered_in_all_languages_of_the_pages(person: Callable[..., Person], portugal: UUID) -> None:
    page = person(portugal, "reader").get("report").text
    for code in LANGUAGES:
        assert f'<option value="{code}"' in page
