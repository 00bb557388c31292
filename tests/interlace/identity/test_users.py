"""People: invited, let in, given roles, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from interlace.db import tenancy
from interlace.db.models import AuditRecord, Change, Membership, SingleUseLink, User
from interlace.errors import Conflict, Forbidden, Invalid, Unauthenticated, Unknown
from interlace.identity import memberships, service_accounts, sign_ins, users
from interlace.identity.lockout import user_by_password
from interlace.principals import SYSTEM, Grant, Principal
from tests.databases import new_tenant
from tests.interlace.identity.countries import person, settle
from tests.interlace.identity.people import OTHER_PASSWORD, PASSWORD, address, member

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.db.connections import Database
    from tests.interlace.identity.people import LetterBox


def audited(database: Database, tenant_id: UUID) -> list[str]:
    with tenancy.reading(database, tenant_id) as session:
        return list(session.scalars(select(AuditRecord.operation).order_by(AuditRecord.number)))


def test_an_invitation_is_accepted_once(accounts: Database, tenant_id: UUID, letter_box: LetterBox) -> None:
    email = address()
    user_id = users.invite(accounts, SYSTEM, tenant_id, email=email, name="Ana", role="reader", language="fr")
    assert letter_box.letters[-1].to == email
    assert letter_box.letters[-1].subject == "Votre invitation à Interlace"
    secret = letter_box.secret()
    assert users.accept_invitation(accounts, secret, "Ana Sousa", PASSWORD) == user_id
    with pytest.raises(Unknown):
        users.accept_invitation(accounts, secret, "Eve", OTHER_PASSWORD)
    assert user_by_password(accounts, email, PASSWORD) == user_id
    assert audited(accounts, tenant_id) == ["membership.grant", "user.invite"]
    with tenancy.reading(accounts, tenant_id) as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0


@pytest.mark.parametrize("purpose", ["invitation", "reset"])
def test_a_link_is_good_for_its_time_and_purpose_only(
    accounts: Database, tenant_id: UUID, letter_box: LetterBox, purpose: str
) -> None:
    email = address()
    user_id = users.invite(accounts, SYSTEM, tenant_id, email=email, name="Ana", role="reader")
    if purpose == "reset":
        users.request_reset(accounts, email)
    secret = letter_box.secret()
    with pytest.raises(Unknown):
        use(accounts, "reset" if purpose == "invitation" else "invitation", secret)
    with tenancy.platform(accounts) as session:
        ended = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(SingleUseLink).where(SingleUseLink.user_id == user_id).values(expires_at=ended))
    with pytest.raises(Unknown):
        use(accounts, purpose, secret)


def use(database: Database, purpose: str, secret: str) -> None:
    if purpose == "reset":
        users.use_reset(database, secret, PASSWORD)
    else:
        users.accept_invitation(database, secret, "Ana", PASSWORD)


def test_a_weak_password_does_not_use_the_link_up(accounts: Database, tenant_id: UUID, letter_box: LetterBox) -> None:
    users.invite(accounts, SYSTEM, tenant_id, email=address(), name="Ana", role="reader")
    with pytest.raises(Invalid):
        users.accept_invitation(accounts, letter_box.secret(), "Ana", "password1234")
    users.accept_invitation(accounts, letter_box.secret(), "Ana", PASSWORD)


def test_an_invitation_elsewhere_gives_the_inviter_no_hold_on_an_account(
    accounts: Database, tenant_id: UUID, letter_box: LetterBox
) -> None:
    user_id, email = member(accounts, tenant_id)
    elsewhere = new_tenant(accounts)
    assert users.invite(accounts, SYSTEM, elsewhere, email=email.upper(), name="Eve", role="reader") == user_id
    assert f"{accounts.configuration.base_url}/" not in letter_box.letters[-1].text
    assert user_by_password(accounts, email, PASSWORD) == user_id


def test_a_reset_ends_sign_ins_and_tells_strangers_nothing(
    accounts: Database, tenant_id: UUID, letter_box: LetterBox
) -> None:
    user_id, email = member(accounts, tenant_id)
    sign_ins.begin(accounts, tenant_id, user_id, {})
    sent = len(letter_box.letters)
    users.request_reset(accounts, address())
    assert len(letter_box.letters) == sent
    for _ in range(2):  # The second is too soon after the first.
        users.request_reset(accounts, email)
    assert len(letter_box.letters) == sent + 1
    users.use_reset(accounts, letter_box.secret(), OTHER_PASSWORD)
    assert sign_ins.active(accounts, tenant_id, user_id) == []
    assert user_by_password(accounts, email, OTHER_PASSWORD) == user_id


def test_a_changed_password_ends_sign_ins_and_needs_the_old_one(accounts: Database, tenant_id: UUID) -> None:
    user_id, email = member(accounts, tenant_id)
    sign_ins.begin(accounts, tenant_id, user_id, {})
    with pytest.raises(Unauthenticated):
        users.change_password(accounts, user_id, "a guess", OTHER_PASSWORD)
    assert len(sign_ins.active(accounts, tenant_id, user_id)) == 1
    users.change_password(accounts, user_id, PASSWORD, OTHER_PASSWORD)
    assert sign_ins.active(accounts, tenant_id, user_id) == []
    assert user_by_password(accounts, email, OTHER_PASSWORD) == user_id
    assert len([sign_ins.begin(accounts, tenant_id, user_id, {})]) == len(sign_ins.active(accounts, tenant_id, user_id))


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@x.example", "a b@x.example", "a@b@x.example", "a@x\n.example", "a,b@x.example"]
)
def test_what_is_no_address_is_refused(accounts: Database, tenant_id: UUID, email: str) -> None:
    with pytest.raises(Invalid):
        users.invite(accounts, SYSTEM, tenant_id, email=email, name="Ana", role="reader")
    assert audited(accounts, tenant_id) == []


@pytest.mark.parametrize(
    ("role", "body", "error"),
    [("king", None, Invalid), ("steward", None, Invalid), ("reader", "PT", Invalid), ("steward", "X", Unknown)],
)
def test_a_role_that_there_is_not_is_refused_and_leaves_no_account(
    accounts: Database, tenant_id: UUID, role: str, body: str | None, error: type[Exception]
) -> None:
    settle(accounts, tenant_id)
    email = address()
    with pytest.raises(error):
        users.invite(accounts, SYSTEM, tenant_id, email=email, name="Ana", role=role, body=body)
    with tenancy.platform(accounts) as session:
        assert session.scalar(select(User).where(User.email == email)) is None


def test_only_administrators_give_and_take_roles(accounts: Database, tenant_id: UUID) -> None:
    settle(accounts, tenant_id)
    user_id, _ = member(accounts, tenant_id)
    for who in (person(tenant_id, Grant("steward", "PT")), person(None), person(uuid4(), Grant("administrator"))):
        for attempt in (
            lambda who=who: memberships.grant(accounts, who, tenant_id, user_id, "administrator"),
            lambda who=who: memberships.members(accounts, who, tenant_id),
            lambda who=who: users.invite(accounts, who, tenant_id, email=address(), name="E", role="reader"),
            lambda who=who: service_accounts.create(accounts, who, tenant_id, name="E", scopes=["read"]),
            lambda who=who: users.create_operator(accounts, who, email=address(), name="E"),
        ):
            with pytest.raises(Forbidden):
                attempt()
    assert [one.role for one in memberships.members(accounts, SYSTEM, tenant_id)] == ["reader"]


def test_the_last_administrator_stays(accounts: Database, tenant_id: UUID) -> None:
    first, _ = member(accounts, tenant_id, "administrator")
    second, _ = member(accounts, tenant_id, "administrator")
    held = {one.user_id: one.id for one in memberships.members(accounts, SYSTEM, tenant_id)}
    who = person(tenant_id, Grant("administrator"))
    memberships.remove(accounts, who, tenant_id, held[first])
    with pytest.raises(Conflict):
        memberships.remove(accounts, who, tenant_id, held[second])
    with pytest.raises(Conflict):
        users.erase(accounts, Principal("user", second), second)
    with pytest.raises(Unknown):
        memberships.remove(accounts, who, tenant_id, held[first])
    assert [one.user_id for one in memberships.members(accounts, SYSTEM, tenant_id)] == [second]


def test_a_role_of_another_tenant_is_unknown(accounts: Database, tenant_id: UUID) -> None:
    elsewhere = new_tenant(accounts)
    user_id, _ = member(accounts, elsewhere)
    (held,) = memberships.members(accounts, SYSTEM, elsewhere)
    who = person(tenant_id, Grant("administrator"))
    with pytest.raises(Unknown):
        memberships.remove(accounts, who, tenant_id, held.id)
    with pytest.raises(Unknown):
        memberships.grant(accounts, who, tenant_id, user_id, "administrator")
    assert memberships.members(accounts, SYSTEM, elsewhere) == [held]


def test_an_erased_person_leaves_an_id_in_the_audit_and_nothing_else(accounts: Database, tenant_id: UUID) -> None:
    user_id, email = member(accounts, tenant_id)
    sign_ins.begin(accounts, tenant_id, user_id, {"agent": "Browser"})
    slug = next(iter(users.export(accounts, SYSTEM, user_id)["tenants"]))
    told = users.export(accounts, Principal("user", user_id), user_id)
    assert (told["email"], told["tenants"][slug]["sign_ins"][0]["client"]) == (email, {"agent": "Browser"})
    with pytest.raises(Forbidden):
        users.erase(accounts, person(tenant_id, Grant("administrator")), user_id)
    users.erase(accounts, Principal("user", user_id), user_id)
    with pytest.raises(Unauthenticated):
        user_by_password(accounts, email, PASSWORD)
    with tenancy.reading(accounts, tenant_id) as session:
        assert session.scalar(select(Membership)) is None
        kept = [f"{record.subject} {record.details}" for record in session.scalars(select(AuditRecord))]
    assert not any(email in text or "Sousa" in text for text in kept)
    assert any(str(user_id) in text for text in kept)


def test_an_operator_runs_the_platform_and_is_no_member_of_anything(accounts: Database, tenant_id: UUID) -> None:
    email = address()
    user_id = users.create_operator(accounts, SYSTEM, email=email, name="Olga")
    operator = Principal("user", user_id, operator=True)
    users.create_operator(accounts, operator, email=address(), name="Otto")
    with pytest.raises(Forbidden):
        memberships.members(accounts, operator, tenant_id)
    with pytest.raises(Unknown):
        sign_ins.begin(accounts, tenant_id, user_id, {})


def test_who_is_the_last_administrator_anywhere_is_erased_nowhere(accounts: Database, tenant_id: UUID) -> None:
    other = new_tenant(accounts)
    email = f"{uuid4()}@example.org"
    user_id = users.invite(accounts, SYSTEM, other, email=email, name="Somebody", role="reader")
    users.invite(accounts, SYSTEM, tenant_id, email=email, name="Somebody", role="administrator")
    with pytest.raises(Conflict):
        users.erase(accounts, SYSTEM, user_id)
    assert [member.role for member in memberships.members(accounts, SYSTEM, other)] == ["reader"]


def test_people_change_what_they_are_known_by(accounts: Database, tenant_id: UUID) -> None:
    user_id, email = member(accounts, tenant_id)
    users.change_profile(accounts, user_id, name=" Ana Maria Sousa ", language="fr")
    assert users.profile(accounts, user_id) == users.Profile(email, "Ana Maria Sousa", "fr")
    for name, language in (("", "en"), ("a" * 201, "en"), ("Ana\nSousa", "en"), ("Ana", "xx")):
        with pytest.raises(Invalid):
            users.change_profile(accounts, user_id, name=name, language=language)
    with pytest.raises(Unknown):
        users.change_profile(accounts, tenant_id, name="Ana", language="en")
