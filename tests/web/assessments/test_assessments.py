"""Pages on which rounds are opened and assessments filled in by several people, looked through and sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.interlace.assessments.rounds import load, small
from tests.interlace.register.world import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.web.conftest import Person

WISH = {
    "title": "Round <b>1</b>",
    "instrument": "small@1",
    "due_on": "2028-12-31",
    "voices": ["body", "civil_society", "reviewer"],
    "bodies": "A",
    "civil_society": "C",
}
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def tenant(accounts: Database, tenant_id: UUID) -> UUID:
    settle(accounts, tenant_id)
    load(accounts, tenant_id, small())
    return tenant_id


def opened(who: Person, **given: object) -> str:
    """The address of a new round."""
    answer = who.post("assessments/rounds/new", {**WISH, **given})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).partition("?")[0]


def own(who: Person) -> str:
    """The address of the assessment that waits for somebody."""
    listed = who.get("assessments").text
    found = re.search(r'href="(/t/[^"]*/assessments/[0-9a-f-]{36})"', listed)
    assert found is not None, listed
    return found[1]


def test_a_round_is_opened_by_a_form_and_looked_after_on_its_page(tenant: UUID, person: Callable[..., Person]) -> None:
    steward, reader = person(tenant, "steward", "R1"), person(tenant, "reader")
    assert "rounds/new" not in reader.get("assessments").text
    assert reader.get("assessments/rounds/new").status_code == 403
    for given in ({"bodies": "nowhere"}, {"bodies": "B"}, {"title": ""}, {"due_on": "2001-01-01"}, {"bodies": ""}):
        refused = steward.post("assessments/rounds/new", {**WISH, **given})
        assert refused.status_code == 422
        assert "There is something to mend" in refused.text
    where = opened(steward, reviewers=[str(reader.user_id)])
    page = steward.get(where).text
    assert "Round &lt;b&gt;1&lt;/b&gt;" in page
    assert "<b>1</b>" not in page
    assert "0 of 3 voices sent" in page
    assert reader.get(where).status_code == 200
    assert person(tenant, "contributor", "B").get(where).status_code == 404
    changed = steward.post(f"{where}/change", {"title": "Round 2", "due_on": "2028-11-30", "revision": "1"})
    assert changed.status_code == 303
    assert steward.post(f"{where}/change", {"title": "x", "due_on": "2028-11-30", "revision": "1"}).status_code == 422
    assert steward.get(f"{where}/bodies").status_code == 200
    assert steward.post(f"{where}/bodies", {"bodies": "E"}).status_code == 303
    assert steward.post(f"{where}/release/A").status_code == 409
    assert "Close the round?" in steward.get(f"{where}/closing").text
    assert steward.post(f"{where}/closing", {"deed": "close"}).status_code == 303
    assert "Open the round again" in steward.get(where).text
    assert steward.post(f"{where}/closing", {"deed": "reopen"}).status_code == 303
    assert reader.get(f"{where}/closing").status_code == 403


def test_two_people_fill_in_with_and_without_scripts_and_lose_nothing(
    tenant: UUID, person: Callable[..., Person]
) -> None:
    ana, rui = person(tenant, "contributor", "A"), person(tenant, "contributor", "A")
    opened(person(tenant))
    where = own(ana)
    page = ana.get(f"{where}/areas/plan").text
    assert "Outside our competence" in page
    assert "Not answered" in page
    assert f"{where}/areas/money" in page
    saved = ana.post(f"{where}/items/plan", {"value": "yes", "after": "0"}, headers=SCRIPT)
    assert saved.status_code == 200
    assert "by you" in saved.text
    assert 'value="1"' in saved.text
    overtaken = rui.post(f"{where}/items/plan", {"value": "planned", "after": "0"}, headers=SCRIPT)
    assert "Both answers are kept." in overtaken.text
    assert "Let mine stand" in overtaken.text
    # The button brings the revision that was shown; the field that the page had comes first.
    mine = rui.post(f"{where}/items/plan", {"value": "planned", "after": ["0", "1"]})
    assert mine.status_code == 303
    page = ana.get(f"{where}/areas/plan").text
    assert "1 other answer is kept" in page
    assert re.search(r'value="planned" checked', page)
    wrong = ana.post(f"{where}/items/share", {"value": "a hundred", "after": "0"})
    assert wrong.status_code == 422
    assert "There is something to mend" in wrong.text
    assert ana.post(f"{where}/items/words", {"outside": "yes", "value": "x", "after": "0"}).status_code == 303
    assert ana.post(f"{where}/items/nothing", {"value": "x", "after": "0"}).status_code == 404
    commented = ana.post(f"{where}/areas/plan", {"deed": "comment", "item": "plan", "text": "<i>Which?</i>"})
    assert commented.status_code == 303
    assert "&lt;i&gt;Which?&lt;/i&gt;" in rui.get(f"{where}/areas/plan").text
    assert ana.post(f"{where}/areas/money", {"deed": "hand", "user": str(rui.user_id)}).status_code == 303
    assert ana.post(f"{where}/areas/money", {"deed": "hand", "user": "x"}).status_code == 422


def test_what_is_known_is_filled_in_looked_through_sent_and_corrected(
    tenant: UUID, person: Callable[..., Person]
) -> None:
    ana, boss = person(tenant, "contributor", "A"), person(tenant)
    round_ = opened(boss, voices=["body"], civil_society="")
    where = own(ana)
    assert ana.post(f"{where}/prefill").headers["Location"].endswith("done=prefilled&count=1")
    page = ana.get(f"{where}/areas/plan").text
    assert "Nobody has confirmed this yet." in page
    assert "Confirm the answer that was filled in here" in page
    assert ana.post(f"{where}/areas/plan", {"deed": "confirm"}).status_code == 303
    evidence = "https://example.org/a?b=1&c=2\nstrategy:S\nMinutes of the council"
    given = {"value": "partly", "after": "0", "note": "In parts"}
    ana.post(f"{where}/items/proof", given)
    review = ana.get(f"{where}/review").text
    assert "1 answer keeps it from being sent" in review
    assert "2 items are not answered: the scores become ranges" in review
    assert ana.post(f"{where}/review", {"revision": "1"}).status_code == 303
    assert "Send it …" in ana.get(f"{where}/review").text
    assert ana.post(f"{where}/sending", {"revision": "2"}).status_code == 422
    assert ana.post(f"{where}/review", {"revision": "2", "deed": "back"}).status_code == 303
    ana.post(f"{where}/items/proof", {**given, "after": "1", "evidence": evidence})
    ana.post(f"{where}/review", {"revision": "3"})
    assert ana.post(f"{where}/sending", {"revision": "3"}).status_code == 409
    assert ana.post(f"{where}/sending", {"revision": "4"}).status_code == 303
    sent = ana.get(f"{where}/sent").text
    assert "https://example.org/a?b=1&amp;c=2" in sent
    assert "Minutes of the council" in sent
    assert "25 to 75" in sent
    assert "The scores come out of the answers to the digit today." in sent
    assert boss.post(f"{round_}/release/A").status_code == 303
    corrected = ana.post(f"{where}/correction")
    assert corrected.status_code == 303
    assert "version 2" in ana.get(corrected.headers["Location"]).text
    assert ana.post(f"{where}/correction").status_code == 409


def test_what_is_typed_while_the_round_is_closed_is_kept_and_said_so(
    tenant: UUID, person: Callable[..., Person]
) -> None:
    ana, boss = person(tenant, "contributor", "A"), person(tenant)
    round_ = opened(boss)
    where = own(ana)
    assert boss.post(f"{round_}/closing", {"deed": "close"}).status_code == 303
    late = ana.post(f"{where}/items/words", {"value": "A long text", "after": "0"}, headers=SCRIPT)
    assert late.status_code == 422
    assert "The round was closed while you were typing" in late.text
    assert "A long text" in late.text
    again = ana.get(f"{where}/areas/plan").text
    assert "The round is closed." in again
    assert "A long text" in again


def test_a_voice_is_blind_to_the_others_on_every_page(tenant: UUID, person: Callable[..., Person]) -> None:
    body, club, reviewer = (
        person(tenant, "contributor", "A"),
        person(tenant, "contributor", "C"),
        person(tenant, "reader"),
    )
    boss = person(tenant)
    opened(boss, reviewers=[str(reviewer.user_id)])
    places = {who: own(who) for who in (body, club, reviewer)}
    assert len(set(places.values())) == 3
    for who, where in places.items():
        who.post(f"{where}/items/words", {"value": "kingfisher", "after": "0"})
        for other in (body, club, reviewer):
            if other is not who:
                for page in ("", "/areas/plan", "/review", "/sent", "/sending", "/correction"):
                    assert other.get(f"{where}{page}").status_code == 404, page
                assert other.post(f"{where}/items/words", {"value": "x", "after": "0"}).status_code == 404
    for page in ("", "/areas/plan", "/review", "/sent"):
        told = boss.get(f"{places[club]}{page}")
        assert "kingfisher" not in told.text
        assert told.status_code == (200 if page == "" else 403 if page == "/review" else 404)
