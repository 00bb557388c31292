"""Practices in files: what stays in a tenant never leaves it, and what comes in is a draft of one's own body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graph.exchange import Practice, linked_practices, stratml_practices
from interlace import exchange, practices
from interlace.db import tenancy
from interlace.errors import Forbidden, Invalid, Unknown
from interlace.exchange import Asked
from interlace.principals import SYSTEM
from interlace.scenarios.previewing import Desk
from interlace.snapshots.store import SnapshotStore
from tests.interlace.commons.lands import TODAY, Land
from tests.interlace.identity.countries import put

if TYPE_CHECKING:
    from interlace.db.connections import Database
    from interlace.principals import Principal

FORMS = ("stratml", "jsonld")
READS = {"stratml": stratml_practices.read, "jsonld": linked_practices.read}
ATTACK = "<script>alert(1)</script> & {{ 7 * 7 }} ]]>"
KEY = "strategy-missing:T:secret-key"
WHOLE: dict[str, Any] = {
    "title": ATTACK,
    "place": "Old town",
    "starts_on": "2020-01-01",
    "cells": ["meaningful_interaction:housing", "real_equality:media"],
    "purpose": "That people talk.\n\nAnd listen.",
    "impact": ATTACK,
    "evidence": [{"kind": "record", "text": "strategy:SECRET-RECORD"}, {"kind": "words", "text": "A report"}],
    "contacts": ["Head of the library"],
    "findings": [KEY],
    "translations": {"pt": {"title": "Vizinhos"}},
}
SECRETS = ("SECRET-RECORD", "secret-key", "SECRET-ACTION")


@pytest.fixture(scope="module")
def here(database: Database) -> Land:
    return Land(database, "BE")


@pytest.fixture(scope="module")
def there(database: Database) -> Land:
    return Land(database, "LU")


def desk(land: Land, who: Principal) -> Desk:
    return Desk(land.database, SnapshotStore(2**28), who, land.tenant_id, TODAY)


def take(land: Land, who: Principal, form: str, practice: Any) -> exchange.Taken:  # noqa: ANN401 - an id
    return exchange.take_practice(land.database, who, land.tenant_id, form, practice)


def of_body(land: Land, body: str) -> list[practices.PracticeTold]:
    return [*practices.practices(land.database, SYSTEM, land.tenant_id, bodies=[body]).items]


def with_action(land: Land) -> dict[str, Any]:
    """What a practice says, with an action of its body that it came from."""
    with tenancy.writing(land.database, land.tenant_id, SYSTEM) as unit:
        put(unit, "actions", code="SECRET-ACTION", title="A", body="T", status="planned",
            cells=["real_equality:media"])  # fmt: skip
        unit.did("try", "tenant")
    return {**WHOLE, "actions": ["SECRET-ACTION"]}


def test_what_a_published_entry_does_not_tell_comes_out_of_no_file(here: Land, there: Land) -> None:
    entry = here.publish(**with_action(here))
    (told,) = [one for one in of_body(here, "T") if one.entry == entry]
    foreign, reader = there.somebody("administrator", None), here.somebody("reader", None)
    mine = here.somebody("contributor", "T")
    practices.change(here.database, mine, here.tenant_id, told.id, told.revision, {"impact": "Unpublished words"})
    for form in FORMS:
        abroad = exchange.take_entry(there.database, foreign, there.tenant_id, form, entry)
        at_home = take(here, reader, form, told.id)
        drafts = take(here, mine, form, told.id)
        assert (abroad.left_out, at_home.left_out) == ({}, {})
        assert drafts.left_out == {"records": 1, "actions": 1, "findings": 1}
        for file in (abroad, at_home, drafts):
            assert not any(secret in file.content.decode() for secret in SECRETS)
        for file in (abroad, at_home):
            assert b"Unpublished" not in file.content
            assert b"left" not in file.content
        assert b"Unpublished words" in drafts.content
        read, notes = READS[form](abroad.content)
        assert (read.title, read.body, read.body_name, notes) == (ATTACK, "T", "Town of BE", [])
        assert read.further["rules"] == ["strategy-missing"]
        assert read.further["evidence"] == [{"kind": "words", "text": "A report"}]


def test_what_one_may_not_know_of_is_as_unknown_in_a_file_as_on_a_page(here: Land, there: Land) -> None:
    draft = here.write(**{**WHOLE, "title": "A draft"})
    for land, who in (
        (here, here.somebody("reader", None)),
        (here, here.somebody("contributor", "U")),
        (there, there.somebody("administrator", None)),
    ):
        with pytest.raises(Unknown):
            take(land, who, "stratml", draft)
        with pytest.raises(Unknown):
            exchange.take_entry(land.database, who, land.tenant_id, "jsonld", draft)
    with pytest.raises(Invalid):
        take(here, here.somebody(), "popolo", draft)
    with pytest.raises(Forbidden):
        take(here, SYSTEM, "stratml", draft)


def test_an_entry_is_looked_at_and_brought_in_once_as_a_draft_of_ones_own_body(here: Land, there: Land) -> None:
    entry = here.publish(**{**WHOLE, "title": "Brought over"})
    who = there.somebody("contributor", "U")
    file = exchange.take_entry(there.database, who, there.tenant_id, "stratml", entry)
    asked = Asked("practice-stratml", file.content, "U")
    looked = exchange.look(desk(there, who), asked)
    assert (looked.written, [one.what for one in looked.notes], of_body(there, "U")) == (False, ["body", "rules"], [])
    brought = exchange.bring(desk(there, who), asked)
    assert brought.written
    (made,) = of_body(there, "U")
    assert (str(made.id), made.state, made.title) == (brought.added[0].values["id"], "draft", "Brought over")
    assert (made.purpose, [*made.cells]) == (WHOLE["purpose"], WHOLE["cells"][::-1])
    assert (made.findings, made.translations, [*made.contacts]) == ([], WHOLE["translations"], WHOLE["contacts"])
    for form in FORMS:
        taken = take(there, who, form, made.id)
        again = exchange.bring(desk(there, who), Asked(f"practice-{form}", taken.content, "U"))
        assert (again.written, again.added, again.notes) == (False, (), ())
        assert [(one.key, one.differs) for one in again.already] == [(str(made.id), ())]
    other = linked_practices.write(Practice("Brought over", "en", "Other words."))
    told = exchange.bring(desk(there, who), Asked("practice-jsonld", other, "U"))
    assert [one.differs for one in told.already] == [("summary",)]
    assert len(of_body(there, "U")) == 1


@pytest.mark.parametrize(
    ("given", "owner", "pointer", "code"),
    [
        ({}, None, "/owner", "required"),
        ({}, "nowhere", "/changes/0/values/body", "unknown-code"),
        ({"summary": None}, "T", "/changes/0/values/summary", "required"),
        ({"purpose": "Write to ana@example.org"}, "T", "/changes/0/values/purpose", "mail-address"),
        ({"further": {"impact": "x" * 8_001}}, "T", "/changes/0/values/impact", "too-long"),
        ({"further": {"evidence": [{"kind": "address", "text": "javascript:x"}]}}, "T",
         "/changes/0/values/evidence/0/text", "bad-url"),
        ({"language": "English"}, "T", "/changes/0/values/language", "bad-value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_place_and_nothing_is_written(
    here: Land, given: dict[str, Any], owner: str | None, pointer: str, code: str
) -> None:
    before = len(of_body(here, "T"))
    shown = Practice(**{"title": "Wrong", "language": "en", "summary": "x", **given})
    admin = here.somebody("administrator", None)
    for form, write in (("practice-stratml", stratml_practices.write), ("practice-jsonld", linked_practices.write)):
        for perform in (exchange.look, exchange.bring):
            with pytest.raises(Invalid) as refused:
                perform(desk(here, admin), Asked(form, write(shown), owner))
            assert (pointer, code) in {(one.pointer, one.code) for one in refused.value.problems}
    assert len(of_body(here, "T")) == before


def test_nobody_brings_a_practice_in_for_a_body_they_do_not_write_for(here: Land, there: Land) -> None:
    asked = Asked("practice-jsonld", linked_practices.write(Practice("Mine", "en", "x", body="T")), "T")
    for land, who in (
        (here, here.somebody("contributor", "U")),
        (here, here.somebody("reader", None)),
        (here, there.somebody("administrator", None)),
    ):
        for perform in (exchange.look, exchange.bring):
            with pytest.raises((Forbidden, Unknown)):
                perform(desk(land, who), asked)


def test_records_and_findings_that_a_file_tells_of_are_named_and_not_taken_over(here: Land) -> None:
    evidence = [{"kind": "record", "text": "strategy:T-S"}, {"kind": "words", "text": "A report"}]
    file = stratml_practices.write(Practice("With records", "en", "x", further={"evidence": evidence}))
    tampered = file.replace(b'"language"', b'"findings":["strategy-missing:T"],"state":"published","language"')
    brought = exchange.bring(desk(here, here.somebody()), Asked("practice-stratml", tampered, "T"))
    assert {(one.what, one.value) for one in brought.notes} == {
        ("interlace: findings", "['strategy-missing:T']"),
        ("interlace: state", "published"),
        ("evidence", "strategy:T-S"),
    }
    (made,) = [one for one in of_body(here, "T") if one.title == "With records"]
    assert (made.state, made.findings, [one.text for one in made.evidence]) == ("draft", [], ["A report"])
