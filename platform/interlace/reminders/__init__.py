"""Reminders: notices that go out by mail, at once where they name somebody, else once a week; and deadlines."""

from __future__ import annotations

from interlace.reminders.sending import Pace, Sender, sending
from interlace.reminders.stopping import holder_of, token_of

__all__ = ["Pace", "Sender", "holder_of", "sending", "token_of"]
