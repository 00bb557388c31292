"""Help and the accessibility statement, for whoever comes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import policies
from interlace.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from interlace.db.connections import Database
    from tests.web.conftest import Person


def test_help_explains_every_word_of_the_vocabularies_to_everybody(app: Flask) -> None:
    shown = app.test_client().get("/help").text
    for vocabulary in (policies.LEVELS, policies.PRINCIPLES, policies.AREAS, policies.ALIGNMENT_STATES):
        for term in vocabulary:
            assert f"<dt>{term.name.en}</dt><dd>{term.description.en}</dd>" in shown
    assert "/t/" not in shown
    targets = re.findall(r'href="#([a-z-]+)"', shown)
    assert [target for target in targets if f'id="{target}"' not in shown] == []


def test_help_leads_whoever_is_signed_in_to_the_pages(
    person: Callable[..., Person], portugal: UUID, tenant_id: UUID
) -> None:
    for tenant in (portugal, tenant_id):
        somebody = person(tenant, "reader")
        shown = somebody.get("/help").text
        assert f'href="/t/{somebody.tenant}/findings' in shown


def test_whom_to_write_to_is_told_where_the_installation_says_so(app: Flask, accounts: Database) -> None:
    for path in ("/help", "/accessibility"):
        assert "the administrators of your programme know them" in app.test_client().get(path).text
    for contact, link in (
        ("help@register.example", "mailto:help@register.example"),
        ("https://register.example/help", "https://register.example/help"),
    ):
        telling = create_app(replace(accounts.configuration, contact=contact), accounts).test_client()
        for path in ("/help", "/accessibility"):
            assert f'href="{link}"' in telling.get(path).text
