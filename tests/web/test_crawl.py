"""All that a person reaches from where they begin: no page fails, leads nowhere, or lets a text become markup."""

from __future__ import annotations

import csv
from collections import Counter, deque
from typing import TYPE_CHECKING

import pytest

from graph.tables import SCHEMA, Kind
from interlace import demonstration, tenants
from interlace.principals import SYSTEM
from tests.repository import ROOT
from tests.web.markup import PROBE, PROBE_ADDRESS, Markup, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person

#: So many pages of each kind are opened.
_OF_A_KIND = 3
#: What nobody comes to by links from a register, each with why.
_NOT_REACHED = {
    **dict.fromkeys(
        ("web.administration_account", "web.administration_account_removal"), "the demonstration has no service account"
    ),
    **dict.fromkeys(
        ("web.administration_webhook", "web.administration_webhook_edit", "web.administration_webhook_removal"),
        "the demonstration has no webhook",
    ),
    **dict.fromkeys(
        ("web.administration_import_job", "web.administration_import_problems"),
        "the demonstration was not imported by a page",
    ),
    **dict.fromkeys(
        ("web.case_file", "web.case_file_removal", "web.case_comment_removal"), "the demonstration has no case"
    ),
    **dict.fromkeys(
        ("web.assessment_sent", "web.assessment_correction", "web.assessment_sending", "web.round_releasing"),
        "nothing was sent in the demonstration",
    ),
    **dict.fromkeys(
        ("web.commons_entry", "web.practice", "web.practice_change", "web.practice_confirm", "web.publication"),
        "nobody has written down a practice in the demonstration",
    ),
    **dict.fromkeys(
        ("web.practice_file", "web.commons_entry_file"), "nobody has written down a practice in the demonstration"
    ),
    "web.body_suggestions": "asked by a script",
    "web.picture_search": "asked by a script",
    **dict.fromkeys(
        (
            "web.visit_one",
            "web.visit_edit",
            "web.visit_deed",
            "web.visit_items",
            "web.visit_writing",
            "web.visit_profile",
            "web.visit_profile_pdf",
            "web.visit_recommendation",
        ),
        "nobody visits in the demonstration",
    ),
    **dict.fromkeys(
        ("web.administration_instrument_removal", "web.crosswalk_one"), "nothing was loaded in the demonstration"
    ),
    **dict.fromkeys(
        (
            "web.gathering_one",
            "web.gathering_edit",
            "web.gathering_removal",
            "web.approach_one",
            "web.approach_new",
            "web.network_members",
            "web.calendar_file",
        ),
        "nobody has called anything together in the demonstration",
    ),
    "web.calendar_feed": "read by calendar programs",
    "web.home": "leads on to the overview or to signing in",
    "web.built": "style and scripts",
    **dict.fromkeys(("web.desk_like", "web.desk_suggestions"), "asked by a script"),
    "web.desk_adopt": "the demonstration has no draft",
    "web.desk_report": "the demonstration has no report",
    "web.desk_resolve": "the demonstration has no strategies that are marked as opposed",
    "web.desk_saved": "shown after something was registered",
    "web.forgotten": "for people who are not signed in",
    "web.invitation": "from letters",
    "web.reset": "from letters",
    "web.session_goes_on": "asked by a script",
    "web.stop_mails": "from letters",
    **dict.fromkeys(("web.request_one", "web.request_withdrawal"), "nothing was asked in the demonstration"),
    **dict.fromkeys(
        (
            "web.workspace_one",
            "web.workspace_step",
            "web.workspace_strategy",
            "web.workspace_commitments",
            "web.workspace_consult",
            "web.workspace_adopt",
            "web.workspace_close",
            "web.consultation_one",
            "web.consultation_change",
        ),
        "nothing is prepared in the demonstration",
    ),
    "web.sign_in": "for people who are not signed in",
    **dict.fromkeys(
        ("web.results_file", "web.target_page", "web.voices_page"), "no self-assessment was sent in the demonstration"
    ),
}


#: A round in which the administrator fills in for a body.
ROUND = {
    "title": "Round",
    "instrument": "checklist-meaningful-interaction@1",
    "due_on": "2029-01-01",
    "voices": "body",
    "bodies": "PT-sintra",
}


