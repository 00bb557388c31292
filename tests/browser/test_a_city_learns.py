"""Two countries learn from each other: a questionnaire, a visit, a profile, a practice, and somebody who asks for help.

The city is Lisbon and its reader abroad is Bilbao. All answers are of this test; none is the cities' own.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from interlace.db import tenancy
from interlace.identity import users
from interlace.principals import SYSTEM
from tests.browser.visits import kept, overflow, violations
from tests.interlace.identity.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from interlace.db.connections import Database
    from tests.browser.visits import Site

CITY, ABROAD = "PT-lisboa", "ES-bilbao"
#: The kind of gap that the practice came from, and that is an open question to the city abroad.
ANSWERED, OPEN = "civil-society-absent:PT-L-LIS-2020", "civil-society-absent:ES-L-BIO-2021"
PRACTICE = "Associations at the table from the first draft"


@pytest.fixture
def colleague(site: str, accounts: Database) -> None:  # noqa: ARG001 - the country has to be there
    """A second person who writes for the city."""
    users.settle(
        accounts,
        SYSTEM,
        tenancy.tenant_of(accounts, "portugal").id,
        email="colleague@portugal.example",
        name="another municipal officer",
        role="contributor",
        body=CITY,
        language="en",
        password=PASSWORD,
    )


def looked_at(page: Page, name: str) -> None:
    """What axe and a narrow window say of a page as it stands, in both themes; and a picture of it."""
    for width, theme in ((1440, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"learning-{name}-{width}-{theme}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")


def press(page: Page, name: str) -> None:
    """Press a button of the page, and wait for what comes of it."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


@pytest.mark.usefixtures("colleague")
def test_a_city_assesses_itself_is_visited_and_is_asked_for_help_from_another_country(visits: Site) -> None:
    official, city, colleague = visits.person("national"), visits.person("local"), visits.person("colleague")
    expert, admin = visits.person("reader"), visits.person("admin")
    a_round_is_opened(official)
    two_people_fill_it_in(city, colleague)
    visit = a_visit_is_planned(official)
    the_expert_adjusts_one_answer(expert, visit)
    the_body_reads_its_profile(city, visit)
    the_profile_is_published(expert, city, admin, visit)
    entry = a_practice_is_published(city, admin)
    abroad = visits.person("local", tenant="spain")
    somebody_abroad_finds_it_and_asks(abroad, entry)
    the_author_is_asked(city)


def a_round_is_opened(page: Page) -> None:
    page.goto("/t/portugal/assessments")
    follow(page, "Open a round")
    page.fill("[name=title]", "Questionnaire of the year")
    page.select_option("[name=instrument]", label="Intercultural questionnaire (1, unofficial)")
    page.get_by_label("Reviewers").check()
    page.fill("[name=bodies]", CITY)
    press(page, "Open the round")
    looked_at(page, "round")


def two_people_fill_it_in(city: Page, colleague: Page) -> None:
    city.goto("/t/portugal/assessments")
    city.get_by_role("main").get_by_role("link", name="Questionnaire of the year").first.click()
    city.wait_for_url(re.compile(r"/assessments/[0-9a-f-]{36}$"))
    one = city.url
    press(city, "Fill in what is known already")
    assert city.get_by_text(re.compile("marked until somebody confirms")).count() == 1
    city.goto(f"{one}/areas/commitment")
    colleague.goto(f"{one}/areas/commitment")
    answer(city, 0, "yes")
    # The other's page is from before: both answers are told, and theirs stands only if they say so.
    colleague.locator("section.item").nth(0).locator("input[value=planned]").check()
    colleague.get_by_role("button", name="Let mine stand").wait_for()
    assert colleague.get_by_text("What stands now").is_visible()
    answer(colleague, 6, "regularly")
    city.goto(f"{one}/areas/education")
    answer(city, 4, "yes")
    city.reload()
    looked_at(city, "area")
    city.goto(f"{one}/areas/commitment")
    for text in city.locator("textarea[name=evidence]").all():
        if "(needed" in (text.locator("xpath=..").inner_text()):
            text.fill("https://www.lisboa.pt/")
            text.blur()
    city.wait_for_load_state("networkidle")
    city.goto(f"{one}/review")
    looked_at(city, "review")
    press(city, "It is ready to be looked through")
    city.goto(f"{one}/sending")
    press(city, "Send it")
    assert city.get_by_text("It is sent. Thank you.").is_visible()


def answer(page: Page, place: int, value: str) -> None:
    """Choose an answer; it is saved without a button."""
    item = page.locator("section.item").nth(place)
    with page.expect_response(re.compile(r"/items/")):
        item.locator(f"input[value={value}]").check()
    item.get_by_role("status").get_by_text("Saved").wait_for()


