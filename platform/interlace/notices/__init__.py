"""Notices: what people are told in the application and, as they prefer, by mail."""

from __future__ import annotations

from interlace.notices.kinds import KINDS, Kind
from interlace.notices.people import people_of
from interlace.notices.preferring import Preference, prefer, preference, stop
from interlace.notices.reading import NoticePage, NoticeTold, mark_all_read, mark_read, notices, unread
from interlace.notices.telling import take_back, tell, tell_once

__all__ = [
    "KINDS",
    "Kind",
    "NoticePage",
    "NoticeTold",
    "Preference",
    "mark_all_read",
    "mark_read",
    "notices",
    "people_of",
    "prefer",
    "preference",
    "stop",
    "take_back",
    "tell",
    "tell_once",
    "unread",
]
