"""A strategy in a browser: a nation prepares it, a region and an association reply, and it is adopted with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from interlace import demonstration
from interlace.identity import users
from interlace.principals import SYSTEM
from tests.browser.visits import kept, overflow, violations
from tests.interlace.identity.people import PASSWORD
from tests.repository import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from interlace.db.connections import Database
    from tests.browser.visits import Site

SLUG = "portugal-on-paper"
ACCOUNTS = ("national", "regional", "society", "reader")


@pytest.fixture
def country(accounts: Database) -> str:
    """Portugal once more, whose findings other tests do not look at."""
    (portugal,) = (one for one in demonstration.COUNTRIES if one.slug == "portugal")
    of_its_own = replace(portugal, slug=SLUG)
    tenant_id = demonstration.set_up(accounts, of_its_own, ROOT / "demo" / "portugal", lambda _: None)
    for one in of_its_own.people:
        if one.account in ACCOUNTS:
            users.settle(
                accounts,
                SYSTEM,
                tenant_id,
                email=one.email(SLUG),
                name=one.does,
                role=one.role,
                body=one.body,
                language="en",
                password=PASSWORD,
            )
    return SLUG


def looked_at(page: Page, name: str) -> None:
    """A page as wide and as narrow screens show it, which axe finds nothing wrong with."""
    for width, theme in ((360, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"workspace-{name}-{width}-{theme}")


def prepare(nation: Page, country: str) -> str:
    """From the desk to a strategy with a title and a cell; the workspace's address."""
    nation.goto(f"/t/{country}/desk")
    nation.get_by_role("link", name="Prepare a strategy").click()
    nation.get_by_role("link", name="Open a workspace").click()
    nation.get_by_label("What is it called?").fill("National strategy")
    nation.get_by_role("button", name="Open it").press("Enter")
    nation.get_by_text("The workspace is open.").wait_for()
    looked_at(nation, "one")
    home = nation.url.partition("?")[0]
    nation.get_by_role("link", name="Mandate and leadership").click()
    nation.get_by_text("Record something").click()
    nation.get_by_label("What is it?").fill("The decision of the council.")
    nation.get_by_label("What kind?").select_option("words")
    nation.get_by_role("button", name="Record it").press("Enter")
    nation.get_by_text("1 of 4 recorded").wait_for()
    looked_at(nation, "step")
    nation.goto(f"{home}/strategy")
    nation.locator('[id="strategy.code"]').fill("PT-N-2031")
    nation.locator('[id="strategy.title"]').fill("Together")
    nation.get_by_role("button", name="Save").press("Enter")
    nation.get_by_text("It is saved.").wait_for()
    looked_at(nation, "strategy")
    nation.goto(f"{home}/commitments")
    nation.locator('[id="cell.real_equality.housing"]').select_option("2")
    nation.get_by_role("button", name="Save the commitments").press("Enter")
    nation.get_by_text("It is saved.").wait_for()
    return home


def consult(nation: Page, home: str) -> str:
    """Put a text to a region and an association; the consultation's address."""
    nation.goto(f"{home}/consult")
    looked_at(nation, "consult")
    nation.get_by_label("What is it about?").fill("First draft")
    nation.get_by_label("The text").fill("Ten houses.")
    nation.get_by_label("The question").fill("What is missing?")
    nation.get_by_label("One more body").first.fill("PT-NUTS2-PT20")
    nation.get_by_label("One more body").nth(1).fill("PT-CSO-CASA-BRASIL")
    nation.get_by_role("button", name="Put it to them").press("Enter")
    nation.get_by_text("The bodies are asked, and told.").wait_for()
    return nation.url.partition("?")[0]


def reply(visits: Site, country: str) -> None:
    """Both are told, and reply."""
    for account in ("regional", "society"):
        one = visits.person(account, country)
        one.goto(f"/t/{country}/notices")
        one.get_by_role("link", name="asks for your view on: First draft").click()
        looked_at(one, f"asked-{account}")
        one.get_by_label("Your reply").last.fill(f"More, says {account}.")
        one.get_by_role("button", name="Send the reply").press("Enter")
        one.get_by_text("Your reply is sent.").wait_for()


def answer(nation: Page, asked: str) -> None:
    """Each reply is answered."""
    nation.goto(asked)
    for answered in (1, 2):
        nation.locator("summary", has_text="Answer").nth(answered - 1).click()
        form = nation.locator("details[open] form")
        form.get_by_label("Taken up", exact=True).check()
        form.get_by_label("Why?").fill("It is an objective now.")
        form.get_by_role("button", name="Answer").press("Enter")
        nation.get_by_text("The body is told what becomes of its reply.").wait_for()
        nation.goto(asked)
        assert nation.get_by_text("replied, and was answered").count() == answered
    looked_at(nation, "answered")


def test_a_strategy_is_prepared_with_others_and_adopted(visits: Site, country: str) -> None:
    nation, reader = visits.person("national", country), visits.person("reader", country)
    home = prepare(nation, country)
    asked = consult(nation, home)
    reply(visits, country)
    assert reader.goto(asked).status == 404  # type: ignore[union-attr]
    answer(nation, asked)
    nation.goto(f"{home}/adoption")
    nation.get_by_text("2 parts in its design").wait_for()
    looked_at(nation, "adoption")
    nation.get_by_role("button", name="Adopt it, and write all of this").press("Enter")
    nation.get_by_text("The strategy is adopted").wait_for()
    reader.goto(f"/t/{country}/strategies/PT-N-2031")
    assert reader.get_by_role("heading", name="Together").is_visible()
