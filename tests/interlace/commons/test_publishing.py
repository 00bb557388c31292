"""Two decisions publish, either takes back; nothing else reaches another tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from interlace import commons, practices
from interlace import tenants as platform
from interlace.db import tenancy
from interlace.db.models import Notice, Tenant
from interlace.errors import Conflict, Forbidden, Invalid, Unknown
from interlace.identity.permissions import Operation
from interlace.principals import SYSTEM
from tests.interlace.commons.lands import Land

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from interlace.db.connections import Database
    from interlace.principals import Principal

OPERATIONS = (Operation.PUBLICATION_PROPOSE, Operation.PUBLICATION_DECIDE)


@pytest.fixture(scope="module")
def here(database: Database) -> Land:
    return Land(database, "PT")


@pytest.fixture(scope="module")
def there(database: Database) -> Land:
    return Land(database, "NO")


def sees(land: Land, entry: UUID) -> bool:
    """Whether any of the ways of asking tells a tenant of an entry."""
    try:
        commons.entry(land.database, land.tenant_id, entry)
    except Unknown:
        told = False
    else:
        told = True
    listed = {one.id for one in land.search().items} | {one.id for one in land.search("school").items}
    assert told == (entry in listed)
    return told


def told(land: Land, kind: str) -> Sequence[UUID]:
    with tenancy.reading(land.database, land.tenant_id) as session:
        return session.scalars(select(Notice.user_id).where(Notice.kind == kind)).all()


def test_what_is_proposed_is_read_by_other_tenants_once_its_own_tenant_has_decided(here: Land, there: Land) -> None:
    ana, admin = here.somebody(), here.somebody("administrator", None)
    practice = here.write(ana)
    made = here.propose(practice, ana)
    assert not sees(there, made)
    assert there.titles("school") == []
    with pytest.raises(Forbidden):
        here.decide(made, ana)
    here.decide(made, admin)
    entry = here.told(practice).entry
    assert entry is not None
    assert sees(there, entry)
    found = commons.entry(there.database, there.tenant_id, entry)
    assert (found.title, found.body, found.body_name, found.own) == ("A school for all", "T", "Town of PT", False)
    assert (found.tenant_name, found.country, found.level, found.year) == ("Land PT", "PT", "local", found.year)
    assert told(here, "publication-proposed") == []
    assert told(here, "publication-published") == [ana.id]
    with pytest.raises(Conflict):
        here.decide(made, admin)


def test_what_is_withdrawn_is_gone_from_every_answer_at_once_and_kept_at_home(here: Land, there: Land) -> None:
    practice = here.write(title="A school that closes")
    made = here.propose(practice)
    here.decide(made)
    entry = here.told(practice).entry
    assert entry is not None
    assert sees(there, entry)
    commons.withdraw(here.database, here.somebody(), here.tenant_id, made, "It ended.")
    assert not sees(there, entry)
    assert not sees(here, entry)
    assert here.told(practice).state == "archived"
    kept = commons.publication(here.database, SYSTEM, here.tenant_id, made)
    assert (kept.state, kept.reason, kept.entry) == ("withdrawn", "It ended.", None)


def test_a_refusal_has_a_reason_and_the_practice_is_a_draft_again(here: Land) -> None:
    practice = here.write()
    made = here.propose(practice)
    with pytest.raises(Invalid):
        commons.decide(here.database, SYSTEM, here.tenant_id, made, publish=False)
    here.decide(made, publish=False)
    assert here.told(practice).state == "draft"
    assert commons.publication(here.database, SYSTEM, here.tenant_id, made).reason == "Not yet."
    here.propose(practice)
    with pytest.raises(Conflict):
        here.propose(practice)


def test_what_is_decided_on_is_what_is_published_and_newer_words_take_its_place(here: Land, there: Land) -> None:
    practice = here.write(title="First words of a park")
    first = here.propose(practice)
    with pytest.raises(Conflict):
        practices.change(here.database, SYSTEM, here.tenant_id, practice, 2, {"title": "Other words"})
    here.decide(first)
    revision = here.told(practice).revision
    changed = {"title": "Second words of a park"}
    practices.change(here.database, SYSTEM, here.tenant_id, practice, revision, changed)
    assert there.titles("park") == ["First words of a park"]
    reader = here.somebody("reader", None)
    assert here.told(practice, reader).title == "First words of a park"
    assert here.told(practice).title == "Second words of a park"
    second = here.propose(practice)
    assert there.titles("park") == ["First words of a park"]
    address = here.told(practice).entry
    here.decide(second)
    assert here.told(practice).entry == address
    assert there.titles("park") == ["Second words of a park"]
    assert commons.publication(here.database, SYSTEM, here.tenant_id, first).state == "withdrawn"


def test_nobody_decides_on_or_knows_of_what_is_another_bodys_or_tenants(here: Land, there: Land) -> None:
    practice = here.write()
    made = here.propose(practice)
    strangers: list[tuple[Land, Principal]] = [
        (here, here.somebody("contributor", "U")),
        (here, here.somebody("reader", None)),
        (there, there.somebody("administrator", None)),
        (there, SYSTEM),
    ]
    for land, who in strangers:
        with pytest.raises((Unknown, Forbidden)):
            commons.decide(land.database, who, land.tenant_id, made, publish=True)
        with pytest.raises(Unknown):
            commons.withdraw(land.database, who, land.tenant_id, made)
        with pytest.raises(Unknown):
            commons.propose(land.database, who, land.tenant_id, "practice", practice)
        assert made not in {one.id for one in commons.publications(land.database, who, land.tenant_id).items}
    with pytest.raises(Unknown):
        commons.propose(here.database, SYSTEM, here.tenant_id, "practice", uuid4())
    with pytest.raises(Unknown):
        commons.propose(here.database, SYSTEM, here.tenant_id, "nothing", practice)


def test_entries_of_a_suspended_tenant_are_not_shown_until_it_is_opened_again(database: Database, there: Land) -> None:
    closing = Land(database, "FI")
    entry = closing.publish(title="A school by a lake")
    with tenancy.platform(database) as session:
        slug = session.scalars(select(Tenant.slug).where(Tenant.id == closing.tenant_id)).one()
    platform.suspend(database, SYSTEM, slug)
    assert not sees(there, entry)
    platform.reopen(database, SYSTEM, slug)
    assert sees(there, entry)


def test_an_archived_practice_is_gone_from_the_commons_and_can_be_proposed_anew(here: Land, there: Land) -> None:
    entry = here.publish(title="A garden for neighbours")
    (practice,) = [
        one for one in practices.practices(here.database, SYSTEM, here.tenant_id).items if one.entry == entry
    ]
    practices.archive(here.database, SYSTEM, here.tenant_id, practice.id, practice.revision)
    assert there.titles("garden") == []
    assert here.told(practice.id).state == "archived"
    here.decide(here.propose(practice.id))
    assert there.titles("garden") == ["A garden for neighbours"]
