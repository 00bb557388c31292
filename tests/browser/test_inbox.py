"""The inbox in a browser: answered by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from sqlalchemy import select

from interlace.db import tenancy
from interlace.db.models import Tenant
from interlace.db.records import find
from interlace.principals import SYSTEM
from interlace.register import relations
from tests.browser.visits import kept, overflow, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interlace.db.connections import Database
    from tests.browser.visits import Site

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (360, "light"),
    (360, "dark"),
    (1440, "light"),
    (1440, "dark"),
)
#: Two that say something of Bilbao, whose word is asked for.
_SPEAKERS = ("ES-vitoria-gasteiz", "ES-errenteria")


@pytest.fixture
def asked(accounts: Database, site: str) -> Iterator[None]:  # noqa: ARG001 - the countries are there with the site
    """Two bodies of Spain say that they consult Bilbao; taken back afterwards."""
    with tenancy.platform(accounts) as session:
        tenant_id = session.scalars(select(Tenant.id).where(Tenant.slug == "spain")).one()
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        made = [
            relations.declare(unit, {"source": speaker, "target": "ES-bilbao", "kind": "consults"}).id
            for speaker in _SPEAKERS
        ]
    yield
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        for one in made:
            (relation,) = find(unit.session, "relations", id=one)
            relations.withdraw(unit, one, relation.revision)


@pytest.mark.usefixtures("asked")
def test_a_town_confirms_one_relation_and_disputes_another_by_keyboard_alone(visits: Site) -> None:
    page = visits.person("local", "spain")
    page.goto("/t/spain/inbox")
    assert page.get_by_role("link", name="Inbox 2").is_visible()
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        assert violations(page) == []
        assert overflow(page) == 0
        kept(page, f"inbox-{width}-{theme}")
    page.get_by_role("button", name=re.compile("^Confirm.*Vitoria")).press("Enter")
    assert page.get_by_role("status").inner_text().startswith("1 thing is confirmed.")
    dispute = page.locator("summary").filter(has_text="Dispute")
    dispute.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("We were never asked.")
    page.keyboard.press("Tab")
    assert violations(page) == []
    kept(page, "inbox-disputing")
    page.keyboard.press("Enter")
    page.get_by_text("It is disputed.").wait_for()
    assert "Nothing waits for your word." in page.inner_text("main")
    page.get_by_role("link", name="Disputed 1").press("Enter")
    assert page.locator("blockquote").inner_text() == "We were never asked."
    assert violations(page) == []


@pytest.mark.usefixtures("asked")
def test_several_are_confirmed_at_once_without_scripts(visits: Site) -> None:
    page = visits.person("local", "spain", scripts=False, width=360)
    page.goto("/t/spain/inbox")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Confirm all that are ticked").click()
    assert "2 things are confirmed." in page.inner_text("main")
