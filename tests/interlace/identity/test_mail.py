"""Mail reaches a real server on this machine, and without one the log."""

from __future__ import annotations

import email
import email.policy
import logging
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from interlace import mail
from interlace.identity import letters
from interlace.mail import Letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from interlace.db.connections import Database


class Inbox:
    """What a server was sent."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Inbox, str]]:
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_a_letter_arrives_in_its_language(accounts: Database, server: tuple[Inbox, str]) -> None:
    inbox, url = server
    configuration = replace(accounts.configuration, smtp_url=url, mail_from="register@country.example")
    mail.send(configuration, letters.reset("https://register.example", "ana@x.example", "fr", "s3cret"))
    (envelope,) = inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("register@country.example", ["ana@x.example"])
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert message["Subject"] == "Un nouveau mot de passe sur Interlace"
    assert "https://register.example/resets/s3cret" in message.get_content()


def test_a_server_that_is_not_there_is_logged_without_the_letter(
    accounts: Database, caplog: pytest.LogCaptureFixture
) -> None:
    configuration = replace(accounts.configuration, smtp_url="smtp://127.0.0.1:1")
    mail._deliver(configuration, Letter("ana@x.example", "Hello", "s3cret"))
    assert "could not be sent" in caplog.text
    assert "s3cret" not in caplog.text


def test_without_a_server_letters_are_shown_in_the_log(accounts: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        mail._deliver(replace(accounts.configuration, smtp_url=None), Letter("ana@x.example", "Hello", "s3cret"))
    assert "s3cret" in caplog.text
