"""What people are written to: an invitation, word of a new role, a link to set a new password."""

from __future__ import annotations

from interlace.mail import Letter
from interlace.texts import LANGUAGES, Speaker


def invitation(base_url: str, email: str, language: str, tenant: str, secret: str) -> Letter:
    """An invitation of somebody who has no password yet."""
    say = _speaker(language).say
    lines = (
        say("You are invited to the register “{tenant}” on Interlace.", tenant=tenant),
        say("Within seven days, follow this link to set your name and a password:"),
        f"{base_url}/invitations/{secret}",
        say("The link works once. If you do not expect this mail, leave it alone."),
    )
    return Letter(email, say("Your invitation to Interlace"), _text(*lines))


def new_role(base_url: str, email: str, language: str, tenant: str) -> Letter:
    """Word to somebody who has a password that another tenant is open to them."""
    say = _speaker(language).say
    lines = (
        say("You have a new role in the register “{tenant}” on Interlace.", tenant=tenant),
        say("Sign in as usual:"),
        base_url,
    )
    return Letter(email, say("A new role on Interlace"), _text(*lines))


def operator(base_url: str, email: str, language: str, secret: str) -> Letter:
    """An invitation of an operator."""
    say = _speaker(language).say
    lines = (
        say("You are invited to run an installation of Interlace."),
        say("Within seven days, follow this link to set your name and a password:"),
        f"{base_url}/invitations/{secret}",
        say("The link works once. If you do not expect this mail, leave it alone."),
    )
    return Letter(email, say("Your invitation to Interlace"), _text(*lines))


def reset(base_url: str, email: str, language: str, secret: str) -> Letter:
    """A link by which to set a new password."""
    say = _speaker(language).say
    lines = (
        say("Somebody, probably you, asked for a new password on Interlace."),
        say("Within an hour, follow this link to set one:"),
        f"{base_url}/resets/{secret}",
        say("The link works once. If you do not expect this mail, leave it alone."),
    )
    return Letter(email, say("A new password on Interlace"), _text(*lines))


def _speaker(language: str) -> Speaker:
    return Speaker(language if language in LANGUAGES else "en")


def _text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"
