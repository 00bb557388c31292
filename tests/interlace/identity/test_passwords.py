"""Passwords, and what guessing them costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from interlace.db import tenancy
from interlace.db.models import User
from interlace.errors import Invalid, Unauthenticated
from interlace.identity import passwords
from interlace.identity.lockout import FREE_ATTEMPTS, LONGEST_WAIT, user_by_password, wait_after
from tests.interlace.identity.people import PASSWORD, address, member

if TYPE_CHECKING:
    from uuid import UUID

    from interlace.configuration import Configuration
    from interlace.db.connections import Database


def refused_as(password: str) -> str | None:
    try:
        passwords.check(password, email="ana.sousa@cidade.example", name="Ana Sousa")
    except Invalid as refusal:
        return refusal.problems[0].code
    return None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-length"),
        ("x" * 129, "password-length"),
        ("ﬃﬃ", "password-length"),
        ("Password1234!", "password-common"),
        ("P@ssw0rdP@ssw0rd", "password-common"),
        ("qwertyuiop12345", "password-common"),
        ("123456789012", "password-common"),
        ("aaaabbbbccccdddd", "password-common"),
        ("Bienvenue2026!", "password-common"),
        ("interlace-admin", "password-common"),
        ("ana.sousa@cidade.example", "password-personal"),
        ("Ana Sousa 1984", "password-personal"),
        (PASSWORD, None),
        ("correct horse battery staple", None),
        ("ãéîõü-ãéîõü-çñ", None),
        ("8301947265108", None),
        ("x7#kQ2!vLp9z", None),
    ],
)
def test_a_password_is_refused_for_what_makes_it_easy_to_guess(password: str, code: str | None) -> None:
    assert refused_as(password) == code


def test_a_password_is_the_same_however_its_letters_are_put_together(accounts: Database) -> None:
    kept = passwords.hashed(accounts.configuration, "caf\u00e9 caf\u00e9 caf\u00e9")
    assert kept.startswith("$argon2id$")
    assert passwords.is_right(accounts.configuration, kept, "cafe\u0301 cafe\u0301 cafe\u0301")
    assert not passwords.is_right(accounts.configuration, None, PASSWORD)


def test_a_password_is_kept_anew_when_parameters_rise(accounts: Database, tenant_id: UUID) -> None:
    user_id, email = member(accounts, tenant_id)
    before = kept_of(accounts, user_id)
    dearer = type(accounts)(replace(accounts.configuration, password_rounds=2))
    assert user_by_password(dearer, email.upper(), PASSWORD) == user_id
    dearer.close()
    assert "t=1" in before
    assert "t=2" in kept_of(accounts, user_id)


def kept_of(database: Database, user_id: UUID) -> str:
    with tenancy.platform(database) as session:
        return str(session.scalars(select(User.password_hash).where(User.id == user_id)).one())


def attempts_of(database: Database, user_id: UUID) -> int:
    with tenancy.platform(database) as session:
        return session.scalars(select(User.failed_attempts).where(User.id == user_id)).one()


def fail(database: Database, email: str) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        user_by_password(database, email, "not the password")
    return str(refusal.value)


def test_after_several_wrong_passwords_the_right_one_has_to_wait(accounts: Database, tenant_id: UUID) -> None:
    user_id, email = member(accounts, tenant_id)
    for _ in range(FREE_ATTEMPTS + 1):
        fail(accounts, email)
    with tenancy.platform(accounts) as session:
        later = datetime.now(UTC) + timedelta(minutes=1)
        session.execute(update(User).where(User.id == user_id).values(locked_until=later))
    with pytest.raises(Unauthenticated):
        user_by_password(accounts, email, PASSWORD)
    with tenancy.platform(accounts) as session:
        session.execute(update(User).where(User.id == user_id).values(locked_until=datetime.now(UTC)))
    assert user_by_password(accounts, email, PASSWORD) == user_id
    assert attempts_of(accounts, user_id) == 0


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(count).total_seconds() for count in range(FREE_ATTEMPTS - 1, FREE_ATTEMPTS + 4)]
    assert waits == [0, 1, 2, 4, 8]
    assert wait_after(10_000) == LONGEST_WAIT


def test_many_guesses_at_once_gain_nothing(accounts: Database, tenant_id: UUID) -> None:
    user_id, email = member(accounts, tenant_id)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fail(accounts, email), range(40)))
    # Each that was let through was counted, and after the free ones each closes the account for a while.
    assert FREE_ATTEMPTS <= attempts_of(accounts, user_id) < 40


def test_no_answer_tells_whether_there_is_an_account(
    accounts: Database, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, email = member(accounts, tenant_id)
    compared = []
    is_right = passwords.is_right

    def counted(configuration: Configuration, kept: str | None, password: str) -> bool:
        compared.append(kept)
        return is_right(configuration, kept, password)

    monkeypatch.setattr(passwords, "is_right", counted)
    assert fail(accounts, address()) == fail(accounts, email)
    assert len(compared) == 2
