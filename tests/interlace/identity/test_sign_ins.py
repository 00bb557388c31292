"""Sign-ins beside the register: they neither wait for writes nor depend on a clock that only goes forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from interlace.db import tenancy
from interlace.db.models import RefreshFamily, User
from interlace.errors import Unauthenticated, Unknown
from interlace.identity import callers, sign_ins
from interlace.principals import SYSTEM, Grant
from tests.databases import new_tenant
from tests.interlace.identity.people import member

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database


def test_people_sign_in_while_a_long_write_holds_the_register(accounts: Database, tenant_id: UUID) -> None:
    user_id, _ = member(accounts, tenant_id)
    with tenancy.writing(accounts, tenant_id, SYSTEM) as unit:
        unit.did("import", "bundle")
        began = sign_ins.begin(accounts, tenant_id, user_id, {})
        renewed = sign_ins.renew(accounts, tenant_id, began.id, began.serial)
        assert callers.person(accounts, tenant_id, user_id, renewed.id).principal.grants == (Grant("reader"),)


def test_a_clock_that_went_back_keeps_nobody_out(accounts: Database, tenant_id: UUID) -> None:
    user_id, _ = member(accounts, tenant_id)
    before = sign_ins.begin(accounts, tenant_id, user_id, {})
    with tenancy.platform(accounts) as session:
        ahead = datetime.now(UTC) + timedelta(hours=1)
        session.execute(update(User).where(User.id == user_id).values(signed_out_before=ahead))
    began = sign_ins.begin(accounts, tenant_id, user_id, {})
    assert [one.id for one in sign_ins.active(accounts, tenant_id, user_id)] == [began.id]
    with pytest.raises(Unauthenticated):
        sign_ins.renew(accounts, tenant_id, before.id, before.serial)


def test_a_sign_in_is_good_for_its_time_its_person_and_its_tenant(accounts: Database, tenant_id: UUID) -> None:
    user_id, _ = member(accounts, tenant_id)
    other_id, _ = member(accounts, tenant_id)
    elsewhere = new_tenant(accounts)
    member(accounts, elsewhere)
    began = sign_ins.begin(accounts, tenant_id, user_id, {})
    for tenant, person in ((tenant_id, other_id), (elsewhere, user_id)):
        with pytest.raises(Unauthenticated):
            callers.person(accounts, tenant, person, began.id)
    with pytest.raises(Unknown):
        sign_ins.begin(accounts, elsewhere, user_id, {})
    with tenancy.beside(accounts, tenant_id) as session:
        session.execute(update(RefreshFamily).values(expires_at=datetime.now(UTC)))
    with pytest.raises(Unauthenticated):
        callers.person(accounts, tenant_id, user_id, began.id)


def test_sign_ins_that_are_too_old_are_forgotten_with_the_next(accounts: Database, tenant_id: UUID) -> None:
    user_id, _ = member(accounts, tenant_id)
    sign_ins.begin(accounts, tenant_id, user_id, {})
    with tenancy.beside(accounts, tenant_id) as session:
        session.execute(update(RefreshFamily).values(expires_at=datetime.now(UTC)))
    began = sign_ins.begin(accounts, tenant_id, user_id, {})
    with tenancy.reading(accounts, tenant_id) as session:
        assert session.scalars(select(RefreshFamily.id)).all() == [began.id]


def test_a_sign_in_that_is_in_use_lasts_and_none_for_ever(accounts: Database, tenant_id: UUID) -> None:
    user_id, _ = member(accounts, tenant_id)
    hour, now = timedelta(hours=1), datetime.now(UTC)
    began = sign_ins.begin(accounts, tenant_id, user_id, {}, hour)
    sign_ins.last(accounts, tenant_id, began.id, 2 * hour)
    assert now + 2 * hour <= _expires_at(accounts, tenant_id) <= datetime.now(UTC) + 2 * hour
    sign_ins.last(accounts, tenant_id, began.id, hour)
    assert _expires_at(accounts, tenant_id) >= now + 2 * hour
    with tenancy.beside(accounts, tenant_id) as session:
        session.execute(update(RefreshFamily).values(created_at=now - sign_ins.LIFETIME + timedelta(minutes=5)))
        session.execute(update(RefreshFamily).values(expires_at=now + timedelta(minutes=1)))
    sign_ins.last(accounts, tenant_id, began.id, hour)
    assert _expires_at(accounts, tenant_id) == now + timedelta(minutes=5)


def _expires_at(database: Database, tenant_id: UUID) -> datetime:
    with tenancy.reading(database, tenant_id) as session:
        return session.scalars(select(RefreshFamily.expires_at)).one()
