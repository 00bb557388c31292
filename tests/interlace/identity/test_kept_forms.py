"""Forms that somebody began: theirs alone, whoever else asks, bounded, and gone when they should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from interlace.db import tenancy
from interlace.db.models import KeptForm
from interlace.errors import Forbidden, Invalid
from interlace.identity import kept_forms, memberships, users
from interlace.principals import SYSTEM, Grant, Principal
from tests.databases import new_tenant
from tests.interlace.identity.people import address, member

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database

KEY = "new-action:PT-lisboa"
TYPED = {"title": ["Courses of Portuguese"], "areas": ["languages", "education"]}


def reader(database: Database, tenant_id: UUID, user_id: UUID | None = None) -> Principal:
    """A member of the tenant; the same person in another one, if they are named."""
    if user_id is None:
        user_id, _ = member(database, tenant_id)
    return Principal("user", user_id, tenant_id, (Grant("reader"),))


def count(database: Database, tenant_id: UUID) -> int:
    with tenancy.reading(database, tenant_id) as session:
        return session.scalar(select(func.count()).select_from(KeptForm)) or 0


def test_nobody_else_finds_lists_overwrites_or_discards_what_somebody_typed(
    accounts: Database, tenant_id: UUID
) -> None:
    ana, eve = reader(accounts, tenant_id), reader(accounts, tenant_id)
    administrator = Principal("user", uuid4(), tenant_id, (Grant("administrator"),))
    kept_forms.keep(accounts, ana, KEY, TYPED)
    for other in (eve, administrator):
        assert kept_forms.find(accounts, other, KEY) is None
        assert kept_forms.all_of(accounts, other) == []
        kept_forms.discard(accounts, other, KEY)
    kept_forms.keep(accounts, eve, KEY, {"title": ["Hers"]})
    with tenancy.writing(accounts, tenant_id, eve) as unit:
        kept_forms.sent(unit.session, eve, KEY)
    found = kept_forms.find(accounts, ana, KEY)
    assert found is not None
    assert found.fields == TYPED


def test_in_another_tenant_the_same_person_finds_nothing_of_it(accounts: Database, tenant_id: UUID) -> None:
    ana, elsewhere = reader(accounts, tenant_id), new_tenant(accounts)
    reader(accounts, elsewhere)
    there = reader(accounts, elsewhere, ana.id)
    kept_forms.keep(accounts, ana, KEY, TYPED)
    assert kept_forms.find(accounts, there, KEY) is None
    kept_forms.discard(accounts, there, KEY)
    assert kept_forms.find(accounts, ana, KEY) is not None


@pytest.mark.parametrize("kind", ["service", "system", "stranger", "former member"])
def test_only_people_who_are_members_keep_forms(accounts: Database, tenant_id: UUID, kind: str) -> None:
    reader(accounts, tenant_id)
    nobody = {
        "service": Principal("service", uuid4(), tenant_id, (Grant("administrator"),), frozenset({"write"})),
        "system": SYSTEM,
        "stranger": Principal("user", uuid4(), tenant_id),
        # Their role was taken away after this request had begun.
        "former member": Principal("user", uuid4(), tenant_id, (Grant("reader"),)),
    }[kind]
    with pytest.raises(Forbidden):
        kept_forms.keep(accounts, nobody, KEY, TYPED)
    assert count(accounts, tenant_id) == 0


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("", TYPED),
        ("k" * 201, TYPED),
        ("a key with spaces", TYPED),
        (KEY, {"note": ["x" * kept_forms.MOST_BYTES]}),
        # Each of these takes several bytes once it is written down.
        (KEY, {"note": ["é" * (kept_forms.MOST_BYTES // 2)]}),
        (KEY, {"note": ["\0"]}),
        (KEY, {"note": ["\ud800"]}),
        (KEY, {"n" * 201: ["x"]}),
        (KEY, {f"field-{number}": [] for number in range(kept_forms.MOST_FIELDS + 1)}),
    ],
)
def test_what_is_too_large_or_no_text_is_refused(
    accounts: Database, tenant_id: UUID, key: str, fields: dict[str, list[str]]
) -> None:
    with pytest.raises(Invalid):
        kept_forms.keep(accounts, reader(accounts, tenant_id), key, fields)


def test_what_just_fits_is_kept(accounts: Database, tenant_id: UUID) -> None:
    ana = reader(accounts, tenant_id)
    kept_forms.keep(accounts, ana, KEY, {"note": ['"\\\n' * ((kept_forms.MOST_BYTES - 40) // 6)]})
    assert kept_forms.find(accounts, ana, KEY) is not None


def test_of_many_forms_of_one_person_those_typed_last_stay(
    accounts: Database, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_forms, "MOST_FORMS", 3)
    ana, eve = reader(accounts, tenant_id), reader(accounts, tenant_id)
    kept_forms.keep(accounts, eve, "hers", TYPED)
    for number in range(5):
        kept_forms.keep(accounts, ana, f"form-{number}", TYPED)
    assert [form.key for form in kept_forms.all_of(accounts, ana)] == ["form-4", "form-3", "form-2"]
    assert kept_forms.find(accounts, eve, "hers") is not None


def test_typing_on_replaces_what_was_kept_and_sending_ends_it(accounts: Database, tenant_id: UUID) -> None:
    ana = reader(accounts, tenant_id)
    kept_forms.keep(accounts, ana, KEY, TYPED)
    kept_forms.keep(accounts, ana, KEY, {"title": ["Another"]})
    (form,) = kept_forms.all_of(accounts, ana)
    assert form.fields == {"title": ["Another"]}
    with tenancy.writing(accounts, tenant_id, ana) as unit:
        kept_forms.sent(unit.session, ana, KEY)
    assert kept_forms.find(accounts, ana, KEY) is None


def test_after_ninety_days_a_form_is_not_shown_and_the_next_keeping_takes_it_away(
    accounts: Database, tenant_id: UUID
) -> None:
    ana, eve = reader(accounts, tenant_id), reader(accounts, tenant_id)
    kept_forms.keep(accounts, ana, KEY, TYPED)
    with tenancy.beside(accounts, tenant_id) as session:
        session.execute(update(KeptForm).values(saved_at=datetime.now(UTC) - timedelta(days=90, seconds=1)))
    assert kept_forms.find(accounts, ana, KEY) is None
    assert kept_forms.all_of(accounts, ana) == []
    kept_forms.keep(accounts, eve, "hers", TYPED)
    assert count(accounts, tenant_id) == 1


def test_kept_forms_go_with_the_last_role_and_not_with_another(accounts: Database, tenant_id: UUID) -> None:
    member(accounts, tenant_id, "administrator")
    ana = reader(accounts, tenant_id)
    assert ana.id is not None
    second = memberships.grant(accounts, SYSTEM, tenant_id, ana.id, "administrator")
    kept_forms.keep(accounts, ana, KEY, TYPED)
    memberships.remove(accounts, SYSTEM, tenant_id, second)
    assert count(accounts, tenant_id) == 1
    (last,) = [role.id for role in memberships.members(accounts, SYSTEM, tenant_id) if role.user_id == ana.id]
    memberships.remove(accounts, SYSTEM, tenant_id, last)
    assert count(accounts, tenant_id) == 0


def test_a_person_takes_their_forms_along_and_is_erased_with_them(accounts: Database, tenant_id: UUID) -> None:
    member(accounts, tenant_id, "administrator")
    user_id = users.invite(accounts, SYSTEM, tenant_id, email=address(), name="Ana Sousa", role="reader")
    ana = reader(accounts, tenant_id, user_id)
    kept_forms.keep(accounts, ana, KEY, TYPED)
    (tenant,) = users.export(accounts, ana, user_id)["tenants"].values()
    assert [(form["key"], form["fields"]) for form in tenant["unfinished_forms"]] == [(KEY, TYPED)]
    users.erase(accounts, ana, user_id)
    assert count(accounts, tenant_id) == 0
