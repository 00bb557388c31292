"""Sending mails: through the SMTP server of the configuration, or to the log where there is none."""

from __future__ import annotations

import logging
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from interlace.configuration import Configuration

_SECONDS = 20
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A mail in plain text. Its text may hold a single-use link."""

    to: str
    subject: str
    text: str = field(repr=False)
    name: str | None = None
    """What its Message-ID is made of, the same each time that it is sent; without one each time another."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What its head says besides."""


def post(configuration: Configuration, letter: Letter) -> Future[None]:
    """Send a letter in the background: how long that takes tells nobody whether there was one to send.

    To be called when what the letter tells of has been committed. A letter that cannot be sent is logged, without its
    text; whoever waits for it asks for another.
    """
    return _postman().submit(_deliver, configuration, letter)


@cache
def _postman() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")


def _deliver(configuration: Configuration, letter: Letter) -> None:
    try:
        send(configuration, letter)
    except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as error:
        _log.error("A mail could not be sent (%s): %s", letter.subject, type(error).__name__)


def send(configuration: Configuration, letter: Letter) -> None:
    """Send a letter now. Raises OSError or SMTPException where the server does not take it."""
    if configuration.smtp_url is None:
        _log.warning("No INTERLACE_SMTP_URL is set, so this mail is shown here.\nTo: %s\n%s", letter.to, letter.text)
        return
    with _connected(configuration.smtp_url) as server:
        server.send_message(_message(configuration, letter))


def _message(configuration: Configuration, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = configuration.mail_from
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=False)
    domain = parseaddr(configuration.mail_from)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{letter.name}@{domain}>" if letter.name else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    return message


def _connected(url: str) -> smtplib.SMTP:
    """A session with the server, encrypted unless the server is this machine or `starttls=no` says otherwise."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=_SECONDS)
        default = "no" if host in _LOOPBACK else "yes"
        if parse_qs(parts.query).get("starttls", [default])[0] != "no":
            server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
