"""Settings, thresholds, the competence matrix, and competences of single bodies."""

from __future__ import annotations

from fractions import Fraction
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from interlace.bundle.settings import THRESHOLDS, check_settings
from interlace.db import tenancy
from interlace.db.models import TenantRegister
from interlace.db.settings import settings_of, stored_settings
from interlace.principals import SYSTEM
from interlace.register import settings as services
from tests.interlace.register.world import settle, the
from tests.web.desk.seen import field
from web.administration.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from graph.settings import Settings
    from interlace.db.connections import Database
    from tests.web.conftest import Person

    Persons = Callable[..., Person]

WHERE = "administration/settings"


def settings(database: Database, tenant_id: UUID) -> Settings:
    with tenancy.reading(database, tenant_id) as session:
        return settings_of(stored_settings(session.scalars(select(TenantRegister)).one()))


def revision(database: Database, tenant_id: UUID) -> int:
    with tenancy.reading(database, tenant_id) as session:
        return session.scalars(select(TenantRegister.revision)).one()


@pytest.fixture
def world(accounts: Database, tenant_id: UUID) -> UUID:
    settle(accounts, tenant_id)
    return tenant_id


def test_settings_are_changed_and_an_empty_threshold_is_the_usual_one_again(
    accounts: Database, world: UUID, person: Persons
) -> None:
    administrator = person(world)
    form = {"name": "Lusitania", "country": "pt", "languages": "pt, en", "aligned_from": "62,5", "fragment": "4"}
    sent = {"revision": revision(accounts, world), **form}
    assert administrator.post(WHERE, sent).status_code == 303
    now = settings(accounts, world)
    assert (now.name, now.country, now.languages) == ("Lusitania", "PT", ("pt", "en"))
    assert (now.thresholds.aligned_from, now.thresholds.fragment) == (Fraction(5, 8), 4)
    assert now.thresholds.fresh_days == 365
    page = administrator.get(WHERE).text
    assert 'value="62.5"' in page
    assert "Lusitania" in page


def test_what_is_no_threshold_is_told_at_its_field_and_nothing_is_changed(
    accounts: Database, world: UUID, person: Persons
) -> None:
    wrong = {"aligned_from": "101", "fresh_days": "1.5", "fragment": "0", "stale_days": "many", "country": "Portugal"}
    refused = person(world).post(WHERE, {"revision": revision(accounts, world), **wrong})
    assert refused.status_code == 422
    told = unescape(refused.text)
    assert "Expected: a number from 0 to 100." in told
    assert told.count("Expected: a whole number from 0 to 1,000,000,000.") == 4, "each in the summary and at its field"
    assert 'value="many"' in told
    bad = person(world).post(WHERE, {"revision": revision(accounts, world), "country": "Portugal", "languages": "-"})
    assert "two capital letters" in bad.text
    assert "short names of languages" in bad.text
    assert settings(accounts, world).thresholds.fresh_days == 365


def test_looking_at_other_thresholds_changes_nothing(accounts: Database, world: UUID, person: Persons) -> None:
    before = revision(accounts, world)
    tried = person(world).post(WHERE, {"revision": before, "small_population": "0", "fragment": "1", "try": "yes"})
    assert tried.status_code == 200
    assert "Nothing is changed yet." in tried.text
    assert revision(accounts, world) == before


def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(
    accounts: Database, world: UUID, person: Persons
) -> None:
    before = revision(accounts, world)
    with tenancy.writing(accounts, world, SYSTEM) as unit:
        services.change(unit, before, {"name": "Theirs"})
    for path, form in ((WHERE, {"name": "Mine"}), ("administration/matrix", {"level": "local", "housing": "lead"})):
        refused = person(world).post(path, {"revision": before, **form})
        assert refused.status_code == 422
        assert "Somebody changed the settings meanwhile." in refused.text
    assert settings(accounts, world).name == "Theirs"


