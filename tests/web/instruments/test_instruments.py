"""Instruments by pages: read by everybody, loaded by administrators, with what is wrong told line by line."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.api.walk.instruments import crosswalk_of, file_of
from tests.databases import new_tenant
from tests.interlace.register.world import settle
from tests.web.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

LOADING = "administration/instruments"


def send(somebody: Person, content: str, name: str = "mine.toml", dry_run: str = "no") -> TestResponse:
    """Send a file by the form."""
    return somebody.post(LOADING, {"dry_run": dry_run, "file": (io.BytesIO(content.encode()), name)})


def test_everybody_reads_what_is_shipped(accounts: Database, person: Persons) -> None:
    tenant_id = new_tenant(accounts)
    settle(accounts, tenant_id)
    reader = person(tenant_id, "reader")
    listed = reader.get("instruments")
    assert listed.status_code == 200
    assert "Intercultural questionnaire" in listed.text
    assert "unofficial" in listed.text
    assert LOADING not in listed.text
    whole = reader.get("instruments/intercultural-index@1?lang=fr")
    assert whole.status_code == 200
    assert "Questionnaire interculturel" in whole.text
    assert whole.text.count('<li id="item-') == 83
    assert 'href="#item-commitment-strategy"' in whole.text
    assert Markup.of(whole.text)
    assert reader.get("instruments/nothing@1").status_code == 404
    assert reader.get("crosswalks/nothing@1@2").status_code == 404
    assert reader.get(LOADING).status_code == 403
    assert send(reader, file_of("mine")).status_code == 403


def test_an_administrator_loads_a_file_reads_it_and_takes_it_away(accounts: Database, person: Persons) -> None:
    tenant_id = new_tenant(accounts)
    settle(accounts, tenant_id)
    administrator = person(tenant_id, "administrator")
    assert "Nothing was loaded so far" in administrator.get(LOADING).text
    broken = file_of("mine").replace('"checklist"', '"poll"').replace('area = "all"', 'area = "<b>"')
    wrong = send(administrator, broken)
    assert wrong.status_code == 422
    assert "<code>/kind</code>" in wrong.text
    assert "<b>" not in wrong.text
    assert send(administrator, "{", "mine.json").status_code == 422
    assert administrator.post(LOADING, {"dry_run": "no"}).status_code == 422
    right = send(administrator, file_of("mine"), dry_run="yes")
    assert right.status_code == 200
    assert "Nothing is wrong with the file" in right.text
    assert administrator.get("instruments/mine@1").status_code == 404
    for version in ("1", "2"):
        assert send(administrator, file_of("mine", version)).status_code == 303
    changed = send(administrator, file_of("mine").replace("Have you a plan?", "Have you one?"))
    assert changed.status_code == 409
    assert send(administrator, crosswalk_of("mine"), dry_run="yes").status_code == 200
    assert send(administrator, crosswalk_of("mine")).status_code == 303
    assert send(administrator, crosswalk_of("other")).status_code == 409
    assert "Have you a plan?" in administrator.get("crosswalks/mine@1@2").text
    assert "mine, from version 1 to 2" in administrator.get("instruments").text
    assert administrator.post(f"{LOADING}/mine@2").status_code == 409
    for key in ("mine@1@2", "mine@2"):
        assert administrator.get(f"{LOADING}/{key}").status_code == 200
        assert administrator.post(f"{LOADING}/{key}").status_code == 303
    assert administrator.post(f"{LOADING}/mine@2").status_code == 404
    assert administrator.post(f"{LOADING}/multilevel-self-check@1").status_code == 409
