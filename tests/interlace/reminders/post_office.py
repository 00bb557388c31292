"""A real mail server on this machine, and somebody's clock."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from interlace import notices
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.reminders import Sender

if TYPE_CHECKING:
    from email.message import EmailMessage
    from uuid import UUID

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from interlace.principals import Principal


class PostOffice:
    """The letters that arrived, in order. `refusing` are addresses that it takes no mail for."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.letters: list[EmailMessage] = []
        self.refusing: set[str] = set()
        self.taken = threading.Lock()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refusing:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        assert isinstance(envelope.content, bytes)
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.taken:
            self.letters.append(read)
        return "250 OK"


class Clock:
    """A clock that is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go(self, **span: float) -> None:
        self.at += timedelta(**span)


def installation(database: Database, office: PostOffice) -> Database:
    """The same database, with mail going to the post office."""
    settings = replace(
        database.configuration,
        smtp_url=office.url,
        mail_from="Interlace <register@country.example>",
        base_url="https://register.example",
    )
    return Database(settings)


def tell(database: Database, person: Principal, kind: str, about: str, at: datetime, **details: str) -> None:
    """Tell somebody something."""
    assert person.tenant_id is not None
    assert person.id is not None
    with tenancy.beside(database, person.tenant_id) as session:
        notices.tell(session, [person.id], kind, about, details, at)


def send(database: Database, tenant_id: UUID, clock: Clock) -> int:
    """What one sender has to do now."""
    return Sender(database, now=clock).send(tenant_id)