def crawl(app: Flask, somebody: Person, of_a_kind: int) -> Iterator[tuple[str, str, Markup]]:
    """Pages that somebody comes to by links alone: endpoint, address and markup."""
    adapter = app.url_map.bind("localhost")
    waiting, seen, opened = deque([(f"/t/{somebody.tenant}/", "")]), set[str](), Counter[str]()
    while waiting:
        where, linked_from = waiting.popleft()
        endpoint, _ = adapter.match(where.partition("?")[0], "GET")
        if not endpoint.startswith("web.") or opened[endpoint] >= of_a_kind:
            continue
        opened[endpoint] += 1
        answer = somebody.get(where, follow_redirects=True)
        page = Markup.of(answer.text) if answer.mimetype == "text/html" else Markup()
        if answer.status_code != 200:
            page.wrong = [f"answered by {answer.status_code}, linked from {linked_from}"]
        yield endpoint, where, page
        for link in page.links:
            path = path_of(link, where)
            if path is not None and path not in seen and "lang=" not in path:
                seen.add(path)
                waiting.append((path, where))


def faults(app: Flask, somebody: Person) -> list[tuple[str, str]]:
    """Each thing that is wrong with what somebody comes to, and where."""
    return [(where, wrong) for _, where, page in crawl(app, somebody, _OF_A_KIND) for wrong in page.wrong]


@pytest.mark.parametrize(
    ("role", "body"), [("administrator", None), ("steward", "PT"), ("contributor", "PT-lisboa"), ("reader", None)]
)
def test_every_link_leads_to_a_page_that_is_whole(
    app: Flask, portugal: UUID, person: Callable[..., Person], role: str, body: str | None
) -> None:
    assert faults(app, person(portugal, role, body)) == []


def test_an_administrator_comes_to_every_page_by_links(
    app: Flask, portugal: UUID, person: Callable[..., Person]
) -> None:
    somebody = person(portugal)
    where = somebody.post("scenarios/new", {"title": "Try"}).headers["Location"]
    somebody.post(f"{where}/add/strategy", {"revision": "1", "owner": "PT-lisboa", "title": "Plan"})
    somebody.post("assessments/rounds/new", ROUND)
    reached = {endpoint for endpoint, _, _ in crawl(app, somebody, 2)}
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in shown if name.startswith("web.")}
    assert pages - reached - set(_NOT_REACHED) == set()


@pytest.fixture(scope="module")
def probed(accounts: Database, tmp_path_factory: pytest.TempPathFactory) -> UUID:
    """A register in which every text is an attack."""
    folder = tmp_path_factory.mktemp("probed")
    for path in (ROOT / "demo" / "portugal").glob("*.csv"):
        _probe(path, folder)
    (folder / "tenant.toml").write_bytes((ROOT / "demo" / "portugal" / "tenant.toml").read_bytes())
    tenants.create(accounts, SYSTEM, "probed")
    return demonstration.set_up(accounts, demonstration.Country("probed", "en", ()), folder, lambda _: None)


def _probe(path: Path, folder: Path) -> None:
    columns = SCHEMA.get(path.stem, {})
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name in row:
            if name == "website":
                row[name] = PROBE_ADDRESS
            elif name.startswith(("name_", "title_")) or (name in columns and columns[name].kind is Kind.TEXT):
                row[name] = f"{row[name]} {PROBE}"
    with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("role", ["administrator", "reader"])
def test_no_text_of_a_register_becomes_markup(
    app: Flask, probed: UUID, person: Callable[..., Person], role: str
) -> None:
    assert faults(app, person(probed, role)) == []


def test_pages_of_another_tenant_are_not_there(
    app: Flask, portugal: UUID, tenant_id: UUID, person: Callable[..., Person]
) -> None:
    stranger = person(tenant_id)
    for endpoint, where, _ in crawl(app, person(portugal), 1):
        if where.startswith("/t/"):
            assert stranger.get(where).status_code == 404, endpoint


def test_whoever_is_not_signed_in_is_led_to_the_form_and_back(
    app: Flask, portugal: UUID, person: Callable[..., Person]
) -> None:
    visitor = app.test_client()
    for _, where, _ in crawl(app, person(portugal), 1):
        if where.startswith("/t/"):
            led = visitor.get(where)
            assert (led.status_code, led.headers["Location"].partition("?")[0]) == (303, "/sign-in")
