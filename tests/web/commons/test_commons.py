"""From a practice that is written down to somebody of another tenant who reads it beside their finding; by pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interlace import commons
from interlace.principals import SYSTEM
from tests.interlace.commons.lands import Land
from tests.web.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from interlace.db.connections import Database
    from tests.web.conftest import Person

PROBE = "<img src=x>"
TYPED = {
    "title": f"Neighbours cook {PROBE}",
    "summary": "They meet.",
    "language": "en",
    "areas": ["housing"],
    "principles": ["meaningful_interaction"],
    "impact": f"More of them talk. {PROBE}",
    "contacts": "Head of the library",
    "findings": "strategy-missing:T",
    "words": "A report",
    "record": "strategy:S",
    "other_language": "pt",
    "other_title": "Vizinhos cozinham",
}


@pytest.fixture
def lands(accounts: Database) -> tuple[Land, Land]:
    return Land(accounts, "DK"), Land(accounts, "IE")


def test_a_practice_goes_from_a_desk_to_a_finding_of_another_tenant(
    lands: tuple[Land, Land], person: Callable[..., Person]
) -> None:
    here, there = lands
    ana, admin = person(here.tenant_id, "contributor", "T"), person(here.tenant_id, "administrator")
    rui, reader = person(there.tenant_id, "contributor", "T"), person(here.tenant_id, "reader")
    assert "Its practices" in ana.get("desk/T").text
    wrong = ana.post("practices/new?body=T", TYPED | {"impact": "Write to ana@example.org", "title": ""})
    assert wrong.status_code == 422
    assert "mail address" in wrong.text
    assert "They meet." in wrong.text
    made = ana.post("practices/new?body=T", TYPED)
    assert made.status_code == 303, made.text
    where = made.headers["Location"].partition("?")[0]
    draft = ana.get(where)
    assert PROBE not in draft.text
    assert "Propose to publish it" in draft.text
    assert reader.get(where).status_code == 404
    assert rui.get(where.replace(here_slug(ana), rui.tenant)).status_code == 404
    changed = ana.get(f"{where}/change")
    assert "Vizinhos cozinham" in changed.text
    assert ana.post(f"{where}/change", TYPED | {"revision": "1", "place": "Old town"}).status_code == 303
    assert ana.post(f"{where}/change", TYPED | {"revision": "1"}).status_code == 422
    assert ana.post(where, {"deed": "propose", "revision": "2"}).status_code == 303
    (proposed,) = commons.publications(here.database, SYSTEM, here.tenant_id).items
    address = f"publications/{proposed.id}"
    assert "Publish it" not in ana.get(address).text
    assert ana.post(address, {"deed": "publish"}).status_code == 403
    assert "waits for a decision" in admin.get("publications?state=proposed").text
    decided_on = admin.get(address)
    # All that others will read is before whoever decides, in every language.
    for said in ("Vizinhos cozinham", "Head of the library", "Old town", "More of them talk."):
        assert said in decided_on.text, said
    assert (PROBE in decided_on.text, Markup.of(decided_on.text).wrong) == (False, [])
    assert admin.post(address, {"deed": "refuse"}).status_code == 422
    assert admin.post(address, {"deed": "publish"}).status_code == 303
    found = rui.get("commons?q=neighbour&areas=housing")
    assert "Neighbours cook" in found.text
    assert PROBE not in found.text
    entry = there.search("neighbour").items[0]
    told = rui.get(f"commons/{entry.id}")
    assert "Head of the library" in told.text
    assert "Vizinhos cozinham" in told.text
    assert "strategy:S" not in told.text
    assert "strategy-missing:T" not in told.text
    finding = rui.get("findings/strategy-missing:T").text
    assert "It came from the same kind of gap." in finding
    assert "Town of DK" in finding
    assert "You know how? Write it down" in finding
    assert reader.get(where).status_code == 200
    assert ana.post(address, {"deed": "withdraw", "reason": "Over."}).status_code == 303
    assert "Neighbours cook" not in rui.get("commons?q=neighbour").text
    assert rui.get(f"commons/{entry.id}").status_code == 404
    assert "Neighbours cook" not in rui.get("findings/strategy-missing:T").text


def test_what_is_typed_into_the_address_of_a_search_breaks_nothing(
    lands: tuple[Land, Land], person: Callable[..., Person]
) -> None:
    here, _ = lands
    somebody = person(here.tenant_id, "reader")
    assert somebody.get("commons").status_code == 200
    for asked in ("kinds=secret", f"q={'x' * 300}", "after=x", "areas=%00"):
        assert somebody.get(f"commons?{asked}").status_code == 422, asked
    for asked in ("years=x", "countries=", "q=%3Cb%3E%22%27", "languages=xx"):
        assert somebody.get(f"commons?{asked}").status_code == 200, asked
    assert somebody.get("practices/new?body=T").status_code == 403
    assert somebody.get("practices/new?body=none").status_code == 404
    assert somebody.get("practices?body=T").status_code == 200
    assert somebody.get("publications").status_code == 200


def test_a_draft_is_archived_or_removed_only_after_it_was_asked(
    lands: tuple[Land, Land], person: Callable[..., Person]
) -> None:
    here, _ = lands
    ana = person(here.tenant_id, "contributor", "T")
    practice = here.write()
    for deed in ("archive", "remove"):
        assert "Keep it" in ana.get(f"practices/{practice}/{deed}").text
    assert ana.post(f"practices/{practice}", {"deed": "archive", "revision": "1"}).status_code == 303
    assert "archived" in ana.get(f"practices/{practice}").text
    assert ana.post(f"practices/{practice}", {"deed": "remove", "revision": "1"}).status_code == 422
    assert ana.post(f"practices/{practice}", {"deed": "remove", "revision": "2"}).status_code == 303
    assert ana.get(f"practices/{practice}").status_code == 404


def here_slug(somebody: Person) -> str:
    """The address of their tenant."""
    return somebody.tenant


def test_an_entry_is_taken_along_by_another_tenant_without_what_stays_at_home(
    lands: tuple[Land, Land], person: Callable[..., Person]
) -> None:
    here, there = lands
    evidence = [{"kind": "record", "text": "strategy:SECRET"}, {"kind": "words", "text": "A report"}]
    entry = here.publish(title=PROBE, findings=["strategy-missing:SECRET"], evidence=evidence)
    rui = person(there.tenant_id, "contributor", "T")
    page = rui.get(f"commons/{entry}").text
    for form in ("stratml", "jsonld"):
        assert f"commons/{entry}/file/{form}" in page
        taken = rui.get(f"commons/{entry}/file/{form}")
        assert taken.headers["Content-Disposition"].startswith(f'attachment; filename="{entry}.practice.')
        assert ("A report" in taken.text, "SECRET" in taken.text) == (True, False)
    assert rui.get(f"commons/{entry}/file/popolo").status_code == 404
