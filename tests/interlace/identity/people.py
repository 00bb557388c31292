"""Accounts for tests: quick password checks, mails that are kept, people with passwords and roles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from interlace import mail
from interlace.db.connections import Database
from interlace.identity import users
from interlace.principals import SYSTEM

if TYPE_CHECKING:
    from uuid import UUID

    import pytest

    from interlace.mail import Letter

PASSWORD = "seven lamps in the orchard"  # noqa: S105 - a password of nobody
OTHER_PASSWORD = "eleven boats under a bridge"  # noqa: S105 - another one
KEYS = "first:Xq7wT0cVb2Rj9LmZp4Ns8Kd1Gh6Yf3Ua,second:Qa5Zw8Sx1Ed4Cr7Fv0Tg3Bh6Yn9Uj2Mi"


def quick(database: Database) -> Database:
    """The same database, on which checking a password costs next to nothing."""
    settings = replace(database.configuration, password_memory_kib=8, password_rounds=1, secret_keys=KEYS)
    return Database(settings)


class LetterBox:
    """The mails that were sent in place of sending them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.letters: list[Letter] = []
        monkeypatch.setattr(mail, "post", lambda _, letter: self.letters.append(letter))

    def secret(self) -> str:
        """The secret of the link in the last letter."""
        (line,) = (line for line in self.letters[-1].text.splitlines() if line.startswith("http"))
        return line.rpartition("/")[2]


def address() -> str:
    """An e-mail address that nobody else has."""
    return f"{uuid4().hex}@people.example"


def member(database: Database, tenant_id: UUID, role: str = "reader", body: str | None = None) -> tuple[UUID, str]:
    """Somebody with this role and PASSWORD: their id and address."""
    email = address()
    user_id = users.invite(database, SYSTEM, tenant_id, email=email, name="Ana Sousa", role=role, body=body)
    users.set_password(database, SYSTEM, user_id, PASSWORD)
    return user_id, email
