"""Strategies, bodies and good practices in the formats of others: taken along, looked at, and brought in."""

from interlace.exchange.bringing import Asked, Brought, bring, look
from interlace.exchange.practices import PRACTICE_FORMS, entry_file, practice_file, take_entry, take_practice
from interlace.exchange.taking import FORMS, Taken, take

#: What can be brought in.
ALL_FORMS = (*FORMS, *PRACTICE_FORMS)

__all__ = [
    "ALL_FORMS",
    "FORMS",
    "PRACTICE_FORMS",
    "Asked",
    "Brought",
    "Taken",
    "bring",
    "entry_file",
    "look",
    "practice_file",
    "take",
    "take_entry",
    "take_practice",
]
