"""One click stops the mails of one person in one tenant, and nothing else."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from interlace.errors import Unknown
from interlace.notices import KINDS
from interlace.reminders import holder_of, token_of
from interlace.reminders.words import SENTENCES, place_of
from interlace.texts import Speaker

if TYPE_CHECKING:
    from interlace.db.connections import Database


def test_a_link_tells_whose_it_is_and_a_changed_one_nothing(accounts: Database) -> None:
    tenant_id, user_id, other = uuid4(), uuid4(), uuid4()
    token = token_of(accounts.configuration, tenant_id, user_id)
    assert holder_of(accounts.configuration, token) == (tenant_id, user_id)
    read = base64.urlsafe_b64decode(token + "==")
    forged = base64.urlsafe_b64encode(tenant_id.bytes + other.bytes + read[32:]).decode().rstrip("=")
    for wrong in (forged, token[:-2], "", "é", "A" * 5_000, token[:43], "!" * 30):
        with pytest.raises(Unknown):
            holder_of(accounts.configuration, wrong)


def test_a_link_is_good_with_the_key_before_and_no_longer_when_that_is_taken_away(accounts: Database) -> None:
    first, second = (accounts.configuration.secret_keys or "").split(",")
    before, after = (replace(accounts.configuration, secret_keys=keys) for keys in (second, first))
    token = token_of(before, uuid4(), uuid4())
    assert holder_of(accounts.configuration, token)
    with pytest.raises(Unknown):
        holder_of(after, token)


def test_every_kind_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(KINDS)
    for sentence in SENTENCES.values():
        told = {sentence(Speaker(language).say, "A", "B") for language in ("en", "fr")}
        assert len(told) == 2
        assert all("B" in one for one in told)


def test_what_a_notice_is_about_has_a_place() -> None:
    assert place_of("case-closed", "case:lone:A>B/../x?y") == "findings/lone:A>B%2F..%2Fx%3Fy"
    assert place_of("request-answered", "request:1/../..") == "requests/1%2F..%2F.."
    assert place_of("request-asked", "request:1") == "questions"
    assert place_of("request-replied", "request:1") == "questions?show=past"
    assert place_of("case-closed", "elsewhere:1") == place_of("case-closed", "case:") == "notices"
