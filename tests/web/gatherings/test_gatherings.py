"""Two towns of two tenants by pages: one calls, the other writes, and each reads what concerns it alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.interlace.gatherings.towns import Town

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

_VISIT = {
    "body": "T",
    "title": "Come <b>and</b> see",
    "text": "Three days.\n\nWith <script>alert(1)</script> us.",
    "language": "en",
    "languages": "en pt",
    "state": "open",
    "areas": "housing",
    "starts_on": "2030-05-01",
    "ends_on": "2030-05-03",
    "places": "1",
}


@pytest.fixture
def towns(accounts: Database) -> tuple[Town, Town]:
    return Town(accounts, "Lusitania"), Town(accounts, "Hispania")


def test_a_call_is_made_published_answered_and_read_by_those_whom_it_concerns(
    towns: tuple[Town, Town], person: Callable[..., Person]
) -> None:
    host, guest = towns
    ana, rui = person(host.tenant_id, "contributor", "T"), person(guest.tenant_id, "contributor", "T")
    assert ana.get("commons/gatherings").status_code == 200
    wrong = ana.post("commons/gatherings/new?kind=study_visit", {**_VISIT, "ends_on": "2030-04-01", "title": ""})
    assert wrong.status_code == 422
    assert "There is something to mend" in wrong.text
    made = ana.post("commons/gatherings/new?kind=study_visit", _VISIT)
    assert made.status_code == 303
    where = made.headers["Location"].split("?")[0].split("/commons/")[1]
    shown = ana.get(f"commons/{where}").text
    assert "Come &lt;b&gt;and&lt;/b&gt; see" in shown
    assert "<script>alert" not in shown
    assert ana.post(f"commons/{where}/publish").status_code == 303
    assert ana.post(f"commons/{where}/publish").status_code == 409
    entry = _published(host)
    assert "Write to Town T of Lusitania" in rui.get(f"commons/entries/{entry}/write").text
    assert rui.post(f"commons/entries/{entry}/write", {"body": "T", "kind": "application"}).status_code == 422
    words = {"body": "T", "kind": "application", "text": "May <i>we</i> come?"}
    sent = rui.post(f"commons/entries/{entry}/write", words)
    assert sent.status_code == 303
    approach = re.sub(r"\?.*", "", sent.headers["Location"]).split("/commons/")[1]
    received = ana.get(f"commons/{approach}").text
    assert "May &lt;i&gt;we&lt;/i&gt; come?" in received
    assert rui.email not in received
    stranger = person(host.tenant_id, "contributor", "U")
    assert stranger.get(f"commons/{approach}").status_code == 404
    assert stranger.post(f"commons/{approach}", {"do": "accept"}).status_code == 404
    assert rui.post(f"commons/{approach}", {"do": "accept"}).status_code == 403
    assert "writes to you by way of the commons" in ana.get("notices").text
    assert ana.post(f"commons/{approach}", {"do": "accept", "answer": "Welcome."}).status_code == 303
    answered = rui.get(f"commons/{approach}").text
    assert "Welcome." in answered
    assert ana.email not in answered
    assert approach in rui.get("notices").text


def _published(host: Town) -> UUID:
    from interlace import commons

    (waiting,) = commons.publications(host.database, host.administrator, host.tenant_id, states=["proposed"]).items
    commons.decide(host.database, host.administrator, host.tenant_id, waiting.id, True)
    entry = commons.publication(host.database, host.administrator, host.tenant_id, waiting.id).entry
    assert entry is not None
    return entry


def test_drafts_are_changed_and_removed_by_their_body_and_are_nothing_to_others(
    towns: tuple[Town, Town], person: Callable[..., Person]
) -> None:
    host, _ = towns
    ana, eva = person(host.tenant_id, "contributor", "T"), person(host.tenant_id, "reader")
    draft = host.make("event", state="draft", decisions=["Go on"], papers=["https://a.example/1"])
    where = f"commons/gatherings/{draft.id}"
    for page in (where, f"{where}/change", f"{where}/remove", f"commons/calendar/{draft.id}.ics"):
        assert eva.get(page).status_code == 404
    form = ana.get(f"{where}/change").text
    assert "2030-07-01T09:30" in form
    assert "https://a.example/1" in form
    told = {"title": "Later", "text": "x", "language": "en", "state": "draft", "starts_at": "2030-07-02T09:00"}
    told |= {"ends_at": "2030-07-02T10:00", "time_zone": "Europe/Lisbon", "revision": "7"}
    assert ana.post(f"{where}/change", told).status_code == 409
    assert ana.post(f"{where}/change", {**told, "revision": "1"}).status_code == 303
    assert ana.get(f"commons/calendar/{draft.id}.ics").headers["Content-Type"].startswith("text/calendar")
    assert "Remove this draft?" in ana.get(f"{where}/remove").text
    assert ana.post(f"{where}/remove", {"revision": "2"}).status_code == 303
    assert ana.get(where).status_code == 404
    for kind in ("mentoring_offer", "mentoring_request", "study_visit", "network", "event"):
        assert ana.get(f"commons/gatherings/new?kind={kind}").status_code == 200
        assert eva.get(f"commons/gatherings/new?kind={kind}").status_code == 403
    assert ana.get("commons/gatherings/new?kind=party").status_code == 404


def test_a_network_shows_its_members_and_a_request_what_fits(
    towns: tuple[Town, Town], person: Callable[..., Person]
) -> None:
    host, guest = towns
    ana, rui = person(host.tenant_id, "contributor", "T"), person(guest.tenant_id, "contributor", "T")
    network = host.make("network")
    entry = host.publish(network)
    offer = guest.publish(guest.make("mentoring_offer", title="We help"))
    assert "We help" in ana.get(f"commons/gatherings/{host.make('mentoring_request').id}").text
    page = f"commons/networks/{network.id}"
    assert "Town T of Hispania (Hispania)" in ana.get(page).text
    assert ana.post(f"{page}/invite", {"text": "x"}).status_code == 422
    assert ana.post(f"{page}/invite", {"invited": str(offer), "text": "Join us"}).status_code == 303
    (invited,) = [one for one in guest.seen() if one.kind == "invitation"]
    guest.answer(invited.id)
    theirs = rui.get(f"commons/networks/{entry}").text
    assert "End the membership" in theirs
    assert "Make it a coordinator" not in theirs
    member = re.search(r'name="member" value="([^"]+)"', ana.get(page).text)
    assert member is not None
    assert ana.post(page, {"do": "coordinate", "member": member[1]}).status_code == 303
    assert "coordinates" in rui.get(f"commons/networks/{entry}").text
    assert rui.post(f"commons/networks/{entry}", {"do": "leave", "member": member[1]}).status_code == 303
    assert "No body has joined yet." in ana.get(page).text


def test_the_address_of_a_calendar_is_shown_once_and_ends(
    towns: tuple[Town, Town], person: Callable[..., Person]
) -> None:
    host, _ = towns
    host.make("event", title="Yearly meeting")
    eva = person(host.tenant_id, "reader")
    shown = eva.post("commons/calendar", {"do": "renew"})
    found = re.search(r"/calendar/[^<]+\.ics", shown.text)
    assert found is not None
    assert "no-store" in shown.headers["Cache-Control"]
    read = eva.client.application.test_client().get(found[0])
    assert read.status_code == 200
    assert b"SUMMARY:Yearly meeting" in read.data
    assert found[0] not in eva.get("commons/calendar").text
    assert eva.post("commons/calendar", {"do": "end"}).status_code == 303
    assert eva.client.application.test_client().get(found[0]).status_code == 404


def test_guides_and_what_helps_with_a_finding_are_told(portugal: UUID, person: Callable[..., Person]) -> None:
    eva = person(portugal, "reader")
    told = eva.get("guides").text
    assert told.count('<section id="') == 8
    assert "named only: we have not read it" in told
    findings = eva.get("findings").text
    one = re.search(r'href="(/t/[^"]*/findings/[^"?]+)', findings)
    assert one is not None
    assert "What helps" in eva.get(one[1]).text
