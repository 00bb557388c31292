"""Strategies and bodies in the formats that others exchange them in: taken along, looked at, and brought in."""

from interlace.exchange.bringing import Asked, Brought, bring, look
from interlace.exchange.taking import FORMS, Taken, take

__all__ = ["FORMS", "Asked", "Brought", "Taken", "bring", "look", "take"]