def test_bounds_of_thresholds_are_those_of_the_service(app: Flask) -> None:
    def is_good(name: str, value: int) -> bool:
        problems: list[str] = []
        check_settings({"thresholds": {name: value}}, lambda *found, **_: problems.append(str(found)))
        return not problems

    with app.test_request_context():
        shown = thresholds()
    assert tuple(one.id for one in shown) == THRESHOLDS
    for one in shown:
        most = one.most // 100 if one.share else one.most
        assert is_good(one.id, one.least)
        assert is_good(one.id, most)
        assert not is_good(one.id, one.least - 1)
        assert not is_good(one.id, most + 1)


def test_rules_are_looked_at_before_they_are_changed(accounts: Database, world: UUID, person: Persons) -> None:
    administrator, where = person(world), "administration/rules"
    sent = {"revision": revision(accounts, world), "strategy-missing": "off", "funding-absent.high": "low"}
    looked = administrator.post(where, sent)
    assert looked.status_code == 200
    assert "Nothing is changed yet." in looked.text
    assert "Yes, change the rules" in looked.text
    assert settings(accounts, world).rules == {}
    sure = {**sent, "sure": field(looked, "sure")}
    assert administrator.post(where, {**sure, "report-stale": "off"}).status_code == 200
    assert settings(accounts, world).rules == {}
    assert administrator.post(where, sure).status_code == 303
    rules = settings(accounts, world).rules
    assert rules["strategy-missing"].off
    assert rules["funding-absent"].severities == {"high": "low"}
    told = administrator.get(where).text
    assert settings(accounts, world).rule_set in told
    assert 'value="off" selected' in told
    shipped = {"revision": revision(accounts, world), "sure": "3"}
    assert administrator.post(where, shipped).status_code == 303
    assert settings(accounts, world).rules == {}


def test_rules_are_changed_by_administrators_with_choices_that_are_offered(
    accounts: Database, world: UUID, person: Persons
) -> None:
    assert person(world, "steward", "R1").get("administration/rules").status_code in {403, 404}
    for wrong in ({"strategy-missing": "<b>"}, {"funding-absent.high": "dire"}, {"sure": "3", "revision": "99999"}):
        sent = {"revision": revision(accounts, world), **wrong}
        assert person(world).post("administration/rules", sent).status_code == 422
    assert settings(accounts, world).rules == {}


def test_a_level_of_the_matrix_is_changed_and_others_stay(accounts: Database, world: UUID, person: Persons) -> None:
    administrator = person(world)
    for level, area in (("regional", "housing"), ("local", "media")):
        sent = {"revision": revision(accounts, world), "level": level, area: "lead", "mediation": "king"}
        assert administrator.post("administration/matrix", sent).status_code == 303
    assert settings(accounts, world).competence_matrix == {"regional": {"housing": "lead"}, "local": {"media": "lead"}}
    assert "Not stated: counts as none" in administrator.get("administration/matrix?level=submunicipal").text


def test_a_competence_of_a_body_is_stated_changed_and_taken_out(
    accounts: Database, world: UUID, person: Persons
) -> None:
    administrator, where = person(world), "administration/competences"
    good = {"body": "south", "area": "media", "role": "advisory", "legal_basis": "Law <7>"}
    assert administrator.post(f"{where}/new", {**good, "valid_from": "soon"}).status_code == 422
    assert administrator.post(f"{where}/new", good).status_code == 303
    assert "Law &lt;7&gt;" in administrator.get(where).text
    assert "Law" not in administrator.get(f"{where}?role=lead").text
    with tenancy.reading(accounts, world) as session:
        stated = the(session, "competences", body="R2")
    one = f"{where}/{stated.id}"
    changed = {"revision": stated.revision, "area": "media", "role": "lead"}
    assert administrator.post(one, changed).status_code == 303
    stale = administrator.post(f"{one}/removal", {"revision": stated.revision})
    assert stale.status_code == 422
    assert "One record is taken out" in administrator.get(f"{one}/removal").text
    assert administrator.post(f"{one}/removal", {"revision": stated.revision + 1}).status_code == 303
    assert administrator.get(one).status_code == 404