def a_visit_is_planned(page: Page) -> str:
    today = datetime.now(UTC).date()
    page.goto(f"/t/portugal/visits/new?body={CITY}")
    page.fill("[name=body]", CITY)
    page.fill("[name=title]", "Expert visit to Lisbon")
    page.fill("[name=starts_on]", today.isoformat())
    page.fill("[name=ends_on]", (today + timedelta(days=2)).isoformat())
    chosen = page.locator("select[name=assessment]")
    if chosen.count():
        chosen.select_option(index=1)
    page.fill("[name=programme]", f"{today} 10:00 | Town hall | Meeting with the schools")
    page.fill("[name=met]", "Head of the libraries | City")
    press(page, "Save")
    visit = page.url.partition("?")[0]
    if not chosen.count() and page.get_by_role("link", name="Item by item").count() == 0:
        page.goto(f"{visit}/change")
        page.locator("select[name=assessment]").select_option(index=1)
        press(page, "Save")
    page.fill("#email", "reader@portugal.example")
    press(page, "Name an expert")
    looked_at(page, "visit")
    return visit


def the_expert_adjusts_one_answer(page: Page, visit: str) -> None:
    page.goto(visit)
    follow(page, "Item by item")
    first = page.locator("ol.lines > li").first
    first.get_by_text("Say what you found").click()
    first.get_by_label("We see it otherwise").check()
    first.locator("select").select_option(label="Planned")
    first.locator("textarea").fill("The statement is drafted and goes before the council in spring.")
    with page.expect_navigation():
        first.get_by_role("button", name="Save").click()
    looked_at(page, "items")
    page.goto(f"{visit}/writing")
    page.fill("[name=summary]", "A city that opens its doors.")
    press(page, "Save")
    page.fill("#recommended-text", "Would a yearly forum with associations help?")
    page.locator("#recommended-text").locator("xpath=ancestor::form").get_by_role("button", name="Add").click()
    page.wait_for_url("**done=recommendation*")
    for deed in ("conclude", "send"):
        page.goto(f"{visit}/do/{deed}")
        with page.expect_navigation():
            page.locator("main form button").first.click()


def the_body_reads_its_profile(page: Page, visit: str) -> None:
    page.goto(f"{visit}/profile")
    looked_at(page, "profile")
    page.locator("[name=agrees]").first.check()
    page.fill("[name=comment]", "We recognise ourselves.")
    press(page, "Say it")
    assert page.get_by_text("your words are published with the profile").is_visible()


def the_profile_is_published(expert: Page, city: Page, admin: Page, visit: str) -> None:
    admin.goto(f"{visit}/do/publish")
    with admin.expect_navigation():
        admin.locator("main form button").first.click()
    assert admin.get_by_text("The profile is published.").is_visible()
    expert.goto(f"{visit}/profile")
    assert expert.get_by_text("We recognise ourselves.").is_visible()
    city.goto(visit)
    looked_at(city, "published")


def a_practice_is_published(city: Page, admin: Page) -> str:
    city.goto(f"/t/portugal/practices/new?body={CITY}")
    city.fill("[name=title]", PRACTICE)
    city.fill("[name=summary]", "Associations sat on the drafting group of the plan, with a vote on its priorities.")
    city.fill("[name=process]", "Six meetings, each answered in writing.")
    city.fill("[name=contacts]", "Head of the office for participation")
    city.fill("[name=findings]", ANSWERED)
    city.locator("[name=areas][value=civil_society]").check()
    city.locator("[name=principles][value=active_citizenship]").check()
    press(city, "Save")
    looked_at(city, "practice")
    press(city, "Propose to publish it")
    admin.goto("/t/portugal/publications")
    admin.get_by_role("main").get_by_role("link", name=PRACTICE).first.click()
    admin.wait_for_url("**/publications/*")
    looked_at(admin, "publication")
    press(admin, "Publish it")
    follow(admin, "as others read it")
    return admin.url.rpartition("/")[2]


def somebody_abroad_finds_it_and_asks(page: Page, entry: str) -> None:
    page.goto(f"/t/spain/findings/{OPEN}")
    looked_at(page, "finding")
    follow(page, PRACTICE)
    assert page.url.endswith(f"/t/spain/commons/{entry}")
    assert "@" not in page.get_by_role("main").inner_text()
    looked_at(page, "entry")
    follow(page, "Write to this body")
    page.select_option("[name=kind]", "mentoring")
    page.fill("[name=text]", "Would you go with us through the first year of our forum?")
    press(page, "Send")
    assert page.get_by_text("It is on its way.").is_visible()


def the_author_is_asked(page: Page) -> None:
    page.goto("/t/portugal/notices")
    assert page.get_by_role("main").get_by_text("Bilbao").first.is_visible()
    page.goto("/t/portugal/commons/approaches")
    page.get_by_role("main").get_by_role("link", name=PRACTICE).first.click()
    page.wait_for_url("**/approaches/*")
    looked_at(page, "approach")
    assert page.get_by_text("Would you go with us through the first year").is_visible()
    page.fill("[name=answer]", "Gladly: the head of our office calls in January.")
    press(page, "Accept")
    assert page.get_by_text("You have accepted.").is_visible()
